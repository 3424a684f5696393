"""docs/ADDING_THINGS.md, done step by step as it says, in a copy of the project."""

import ast
import json
import re
import textwrap
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml
from fastapi import APIRouter
from fastapi.testclient import TestClient
from pydantic import BaseModel

from api import contracts, queries
from api.app import create_app
from api.contracts import MetricsRequest
from api.routes import monitoring
from configs.contracts import Column, Covariate, SeriesSet, SourceConfig, parse_freq
from configs.settings import PROJECT_DIR, Settings
from dashboard import quality_charts
from models_py import jobs
from models_py.forecasting import local, zoo
from tests.growing import PAGE, Grown, block, deliver_parcels, deliver_readings, grow, parcels
from tests.projects import make_project
from warehouse.lake import Lake
from warehouse.releases import open_release
from warehouse.store import read


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Grown:
    folder = tmp_path_factory.mktemp("grown")
    grown = Grown(grow(folder / "project"), folder / "meters.db")
    deliver_readings(grown.meters)
    first, second = parcels()
    deliver_parcels(grown.project, "depots-2011-02.csv", first)
    assert "depots: 51 rows landed in 1 load" in grown.run("scripts.run_etl", "--source", "depots", "--land-only")
    deliver_parcels(grown.project, "depots-2011-03.csv", second)
    said = grown.run("scripts.run_etl")
    assert "depots: 50 rows landed in 1 load, 1 of 2 known before" in said
    assert "Published release" in said
    grown.run("scripts.train")
    assert "Published release" in grown.run("scripts.inference")
    return grown


def table(heading: str) -> dict[str, str]:
    """The table below a heading of the page: what the first column names -> the second column's text."""
    text = PAGE.split(f"### {heading}\n")[1].split("\n#")[0]
    rows = [line.split("|")[1:3] for line in text.splitlines() if line.startswith("| `")]
    return {name: told.strip().strip("`") for names, told in rows for name in re.findall(r"`(\w+)`", names)}


def test_every_row_of_a_new_source_is_used_or_has_its_reason(grown: Grown) -> None:
    assert grown.counts("daily_parcels") == {
        "used": 94, "incomplete_period": 2, "unparsable_day": 1, "out_of_range_parcels": 1,
        "exact_duplicate": 1, "conflicting_duplicate": 1, "superseded": 1,
    }  # fmt: skip
    rejected = read(grown.release, "rpt_rejected_rows").query("series_set == 'daily_parcels'")
    superseded = rejected.query("reject_reason == 'superseded'").iloc[0]
    assert (superseded["unique_id"], superseded["y"], superseded["_file"]) == (
        "daily_parcels:north",
        10.0,
        "depots-2011-02.csv",
    )


def test_late_rows_count_and_corrections_win(grown: Grown) -> None:
    north, south = grown.actuals("daily_parcels:north"), grown.actuals("daily_parcels:south")
    assert len(north) == len(south) == 47
    assert north["2011-02-10"] == 500
    assert south["2011-02-08"] == 999
    assert south["2011-02-12"] == 12
    assert grown.actuals("daily_parcels:all depots")["2011-02-10"] == 510


def test_a_new_source_is_forecast_to_its_horizon_on_open_days(grown: Grown) -> None:
    forecasts = read(grown.release, "fct_forecasts").query("is_latest and unique_id.str.startswith('daily_parcels')")
    assert forecasts.groupby("unique_id").size().to_dict() == {
        f"daily_parcels:{depot}": 12 for depot in ("north", "south", "all depots")
    }
    assert set(forecasts["cutoff"]) == {pd.Timestamp("2011-03-25")}
    assert set(forecasts["ds"].dt.dayofweek) == set(range(6))
    assert (forecasts["lo_80"] <= forecasts["y_hat"]).all()
    assert (forecasts["y_hat"] <= forecasts["hi_80"]).all()


def test_two_sets_of_one_database_take_their_rows_by_the_clock_of_its_zone(grown: Grown) -> None:
    odd = {"nonexistent_read_at": 1, "test_meter": 671 + 24}
    assert grown.counts("hourly_load") == {"used": 1340, "incomplete_period": 2, "used_as_covariates": 48, **odd}
    assert grown.counts("daily_load") == {"used": 1294, "incomplete_period": 48, "outlook": 48, **odd}
    assert grown.actuals("hourly_load:a").index.max() == pd.Timestamp("2011-04-10 21:00")
    assert grown.actuals("daily_load:b")[["2011-03-26", "2011-03-27", "2011-03-28"]].tolist() == [48, 46, 48]


