"""Every model of the zoo meets the interface, series by series."""

import numpy as np
import pandas as pd
import pytest

from models_py.forecasting.base import Failure, failures
from models_py.forecasting.global_lgbm import GlobalLightGBM, known_columns
from models_py.forecasting.learnt import Untrained, from_bytes, to_bytes
from models_py.forecasting.local import LocalModel
from models_py.forecasting.portfolio import mark_implausible, plan
from models_py.forecasting.seasonal_regression import SeasonalRegression
from models_py.forecasting.zoo import GLOBAL_MODELS, ZOO, UnknownModelError, forecaster
from tests.models_py.conftest import HORIZON, SEASON, demo_panel, feat_future, one_series

# What needs several seasons of history or days, and what needs a package that may not be there.
SPECIAL = {"seasonal_regression", "calendar_regression", "calendar_theta", "mfles"}


@pytest.mark.parametrize("name", sorted(set(ZOO) - SPECIAL))
def test_every_model_answers_each_row_of_the_future(name: str) -> None:
    panel = demo_panel(n_series=6)
    panel = panel[panel["unique_id"].str.startswith("s")]
    future = feat_future(panel).sample(frac=1, random_state=1)
    answer = forecaster(name).fit_predict(panel, future, HORIZON, SEASON)
    assert answer[["unique_id", "ds", "h"]].equals(future[["unique_id", "ds", "h"]].set_index(answer.index))
    assert np.isfinite(answer["y_hat"].astype(float)).all()
    assert answer["error"].isna().all()


def test_when_a_model_is_unknown_then_the_error_lists_the_zoo() -> None:
    with pytest.raises(UnknownModelError, match=r"'cse'; available: .*ces, croston_sba"):
        forecaster("cse")


def test_seasonal_naive_repeats_the_season_and_is_naive_before_the_second() -> None:
    panel = pd.concat([one_series("a", [1, 2, 3, 4, 5, 6, 7, 8]), one_series("b", [1, 2, 3, 4], start=4)])
    answer = ZOO["seasonal_naive"].fit_predict(panel, feat_future(panel), HORIZON, SEASON)
    assert answer["y_hat"].tolist() == [5, 6, 7, 4, 4, 4]


def test_one_failing_series_leaves_the_others_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = LocalModel.forecast

    def picky(self: LocalModel, y: np.ndarray, h: int, freq: int) -> np.ndarray:
        if len(y) == 5:
            raise RuntimeError("five is too few")
        return whole(self, y, h, freq)

    monkeypatch.setattr(LocalModel, "forecast", picky)
    panel = pd.concat([one_series("a", [3.0] * 9), one_series("b", [3.0] * 5, start=4), one_series("c", [2.0] * 9)])
    answer = ZOO["imapa"].fit_predict(panel, feat_future(panel), HORIZON, SEASON).assign(model="imapa")
    assert answer.groupby("unique_id")["y_hat"].count().to_dict() == {"a": HORIZON, "b": 0, "c": HORIZON}
    assert failures(answer) == [Failure("b", "imapa", "RuntimeError: five is too few")]


def test_a_series_without_history_is_a_failure_not_a_crash() -> None:
    panel = one_series("a", [3.0] * 9)
    future = pd.concat([feat_future(panel), feat_future(panel).assign(unique_id="ghost")])
    for name in ("naive", "lightgbm", "global_linear", "level_network"):
        answer = ZOO[name].fit_predict(panel, future, HORIZON, SEASON).assign(model=name)
        assert failures(answer) == [Failure("ghost", name, "no history")]


def test_lightgbm_learns_a_pattern_that_its_features_show() -> None:
    t = np.arange(120)
    series = [one_series(f"s{i}", (10 + i) * (1 + (t % SEASON))) for i in range(8)]
    panel = pd.concat(series, ignore_index=True).assign(phase=lambda f: f["t"] % SEASON)
    answer = GlobalLightGBM().fit_predict(panel, feat_future(panel), HORIZON, SEASON)
    expected = answer["unique_id"].str[1:].astype(int).add(10) * (1 + (119 + answer["h"]) % SEASON)
    assert (answer["y_hat"] / expected - 1).abs().mean() < 0.1


def test_a_trained_model_serves_a_series_that_it_has_not_seen() -> None:
    t = np.arange(80)
    panel = pd.concat([one_series(f"s{i}", (10 + i) * (1 + (t % SEASON))) for i in range(12)], ignore_index=True)
    trained = GlobalLightGBM().fit(panel, HORIZON, SEASON, [])
    new = one_series("new", 500.0 * (1 + (t % SEASON)))
    answer = trained.fit_predict(new, feat_future(new), HORIZON, SEASON)
    assert answer["y_hat"].to_numpy() == pytest.approx([500.0, 1000.0, 1500.0], rel=0.05)


def test_a_trained_model_survives_its_bytes_to_the_last_bit() -> None:
    panel = demo_panel(n_series=9)
    trained = GlobalLightGBM(rounds=20).fit(panel, HORIZON, SEASON, [])
    again = from_bytes("lightgbm", to_bytes(trained))
    served, once_more = (m.fit_predict(panel, feat_future(panel), HORIZON, SEASON) for m in (trained, again))
    pd.testing.assert_frame_equal(served, once_more, check_exact=True)


