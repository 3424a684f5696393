"""What a question is about, by its words; and the questions that can be answered. No model is involved."""

import re

from api.copilot.facts import Facts

TOPICS: dict[str, str] = {
    "change": r"\b(chang\w*|grow\w*|grew|growth|declin\w*|ris\w+|rose|fall\w*|fell"
    r"|drop\w*|increas\w*|decreas\w*|trend\w*|year|yoy|compar\w*|up|down"
    r"|why|better than last|worse than last|moved?|movers?|risers?|fallers?|largest|biggest|top|best sellers?"
    r"|slow\w*|dying|tak\w+ off)\b",
    "season": (
        r"\b(season\w*|month\w*|busy|busiest|quiet\w*|peaks?|pattern|december|november|christmas"
        r"|cycle|(low|high) points?|troughs?)\b"
    ),
    "forecast": (
        r"\b(forecast\w*|predict\w*|expect\w*|next|future|ahead|outlook|coming|will|project\w*"
        r"|horizon|head(ed|ing)|where\b.{0,20}\bgoing|going forward)\b"
    ),
    "parts": r"\b(decompos\w*|components?|parts?|made (up )?of|break\w* down|holidays?|trend|what is behind|driv\w+)\b",
    "interval": (
        r"\b(interval\w*|range|uncertain\w*|certain\w*|confiden\w*|risk\w*|bounds?|worst case|best case"
        r"|sure|volatil\w*|stable|steady|swings?)\b"
    ),
    "accuracy": (
        r"\b(accura\w*|trust\w*|reliab\w*|errors?|mase|wape|mape|good|naive|quality of the forecast"
        r"|backtest\w*|believe|wrong|right(?! now)|solid|far off|coverage)\b"
    ),
    "model": r"\b(models?|method|algorithm|technique|theta|arima|ets|which model)\b",
    "quality": (
        r"\b(data|rows?|reject\w*|missing|quality|clean|stale|status|fresh\w*|short|fallback|healthy"
        r"|health|(last|been|was) (updat|refresh)\w*)\b"
    ),
    "alerts": r"\b(alerts?|warn\w*|problems?|attention|issues?|drift\w*|monitor\w*|action|concern\w*"
    r"|worr\w+|unusual|abnormal|odd|strange)\b",
    "level": (
        r"\b(levels?|sales|sold|sells?|selling|revenue|demand|volume|average|how (much|many)|recent\w*"
        r"|current\w*|now|lately|doing|size)\b"
    ),
}  # fmt: skip
_OVERVIEW = re.compile(
    r"\b(explain|summar\w*|overview|tell me|describe|what happened|what is going on|insights?|report"
    r"|brief|everything|about this|happening|big picture|show me|should (i|we) know"
    r"|how('s| is| are| have)\b.{0,25}\b(look|go|do)(s|ing|ne)?)\b",
    re.I,
)
_OFF = re.compile(
    r"\b(sql|select \*|python|code|script|weather|temperature|bitcoin|crypto\w*|stock market|share price"
    r"|news|joke|poem|recipe|translate|president"
    r"|capital of|password|api key|secret|who are you|ignore|disregard|instructions?|system prompt"
    r"|pretend|jailbreak|lottery|election\w*|inflation)\b",
    re.I,
)
_OWN = re.compile(
    r"\b(would|can|could|do|will|should) you (predict|forecast|expect|guess|think|estimate|say)"
    r"|\byour (own )?(prediction|forecast|guess|estimate|opinion|view)"
    r"|^\W*(please )?(predict|guess|estimate|forecast)\b|\bwhat if\b|\bsuppose\b"
    r"|\bguess\b", re.I)  # fmt: skip
_ASK = {
    "level": "What is the recent level?",
    "change": "How does it compare with a year ago?",
    "season": "Which month is the busiest?",
    "forecast": "What is the forecast, and when is its peak?",
    "parts": "Of which parts is the forecast made?",
    "interval": "How wide is the forecast interval?",
    "accuracy": "How accurate is the forecast against seasonal naive?",
    "model": "Which model is used?",
    "quality": "What is the state of the data?",
    "alerts": "Are there open alerts?",
}
_NEEDS = {
    "level": ("recent_level", "last_cycle_sum"), "change": ("yoy_change", "cycle_change"),
    "season": ("season_peak",),
    "forecast": ("forecast_sum", "forecast_mean"), "parts": ("part_level",), "interval": ("forecast_first_lo_80", "coverage_80"),
    "accuracy": ("mase", "wape", "value_add"),
    "model": ("model",), "quality": ("status", "rows_in", "n_ok", "last_period"),
    "alerts": ("n_alerts", "n_warn", "n_fail"),
}  # fmt: skip


def is_off_limits(question: str) -> bool:
    """Asks for what no fact holds: the world outside, code, an own prediction, or other rules."""
    return bool(_OFF.search(question) or _OWN.search(question))


def topics_of(question: str | None) -> list[str] | None:
    """Topics that a question asks for; [] is all of them, None a question about something else."""
    if question is None or not question.strip():
        return []
    named = [topic for topic, cue in TOPICS.items() if re.search(cue, question, re.I)]
    # "sales" and "year" tag along in most questions; a more particular topic wins over the level.
    named = [t for t in named if t != "level"] or named
    if "forecast" in named and re.search(r"\bforecast\b", question, re.I) and "accuracy" in named:
        named.remove("forecast")
    return named or ([] if _OVERVIEW.search(question) else None)


def suggestions(facts: Facts) -> list[str]:
    """Questions that these facts answer."""
    return [_ASK[topic] for topic, ids in _NEEDS.items() if any(facts.has(i) for i in ids)]
