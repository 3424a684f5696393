"""The application: settings in, FastAPI out."""

from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.middleware.cors import CORSMiddleware
from fastapi.middleware.gzip import GZipMiddleware
from prometheus_client import CollectorRegistry
from starlette.routing import Route

from api import errors, logs, mcp
from api.contracts import Problem
from api.copilot.service import Copilot
from api.deps import KNOWN, NotModified, Releases, new_limiter
from api.gauges import ReleaseGauges
from api.generate.gauges import WorkGauges
from api.generate.service import Generation
from api.keys import Keyring
from api.limits import BodyLimit, HeadLimit, TimeLimit
from api.middleware import Measured, RequestId
from api.openapi import DocumentedApi
from api.readiness import Readiness
from api.routes import copilot, forecasts, health, jobs, metrics, monitoring, prometheus, releases, series
from api.warm import lifespan
from configs.settings import Settings, get_settings
from warehouse.lake import Lake

_PROBLEMS: dict[int | str, dict[str, Any]] = {
    code: {"model": Problem} for code in (401, 403, 404, 414, 422, 431, 503, 504)
}
_GZIP_LEVEL = 4  # a third of the time of 9, and hardly more bytes
_V1 = [series.router, forecasts.router, jobs.router, metrics.router, monitoring.router, copilot.router, releases.router]


def create_app(settings: Settings) -> FastAPI:
    """Build the API on a lake; it starts without a release and answers 503 until there is one."""
    logs.configure(settings.log_level, settings.api.log_format)
    app = DocumentedApi(
        title="Lakecast",
        version="1",
        description="Forecasts, accuracy, monitoring and checked explanations, by release.",
        lifespan=lifespan,
        generate_unique_id_function=lambda route: route.name,
    )
    app.state.settings = settings
    app.state.releases = Releases(Lake(settings.lake_root))
    app.state.keyring = Keyring(settings)
    app.state.generation = Generation(settings)
    app.state.limiter = new_limiter()
    app.state.registry = CollectorRegistry()
    app.state.chat = Copilot.from_settings(settings, app.state.registry)
    app.state.registry.register(ReleaseGauges(app.state.releases))
    app.state.registry.register(WorkGauges(app.state.generation.jobs, app.state.generation.worker))
    app.state.mcp = mcp.Endpoint(app.state.releases, app.state.chat, app.state.keyring, settings)
    app.state.readiness = Readiness(app.state.releases, settings)
    errors.install(app)

    @app.exception_handler(NotModified)
    def not_modified(request: Request, error: NotModified) -> Response:
        return Response(status_code=304, headers={"ETag": error.etag})

    app.include_router(health.router)
    app.include_router(prometheus.router)
    for router in _V1:
        app.include_router(router, prefix="/api/v1", dependencies=[KNOWN], responses=_PROBLEMS)
    app.router.routes.append(
        Route(app.state.mcp.path, endpoint=app.state.mcp, methods=["POST"], include_in_schema=False)
    )
    # From the inside out.
    app.add_middleware(TimeLimit, seconds=settings.api.request_seconds)
    app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=_GZIP_LEVEL)
    if settings.api.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.api.cors_origins,
            allow_methods=["GET", "POST", "DELETE"],
            allow_headers=["*"],
        )
    larger = {"/api/v1/forecasts/generate": settings.api.max_generate_body_bytes}
    app.add_middleware(
        BodyLimit, max_bytes=settings.api.max_body_bytes, seconds=settings.api.body_seconds, larger=larger
    )
    app.add_middleware(
        HeadLimit, max_url_bytes=settings.api.max_url_bytes, max_header_bytes=settings.api.max_header_bytes
    )
    app.add_middleware(RequestId)
    app.add_middleware(Measured, registry=app.state.registry)
    return app


app = create_app(get_settings())
