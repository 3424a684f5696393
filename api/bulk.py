"""All rows instead of a page, as CSV or Arrow, for who asks so in Accept: streamed, so memory does not grow with the rows."""

import io
from collections.abc import Iterator
from typing import Annotated, Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.ipc
from fastapi import Depends, Request
from fastapi.responses import StreamingResponse
from ibis.expr.types import Table

from api import accept, marts
from api.bound import Values
from api.deps import SettingsDep, limit_calls
from warehouse.releases import Release

CSV, ARROW = "text/csv", "application/vnd.apache.arrow.stream"
# For the OpenAPI document, beside the JSON of the page.
CONTENT: dict[int | str, dict[str, Any]] = {
    200: {"content": {CSV: {"schema": {"type": "string"}}, ARROW: {"schema": {"type": "string", "format": "binary"}}}}
}
_ENDINGS = {CSV: "csv", ARROW: "arrows"}
_ROWS = 20_000


async def preferred(request: Request, settings: SettingsDep) -> str | None:
    """CSV or ARROW where Accept names it before JSON, by q and then by order; None for JSON and for anything else.

    Raises ApiProblem 429 where the caller asked for all rows too often.
    """
    chosen = accept.preferred(request.headers.get("accept", ""), CSV, ARROW)
    if chosen:
        limit_calls(request, settings.api.bulk_limit_per_minute, "bulk")
    return chosen


BulkDep = Annotated[str | None, Depends(preferred)]


def stream(release: Release, expression: Table, values: Values, kind: str) -> StreamingResponse:
    """All rows of an expression over tables of a release, with `values` in its holes."""
    return streamed(marts.batches(release, expression, _ROWS, values), kind, release.id)


def streamed(reader: pa.RecordBatchReader, kind: str, name: str) -> StreamingResponse:
    """All rows of what never changes, by its name."""
    chunks = _csv(reader) if kind == CSV else _arrow(reader)
    attached = {"Content-Disposition": f'attachment; filename="{name}.{_ENDINGS[kind]}"'}
    return StreamingResponse(chunks, media_type=kind, headers={**headers(name), **attached})


def headers(name: str) -> dict[str, str]:
    """What caches have to know of an answer that is of a release, or of something else that never changes, and of Accept."""
    return {"ETag": f'W/"{name}"', "Vary": "Accept"}


def _csv(reader: pa.RecordBatchReader) -> Iterator[bytes]:
    header = io.BytesIO()
    pyarrow.csv.write_csv(reader.schema.empty_table(), header)
    yield header.getvalue()
    for batch in reader:
        rows = io.BytesIO()
        pyarrow.csv.write_csv(batch, rows, pyarrow.csv.WriteOptions(include_header=False))
        yield rows.getvalue()


def _arrow(reader: pa.RecordBatchReader) -> Iterator[bytes]:
    sink = io.BytesIO()
    with pyarrow.ipc.new_stream(sink, reader.schema) as writer:
        for batch in reader:
            writer.write_batch(batch)
            yield _taken(sink)
    yield _taken(sink)


def _taken(sink: io.BytesIO) -> bytes:
    """What was written since the last time."""
    written = sink.getvalue()
    sink.seek(0)
    sink.truncate()
    return written
