"""The copilot with a real, weak model that invents numbers: `python -m bench.copilot [--every 5]`.

SmolLM2-135M is asked the golden questions through the copilot's own service, and every
answer is judged once more by code that shares nothing with the copilot's check. Prints the sentences that the model
got through, for a person to read, a table and, as the last line, one JSON object. False numbers let through must be 0.
"""

import argparse
import json
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from prometheus_client import CollectorRegistry
from pydantic import SecretStr

from api.asking import Asked as Found
from api.asking import asked
from api.contracts import Fact, GenerateRequest, GenerateResponse, Sentence
from api.copilot.client import ChatClient
from api.copilot.endpoint import Schema
from api.copilot.messages import Messages
from api.copilot.service import Answer, Copilot, Part, answer, parts, refusal
from bench.copilot_judge import false_numbers
from bench.copilot_model import served
from bench.copilot_questions import requests
from bench.lakes import run_flow, small_settings
from configs.settings import Settings, bench_venv, load_settings
from warehouse.lake import Lake
from warehouse.releases import Release, current_id, open_release

_TEXTS = re.compile(r'"text"\s*:\s*"((?:[^"\\]|\\.)*)')
_PATIENT = {
    "max_tokens": 300,
    "timeout_seconds": 600.0,
    "deadline_seconds": 1200.0,
    "retries": 0,
    "json_mode": "object_schema",
}


class RecordingChat(ChatClient):
    """Keeps what the model said, word for word."""

    replies: list[str]

    def ask(self, messages: Messages, schema: Schema, until: float) -> Iterator[str]:
        self.replies.append("")
        for piece in super().ask(messages, schema, until):
            self.replies[-1] += piece
            yield piece


@dataclass(frozen=True)
class Asked:
    """One question, what came of it, and how long it took, in seconds."""

    question: str
    facts: list[Fact]
    answer: Answer
    by_model: list[Sentence]
    replies: list[str]
    first_sentence: float
    seconds: float


def asked_all(copilot: Copilot, release: Release, every: int) -> Iterator[Asked]:
    """Ask each `every`th golden question."""
    for request in requests()[::every]:
        found = asked(release, _no_forecast, request)
        if isinstance(found, Found):
            yield _ask(copilot, found)
        else:
            yield Asked(request.question or "", [], _last(refusal(found.why, found.suggestions)), [], [], 0.0, 0.0)


def _no_forecast(request: GenerateRequest) -> GenerateResponse:
    raise NotImplementedError("no question of the benchmark is a what-if")


def _ask(copilot: Copilot, found: Found) -> Asked:
    assert isinstance(copilot.chat, RecordingChat)
    copilot.chat.replies, started, first = [], time.perf_counter(), None
    told: list[Sentence] = []
    said: list[Part] = []
    for part in parts(found.subject, found.facts, found.question, copilot, found.intent):
        said.append(part)
        if isinstance(part, Sentence):
            told.append(part)
            first = first or time.perf_counter() - started
    seconds, whole = time.perf_counter() - started, _last(said)
    without = answer(found.subject, found.facts, found.question, None, found.intent).text
    by_model = [sentence for sentence in told if whole.model and sentence.text not in without]
    asked_for = found.question or f"({found.intent})"
    print(f"{seconds:6.1f} s  {whole.grounding:9s} {asked_for}", file=sys.stderr, flush=True)
    return Asked(asked_for, found.facts, whole, by_model, copilot.chat.replies, first or seconds, seconds)


def _last(said: Iterable[Part]) -> Answer:
    *_, whole = said
    assert isinstance(whole, Answer)
    return whole


def figures(all_asked: list[Asked]) -> dict[str, Any]:
    """Counts of answers by grounding, of what the model said and of what was let through, and seconds."""
    groundings = Counter[str](one.answer.grounding for one in all_asked)
    reached = [one for one in all_asked if one.replies]
    raw = [(one, _raw_text(one.replies[0])) for one in reached]
    return {
        "questions": len(all_asked),
        **{name: groundings[name] for name in ("verified", "repaired", "template", "refused")},
        "asked_of_the_model": len(reached),
        "raw_answers_with_false_numbers": sum(bool(false_numbers(text, one.facts)) for one, text in raw),
        "raw_answers_without_a_sentence": sum(not text.strip() for _, text in raw),
        "sentences_of_the_model_told": sum(len(one.by_model) for one in all_asked),
        "false_numbers_let_through": sum(len(_false(one, of_model=True)) for one in all_asked),
        "other_numbers_in_doubt": sum(len(_false(one, of_model=False)) for one in all_asked),
        "first_sentence_p50_s": round(statistics.median(one.first_sentence for one in reached), 2),
        "answer_p50_s": round(statistics.median(one.seconds for one in reached), 2),
        "answer_max_s": round(max(one.seconds for one in reached), 2),
    }


def _false(one: Asked, of_model: bool) -> list[str]:
    """Numbers that no fact gives, in what the model or the template told; a refusal tells nothing."""
    told = " ".join(sentence.text for sentence in one.by_model)
    if not of_model:
        told = _without(one.answer.text, one.by_model)
    return [] if one.answer.grounding == "refused" else false_numbers(told, one.facts)


def _without(text: str, sentences: list[Sentence]) -> str:
    for sentence in sentences:
        text = text.replace(sentence.text, "", 1)
    return text


def _raw_text(reply: str) -> str:
    """The sentences of a reply, or all of it where it has none that can be told from the rest."""
    texts = _TEXTS.findall(reply)
    return " ".join(texts) if texts or '"claims"' in reply else reply


def listing(all_asked: list[Asked]) -> Iterator[str]:
    """What a person should read: every sentence of the model that was told, and every number in doubt."""
    for one in all_asked:
        for sentence in one.by_model:
            cited = "; ".join(f"{fact.label} = {fact.text or fact.value}" for fact in sentence.sources)
            yield f"[{one.question}] {sentence.text}\n    {cited}"
        if doubtful := _false(one, of_model=True) + _false(one, of_model=False):
            yield f"IN DOUBT {doubtful}: {one.answer.text}"


def _lake(folder: Path) -> Settings:
    """The sample's lake, made where it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    settings = small_settings(folder)
    if current_id(Lake(settings.lake_root)) is None:
        run_flow(settings)
    return settings


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--every", type=int, default=1, help="ask each so-manieth question only")
    parser.add_argument("--threads", type=int, default=1, help="of the model; more than idle cores make it much slower")
    parser.add_argument("--prompt-tokens", type=int, default=8000, help="at most, by the copilot's guess")
    given = parser.parse_args(arguments)
    lake = _lake(bench_venv().parent / "copilot-lake")
    release = open_release(Lake(lake.lake_root))
    with served(bench_venv(), given.threads) as url:
        options = {
            "base_url": url,
            "model": "SmolLM2-135M-Instruct",
            "max_prompt_tokens": given.prompt_tokens,
            **_PATIENT,
        }
        settings = load_settings(llm_api_key=SecretStr("none"), copilot=options)
        copilot = Copilot.from_settings(settings, CollectorRegistry())
        chat = RecordingChat(settings.copilot, "none", copilot.metrics)
        heard = list(asked_all(replace(copilot, chat=chat), release, given.every))
    for line in listing(heard):
        print(line)
    told = figures(heard)
    print("\n" + "\n".join(f"{name.replace('_', ' '):34s} {value:>8}" for name, value in told.items()))
    is_ok = told["false_numbers_let_through"] == 0
    print(json.dumps({"bench": "copilot", **told, "ok": is_ok}))
    return 0 if is_ok else 1


if __name__ == "__main__":
    sys.exit(main())
