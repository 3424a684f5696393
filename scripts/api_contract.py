"""Write docs/API_CONTRACT.md from the OpenAPI document: `python -m scripts.api_contract`."""

import json
import re
from collections.abc import Iterator
from typing import Any

from api.app import create_app
from configs.settings import PROJECT_DIR, get_settings

PAGE = PROJECT_DIR / "docs" / "API_CONTRACT.md"
CONVENTIONS = PROJECT_DIR / "scripts" / "api_conventions.md"
Node = dict[str, Any]
_IN_PATH = re.compile(r"\{\w+\}")

_JOB = "3f1c9a6d0b7e4c58a2d1e6f7089b3c4d"
# What an example asks, by operation: a query string, an id in the path, or a body. Ids are the demo's.
EXAMPLES: dict[str, Any] = {
    "live": "",
    "ready": "",
    "prometheus": "",
    "list_series": "?series_set=weekly_units&search=heart&limit=5",
    "one_series": "weekly_units:85123A",
    "list_actuals": "?series_set=weekly_units&start=2011-11-01&fields=unique_id,ds,y",
    "list_forecasts": "?unique_id=weekly_units:85123A",
    "generate_forecasts": {"unique_ids": ["weekly_units:85123A"], "h": 4, "levels": [50, 90]},
    "job_state": _JOB,
    "cancel_job": _JOB,
    "job_forecasts": _JOB,
    "job_series": _JOB,
    "get_metrics": "?unique_id=weekly_units:85123A&model=served&metric=mase&metric=wape",
    "post_metrics": {"series_set": "weekly_units", "models": ["served", "seasonal_naive"], "horizon_bucket": "1-4"},
    "summary": "",
    "alerts": "?series_set=weekly_units&severity=fail&limit=5",
    "anomalies": "?unique_id=weekly_units:85123A",
    "explain": {"unique_id": "weekly_units:85123A", "question": "How sure is this forecast?"},
    "summarize": {"series_set": "weekly_units"},
    "ask": {"question": "Which series moved most on a year ago?", "about": {"series_set": "weekly_units"}, "k": 3},
    "releases": "?limit=5",
    "move_pointer": {"release_id": "20111128T000000-00000000"},
    "runs": "?limit=5",
}


def page(document: Node, conventions: str) -> str:
    """The whole page, as Markdown; raises KeyError naming an operation that has no example yet."""
    shapes = document["components"]["schemas"]
    parts = [conventions.rstrip(), "## Endpoints", *_endpoints(document, shapes), "## Shapes", *_shapes(shapes)]
    return "\n\n".join(parts) + "\n"


def curl(path: str, method: str, asked: Any) -> str:
    """One call, ready to paste."""
    if isinstance(asked, dict):
        return f"curl -s -X POST \"http://127.0.0.1:8000{path}\" -H 'Content-Type: application/json' \\\n  -d '{json.dumps(asked)}'"
    return (
        f'curl -s {"-X DELETE " if method == "delete" else ""}"http://127.0.0.1:8000{_IN_PATH.sub(asked, path)}"'
        if "{" in path
        else f'curl -s "http://127.0.0.1:8000{path}{asked}"'
    )


