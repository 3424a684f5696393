"""One error shape for everything that goes wrong: RFC 9457 problem+json."""

import logging
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from api.contracts import Problem
from warehouse.releases import ReleaseError

log = logging.getLogger("lakecast.api")


class ApiProblem(Exception):
    """A problem that a caller can do something about; `detail` names what was expected, what was found, what to do."""

    def __init__(self, status: int, kind: str, title: str, detail: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status, self.kind, self.title, self.detail, self.headers = status, kind, title, detail, headers


def not_found(kind: str, title: str, detail: str) -> ApiProblem:
    return ApiProblem(404, kind, title, detail)


def invalid(detail: str) -> ApiProblem:
    return ApiProblem(422, "invalid-request", "The request is not valid", detail)


def problem_response(
    request: Request, status: int, kind: str, title: str, detail: str, headers: dict[str, str] | None = None
) -> JSONResponse:
    problem = Problem(
        type=f"/problems/{kind}", title=title, status=status, detail=detail, instance=request.url.path,
        request_id=getattr(request.state, "request_id", "none"),
    )  # fmt: skip
    return JSONResponse(problem.model_dump(), status, headers, media_type="application/problem+json")


def install(app: FastAPI) -> None:
    """Make every error of the app a problem."""

    @app.exception_handler(ApiProblem)
    def known(request: Request, error: ApiProblem) -> JSONResponse:
        return problem_response(request, error.status, error.kind, error.title, error.detail, error.headers)

    @app.exception_handler(ReleaseError)
    def no_release(request: Request, error: ReleaseError) -> JSONResponse:
        log.error("no release to serve: %s", error)
        detail = "no complete release here yet: publish one with `make etl`, then ask again"
        return problem_response(request, 503, "no-release", "Nothing to serve", detail)

    @app.exception_handler(RequestValidationError)
    def not_valid(request: Request, error: RequestValidationError) -> JSONResponse:
        detail = "; ".join(map(_said, error.errors()))
        return problem_response(request, 422, "invalid-request", "The request is not valid", detail)

    @app.exception_handler(HTTPException)
    def plain(request: Request, error: HTTPException) -> JSONResponse:
        path, headers = request.url.path, dict(error.headers or {})
        title, detail = {
            404: ("No such resource", f"no such path: {path}; GET /openapi.json lists them"),
            405: (
                "Method not allowed",
                f"{request.method} on {path}: expected {headers.get('Allow', 'another method')}",
            ),
        }.get(error.status_code, ("The request failed", str(error.detail)))
        return problem_response(request, error.status_code, f"http-{error.status_code}", title, detail, headers)


def unexpected(request: Request, error: Exception) -> JSONResponse:
    """The problem of an error that nobody foresaw: logged whole, answered without its insides."""
    log.error("unexpected error in request %s", request.state.request_id, exc_info=error)
    detail = "Something failed here; it was logged under this request_id."
    return problem_response(request, 500, "internal", "Internal error", detail)


def _said(error: dict[str, Any]) -> str:
    return f"{'.'.join(str(part) for part in error['loc'])}: {error['msg']}"
