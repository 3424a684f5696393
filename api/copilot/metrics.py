"""What Prometheus is told of the copilot: answers, tokens, seconds, cost, the breaker. Never what was asked or said."""

from collections.abc import Callable
from functools import partial

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

_SECONDS = (0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 8.0, 13.0, 20.0, 30.0, 60.0)
_MILLION = 1e6
STATES = ("closed", "half_open", "open")


class CopilotMetrics:
    """The copilot's counters in one registry; prices are per million tokens."""

    def __init__(self, registry: CollectorRegistry, price_in: float = 0.0, price_out: float = 0.0) -> None:
        self.registry = registry
        self._prices = {"in": price_in, "out": price_out}
        self.answers = Counter(
            "lakecast_copilot_answers", "Answers by grounding; abandoned: the caller left before the end",
            ["outcome"], registry=registry,
        )  # fmt: skip
        self.faults = Counter(
            "lakecast_copilot_faults", "Why a model's answer was not, or not wholly, given", ["kind"], registry=registry
        )
        self.cache = Counter(
            "lakecast_copilot_cache", "Answers looked up among those kept", ["result"], registry=registry
        )
        self.retries = Counter("lakecast_copilot_retries", "Attempts after a failed one", registry=registry)
        self.tokens = Counter("lakecast_copilot_tokens", "Tokens sent and received", ["direction"], registry=registry)
        self.cost = Counter("lakecast_copilot_cost", "Tokens by COPILOT__PRICE_IN and _OUT", registry=registry)
        self.seconds = Histogram(
            "lakecast_copilot_seconds", "Until the first sentence and the whole answer", ["until"],
            buckets=_SECONDS, registry=registry,
        )  # fmt: skip
        self._breaker = Gauge("lakecast_copilot_breaker", "1 for the state it is in", ["state"], registry=registry)

    def spent(self, tokens_in: int, tokens_out: int) -> None:
        for direction, tokens in (("in", tokens_in), ("out", tokens_out)):
            self.tokens.labels(direction).inc(tokens)
            self.cost.inc(tokens * self._prices[direction] / _MILLION)

    def watch(self, state: Callable[[], str]) -> None:
        """Tell the breaker's state, asked for at every scrape."""
        for name in STATES:
            self._breaker.labels(name).set_function(partial(_is, name, state))


def _is(name: str, state: Callable[[], str]) -> float:
    return float(state() == name)
