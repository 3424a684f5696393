"""dbt in processes that are forked from one that has imported it: the imports take as long as forty small models."""

import multiprocessing
import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["dbt.cli.main", "dbt.adapters.duckdb.impl", "warehouse.dbt_plugin"])


class BuildFailed(Exception):
    """dbt did not pass; the message is the end of what it printed."""


def run_dbt(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> str:
    """What `dbt <command>` prints in `folder`, with this environment; raises BuildFailed with the end of it."""
    with tempfile.NamedTemporaryFile() as said:
        process = _CONTEXT.Process(target=_run, args=(list(command), folder, dict(environment), said.name), daemon=True)
        process.start()
        process.join()
        printed = Path(said.name).read_text()
    if process.exitcode:
        raise BuildFailed(printed[-6000:])
    return printed


def _run(command: list[str], folder: Path, environment: Mapping[str, str], said: str) -> None:
    """In the new process: be what `dbt` is in a shell."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    out = os.open(said, os.O_WRONLY | os.O_APPEND)
    os.dup2(out, 1)
    os.dup2(out, 2)
    from dbt.cli.main import cli

    cli(command, prog_name="dbt")
