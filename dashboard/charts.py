"""The forecast chart: frames in, Altair chart out. Pure; empty frames give an empty chart."""

from datetime import datetime
from typing import Any, NamedTuple

import altair as alt
import pandas as pd

from dashboard import theme

_HEIGHTS = ["y_hat", "y_hat_naive", "lo_95", "hi_80"]
_FEW = 8  # actuals: a line of one point cannot be seen
_BEYOND = 2.0  # times the highest of the rest: a 95% interval above that would flatten all else, and is cut
# What the pointer hits: an invisible column per period, not a dot.
_COLUMN: dict[str, Any] = {"strokeWidth": 9, "opacity": 0, "clip": True}


def forecast_chart(
    actuals: pd.DataFrame, forecast: pd.DataFrame, unit: str,
    cutoff: datetime | None, start: datetime | None = None, anomalies: pd.DataFrame | None = None,
) -> theme.Chart:  # fmt: skip
    """History with its anomalies, 95% and 80% bands, forecast, seasonal naive and the cutoff, over time.

    One row per period, in `unit`. actuals: ds, y, is_filled; forecast: ds, y_hat, y_hat_naive, lo_80, hi_80,
    lo_95, hi_95; anomalies: ds, y, y_hat, lo_95, hi_95, p_value.
    `start`: where the view begins, None for everything. Shift and wheel zoom, dragging pans.
    """
    odd = actuals.head(0) if anomalies is None else anomalies
    view = _view(actuals, forecast, unit, start, odd)
    zoom = alt.selection_interval(bind="scales", encodings=["x"], zoom="wheel![event.shiftKey]", name="zoom")
    dots = alt.OverlayMarkDef(size=22, filled=True)
    layers = [
        _band(forecast, 95, view),
        _band(forecast, 80, view),
        _line(actuals, "y", "Actual", view, point=dots if len(actuals) < _FEW else False).add_params(zoom),
        _line(forecast, "y_hat_naive", "Seasonal naive", view, strokeDash=[5, 4], strokeWidth=1.6),
        _line(forecast, "y_hat", "Forecast", view, strokeWidth=2.6, point=dots),
        *([_points(odd, view)] if len(odd) else []),
        _hover_actuals(actuals, unit),
        _hover_forecast(forecast, unit),
        *([_hover_anomalies(odd, unit)] if len(odd) else []),
    ]
    return theme.styled(alt.layer(*_cutoff(cutoff), *layers), height=340)


class _View(NamedTuple):
    """What all layers of the forecast chart share."""

    unit: str
    x_scale: alt.Scale
    y_scale: alt.Scale
    shown: list[str]

    def x(self) -> alt.X:
        return alt.X("ds:T", title=None, scale=self.x_scale, axis=alt.Axis(tickCount=8))

    def y(self, field: str) -> alt.Y:
        title: dict[str, Any] = {"titleAnchor": "end", "titleAngle": 0, "titleY": -12, "titleAlign": "left"}
        return alt.Y(
            f"{field}:Q",
            title=self.unit,
            scale=self.y_scale,
            axis=alt.Axis(format=",.6~r", tickCount=5, **title),
        )

    def colour(self) -> alt.Color:
        """The same colour for the same thing, whatever is missing."""
        return alt.Color("what:N", scale=theme.scale(theme.SERIES_COLOURS), legend=alt.Legend(values=self.shown))


def _view(actuals: pd.DataFrame, forecast: pd.DataFrame, unit: str, start: datetime | None, odd: pd.DataFrame) -> _View:
    """From `start` to the end; as high as the highest value there: an old spike does not flatten the rest."""
    seen = actuals if start is None else actuals[actuals["ds"] >= start]
    behind = {"Actual": actuals, "Anomaly": odd}
    shown = [name for name in theme.SERIES_COLOURS if len(behind.get(name, forecast))]
    times = pd.concat([seen["ds"], forecast["ds"]])
    if times.empty:
        return _View(unit, alt.Scale(), alt.Scale(), shown)
    values = pd.concat([seen["y"], *(forecast[name].astype(float) for name in _HEIGHTS)])
    widest = forecast["hi_95"].max() if len(forecast) else 0.0
    top = values.max() * 1.2 if widest > ceiling(seen, forecast) else max(values.max(), widest) * 1.05
    x_scale = alt.Scale(domain=[_moment(times.min()), _moment(times.max() + (times.max() - times.min()) * 0.01)])
    y_scale = alt.Scale(domain=[min(0.0, values.min()), max(top, 1e-9)], nice=True)
    return _View(unit, x_scale, y_scale, shown)


