"""Cursors: where the next page of a list of an immutable release starts."""

import base64
import binascii

from api.errors import ApiProblem, invalid

_LAST = 2**40  # beyond any table, and within what SQL takes as an offset


def encode(release_id: str, query: str, offset: int) -> str:
    """The opaque text of a position in the answer to a query, which is told by its fingerprint."""
    return base64.urlsafe_b64encode(f"{release_id}:{query}:{offset}".encode()).decode()


def offset_of(release_id: str, query: str, cursor: str) -> int:
    """The row at which a page starts.

    Raises ApiProblem 422 for no cursor of ours and for one of another query, 409 for one of another release.
    """
    try:
        of_release, of_query, offset = base64.urlsafe_b64decode(cursor.encode()).decode().rsplit(":", 2)
        position = int(offset)
    except (ValueError, binascii.Error) as error:
        raise invalid("cursor: expected a next_cursor of an earlier page") from error
    if not 0 <= position <= _LAST:
        raise invalid("cursor: expected a next_cursor of an earlier page")
    if of_release != release_id:
        advice = f"go on with ?release={of_release}, or start again without a cursor"
        raise ApiProblem(409, "stale-cursor", "The cursor is of another release", advice)
    if of_query != query:
        raise invalid("cursor: expected one of the same list with the same filters, found one of another")
    return position
