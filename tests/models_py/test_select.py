"""Selection: own evidence, shrunk towards the class; the ensemble in doubt."""

import numpy as np
import pandas as pd
import pytest

from models_py.select import (
    ENSEMBLE,
    MIN_CUTOFFS,
    Evidence,
    choose,
    from_frame,
    losses,
    to_frame,
    weigh,
    with_ensemble,
)

MODELS = ["good", "bad", ENSEMBLE]


def window_losses(rows: dict[str, dict[str, float]], windows: int = 1) -> pd.DataFrame:
    """{unique_id: {model: loss}} repeated over windows, the ensemble's loss being 1."""
    return pd.DataFrame(
        [
            {"unique_id": u, "cutoff": pd.Timestamp(2024, 1, w + 1), "model": m, "loss": loss}
            for u, of in rows.items()
            for m, loss in {**of, ENSEMBLE: 1.0}.items()
            for w in range(windows)
        ]
    ).assign(series_set="s", demand_class="smooth", loss_ensemble=1.0)


def candidates(*ids: str) -> pd.DataFrame:
    pairs = [(u, m) for u in ids for m in MODELS]
    return pd.DataFrame(pairs, columns=["unique_id", "model"]).assign(series_set="s", demand_class="smooth")


CROWD = {f"c{i}": {"good": 0.8, "bad": 1.3} for i in range(30)}


def chosen(rows: dict[str, dict[str, float]], windows: int, shrinkage: float) -> str:
    seen = pd.concat([window_losses(CROWD, MIN_CUTOFFS), window_losses(rows, windows)])
    picks = choose(candidates("a"), weigh(seen), shrinkage)
    return str(picks.loc[0, "model"])


def test_one_lucky_window_does_not_overturn_the_class() -> None:
    assert chosen({"a": {"good": 1.1, "bad": 0.7}}, windows=1, shrinkage=16) == "good"


def test_without_shrinkage_the_series_decides_alone() -> None:
    assert chosen({"a": {"good": 1.1, "bad": 0.7}}, windows=1, shrinkage=0) == "bad"


def test_much_evidence_of_its_own_overturns_the_class() -> None:
    assert chosen({"a": {"good": 1.4, "bad": 0.5}}, windows=20, shrinkage=16) == "bad"


def test_a_series_without_windows_follows_its_class() -> None:
    assert chosen({}, windows=2, shrinkage=16) == "good"


def test_without_any_evidence_the_ensemble_is_chosen() -> None:
    nothing = weigh(window_losses(CROWD).head(0))
    assert choose(candidates("a", "b"), nothing, 16.0)["model"].tolist() == [ENSEMBLE, ENSEMBLE]


def test_many_series_do_not_make_up_for_few_windows() -> None:
    early = weigh(window_losses(CROWD, MIN_CUTOFFS - 1))
    assert choose(candidates("c1"), early, 16.0)["model"].tolist() == [ENSEMBLE]


def test_a_perfect_ensemble_does_not_divide_by_zero() -> None:
    perfect = window_losses({"a": {"good": 0.0, "bad": 0.5}}, MIN_CUTOFFS).assign(loss_ensemble=0.0)
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
    pick = choose(candidates("a"), evidence, 16.0).iloc[0]
    assert pick["expected"] == pytest.approx((4 * 0.5 + 16 * 0.9) / 20)


def test_evidence_survives_its_table() -> None:
    evidence = weigh(window_losses(CROWD, MIN_CUTOFFS))
    again = from_frame(to_frame(evidence))
    assert choose(candidates("c1", "x"), again, 16.0).equals(choose(candidates("c1", "x"), evidence, 16.0))


def base_rows(values: dict[str, float]) -> pd.DataFrame:
    rows = pd.DataFrame({"model": list(values), "y_hat": list(values.values())})
    keys = {"series_set": "s", "unique_id": "a", "demand_class": "smooth", "h": 1}
    times = {"cutoff": pd.Timestamp("2024-01-01"), "ds": pd.Timestamp("2024-01-08")}
    return rows.assign(**keys, **times, y=4.0, scale=2.0, error=None)


def test_the_ensemble_is_the_median_of_the_models_that_succeeded() -> None:
    rows = with_ensemble(base_rows({"a": 1.0, "b": 2.0, "c": 9.0, "d": np.nan}))
    assert rows.loc[rows["model"] == ENSEMBLE, "y_hat"].tolist() == [2.0]


def test_the_loss_of_a_window_is_its_mase_and_failed_models_have_none() -> None:
    found = losses(with_ensemble(base_rows({"a": 1.0, "b": 3.0, "d": np.nan}))).set_index("model")
    assert found["loss"].to_dict() == {"a": 1.5, "b": 0.5, ENSEMBLE: 1.0}


def test_a_window_without_scale_teaches_nothing() -> None:
    assert losses(with_ensemble(base_rows({"a": 1.0})).assign(scale=0.0)).empty
