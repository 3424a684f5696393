"""Which release readers get: the only thing that the API changes in a lake."""

import errno
import logging

from api.contracts import PointerMoved
from api.errors import ApiProblem, not_found
from api.keys import Caller
from warehouse.lake import Lake
from warehouse.locks import Busy
from warehouse.releases import ReleaseError, current_id, list_ids, roll_back

_BUSY = "a build or a prune has the lake to itself: ask again when it has ended"
_READ_ONLY = "this server may only read the lake: run `python -m scripts.releases rollback` where it may be written"
_DENIED = (errno.EACCES, errno.EPERM, errno.EROFS)
audit = logging.getLogger("lakecast.audit")


def move(lake: Lake, release_id: str, caller: Caller) -> PointerMoved:
    """Point readers at a release and say so in the log.

    Raises ApiProblem: 404 for an unknown release, 409 where it is not whole or another one moved the pointer meanwhile,
    403 where this server may not write the lake.
    """
    before = current_id(lake)
    if release_id not in list_ids(lake):
        raise not_found("unknown-release", "No such release", f"unknown release {release_id!r}; GET /api/v1/releases")
    try:
        roll_back(lake, release_id)
    except ReleaseError as error:
        raise ApiProblem(409, "pointer-not-moved", "The current release was not changed", str(error)) from error
    except Busy as error:
        raise ApiProblem(409, "pointer-not-moved", "The current release was not changed", _BUSY) from error
    except OSError as error:
        if not _is_denied(error):
            raise
        raise ApiProblem(403, "read-only-lake", "The lake is read-only here", _READ_ONLY) from error
    audit.warning("%s moved the current release from %s to %s", caller.name, before, release_id)
    return PointerMoved(release_id=release_id, before=before)


def _is_denied(error: OSError) -> bool:
    """Whether a disk or a bucket (gcsfs has no errno) refuses to be written."""
    return error.errno in _DENIED or str(error).startswith("Forbidden")
