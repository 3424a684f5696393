"""Charts: frame in, Altair chart out. Pure: no Streamlit, no calls. An empty frame gives an empty chart."""

from datetime import datetime
from typing import Any, NamedTuple

import altair as alt
import pandas as pd

from dashboard import theme, words

Chart = alt.LayerChart | alt.Chart

_COLOUR = alt.Color("what:N", scale=theme.scale(theme.SERIES_COLOURS))
_HEIGHTS = ["y_hat", "y_hat_naive", "lo_95", "hi_95"]
_WHOLE_HEIGHT: dict[str, Any] = {"strokeWidth": 9, "opacity": 0}  # what the pointer hits: a column per period, not a dot


def forecast_chart(
    actuals: pd.DataFrame, forecast: pd.DataFrame, unit: str, cutoff: datetime | None, start: datetime | None = None
) -> Chart:
    """History, 95% and 80% bands, forecast, seasonal naive and the cutoff, over time.

    actuals: ds, y, is_filled; forecast: ds, h, y_hat, y_hat_naive, lo_80, hi_80, lo_95, hi_95; one row per period, in `unit`.
    `start`: where the view begins, None for everything. Shift and wheel zoom, dragging pans.
    """
    view = _view(actuals, forecast, unit, start)
    zoom = alt.selection_interval(bind="scales", encodings=["x"], zoom="wheel![event.shiftKey]", name="zoom")
    layers = [
        _band(forecast, 95, view),
        _band(forecast, 80, view),
        _line(actuals, "y", "Actual", view).add_params(zoom),
        _line(forecast, "y_hat_naive", "Seasonal naive", view, strokeDash=[5, 4], strokeWidth=1.4),
        _line(forecast, "y_hat", "Forecast", view, strokeWidth=2.6, point=alt.OverlayMarkDef(size=22, filled=True)),
        _hover_actuals(actuals, unit),
        _hover_forecast(forecast, unit),
    ]
    return theme.styled(alt.layer(*_cutoff(cutoff), *layers), height=340)


class _View(NamedTuple):
    """What all layers of the forecast chart share."""

    unit: str
    x_scale: alt.Scale
    y_scale: alt.Scale

    def x(self) -> alt.X:
        return alt.X("ds:T", title=None, scale=self.x_scale, axis=alt.Axis(tickCount=8))

    def y(self, field: str) -> alt.Y:
        axis = alt.Axis(format=",", tickCount=5, titleAnchor="end", titleAngle=0, titleY=-12, titleAlign="left")
        return alt.Y(f"{field}:Q", title=self.unit, scale=self.y_scale, axis=axis)


def _view(actuals: pd.DataFrame, forecast: pd.DataFrame, unit: str, start: datetime | None) -> _View:
    """From `start` to the end; as high as the highest value there, so that one old spike does not flatten the rest."""
    seen = actuals if start is None else actuals[actuals["ds"] >= start]
    times = pd.concat([seen["ds"], forecast["ds"]])
    if times.empty:
        return _View(unit, alt.Scale(), alt.Scale())
    values = pd.concat([seen["y"], *(forecast[name].astype(float) for name in _HEIGHTS)])
    x_scale = alt.Scale(domain=[_moment(times.min()), _moment(times.max())])
    return _View(unit, x_scale, alt.Scale(domain=[min(0.0, values.min()), max(values.max() * 1.05, 1e-9)], nice=True))


def _moment(ds: datetime) -> alt.DateTime:
    return alt.DateTime(year=ds.year, month=ds.month, date=ds.day, hours=ds.hour)


def _band(forecast: pd.DataFrame, level: int, view: _View) -> alt.Chart:
    return (
        alt.Chart(forecast.assign(what=f"{level}% interval"), name=f"band_{level}")
        .mark_area(clip=True)
        .encode(x=view.x(), y=view.y(f"lo_{level}"), y2=f"hi_{level}:Q", color=_COLOUR)
    )


def _line(frame: pd.DataFrame, field: str, label: str, view: _View, **mark: Any) -> alt.Chart:
    return (
        alt.Chart(frame.assign(what=label), name=label.lower().replace(" ", "_"))
        .mark_line(clip=True, **{"strokeWidth": 1.8, **mark})
        .encode(x=view.x(), y=view.y(field), color=_COLOUR)
    )


