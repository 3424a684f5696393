"""What a model is sent: rules from prompts/, then subject, question and facts fenced as data."""

import json
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from openai.types.chat import ChatCompletionMessageParam

from api.contracts import Fact
from api.copilot.budget import tokens_of
from api.copilot.facts import date_of, in_words, said
from api.copilot.reply import MAX_CLAIMS
from api.copilot.verify import Claim, Violation

Messages = list[ChatCompletionMessageParam]
_PROMPTS = Path(__file__).parent / "prompts"
_MAX_CITED = 8  # of one sentence; without it, small models list ids for ever
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_FENCES = ("<<<", ">>>")


@cache
def _prompt(name: str) -> str:
    return (_PROMPTS / f"{name}.md").read_text(encoding="utf-8")


def opening(subject: str, facts: Iterable[Fact], question: str | None, max_tokens: int) -> Messages:
    """The first turn. Of the facts, those that matter most coming first, as many as fit in `max_tokens` are sent.

    They are sent in the order of their ids and before the question: servers keep what they read of a prompt for the next
    one that begins alike.
    """
    system, about = _prompt("explain"), fenced("SUBJECT", subject)
    asked = fenced("QUESTION", question or "Explain the most important facts.")
    rows = _fitting(facts, max_tokens - sum(map(tokens_of, (system, about, asked))))
    parts = [about, fenced("FACTS", "\n".join(rows)), asked]
    return [{"role": "system", "content": system}, {"role": "user", "content": "\n\n".join(parts)}]


def _fitting(facts: Iterable[Fact], left: int) -> list[str]:
    """Rows up to the first that does not fit, the first one in any case, in the order of their facts' ids."""
    kept: dict[str, str] = {}
    for fact in facts:
        row = _row(fact)
        left -= tokens_of(row) + 1
        if kept and left < 0:
            break
        kept[fact.fact_id] = row
    return [row for _, row in sorted(kept.items())]


def _row(fact: Fact) -> str:
    """A fact in the words that an answer may copy."""
    row = {"fact_id": fact.fact_id, "label": fact.label, "say": _say(fact)}
    if fact.value is not None and fact.period_start and fact.period_end:
        days = dict.fromkeys(in_words(day, "day") for day in (fact.period_start, fact.period_end))
        row["period"] = " to ".join(days)
    return json.dumps(row, ensure_ascii=False)


def _say(fact: Fact) -> str:
    if fact.value is None:
        text = fact.text or ""
        day = date_of(fact) if _DATE.fullmatch(text) else None
        return in_words(day, "day") if day else text
    sign = "-" if fact.value < 0 else ""
    return sign + said(fact).removeprefix("-")


def fenced(name: str, data: str) -> str:
    """Data between delimiters that the data itself cannot hold."""
    while any(fence in data for fence in _FENCES):
        for fence in _FENCES:
            data = data.replace(fence, "")
    return f"<<<{name}\n{data}\n{name}>>>"


def repair(messages: Messages, reply: str, told: list[Claim], violations: list[Violation]) -> Messages:
    """The second turn: what was wrong with which words, and which claims before them the reader has by now."""
    found = [{"claim": v.claim_index, "words": v.span, "kind": v.kind, "why": v.why} for v in violations]
    parts = [_prompt("repair"), fenced("VIOLATIONS", _lines(found))]
    if told:
        parts.append(fenced("TOLD", _lines(claim.text for claim in told)))
    return [
        *messages,
        {"role": "assistant", "content": reply},
        {"role": "user", "content": "\n\n".join(parts)},
    ]


def _lines(rows: Iterable[object]) -> str:
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)


def schema(facts: Iterable[Fact]) -> dict[str, Any]:
    """The JSON schema of a reply that cites these facts; a server that is strict cannot answer anything else."""
    id_ = {"type": "string", "enum": sorted({fact.fact_id for fact in facts})}
    ids = {"type": "array", "items": id_, "minItems": 1, "maxItems": _MAX_CITED}
    claim = _object(fact_ids=ids, text={"type": "string"})
    return _object(claims={"type": "array", "items": claim, "maxItems": MAX_CLAIMS})


def _object(**properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}
