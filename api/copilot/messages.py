"""What a model is sent (rules from prompts/; question and facts fenced as data) and reading what it replies."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from openai.types.chat import ChatCompletionMessageParam

from api.copilot.facts import Facts
from api.copilot.verify import Claim, Violation

_PROMPTS = Path(__file__).parent / "prompts"
_FENCES = ("<<<", ">>>")
_MAX_CLAIMS = 12


class ReplyError(ValueError):
    """A model's reply that has not the demanded shape."""


@cache
def _prompt(name: str) -> str:
    return (_PROMPTS / f"{name}.md").read_text(encoding="utf-8")


def opening(subject: str, facts: Facts, question: str | None) -> list[ChatCompletionMessageParam]:
    """The first turn: rules, then subject, question and facts as data."""
    rows = [json.dumps(_row(f.model_dump(mode="json", exclude_none=True)), ensure_ascii=False) for f in facts]
    parts = [
        fenced("SUBJECT", subject),
        fenced("QUESTION", question or "Explain the most important facts."),
        fenced("FACTS", "\n".join(rows)),
    ]
    return [
        {"role": "system", "content": _prompt("explain")},
        {"role": "user", "content": "\n\n".join(parts)},
    ]


def _row(fact: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fact.items() if not name.startswith("source_")}


def fenced(name: str, data: str) -> str:
    """Data between delimiters that the data itself cannot hold."""
    while any(fence in data for fence in _FENCES):
        for fence in _FENCES:
            data = data.replace(fence, "")
    return f"<<<{name}\n{data}\n{name}>>>"


def repair(
    messages: list[ChatCompletionMessageParam], reply: str, violations: list[Violation]
) -> list[ChatCompletionMessageParam]:
    """The second turn: what was wrong with which words."""
    found = [{"claim": v.claim_index, "words": v.span, "kind": v.kind, "why": v.why} for v in violations]
    data = fenced("VIOLATIONS", "\n".join(json.dumps(row, ensure_ascii=False) for row in found))
    return [
        *messages,
        {"role": "assistant", "content": reply},
        {"role": "user", "content": f"{_prompt('repair')}\n\n{data}"},
    ]


def parsed(reply: str) -> list[Claim] | None:
    """The claims of a reply, None for a refusal; raises ReplyError where it is neither."""
    try:
        body = json.loads(_bare(reply))
    except (ValueError, RecursionError) as error:
        raise ReplyError("expected a JSON object, found something else") from error
    if isinstance(body, dict) and body.get("refuse") is True:
        return None
    rows = body.get("claims") if isinstance(body, dict) else None
    if not isinstance(rows, list) or not 0 < len(rows) <= _MAX_CLAIMS:
        raise ReplyError(f"expected `claims` with 1 to {_MAX_CLAIMS} entries")
    return [_claim(row) for row in rows]


def _bare(reply: str) -> str:
    """The JSON object in a reply, without the code fence or the words that some servers put around it."""
    return reply[reply.find("{") : reply.rfind("}") + 1]


def _claim(row: object) -> Claim:
    text, ids = (row.get("text"), row.get("fact_ids")) if isinstance(row, dict) else (None, None)
    if not isinstance(text, str) or not isinstance(ids, list) or not all(isinstance(i, str) for i in ids):
        raise ReplyError("expected each claim to have a `text` and a list `fact_ids`")
    return Claim(text, tuple(dict.fromkeys(ids)))
