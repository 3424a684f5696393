"""What needs a look: the state of every set, the rows that were not used, the alerts."""

import pandas as pd
import streamlit as st

from api import contracts as c
from dashboard import data, parts, quality_charts, words

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
        with st.container(horizontal=True, vertical_alignment="center"):
            st.subheader(words.plain(one.label), width="stretch")
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
    else:
        counts = words.alert_counts(one.n_fail, one.n_warn)
        st.badge(counts, color="red" if one.n_fail else "orange", icon=":material/warning:")


def _figures(one: c.MonitoringSet) -> None:
    """The same four figures for every set: figure, what it is, and a line of context below it."""
    error = one.mase / one.mase_naive - 1 if one.mase is not None and one.mase_naive else None
    mase = f"MASE {words.number(one.mase)}, naive {words.number(one.mase_naive)}"
    drifted = one.n_drifted / one.n_tested_for_drift if one.n_tested_for_drift else None
    figures = [
        ("Series", f"{one.n_series:,}", f"actuals up to {words.day(one.last_ds)}", None),
        ("Error vs. seasonal naive", words.signed_share(error), mase, _ERROR),
        ("Inside the 80% interval", words.share(one.coverage_80, 1), _wide(one), _COVERAGE),
        ("Series that drifted", words.share(drifted, 1), _tested(one), _DRIFT),
    ]
    for tile, (label, value, context, help_text) in zip(st.columns(4), figures, strict=True):
        tile.metric(label, value, context, delta_color="off", delta_arrow="off", help=help_text)


_ERROR = "How much smaller the error of the served forecast is than that of repeating the last season."
_COVERAGE = "Share of actuals of the last test that fell inside the interval: it should be near 80%."
_DRIFT = "Series whose recent amounts differ from the same season a year ago by more than chance explains."


def _wide(one: c.MonitoringSet) -> str:
    return f"95% interval: {words.share(one.coverage_95, 1)}"


def _tested(one: c.MonitoringSet) -> str:
    return f"{one.n_drifted:,} of {one.n_tested_for_drift:,} tested"


def _statuses(one: c.MonitoringSet) -> None:
    counts = {words.STATUSES[s][0]: n for s, n in _by_status(one).items()}
    st.markdown("**Series by status**")
    if not sum(counts.values()):
        st.caption("No forecast yet.")
        return
    st.altair_chart(quality_charts.status_chart(counts), width="stretch", alt="Series by status")
    with st.container(horizontal=True):
        for status, n in _by_status(one).items():
            if n:
                parts.status_count(status, n)


def _by_status(one: c.MonitoringSet) -> dict[c.Status, int]:
    return {
        "ok": one.n_ok,
        "fallback": one.n_fallback,
        "short": one.n_short,
        "stale": one.n_stale,
        "failed": one.n_failed,
    }


def _rows(one: c.MonitoringSet, rejected: list[c.RejectedRows]) -> None:
    st.markdown(
        "**Rows of data**",
        help="Every row that came in was either used or rejected with a reason; none is lost.",
    )
    st.text(f"{one.rows_in:,} in = {one.rows_used:,} used + {one.rows_rejected:,} rejected")
    frame = data.rejected_frame(rejected, one.series_set)
    if not frame.empty:
        st.altair_chart(quality_charts.rejected_chart(frame), width="stretch", alt="Rejected rows by reason")


def _alerts(summary: c.MonitoringSummary) -> None:
    st.subheader("Alerts")
    sets = {one.series_set: one.label for one in summary.sets}
    left, middle, right = st.columns(3)
    chosen_set = left.selectbox("Series set", [_ALL, *sets], format_func=lambda name: sets.get(name, name))
    severity = middle.selectbox(
        "Severity", [_ALL, "fail", "warn"], format_func=lambda name: words.SEVERITIES.get(name, name)
    )
    alerts = data.alerts(parts.release(), _given(chosen_set), _given(severity))  # type: ignore[arg-type]
    cause = right.selectbox("Cause", [_ALL, *sorted({alert.cause for alert in alerts})], format_func=words.reason)
    shown = [alert for alert in alerts if cause in (_ALL, alert.cause)]
    if not shown:
        st.success("No alerts here.", icon=":material/check_circle:")
        return
    _alert_table(shown, key=f"alerts_{chosen_set}_{severity}_{cause}")


def _given(choice: str) -> str | None:
    return None if choice == _ALL else choice


def _alert_table(alerts: list[c.Alert], key: str) -> None:
    """`key` differs by filter: a row chosen before is not a row of another list."""
    if len(alerts) >= data.ALERTS_SHOWN:
        st.caption(f"The worst {data.ALERTS_SHOWN}; narrow the filters to see others.")
    frame = pd.DataFrame([_row(alert) for alert in alerts])
    widths = {name: st.column_config.TextColumn(width=width) for name, width in _WIDTHS.items()}
    event = st.dataframe(
        frame, hide_index=True, width="stretch", column_config=widths,
        on_select="rerun", selection_mode="single-row", key=key,
    )  # fmt: skip
    chosen = [alerts[row] for row in event["selection"]["rows"] if row < len(alerts)]
    st.caption("Select a row to open its series.")
    for alert in chosen:
        if alert.unique_id and st.button("Show this series", type="primary", icon=":material/show_chart:"):
            parts.open_series(alert.series_set, alert.unique_id)


_WIDTHS: dict[str, int] = {
    "Severity": 70,
    "About": 140,
    "What": 175,
    "Value": 55,
    "Limit": 55,
    "Cause": 90,
    "What to do": 250,
}


def _row(alert: c.Alert) -> dict[str, str]:
    return {
        "Severity": words.SEVERITIES[alert.severity],
        "About": alert.unique_id or f"the whole set {alert.series_set}",
        "What": words.measure_name(alert.measure),
        "Value": words.measure_value(alert.measure, alert.value),
        "Limit": words.measure_value(alert.measure, alert.threshold),
        "Cause": words.reason(alert.cause),
        "Since": words.day(alert.first_seen_ds),
        "What to do": alert.next_action,
        "Owner": alert.owner,
        "Up to": words.day(alert.ds),
    }


main()
