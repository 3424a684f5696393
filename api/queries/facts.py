"""The facts that explanations are made of."""

from api import contracts as c
from api.marts import rows, table
from api.queries.shared import check_series, check_set, where
from warehouse.releases import Release


def series_facts(release: Release, unique_id: str) -> list[c.Fact]:
    """All facts of a series; raises ApiProblem when it is unknown."""
    check_series(release, unique_id)
    facts = where(table(release, "rpt_series_facts"), unique_id=unique_id).order_by("fact_id")
    return [c.Fact.model_validate(row) for row in rows(release, facts)]


def set_facts(release: Release, series_set: str) -> list[c.Fact]:
    """All facts of a series set; raises ApiProblem when it is unknown."""
    check_set(release, series_set)
    facts = where(table(release, "rpt_set_facts"), series_set=series_set).order_by("fact_id")
    return [c.Fact.model_validate(row) for row in rows(release, facts)]
