"""A pair of long-format files, train and test, as a source of a project and as what its forecasts are scored with."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from bench.projects import add_source, empty_project

KEY = ["unique_id", "h"]
# Integers for ds are counted from here; early enough for centuries of years, in microseconds.
_ORIGIN = "1500-01-01"
_STAGE = """{{{{ stage_series(
    '{name}', '{name}',
    series='unique_id', ds='ds', y='y'
) }}}}
"""


class PairError(ValueError):
    """Files that cannot be benchmarked; the message says what was expected and what was found."""


@dataclass(frozen=True)
class Pair:
    """What to forecast and what came.

    train    unique_id, ds (timestamps, or integers that count periods), y, and covariates
    test     the same for the horizon; its covariates are known in advance
    freq     as in a source's contract: h, D, W-MON, ME, PT15M ...
    season_length   in periods
    """

    name: str
    train: Path
    test: Path
    freq: str
    season_length: int
    fill: str = ""

    def read(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Train and test with timestamps, and h in the test."""
        train, test = (pd.read_parquet(path) for path in (self.train, self.test))
        for path, frame in ((self.train, train), (self.test, test)):
            if missing := [name for name in ("unique_id", "ds", "y") if name not in frame]:
                raise PairError(f"{path}: expected unique_id, ds, y, found no {', '.join(missing)}")
        if pd.api.types.is_integer_dtype(train["ds"]):
            calendar = pd.date_range(_ORIGIN, periods=int(test["ds"].max()) + 1, freq=self.freq, unit="us")
            train, test = (frame.assign(ds=calendar[frame["ds"].to_numpy()]) for frame in (train, test))
        test = test.sort_values(["unique_id", "ds"])
        return train, test.assign(h=test.groupby("unique_id").cumcount() + 1)

    def make_project(self, folder: Path) -> Path:
        """A project with the pair as its one source: train, and of the test the covariates alone."""
        folder.mkdir(parents=True, exist_ok=True)
        train, test = self.read()
        covariates = [name for name in train.columns if name not in ("unique_id", "ds", "y", "t")]
        known = [name for name in covariates if name in test]
        ahead = test[["unique_id", "ds", *known]] if known else test.head(0)[["unique_id", "ds"]]
        landed = folder / "landed.parquet"
        pd.concat([train[["unique_id", "ds", "y", *covariates]], ahead], ignore_index=True).to_parquet(landed)
        project = empty_project(folder / "project")
        entry = self._entry(landed, train, int(test["h"].max()), covariates, known)
        add_source(project, self.name, entry, {f"stg_{self.name}__{self.name}": _STAGE.format(name=self.name)})
        return project

    def _entry(
        self, landed: Path, train: pd.DataFrame, horizon: int, covariates: list[str], known: list[str]
    ) -> dict[str, Any]:
        columns: dict[str, dict[str, Any]] = {
            "unique_id": {"type": "string", "nullable": False},
            "ds": {"type": "timestamp", "nullable": False},
            "y": {"type": "double"},
            **{name: {"type": "double"} for name in covariates},
        }
        ends = train.groupby("unique_id")["ds"].max()
        fill = self.fill or default_fill(train)
        described = {
            "label": self.name,
            "unit": "units",
            "freq": self.freq,
            "season_length": self.season_length,
            "recent": max(self.season_length, horizon),
            "horizon": horizon,
            "stale_after": 13 * horizon,
            "agg": "sum" if fill == "zero" else "mean",
            "fill": fill,
            "support": "non_negative" if (train["y"].dropna() >= 0).all() else "real",
            "hold_back_last": False,
            "ends": "common" if fill == "zero" or ends.nunique() == 1 else "own",
            "covariates": {name: {"agg": "mean", "fill": "carry", "known": name in known} for name in covariates},
        }
        return {
            "kind": "parquet",
            "path": str(landed),
            "columns": columns,
            "key": ["unique_id", "ds"],
            "series_sets": {self.name: described},
        }


def default_fill(train: pd.DataFrame) -> str:
    """Zero for demand that is often zero, else interpolation."""
    y = train["y"].dropna()
    return "zero" if (y >= 0).all() and (y == 0).mean() > 0.05 else "interpolate"
