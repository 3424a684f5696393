"""How good the forecasts were, on periods that they had not seen."""

from typing import Any

import pandas as pd
import streamlit as st

from api import contracts as c
from dashboard import data, parts, quality_charts, words

_WINDOWS = {"last": "Last test", "all": "All tests"}
_SHARES = {"wape", "smape", "coverage_80", "coverage_95", "value_add", "mape"}


def main() -> None:
    st.title("Accuracy")
    st.markdown(
        "Every model forecast past periods it had not seen, and is measured against **seasonal naive**: "
        "simply repeating the last season. A model that cannot beat it is not worth its trouble."
    )
    left, middle, _ = st.columns([2, 2, 4], vertical_alignment="bottom")
    with left:
        series_set = parts.set_picker()
    if series_set is None:
        return
    with middle:
        window = st.segmented_control(
            "Tests", list(_WINDOWS), format_func=_WINDOWS.__getitem__, default="last", required=True,
            help="A test hides the end of the history and forecasts it. All: every test, pooled.",
        )  # fmt: skip
    page = data.leaderboard(parts.release(), series_set.series_set)
    board = data.leaderboard_frame(page.leaderboard, series_set.series_set)
    if board.empty:
        st.info(
            "No model has been tested on this set yet. `make train` does it.",
            icon=":material/hourglass_empty:",
        )
    else:
        _board(board, str(window), page.definitions)
    _one_series(series_set, page.definitions)


def _board(board: pd.DataFrame, window: str, definitions: list[c.MetricDefinition]) -> None:
    shown = board[board["window"] == window]
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.subheader("Models, best first", help=_definition(definitions, "mase"))
        st.altair_chart(quality_charts.leaderboard_chart(shown), width="stretch", alt="MASE by model")
    with right:
        st.subheader("Do the intervals keep their promise?", help=_definition(definitions, "coverage_80"))
        st.altair_chart(quality_charts.coverage_chart(board), width="stretch", alt="Coverage against nominal")
        st.caption("The grey mark is the promise. A bar that ends left of it: the intervals are too narrow.")
    names = ["mase", "value_add", "wape", "rmsse", "smape", "coverage_80", "coverage_95"]
    table = _readable(shown)[["model", "n_series", *names]]
    st.dataframe(
        table,
        hide_index=True,
        width="stretch",
        placeholder=words.NOTHING,
        column_config=_columns(names, definitions) | _KEYS,
    )


def _one_series(series_set: c.SeriesSet, definitions: list[c.MetricDefinition]) -> None:
    st.subheader("One series, test by test")
    left, right = st.columns([2, 4])
    with right:
        unique_id = parts.series_picker(series_set, left)
    if unique_id is None:
        return
    frame = data.metrics_frame(data.metrics(parts.release(), unique_id))
    if frame.empty:
        st.info(
            "This series was in no test: its history is too short, or it was stale.",
            icon=":material/hourglass_empty:",
        )
        return
    st.altair_chart(quality_charts.cutoff_chart(frame), width="stretch", alt="MASE by cutoff")
    with st.expander("All models and metrics of this series", icon=":material/table:"):
        names = [name for name in frame.columns if name not in ("cutoff", "model", "basis", "n")]
        config = _columns(names, definitions) | _KEYS
        st.dataframe(
            _readable(frame),
            hide_index=True,
            width="stretch",
            placeholder=words.NOTHING,
            column_config=config,
        )


def _readable(frame: pd.DataFrame) -> pd.DataFrame:
    """Names instead of codes, percent instead of shares."""
    percent = {name: 100 * frame[name].astype(float) for name in _SHARES & set(frame.columns)}
    return frame.assign(model=frame["model"].map(words.model_name), **percent)


_KEYS: dict[str, Any] = {
    "cutoff": st.column_config.DateColumn("Known until", format="D MMM YYYY"),
    "model": st.column_config.TextColumn("Model"),
    "basis": st.column_config.TextColumn(
        "Basis", help="backtest: replayed on history. live: a stored forecast whose actuals came later."
    ),
    "n_series": st.column_config.NumberColumn("Series", format="localized"),
    "n": st.column_config.NumberColumn("Periods scored", format="localized"),
}


def _columns(names: list[str], definitions: list[c.MetricDefinition]) -> dict[str, Any]:
    return {
        name: st.column_config.NumberColumn(
            words.metric_name(name),
            help=_definition(definitions, name),
            format="%.1f%%" if name in _SHARES else "%.3f",
        )
        for name in names
    }


def _definition(definitions: list[c.MetricDefinition], metric: str) -> str | None:
    found = [words.plain(f"{one.label}: {one.definition}. {one.source}") for one in definitions if one.metric == metric]
    return found[0] if found else None


main()
