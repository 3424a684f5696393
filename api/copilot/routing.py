"""Which intent a question has, by its words; a question that has none, or more than one, is refused. No model is involved."""

import re
from dataclasses import dataclass

from api.contracts import Intent
from api.copilot.intent import is_off_limits, topics_of
from api.copilot.intents import AMBIGUOUS, INTENTS, Kind, example

_ABOUT: dict[Kind, str] = {"series": "one series", "pair": "two series", "set": "a series set"}


@dataclass(frozen=True)
class Refusal:
    """Why a question is not answered, in a sentence, and what can be asked instead."""

    why: str
    suggestions: list[str]


def route(question: str | None, kind: Kind, has_changes: bool) -> Intent | Refusal:
    """The intent of a question about `kind`; `has_changes`: values of covariates came with it."""
    text = " ".join((question or "").split())
    meant = next((list(intents) for pattern, intents in AMBIGUOUS if re.search(pattern, text, re.I)), None)
    wanted = meant or _asked_for(text, kind)
    if is_off_limits(text) and wanted != ["what_if"]:
        return _refused("This cannot be answered from the facts that are known here.", kind)
    if len(wanted) > 1:
        may = [example(intent, kind) for intent in wanted]
        return Refusal("This may mean more than one thing; ask one of them.", may)
    if not wanted:
        return _refused("This cannot be answered from the facts that are known here.", kind)
    return _possible(wanted[0], kind, has_changes)


def _asked_for(text: str, kind: Kind) -> list[Intent]:
    """The intents whose words are there, without those that yield to another one; of two series all is a comparison."""
    named: list[Intent] = [i for i, scope in INTENTS.items() if scope.cue and re.search(scope.cue, text, re.I)]
    yielding = {other for intent in named for other in INTENTS[intent].over}
    wanted = [intent for intent in named if intent not in yielding]
    if kind == "pair" and wanted != ["what_if"]:
        return ["compare"] if wanted or topics_of(text) is not None else []
    if "compare" in wanted and topics_of(text) is not None and re.search(r"\b(year|before|naive)\b", text, re.I):
        wanted.remove("compare")  # "compared with a year ago" is about one series
    return wanted or (["explain"] if topics_of(text) is not None else [])


def _possible(intent: Intent, kind: Kind, has_changes: bool) -> Intent | Refusal:
    fault = unfit(intent, kind, has_changes)
    return _refused(fault, kind) if fault else intent


def unfit(intent: Intent, kind: Kind, has_changes: bool) -> str | None:
    """What an intent lacks, in a sentence; None where it has all."""
    about = INTENTS[intent].about
    if kind not in about:
        return f"This can be asked of {' or '.join(_ABOUT[one] for one in about)}, and the question is about {_ABOUT[kind]}."
    if intent == "what_if" and not has_changes:
        return "For this, say in `covariates` which values of covariates would be otherwise."
    return None


def _refused(why: str, kind: Kind) -> Refusal:
    return Refusal(why, [example(i, kind) for i, scope in INTENTS.items() if kind in scope.about and i != "what_if"])
