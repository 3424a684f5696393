"""Keys: who may do what, what a refusal says, who may move the pointer, and how often each may ask."""

import errno
import hashlib
import json
import logging
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import get_args

import httpx
import pytest
from pydantic import SecretStr, ValidationError

from api import pointer
from api.client import ApiError, Client
from api.contracts import PointerRequest
from configs.keys import ApiKey, Scope
from configs.settings import PROJECT_DIR, Settings, load_settings
from tests.conftest import Serve
from warehouse.lake import Lake
from warehouse.releases import current_id, list_ids

V1 = "/api/v1"
REGULAR = "weekly_units:21682"
# One call that each scope allows, and no other scope does.
CALLS: dict[Scope, tuple[str, str, dict[str, object] | None]] = {
    "read": ("GET", f"{V1}/series", None),
    "generate": ("POST", f"{V1}/forecasts/generate", {"unique_ids": [REGULAR], "h": 1}),
    "copilot": ("POST", f"{V1}/copilot/explain", {"unique_id": REGULAR}),
    "admin": ("POST", f"{V1}/releases/current", {"release_id": "nope"}),
}


def entry(name: str, key: str, *scopes: Scope) -> ApiKey:
    return ApiKey(name=name, sha256=hashlib.sha256(key.encode()).hexdigest(), scopes=list(scopes))


def with_keys(settings: Settings, *keys: ApiKey, plain: str | None = None, **api: int) -> Settings:
    changed = settings.api.model_copy(update={"keys": list(keys), **api})
    return settings.model_copy(update={"api": changed, "api_key": SecretStr(plain) if plain else None})


@pytest.fixture
def ask(sample: Settings, serve: Serve) -> Iterator[Callable[..., httpx.Response]]:
    """Call the API as the owner of a key; there is one key a scope, called as it, and the plain one."""
    url = serve(with_keys(sample, *(entry(scope, f"key-{scope}", scope) for scope in get_args(Scope)), plain="plain"))
    with httpx.Client(base_url=url, timeout=60) as http:

        def call(method: str, path: str, key: str | None, body: object = None) -> httpx.Response:
            return http.request(method, path, json=body, headers={"X-API-Key": key} if key else {})

        yield call


@pytest.mark.parametrize("scope", get_args(Scope))
def test_a_key_may_do_what_its_scope_says_and_nothing_else(ask: Callable[..., httpx.Response], scope: Scope) -> None:
    for other, (method, path, body) in CALLS.items():
        answer = ask(method, path, f"key-{scope}", body)
        if other == scope:
            assert answer.status_code == (404 if other == "admin" else 200), answer.text
        else:
            assert (answer.status_code, answer.json()["type"]) == (403, "/problems/missing-scope")
            assert f"the scope {other}, found {scope} with {scope}" in answer.json()["detail"]


def test_the_plain_key_may_do_everything_and_no_key_nothing(ask: Callable[..., httpx.Response]) -> None:
    for method, path, body in CALLS.values():
        assert ask(method, path, "plain", body).status_code in (200, 404)
        for wrong in (None, "key", "key-", "plai", hashlib.sha256(b"plain").hexdigest()):
            answer = ask(method, path, wrong, body)
            assert (answer.status_code, answer.json()["type"]) == (401, "/problems/unauthorized")
            assert "key-" not in answer.text.replace("api-key", "")


def test_every_operation_says_which_scope_it_needs(api_url: str) -> None:
    paths = httpx.get(f"{api_url}/openapi.json").json()["paths"]
    for path, methods in paths.items():
        for method, operation in methods.items():
            scopes = [scope for need in operation.get("security", []) for scope in need["APIKeyHeader"]]
            assert len(scopes) == (1 if path.startswith("/api/") else 0), f"{method} {path}: {scopes}"
            assert set(scopes) <= set(get_args(Scope))


def test_the_command_makes_a_key_that_works_with_the_entry_that_it_prints(sample: Settings, serve: Serve) -> None:
    command = [sys.executable, "-m", "scripts.api_key", "night-job", "read", "generate"]
    said = subprocess.run(command, cwd=PROJECT_DIR, capture_output=True, text=True, check=True).stdout.splitlines()
    key, told = said[1].strip(), json.loads(said[3])
    assert key not in said[3]
    (read,) = load_settings(api={"keys": [told]}).api.keys
    with Client(serve(with_keys(sample, read)), api_key=key) as client:
        assert client.series(limit=1).items
        with pytest.raises(ApiError, match="expected a key with the scope admin, found night-job with generate, read"):
            client.move_pointer(PointerRequest(release_id="x"))


