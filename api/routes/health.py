"""Is the process alive, and does it have something to serve. No key is asked for."""

from fastapi import APIRouter, Request

from api.contracts import Health, Problem, Readiness
from warehouse.releases import Release

router = APIRouter(prefix="/health", tags=["health"])


@router.get("/live")
def live() -> Health:
    """Alive while the process answers."""
    return Health()


@router.get("/ready", responses={503: {"model": Problem}})
def ready(request: Request) -> Readiness:
    """Ready once there is a release."""
    release: Release = request.app.state.releases.get()
    manifest = release.manifest
    return Readiness.model_validate(
        {"release_id": release.id, "created_at": manifest.created_at, "tables": len(manifest.tables)}
    )
