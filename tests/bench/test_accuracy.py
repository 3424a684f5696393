"""The accuracy benchmark on a pair of files that it has never seen."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from bench.accuracy import main, measure, rounded, scored
from bench.pairs import Pair, PairError, levels_of
from configs.contracts import SourceConfig
from warehouse.lake import Lake
from warehouse.releases import Release, open_release
from warehouse.store import read

M, H = 4, 3
LENGTHS = range(22, 42)


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    """Twenty quarterly series whose ends differ, in integers for ds, with a covariate that explains a fifth of y."""
    random, folder = np.random.default_rng(0), tmp_path_factory.mktemp("pair")
    parts = []
    for i, n in enumerate(LENGTHS):
        t = np.arange(1, n + H + 1)
        promo = random.integers(0, 2, len(t)).astype(float)
        y = 100 + 30 * np.sin(2 * np.pi * t / M) + 20 * promo + random.normal(0, 2, len(t))
        parts.append(pd.DataFrame({"unique_id": f"s{i:02d}", "ds": t, "y": y, "promo": promo, "n": n}))
    whole = pd.concat(parts)
    for name, rows in (("train", whole[whole["ds"] <= whole["n"]]), ("test", whole[whole["ds"] > whole["n"]])):
        rows.drop(columns="n").to_parquet(folder / f"{name}.parquet", index=False)
    return Pair("quarters", folder / "train.parquet", folder / "test.parquet", "QE", M)


@pytest.fixture(scope="module")
def measured(pair: Pair, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, float], Release]:
    folder = tmp_path_factory.mktemp("measured")
    found = measure(pair, folder / pair.name, "fast")
    return found, open_release(Lake(str(folder / pair.name / "project" / "data")))


def test_every_series_is_forecast_from_its_own_end(measured: tuple[dict[str, float], Release]) -> None:
    panel, future = (read(measured[1], name) for name in ("feat_panel", "feat_future"))
    ends = panel.groupby("unique_id")["ds"].max()
    assert panel.groupby("unique_id").size().tolist() == list(LENGTHS)
    assert not panel["is_trailing"].any()
    assert (future.groupby("unique_id")["cutoff"].first() == ends).all()
    assert future.groupby("unique_id")["h"].apply(list).map(lambda h: h == [1, 2, 3]).all()
    first = future[future["h"] == 1].set_index("unique_id")["ds"]
    assert (first == ends + pd.offsets.QuarterEnd(1)).all()


def test_what_is_known_in_advance_is_in_the_future_of_each_series(
    pair: Pair, measured: tuple[dict[str, float], Release]
) -> None:
    future, test = read(measured[1], "feat_future"), pd.read_parquet(pair.test)
    assert future.sort_values(["unique_id", "h"])["x_promo"].tolist() == test["promo"].tolist()


def test_the_served_forecasts_are_scored_and_beat_seasonal_naive(measured: tuple[dict[str, float], Release]) -> None:
    found = measured[0]
    assert found["series"] == len(LENGTHS)
    assert 0 < found["mase_ratio"] < 1
    assert 0 < found["coverage_80"] <= found["coverage_95"] <= 1
    assert found["cpu_seconds"] > 0


def test_when_a_file_lacks_a_column_then_the_error_names_it(pair: Pair, tmp_path: Path) -> None:
    pd.read_parquet(pair.test).drop(columns="y").to_parquet(tmp_path / "test.parquet")
    with pytest.raises(PairError, match="found no y"):
        Pair("x", pair.train, tmp_path / "test.parquet", "QE", M).read()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["m3"], "unknown: m3; expected m3_monthly"), (["--train", "train.parquet"], "--train needs --test, --freq")],
)
def test_when_it_is_asked_for_what_it_cannot_measure_then_it_says_what_is_expected(
    arguments: list[str], said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["accuracy", *arguments])
    with pytest.raises(SystemExit, match="2"):
        main()
    assert said in capsys.readouterr().err


def test_covariates_get_names_of_contracts_a_calendar_has_those_of_all_series_and_text_is_left_out(
    pair: Pair, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for part, path in (("train", pair.train), ("test", pair.test)):
        rows = pd.read_parquet(path).rename(columns={"promo": "In Promo%"}).assign(note="text")
        rows.assign(ds=pd.Timestamp("2001-01-01") + pd.to_timedelta(rows["ds"], "D")).to_parquet(
            tmp_path / f"{part}.parquet"
        )
    calendar = pd.DataFrame({"ds": pd.date_range("2001-01-01", periods=90), "kind": "day", "SNAP": True})
    calendar.to_parquet(tmp_path / "calendar.parquet")
    files = (tmp_path / f"{name}.parquet" for name in ("train", "test", "calendar"))
    train, test, of_all = files
    found = Pair("days", train, test, "D", M, calendar=of_all)
    project = found.make_project(tmp_path / "days")
    described = yaml.safe_load((project / "dbt_project.yml").read_text())["vars"]["sources"]["days"]
    covariates = SourceConfig(**described).series_sets["days"].covariates
    assert {name: of.known for name, of in covariates.items()} == {"in_promo_": True, "snap": True}
    assert "left out, as they are no numbers: note" in capsys.readouterr().out
    landed = pd.read_parquet(described["path"])
    assert landed[["in_promo_", "snap"]].notna().all(axis=None)
    calendar.head(3).to_parquet(of_all)
    with pytest.raises(PairError, match="expected each ds of the series, found no 2001-01-04"):
        found.read()


def test_only_series_with_a_history_are_scored_and_each_needs_all_its_steps(
    capsys: pytest.CaptureFixture[str],
) -> None:
    train = pd.DataFrame({"unique_id": ["a"]})
    test = pd.DataFrame({"unique_id": ["a", "a", "new"], "h": [1, 2, 1], "y": 1.0})
    served = pd.DataFrame({"unique_id": "a", "h": [1, 2], "y_hat": 1.0})
    assert len(scored(served, train, test)) == 2
    assert "1 series of the test have no history" in capsys.readouterr().out
    with pytest.raises(PairError, match="found none for 1"):
        scored(served.head(1), train, test)


def test_what_is_compared_with_something_very_small_is_not_rounded() -> None:
    assert rounded("coherence", 2e-9) == 2e-9
    assert rounded("owa", 0.77777) == 0.7778


@pytest.fixture
def static(pair: Pair, tmp_path: Path) -> Path:
    names = sorted(set(pd.read_parquet(pair.train)["unique_id"]))
    kinds = {"unique_id": names, "kind": ["odd" if int(name[1:]) % 2 else "even" for name in names]}
    pd.DataFrame(kinds).to_parquet(tmp_path / "static.parquet")
    return tmp_path / "static.parquet"


def test_a_pair_with_a_hierarchy_is_a_source_with_levels(pair: Pair, static: Path, tmp_path: Path) -> None:
    of_kinds = replace(pair, static=static, hierarchy=levels_of("total=,kind=kind"))
    project = of_kinds.make_project(tmp_path / "pair")
    described = yaml.safe_load((project / "dbt_project.yml").read_text())["vars"]["sources"]["quarters"]
    source = SourceConfig(**described)
    assert source.series_sets["quarters"].hierarchy == {"total": [], "kind": ["kind"]}
    landed = pd.read_parquet(described["path"]).groupby("unique_id")["kind"].unique().str.join("")
    assert landed.to_dict() == pd.read_parquet(static).set_index("unique_id")["kind"].to_dict()


def test_when_a_hierarchy_does_not_fit_its_file_then_the_error_says_how(
    pair: Pair, static: Path, tmp_path: Path
) -> None:
    with pytest.raises(PairError, match="expected level=column"):
        levels_of("total")
    with pytest.raises(PairError, match="expected a static file with unique_id, size, found no size"):
        replace(pair, static=static, hierarchy={"size": ["size"]}).make_project(tmp_path / "a")
    pd.read_parquet(static).head(3).to_parquet(static)
    with pytest.raises(PairError, match=r"expected each series of .*train.parquet, found \d+ rows of others"):
        replace(pair, static=static, hierarchy={"kind": ["kind"]}).make_project(tmp_path / "b")
