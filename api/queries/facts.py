"""The facts that explanations are made of, of one series, of two side by side, or of the first of a set by some measure."""

from collections.abc import Collection

import ibis
from ibis.expr.types import Table

from api import contracts as c
from api.marts import rows, table
from api.queries.shared import check_series, check_set, known_series, where
from warehouse.releases import Release

# What two series are compared by, and what the fact is called that says how one is to the other.
COMPARED = {
    "recent_level": ("level_vs_other", "Recent mean against that of the other series"),
    "last_cycle_sum": ("cycle_vs_other", "Last year cycle against that of the other series"),
    "forecast_mean": ("forecast_vs_other", "Mean forecast against that of the other series"),
    "mase": ("mase_vs_other", "MASE against that of the other series"),
}


def series_facts(release: Release, unique_id: str, only: Collection[str] | None = None) -> list[c.Fact]:
    """All facts of a series, or `only` those of these ids; raises ApiProblem when it is unknown."""
    check_series(release, unique_id)
    return _facts(release, where(_of_series(release, only), unique_id=unique_id).order_by("fact_id"))


def set_facts(release: Release, series_set: str, only: Collection[str] | None = None) -> list[c.Fact]:
    """All facts of a series set, or `only` those of these ids; raises ApiProblem when it is unknown."""
    check_set(release, series_set)
    found = where(table(release, "rpt_set_facts"), series_set=series_set)
    return _facts(release, _only(found, only).order_by("fact_id"))


def ranked_facts(release: Release, series_set: str, rank: str, only: Collection[str], k: int) -> list[c.Fact]:
    """These facts of the first k series of a set by the fact `rank`; ids are `<place>.<fact_id>`.

    Raises ApiProblem for an unknown set.
    """
    check_set(release, series_set)
    facts, series = table(release, "rpt_series_facts"), table(release, "dim_series")
    first = facts.filter(facts.fact_id == rank, facts.value <= k).select("unique_id", place=facts.value)
    first = first.semi_join(series.filter(series.series_set == series_set), "unique_id")
    found = _placed(_only(facts, only).inner_join(first, "unique_id"))
    return _facts(release, found.order_by("place", "fact_id").drop("place"))


def paired_facts(release: Release, first: str, second: str, only: Collection[str]) -> list[c.Fact]:
    """These facts of two series, ids `1.<fact_id>` and `2.<fact_id>`, and how each is to the other.

    Only series of one set are held against each other. Raises ApiProblem for an unknown series.
    """
    sets = {row["series_set"] for row in known_series(release, [first, second])}
    facts = table(release, "rpt_series_facts")
    place = ibis.cases((facts.unique_id == first, 1), else_=2)
    both = facts.filter(facts.unique_id.isin([first, second])).mutate(place=place)
    found = _facts(release, _placed(_only(both, only)).order_by("place", "fact_id").drop("place"))
    if len(sets) > 1:
        return found
    return found + _facts(release, _placed(_against_each_other(both)).order_by("place", "fact_id").drop("place"))


def _against_each_other(both: Table) -> Table:
    compared = both.filter(both.fact_id.isin(list(COMPARED)))
    other = compared.view()
    pairs = compared.inner_join(other, "fact_id").filter(compared.unique_id != other.unique_id, other.value != 0)
    return pairs.select(
        unique_id=compared.unique_id, place=compared.place,
        fact_id=compared.fact_id.cases(*((name, told) for name, (told, _) in COMPARED.items())),
        label=compared.fact_id.cases(*((name, label) for name, (_, label) in COMPARED.items())),
        value=compared.value / other.value - 1, text=ibis.null("string"), unit=ibis.literal("share"),
        period_start=compared.period_start, period_end=compared.period_end, source_table=compared.source_table,
        source_filter=compared.source_filter + ibis.literal(" against ") + other.source_filter,
    )  # fmt: skip


def _placed(facts: Table) -> Table:
    """Ids with the place of the series before them, and the series as what they are about."""
    return facts.mutate(
        subject=facts.unique_id, fact_id=facts.place.cast("int64").cast("string") + ibis.literal(".") + facts.fact_id
    )


def _of_series(release: Release, only: Collection[str] | None) -> Table:
    return _only(table(release, "rpt_series_facts"), only)


def _only(facts: Table, only: Collection[str] | None) -> Table:
    return facts if only is None else facts.filter(facts.fact_id.isin(sorted(only)))


def _facts(release: Release, found: Table) -> list[c.Fact]:
    return [c.Fact.model_validate(row) for row in rows(release, found)]
