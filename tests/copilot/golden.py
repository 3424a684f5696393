"""The golden questions: each with what a right answer has and has not, as golden.yaml lists them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from api.contracts import About, AskRequest, Explanation, Intent


@dataclass(frozen=True)
class Golden:
    """`refused`: words of the refusal that is right, None where the question has an answer."""

    ask: str
    about: About
    intent: Intent | None
    must: tuple[str, ...]
    must_not: tuple[str, ...]
    refused: str | None

    @property
    def request(self) -> AskRequest:
        return AskRequest(question=self.ask, about=self.about)

    def faults(self, told: Explanation) -> list[str]:
        """What is wrong with an answer; empty where it is right."""
        if self.refused is not None:
            is_right = (
                told.grounding == "refused" and self.refused in told.text and told.suggestions and not told.sources
            )
            return [] if is_right else [f"expected a refusal with {self.refused!r}, found: {told.text}"]
        missing = [f"without {part!r}" for part in self.must if part not in told.text]
        wrong = [f"with {part!r}" for part in self.must_not if part in told.text]
        meant = [] if told.intent == self.intent else [f"taken for {told.intent}"]
        return [*meant, *missing, *wrong] + ([f"said: {told.text}"] if missing or wrong or meant else [])


def load() -> list[Golden]:
    rows = yaml.safe_load((Path(__file__).parent / "golden.yaml").read_text(encoding="utf-8"))
    return [_golden(row) for row in rows]


def _golden(row: dict[str, Any]) -> Golden:
    about = row["about"]
    named = (
        About(series_set=about[4:])
        if str(about).startswith("set ")
        else About(unique_ids=about if isinstance(about, list) else [about])
    )
    return Golden(
        row["ask"],
        named,
        row.get("intent"),
        tuple(row.get("must", ())),
        tuple(row.get("must_not", ())),
        row.get("refused"),
    )
