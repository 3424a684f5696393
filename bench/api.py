"""The API against its own document: `python -m bench.api [--cases 7000]`.

Schemathesis makes requests of every operation of the OpenAPI document, half of them as it says and half of them not,
and sends them to an API on a small lake. No answer may be a 5xx, of a status, type or shape that the document does not
have, or a success where the request was not valid. Prints a table and one line of JSON; fails where there is a fault.
"""

import argparse
import json
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import requests
import schemathesis
import uvicorn
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode, Response
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.specs.openapi import checks

from api.app import create_app
from api.client import Client
from bench.lakes import run_flow, small_settings
from configs.settings import Settings

_ALWAYS = [
    not_a_server_error, checks.status_code_conformance, checks.content_type_conformance,
    checks.response_headers_conformance, checks.response_schema_conformance,
]  # fmt: skip
_CHECKS = {GenerationMode.POSITIVE: _ALWAYS, GenerationMode.NEGATIVE: [*_ALWAYS, checks.negative_data_rejection]}
schemathesis.openapi.format("date-time-local", st.datetimes().map(datetime.isoformat))
AnyCase = Case[Any]
Known = dict[str, list[Any]]


@dataclass
class Found:
    """What came of the cases: statuses by operation, and what was not as the document says, each kind once."""

    statuses: dict[str, Counter[int]] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)

    @property
    def n_cases(self) -> int:
        return sum(counted.total() for counted in self.statuses.values())


def run(url: str, n_cases: int) -> Found:
    """Send about `n_cases` requests to an API, as many to each operation."""
    schema = schemathesis.openapi.from_dict(_open(httpx.get(f"{url}/openapi.json").json()))
    operations = [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]
    each = max(1, n_cases // (2 * len(operations)))
    found, known = Found(), _known(url)
    with requests.Session() as session:
        for operation in operations:
            for mode in _CHECKS:
                _send(operation, mode, each, partial(_sent, url, session), known, found)
    return found


def _open(document: dict[str, Any]) -> dict[str, Any]:
    """The document of an API without keys, as the one here is: what a missing key does is tested elsewhere."""
    for operations in document["paths"].values():
        for operation in operations.values():
            operation.pop("security", None)
    return document


def _sent(url: str, session: requests.Session, case: AnyCase) -> Response:
    return case.call(url, session=session, timeout=120)


def _known(url: str) -> Known:
    """Names that exist, by parameter: nobody would guess them."""
    with Client(url) as client:
        series, metrics, releases = client.series(), client.metrics_of(limit=20), client.releases()
    ids = [one.unique_id for one in series.items[:5]]
    return {
        "unique_id": ids, "unique_ids": [ids[:1], ids[:3]], "series_set": [one.series_set for one in series.series_sets],
        "search": [ids[0][:5]], "release": [one.release_id for one in releases.items],
        "model": [["served"], ["seasonal_naive", "served"]], "models": [["served"]],
        "metric": [["mase"]], "metrics": [["mase", "wape"]], "cutoff": [one.cutoff.isoformat() for one in metrics.items],
        "fields": ["unique_id", "unique_id, series_set", "nope"], "start": ["2011-06-01"], "end": ["2011-10-01T00:00:00"],
        "h": [1, 3], "min_h": [1, 2], "max_h": [2, 8], "limit": [1, 50], "question": ["How sure is this forecast?"],
    }  # fmt: skip


def _send(
    operation: Any, mode: GenerationMode, n_cases: int, send: Callable[[AnyCase], Response], known: Known, found: Found
) -> None:
    @settings(
        max_examples=n_cases, database=None, deadline=None, derandomize=True, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=_cases(operation, mode, known))
    def one(case: AnyCase) -> None:
        response = send(case)
        found.statuses.setdefault(operation.label, Counter())[response.status_code] += 1
        try:
            # A body that is refused for its size is refused: the check does not know of 413.
            case.validate_response(response, checks=_ALWAYS if response.status_code == 413 else _CHECKS[mode])
        except FailureGroup as group:
            for fault in group.exceptions:
                found.faults.setdefault(
                    f"{operation.label}: {type(fault).__name__}", f"{fault}\n{case.as_curl_command()}"
                )

    with suppress(Unsatisfiable):  # what takes nothing cannot be asked wrongly
        one()


@st.composite
def _cases(draw: st.DrawFn, operation: Any, mode: GenerationMode, known: Known) -> AnyCase:
    """A request; where it is to be valid, often about what exists."""
    case: AnyCase = draw(operation.as_strategy(generation_mode=mode))
    if mode is GenerationMode.POSITIVE:
        given: list[dict[str, Any]] = [p for p in (case.path_parameters, case.query, case.body) if isinstance(p, dict)]
        for part in given:
            for name in sorted(known.keys() & part.keys()):
                if draw(st.integers(0, 3)):
                    part[name] = draw(st.sampled_from(known[name]))
    return case


@contextmanager
def _serving(settings: Settings) -> Iterator[str]:
    """The API on settings, on a free port of this machine."""
    config = uvicorn.Config(create_app(settings), port=0, http="h11", log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.05)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(20)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=7000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        small = small_settings(Path(folder))
        often = {"rate_limit_per_minute": 10**6, "bulk_limit_per_minute": 10**6}
        small = small.model_copy(update={"api": small.api.model_copy(update=often), "log_level": "ERROR"})
        run_flow(small)
        with _serving(small) as url:
            found = run(url, asked.cases)
    for operation, counted in found.statuses.items():
        print(f"{operation:<40} {counted.total():>6}  {dict(sorted(counted.items()))}")
    for kind, told in found.faults.items():
        print(f"\n{kind}\n{told}", file=sys.stderr)
    statuses = sum(found.statuses.values(), Counter[int]())
    figures = {"cases": found.n_cases, "operations": len(found.statuses), "faults": len(found.faults)}
    print(json.dumps({**figures, "statuses": {str(code): n for code, n in sorted(statuses.items())}}))
    return 1 if found.faults else 0


if __name__ == "__main__":
    sys.exit(main())
