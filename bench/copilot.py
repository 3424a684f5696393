"""The copilot with a real, weak model that invents numbers: `python -m bench.copilot [--questions 20]`.

SmolLM2-135M is asked the questions of `bench/copilot_questions.py` through the copilot's own service, and every
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
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from prometheus_client import CollectorRegistry
from pydantic import SecretStr

from api import queries
from api.contracts import Fact, Sentence
from api.copilot.client import ChatClient
from api.copilot.endpoint import Schema
from api.copilot.messages import Messages
from api.copilot.service import Answer, Copilot, answer, parts
from bench.copilot_judge import false_numbers
from bench.copilot_model import served
from bench.copilot_questions import N_SERIES, OF_A_SERIES, OF_A_SET, SET
from bench.lakes import run_flow, small_settings
from configs.settings import Settings, bench_venv, load_settings
from warehouse.lake import Lake
from warehouse.releases import Release, current_id, open_release

_TEXTS = re.compile(r'"text"\s*:\s*"((?:[^"\\]|\\.)*)')
_PATIENT = {"timeout_seconds": 600.0, "deadline_seconds": 1200.0, "retries": 0, "json_mode": "object_schema"}


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

    subject: str
    question: str | None
    facts: list[Fact]
    answer: Answer
    by_model: list[Sentence]
    replies: list[str]
    first_sentence: float
    seconds: float


def asked_all(copilot: Copilot, chat: RecordingChat, release: Release, n: int | None) -> Iterator[Asked]:
    """Ask the questions, at most `n` of each subject."""
    for series in queries.series_page(release, SET, None, "ok", N_SERIES, None).items:
        facts = queries.series_facts(release, series.unique_id)
        yield from (_ask(copilot, chat, series.unique_id, facts, question) for question in OF_A_SERIES[:n])
    facts = queries.set_facts(release, SET)
    yield from (_ask(copilot, chat, SET, facts, question) for question in OF_A_SET[:n])


def _ask(copilot: Copilot, chat: RecordingChat, subject: str, facts: list[Fact], question: str | None) -> Asked:
    chat.replies, started, first, told = [], time.perf_counter(), None, []
    whole: Any = None
    for part in parts(subject, facts, question, copilot):
        if isinstance(part, Sentence):
            told.append(part)
            first = first or time.perf_counter() - started
        whole = part
    seconds = time.perf_counter() - started
    of_template = answer(subject, facts, question, None).text
    by_model = [sentence for sentence in told if whole.model and sentence.text not in of_template]
    print(f"{seconds:6.1f} s  {whole.grounding:9s} {question or '(explain)'}", file=sys.stderr, flush=True)
    return Asked(subject, question, facts, whole, by_model, chat.replies, first or seconds, seconds)


def figures(asked: list[Asked]) -> dict[str, Any]:
    """Counts of answers by grounding, of what the model said and of what was let through, and seconds."""
    groundings = Counter[str](one.answer.grounding for one in asked)
    reached = [one for one in asked if one.replies]
    raw = [(one, _raw_text(one.replies[0])) for one in reached]
    return {
        "questions": len(asked),
        **{name: groundings[name] for name in ("verified", "repaired", "template", "refused")},
        "asked_of_the_model": len(reached),
        "raw_answers_with_false_numbers": sum(bool(false_numbers(text, one.facts)) for one, text in raw),
        "raw_answers_without_a_sentence": sum(not text.strip() for _, text in raw),
        "sentences_of_the_model_told": sum(len(one.by_model) for one in asked),
        "false_numbers_let_through": sum(len(false_numbers(one.answer.text, one.facts)) for one in asked),
        "first_sentence_p50_s": round(statistics.median(one.first_sentence for one in reached), 2),
        "answer_p50_s": round(statistics.median(one.seconds for one in reached), 2),
        "answer_max_s": round(max(one.seconds for one in reached), 2),
    }


def _raw_text(reply: str) -> str:
    """The sentences of a reply, or all of it where it has none that can be told from the rest."""
    texts = _TEXTS.findall(reply)
    return " ".join(texts) if texts or '"claims"' in reply else reply


def listing(asked: list[Asked]) -> Iterator[str]:
    """What a person should read: every sentence of the model that was told, and every number in doubt."""
    for one in asked:
        for sentence in one.by_model:
            cited = "; ".join(f"{fact.label} = {fact.text or fact.value}" for fact in sentence.sources)
            yield f"[{one.question or '(explain)'}] {sentence.text}\n    {cited}"
        if doubtful := false_numbers(one.answer.text, one.facts):
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
    parser.add_argument("--questions", type=int, help="of each subject, the first so many; default: all")
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
        asked = list(asked_all(replace(copilot, chat=chat), chat, release, given.questions))
    for line in listing(asked):
        print(line)
    told = figures(asked)
    print("\n" + "\n".join(f"{name.replace('_', ' '):34s} {value:>8}" for name, value in told.items()))
    is_ok = told["false_numbers_let_through"] == 0
    print(json.dumps({"bench": "copilot", **told, "ok": is_ok}))
    return 0 if is_ok else 1


if __name__ == "__main__":
    sys.exit(main())