def ceiling(seen: pd.DataFrame, forecast: pd.DataFrame) -> float:
    """The height above which the 95% interval is cut, in the unit of y; `seen`: the actuals in view."""
    highest = pd.concat([seen["y"], *(forecast[name].astype(float) for name in _HEIGHTS)]).max()
    return float(_BEYOND * highest)


def _moment(ds: datetime) -> alt.DateTime:
    return alt.DateTime(year=ds.year, month=ds.month, date=ds.day, hours=ds.hour)


def _band(forecast: pd.DataFrame, level: int, view: _View) -> alt.Chart:
    band = alt.Chart(forecast.assign(what=f"{level}% interval"), name=f"band_{level}").mark_area(clip=True)
    y2 = alt.Y2(f"hi_{level}:Q")
    return _chart(band.encode(x=view.x(), y=view.y(f"lo_{level}"), y2=y2, color=view.colour()))


def _line(frame: pd.DataFrame, field: str, label: str, view: _View, **mark: Any) -> alt.Chart:
    line = alt.Chart(frame.assign(what=label), name=label.lower().replace(" ", "_"))
    drawn = line.mark_line(clip=True, **{"strokeWidth": 1.8, **mark})
    return _chart(drawn.encode(x=view.x(), y=view.y(field), color=view.colour()))


def _points(odd: pd.DataFrame, view: _View) -> alt.Chart:
    marks = alt.Chart(odd.assign(what="Anomaly"), name="anomalies")
    drawn = marks.mark_point(clip=True, filled=True, size=80, opacity=1, stroke="white", strokeWidth=1)
    return _chart(drawn.encode(x=view.x(), y=view.y("y"), color=view.colour()))


def _chart(encoded: Any) -> alt.Chart:
    """Altair's `encode` says Any."""
    chart: alt.Chart = encoded
    return chart


def _hover_actuals(actuals: pd.DataFrame, unit: str) -> alt.Chart:
    recorded = ["no: filled by rule" if filled else "yes" for filled in actuals["is_filled"]]
    tooltip = [_when(), _value("y", f"Actual ({unit})"), alt.Tooltip("recorded:N", title="Recorded")]
    columns = alt.Chart(actuals.assign(recorded=recorded), name="hover_actuals").mark_rule(**_COLUMN)
    return _chart(columns.encode(x="ds:T", tooltip=tooltip))


def _hover_forecast(forecast: pd.DataFrame, unit: str) -> alt.Chart:
    ends = [("lo_80", "80% from"), ("hi_80", "80% to"), ("lo_95", "95% from"), ("hi_95", "95% to")]
    values = [("y_hat", f"Forecast ({unit})"), *ends, ("y_hat_naive", "Seasonal naive")]
    columns = alt.Chart(forecast, name="hover_forecast").mark_rule(**_COLUMN)
    return _chart(columns.encode(x="ds:T", tooltip=[_when(), *(_value(*value) for value in values)]))


def _hover_anomalies(odd: pd.DataFrame, unit: str) -> alt.Chart:
    """Above the column of the actual, which it takes the place of."""
    values = [("y", f"Actual ({unit})"), ("y_hat", "Expected"), ("lo_95", "95% from"), ("hi_95", "95% to")]
    rarity = alt.Tooltip("p_value:Q", title="As rare as (p-value)", format=".2~%")
    columns = alt.Chart(odd, name="hover_anomalies").mark_rule(**_COLUMN)
    return _chart(columns.encode(x="ds:T", tooltip=[_when(), *(_value(*value) for value in values), rarity]))


def _when() -> alt.Tooltip:
    return alt.Tooltip("ds:T", title="Period from", format="%a %d %b %Y")


def _value(field: str, title: str) -> alt.Tooltip:
    return alt.Tooltip(f"{field}:Q", title=title, format=",.1f")


def _cutoff(cutoff: datetime | None) -> list[alt.Chart]:
    """A rule at the last period that was known when the forecast was made."""
    if cutoff is None:
        return []
    frame = pd.DataFrame({"ds": pd.Series([cutoff]).astype("datetime64[ms]"), "label": ["known until here"]})
    rule = alt.Chart(frame, name="cutoff").mark_rule(strokeDash=[2, 3], color=theme.GREY, clip=True)
    label: dict[str, Any] = {"align": "right", "dx": -5, "dy": 8, "clip": True}
    text = alt.Chart(frame, name="cutoff_label").mark_text(color=theme.GREY, **label)
    return [rule.encode(x="ds:T"), text.encode(x="ds:T", y=alt.value(0), text="label:N")]
