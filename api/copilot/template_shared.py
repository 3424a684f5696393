"""Sentences that a series and a set have in common, and the words that they are made of."""

import re

from api.copilot.facts import Facts
from api.copilot.verify import Claim

MANIFOLD = 2.0  # from here on a rise is told as a multiple: "730 times", not "72,900% higher"
FLAT = 0.005  # changes that print as 0%: said as "in line with"


def sentence(text: str, *fact_ids: str) -> list[Claim]:
    return [Claim(text, fact_ids)]


def change_words(share: float, printed: str) -> str:
    if share >= MANIFOLD:
        return f"{f'{1 + share:,.1f}'.removesuffix('.0')} times"
    return "in line with" if abs(share) < FLAT else f"{printed} {'higher' if share > 0 else 'lower'} than"


def per(facts: Facts) -> str:
    return f" an {facts.grain}" if facts.grain == "hour" else f" a {facts.grain}"


def on(facts: Facts, fact_id: str) -> str:
    """ " in the week of 5 December 2011", " on 8 December 2011"; empty for a fact without a period."""
    fact = facts.get(fact_id)
    if fact is None or fact.period_start is None:
        return ""
    return f" {'on' if facts.grain in ('day', 'hour', 'minute') else 'in'} {facts.day(fact_id)}"


def name(facts: Facts) -> str:
    """What a series is called in a sentence; one whose name cannot be said is the series."""
    return facts.text("series_name") or "the series"


def upper(text: str) -> str:
    return text[0].upper() + text[1:]


def window(facts: Facts) -> str:
    """Over which periods the recent level is: "over the last 13 weeks"; days are those that are open."""
    if not facts.has("recent_periods"):
        return "recently"
    named = "open days" if facts.grain == "day" else periods(facts)
    return f"over the last {facts.value('recent_periods'):.0f} {named}"


def periods(facts: Facts) -> str:
    return f"{facts.grain}s"


def cycle(facts: Facts) -> list[Claim]:
    if not facts.has("last_cycle_sum", "cycle_name"):
        return []
    length = facts.text("cycle_name")
    compared, ids = compared_with(facts, "cycle_change", "previous_cycle_sum", f"of the {length} before")
    text = f"The last {length} add up to a total of {facts.said('last_cycle_sum')}{compared}."
    return sentence(text, "last_cycle_sum", "cycle_name", *ids)


def forecast(facts: Facts) -> list[Claim]:
    if not facts.has("forecast_sum"):
        return []
    compared, ids = compared_with(
        facts, "forecast_vs_year_ago", "year_ago_sum", f"in the same {periods(facts)} a year earlier"
    )
    text = f"The forecast{ahead(facts)} totals {facts.said('forecast_sum')}{compared}."
    return sentence(text, "forecast_sum", *given(facts, "horizon"), *ids)


def ahead(facts: Facts) -> str:
    return f" for the next {facts.value('horizon'):.0f} {periods(facts)}" if facts.has("horizon") else ""


def given(facts: Facts, *fact_ids: str) -> list[str]:
    return [i for i in fact_ids if facts.has(i)]


def compared_with(facts: Facts, change: str, base: str, when: str) -> tuple[str, list[str]]:
    """The tail ", 5% lower than the 10,392 units of the weeks before" and its facts; without a base only a real change is told."""
    if not facts.has(change):
        return "", []
    changed = change_words(facts.value(change), facts.number(change))
    if facts.has(base):
        return f", {changed} the {facts.said(base)} {when}", [change, base]
    is_flat = abs(facts.value(change)) < FLAT
    return ("", []) if is_flat else (f", {changed} {re.sub('^(of|in) ', '', when)}", [change])


def coverage(facts: Facts) -> list[Claim]:
    if not facts.has("coverage_80"):
        return []
    return sentence(f"In backtests the 80% interval held {facts.number('coverage_80')} of the actuals.", "coverage_80")


def scaled_error(facts: Facts) -> list[Claim]:
    if not facts.has("mase"):
        return []
    windows, ids = "", ["mase"]
    if facts.has("n_windows") and facts.value("n_windows") > 1:
        windows, ids = f" in {facts.value('n_windows'):.0f} backtest windows", ["mase", "n_windows"]
    mase = facts.number("mase")
    return sentence(
        f"Its MASE{windows} is {mase}: on average it misses by {mase} times what seasonal naive missed in training.",
        *ids,
    )


def naive_error(facts: Facts) -> list[Claim]:
    if not facts.has("mase", "mase_naive"):
        return []
    return sentence(
        f"In the same backtests the MASE of seasonal naive itself is {facts.number('mase_naive')}.",
        "mase_naive",
    )


_PLACES = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def place(facts: Facts, rank: str, most: str, of: str) -> str:
    """How a sentence about a series of a ranking begins: the first is what `most` says, the others come in their place."""
    n, name = round(facts.value(rank)), facts.text("series_name")
    if n == 1:
        return f"{upper(of)} {name} {most}: it" if of else f"{name} {most}: it"
    return f"{name} comes {_PLACES[n]}: it"
