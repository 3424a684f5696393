"""A pair of long-format files, train and test, as a source of a project and as what its forecasts are scored with."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bench.projects import add_source, empty_project

KEY = ["unique_id", "h"]
# Integers for ds are counted from here; early enough for centuries of years, in microseconds.
_ORIGIN = "1500-01-01"
_SEED = 3
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
    static   unique_id and, as text, what does not change of a series: what `hierarchy` groups by
    hierarchy   as in a source's contract: level -> columns of `static`; the series are then filled with zeros
    calendar    ds, and covariates (numbers or booleans) that are the same for all series and known in advance
    """

    name: str
    train: Path
    test: Path
    freq: str
    season_length: int
    fill: str = ""
    static: Path | None = None
    hierarchy: Mapping[str, Sequence[str]] = field(default_factory=dict)
    calendar: Path | None = None

    def read(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Train and test with timestamps, and h in the test."""
        train, test = (pd.read_parquet(path) for path in (self.train, self.test))
        for path, frame in ((self.train, train), (self.test, test)):
            if missing := [name for name in ("unique_id", "ds", "y") if name not in frame]:
                raise PairError(f"{path}: expected unique_id, ds, y, found no {', '.join(missing)}")
        if pd.api.types.is_integer_dtype(train["ds"]):
            calendar = pd.date_range(_ORIGIN, periods=int(test["ds"].max()) + 1, freq=self.freq, unit="us")
            train, test = (frame.assign(ds=calendar[frame["ds"].to_numpy()]) for frame in (train, test))
        if self.calendar:
            train, test = (_explained(frame, self.calendar) for frame in (train, test))
        test = test.sort_values(["unique_id", "ds"])
        return train, test.assign(h=test.groupby("unique_id").cumcount() + 1)

    def make_project(self, folder: Path) -> Path:
        """A project with the pair as its one source: train, and of the test the covariates alone."""
        folder.mkdir(parents=True, exist_ok=True)
        train, test = (frame.rename(columns=_named(frame)) for frame in self.read())
        others = train.columns.difference(["unique_id", "ds", "y", "t"], sort=False)
        covariates = list(train[others].select_dtypes(["number", "bool"]).columns)
        if left := others.difference(covariates, sort=False).to_list():
            print(f"{self.name}: left out, as they are no numbers: {', '.join(left)}", flush=True)
        known = [name for name in covariates if name in test]
        ahead = test[["unique_id", "ds", *known]] if known else test.head(0)[["unique_id", "ds"]]
        landed = folder / "landed.parquet"
        rows = pd.concat([train[["unique_id", "ds", "y", *covariates]], ahead], ignore_index=True)
        rows = rows.astype(dict.fromkeys(covariates, "float64"))
        rows.assign(**self._groups(rows)).to_parquet(landed)
        project = empty_project(folder / "project")
        entry = self._entry(landed, train, int(test["h"].max()), covariates, known)
        add_source(project, self.name, entry, {f"stg_{self.name}__{self.name}": _STAGE.format(name=self.name)})
        return project

    def _groups(self, rows: pd.DataFrame) -> dict[str, Any]:
        """What the hierarchy groups by, of each row; raises PairError when the static file has not got it."""
        if not self.hierarchy:
            return {}
        static = pd.read_parquet(self.static) if self.static else pd.DataFrame()
        wanted = ["unique_id", *self._grouping]
        if missing := [name for name in wanted if name not in static]:
            raise PairError(
                f"hierarchy: expected a static file with {', '.join(wanted)}, found no {', '.join(missing)}"
            )
        if taken := [name for name in self._grouping if name in rows]:
            raise PairError(
                f"hierarchy: expected columns of the static file alone, found in train, too: {', '.join(taken)}"
            )
        place = pd.Index(static["unique_id"]).get_indexer(rows["unique_id"])
        if unknown := int((place < 0).sum()):
            raise PairError(f"{self.static}: expected each series of {self.train}, found {unknown} rows of others")
        return {name: static[name].astype(str).to_numpy(object)[place] for name in self._grouping}

    @property
    def _grouping(self) -> list[str]:
        return list(dict.fromkeys(name for columns in self.hierarchy.values() for name in columns))

    def _entry(
        self, landed: Path, train: pd.DataFrame, horizon: int, covariates: list[str], known: list[str]
    ) -> dict[str, Any]:
        columns: dict[str, dict[str, Any]] = {
            "unique_id": {"type": "string", "nullable": False},
            "ds": {"type": "timestamp", "nullable": False},
            "y": {"type": "double"},
            **{name: {"type": "double"} for name in covariates},
            **{name: {"type": "string"} for name in self._grouping},
        }
        ends = train.groupby("unique_id")["ds"].max()
        fill = self.fill or ("zero" if self.hierarchy else default_fill(train))
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
            "hierarchy": {level: list(columns) for level, columns in self.hierarchy.items()},
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


def _named(frame: pd.DataFrame) -> dict[str, str]:
    """Columns as a contract takes them: small letters, digits and _."""
    names = {c: re.sub(r"\W", "_", str(c).lower(), flags=re.ASCII) for c in frame.columns}
    return {c: name if name[0].isalpha() else f"c_{name}" for c, name in names.items()}


def _explained(frame: pd.DataFrame, calendar: Path) -> pd.DataFrame:
    """The rows with what the calendar says of their ds; raises PairError for a ds that it has not got."""
    told = pd.read_parquet(calendar).set_index("ds").select_dtypes(["number", "bool"]).astype(float)
    place = told.index.get_indexer(frame["ds"])
    if (place < 0).any():
        raise PairError(f"{calendar}: expected each ds of the series, found no {frame['ds'].to_numpy()[place < 0][0]}")
    return frame.assign(**{name: told[name].to_numpy()[place] for name in told})


def sampled(pair: Pair, n: int, folder: Path) -> Pair:
    """The pair with n of its series, the same ones every time, their files in `folder`; as it is where it has no more."""
    names = np.array(sorted(pc.unique(pq.read_table(pair.train, columns=["unique_id"])["unique_id"]).to_pylist()))
    if len(names) <= n:
        return pair
    chosen = pa.array(np.random.default_rng(_SEED).choice(names, n, replace=False))
    folder.mkdir(parents=True, exist_ok=True)
    train, test = (folder / f"{part}.parquet" for part in ("train", "test"))
    for whole, part in ((pair.train, train), (pair.test, test)):
        rows = pq.read_table(whole)
        pq.write_table(rows.filter(pc.is_in(rows["unique_id"], chosen)), part)
    return replace(pair, train=train, test=test)


def default_fill(train: pd.DataFrame) -> str:
    """Zero for demand that is often zero, else interpolation."""
    y = train["y"].dropna()
    return "zero" if (y >= 0).all() and (y == 0).mean() > 0.05 else "interpolate"


def levels_of(text: str) -> dict[str, list[str]]:
    """`total=,state=state_id,kind_store=kind+store_id` as a hierarchy; raises PairError for something else."""
    found = {}
    for level in filter(None, text.split(",")):
        name, equals, columns = level.partition("=")
        if not (name and equals):
            raise PairError(f"hierarchy: expected level=column+column,level=column, found {level!r}")
        found[name] = [column for column in columns.split("+") if column]
    return found
