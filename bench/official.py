"""Our scores beside those of the competitions' own scorers, where BENCH_SCORERS names their folder."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from configs.settings import bench_data, bench_scorers, child_environment

# Ours -> theirs.
_SCORES = {"smape": "sMAPE", "mase": "MASE", "owa": "OWA"}


def official_difference(name: str, forecast: Path, ours: Mapping[str, float]) -> float | None:
    """The largest absolute difference of sMAPE, MASE and OWA; None, with the reason printed, where there is no comparison.

    `forecast` is a Parquet file of unique_id, h, y_hat; `name` one of the named sets.
    """
    folder, _, group = name.partition("_")
    scorers = bench_scorers()
    script = scorers / f"score_{folder}.py" if scorers else None
    if script is None or not group or not script.is_file():
        _say(name, "BENCH_SCORERS names no scorer for it")
        return None
    result = forecast.with_name("official.json")
    where = ["m3", str(forecast), "--root", str(bench_data())]
    if folder != "m3":
        where = [str(forecast), "--root", str(bench_data() / folder)]
    command = [sys.executable, str(script), *where, "--groups", group, "--json", str(result)]
    done = subprocess.run(command, env=child_environment(), capture_output=True, text=True, check=False)
    if done.returncode:
        _say(name, done.stderr.strip().rpartition("\n")[2])
        return None
    return largest_difference(ours, json.loads(result.read_text())[group])


def largest_difference(ours: Mapping[str, float], theirs: Mapping[str, float]) -> float:
    """Of the three scores, in their units."""
    return max(abs(ours[mine] - theirs[name]) for mine, name in _SCORES.items())


def _say(name: str, why: str) -> None:
    print(f"{name}: not compared with the official scorer: {why}", flush=True)
