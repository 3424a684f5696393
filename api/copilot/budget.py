"""How many tokens a process may spend, and a careful guess of how many a text is."""

import math
from collections.abc import Iterable

from limits import RateLimitItem, RateLimitItemPerDay, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from openai.types.chat import ChatCompletionMessageParam

# English is about four bytes a token, JSON with ids and digits two to three; to guess too many costs less than too few.
_BYTES_PER_TOKEN = 2.0
_PER_MESSAGE = 8


def tokens_of(text: str) -> int:
    """An upper guess, the same for every model."""
    return math.ceil(len(text.encode()) / _BYTES_PER_TOKEN)


def tokens_in(messages: Iterable[ChatCompletionMessageParam]) -> int:
    return sum(_PER_MESSAGE + tokens_of(str(message.get("content"))) for message in messages)


class TokenBudget:
    """Tokens per minute and per day, over sliding windows, of one process."""

    def __init__(self, per_minute: int, per_day: int) -> None:
        self._limits: list[RateLimitItem] = [RateLimitItemPerMinute(per_minute), RateLimitItemPerDay(per_day)]
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    def spend(self, tokens: int) -> bool:
        """Take the tokens; False, and nothing is taken, where a window has not that many left."""
        if not all(self._limiter.test(limit, "tokens", cost=tokens) for limit in self._limits):
            return False
        return all(self._limiter.hit(limit, "tokens", cost=tokens) for limit in self._limits)