def test_what_is_known_of_a_step_moves_its_forecast_and_what_is_not_known_is_not_seen() -> None:
    random = np.random.default_rng(0)
    panel = pd.concat([one_series(f"s{i}", [20.0] * 60) for i in range(20)], ignore_index=True)
    panel["x_promo"], panel["x_weather"] = random.integers(0, 2, (2, len(panel))).astype(float)
    panel["y"] += 10 * panel["x_promo"] + 10 * panel["x_weather"]
    future = feat_future(panel).assign(x_promo=lambda f: (f["h"] == 2).astype(float), x_weather=np.nan)
    assert known_columns(panel, future) == ["x_promo"]
    answer = GlobalLightGBM().fit_predict(panel, future, HORIZON, SEASON)
    by_step = answer.groupby("h")["y_hat"].mean()
    assert by_step[2] - by_step[[1, 3]].mean() == pytest.approx(10, abs=3)


def test_a_model_that_could_not_learn_fails_for_all_series_with_its_reason() -> None:
    panel = one_series("a", [3.0] * 9)
    answer = from_bytes("lightgbm", to_bytes(Untrained("nothing to learn"))).fit_predict(
        panel, feat_future(panel), HORIZON, SEASON
    )
    assert failures(answer.assign(model="lightgbm")) == [Failure("a", "lightgbm", "nothing to learn")]


def test_when_lightgbm_has_nothing_to_learn_from_then_it_says_so() -> None:
    panel = one_series("a", [3.0])
    with pytest.raises(ValueError, match="no series has more than one period"):
        GlobalLightGBM().fit_predict(panel, feat_future(panel), HORIZON, SEASON)


def test_seasonal_naive_is_always_run() -> None:
    profile = pd.DataFrame({"unique_id": ["a", "b"], "state": ["ok", "stale"], "demand_class": ["smooth", None]})
    planned = plan(profile.assign(season_length=SEASON), {"smooth": ["ces"], "lumpy": []})
    assert planned == {"seasonal_naive": ["a", "b"], "ces": ["a"]}


@pytest.mark.parametrize(
    ("season_length", "model"),
    [
        (1, "auto_ets"),
        (4, "imapa"),
        (7, "drift"),
        (6, "drift"),
        (12, "naive"),
        (52, "ces"),
        (24, "mstl"),
        (168, "mstl"),
    ],
)
def test_regular_series_may_have_a_portfolio_by_their_seasons(season_length: int, model: str) -> None:
    by_season = {"unseasonal": ["auto_ets"], "short_season": ["imapa"], "months": ["naive"],
                 "days": ["drift"], "several_seasons": ["mstl"]}  # fmt: skip
    portfolio = {"smooth": ["ces"], **by_season, "lumpy": ["tsb"]}
    profile = pd.DataFrame({"unique_id": ["a", "b"], "state": "ok", "demand_class": ["smooth", "lumpy"]})
    planned = plan(profile.assign(season_length=season_length), portfolio)
    assert planned == {"seasonal_naive": ["a", "b"], model: ["a"], "tsb": ["b"]}


def test_seasonal_regression_learns_a_day_and_a_week_at_once() -> None:
    t = np.arange(24 * 7 * 6 + 48)
    shape = 100 + 10 * np.sin(2 * np.pi * t / 24) + 20 * (t // 24 % 7 >= 5) * np.cos(2 * np.pi * t / 24)
    y_hat = SeasonalRegression().forecast(shape[:-48], 48, 24)
    assert y_hat == pytest.approx(shape[-48:], abs=0.5)


def test_seasonal_regression_says_what_it_needs() -> None:
    with pytest.raises(ValueError, match="over two of the longest and 6 values, found 10"):
        SeasonalRegression().forecast(np.ones(10), 3, 4)


def test_a_decomposition_leaves_what_has_no_season_to_its_trend_model() -> None:
    y = np.linspace(10, 20, 11)
    assert ZOO["mstl"].forecast(y, 3, 12) == pytest.approx([21, 22, 23], abs=0.2)  # type: ignore[attr-defined]


def test_one_implausible_step_discredits_the_whole_forecast() -> None:
    base = pd.DataFrame({"unique_id": "a", "model": ["x", "x", "y"], "y_hat": [5.0, 101.0, 99.0], "error": None})
    marked = mark_implausible(base, pd.DataFrame({"unique_id": ["a"], "largest": [10.0]}))
    assert marked["y_hat"].isna().tolist() == [True, True, False]
    assert marked["error"].str.startswith("implausible").tolist()[:2] == [True, True]


@pytest.mark.parametrize("name", sorted(GLOBAL_MODELS))
def test_a_global_model_aims_at_the_mean_where_it_is_asked_to(name: str) -> None:
    # Nine of ten changes are small and one is large: the median of the next one is small, its mean is not.
    random = np.random.default_rng(5)
    jumps = np.where(random.random((30, 40)) < 0.1, 20.0, 0.1)
    panel = pd.concat([one_series(f"s{i:02d}", 1000 + np.cumsum(row)) for i, row in enumerate(jumps)])
    future = feat_future(panel)
    means = {
        point: GLOBAL_MODELS[name].fit(panel, HORIZON, 1, (), point).fit_predict(panel, future, HORIZON, 1)["y_hat"].mean()
        for point in ("median", "mean", "by_class")
    }  # fmt: skip
    assert means["mean"] > means["median"] + 1
    assert means["by_class"] == means["median"]
