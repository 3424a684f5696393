"""Kill the whole flow at random moments and see what is left: `python -m bench.crash --kills 100 [--seed N] [--lanes 2] [--in-a-row 1]`.

Each round appends a row to the input, starts land, build, train, infer and publish in a process group of its own, and
kills the group (SIGKILL) after a random time, uniform over the length of a whole run; every second round as soon as a file
appears that marks a narrow window instead. Then the current release has to open and to be whole; after so many kills in a
row, a run that is not killed, in half of the rounds on more input, has to succeed, with each raw row and each job row there
once. Prints a row per kill and one line of JSON.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from bench.checks import doubled_rows, lost_rows, torn
from bench.lakes import grow, run_flow, small_settings
from configs.settings import PROJECT_DIR, Settings, child_environment

FAULTS = ("torn", "lost", "doubled", "failed_recoveries")
_POLL_SECONDS = 0.0005
_RUN_SECONDS = 600

# Narrow windows: what appears (a pattern below the bench's folder) just before the moment that matters.
WINDOWS = {
    "a load half landed": "lake/raw/**/*.tmp",
    "the first table exported": "lake/feature_store/*.draft",
    "marts exported, nothing adopted": "lake/processed/rpt_set_facts.*.draft",
    "a manifest without a pointer": "lake/releases/*.json",
    "the pointer half moved": "lake/current.json.*.tmp",
    "job rows half written": "lake/jobs/**/*.tmp",
    "an artifact half written": "artifacts/**/*.parquet",
}


@dataclass
class Outcome:
    """What the kills did; the counts that have to be zero hold a line for each case."""

    phases: Counter[str] = field(default_factory=Counter)
    torn: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    failed_recoveries: list[str] = field(default_factory=list)

    def add(self, other: "Outcome") -> None:
        """Count what another lane saw."""
        self.phases.update(other.phases)
        for name in FAULTS:
            getattr(self, name).extend(getattr(other, name))

    def summary(self) -> dict[str, object]:
        faults = {name: len(getattr(self, name)) for name in FAULTS}
        return {"kills": self.phases.total(), "phases": dict(self.phases), **faults}


def crash_lanes(folder: Path, kills: int, seed: int, lanes: int, in_a_row: int = 1) -> Outcome:
    """`kills` in all, in lakes side by side; lane n draws by seed + n, and recovers after so many kills `in_a_row`."""
    whole = Outcome()
    with ThreadPoolExecutor(lanes) as pool:  # each lane waits for processes of its own
        shares = [kills // lanes + (n < kills % lanes) for n in range(lanes)]
        runs = [pool.submit(_lane, folder / str(n), share, seed + n, in_a_row) for n, share in enumerate(shares)]
        for run in runs:
            whole.add(run.result())
    return whole


def _lane(folder: Path, kills: int, seed: int, in_a_row: int) -> Outcome:
    folder.mkdir()
    started = time.monotonic()
    small_settings(folder)
    if fault := _whole_run(folder):
        raise RuntimeError(f"the run before the first kill failed: {fault}")
    return crash(folder, kills, seed, time.monotonic() - started, in_a_row)


def crash(folder: Path, kills: int, seed: int, length: float, in_a_row: int) -> Outcome:
    """Kill `kills` times in the lake in `folder`, which a whole run of so many seconds made; a seed draws the same moments."""
    draw, outcome = random.Random(seed), Outcome()  # noqa: S311
    settings, say = small_settings(folder), partial(print, flush=True)
    say(f"seed {seed}; a whole run takes {length:.1f} s\n{'kill':>4}  {'phase':<8} {'after':>7}  moment")
    for number in range(1, kills + 1):
        grow(settings, number)
        window = draw.choice(sorted(WINDOWS)) if number % 2 == 0 else None
        phase, seconds = _killed_run(folder, draw.uniform(0, length), window)
        outcome.phases[phase] += 1
        say(f"{number:>4}  {phase:<8} {seconds:>6.1f}s  {window or 'at random'}")
        if number % 4 < 2:
            grow(settings, kills + number)  # the run that was killed is not the one that comes next
        found = {"torn": list(torn(settings))}
        if number % in_a_row == 0 or number == kills:
            found = _recovered(settings, folder, found)
        _count(found, outcome, say)
    return outcome


def _recovered(settings: Settings, folder: Path, found: dict[str, list[str]]) -> dict[str, list[str]]:
    """What was found before, and what a run finds that is not killed."""
    fault = _whole_run(folder)
    return {
        "failed_recoveries": [fault] if fault else [],
        "torn": [*found["torn"], *torn(settings)],
        "lost": list(lost_rows(settings)),
        "doubled": list(doubled_rows(settings)),
    }


def _count(found: dict[str, list[str]], outcome: Outcome, say: Callable[[str], None]) -> None:
    for name, cases in found.items():
        getattr(outcome, name).extend(cases)
        for case in cases:
            say(f"      {name}: {case}")


def _killed_run(folder: Path, seconds: float, window: str | None) -> tuple[str, float]:
    """Start a run and kill its group, after `seconds` or when the window's file appears: (phase, seconds it lived)."""
    before, started = set(_matches(folder, window)), time.monotonic()
    run = _start(folder)
    while run.poll() is None:
        if window is None and time.monotonic() - started >= seconds:
            break
        if window is not None and set(_matches(folder, window)) - before:
            break
        time.sleep(_POLL_SECONDS)
    lived = time.monotonic() - started
    _kill(run)
    phase = (folder / "phase").read_text() if (folder / "phase").exists() else "start"
    return phase, lived


def _matches(folder: Path, window: str | None) -> Iterator[str]:
    yield from (str(found) for found in folder.glob(WINDOWS[window])) if window else ()


def _whole_run(folder: Path) -> str | None:
    """Run the flow to its end; answers the end of what it said when it failed."""
    run = _start(folder)
    said, _ = run.communicate(timeout=_RUN_SECONDS)
    return said.decode()[-3000:] if run.returncode else None


def _start(folder: Path) -> "subprocess.Popen[bytes]":
    (folder / "phase").unlink(missing_ok=True)
    return subprocess.Popen(
        [sys.executable, "-m", "bench.crash", "--flow", str(folder)],
        cwd=PROJECT_DIR,
        env=child_environment(OMP_NUM_THREADS="1"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def _kill(run: "subprocess.Popen[bytes]") -> None:
    if run.poll() is None:
        os.killpg(run.pid, signal.SIGKILL)
    run.communicate()


def _flow(folder: Path) -> None:
    run_flow(small_settings(folder), lambda phase: _note(folder, phase))


def _note(folder: Path, phase: str) -> None:
    (folder / "phase").write_text(phase)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--lanes", type=int, default=2, help="lakes that are killed side by side")
    parser.add_argument("--in-a-row", type=int, default=1, help="kills before a run that is not killed")
    parser.add_argument("--flow", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.flow:
        _flow(asked.flow)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        summary = crash_lanes(Path(folder), asked.kills, asked.seed, asked.lanes, asked.in_a_row).summary()
    print(json.dumps({"bench": "crash", "seed": asked.seed, **summary}))
    return int(any(summary[name] for name in FAULTS))


if __name__ == "__main__":
    sys.exit(main())
