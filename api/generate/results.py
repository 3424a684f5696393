"""What a job has made: page by page, or all rows at once."""

import io

import pyarrow as pa
import pyarrow.parquet as pq

from api import contracts as c
from api import cursors
from api.errors import ApiProblem, invalid, not_found
from api.generate import tables
from api.generate.jobs import FOLDER, FORECASTS, SERIES, Jobs, Record

# A cursor is the place of a chunk and a row in it; no chunk has as many rows.
_ROWS = 2**24


def forecast_page(jobs: Jobs, job_id: str, limit: int, cursor: str | None) -> c.JobForecastPage:
    """Forecasts, in chunks by horizon and by series and step in each; raises ApiProblem 404, 409 before the end, 422."""
    record = _done(jobs, job_id)
    rows, next_cursor = _page(jobs, record, FORECASTS, limit, cursor)
    return c.JobForecastPage(
        job_id=job_id,
        release_id=record.release_id,
        artifact_id=record.artifact_id,
        model_override=record.asked.model,
        next_cursor=next_cursor,
        items=list(tables.forecasts(rows, record.asked)),
    )


def series_page(jobs: Jobs, job_id: str, limit: int, cursor: str | None) -> c.JobSeriesPage:
    """What became of each series; raises ApiProblem as `forecast_page`."""
    record = _done(jobs, job_id)
    rows, next_cursor = _page(jobs, record, SERIES, limit, cursor)
    items = list(tables.outcomes(rows))
    return c.JobSeriesPage(job_id=job_id, release_id=record.release_id, next_cursor=next_cursor, items=items)


def batches(jobs: Jobs, job_id: str) -> pa.RecordBatchReader:
    """All forecasts, a chunk at a time; raises ApiProblem 404, or 409 before the end."""
    record = _done(jobs, job_id)
    schema = tables.forecast_schema(record.asked)
    chunks = (_chunk(jobs, record, FORECASTS, place) for place in range(len(record.sizes)))
    return pa.RecordBatchReader.from_batches(schema, (batch for chunk in chunks for batch in chunk.to_batches()))


def _done(jobs: Jobs, job_id: str) -> Record:
    record, ended = jobs.record(job_id), jobs.ended(job_id)
    if ended is None or ended.state != "done":
        state = ended.state if ended else "not done yet"
        advice = f"GET /api/v1/jobs/{job_id} says how it goes"
        headers = None if ended else {"Retry-After": "2"}
        raise ApiProblem(409, "job-not-done", "No forecasts", f"the job is {state}: {advice}", headers)
    return record


def _page(jobs: Jobs, record: Record, folder: str, limit: int, cursor: str | None) -> tuple[pa.Table, str | None]:
    """(rows, next_cursor): at most `limit` rows from a cursor on, of as many chunks as it takes."""
    place, start = divmod(_offset(record, folder, cursor), _ROWS)
    found, missing = [], limit
    while place < len(record.sizes) and missing:
        chunk = _chunk(jobs, record, folder, place)
        found.append(chunk.slice(start, missing))
        missing -= len(found[-1])
        place, start = (place, start + len(found[-1])) if start + len(found[-1]) < len(chunk) else (place + 1, 0)
    rows = pa.concat_tables(found) if found else _schema(record, folder).empty_table()
    more = place < len(record.sizes)
    return rows, cursors.encode(record.job_id, folder, place * _ROWS + start) if more else None


def _offset(record: Record, folder: str, cursor: str | None) -> int:
    if cursor is None:
        return 0
    try:
        return cursors.offset_of(record.job_id, folder, cursor)
    except ApiProblem as error:
        raise invalid("cursor: expected a next_cursor of an earlier page of this job") from error


def _schema(record: Record, folder: str) -> pa.Schema:
    return tables.forecast_schema(record.asked) if folder == FORECASTS else tables.OUTCOMES


def _chunk(jobs: Jobs, record: Record, folder: str, place: int) -> pa.Table:
    try:
        data = jobs.lake.read(FOLDER, record.job_id, folder, f"{place:05}.parquet")
    except FileNotFoundError as error:
        raise not_found("unknown-job", "No such job", f"job {record.job_id} was removed meanwhile") from error
    return pq.read_table(io.BytesIO(data), schema=_schema(record, folder))
