"""Cursors: where the next page of an immutable release starts."""

import base64
import binascii

from api.errors import ApiProblem, invalid

_LAST = 2**40  # beyond any table, and within what SQL takes as an offset


def encode(release_id: str, offset: int) -> str:
    """The opaque text of a position."""
    return base64.urlsafe_b64encode(f"{release_id}:{offset}".encode()).decode()


def offset_of(release_id: str, cursor: str | None) -> int:
    """The row at which a page starts, 0 without a cursor; raises ApiProblem 422 for no cursor of ours, 409 for another release's."""
    if cursor is None:
        return 0
    try:
        of_release, offset = base64.urlsafe_b64decode(cursor.encode()).decode().rsplit(":", 1)
        position = int(offset)
    except (ValueError, binascii.Error) as error:
        raise invalid("cursor: expected a next_cursor of an earlier page") from error
    if not 0 <= position <= _LAST:
        raise invalid("cursor: expected a next_cursor of an earlier page")
    if of_release != release_id:
        advice = f"go on with ?release={of_release}, or start again without a cursor"
        raise ApiProblem(409, "stale-cursor", "The cursor is of another release", advice)
    return position