def test_a_covariate_is_known_to_the_horizon_and_a_broken_one_is_none(grown: Grown) -> None:
    blanked = read(grown.release, "rpt_blanked_values").query("series_set == 'hourly_load'")
    assert blanked[["reason", "n_values"]].to_numpy().tolist() == [["out_of_range_temperature", 1]]
    panel = read(grown.release, "feat_panel", unique_ids=["hourly_load:a"])
    assert panel["x_temperature"].head(7).tolist() == [0, 1, 2, 3, 4, 4, 6]
    future = read(grown.release, "feat_future", unique_ids=["hourly_load:a"])
    assert future["x_temperature"].tail(23).tolist() == [float(hour) for hour in range(23)]


@pytest.mark.parametrize(
    ("heading", "shape"),
    [("Keys of a source", SourceConfig), ("Keys of a column", Column), ("Keys of a series set", SeriesSet),
     ("Keys of a covariate", Covariate)],
)  # fmt: skip
def test_the_page_explains_every_key_with_its_default(heading: str, shape: type[BaseModel]) -> None:
    fields = {field.alias or name: field for name, field in shape.model_fields.items()}
    defaults = {
        name: "required" if field.is_required() else json.dumps(field.get_default()).strip('"')
        for name, field in fields.items()
    }
    assert table(heading) == defaults


def test_the_page_explains_every_argument_of_stage_series_and_every_frequency_is_one() -> None:
    macro = (PROJECT_DIR / "dbt_project" / "macros" / "stage_series.sql").read_text()
    (signature,) = re.findall(r"macro stage_series\((.*)\)", macro)
    assert list(table("Arguments of stage_series")) == re.findall(r"(\w+)(?:=[^,]+)?(?:, |$)", signature)
    told = PAGE.split("### Time\n\n`freq`")[1].split("\n- ")[0]
    frequencies = [name for listed in re.findall(r"`([^`]+)`", told) for name in re.split(r" |\.\.", listed)]
    assert len(frequencies) > 20
    assert all(parse_freq(name) for name in frequencies)


def test_each_level_of_a_hierarchy_is_the_sum_that_the_page_names(tmp_path: Path) -> None:
    entry = {**yaml.safe_load(block("hierarchy"))["sales"], "kind": "parquet", "path": "inbox/sales/*.parquet"}
    staging = {"daily_sales": "series=\"shop || ' ' || product\", ds='day', y='units'"}
    project = make_project(tmp_path / "project", {"sales": entry}, staging=staging, models=["fct_actuals"])
    sold = pd.MultiIndex.from_product(
        [pd.date_range("2021-01-01", periods=9), ["CA_1", "CA_2", "TX_1"], ["tea", "tin"]]
    )
    rows = sold.to_frame(index=False, name=["day", "shop", "product"]).assign(units=range(1, len(sold) + 1))
    rows = rows.assign(state=rows["shop"].str[:2], category=rows["product"].map({"tea": "food"}))
    project.deliver("sales", rows.astype({"units": float}))
    shown = read(project.build(), "fct_actuals").groupby("unique_id")["y"].sum()
    seen = rows[rows["day"] < rows["day"].max()]
    assert shown["daily_sales:total"] == seen["units"].sum()
    assert shown["daily_sales:state=CA"] == seen.query("state == 'CA'")["units"].sum()
    assert shown["daily_sales:category_shop=food/CA_1"] == shown["daily_sales:CA_1 tea"]
    assert shown["daily_sales:category=(none)"] == seen.query("product == 'tin'")["units"].sum()


def test_a_new_metric_is_in_the_mart_and_in_the_answers_of_the_api(grown: Grown) -> None:
    accuracy = read(grown.release, "fct_accuracy")
    assert (accuracy["max_error"] >= accuracy["mae"] - 1e-9).all()
    page = queries.metrics_page(grown.release, MetricsRequest(metrics=["max_error"], limit=1))
    assert page.items[0].values["max_error"] is not None
    assert "max_error" in {definition.metric for definition in page.definitions}


