"""What dbt needs of the lake: folders before the build, publication after it (see dbt_project/macros/publish.sql)."""

import json
from pathlib import Path
from typing import Any

from dbt.adapters.duckdb.plugins import BasePlugin
from duckdb import DuckDBPyConnection

from warehouse.lake import Lake
from warehouse.releases import FOLDERS, ReleaseError, publish
from warehouse.store import ensure_job_tables


class Plugin(BasePlugin):
    """Registers `lakecast_root()` and `lakecast_publish(request)` for the on-run-end step."""

    def initialize(self, plugin_config: dict[str, Any]) -> None:
        self.lake = Lake(plugin_config["lake_root"])
        Path(plugin_config["work"]).mkdir(parents=True, exist_ok=True)
        ensure_job_tables(self.lake)
        for folder in FOLDERS.values():
            self.lake.fs.makedirs(self.lake.path(folder), exist_ok=True)

    def configure_connection(self, conn: DuckDBPyConnection) -> None:
        if not self.lake.is_local:
            conn.register_filesystem(self.lake.fs)
        conn.create_function("lakecast_publish", self.publish, ["VARCHAR"], "VARCHAR", side_effects=True)
        conn.create_function("lakecast_root", lambda: self.lake.root, [], "VARCHAR")

    def publish(self, request: str) -> str:
        """`request` is JSON, the arguments of `releases.publish`; answers JSON: {"release_id"} or {"error"}."""
        try:
            return json.dumps({"release_id": publish(self.lake, **json.loads(request)).release_id})
        except ReleaseError as error:
            return json.dumps({"error": str(error)})
