"""Releases and runs."""

from datetime import datetime

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


def newest_loads(release: Release) -> dict[str, datetime]:
    """When the newest rows of each series set landed (UTC, no zone); empty for a release from before that was known."""
    actuals = table(release, "fct_actuals")
    if "loaded_at" not in actuals.columns:
        return {}
    newest = actuals.group_by("series_set").aggregate(loaded_at=actuals.loaded_at.max()).order_by("series_set")
    return {row["series_set"]: row["loaded_at"] for row in rows(release, newest) if row["loaded_at"] is not None}
