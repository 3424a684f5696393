"""What routes ask for: the release of this request, the caller's right to ask, the artifact."""

import logging
import time
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from typing import Annotated

from fastapi import Depends, Query, Request, Response, Security
from fastapi.concurrency import run_in_threadpool
from fastapi.security import APIKeyHeader, SecurityScopes
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from api.contracts import Name
from api.errors import ApiProblem, not_found
from api.keys import Caller, Keyring
from configs.settings import Settings, get_settings
from warehouse.lake import Lake
from warehouse.releases import Release, ReleaseError, current_id, is_id, open_release

log = logging.getLogger("lakecast.api")
_KEPT_OPEN = 4
# They read the statistics of every row group for every query, which costs a read of one series more than it spares.
_NOT_WORTH_IT = ("join_order", "statistics_propagation")


class Releases:
    """The open releases of this process, opened beside the requests: nobody waits for a release that he did not ask for.

    The pointer of a local lake is read for every request, so a publication is seen at once. That of a lake in a bucket is
    read every `pointer_seconds`, and the release before is served until the files of the new one are here, and whole.
    """

    def __init__(self, lake: Lake, pointer_seconds: float | None = None) -> None:
        self.lake = lake
        trusted = get_settings().lake.pointer_seconds if pointer_seconds is None else pointer_seconds
        self._pointer_seconds = 0.0 if lake.is_local else trusted
        self._current: tuple[str | None, float] = (None, float("-inf"))
        self._served: Release | None = None
        self._open: OrderedDict[str, Future[Release]] = OrderedDict()
        self._lock = Lock()
        self._openers = ThreadPoolExecutor(_KEPT_OPEN, thread_name_prefix="open-release")

    def get(self, release_id: str | None = None) -> Release:
        """A release by id, the current one by default; raises ApiProblem for an unknown id, ReleaseError where there is none."""
        if release_id is None:
            return self._get_current()
        if not is_id(release_id):  # nothing is kept open for it, and it is not logged
            raise not_found(
                "unknown-release", "No such release", f"unknown release {release_id!r}; GET /api/v1/releases"
            )
        try:
            return self._opening(release_id).result()
        except ReleaseError as error:
            raise not_found("unknown-release", "No such release", str(error)) from error

    def ready(self, release_id: str | None = None) -> Release | None:
        """The same where it is open and nothing has to be waited for; None elsewhere: then `get` it, beside the event loop."""
        if not self.lake.is_local:
            return None
        with self._lock:
            known = self._open.get(release_id or self._current_id() or "")
        return known.result() if known and known.done() and not known.exception() else None

    @property
    def awaited(self) -> str | None:
        """The release that is published and not open here yet, None where the served one is the newest."""
        published, served = self._current[0], self._served
        return published if served is not None and published not in (None, served.id) else None

    def _get_current(self) -> Release:
        opening = self._opening(self._current_id() or "")
        is_ready = opening.done() and not opening.exception()
        if self._served is None or self.lake.is_local or is_ready:
            self._served = opening.result()
        return self._served

    def _current_id(self) -> str | None:
        found, read_at = self._current
        if time.monotonic() - read_at >= self._pointer_seconds:
            found = current_id(self.lake)
            self._current = (found, time.monotonic())
        return found

    def _opening(self, release_id: str) -> "Future[Release]":
        """The release, or the promise of it; what could not be opened is tried again for the next one who asks."""
        with self._lock:
            known = self._open.get(release_id)
            fault = known.exception() if known and known.done() else None
            if fault:
                log.warning("release %s could not be opened, trying again: %s", release_id or "(current)", fault)
            if known is None or fault:
                self._open[release_id] = self._openers.submit(_open, self.lake, release_id)
            self._open.move_to_end(release_id)
            while len(self._open) > _KEPT_OPEN:
                self._open.popitem(last=False)  # it is closed when the last request that reads it ends
            return self._open[release_id]


def _open(lake: Lake, release_id: str) -> Release:
    release = open_release(lake, release_id or None)
    if not lake.is_local:
        release.duckdb().close()  # the files are fetched before anybody reads them
    with release.cursor() as first:
        first.execute("set threads = $threads", {"threads": get_settings().api.query_threads})
        first.execute("set disabled_optimizers = $names", {"names": ",".join(_NOT_WORTH_IT)})
    return release


async def settings_of(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


SettingsDep = Annotated[Settings, Depends(settings_of)]


async def get_release(
    request: Request,
    response: Response,
    release: Annotated[Name | None, Query(description="Read an older release; default: the current one")] = None,
) -> Release:
    """Pin one release for the whole request."""
    releases: Releases = request.app.state.releases
    pinned = releases.ready(release)
    if pinned is None:
        pinned = await run_in_threadpool(releases.get, release)
    request.state.release_id = pinned.id
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


_KEY = APIKeyHeader(name="X-API-Key", auto_error=False, description="Asked for where the server has keys")


async def authorize(
    request: Request, needed: SecurityScopes, given: Annotated[str | None, Security(_KEY)] = None
) -> None:
    """Where keys are configured, ask for one that may do this; raises ApiProblem 401 without one, 403 where it may not."""
    caller = identified(request.app.state.keyring, given, address(request))
    request.state.caller = caller
    for scope in needed.scopes:
        check_scope(caller, scope)


def address(request: Request) -> str:
    return request.client.host if request.client else "unknown"


def identified(keyring: Keyring, given: str | None, address: str) -> Caller:
    """Who asks; raises ApiProblem 401 for a key that nobody has."""
    caller = Caller(address) if keyring.is_empty else keyring.caller(given or "")
    if caller is None:
        detail = "expected an API key in the X-API-Key header, found " + ("one that is not known" if given else "none")
        raise ApiProblem(401, "unauthorized", "Not authorized", detail, {"WWW-Authenticate": "ApiKey"})
    return caller


def check_scope(caller: Caller, scope: str) -> None:
    """Raises ApiProblem 403 that names what is missing."""
    if scope not in caller.scopes:
        has = ", ".join(sorted(caller.scopes))
        detail = f"expected a key with the scope {scope}, found {caller.name} with {has}"
        raise ApiProblem(403, "missing-scope", "Not allowed with this key", detail)


KNOWN = Security(authorize)  # any key
READ, GENERATE = Security(authorize, scopes=["read"]), Security(authorize, scopes=["generate"])
COPILOT, ADMIN = Security(authorize, scopes=["copilot"]), Security(authorize, scopes=["admin"])


async def limit_rate(request: Request, settings: SettingsDep) -> None:
    """At most so many calls a minute from one caller, for what costs. Comes after `authorize`."""
    limit_calls(request, settings.api.rate_limit_per_minute, request.scope["route"].name)


def limit_calls(request: Request, per_minute: int, what: str) -> None:
    """Count a call of `what` by the caller; raises ApiProblem 429 beyond `per_minute`."""
    limiter: MovingWindowRateLimiter = request.app.state.limiter
    caller: Caller = request.state.caller
    if not limiter.hit(RateLimitItemPerMinute(per_minute), what, caller.name):
        raise ApiProblem(
            429,
            "too-many-requests",
            "Too many requests",
            f"at most {per_minute} a minute here; try again later",
            {"Retry-After": "60"},
        )


def new_limiter() -> MovingWindowRateLimiter:
    return MovingWindowRateLimiter(MemoryStorage())
