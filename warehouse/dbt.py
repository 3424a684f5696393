"""The only caller of dbt: it runs as a process of its own, in the environment that the settings say."""

import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from configs.settings import PROJECT_DIR, Settings, child_environment
from warehouse import workfile
from warehouse.lake import Lake


class DbtError(Exception):
    """dbt did not pass; the message carries the end of what it printed. No release was published."""


def build(
    settings: Settings,
    select: Sequence[str] = (),
    variables: str = "{}",
    echo: Callable[[str], None] = print,
    now: datetime | None = None,
) -> None:
    """`dbt build`: models, tests of the data, and the publication of a release when all pass; raises DbtError when not.

    The unit tests of the SQL are left out: they tell of the code, not of the data, and take a third of a small build.
    `now`: the clock that late input is told by, in UTC without a zone, where a replay has its own.
    Waits for another build of the same work file. Where there is no usable one, everything is built, whatever `select`.
    """
    places = places_of(settings) | ({"LAKE_NOW": str(now)} if now else {})
    command = [str(Path(sys.executable).with_name("dbt")), "build", "--vars", variables]
    command += ["--exclude-resource-type", "unit_test"]
    command += ["--select", *select] if select and workfile.is_usable(Path(places["LAKE_WORK"]), echo) else []
    run = subprocess.Popen(
        command,
        cwd=PROJECT_DIR,
        env=child_environment(**places),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    lines = []
    with run:
        for line in run.stdout or ():
            lines.append(line.rstrip())
            echo(lines[-1])
    if run.returncode:
        raise DbtError("dbt build failed:\n" + "\n".join(lines[-40:]))


def places_of(settings: Settings) -> dict[str, str]:
    """What dbt needs to know. Its own files lie beside the lake's work file, so builds of two lakes do not meet."""
    lake = Lake(settings.lake_root)
    work = settings.lake_work or (lake.path("work") if lake.is_local else str(PROJECT_DIR / "data" / "work"))
    return {
        "LAKE_ROOT": lake.root,
        "LAKE_WORK": work,
        "LAKE__BUILD_WAIT_SECONDS": str(settings.lake.build_wait_seconds),
        "LAKE__BUILD_NICE": str(settings.lake.build_nice),
        "DBT_TARGET_PATH": f"{work}/target",
        "DBT_LOG_PATH": f"{work}/logs",
        "DBT_PROFILES_DIR": str(PROJECT_DIR),
    }
