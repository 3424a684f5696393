"""Reading a model's reply while it comes: each claim as soon as its last bracket is there."""

import json
import re
from collections.abc import Iterator

from api.copilot.verify import Claim

MAX_CLAIMS = 12
_MAX_CHARS = 20_000
_CLAIMS = re.compile(r'"claims"\s*:\s*\[')
_BETWEEN = re.compile(r"[\s,]*")
_decode = json.JSONDecoder().raw_decode


class ReplyError(ValueError):
    """A model's reply that has not the demanded shape."""


class Refused(Exception):
    """The model says that the facts do not answer the question."""


class Reply:
    """The text so far and how far its claims were read.

    Words and code fences around the JSON object, as some servers put them, are left out.
    """

    def __init__(self) -> None:
        self.text = ""
        self._at: int | None = None
        self._n = 0
        self._is_closed = False

    def feed(self, piece: str) -> Iterator[Claim]:
        """The claims that the piece completes; raises ReplyError for what is no claim."""
        self.text += piece
        if len(self.text) > _MAX_CHARS:
            raise ReplyError(f"expected at most {_MAX_CHARS} characters")
        if self._at is None:
            self._begin()
        while self._at is not None and not self._is_closed and (claim := self._next()):
            yield claim

    def end(self) -> None:
        """The reply is over; raises Refused where it has no claims, ReplyError where it is no reply, or broke off."""
        if not self._is_closed:
            raise ReplyError("expected a JSON object with `claims`, found none or one that breaks off")
        if not self._n:
            raise Refused

    def _begin(self) -> None:
        found = _CLAIMS.search(self.text)
        self._at = found.end() if found else None

    def _next(self) -> Claim | None:
        """The claim that begins where the last one ended, once it is whole; more than MAX_CLAIMS are not read."""
        self._at = self._end_of(_BETWEEN)
        rest = self.text[self._at : self._at + 1]
        self._is_closed = rest == "]" or self._n >= MAX_CLAIMS
        if self._is_closed or not rest:
            return None
        if rest != "{":
            raise ReplyError("expected each claim to be an object")
        try:
            row, self._at = _decode(self.text, self._at)
        except (json.JSONDecodeError, RecursionError):
            return None  # not whole yet, or never: `end` will tell
        self._n += 1
        return _claim(row)

    def _end_of(self, pattern: re.Pattern[str]) -> int:
        found = pattern.match(self.text, self._at or 0)
        return found.end() if found else self._at or 0


def _claim(row: object) -> Claim:
    text, ids = (row.get("text"), row.get("fact_ids")) if isinstance(row, dict) else (None, None)
    if not isinstance(text, str) or not isinstance(ids, list) or not all(isinstance(i, str) for i in ids):
        raise ReplyError("expected each claim to have a `text` and a list `fact_ids`")
    return Claim(text, tuple(dict.fromkeys(ids)))
