"""One series: where it stands, what is forecast, and why."""

import pandas as pd
import streamlit as st

from api import contracts as c
from dashboard import charts, data, parts, words

_COLUMNS = {
    "ds": "Period from", "y_hat": "Forecast", "lo_80": "80% from", "hi_80": "80% to",
    "lo_95": "95% from", "hi_95": "95% to", "y_hat_naive": "Naive",
}  # fmt: skip


def main() -> None:
    st.title("Forecast")
    left, middle, right = st.columns([2, 2, 4])
    with left:
        series_set = parts.set_picker()
    if series_set is None:
        return
    with right:
        unique_id = parts.series_picker(series_set, middle)
    if unique_id is None:
        st.info("No series matches the search. Try a shorter word, or the code.", icon=":material/search_off:")
        return
    detail = data.detail(parts.release(), unique_id)
    if detail is not None:
        _series(series_set, detail, data.forecasts(parts.release(), unique_id))


def _series(series_set: c.SeriesSet, detail: c.SeriesDetail, steps: list[c.Forecast]) -> None:
    _figures(series_set, detail, steps)
    if not detail.actuals and not steps:
        st.info(
            "This series has no complete period yet, so there is nothing to draw.",
            icon=":material/hourglass_empty:",
        )
    else:
        _chart(detail, steps)
    left, right = st.columns([3, 4], gap="medium")
    with right:
        _table(detail, steps)
    with left:
        _words(detail.unique_id)


def _words(unique_id: str) -> None:
    st.subheader("In words")
    answer = parts.asked(data.explain, unique_id)
    if answer is None:
        return
    if answer.release_id != parts.release():
        parts.newer_release()
    parts.explanation(answer)
    st.page_link("app_pages/copilot.py", label="Ask more about this series", icon=":material/forum:")


def _figures(series_set: c.SeriesSet, detail: c.SeriesDetail, steps: list[c.Forecast]) -> None:
    tiles = st.columns([4, 4, 3, 4])
    with tiles[0].container(border=True, height="stretch"):
        _next_total(series_set, detail, steps)
    with tiles[1].container(border=True, height="stretch"):
        _last_actual(series_set, detail)
    with tiles[2].container(border=True, height="stretch"):
        st.caption(
            "Model used",
            help="The model that really made this forecast, chosen by how it did on past periods.",
        )
        st.text(words.model_name(detail.model))
    with tiles[3].container(border=True, height="stretch"):
        st.caption("Status")
        parts.status_badge(detail.status)
        st.caption(words.plain(detail.reason or "Waiting for the first forecast."))


def _next_total(series_set: c.SeriesSet, detail: c.SeriesDetail, steps: list[c.Forecast]) -> None:
    total, before = sum(step.y_hat for step in steps), data.year_ago(detail, steps)
    is_compared = before is not None and before.y > 0
    st.metric(
        f"Next {words.periods(len(steps) or series_set.horizon, _grain(series_set, steps))}",
        words.plain(words.amount(total, detail.unit)) if steps else words.NOTHING,
        words.change(total / before.y - 1) if before and is_compared else None,
        delta_description="on a year ago" if is_compared else None,
        help=_comparison(before, detail.unit),
    )
    if steps:
        st.caption(f"{words.day(steps[0].ds)} to {words.day(steps[-1].ds)}")


def _comparison(before: data.YearAgo | None, unit: str) -> str:
    if before is None:
        return "Sum of the forecast. The history does not reach back a year before it."
    amount = words.plain(words.amount(before.y, unit))
    year_before = f"{words.day(before.start)} to {words.day(before.end)}"
    return f"Sum of the forecast. A year before, from {year_before}, it was {amount}."


def _grain(series_set: c.SeriesSet, steps: list[c.Forecast]) -> str:
    """A calendar with closed days has fewer steps than days."""
    is_gappy = series_set.grain == "day" and len(steps) > 1 and (steps[-1].ds - steps[0].ds).days >= len(steps)
    return "open day" if is_gappy else series_set.grain


def _last_actual(series_set: c.SeriesSet, detail: c.SeriesDetail) -> None:
    last = detail.actuals[-1] if detail.actuals else None
    value = words.amount(last.y, detail.unit) if last else words.NOTHING
    st.metric("Last actual", words.plain(value), help="The last period that is complete.")
    st.caption(words.period(last.ds, series_set.grain) if last else "no complete period yet")


def _chart(detail: c.SeriesDetail, steps: list[c.Forecast]) -> None:
    view = st.segmented_control(
        "History", ["Recent", "Everything"], default="Recent", required=True, label_visibility="collapsed"
    )
    actuals, forecast = data.actuals_frame(detail.actuals), data.forecast_frame(steps)
    start = data.recent_start(detail) if view == "Recent" else None
    odd = data.anomalies_frame(data.anomalies(parts.release(), detail.unique_id))
    chart = charts.forecast_chart(actuals, forecast, detail.unit, steps[0].cutoff if steps else None, start, odd)
    st.altair_chart(chart, width="stretch", alt="History and forecast over time")
    st.caption("Drag to move through time, Shift and scroll to zoom, double-click to go back.")
    if len(odd):
        st.caption("Anomalies are actuals far outside what was forecast for them before they were known.")
    _beyond(actuals if start is None else actuals[actuals["ds"] >= start], forecast, detail.unit)


def _beyond(seen: pd.DataFrame, forecast: pd.DataFrame, unit: str) -> None:
    if len(forecast) and forecast["hi_95"].max() > charts.ceiling(seen, forecast):
        highest = words.plain(words.amount(forecast["hi_95"].max(), unit))
        st.caption(f"The 95% interval reaches beyond the chart, up to {highest}.")


def _table(detail: c.SeriesDetail, steps: list[c.Forecast]) -> None:
    st.subheader(
        "In numbers",
        help="The 80% interval should hold the actual 8 times in 10, the 95% interval 19 times in 20.",
    )
    if not steps:
        st.info("No forecast for this series yet.", icon=":material/hourglass_empty:")
        return
    frame = data.forecast_frame(steps)
    number = st.column_config.NumberColumn(format="localized", step=1)
    config = dict.fromkeys(_COLUMNS.values(), number) | {
        _COLUMNS["ds"]: st.column_config.DateColumn(format="D MMM YYYY")
    }
    shown = frame[list(_COLUMNS)].rename(columns=_COLUMNS).round(1)
    st.dataframe(shown, hide_index=True, column_config=config, width="stretch", height=318)
    st.caption(words.plain(f"All amounts in {detail.unit}."))
    st.download_button(
        "Download as CSV",
        frame.to_csv(index=False),
        f"{_file_name(detail.unique_id)}.csv",
        "text/csv",
        icon=":material/download:",
    )


def _file_name(unique_id: str) -> str:
    return "forecast_" + "".join(letter if letter.isalnum() else "_" for letter in unique_id)


main()
