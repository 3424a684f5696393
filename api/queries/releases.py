"""Releases and runs."""

import ibis

from api import contracts as c
from api.marts import rows, table
from warehouse import releases
from warehouse.lake import Lake
from warehouse.releases import Release


def release_page(lake: Lake, limit: int) -> c.ReleasePage:
    """The newest releases, newest first."""
    current = releases.current_id(lake)
    manifests = [releases.open_release(lake, name).manifest for name in releases.list_ids(lake)[:limit]]
    items = [{**vars(m), "n_tables": len(m.tables), "is_current": m.release_id == current} for m in manifests]
    return c.ReleasePage.model_validate({"items": items})


def run_page(release: Release, limit: int) -> c.RunPage:
    """The newest runs that the release knows."""
    runs = table(release, "fct_runs").order_by(ibis.desc("created_at"), "run_id").limit(limit)
    return c.RunPage.model_validate({"release_id": release.id, "items": rows(release, runs)})
