"""Questions and answers; every number of an answer is in its facts."""

import streamlit as st

from api import contracts as c
from dashboard import data, parts, words

_TALK = "talk"  # the session's questions and answers, the newest last
_SCOPES = ["One series", "A whole set"]
_QUICK = {
    _SCOPES[0]: [
        "How is it doing?",
        "What is the forecast, and how sure is it?",
        "When is its season?",
        "Can I trust the forecast?",
    ],
    _SCOPES[1]: [
        "How is the set doing?",
        "What is the forecast?",
        "Can I trust the forecasts?",
        "How good is the data?",
    ],
}


def main() -> None:
    st.title("Copilot")
    st.markdown("Ask about the figures of this release. Every number of an answer is one of the facts below it.")
    left, middle, right = st.columns([2, 2, 4])
    with left:
        series_set = parts.set_picker()
    if series_set is None:
        return
    scope = st.segmented_control("Ask about", _SCOPES, default=_SCOPES[0], required=True)
    unique_id = None
    if scope == _SCOPES[0]:
        with right:
            unique_id = parts.series_picker(series_set, middle)
        if unique_id is None:
            st.info("No series matches the search.", icon=":material/search_off:")
            return
    _talk(series_set, unique_id, str(scope))


def _talk(series_set: c.SeriesSet, unique_id: str | None, scope: str) -> None:
    asked = _quick_questions(_QUICK[scope], "quick")
    subject = _subject(series_set, unique_id)
    typed = st.chat_input(f"Ask a question about {subject}", max_chars=500)
    talk = st.session_state.setdefault(_TALK, [])
    question = typed or asked or st.session_state.pop("suggested", None)
    if question:
        answer = _answer(series_set.series_set, unique_id, question)
        if answer:
            talk.append((subject, question, answer))
    for i in reversed(range(len(talk))):
        _turn(*talk[i])
        if i == len(talk) - 1:
            _suggestions(talk[i][2])
    if not talk:
        st.info("Choose a question above, or write your own below.", icon=":material/lightbulb:")


def _subject(series_set: c.SeriesSet, unique_id: str | None) -> str:
    detail = data.detail(parts.release(), unique_id) if unique_id else None
    return words.series_label(detail) if detail else series_set.label


def _answer(series_set: str, unique_id: str | None, question: str) -> c.Explanation | None:
    return parts.live(
        data.explain_live(unique_id, question) if unique_id else data.summarize_live(series_set, question)
    )


def _quick_questions(questions: list[str], key: str) -> str | None:
    """The question whose button was pressed."""
    with st.container(horizontal=True):
        pressed = [text for i, text in enumerate(questions) if st.button(words.plain(text), key=f"{key}_{i}")]
    return pressed[0] if pressed else None


def _turn(subject: str, question: str, answer: c.Explanation) -> None:
    with st.chat_message("user"):
        st.caption(words.plain(subject))
        st.text(question, width="stretch")
    with st.chat_message("assistant"):
        parts.explanation(answer)
        if answer.release_id != parts.release():
            st.caption(words.plain(f"Answered from the earlier release {answer.release_id}."))


def _suggestions(answer: c.Explanation) -> None:
    """What to ask next, below the newest answer; a press asks it in the next run."""
    suggested = _quick_questions(answer.suggestions, "suggestion")
    if suggested:
        st.session_state["suggested"] = suggested
        st.rerun()


main()
