"""Every metric of fct_accuracy is what utilsforecast, scikit-learn or its published definition makes of the same rows."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics as sk
from utilsforecast import losses

from configs.settings import PROJECT_DIR
from models_py.metrics import METRICS, evaluate
from tests.warehouse.run_sql import connection, rows_of

HORIZON = 8
QUANTILES = {"lo_95": 0.025, "lo_80": 0.1, "hi_80": 0.9, "hi_95": 0.975}
CUTOFF = pd.Timestamp("2024-01-01")
values = st.one_of(
    st.just(0.0), st.integers(-9, 9).map(float), st.floats(-1e6, 1e6).filter(lambda x: abs(x) > 1e-6 or not x)
)
columns = st.lists(values, min_size=HORIZON, max_size=HORIZON)


@dataclass(frozen=True)
class Case:
    """One vintage of one series: what was known, and its steps that met an actual."""

    train: np.ndarray
    season: int
    steps: pd.DataFrame
    naive: np.ndarray

    @property
    def scale(self) -> float:
        return float(np.abs(self.train[self.season :] - self.train[: -self.season]).mean())

    @property
    def scale_sq(self) -> float:
        return float(((self.train[self.season :] - self.train[: -self.season]) ** 2).mean())


@st.composite
def cases(draw: st.DrawFn) -> Case:
    season = draw(st.integers(1, 4))
    train = np.array(draw(st.lists(values, min_size=season + 1, max_size=12)))
    y = draw(st.one_of(columns, values.map(lambda x: [x] * HORIZON)))
    y_hat = draw(st.one_of(columns, st.just(y), values.map(lambda x: [x] * HORIZON)))
    bounds = np.sort(np.array([draw(columns) for _ in QUANTILES]), axis=0)
    passed = draw(st.lists(st.integers(1, HORIZON), min_size=1, unique=True).map(sorted))
    steps = pd.DataFrame(
        {"h": range(1, HORIZON + 1), "y": y, "y_hat": y_hat} | dict(zip(QUANTILES, bounds, strict=True))
    )
    return Case(train, season, steps[steps["h"].isin(passed)].reset_index(drop=True), np.array(draw(columns)))


def scored(case: Case) -> dict[str, pd.DataFrame]:
    """What fct_accuracy reads: the rows of the served forecast, beside seasonal naive, in no order."""
    common = {"basis": "live", "run_id": "r", "series_set": "s", "unique_id": "s:a", "cutoff": CUTOFF}
    served = case.steps.assign(**common, model="served", scale=case.scale, scale_sq=case.scale_sq)
    served["ds"] = CUTOFF + pd.to_timedelta(served["h"], unit="D")
    served["y_hat_naive"] = case.naive[served["h"] - 1]
    return {
        "int_forecasts_scored": served.sample(frac=1, random_state=0),
        "int_series_sets": pd.DataFrame([{"series_set": "s", "horizon": HORIZON}]),
        "int_series_seasonal": pd.DataFrame(
            [{"unique_id": "s:a", "season_length": case.season, "seasonal_from": CUTOFF}]
        ),
    }


def made_of(inputs: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The rows of fct_accuracy of the span and the series of `scored`."""
    of = "{'basis': 'live', 'series_set': 's', 'since': timestamp '2024-01-01', 'until': timestamp '2024-02-01', 'first_id': 's:a', 'last_id': 's:a'}"
    connection().execute(f"set variable part = {of}")
    return rows_of("fct_accuracy", ("accuracy",), inputs)


def accuracy(case: Case) -> pd.DataFrame:
    """Rows of the served forecast by bucket of horizons."""
    made = made_of(scored(case))
    return made[made["model"] == "served"].set_index("horizon_bucket")


def over(part: float, whole: float) -> float:
    return part / whole if whole > 0 else np.nan


def by_libraries(case: Case, parts: dict[str, pd.DataFrame]) -> dict[str, dict[str, float]]:
    """Each metric of some parts of the steps, by another hand: {part: {metric: value}}."""
    frame = pd.concat([rows.assign(unique_id=part, ds=range(len(rows))) for part, rows in parts.items()])
    known = {"y": case.train, "ds": range(-len(case.train), 0)}
    train = pd.concat([pd.DataFrame({"unique_id": part, **known}) for part in parts], ignore_index=True)
    bounds = frame.rename(
        columns={f"{side}_{level}": f"y_hat-{side}-{level}" for side in ("lo", "hi") for level in (80, 95)}
    )

    def of(name: str, rows: pd.DataFrame = frame, *args: object, **kwargs: object) -> dict[str, float]:
        return dict(getattr(losses, name)(rows, ["y_hat"], *args, **kwargs).set_index("unique_id")["y_hat"])

    scaled = {"seasonality": case.season, "train_df": train}
    found = {name: of(name) for name in ("smape", "bias", "cfe")}
    found |= {name: of(name, **scaled) if case.scale else dict.fromkeys(parts, np.nan) for name in ("mase", "rmsse")}
    found |= {f"coverage_{level}": of("coverage", bounds, level) for level in (80, 95)}
    libraries = {part: {name: by_part[part] for name, by_part in found.items()} for part in parts}
    return {part: in_our_terms(libraries[part], by_formula(case, rows)) for part, rows in parts.items()}


