"""What if a promotion were planned otherwise: over real HTTP, on shops whose sales a promotion doubles."""

from collections.abc import Iterator
from typing import Any

import httpx
import numpy as np
import pandas as pd
import pytest

from api.client import ApiError, Client
from api.contracts import About, AskRequest, CovariateChange, Explanation, GenerateRequest, GenerateResponse, Problem
from configs.settings import Settings, load_settings
from models_py import jobs
from tests.conftest import start_api, stop_api
from tests.projects import Project, make_project, source

DAYS = pd.date_range("2021-01-01", periods=200)
STEPS = pd.date_range("2021-07-20", periods=5)
SHOP, OTHER, CLOSED, PLAIN = "promoted:shop0", "promoted:shop1", "promoted:closed", "plain:shop0"
MODELS = ("seasonal_naive", "imapa", "lightgbm")
PORTFOLIO = dict.fromkeys(("smooth", "erratic", "intermittent", "lumpy"), MODELS)
GENERATE = "/api/v1/forecasts/generate"


def sales() -> pd.DataFrame:
    """Twelve shops and one that closed months ago, with the plan of promotions: none on the days to forecast."""
    rng, parts = np.random.default_rng(0), []
    for series in (*(f"shop{i}" for i in range(12)), "closed"):
        promo, level = rng.integers(0, 2, len(DAYS)).astype(float), rng.uniform(20, 200)
        y = level * (1 + promo) * rng.normal(1, 0.05, len(DAYS))
        past = pd.DataFrame({"series": series, "ds": DAYS, "y": y, "promo": promo, "price": 1.0})
        parts.append(past.iloc[:100] if series == "closed" else past)
        parts.append(pd.DataFrame({"series": series, "ds": STEPS, "promo": 0.0}))
    return pd.concat(parts)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("what_if")
    columns = {"promo": {"type": "double"}, "price": {"type": "double"}}
    shape = {"support": "non_negative", "hold_back_last": False, "columns": columns}
    known = {"promo": {"known": True, "agg": "max", "fill": "zero"}, "price": {}}
    project = make_project(
        folder,
        source("promoted", "D", covariates=known, **shape),
        source("plain", "D", covariates={"promo": {}}, **shape),
    )
    project.deliver("promoted", sales())
    project.deliver("plain", sales().dropna(subset="y"))
    return published(project)


def published(project: Project) -> Settings:
    """Trained, forecast and published, as the scripts do it."""
    settings = load_settings(
        app_env="test", lake_root=project.lake.root, artifacts_root=str(project.folder / "artifacts"),
        forecasting={"workers": 1, "portfolio": PORTFOLIO, "n_windows": 4}, api_key=None, llm_api_key=None,
    )  # fmt: skip
    project.build()
    jobs.train(settings)
    jobs.infer(settings)
    project.dbt("build", "--exclude-resource-type", "unit_test", "--select", "source:jobs+")
    return settings


@pytest.fixture(scope="module")
def url(settings: Settings) -> Iterator[str]:
    url, server, thread = start_api(settings)
    yield url
    stop_api(server, thread)


@pytest.fixture
def client(url: str) -> Iterator[Client]:
    with Client(url) as opened:
        yield opened


def what_if(client: Client, promo: float, *unique_ids: str, steps: pd.DatetimeIndex = STEPS) -> GenerateResponse:
    """Forecasts of SHOP and others with another promotion of SHOP."""
    changes = [CovariateChange(unique_id=SHOP, ds=ds.to_pydatetime(), values={"promo": promo}) for ds in steps]
    return client.generate(GenerateRequest(unique_ids=[SHOP, *unique_ids], covariates=changes))


def served(client: Client, unique_id: str) -> list[float]:
    return [step.y_hat for step in client.forecasts(unique_id=unique_id).items]


def test_a_set_says_what_is_known_in_advance(client: Client) -> None:
    assert {s.series_set: s.known_covariates for s in client.series().series_sets} == {
        "promoted": ["promo"],
        "plain": [],
    }


def test_when_a_promotion_is_planned_then_more_is_forecast_beside_what_is_served(client: Client) -> None:
    answer = what_if(client, 1.0)
    assert [step.y_hat_baseline for step in answer.items] == served(client, SHOP)
    assert all(step.y_hat > 1.3 * (step.y_hat_baseline or 0) for step in answer.items)
    assert all((step.lo_80 or 0) <= step.y_hat <= (step.hi_80 or 0) for step in answer.items)
    assert answer.series[0].covariates_used is True
    assert "lightgbm reads promo" in str(answer.series[0].covariates_reason)


