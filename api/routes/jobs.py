"""Jobs: forecasts that are made beside the request."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import StreamingResponse

from api import bulk
from api.contracts import Cursor, Job, JobForecastPage, JobSeriesPage, Problem
from api.deps import GENERATE
from api.generate import results
from api.generate.jobs import Jobs

router = APIRouter(prefix="/jobs", tags=["jobs"])


def jobs_of(request: Request) -> Jobs:
    jobs: Jobs = request.app.state.generation.jobs
    return jobs


JobsDep = Annotated[Jobs, Depends(jobs_of)]
JobId = Annotated[str, Path(pattern="^[0-9a-f]{32}$", examples=["3f1c9a6d0b7e4c58a2d1e6f7089b3c4d"])]


@router.get("/{job_id}", dependencies=[GENERATE])
def job_state(jobs: JobsDep, job_id: JobId) -> Job:
    """How a job goes; of a running one, ask again in a second or two."""
    return jobs.told(job_id)


@router.delete("/{job_id}", dependencies=[GENERATE])
def cancel_job(jobs: JobsDep, job_id: JobId) -> Job:
    """Cancel a job; one that has ended stays as it is."""
    jobs.record(job_id)
    jobs.end(job_id, "cancelled")
    return jobs.told(job_id)


@router.get(
    "/{job_id}/forecasts",
    dependencies=[GENERATE],
    response_model=JobForecastPage,
    responses={409: {"model": Problem}, **bulk.CONTENT},
)
def job_forecasts(
    jobs: JobsDep,
    kind: bulk.BulkDep,
    job_id: JobId,
    limit: Annotated[int, Query(ge=1, le=10000)] = 1000,
    cursor: Cursor | None = None,
) -> JobForecastPage | StreamingResponse:
    """The forecasts of a job that is done; as CSV or Arrow (Accept) all of them at once, a column for each bound and quantile."""
    if kind:
        return bulk.streamed(results.batches(jobs, job_id), kind, job_id)
    return results.forecast_page(jobs, job_id, limit, cursor)


@router.get("/{job_id}/series", dependencies=[GENERATE], responses={409: {"model": Problem}})
def job_series(
    jobs: JobsDep,
    job_id: JobId,
    limit: Annotated[int, Query(ge=1, le=10000)] = 1000,
    cursor: Cursor | None = None,
) -> JobSeriesPage:
    """What became of each series of a job that is done: its status, the model and the reason."""
    return results.series_page(jobs, job_id, limit, cursor)
