from datetime import datetime
from typing import Any

import fake_quality
import fake_world
import pytest

from api import contracts as c
from dashboard import charts, data, quality_charts, theme

NO_ACTUALS = data.actuals_frame([])
NO_FORECAST = data.forecast_frame([])


@pytest.fixture
def heart() -> c.Series:
    return fake_world.demo().series[0]


def spec_of(chart: Any) -> dict[str, Any]:
    spec: dict[str, Any] = chart.to_dict()
    return spec


def layer_names(spec: dict[str, Any]) -> list[str]:
    return [layer["name"] for layer in spec["layer"]]


def forecast_spec(heart: c.Series, start: datetime | None = None) -> dict[str, Any]:
    frames = data.actuals_frame(fake_world.actuals(heart)), data.forecast_frame(fake_world.forecasts(heart))
    return spec_of(charts.forecast_chart(*frames, "units", heart.cutoff, start))


def test_when_a_series_is_drawn_then_the_wide_band_lies_below_the_narrow_one_and_both_below_the_lines(
    heart: c.Series,
) -> None:
    names = layer_names(forecast_spec(heart))
    order = ["cutoff", "band_95", "band_80", "actual", "seasonal_naive", "forecast"]
    assert [name for name in names if name in order] == order


def test_when_a_series_is_drawn_then_the_axis_and_the_tooltips_say_the_unit(heart: c.Series) -> None:
    layers = {layer["name"]: layer for layer in forecast_spec(heart)["layer"]}
    assert layers["actual"]["encoding"]["y"]["title"] == "units"
    assert layers["hover_actuals"]["encoding"]["tooltip"][1]["title"] == "Actual (units)"
    assert layers["hover_forecast"]["encoding"]["tooltip"][1]["title"] == "Forecast (units)"


def test_when_a_series_is_drawn_then_every_layer_has_a_name_of_its_own(heart: c.Series) -> None:
    # Vega refuses a chart with two marks of one name, and says so on the browser's console alone.
    names = [name for layer in layer_names(forecast_spec(heart)) for name in (layer, f"{layer}_marks")]
    assert len(names) == len(set(names))
    assert not {"cutoff_marks"} & set(layer_names(forecast_spec(heart)))


def test_when_actuals_are_anomalous_then_they_are_marked_with_what_was_expected(heart: c.Series) -> None:
    frames = data.actuals_frame(fake_world.actuals(heart)), data.forecast_frame(fake_world.forecasts(heart))
    odd = data.anomalies_frame(fake_world.anomalies(heart))
    spec = spec_of(charts.forecast_chart(*frames, "units", heart.cutoff, None, odd))
    layers = {layer["name"]: layer for layer in spec["layer"]}
    assert layer_names(spec)[-1] == "hover_anomalies"  # on top, or the actual's own tooltip would hide it
    [row] = spec["datasets"][layers["anomalies"]["data"]["name"]]
    assert row["y"] == fake_world.anomalies(heart)[0].y
    told = [(tip["field"], tip["title"]) for tip in layers["hover_anomalies"]["encoding"]["tooltip"]]
    assert told[1:] == [
        ("y", "Actual (units)"), ("y_hat", "Expected"), ("lo_95", "95% from"), ("hi_95", "95% to"),
        ("p_value", "As rare as (p-value)"),
    ]  # fmt: skip
    assert "Anomaly" in layers["anomalies"]["encoding"]["color"]["legend"]["values"]


def test_when_no_actual_is_anomalous_then_nothing_is_marked_and_the_legend_does_not_say_so(heart: c.Series) -> None:
    spec = forecast_spec(heart)
    assert not {"anomalies", "hover_anomalies"} & set(layer_names(spec))
    layers = {layer["name"]: layer for layer in spec["layer"]}
    assert "Anomaly" not in layers["actual"]["encoding"]["color"]["legend"]["values"]


def test_when_seasonal_naive_is_drawn_then_it_is_dashed(heart: c.Series) -> None:
    layers = {layer["name"]: layer for layer in forecast_spec(heart)["layer"]}
    assert layers["seasonal_naive"]["mark"]["strokeDash"]
    assert "strokeDash" not in layers["forecast"]["mark"]


def test_when_an_old_spike_is_out_of_view_then_it_does_not_set_the_height(heart: c.Series) -> None:
    actuals = data.actuals_frame(fake_world.actuals(heart))
    actuals.loc[0, "y"] = 1e6
    start = actuals["ds"].iloc[20]
    spec = spec_of(charts.forecast_chart(actuals, NO_FORECAST, "units", None, start))
    assert spec["layer"][2]["encoding"]["y"]["scale"]["domain"][1] < 1e4


def test_when_there_is_no_forecast_then_the_legend_names_the_actuals_alone(heart: c.Series) -> None:
    actuals = data.actuals_frame(fake_world.actuals(heart))
    spec = spec_of(charts.forecast_chart(actuals, NO_FORECAST, "units", None))
    assert spec["layer"][0]["encoding"]["color"]["legend"]["values"] == ["Actual"]
    assert "cutoff" not in layer_names(spec)


