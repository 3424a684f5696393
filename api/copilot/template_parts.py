"""Of what the mean forecast is made, in parts that add up to it."""

from api.copilot.facts import Facts
from api.copilot.template_shared import sentence
from api.copilot.verify import Claim

_PARTS = {
    "part_level": "a level of {}", "part_season": "a season of {}", "part_trend": "a trend of {}",
    "part_holidays": "bank holidays of {}", "part_covariates": "known covariates of {}", "part_remainder": "a remainder of {}",
}  # fmt: skip


def parts(facts: Facts) -> list[Claim]:
    known = [i for i in _PARTS if facts.has(i)]
    if len(known) < 3 or not facts.has("forecast_mean") or facts.value("forecast_mean") == 0:
        return []
    told = [_PARTS[i].format(facts.said(i) if i == "part_level" else facts.number(i)) for i in known]
    listed = f"{', '.join(told[:-1])} and {told[-1]}"
    return sentence(f"The mean forecast of {facts.said('forecast_mean')} in parts: {listed}.", "forecast_mean", *known)
