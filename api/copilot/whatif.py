"""What a changed plan of covariates would change, as facts: sums over what generate answers, with and without the change."""

from collections.abc import Iterator
from typing import Any

from api.contracts import CovariateChange, Fact, GenerateResponse

_SOURCE = "POST /api/v1/forecasts/generate"


def facts_of(
    unique_id: str, unit: str | None, changes: list[CovariateChange], answered: GenerateResponse
) -> list[Fact]:
    """The forecast with the changed covariates against the one without; no amounts where nothing that is served reads them."""
    (outcome,) = [one for one in answered.series if one.unique_id == unique_id]
    names = ", ".join(sorted({name for change in changes for name in change.values}))
    about = {"source_table": _SOURCE, "source_filter": f"unique_id = {unique_id}"}
    told = [
        Fact(fact_id="whatif_covariates", label="Covariates that are changed", text=names, **about),
        Fact(
            fact_id="whatif_use",
            label="How the served forecast reads them",
            text=outcome.covariates_reason or "",
            **about,
        ),
    ]
    return told + (
        [Fact(**row, **about) for row in _amounts(unique_id, unit, answered)] if outcome.covariates_used else []
    )


def _amounts(unique_id: str, unit: str | None, answered: GenerateResponse) -> Iterator[dict[str, Any]]:
    steps = [(s.ds, s.y_hat, s.y_hat_baseline) for s in answered.items if s.unique_id == unique_id]
    pairs = [(ds, y_hat, planned) for ds, y_hat, planned in steps if planned is not None]
    span = {"period_start": min(ds for ds, *_ in pairs), "period_end": max(ds for ds, *_ in pairs)}
    changed, planned = sum(y_hat for _, y_hat, _ in pairs), sum(y for *_, y in pairs)
    ds, y_hat, y = max(pairs, key=lambda pair: abs(pair[1] - pair[2]))
    of_sum = {"unit": unit, **span}
    yield {"fact_id": "whatif_sum", "label": "Sum of the forecast with the change", "value": changed, **of_sum}
    yield {"fact_id": "whatif_baseline", "label": "Sum of the forecast as planned", "value": planned, **of_sum}
    yield {"fact_id": "whatif_change", "label": "Change of the sum", "value": changed - planned, **of_sum}
    yield {
        "fact_id": "whatif_peak", "label": "Largest change of one period", "value": y_hat - y, "unit": unit,
        "period_start": ds, "period_end": ds,
    }  # fmt: skip
    if planned > 0:
        share = {"label": "Change of the sum as a share", "value": changed / planned - 1, "unit": "share", **span}
        yield {"fact_id": "whatif_share", **share}