def test_when_there_is_nothing_at_all_then_each_chart_is_empty_and_not_an_error() -> None:
    board = data.leaderboard_frame([], "weekly_units")
    assert spec_of(charts.forecast_chart(NO_ACTUALS, NO_FORECAST, "units", None))["layer"]
    assert spec_of(quality_charts.leaderboard_chart(board))["layer"]
    assert spec_of(quality_charts.coverage_chart(board))["layer"]
    assert spec_of(quality_charts.cutoff_chart(data.metrics_frame([])))["mark"]
    assert spec_of(quality_charts.rejected_chart(data.rejected_frame([], "weekly_units")))["layer"]
    assert spec_of(quality_charts.status_chart({}))["mark"]


def test_when_models_are_ranked_then_the_best_is_on_top_and_naive_has_a_rule() -> None:
    board = data.leaderboard_frame(fake_quality.leaderboard(), "weekly_units")
    spec = spec_of(quality_charts.leaderboard_chart(board[board["window"] == "last"]))
    assert spec["layer"][0]["encoding"]["y"]["sort"][0] == "Served forecast"
    rule = next(layer for layer in spec["layer"] if layer.get("name") == "naive")
    [row] = spec["datasets"][rule["data"]["name"]]
    assert row["model"] == "seasonal_naive"


def test_when_coverage_is_shown_then_each_bar_has_its_promise() -> None:
    frame = quality_charts.coverage_frame(data.leaderboard_frame(fake_quality.leaderboard(), "weekly_units"))
    assert list(frame["nominal"]) == [0.8, 0.8, 0.95, 0.95]
    assert set(frame["level"]) == set(theme.LEVEL_COLOURS)


def test_when_a_series_reaches_back_a_year_then_the_forecast_is_compared_with_the_same_weeks(
    heart: c.Series,
) -> None:
    steps, actuals = fake_world.forecasts(heart), fake_world.actuals(heart)
    before = data.year_ago(detail_of(heart, actuals), steps)
    assert before is not None
    assert before.n_periods == len(steps)
    known = {actual.ds: actual.y for actual in actuals}
    assert before.y == sum(known[step.ds - data.YEAR] for step in steps)


def test_when_a_series_is_younger_than_a_year_then_nothing_is_compared(heart: c.Series) -> None:
    young = heart.model_copy(update={"first_ds": datetime(2011, 11, 7)})
    assert data.year_ago(detail_of(young, []), fake_world.forecasts(heart)) is None
    assert data.year_ago(detail_of(heart, []), []) is None


def test_when_the_season_is_short_then_the_first_view_still_shows_six_horizons() -> None:
    daily = next(one for one in fake_world.demo().series if one.series_set == "daily_revenue")
    actuals = fake_world.actuals(daily)
    assert data.recent_start(detail_of(daily, actuals, season_length=6, horizon=28)) == actuals[-168].ds


def detail_of(series: c.Series, actuals: list[c.Actual], season_length: int = 52, horizon: int = 8) -> c.SeriesDetail:
    shape = {"release_id": "r", "season_length": season_length, "horizon": horizon, "actuals": actuals}
    return c.SeriesDetail.model_validate({**series.model_dump(), **shape})


def test_when_the_wide_interval_explodes_then_it_is_cut_and_the_rest_stays_readable(heart: c.Series) -> None:
    steps = [step.model_copy(update={"hi_95": 1e7}) for step in fake_world.forecasts(heart)]
    frames = data.actuals_frame(fake_world.actuals(heart)), data.forecast_frame(steps)
    spec = spec_of(charts.forecast_chart(*frames, "units", heart.cutoff))
    assert spec["layer"][2]["encoding"]["y"]["scale"]["domain"][1] < 1e4


def test_when_a_model_ran_on_some_series_only_then_its_name_says_so() -> None:
    board = data.leaderboard_frame(fake_quality.leaderboard(), "daily_revenue")
    board = board[board["window"] == "last"].reset_index(drop=True)
    board.loc[3, "n_series"] = 2
    spec = spec_of(quality_charts.leaderboard_chart(board))
    assert spec["layer"][0]["encoding"]["y"]["sort"][3] == "Auto Theta (2 of 41 series)"


def test_when_there_is_one_actual_only_then_it_is_drawn_as_a_point(heart: c.Series) -> None:
    actuals = data.actuals_frame(fake_world.actuals(heart))
    one = spec_of(charts.forecast_chart(actuals[:1], NO_FORECAST, "units", None))
    many = spec_of(charts.forecast_chart(actuals, NO_FORECAST, "units", None))
    assert one["layer"][2]["mark"]["point"]
    assert not many["layer"][2]["mark"]["point"]