def _hover_actuals(actuals: pd.DataFrame, unit: str) -> alt.Chart:
    frame = actuals.assign(recorded=["no: filled by rule" if filled else "yes" for filled in actuals["is_filled"]])
    tooltip = [_when(), _value("y", f"Actual ({unit})"), alt.Tooltip("recorded:N", title="Recorded")]
    return alt.Chart(frame, name="hover_actuals").mark_rule(clip=True, **_WHOLE_HEIGHT).encode(x="ds:T", tooltip=tooltip)


def _hover_forecast(forecast: pd.DataFrame, unit: str) -> alt.Chart:
    ends = [_value(f"{side}_{level}", f"{level}% {name}") for level in (80, 95) for side, name in (("lo", "from"), ("hi", "to"))]
    tooltip = [_when(), _value("y_hat", f"Forecast ({unit})"), *ends, _value("y_hat_naive", "Seasonal naive")]
    return alt.Chart(forecast, name="hover_forecast").mark_rule(clip=True, **_WHOLE_HEIGHT).encode(x="ds:T", tooltip=tooltip)


def _when() -> alt.Tooltip:
    return alt.Tooltip("ds:T", title="Period from", format="%a %d %b %Y")


def _value(field: str, title: str) -> alt.Tooltip:
    return alt.Tooltip(f"{field}:Q", title=title, format=",.1f")


def _cutoff(cutoff: datetime | None) -> list[alt.Chart]:
    """A rule at the last period that was known when the forecast was made."""
    if cutoff is None:
        return []
    frame = pd.DataFrame({"ds": pd.Series([cutoff]).astype("datetime64[ms]"), "label": ["known until here"]})
    base = alt.Chart(frame, name="cutoff").encode(x="ds:T")
    rule = base.mark_rule(strokeDash=[2, 3], color=theme.GREY, clip=True)
    text = base.mark_text(align="right", dx=-5, dy=8, color=theme.GREY, fontSize=11, clip=True).encode(y=alt.value(0), text="label:N")
    return [rule, text]


def leaderboard_chart(board: pd.DataFrame) -> Chart:
    """MASE by model, the best on top, with a rule at seasonal naive. board: model, mase, rank, value_add, n_series; one row per model."""
    frame = board.dropna(subset=["mase"]).assign(name=board["model"].map(words.model_name), role=board["model"].map(_role))
    base = alt.Chart(frame).encode(y=alt.Y("name:N", title=None, sort=alt.SortField("rank"), axis=alt.Axis(labelLimit=220)))
    x = alt.X("mase:Q", title="MASE: mean absolute scaled error, lower is better", axis=alt.Axis(tickCount=6))
    tooltip = [
        alt.Tooltip("name:N", title="Model"),
        alt.Tooltip("mase:Q", title="MASE", format=".3f"),
        alt.Tooltip("value_add:Q", title="Better than seasonal naive by", format=".1%"),
        alt.Tooltip("n_series:Q", title="Series", format=","),
    ]
    colour = alt.Color("role:N", scale=theme.scale(theme.ROLE_COLOURS))
    bars = base.mark_bar(height={"band": 0.66}, cornerRadiusEnd=3).encode(x=x, color=colour, tooltip=tooltip)
    labels = base.mark_text(align="left", dx=5, fontSize=12, color=theme.GREY).encode(x="mase:Q", text=alt.Text("mase:Q", format=".3f"))
    naive = alt.Chart(frame[frame["model"] == "seasonal_naive"], name="naive").mark_rule(color=theme.GREY, strokeDash=[5, 4], strokeWidth=2)
    return theme.styled(bars + naive.encode(x="mase:Q") + labels, height=90 + 34 * max(len(frame), 1))


def _role(model: str) -> str:
    return words.model_name(model) if model in ("served", "seasonal_naive") else "Candidate model"