def by_formula(case: Case, rows: pd.DataFrame) -> dict[str, float]:
    """By scikit-learn where it has the metric, else as it is written."""
    y, y_hat = rows["y"].to_numpy(), rows["y_hat"].to_numpy()
    mae, naive = float(sk.mean_absolute_error(y, y_hat)), np.abs(y - case.naive[rows["h"] - 1]).mean()
    return {
        "n": len(y), "n_zero": int((y == 0).sum()), "sum_abs_y": float(np.abs(y).sum()),
        "mae": mae, "rmse": float(sk.root_mean_squared_error(y, y_hat)),
        "wape": over(float(np.abs(y - y_hat).sum()), float(np.abs(y).sum())),
        "mape": float(sk.mean_absolute_percentage_error(y, y_hat)) if (y != 0).all() else np.nan,
        "pinball": float(np.mean([sk.mean_pinball_loss(y, rows[bound], alpha=q) for bound, q in QUANTILES.items()])),
        **{f"width_{level}": float((rows[f"hi_{level}"] - rows[f"lo_{level}"]).mean()) for level in (80, 95)},
        "value_add": 1 - mae / naive if naive else np.nan,
    }  # fmt: skip


def in_our_terms(libraries: dict[str, float], formulas: dict[str, float]) -> dict[str, float]:
    """utilsforecast's sMAPE is half of M4's; its sum of errors over their mean deviation is the tracking signal (Brown 1959)."""
    signal = over(libraries.pop("cfe"), formulas["mae"])
    return {**libraries, **formulas, "smape": 2 * libraries["smape"], "tracking_signal": signal}


def buckets(case: Case) -> dict[str, pd.DataFrame]:
    half = case.steps["h"] <= HORIZON // 2
    found = {"all": case.steps, "1-4": case.steps[half], "5-8": case.steps[~half]}
    return {name: rows for name, rows in found.items() if len(rows)}


def assert_close(found: float, expected: float, about: str) -> None:
    if np.isnan(expected):
        assert pd.isna(found), about
    else:
        assert found == pytest.approx(expected, rel=1e-9, abs=1e-9), about


@settings(max_examples=100, deadline=None)
@given(case=cases())
def test_every_metric_is_that_of_the_libraries_on_any_data(case: Case) -> None:
    made = accuracy(case)
    assert set(made.index) == set(buckets(case))
    for bucket, expectations in by_libraries(case, buckets(case)).items():
        for name, expected in expectations.items():
            assert_close(made.loc[bucket, name], expected, f"{name} of {bucket}")


def test_every_metric_that_is_defined_is_compared() -> None:
    defined = set(pd.read_csv(PROJECT_DIR / "dbt_project" / "seeds" / "metrics.csv")["metric"])
    steps = pd.DataFrame({"h": [1], "y": [1.0], "y_hat": [2.0]} | {bound: [3.0] for bound in QUANTILES})
    compared = set(by_libraries(Case(np.array([1.0, 2.0]), 1, steps, np.ones(HORIZON)), {"all": steps})["all"])
    assert defined == compared - {"n", "n_zero", "sum_abs_y"}


@settings(max_examples=50, deadline=None)
@given(case=cases())
def test_python_and_sql_mean_the_same_by_a_metric(case: Case) -> None:
    made = accuracy(case).loc["all"]
    shared = sorted(set(METRICS) & set(made.index))
    rows = case.steps.assign(unique_id="a", scale=case.scale, scale_sq=case.scale_sq)
    for name, value in evaluate(rows, shared, ["unique_id"])[shared].iloc[0].items():
        assert_close(made[name], value, str(name))
    assert {"mae", "pinball", "tracking_signal", "width_95", "coverage_80"} <= set(shared)


def test_where_an_actual_is_zero_mape_is_null_and_the_row_says_how_many_are() -> None:
    steps = pd.DataFrame(
        {"h": [1, 2, 3], "y": [0.0, 4.0, 0.0], "y_hat": [1.0, 3.0, 0.0]} | dict.fromkeys(QUANTILES, 1.0)
    )
    made = accuracy(Case(np.array([1.0, 2.0]), 1, steps, np.ones(HORIZON))).loc["all"]
    assert pd.isna(made["mape"])
    assert made["n_zero"] == 2


@pytest.mark.parametrize(
    ("seasonal_from", "stated"), [("2023-12-31", 4), ("2024-01-01", 4), ("2024-01-02", 1), (None, 1)]
)
def test_the_season_that_scales_is_stated_and_is_one_before_a_season_was_over(
    seasonal_from: str | None, stated: int
) -> None:
    steps = pd.DataFrame({"h": [1], "y": [1.0], "y_hat": [2.0]} | {bound: [3.0] for bound in QUANTILES})
    inputs = scored(Case(np.arange(9.0), 4, steps, np.ones(HORIZON)))
    seasons = inputs["int_series_seasonal"].assign(seasonal_from=pd.Timestamp(seasonal_from))
    made = made_of({**inputs, "int_series_seasonal": seasons})
    assert set(made["season_length"]) == {stated}
