"""Is the process alive, and does it have something to serve. No key is asked for."""

from fastapi import APIRouter, Request

from api.contracts import Health, Problem, Readiness

router = APIRouter(prefix="/health", tags=["health"])


@router.get("/live")
def live() -> Health:
    """Alive while the process answers."""
    return Health()


@router.get("/ready", responses={503: {"model": Problem}})
def ready(request: Request) -> Readiness:
    """Ready once there is a release: which one, how old, and whether there is newer to be expected."""
    told: Readiness = request.app.state.readiness.now()
    return told