def coverage_chart(board: pd.DataFrame) -> Chart:
    """How many actuals fell inside each interval, against its promise. board: window, model, coverage_80, coverage_95 (shares)."""
    frame = coverage_frame(board)
    y = alt.Y("row:N", title=None, sort=None, axis=alt.Axis(labelLimit=260))
    x = alt.X("coverage:Q", title="Share of actuals inside the interval", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%"))
    tooltip = [alt.Tooltip("coverage:Q", title="Measured", format=".1%"), alt.Tooltip("nominal:Q", title="Promised", format=".0%")]
    base = alt.Chart(frame).encode(y=y)
    bars = base.mark_bar(height={"band": 0.5}, cornerRadiusEnd=3).encode(
        x=x, color=alt.Color("level:N", scale=theme.scale(theme.LEVEL_COLOURS)), tooltip=tooltip
    )
    promise = base.mark_tick(thickness=3, size=30, color=theme.GREY).encode(x="nominal:Q")
    text = base.mark_text(align="right", dx=-6, color="white", fontSize=12).encode(x="coverage:Q", text=alt.Text("coverage:Q", format=".1%"))
    return theme.styled(bars + promise + text, height=80 + 40 * max(len(frame), 1))


def coverage_frame(board: pd.DataFrame) -> pd.DataFrame:
    """One row per level, window and model that has intervals: row, level, coverage, nominal."""
    records = [
        {"row": f"{level}%, {_WINDOWS[row.window]}", "level": f"{level}% interval", "nominal": level / 100, "coverage": coverage}
        for level in (80, 95)
        for row in board[board["model"] == "served"].itertuples()
        if pd.notna(coverage := getattr(row, f"coverage_{level}"))
    ]
    return pd.DataFrame(records, columns=["row", "level", "nominal", "coverage"])


_WINDOWS = {"last": "last test", "all": "all tests"}


def cutoff_chart(metrics: pd.DataFrame) -> Chart:
    """MASE of the served forecast and of seasonal naive by cutoff. metrics: cutoff, model, mase, n."""
    wanted = metrics[metrics["model"].isin(["served", "seasonal_naive"])].dropna(subset=["mase"])
    frame = wanted.assign(name=wanted["model"].map(words.model_name))
    tooltip = [
        alt.Tooltip("cutoff:T", title="Known until", format="%d %b %Y"),
        alt.Tooltip("name:N", title="Forecast"),
        alt.Tooltip("mase:Q", title="MASE", format=".3f"),
        alt.Tooltip("n:Q", title="Periods scored"),
    ]
    lines = alt.Chart(frame).mark_line(point=alt.OverlayMarkDef(size=70, filled=True), strokeWidth=2)
    encoded = lines.encode(
        x=alt.X("cutoff:T", title="Forecast made with what was known until", axis=alt.Axis(tickCount=6, format="%d %b %Y")),
        y=alt.Y("mase:Q", title="MASE, lower is better", scale=alt.Scale(zero=True)),
        color=alt.Color("name:N", scale=theme.scale({k: v for k, v in theme.ROLE_COLOURS.items() if k != "Candidate model"})),
        tooltip=tooltip,
    )
    return theme.styled(encoded, height=260)


def rejected_chart(rejected: pd.DataFrame) -> Chart:
    """Rows that were not used, by reason. rejected: reason, n_rows."""
    frame = rejected.assign(words=rejected["reason"].map(words.reason))
    y = alt.Y("words:N", title=None, sort="-x", axis=alt.Axis(labelLimit=220))
    base = alt.Chart(frame).encode(y=y, x=alt.X("n_rows:Q", title="Rows", axis=alt.Axis(format=",", tickCount=4)))
    bars = base.mark_bar(color=theme.BLUE, height={"band": 0.6}, cornerRadiusEnd=3)
    labels = base.mark_text(align="left", dx=5, fontSize=12, color=theme.GREY).encode(text=alt.Text("n_rows:Q", format=","))
    tooltip = [alt.Tooltip("words:N", title="Reason"), alt.Tooltip("n_rows:Q", title="Rows", format=",")]
    return theme.styled(bars.encode(tooltip=tooltip) + labels, height=60 + 30 * max(len(frame), 1))


def status_chart(counts: dict[str, int]) -> Chart:
    """One stacked bar of the series by status. counts: label of the status -> series."""
    frame = pd.DataFrame({"status": list(counts), "n": list(counts.values()), "order": range(len(counts))})
    frame = frame[frame["n"] > 0]
    bar = alt.Chart(frame).mark_bar(height=18).encode(
        x=alt.X("n:Q", stack="zero", axis=None, scale=alt.Scale(nice=False)),
        color=alt.Color("status:N", scale=theme.scale(theme.STATUS_COLOURS), legend=None),
        order="order:Q",
        tooltip=[alt.Tooltip("status:N", title="Status"), alt.Tooltip("n:Q", title="Series", format=",")],
    )
    return theme.styled(bar, height=24)
