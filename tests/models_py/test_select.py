"""Weights: own evidence, shrunk towards the class; equal ones in doubt, and naive where nothing beats it."""

import numpy as np
import pandas as pd
import pytest

from models_py.forecasting.portfolio import NAIVE
from models_py.rules import Point
from models_py.select import (
    ENSEMBLE,
    MIN_WINDOWS,
    Evidence,
    from_frame,
    losses,
    to_frame,
    weigh,
    weights,
    with_ensemble,
)

MODELS = ["good", "bad", NAIVE]


def window_losses(rows: dict[str, dict[str, float]], windows: int = 1) -> pd.DataFrame:
    """{unique_id: {model: loss}} repeated over windows, the ensemble's loss being 1."""
    return pd.DataFrame(
        [
            {"unique_id": u, "window": w + 1, "model": m, "loss": loss}
            for u, of in rows.items()
            for m, loss in {**of, ENSEMBLE: 1.0}.items()
            for w in range(windows)
        ]
    ).assign(series_set="s", demand_class="smooth", loss_ensemble=1.0)


def candidates(*ids: str) -> pd.DataFrame:
    pairs = [(u, m) for u in ids for m in MODELS]
    return pd.DataFrame(pairs, columns=["unique_id", "model"]).assign(series_set="s", demand_class="smooth")


CROWD = {f"c{i}": {"good": 0.8, "bad": 1.3, NAIVE: 1.5} for i in range(30)}


def share(rows: dict[str, dict[str, float]], windows: int, shrinkage: float, model: str = "good") -> float:
    seen = pd.concat([window_losses(CROWD, MIN_WINDOWS), window_losses(rows, windows)])
    found = weights(candidates("a"), weigh(seen), shrinkage).set_index("model")["weight"]
    assert found.sum() == pytest.approx(1.0)
    return float(found[model])


def test_one_lucky_window_does_not_overturn_the_class() -> None:
    assert share({"a": {"good": 1.1, "bad": 0.7}}, windows=1, shrinkage=16) > 0.5


def test_without_shrinkage_the_series_decides_alone() -> None:
    assert share({"a": {"good": 1.1, "bad": 0.7}}, windows=1, shrinkage=0) < 0.5


def test_much_evidence_of_its_own_overturns_the_class() -> None:
    assert share({"a": {"good": 1.4, "bad": 0.5}}, windows=20, shrinkage=16) < 0.2


def test_a_series_without_windows_follows_its_class() -> None:
    assert share({}, windows=2, shrinkage=16) == pytest.approx(0.8**-8 / (0.8**-8 + 1.3**-8))


def test_naive_is_no_part_of_a_combination_that_beats_it() -> None:
    assert share({}, 2, 16, model=NAIVE) == 0.0


def test_where_naive_is_expected_to_be_better_it_is_served_alone() -> None:
    assert share({"a": {"good": 1.1, "bad": 1.2, NAIVE: 0.4}}, windows=20, shrinkage=4, model=NAIVE) == 1.0


def test_without_any_evidence_all_but_naive_weigh_the_same() -> None:
    nothing = weigh(window_losses(CROWD).head(0))
    found = weights(candidates("a"), nothing, 16.0).set_index("model")["weight"]
    assert found.to_dict() == {"good": 0.5, "bad": 0.5, NAIVE: 0.0}


def test_many_series_do_not_make_up_for_few_windows() -> None:
    early = weigh(window_losses(CROWD, MIN_WINDOWS - 1))
    assert weights(candidates("c1"), early, 16.0)["weight"].tolist() == [0.5, 0.5, 0.0]


def test_a_perfect_ensemble_does_not_divide_by_zero() -> None:
    perfect = window_losses({"a": {"good": 0.0, "bad": 0.5}}, MIN_WINDOWS).assign(loss_ensemble=0.0)
    perfect.loc[perfect["model"] == ENSEMBLE, "loss"] = 0.0
    ratios = weigh(perfect).own.set_index("model")["ratio"]
    assert ratios.to_dict() == {"good": 1.0, "bad": 5.0, ENSEMBLE: 1.0}


