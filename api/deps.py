"""What routes ask for: the release of this request, the caller's right to ask, the artifact."""

import hmac
from collections import OrderedDict
from threading import Lock
from typing import Annotated

from fastapi import Depends, Query, Request, Response, Security
from fastapi.security import APIKeyHeader
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from api.contracts import Name
from api.errors import ApiProblem, not_found
from configs.settings import Settings
from warehouse.lake import Lake
from warehouse.releases import Release, ReleaseError, current_id, open_release

_KEPT_OPEN = 4


class Releases:
    """The open releases of this process. The pointer is read for every request, so a publication is seen at once."""

    def __init__(self, lake: Lake) -> None:
        self.lake = lake
        self._open: OrderedDict[str, Release] = OrderedDict()
        self._lock = Lock()

    def get(self, release_id: str | None = None) -> Release:
        """A release by id, the current one by default; raises ApiProblem for an unknown id, ReleaseError where there is none."""
        wanted = release_id or current_id(self.lake) or ""
        with self._lock:
            if wanted not in self._open:
                release = self._opened(wanted, asked=release_id is not None)
                release.duckdb().close()  # opens it once: later requests only take a cursor
                self._open[wanted] = release
            self._open.move_to_end(wanted)
            while len(self._open) > _KEPT_OPEN:
                self._open.popitem(last=False)
            return self._open[wanted]

    def _opened(self, release_id: str, asked: bool) -> Release:
        try:
            return open_release(self.lake, release_id)
        except ReleaseError as error:
            if not asked:
                raise
            raise not_found("unknown-release", "No such release", str(error)) from error


def settings_of(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


SettingsDep = Annotated[Settings, Depends(settings_of)]


def get_release(
    request: Request,
    response: Response,
    release: Annotated[Name | None, Query(description="Read an older release; default: the current one")] = None,
) -> Release:
    """Pin one release for the whole request."""
    pinned: Release = request.app.state.releases.get(release)
    etag = f'W/"{pinned.id}"'
    known = {tag.strip() for tag in request.headers.get("if-none-match", "").split(",")}
    if request.method == "GET" and etag in known:
        raise NotModified(etag)
    response.headers["ETag"] = etag
    return pinned


ReleaseDep = Annotated[Release, Depends(get_release)]


class NotModified(Exception):
    """The caller has what this release says already."""

    def __init__(self, etag: str) -> None:
        super().__init__(etag)
        self.etag = etag


_KEY = APIKeyHeader(name="X-API-Key", auto_error=False, description="Asked for where API_KEY is set")


def require_key(settings: SettingsDep, given: Annotated[str | None, Security(_KEY)] = None) -> None:
    """Where an API key is configured, ask for it in X-API-Key; compared in constant time."""
    if settings.api_key is None:
        return
    if not hmac.compare_digest((given or "").encode(), settings.api_key.get_secret_value().encode()):
        raise ApiProblem(
            401,
            "unauthorized",
            "Not authorized",
            "expected the API key in the X-API-Key header",
            {"WWW-Authenticate": "ApiKey"},
        )


def limit_rate(request: Request, settings: SettingsDep) -> None:
    """At most so many calls a minute from one client, for what costs."""
    limiter: MovingWindowRateLimiter = request.app.state.limiter
    per_minute = settings.api.rate_limit_per_minute
    client = request.client.host if request.client else "unknown"
    if not limiter.hit(RateLimitItemPerMinute(per_minute), request.url.path, client):
        raise ApiProblem(
            429,
            "too-many-requests",
            "Too many requests",
            f"at most {per_minute} a minute here; try again later",
            {"Retry-After": "60"},
        )


def new_limiter() -> MovingWindowRateLimiter:
    return MovingWindowRateLimiter(MemoryStorage())
