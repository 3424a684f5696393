"""Pieces of layout that more than one page uses."""

from collections.abc import Callable, Iterator, Sequence

import pandas as pd
import streamlit as st

from api import contracts as c
from api.client import ApiError
from dashboard import data, words

Ask = Callable[[str, str, str | None], c.Explanation]

RELEASE = "release_id"  # keys of the session
SERIES_SET = "series_set"
UNIQUE_ID = "unique_id"
SEARCH = "search"

_STATUS_COLOURS = {"ok": "green", "fallback": "orange", "short": "violet", "stale": "gray", "failed": "red"}
_GROUNDING_LOOKS = {
    "verified": ("green", ":material/verified:"),
    "repaired": ("green", ":material/verified:"),
    "template": ("blue", ":material/fact_check:"),
    "refused": ("gray", ":material/block:"),
}


def release() -> str:
    """The release of this run; `dashboard/app.py` put it there."""
    return str(st.session_state[RELEASE])


def set_picker() -> c.SeriesSet | None:
    """Choose a series set; None, and a word about it, where the release has none."""
    sets = {one.series_set: one for one in data.series_sets(release())}
    if not sets:
        st.info("This release has no series yet. Land some data and run `make demo`.", icon=":material/inbox:")
        return None
    _remember(SERIES_SET, list(sets))
    chosen = st.selectbox(
        "Series set",
        list(sets),
        key=SERIES_SET,
        persist_state="session",
        format_func=lambda name: sets[name].label,
    )
    return sets[chosen]


def series_picker(series_set: c.SeriesSet, find: st.delta_generator.DeltaGenerator) -> str | None:
    """Search (in `find`) and choose a series, the largest first; None where nothing matches."""
    search = find.text_input(
        "Search by name or code",
        key=SEARCH,
        persist_state="session",
        max_chars=100,
        placeholder="e.g. heart or 85123A",
    )
    found = {
        one.unique_id: words.series_label(one) for one in data.series(release(), series_set.series_set, search.strip())
    }
    if not search:
        found |= _asked_for(series_set.series_set, found)
    if not found:
        st.selectbox("Series", [], placeholder="No series matches the search", disabled=True)
        return None
    _remember(UNIQUE_ID, list(found))
    help_text = f"The {data.SERIES_SHOWN} largest over the last year; search to reach the others."
    return st.selectbox(
        "Series, largest first", list(found), key=UNIQUE_ID, persist_state="session", help=help_text,
        format_func=lambda unique_id: found[unique_id],
    )  # fmt: skip


def _asked_for(series_set: str, found: dict[str, str]) -> dict[str, str]:
    """The series that a link or another page named, where it is not among the largest."""
    wanted = _wanted(UNIQUE_ID)
    if wanted is None or wanted in found:
        return {}
    detail = data.detail(release(), wanted)
    return {wanted: words.series_label(detail)} if detail and detail.series_set == series_set else {}


def _wanted(key: str) -> str | None:
    return st.session_state.get(key) or st.query_params.get(key)


def _remember(key: str, options: list[str]) -> None:
    """What was chosen before, on this page, another one or in the link; else the first."""
    wanted = _wanted(key)
    st.session_state[key] = wanted if wanted in options else options[0]
    st.query_params[key] = st.session_state[key]


def status_badge(status: c.Status | None) -> None:
    if status is None:
        st.badge("No forecast yet", color="gray", icon=":material/hourglass_empty:")
        return
    label, meaning = words.STATUSES[status]
    st.badge(label, color=_STATUS_COLOURS[status], help=meaning)  # type: ignore[arg-type]


def status_count(status: c.Status, n: int) -> None:
    label, meaning = words.STATUSES[status]
    st.badge(f"{label} {n:,}", color=_STATUS_COLOURS[status], help=meaning)  # type: ignore[arg-type]


def open_series(series_set: str, unique_id: str) -> None:
    """Leave for the forecast page, at this series."""
    st.session_state.update({SERIES_SET: series_set, UNIQUE_ID: unique_id, SEARCH: ""})
    st.switch_page("app_pages/forecast.py")


def explanation(answer: c.Explanation) -> None:
    """An answer as plain text, how it was checked, and the facts behind it."""
    label, meaning = words.GROUNDINGS[answer.grounding]
    colour, icon = _GROUNDING_LOOKS[answer.grounding]
    st.badge(label, color=colour, icon=icon, help=meaning)  # type: ignore[arg-type]
    st.text(answer.text, width="stretch")
    if answer.sources:
        with st.expander(f"The {len(answer.sources)} facts behind this answer", icon=":material/database:"):
            facts_table(answer.sources)


def newer_release() -> None:
    """The text is of another release than the chart: say so, and offer to read both again."""
    st.warning(
        "A newer release was published while this page was open: text and chart differ.",
        icon=":material/update:",
    )
    if st.button("Load the newer release", key="newer_release"):
        st.cache_data.clear()
        st.rerun()


def facts_table(facts: Sequence[c.Fact]) -> None:
    rows = [
        {
            "Fact": fact.label,
            "Value": words.fact_value(fact),
            "Period": words.fact_period(fact),
            "Table": fact.source_table,
            "Rows": fact.source_filter,
        }
        for fact in facts
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, width="stretch")


def asked(ask: Ask, about: str, question: str | None = None) -> c.Explanation | None:
    """An answer of the copilot (`ask`: data.explain); None, and a word about it, if none.

    A page with its chart is worth more than an error in the chart's place.
    """
    try:
        with st.spinner("Reading the facts …"):
            return ask(release(), about, question)
    except ApiError as error:
        _no_answer(error)
        return None


def live(parts: Iterator[c.Sentence | c.Explanation]) -> c.Explanation | None:
    """An answer whose sentences are shown while they come, then taken away; None, and a word about it, if none."""
    shown, place = "", st.empty()
    try:
        with st.spinner("Reading the facts …"):
            for part in parts:
                if isinstance(part, c.Explanation):
                    place.empty()
                    return part
                shown = f"{shown} {part.text}".strip()
                place.text(shown, width="stretch")
    except ApiError as error:
        _no_answer(error)
    return None


def _no_answer(error: ApiError) -> None:
    st.warning("The copilot has no answer right now.", icon=":material/cloud_off:")
    st.text(str(error), width="stretch")