def test_when_a_value_is_beyond_all_that_was_seen_then_the_forecast_is_that_of_the_largest_seen(client: Client) -> None:
    most = [step.y_hat for step in what_if(client, 1.0).items]
    assert [step.y_hat for step in what_if(client, 1e15).items] == most


def test_when_one_step_is_changed_then_the_others_keep_their_forecast(client: Client) -> None:
    answer = what_if(client, 1.0, steps=STEPS[2:3])
    assert [step.y_hat != step.y_hat_baseline for step in answer.items] == [False, False, True, False, False]


def test_when_the_plan_is_said_again_then_the_forecast_is_the_served_one_bit_for_bit(client: Client) -> None:
    answer = what_if(client, 0.0)
    assert (
        [step.y_hat for step in answer.items] == [step.y_hat_baseline for step in answer.items] == served(client, SHOP)
    )


def test_the_same_question_has_the_same_answer(client: Client) -> None:
    assert what_if(client, 1.0, OTHER) == what_if(client, 1.0, OTHER)


def test_when_nothing_is_changed_for_a_series_then_it_keeps_its_forecast_and_says_nothing(client: Client) -> None:
    answer = what_if(client, 1.0, OTHER, PLAIN)
    for unique_id in (OTHER, PLAIN):
        steps = [step for step in answer.items if step.unique_id == unique_id]
        assert [step.y_hat for step in steps] == [step.y_hat_baseline for step in steps] == served(client, unique_id)
        (outcome,) = [one for one in answer.series if one.unique_id == unique_id]
        assert (outcome.covariates_used, outcome.covariates_reason) == (None, None)


def test_when_what_is_served_reads_no_covariate_then_the_answer_says_so(client: Client) -> None:
    changes = [CovariateChange(unique_id=CLOSED, ds=STEPS[0].to_pydatetime(), values={"promo": 1.0})]
    answer = client.generate(GenerateRequest(unique_ids=[CLOSED], covariates=changes))
    assert [step.y_hat for step in answer.items] == [step.y_hat_baseline for step in answer.items]
    (outcome,) = answer.series
    assert (outcome.status, outcome.covariates_used) == ("stale", False)
    assert outcome.covariates_reason == "naive is served here, and no covariate is read for it"


def test_when_nothing_is_changed_then_there_is_no_baseline(client: Client) -> None:
    answer = client.generate(GenerateRequest(unique_ids=[SHOP]))
    assert [step.y_hat for step in answer.items] == served(client, SHOP)
    assert {step.y_hat_baseline for step in answer.items} == {None}
    assert (answer.series[0].covariates_used, answer.series[0].covariates_reason) == (None, None)


def test_a_model_and_levels_may_be_asked_for_beside_a_promotion(client: Client) -> None:
    changes = [CovariateChange(unique_id=SHOP, ds=STEPS[1].to_pydatetime(), values={"promo": 1.0})]

    def asked(model: str) -> GenerateResponse:
        return client.generate(GenerateRequest(unique_ids=[SHOP], covariates=changes, model=model, levels=[50]))

    heeding, deaf = asked("lightgbm"), asked("imapa")
    assert [step.y_hat != step.y_hat_baseline for step in heeding.items] == [False, True, False, False, False]
    assert (heeding.series[0].covariates_used, heeding.series[0].covariates_reason) == (True, "lightgbm reads promo")
    assert [step.y_hat for step in deaf.items] == [step.y_hat_baseline for step in deaf.items]
    assert deaf.series[0].covariates_reason == "imapa is served here, and no covariate is read for it"
    for step in heeding.items:
        (half,) = step.intervals or []
        assert (step.lo_80 or 0) <= (half.lo or 0) <= step.y_hat <= (half.hi or 0) <= (step.hi_80 or 0)


def change(unique_id: str = SHOP, ds: str = "2021-07-20", **values: Any) -> dict[str, Any]:
    return {"unique_id": unique_id, "ds": ds, "values": values or {"promo": 1}}


