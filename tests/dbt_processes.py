"""dbt in processes that are forked from one that has imported it, and parsed this project once: that takes as long as most builds.

Run as a module this is that one: each line of its input is a request, each line that it answers the exit code.
"""

import atexit
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from configs.settings import PROJECT_DIR, child_environment


class BuildFailed(Exception):
    """dbt did not pass; the message is the end of what it printed."""


def run_dbt(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> str:
    """What `dbt <command>` prints in `folder`, with this environment; raises BuildFailed with the end of it."""
    server = _server()
    assert server.stdin
    assert server.stdout
    with tempfile.NamedTemporaryFile() as said:
        asked = {"command": list(command), "folder": str(folder), "environment": dict(environment), "said": said.name}
        server.stdin.write(json.dumps(asked) + "\n")
        server.stdin.flush()
        code = int(server.stdout.readline())
        printed = Path(said.name).read_text()
    if code:
        raise BuildFailed(printed[-6000:])
    return printed


@cache
def _server() -> "subprocess.Popen[str]":
    """One for this process; it ends with its input, so also when this process is killed."""
    command = [sys.executable, "-m", "tests.dbt_processes"]
    pipe = subprocess.PIPE
    server = subprocess.Popen(command, cwd=PROJECT_DIR, stdin=pipe, stdout=pipe, text=True)
    atexit.register(server.communicate)
    return server


def _serve() -> None:
    for module in ("dbt.cli.main", "dbt.adapters.duckdb.impl", "warehouse.dbt_plugin"):
        import_module(module)
    for n, line in enumerate(sys.stdin):
        if n == 1:  # where there is only one, nothing is won
            _parse()
        child = os.fork()
        if child == 0:
            _become_dbt(**json.loads(line))
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


def _parse() -> None:
    """Parse this project here: what dbt compiles and remembers meanwhile, all that come after have.

    Not with the static parser, whose threads a fork does not copy.
    """
    from dbt.cli.main import dbtRunner
    from dbt_common.tests import enable_test_caching

    enable_test_caching()
    before = dict(os.environ)
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(
            child_environment(LAKE_ROOT=folder, DBT_TARGET_PATH=folder, DBT_LOG_PATH=folder, APP_ENV="test")
        )
        found = dbtRunner().invoke(["--quiet", "--no-static-parser", "parse"])
    os.environ.clear()
    os.environ.update(before)
    if found.exception:
        raise found.exception


def _become_dbt(command: list[str], folder: str, environment: Mapping[str, Any], said: str) -> None:
    """Be what a shell starts as dbt, to the end of this process."""
    from dbt.cli.main import cli

    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    out = os.open(said, os.O_WRONLY)
    for standard, file in ((0, os.open(os.devnull, os.O_RDONLY)), (1, out), (2, out)):
        os.dup2(file, standard)
    code = 1
    try:
        cli(command, prog_name="dbt")
    except SystemExit as end:
        code = int(end.code or 0)
    finally:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(code)  # libraries would wait for threads that a fork does not copy


if __name__ == "__main__":
    _serve()
