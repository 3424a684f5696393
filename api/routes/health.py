"""Is the process alive, and does it have something to serve. No key is asked for."""

from fastapi import APIRouter

from api.contracts import Health, Problem, Readiness
from api.deps import ReleaseDep

router = APIRouter(prefix="/health", tags=["health"])


@router.get("/live")
def live() -> Health:
    """Alive while the process answers."""
    return Health()


@router.get("/ready", responses={404: {"model": Problem}, 422: {"model": Problem}, 503: {"model": Problem}})
def ready(release: ReleaseDep) -> Readiness:
    """Ready once there is a release."""
    manifest = release.manifest
    return Readiness.model_validate(
        {"release_id": release.id, "created_at": manifest.created_at, "tables": len(manifest.tables)}
    )
