"""What needs a look: the state of every set, the rows that were not used, the alerts."""

import pandas as pd
import streamlit as st

from api import contracts as c
from dashboard import charts, data, parts, words

_ALL = "All"


def main() -> None:
    st.title("Monitoring")
    summary = data.monitoring(parts.release())
    if not summary.sets:
        st.info("Nothing to watch yet: this release has no series.", icon=":material/inbox:")
        return
    for one in summary.sets:
        _card(one, [row for row in summary.rejected if row.series_set == one.series_set])
    _alerts(summary)


def _card(one: c.MonitoringSet, rejected: list[c.RejectedRows]) -> None:
    with st.container(border=True):
        title, alerts = st.columns([4, 1], vertical_alignment="center")
        title.subheader(words.plain(one.label))
        with alerts:
            _alert_badge(one)
        _figures(one)
        left, right = st.columns([1, 1], gap="large")
        with left:
            _statuses(one)
        with right:
            _rows(one, rejected)


def _alert_badge(one: c.MonitoringSet) -> None:
    if not one.n_warn and not one.n_fail:
        st.badge("No alerts", color="green", icon=":material/check_circle:")
        return
    colour = "red" if one.n_fail else "orange"
    st.badge(f"{one.n_fail:,} serious, {one.n_warn:,} warnings", color=colour, icon=":material/warning:")  # type: ignore[arg-type]


def _figures(one: c.MonitoringSet) -> None:
    tiles = st.columns(4)
    tiles[0].metric("Series", f"{one.n_series:,}", f"actuals up to {words.day(one.last_ds)}", delta_color="off", delta_arrow="off")
    error = None if not one.mase or not one.mase_naive else one.mase / one.mase_naive - 1
    tiles[1].metric(
        "Error against seasonal naive", words.NOTHING if error is None else words.change(error).replace("-", words.MINUS),
        None if error is None else f"MASE {one.mase:.2f}, naive {one.mase_naive:.2f}", delta_color="off", delta_arrow="off",
        help="How much smaller the error of the served forecast is than that of repeating the last season, in the last test.",
    )  # fmt: skip
    tiles[2].metric(
        "Inside the 80% interval", words.share(one.coverage_80, 1),
        None if one.coverage_95 is None else f"95% interval: {words.share(one.coverage_95, 1)}", delta_color="off", delta_arrow="off",
        help="Share of actuals of the last test that fell inside the interval: it should be near 80%.",
    )  # fmt: skip
    drifted = one.n_drifted / one.n_tested_for_drift if one.n_tested_for_drift else None
    tiles[3].metric(
        "Series that drifted", words.share(drifted, 1),
        f"{one.n_drifted:,} of {one.n_tested_for_drift:,} tested", delta_color="off", delta_arrow="off",
        help="Series whose recent amounts differ from the same season a year ago by more than chance explains.",
    )  # fmt: skip


def _statuses(one: c.MonitoringSet) -> None:
    counts = {words.STATUSES[s][0]: n for s, n in _by_status(one).items()}
    st.markdown("**Series by status**")
    if not sum(counts.values()):
        st.caption("No forecast yet.")
        return
    st.altair_chart(charts.status_chart(counts), width="stretch", alt="Series by status")
    with st.container(horizontal=True):
        for status, n in _by_status(one).items():
            if n:
                parts.status_count(status, n)


def _by_status(one: c.MonitoringSet) -> dict[c.Status, int]:
    return {"ok": one.n_ok, "fallback": one.n_fallback, "short": one.n_short, "stale": one.n_stale, "failed": one.n_failed}


def _rows(one: c.MonitoringSet, rejected: list[c.RejectedRows]) -> None:
    st.markdown("**Rows of data**", help="Every row that came in was either used or rejected with a reason; none is lost.")
    st.text(f"{one.rows_in:,} in = {one.rows_used:,} used + {one.rows_rejected:,} rejected")
    frame = data.rejected_frame(rejected, one.series_set)
    if not frame.empty:
        st.altair_chart(charts.rejected_chart(frame), width="stretch", alt="Rejected rows by reason")


def _alerts(summary: c.MonitoringSummary) -> None:
    st.subheader("Alerts")
    sets = {one.series_set: one.label for one in summary.sets}
    left, middle, right = st.columns(3)
    chosen_set = left.selectbox("Series set", [_ALL, *sets], format_func=lambda name: sets.get(name, name))
    severity = middle.selectbox("Severity", [_ALL, "fail", "warn"], format_func=lambda name: words.SEVERITIES.get(name, name))
    alerts = data.alerts(parts.release(), _given(chosen_set), _given(severity))  # type: ignore[arg-type]
    cause = right.selectbox("Cause", [_ALL, *sorted({alert.cause for alert in alerts})], format_func=words.reason)
    shown = [alert for alert in alerts if cause in (_ALL, alert.cause)]
    if not shown:
        st.success("No alerts here.", icon=":material/check_circle:")
        return
    _alert_table(shown)


def _given(choice: str) -> str | None:
    return None if choice == _ALL else choice


def _alert_table(alerts: list[c.Alert]) -> None:
    if len(alerts) >= data.ALERTS_SHOWN:
        st.caption(f"The worst {data.ALERTS_SHOWN}; narrow the filters to see others.")
    frame = pd.DataFrame([_row(alert) for alert in alerts])
    event = st.dataframe(frame, hide_index=True, width="stretch", on_select="rerun", selection_mode="single-row", key="alert_table")
    chosen = [alerts[row] for row in event["selection"]["rows"] if row < len(alerts)]
    st.caption("Select a row to open its series.")
    if chosen and chosen[0].unique_id and st.button("Show this series", type="primary", icon=":material/show_chart:"):
        parts.open_series(chosen[0].series_set, chosen[0].unique_id)


def _row(alert: c.Alert) -> dict[str, str]:
    return {
        "Severity": words.SEVERITIES[alert.severity],
        "About": alert.unique_id or f"the whole set {alert.series_set}",
        "What": words.measure_name(alert.measure),
        "Value": words.measure_value(alert.measure, alert.value),
        "Limit": words.measure_value(alert.measure, alert.threshold),
        "Cause": words.reason(alert.cause),
        "Owner": alert.owner,
        "What to do": alert.next_action,
        "Up to": words.day(alert.ds),
    }


main()
