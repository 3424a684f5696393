"""POST JSON to a webhook until it is taken: retries with backoff within a deadline. The address is a secret and is never told."""

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from random import SystemRandom
from typing import Any

import httpx

from configs.settings import Notify

_JITTER = 0.5
_chance = SystemRandom()
_TRIED_AGAIN = {408, 425, 429, *range(500, 600)}


class WebhookError(Exception):
    """The message was not taken; says why, without the address."""


def sender(url: str, limits: Notify) -> Callable[[dict[str, Any]], None]:
    """Sends message after message, all of them within `deadline_seconds` from now."""
    return partial(post, url, limits=limits, deadline=time.monotonic() + limits.deadline_seconds)


def post(url: str, message: dict[str, Any], limits: Notify, deadline: float) -> None:
    """Deliver one message: tried again after 5xx, 429 and where no answer came, not sooner than Retry-After says.

    Raises WebhookError when it was refused, or was not taken after `attempts` or until `deadline` (of time.monotonic).
    """
    logging.getLogger("httpx").setLevel(logging.WARNING)  # below that it tells addresses
    for attempt in range(limits.attempts):
        fault, asked = _try(url, message, min(limits.timeout_seconds, max(0.1, deadline - time.monotonic())))
        if fault is None:
            return
        pause = pause_after(attempt, limits.backoff_seconds, asked)
        if attempt == limits.attempts - 1 or time.monotonic() + pause >= deadline:
            raise WebhookError(f"not delivered after {attempt + 1} tries: {fault}")
        time.sleep(pause)


def pause_after(attempt: int, backoff_seconds: float, asked: float) -> float:
    """Seconds before the next try, from attempt 0 on: doubled each time, up to half as long again by chance, so that not all who wait
    come back at once; never sooner than was asked."""
    return max(backoff_seconds * 2.0**attempt, asked) * (1 + _JITTER * _chance.random())


def _try(url: str, message: dict[str, Any], timeout: float) -> tuple[str | None, float]:
    """What was at fault, None when it was taken, and how many seconds to wait before another try; raises WebhookError when refused."""
    try:
        # Only the status counts: an answer without end is not read.
        with httpx.stream("POST", url, json=message, timeout=timeout) as answer:
            status, after = answer.status_code, answer.headers.get("retry-after", "")
    except httpx.TransportError as error:
        return type(error).__name__, 0.0
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise WebhookError(f"not delivered: {type(error).__name__}") from None
    if 200 <= status < 300:
        return None, 0.0
    if status not in _TRIED_AGAIN:
        raise WebhookError(f"refused with HTTP {status}")
    return f"HTTP {status}", _seconds(after)


def _seconds(retry_after: str) -> float:
    """Retry-After, seconds or a date, in seconds from now; what cannot be read is none."""
    if retry_after.strip().isdecimal():
        return float(retry_after[:9])
    try:
        at = parsedate_to_datetime(retry_after)
    except ValueError:
        return 0.0
    return max(0.0, ((at if at.tzinfo else at.replace(tzinfo=UTC)) - datetime.now(UTC)).total_seconds())