def test_a_new_monitoring_rule_raises_alerts_with_what_to_do(grown: Grown) -> None:
    alerts = read(grown.release, "fct_alerts").query("measure == 'bias_share'")
    assert len(alerts) > 0
    assert (alerts["value"] > alerts["threshold"]).all()
    assert set(alerts["severity"]) <= {"warn", "fail"}
    assert set(alerts["next_action"]) == {"Compare the forecast with the newest actuals; retrain"}


def test_all_pages_of_alerts_are_the_one_page(grown: Grown) -> None:
    def page(limit: int, cursor: str | None = None) -> contracts.AlertPage:
        return queries.alert_page(grown.release, None, None, None, is_open=True, limit=limit, cursor=cursor)

    whole, walked, cursor = page(1000).items, [], None
    while walked == [] or cursor:
        one = page(2, cursor)
        walked, cursor = walked + one.items, one.next_cursor
    assert len(whole) > 2
    assert walked == whole


def test_a_threshold_is_one_line_of_one_file(grown: Grown) -> None:
    """The last of `grown`: it leaves the seed and the release changed."""
    seed = grown.project / "dbt_project" / "seeds" / "monitoring_thresholds.csv"
    before, alerts = seed.read_text(), read(grown.release, "fct_alerts").query("measure == 'bias_share'")
    least = float(alerts["value"].min())
    changed = re.sub(r"^bias_share,above,0.5,", f"bias_share,above,{least},", before, flags=re.M)
    assert [old != new for old, new in zip(before.splitlines(), changed.splitlines(), strict=True)].count(True) == 1
    seed.write_text(changed)
    grown.build("monitoring_thresholds+")
    fewer = read(grown.release, "fct_alerts").query("measure == 'bias_share'")
    assert len(fewer) == (alerts["value"] > least).sum() < len(alerts)


def test_a_new_model_is_backtested_beside_the_others(own_sample: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    added: dict[str, Any] = eval("{" + block("zoo") + "}", vars(local).copy())
    (name,) = added
    monkeypatch.setitem(zoo.ZOO, name, added[name])
    portfolio = {**own_sample.forecasting.portfolio, **yaml.safe_load(block("portfolio"))}
    forecasting = own_sample.forecasting.model_copy(update={"portfolio": portfolio})
    run = jobs.train(own_sample.model_copy(update={"forecasting": forecasting}))
    written = pd.read_parquet(f"{own_sample.lake_root}/jobs/backtests/run_id={run.run_id}")
    of_model = written[written["model"] == name]
    assert len(of_model) > 0
    assert of_model["y_hat"].notna().all()


@pytest.fixture
def endpoint(sample: Settings, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """The API with the page's endpoint added."""
    shapes, reading = (
        (contracts.monitoring, contracts, "api/contracts/monitoring.py"),
        (queries.monitoring, queries, "api/queries/monitoring.py"),
    )
    for home, module, label in (shapes, reading):
        before = vars(home).copy()
        defined = before.copy()
        exec(block(label), defined)
        for name in defined.keys() - before.keys():
            monkeypatch.setattr(module, name, defined[name], raising=False)
    route = {**vars(monitoring), "router": APIRouter(prefix="/monitoring"), "DriftPage": vars(contracts)["DriftPage"]}
    exec(block("api/routes/monitoring.py"), route)
    app = create_app(sample)
    app.include_router(route["router"], prefix="/api/v1")
    return TestClient(app)


def test_a_new_endpoint_answers_in_its_shape_and_with_problems(endpoint: TestClient, sample: Settings) -> None:
    answer = endpoint.get("/api/v1/monitoring/drift", params={"series_set": "weekly_units"})
    assert answer.status_code == 200
    drift = read(open_release(Lake(sample.lake_root)), "fct_drift").query("series_set == 'weekly_units'")
    assert {row["unique_id"] for row in answer.json()["items"]} == set(drift["unique_id"])
    assert (
        endpoint.get("/api/v1/monitoring/drift", params={"series_set": "none"}).json()["type"]
        == "/problems/unknown-series-set"
    )
    assert ast.parse(textwrap.dedent(block("api/client.py")))


def test_a_new_chart_draws_rows_and_nothing() -> None:
    defined = vars(quality_charts).copy()
    exec(block("dashboard/quality_charts.py"), defined)
    rows = pd.DataFrame({"unique_id": ["a"], "psi_ratio": [1.5]})
    for frame in (rows, rows.head(0)):
        assert defined["drift_chart"](frame).to_dict()["mark"]["type"] == "bar"
