"""Releases of a table that is kept in several files."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from warehouse.lake import Lake
from warehouse.releases import Release, open_release, publish


def put_out_kept(lake: Lake, folder: Path, values: Sequence[int]) -> Release:
    """A release of `fct_n`, each value in a file of its own, `<value>.parquet`, that stays in `folder`."""
    folder.mkdir(exist_ok=True)
    files = []
    for n in values:
        path = folder / f"{n}.parquet"
        pd.DataFrame({"n": [n]}).to_parquet(path)
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        files.append({"path": str(path), "rows": 1, "sha256": sha256, "stays": True})
    publish(lake, [{"table": "fct_n", "layer": "marts", "files": files}], ["fct_n"], "test")
    return open_release(lake)
