"""Small panels as SQL would publish them, and tiny releases made of them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from configs.settings import Settings, load_settings
from models_py.rules import Rules
from warehouse.lake import Lake
from warehouse.releases import publish

SEASON, HORIZON, STALE_AFTER = 4, 3, 6
START = pd.Timestamp("2024-01-01")
CHEAP = ["seasonal_naive", "imapa", "croston_sba"]
KINDS = ("smooth", "erratic", "short_season", "intermittent", "lumpy")
RULES = Rules(dict.fromkeys(KINDS, CHEAP), 3, 16.0, 8)


def one_series(uid: str, y: Sequence[float], start: int = 0, support: str = "non_negative") -> pd.DataFrame:
    """The rows of feat_panel of one weekly series: zeros are filled, those at the end trailing."""
    values, n = np.asarray(y, dtype=float), np.arange(1, len(y) + 1)
    demand = values != 0
    since = n - np.maximum.accumulate(np.where(demand, n, 0))
    frame = pd.DataFrame({"series_set": "weekly", "unique_id": uid, "y": values, "n_obs": n})
    frame["t"] = np.arange(start, start + len(values))
    frame["ds"] = START + pd.to_timedelta(7 * frame["t"], unit="D")
    frame["known_at"] = frame["ds"]
    observed = demand | (support == "real")
    frame["is_filled"] = ~observed
    frame["is_trailing"] = ~observed[::-1].cumsum()[::-1].astype(bool)
    frame["is_actual"] = ~frame["is_trailing"]
    frame["demand_class"] = np.where(n / np.maximum(demand.cumsum(), 1) < 1.32, "smooth", "intermittent")
    frame["periods_since_demand"] = since if support == "non_negative" else 0
    frame["recent_mean"] = frame["y"].rolling(26, min_periods=1).mean()
    for column, power in (("scale", 1), ("scale_sq", 2)):
        plain, seasonal = (frame["y"].diff(m).abs().pow(power).expanding().mean() for m in (1, SEASON))
        frame[column] = seasonal.where(frame["n_obs"] > SEASON, plain)
    return frame


NO_HIERARCHY = pd.DataFrame(columns=["series_set", "level", "unique_id", "bottom_unique_id"], dtype="string")


def dim_series(panel: pd.DataFrame, support: Mapping[str, str] | None = None) -> pd.DataFrame:
    """dim_series of a panel; series of `support` differ from non_negative."""
    series = panel.groupby(["series_set", "unique_id"], as_index=False)["n_obs"].max()
    kinds = series["unique_id"].map(support or {}).fillna("non_negative")
    return series.assign(season_length=SEASON, horizon=HORIZON, stale_after=STALE_AFTER, support=kinds, level="bottom")


def feat_future(panel: pd.DataFrame) -> pd.DataFrame:
    """The steps after the end of each series."""
    last = panel.groupby("unique_id", as_index=False).tail(1)[["series_set", "unique_id", "ds", "t"]]
    steps = last.merge(pd.DataFrame({"h": range(1, HORIZON + 1)}), how="cross")
    days = pd.to_timedelta(7 * steps["h"], unit="D")
    return steps.assign(ds=steps["ds"] + days, t=steps["t"] + steps["h"], is_open=True)


def demo_panel(n_series: int = 24, length: int = 40, seed: int = 3) -> pd.DataFrame:
    """Seasonal demand, a third of it with gaps; the last three are stale, short and one point."""
    random = np.random.default_rng(seed)
    t = np.arange(length)
    shape = 20 + 8 * np.sin(2 * np.pi * t / SEASON)
    rows = [
        one_series(f"s{i:02d}", np.round(shape * noise * (random.random(length) < share)) + (t == 0))
        for i in range(n_series - 3)
        for share, noise in [(0.4 if i % 3 == 0 else 1.0, random.lognormal(0, 0.3, length))]
    ]  # fmt: skip
    rows.append(one_series("x_stale", np.where(t < length - 10, shape, 0)))
    rows.append(one_series("y_short", shape[:5], start=length - 5))
    rows.append(one_series("z_point", [7.0], start=length - 1))
    return pd.concat(rows, ignore_index=True)


def release(
    lake: Lake, panel: pd.DataFrame, series: pd.DataFrame | None = None, edges: pd.DataFrame | None = None
) -> str:
    """Publish a release of a panel, without a hierarchy or with the edges of one; answers its id."""
    tables = {
        "feat_panel": ("features", panel),
        "feat_future": ("features", feat_future(panel)),
        "dim_series": ("marts", dim_series(panel) if series is None else series),
        "dim_hierarchy": ("marts", NO_HIERARCHY if edges is None else edges),
    }
    return publish(
        lake, [_draft(lake, name, *table) for name, table in tables.items()], list(tables), "test"
    ).release_id


def _draft(lake: Lake, name: str, layer: str, frame: pd.DataFrame) -> dict[str, object]:
    folder = {"features": "feature_store", "marts": "processed"}[layer]
    Path(lake.path(folder, name)).mkdir(parents=True, exist_ok=True)
    frame.to_parquet(lake.path(f"{name}.draft"), index=False)
    return {"table": name, "layer": layer, "files": [{"path": lake.path(f"{name}.draft"), "rows": len(frame)}]}


@pytest.fixture
def panel() -> pd.DataFrame:
    return demo_panel()


@pytest.fixture
def make_settings(tmp_path: Path) -> Callable[..., Settings]:
    """Settings of a lake and an artifact folder of the test's own, with cheap models."""

    def make(name: str = "", **forecasting: object) -> Settings:
        return cheap_settings(tmp_path, name, **forecasting)

    return make


def cheap_settings(folder: Path, name: str = "", **forecasting: object) -> Settings:
    """Settings of a lake and an artifact folder in `folder`, with cheap models and one worker."""
    block = {
        "portfolio": dict(RULES.portfolio), "n_windows": 3, "shrinkage": 16.0,
        "min_train_size": 8, "shard_size": 7, "workers": 1, **forecasting,
    }  # fmt: skip
    roots = {"lake_root": str(folder / f"lake{name}"), "artifacts_root": str(folder / f"artifacts{name}")}
    return load_settings(**roots, forecasting=block)


def panel_of(series: Iterable[np.ndarray]) -> pd.DataFrame:
    rows = [one_series(f"s{i:03d}", y, support="real") for i, y in enumerate(series)]
    return pd.concat(rows, ignore_index=True)


def damped(n_series: int, length: int, seed: int = 0) -> list[np.ndarray]:
    """Series whose changes are 0.8 of the change before, and noise: of many levels and spreads."""
    random, found = np.random.default_rng(seed), []
    for _ in range(n_series):
        moves = np.zeros(length)
        for t, noise in enumerate(random.normal(0.2, 1, length)):
            moves[t] = 0.8 * moves[t - 1] + noise
        spread = 10 ** random.uniform(-1, 3)
        found.append(spread * (random.uniform(50, 500) + moves.cumsum()))
    return found