@pytest.mark.parametrize(
    ("covariates", "said"),
    [
        ([change("promoted:nope")], f"covariates.0: promoted:nope is not one of unique_ids: {PLAIN}, {SHOP}"),
        ([change(price=1)], "'price' cannot be changed; expected those of promoted that are known in advance: promo"),
        ([change(), change(ds="2021-07-21", nope=1)], "covariates.1: 'nope' cannot be changed"),
        ([change(PLAIN)], "'promo' cannot be changed; expected those of plain that are known in advance: none"),
        ([change(ds="2021-07-19")], f"{SHOP} has no step 2021-07-19 00:00:00; its steps are 2021-07-20 00:00:00, 2021"),
        ([change(ds="9999-01-01")], "no step 9999-01-01"),
        ([change(ds="2021-07-20T00:00:00Z")], "body.covariates.0.ds"),
        ([change(), change()], f"promo of {SHOP} at 2021-07-20 00:00:00 is given more than once"),
        ([change(promo=1e308)], "body.covariates.0.values.promo: Input should be less than or equal to"),
        ([change(promo="much")], "body.covariates.0.values.promo"),
        ([change(promo=None)], "body.covariates.0.values.promo"),
        ([{**change(), "values": {}}], "body.covariates.0.values"),
        ([{**change(), "x": 1}], "body.covariates.0.x"),
        ([], "body.covariates"),
        ([change()] * 1001, "body.covariates: List should have at most 1000 items"),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else "",
)
def test_when_a_change_cannot_be_then_the_problem_names_what_can(url: str, covariates: list[Any], said: str) -> None:
    unique_ids = [SHOP, PLAIN]
    answer = httpx.post(url + GENERATE, json={"unique_ids": unique_ids, "covariates": covariates}, timeout=60)
    problem = Problem.model_validate(answer.json())
    assert answer.status_code in (413, 422)
    assert said in problem.detail


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_when_a_value_is_not_finite_then_it_is_named(url: str, value: str) -> None:
    body = f'{{"unique_ids": ["{SHOP}"], "covariates": [{{"unique_id": "{SHOP}", "ds": "2021-07-20", "values": {{"promo": {value}}}}}]}}'
    answer = httpx.post(url + GENERATE, content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert "body.covariates.0.values.promo: Input should be a finite number" in answer.json()["detail"]


def test_when_fewer_steps_are_asked_then_a_change_beyond_them_is_refused(client: Client) -> None:
    beyond = CovariateChange(unique_id=SHOP, ds=STEPS[4].to_pydatetime(), values={"promo": 1.0})
    with pytest.raises(ApiError, match=r"no step 2021-07-24 00:00:00; its steps are 2021-07-20 00:00:00, 2021-07-21"):
        client.generate(GenerateRequest(unique_ids=[SHOP], h=2, covariates=[beyond]))


def asked(client: Client, unique_id: str, question: str = "What if we ran a promotion?") -> Explanation:
    """What the copilot says of a promotion on all steps."""
    changes = [CovariateChange(unique_id=unique_id, ds=ds.to_pydatetime(), values={"promo": 1.0}) for ds in STEPS]
    return client.ask(AskRequest(question=question, about=About(unique_ids=[unique_id]), covariates=changes))


def test_the_copilot_tells_what_a_promotion_would_change(client: Client) -> None:
    told, steps = asked(client, SHOP), what_if(client, 1.0).items
    changed, planned = sum(s.y_hat for s in steps), sum(s.y_hat_baseline or 0 for s in steps)
    figures = {fact.fact_id: fact.value for fact in told.sources}
    assert (told.intent, told.grounding) == ("what_if", "template")
    assert figures["whatif_sum"] == pytest.approx(changed)
    assert figures["whatif_baseline"] == pytest.approx(planned)
    assert f"With the change of promo, the forecast of shop0 totals {changed:,.0f} units" in told.text
    assert "lightgbm reads promo" in told.text


def test_when_what_is_served_reads_no_covariate_then_the_copilot_says_so(client: Client) -> None:
    told = asked(client, CLOSED)
    assert "naive is served here, and no covariate is read for it" in told.text
    assert "whatif_sum" not in {fact.fact_id for fact in told.sources}


def test_when_a_what_if_names_no_covariates_then_the_copilot_asks_for_them(client: Client) -> None:
    told = client.ask(AskRequest(question="What if we ran a promotion?", about=About(unique_ids=[SHOP])))
    assert told.grounding == "refused"
    assert "covariates" in told.text


def test_when_a_covariate_of_a_question_is_unknown_then_the_problem_names_those_there_are(client: Client) -> None:
    change = CovariateChange(unique_id=SHOP, ds=STEPS[0].to_pydatetime(), values={"say 999": 1.0})
    with pytest.raises(ApiError, match="known in advance: promo"):
        client.ask(AskRequest(intent="what_if", about=About(unique_ids=[SHOP]), covariates=[change]))
