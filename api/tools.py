"""What other programs' assistants may ask over MCP: a few questions, read only, answered by the queries of the endpoints."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Annotated, Any, ParamSpec, TypeVar

from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError
from pydantic import Field

from api import contracts as c
from api import queries
from api.copilot.service import Copilot, answer
from api.deps import Releases
from api.errors import ApiProblem
from configs.keys import Scope
from warehouse.releases import Release, ReleaseError

P = ParamSpec("P")
R = TypeVar("R")
Allow = Callable[[Context, Scope], None]
Rows = Annotated[int, Field(ge=1, le=100, description="At most so many rows")]
Steps = Annotated[int, Field(ge=1, le=500, description="At most so many steps")]
ReleaseId = Annotated[c.Name | None, Field(description="An older release; default: the current one")]
Question = Annotated[str | None, Field(min_length=1, max_length=500, description="Default: explain the forecast")]


def _told(tool: Callable[P, R]) -> Callable[P, R]:
    """A problem as the error of a tool, with what it says to do."""

    @wraps(tool)
    def asked(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return tool(*args, **kwargs)
        except ApiProblem as problem:
            raise ToolError(f"{problem.title}: {problem.detail}") from problem
        except ReleaseError as error:
            raise ToolError("Nothing to serve: no complete release here yet, publish one with `make etl`") from error

    return asked


@dataclass(frozen=True)
class Tools:
    """The tools over the releases of this process; `allow` raises ApiProblem where a caller may not use one."""

    releases: Releases
    copilot: Copilot
    allow: Allow

    def all(self) -> list[Callable[..., Any]]:
        own: list[Callable[..., Any]] = [
            self.search_series,
            self.get_forecast,
            self.get_accuracy,
            self.get_alerts,
            self.explain,
        ]
        return [_told(tool) for tool in own]

    def search_series(
        self,
        context: Context,
        search: Annotated[c.Name | None, Field(description="Part of the id or the name, any case")] = None,
        series_set: c.SetName | None = None,
        status: c.Status | None = None,
        limit: Rows = 20,
        release: ReleaseId = None,
    ) -> c.SeriesPage:
        """Find series by a part of their id or name, the largest first, with their unit, cutoff and status."""
        return queries.series_page(self._release(context, release), series_set, search, status, limit, None)

    def get_forecast(
        self,
        context: Context,
        unique_id: c.UniqueId,
        cutoff: Annotated[
            c.Period | None, Field(description="The forecast of this cutoff; default: the newest")
        ] = None,
        limit: Steps = 100,
        release: ReleaseId = None,
    ) -> c.ForecastPage:
        """The served forecast of one series, step by step, with its intervals and seasonal naive beside it."""
        return queries.forecast_page(self._release(context, release), unique_id, None, cutoff, limit, None)

    def get_accuracy(
        self,
        context: Context,
        unique_id: c.UniqueId | None = None,
        series_set: c.SetName | None = None,
        models: Annotated[list[c.Name] | None, Field(max_length=20, description="`served`: the whole pipeline")] = None,
        metrics: Annotated[list[c.Name] | None, Field(max_length=20)] = None,
        limit: Rows = 20,
        release: ReleaseId = None,
    ) -> c.MetricsPage:
        """How good forecasts were, by series, model and cutoff, with the leaderboard and what each metric means."""
        asked = c.MetricsRequest(
            unique_ids=[unique_id] if unique_id else None,
            series_set=series_set,
            models=models,
            metrics=metrics,
            limit=limit,
        )
        return queries.metrics_page(self._release(context, release), asked)

    def get_alerts(
        self,
        context: Context,
        series_set: c.SetName | None = None,
        unique_id: c.UniqueId | None = None,
        severity: c.Severity | None = None,
        is_open: bool = True,
        limit: Rows = 20,
        release: ReleaseId = None,
    ) -> c.AlertPage:
        """Alerts that are open, or that closed, the worst first: measure, cause, owner and what to do."""
        found = self._release(context, release)
        return queries.alert_page(found, series_set, unique_id, severity, is_open, limit, None)

    def explain(
        self, context: Context, unique_id: c.UniqueId, question: Question = None, release: ReleaseId = None
    ) -> c.Explanation:
        """Explain the forecast of one series, or answer a question about it: each number is checked, and has its source."""
        found = self._release(context, release, "copilot")
        facts = queries.series_facts(found, unique_id)
        return c.Explanation(release_id=found.id, **vars(answer(unique_id, facts, question, self.copilot)))

    def _release(self, context: Context, release_id: str | None, scope: Scope = "read") -> Release:
        self.allow(context, scope)
        return self.releases.get(release_id)
