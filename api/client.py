"""The Python client: one method for each endpoint. The dashboard and the tests use it; so may you."""

from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import Any, BinaryIO, Literal, TypeVar

import httpx
from pydantic import BaseModel

from api import contracts as c

T = TypeVar("T", bound=BaseModel)
_V1 = "/api/v1"
List = Literal["series", "actuals", "forecasts", "metrics/historical", "monitoring/series", "monitoring/anomalies"]


class ApiError(Exception):
    """The API answered with a problem; `problem` says which, None where the answer was no problem+json."""

    def __init__(self, status: int, problem: c.Problem | None, text: str) -> None:
        super().__init__(f"{problem.title}: {problem.detail}" if problem else f"HTTP {status}: {text[:200]}")
        self.status = status
        self.problem = problem


class Client:
    """Talks to one API; raises ApiError on problems and httpx.TransportError when the API cannot be reached.

    Arguments that are None are left out of the request.
    """

    def __init__(
        self,
        base_url: str,
        api_key: str | None = None,
        timeout: float = 120.0,
        transport: httpx.BaseTransport | None = None,
        auth: httpx.Auth | None = None,
    ) -> None:
        headers = {"X-API-Key": api_key} if api_key else {}
        self._http = httpx.Client(base_url=base_url, headers=headers, timeout=timeout, transport=transport, auth=auth)

    def __enter__(self) -> "Client":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def live(self) -> c.Health:
        return self._get(c.Health, "/health/live")

    def ready(self) -> c.Readiness:
        return self._get(c.Readiness, "/health/ready")

    def prometheus(self) -> str:
        return self._http.get("/metrics").raise_for_status().text

    def series(
        self,
        series_set: str | None = None,
        search: str | None = None,
        status: c.Status | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        release: str | None = None,
    ) -> c.SeriesPage:
        """Series, those with the largest amounts over the last year first."""
        return self._get(
            c.SeriesPage, f"{_V1}/series",
            series_set=series_set, search=search, status=status, limit=limit, cursor=cursor, release=release,
        )  # fmt: skip

    def series_detail(
        self, unique_id: str, release: str | None = None, start: str | None = None, end: str | None = None
    ) -> c.SeriesDetail:
        """A series with its history; `start` and `end` are ISO dates."""
        return self._get(c.SeriesDetail, f"{_V1}/series/{_quoted(unique_id)}", release=release, start=start, end=end)

    def actuals(self, unique_id: str | None = None, series_set: str | None = None, **filters: Any) -> c.ActualPage:
        """The history of many series; `filters`: start, end (ISO dates), limit, cursor, release."""
        return self._get(c.ActualPage, f"{_V1}/actuals", unique_id=unique_id, series_set=series_set, **filters)

    def forecasts(
        self,
        unique_id: str | None = None,
        series_set: str | None = None,
        cutoff: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        release: str | None = None,
        min_h: int | None = None,
        max_h: int | None = None,
    ) -> c.ForecastPage:
        """The newest vintage of each series, or that of `cutoff` (ISO date), with the steps from `min_h` to `max_h`."""
        return self._get(
            c.ForecastPage, f"{_V1}/forecasts",
            unique_id=unique_id, series_set=series_set, cutoff=cutoff, limit=limit, cursor=cursor, release=release,
            min_h=min_h, max_h=max_h,
        )  # fmt: skip

    def generate(self, request: c.GenerateRequest, idempotency_key: str | None = None) -> c.GenerateResponse:
        """The forecasts; raises ApiError 202, naming the job, where there are so many that it became one."""
        answer = self._generate(request, {"Idempotency-Key": idempotency_key})
        if answer.status_code == 202:
            raise ApiError(202, None, f"it became the job {answer.json()['job_id']}: ask for it with start_job")
        return _parsed(c.GenerateResponse, answer)

    def start_job(self, request: c.GenerateRequest, idempotency_key: str | None = None) -> c.Job:
        """The job that makes the forecasts, however few: see `job`."""
        headers = {"Prefer": "respond-async", "Idempotency-Key": idempotency_key}
        return _parsed(c.Job, self._generate(request, headers))

    def _generate(self, request: c.GenerateRequest, headers: dict[str, str | None]) -> httpx.Response:
        body = request.model_dump(mode="json", exclude_none=True)
        given = {name: value for name, value in headers.items() if value}
        return self._http.post(f"{_V1}/forecasts/generate", json=body, headers=given)

    def job(self, job_id: str) -> c.Job:
        return self._get(c.Job, f"{_V1}/jobs/{job_id}")

    def cancel_job(self, job_id: str) -> c.Job:
        """Cancel it; one that has ended stays as it is."""
        return _parsed(c.Job, self._http.delete(f"{_V1}/jobs/{job_id}"))

    def job_forecasts(self, job_id: str, limit: int | None = None, cursor: str | None = None) -> c.JobForecastPage:
        """The forecasts of a job that is done."""
        return self._get(c.JobForecastPage, f"{_V1}/jobs/{job_id}/forecasts", limit=limit, cursor=cursor)

    def job_series(self, job_id: str, limit: int | None = None, cursor: str | None = None) -> c.JobSeriesPage:
        """What became of each series of a job that is done."""
        return self._get(c.JobSeriesPage, f"{_V1}/jobs/{job_id}/series", limit=limit, cursor=cursor)

    def export_job_forecasts(self, job_id: str, file: BinaryIO, accept: str = "text/csv") -> None:
        """Write all forecasts of a job to a file, as `export`."""
        self._export(f"{_V1}/jobs/{job_id}/forecasts", {}, file, accept)

    def metrics(self, request: c.MetricsRequest, release: str | None = None) -> c.MetricsPage:
        return self._post(c.MetricsPage, f"{_V1}/metrics/historical", request, release=release)

    def metrics_of(self, unique_id: str | None = None, series_set: str | None = None, **filters: Any) -> c.MetricsPage:
        """The same by GET; `filters`: model, metric (one or a list), basis, cutoff, horizon_bucket, limit, cursor, release."""
        return self._get(
            c.MetricsPage, f"{_V1}/metrics/historical", unique_id=unique_id, series_set=series_set, **filters
        )

    def monitoring_summary(self, release: str | None = None) -> c.MonitoringSummary:
        return self._get(c.MonitoringSummary, f"{_V1}/monitoring/summary", release=release)

    def alerts(
        self,
        series_set: str | None = None,
        unique_id: str | None = None,
        severity: c.Severity | None = None,
        is_open: bool | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        release: str | None = None,
    ) -> c.AlertPage:
        """Open alerts, the worst first; with `is_open=False` those that closed."""
        return self._get(
            c.AlertPage, f"{_V1}/monitoring/series",
            series_set=series_set, unique_id=unique_id, severity=severity, is_open=is_open,
            limit=limit, cursor=cursor, release=release,
        )  # fmt: skip

    def anomalies(
        self,
        unique_id: str | None = None,
        series_set: str | None = None,
        max_p_value: float | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        release: str | None = None,
        start: str | None = None,
        end: str | None = None,
    ) -> c.AnomalyPage:
        """Past actuals far from what was forecast for them, the rarest first; by default those of the release's threshold."""
        return self._get(
            c.AnomalyPage, f"{_V1}/monitoring/anomalies",
            unique_id=unique_id, series_set=series_set, max_p_value=max_p_value, limit=limit, cursor=cursor,
            release=release, start=start, end=end,
        )  # fmt: skip

    def releases(self) -> c.ReleasePage:
        return self._get(c.ReleasePage, f"{_V1}/releases")

    def move_pointer(self, request: c.PointerRequest) -> c.PointerMoved:
        """Make a release the current one; needs a key with the scope admin."""
        return self._post(c.PointerMoved, f"{_V1}/releases/current", request)

    def runs(self) -> c.RunPage:
        return self._get(c.RunPage, f"{_V1}/runs")

    def export(self, resource: List, file: BinaryIO, accept: str = "text/csv", **filters: Any) -> None:
        """Write all rows of a list at once to a file: as CSV, or application/vnd.apache.arrow.stream. `filters`: as of its pages."""
        self._export(f"{_V1}/{resource}", filters, file, accept)

    def _export(self, path: str, params: dict[str, Any], file: BinaryIO, accept: str) -> None:
        with self._http.stream("GET", path, params=params, headers={"Accept": accept}) as response:
            if not response.is_success:
                response.read()
                raise _error(response)
            for chunk in response.iter_bytes():
                file.write(chunk)

    def sparse(self, resource: List, fields: Sequence[str], **filters: Any) -> c.SparsePage:
        """A page of a list with some fields only. `filters`: as of its pages."""
        return self._get(c.SparsePage, f"{_V1}/{resource}", fields=",".join(fields), **filters)

    def explain(self, request: c.ExplainRequest) -> c.Explanation:
        return self._post(c.Explanation, f"{_V1}/copilot/explain", request)

    def summarize(self, request: c.SummarizeRequest) -> c.Explanation:
        return self._post(c.Explanation, f"{_V1}/copilot/summarize", request)

    def explain_stream(self, request: c.ExplainRequest) -> Iterator[c.Sentence | c.Explanation]:
        """The same while it comes: each sentence once it is verified, and last the whole explanation."""
        return self._stream(f"{_V1}/copilot/explain", request)

    def summarize_stream(self, request: c.SummarizeRequest) -> Iterator[c.Sentence | c.Explanation]:
        """The same while it comes: each sentence once it is verified, and last the whole explanation."""
        return self._stream(f"{_V1}/copilot/summarize", request)

    def ask(self, request: c.AskRequest) -> c.Explanation:
        """Any question that the copilot can answer, about one series, two or a set."""
        return self._post(c.Explanation, f"{_V1}/copilot/ask", request)

    def ask_stream(self, request: c.AskRequest) -> Iterator[c.Sentence | c.Explanation]:
        """The same while it comes: each sentence once it is verified, and last the whole explanation."""
        return self._stream(f"{_V1}/copilot/ask", request)

    def _get(self, shape: type[T], path: str, **params: Any) -> T:
        given = {name: value for name, value in params.items() if value is not None}
        return _parsed(shape, self._http.get(path, params=given))

    def _post(self, shape: type[T], path: str, body: BaseModel, **params: Any) -> T:
        given = {name: value for name, value in params.items() if value is not None}
        return _parsed(shape, self._http.post(path, params=given, json=body.model_dump(mode="json", exclude_none=True)))

    def _stream(self, path: str, body: BaseModel) -> Iterator[c.Sentence | c.Explanation]:
        asked, event = body.model_dump(mode="json", exclude_none=True), ""
        with self._http.stream("POST", path, json=asked, headers={"Accept": "text/event-stream"}) as response:
            if not response.is_success:
                response.read()
                raise _error(response)
            for line in response.iter_lines():
                name, _, value = line.partition(": ")
                if name == "event":
                    event = value
                elif name == "data":
                    yield _EVENTS[event].model_validate_json(value)


_EVENTS: dict[str, type[c.Sentence | c.Explanation]] = {"sentence": c.Sentence, "done": c.Explanation}


def _parsed(shape: type[T], response: httpx.Response) -> T:
    if response.is_success:
        return shape.model_validate_json(response.content)
    raise _error(response)


def _error(response: httpx.Response) -> ApiError:
    is_problem = response.headers.get("content-type", "").startswith("application/problem+json")
    problem = c.Problem.model_validate_json(response.content) if is_problem else None
    return ApiError(response.status_code, problem, response.text)


def _quoted(unique_id: str) -> str:
    return httpx.URL("/").copy_with(path=f"/{unique_id}").raw_path.decode().removeprefix("/")
