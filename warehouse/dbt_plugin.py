"""What dbt needs of the lake: its turn and its folders before a build, publication after it (dbt_project/macros/publish.sql)."""

import json
import os
from pathlib import Path
from typing import Any

from dbt.adapters.duckdb.plugins import BasePlugin
from dbt.adapters.events.logging import AdapterLogger
from dbt_common.exceptions import DbtRuntimeError
from duckdb import DuckDBPyConnection

from configs.settings import get_settings
from warehouse import workfile
from warehouse.kept import KeptFiles
from warehouse.lake import Lake
from warehouse.locks import Busy
from warehouse.raw import ensure_landed
from warehouse.releases import FOLDERS, ReleaseError, publish
from warehouse.retention import sweep_drafts
from warehouse.store import ensure_job_tables

_log = AdapterLogger("Lakecast")


class Plugin(BasePlugin):
    """Registers `lakecast_draft(layer, table, invocation)` and `lakecast_publish(request)` for the on-run-end step, and
    `lakecast_kept(table, name)`, `lakecast_digest(table, name)` and `lakecast_sweep_kept(table, names)` for tables that
    are kept in files (dbt_project/macros/kept_in_files.sql)."""

    def initialize(self, plugin_config: dict[str, Any]) -> None:
        """dbt calls this before it opens its database; raises DbtRuntimeError when another build does not end."""
        rules = get_settings().lake
        self.lake = Lake(plugin_config["lake_root"])
        self.work = Path(plugin_config["work"]).resolve()
        try:
            workfile.claim(self.work, rules.build_wait_seconds, _say)
        except Busy as error:
            raise DbtRuntimeError(f"another build runs: {error}") from error
        _give_way(rules.build_nice)
        workfile.mend(self.work, _say)
        ensure_job_tables(self.lake)
        ensure_landed(self.lake, get_settings().sources)

    def configure_connection(self, conn: DuckDBPyConnection) -> None:
        if not self.lake.is_local:
            conn.register_filesystem(self.lake.fs)
        conn.create_function("lakecast_publish", self.publish, ["VARCHAR"], "VARCHAR", side_effects=True)
        conn.create_function("lakecast_draft", self.draft, ["VARCHAR", "VARCHAR", "VARCHAR"], "VARCHAR")
        kept = KeptFiles(self.work / "kept")
        conn.create_function("lakecast_kept", kept.path, ["VARCHAR", "VARCHAR"], "VARCHAR")
        conn.create_function("lakecast_digest", kept.digest, ["VARCHAR", "VARCHAR"], "VARCHAR", side_effects=True)
        conn.create_function("lakecast_sweep_kept", kept.sweep, ["VARCHAR", "VARCHAR[]"], "BIGINT", side_effects=True)

    def draft(self, layer: str, table: str, invocation_id: str) -> str:
        """Where a table is exported to: a local file, beside its place where the lake is local."""
        folder = Path(self.lake.path(FOLDERS[layer])) if self.lake.is_local else self.work / "drafts"
        folder.mkdir(parents=True, exist_ok=True)
        return str(folder / f"{table}.{invocation_id}.draft")

    def publish(self, request: str) -> str:
        """`request` is JSON, the arguments of `releases.publish`; answers JSON: {"release_id"} or {"error"}."""
        try:
            release_id = publish(self.lake, **json.loads(request)).release_id
        except (ReleaseError, Busy) as error:
            return json.dumps({"error": str(error)})
        sweep_drafts(self.lake)
        return json.dumps({"release_id": release_id})


def _say(line: str) -> None:
    _log.info(line)


def _give_way(niceness: int) -> None:
    """Lower the priority of every thread of this process, and so of those that they will start."""
    threads = Path("/proc/self/task")  # Linux counts priority by thread
    for thread in [int(entry.name) for entry in threads.iterdir()] if threads.exists() else [0]:
        now = os.getpriority(os.PRIO_PROCESS, thread)
        os.setpriority(os.PRIO_PROCESS, thread, max(now, niceness))