def test_expected_loss_is_the_shrunken_mean_of_own_and_class_ratio() -> None:
    evidence = Evidence(
        own=pd.DataFrame({"unique_id": ["a"], "model": ["good"], "ratio": [0.5], "n_windows": [4]}),
        prior=pd.DataFrame({"series_set": ["s"], "demand_class": ["smooth"], "model": ["good"]}).assign(
            ratio=0.9, n_windows=9
        ),
    )
    good = weights(candidates("a"), evidence, 16.0).iloc[0]
    assert good["expected"] == pytest.approx((4 * 0.5 + 16 * 0.9) / 20)


def test_evidence_survives_its_table() -> None:
    evidence = weigh(window_losses(CROWD, MIN_WINDOWS))
    again = from_frame(to_frame(evidence))
    pairs = candidates("c1", "x")
    assert weights(pairs, again, 16.0).equals(weights(pairs, evidence, 16.0))


def base_rows(values: dict[str, float]) -> pd.DataFrame:
    rows = pd.DataFrame({"model": list(values), "y_hat": list(values.values())})
    keys = {"series_set": "s", "unique_id": "a", "demand_class": "smooth", "h": 1}
    times = {"window": 1, "cutoff": pd.Timestamp("2024-01-01"), "ds": pd.Timestamp("2024-01-08")}
    return rows.assign(**keys, **times, y=4.0, scale=2.0, scale_sq=4.0, error=None)


def test_the_ensemble_is_the_mean_of_the_models_that_succeeded_without_naive() -> None:
    rows = with_ensemble(base_rows({"a": 1.0, "b": 2.0, "c": 9.0, "d": np.nan, NAIVE: 50.0}))
    assert rows.loc[rows["model"] == ENSEMBLE, "y_hat"].tolist() == [4.0]


def test_where_all_others_failed_the_ensemble_is_naive() -> None:
    rows = with_ensemble(base_rows({"a": np.nan, NAIVE: 5.0}))
    assert rows.loc[rows["model"] == ENSEMBLE, "y_hat"].tolist() == [5.0]


def test_the_loss_of_a_window_is_its_mase_and_failed_models_have_none() -> None:
    found = losses(with_ensemble(base_rows({"a": 1.0, "b": 3.0, "d": np.nan}))).set_index("model")
    assert found["loss"].to_dict() == {"a": 1.5, "b": 0.5, ENSEMBLE: 1.0}


def test_the_loss_of_demand_with_gaps_is_its_rmsse() -> None:
    sparse = with_ensemble(base_rows({"a": 1.0, "b": 3.0})).assign(demand_class="lumpy", scale_sq=4.0)
    found = losses(sparse).set_index("model")
    squares = {row.model: (row.y - row.y_hat) ** 2 / 4.0 for row in sparse.itertuples()}
    assert found["loss"].to_dict() == pytest.approx({model: square**0.5 for model, square in squares.items()})


@pytest.mark.parametrize(
    ("point", "demand_class", "loss"),
    [
        ("by_class", "smooth", 1.0), ("by_class", "lumpy", 2**0.5),
        ("median", "lumpy", 1.0), ("mean", "smooth", 2**0.5),
    ],
)  # fmt: skip
def test_the_mean_is_told_by_squared_errors_and_the_median_by_absolute_ones(
    point: Point, demand_class: str, loss: float
) -> None:
    steps = [base_rows({"a": y_hat}).assign(h=h) for h, y_hat in ((1, 4.0), (2, 0.0))]
    scored = with_ensemble(pd.concat(steps, ignore_index=True)).assign(demand_class=demand_class)
    assert losses(scored, point).set_index("model").loc["a", "loss"] == pytest.approx(loss)


def test_a_window_without_scale_teaches_nothing() -> None:
    assert losses(with_ensemble(base_rows({"a": 1.0})).assign(scale=0.0)).empty
