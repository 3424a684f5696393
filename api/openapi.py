"""The OpenAPI document, true about errors: each is a problem, as application/problem+json."""

from functools import cached_property
from typing import Any

from fastapi import FastAPI

_PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}


class DocumentedApi(FastAPI):
    """FastAPI whose document says what `api.errors` answers."""

    def openapi(self) -> dict[str, Any]:
        document = super().openapi()
        for operations in document["paths"].values():
            for operation in operations.values():
                _say_problems(operation["responses"])
        _say_local_times(document)
        return document

    @cached_property
    def templates(self) -> dict[str, str]:
        """Operation -> path with its parameters' names: a request's route knows its path only within its router."""
        paths = self.openapi()["paths"].items()
        return {operation["operationId"]: path for path, methods in paths for operation in methods.values()}


def _say_problems(responses: dict[str, dict[str, Any]]) -> None:
    for code, response in responses.items():
        if code >= "400":
            response["content"] = _PROBLEM
    responses["default"] = {"description": "Anything else that goes wrong", "content": _PROBLEM}


def _say_local_times(part: Any) -> None:
    """`date-time` has an offset (RFC 3339). Times of ours have none, and their format is `date-time-local`, unless they are contracts.Utc."""
    if isinstance(part, dict):
        if part.get("format") == "date-time" and "x-offset" not in part:
            part["format"] = "date-time-local"
        for inner in part.values():
            _say_local_times(inner)
    elif isinstance(part, list):
        for inner in part:
            _say_local_times(inner)