def test_keys_come_from_the_environment_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API__KEYS", json.dumps([entry("a", "one", "read").model_dump()]))
    assert load_settings().api.keys == [entry("a", "one", "read")]


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ([entry("a", "one", "read"), entry("a", "two", "read")], "a name of its own for each key, found twice: a"),
        ([{"name": "a", "sha256": "secret", "scopes": ["read"]}], "sha256"),
        ([{"name": "a b", "sha256": "0" * 64, "scopes": ["read"]}], "name"),
        ([{"name": "a", "sha256": "0" * 64, "scopes": ["write"]}], "scopes"),
        ([{"name": "a", "sha256": "0" * 64, "scopes": []}], "scopes"),
    ],
)
def test_keys_that_cannot_be_stop_the_start(keys: list[object], said: str) -> None:
    with pytest.raises(ValidationError, match=said) as error:
        load_settings(api={"keys": keys})
    assert "secret" not in str(error.value)


def test_an_empty_plain_key_stops_the_start_instead_of_opening_the_door(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_KEY", "")
    with pytest.raises(ValidationError, match="api_key"):
        load_settings()


def test_an_admin_moves_the_pointer_back_and_forward_and_the_log_says_who(
    own_sample: Settings, serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    lake = Lake(own_sample.lake_root)
    newest, oldest = list_ids(lake)
    url = serve(with_keys(own_sample, entry("ops", "secret", "admin", "read")))
    with Client(url, api_key="secret") as client, caplog.at_level(logging.WARNING, "lakecast.audit"):
        back = client.move_pointer(PointerRequest(release_id=oldest))
        assert client.series(limit=1).release_id == current_id(lake) == oldest
        forward = client.move_pointer(PointerRequest(release_id=newest))
        assert client.series(limit=1).release_id == current_id(lake) == newest
    assert (back.before, back.release_id, forward.before, forward.release_id) == (newest, oldest, oldest, newest)
    said = [record.getMessage() for record in caplog.records if record.name == "lakecast.audit"]
    assert said == [
        f"ops moved the current release from {newest} to {oldest}",
        f"ops moved the current release from {oldest} to {newest}",
    ]


@pytest.mark.parametrize("release_id", ["nope", "../../etc/passwd", "x' or 1=1", "20111128T000000-00000000"])
def test_when_the_release_is_unknown_then_the_pointer_stays(client: Client, sample: Settings, release_id: str) -> None:
    before = current_id(Lake(sample.lake_root))
    with pytest.raises(ApiError) as error:
        client.move_pointer(PointerRequest(release_id=release_id))
    assert error.value.status == 404
    assert current_id(Lake(sample.lake_root)) == before


def test_when_a_release_lacks_a_file_then_the_pointer_stays(own_sample: Settings, serve: Serve) -> None:
    lake = Lake(own_sample.lake_root)
    newest, oldest = list_ids(lake)
    names = [
        json.loads(lake.read("releases", f"{name}.json"))["tables"]["fct_runs"]["files"][0]["file"]
        for name in (newest, oldest)
    ]
    assert names[0] != names[1]
    lake.fs.rm_file(lake.path(names[1]))
    with Client(serve(own_sample)) as client, pytest.raises(ApiError, match="lacks files of fct_runs") as error:
        client.move_pointer(PointerRequest(release_id=oldest))
    assert error.value.status == 409
    assert current_id(lake) == newest


def test_where_the_lake_is_read_only_the_problem_says_what_to_do(
    client: Client, sample: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(lake: Lake, release_id: str) -> None:
        raise OSError(errno.EROFS, "Read-only file system", lake.root)

    monkeypatch.setattr(pointer, "roll_back", refuse)
    with pytest.raises(ApiError, match=r"scripts\.releases rollback") as error:
        client.move_pointer(PointerRequest(release_id=list_ids(Lake(sample.lake_root))[0]))
    assert error.value.status == 403
    assert sample.lake_root not in str(error.value)


def test_each_caller_has_a_limit_of_its_own(sample: Settings, serve: Serve) -> None:
    keys = [entry("a", "one", "read", "copilot"), entry("b", "two", "read", "copilot")]
    url = serve(with_keys(sample, *keys, rate_limit_per_minute=2, bulk_limit_per_minute=1))

    def statuses(key: str, calls: int, **headers: str) -> list[int]:
        headers = {"X-API-Key": key, **headers}
        if "Accept" in headers:
            return [httpx.get(f"{url}{V1}/forecasts", headers=headers).status_code for _ in range(calls)]
        body = {"unique_id": "nope"}
        return [httpx.post(f"{url}{V1}/copilot/explain", json=body, headers=headers).status_code for _ in range(calls)]

    assert statuses("one", 3) == [404, 404, 429]
    assert statuses("two", 3) == [404, 404, 429]
    assert statuses("one", 2, Accept="text/csv") == [200, 429]
    assert statuses("two", 2, Accept="text/csv") == [200, 429]
    assert httpx.get(f"{url}{V1}/forecasts", headers={"X-API-Key": "one"}).status_code == 200