def kind(schema: Node) -> str:
    """The type of a value in words, with its bounds; shapes are links."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in schema:
        return " or ".join(kind(option) for option in schema["anyOf"])
    if "enum" in schema or "const" in schema:
        return ", ".join(f"`{value}`" for value in schema.get("enum", [schema.get("const")]))
    if schema["type"] == "array":
        return f"list of {kind(schema['items'])}{_bounds(schema, 'minItems', 'maxItems')}"
    if schema["type"] == "object":
        values = schema["additionalProperties"]
        return "object" if values is True else f"map of {kind(values)}"
    plain: str = schema.get("format") or schema["type"]
    return plain + _bounds(schema, *_LIMITS.get(schema["type"], ("", "")))


_LIMITS = {"string": ("minLength", "maxLength"), "integer": ("minimum", "maximum"), "number": ("minimum", "maximum")}


def _bounds(schema: Node, low: str, high: str) -> str:
    least, most = schema.get(low), schema.get(high)
    if least is None and most is None:
        return ""
    return f" ({'' if least is None else int(least)}..{'' if most is None else int(most)})"


def _endpoints(document: Node, shapes: Node) -> Iterator[str]:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            yield _endpoint(path, method, operation, shapes)


def _endpoint(path: str, method: str, operation: Node, shapes: Node) -> str:
    errors = ", ".join(
        f"{code} {said['description']}" for code, said in sorted(operation["responses"].items()) if code[0] in "45"
    )
    example = curl(path, method, EXAMPLES[operation["operationId"]])
    parts = [
        f"### {method.upper()} {path}",
        operation["description"],
        _parameters(operation.get("parameters", [])),
        _content("Body", operation.get("requestBody"), shapes),
        _content("Answer", operation["responses"]["200"], shapes),
        _content("Or 202", operation["responses"].get("202"), shapes),
        _scopes(operation),
        f"Errors: {errors}." if errors else "",
        f"```bash\n{example}\n```",
    ]
    return "\n\n".join(part for part in parts if part)


def _scopes(operation: Node) -> str:
    scopes = sorted({scope for need in operation.get("security", []) for names in need.values() for scope in names})
    return f"Scope: {', '.join(f'`{scope}`' for scope in scopes)}." if scopes else ""


def _parameters(parameters: list[Node]) -> str:
    rows = [_row(p["name"], p["schema"], p["required"], p["in"]) for p in parameters]
    return _table("Parameter", rows)


def _content(what: str, holder: Node | None, shapes: Node) -> str:
    if holder is None:
        return ""
    if "application/json" not in holder["content"]:
        return f"{what}: {', '.join(f'`{name}`' for name in holder['content'])}."
    schema = holder["content"]["application/json"]["schema"]
    whole = schema.get("anyOf", [schema])[0]
    fields = shapes[whole["$ref"].rsplit("/", 1)[-1]]["properties"]
    said = [f"{what}: {kind(whole)} with {', '.join(f'`{name}`' for name in fields)}"]
    said += [f"with `fields` a {kind(other)}" for other in schema.get("anyOf", [])[1:]]
    said += [f"{_OTHERS[name]} `{name}`" for name in holder["content"] if name != "application/json"]
    return f"{'; '.join(said)}."


_OTHERS = {
    "text/csv": "all rows as", "application/vnd.apache.arrow.stream": "all rows as", "text/event-stream": "as it comes, as",
}  # fmt: skip


def _shapes(shapes: Node) -> Iterator[str]:
    for name, shape in sorted(shapes.items()):
        required = shape.get("required", [])
        rows = [_row(field, schema, field in required, "") for field, schema in shape["properties"].items()]
        yield "\n\n".join(part for part in (f"### {name}", shape.get("description", ""), _table("Field", rows)) if part)


def _row(name: str, schema: Node, required: bool, place: str) -> str:
    default = "" if required else f"default `{json.dumps(schema['default'])}`" if "default" in schema else "optional"
    notes = [_said(schema), "in the path" if place == "path" else "", default]
    return f"| `{name}` | {kind(schema)} | {'; '.join(note for note in notes if note)} |"


def _said(schema: Node) -> str:
    options = [schema, *schema.get("anyOf", [])]
    return next((str(option["description"]) for option in options if "description" in option), "")


def _table(first: str, rows: list[str]) -> str:
    return "\n".join([f"| {first} | Type | Notes |", "|---|---|---|", *rows]) if rows else ""


def main() -> None:
    """Write the page; `scripts/api_conventions.md` is its first part, written by hand."""
    PAGE.write_text(
        page(create_app(get_settings()).openapi(), CONVENTIONS.read_text(encoding="utf-8")), encoding="utf-8"
    )
    print(PAGE.relative_to(PROJECT_DIR))


if __name__ == "__main__":
    main()
