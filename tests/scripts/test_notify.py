"""Alerts reach a webhook: a real HTTP server, real releases, the command as an operator runs it."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from configs.settings import PROJECT_DIR, Settings, child_environment, load_settings
from scripts.notices import message, notify, open_alerts
from scripts.webhook import WebhookError, pause_after, sender
from warehouse.lake import Lake
from warehouse.releases import open_release
from warehouse.store import read

SECRET = "T0-hush-hush"
HI = {"text": "hi"}


@dataclass
class Hook:
    """A webhook that gives the answers it is told, then 200, and of the first requests is silent for so many seconds, whereafter it hangs up."""

    answers: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    silences: list[float] = field(default_factory=list)
    taken: list[dict[str, Any]] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    url: str = ""


@pytest.fixture
def hook() -> Iterator[Hook]:
    hook = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            hook.times.append(time.monotonic())
            if hook.silences:
                time.sleep(hook.silences.pop(0))
                return
            status, headers = hook.answers.pop(0) if hook.answers else (200, {})
            if status == 200:
                hook.taken.append(body)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    hook.url = f"http://127.0.0.1:{server.server_port}/{SECRET}"
    yield hook
    server.shutdown()
    server.server_close()


def limits(**changed: Any) -> Any:
    return load_settings().notify.model_copy(update={"backoff_seconds": 0.01, "timeout_seconds": 2.0, **changed})


def run(settings: Settings, url: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    places = child_environment(
        LAKE_ROOT=settings.lake_root, WEBHOOK_URL=url, NOTIFY__BACKOFF_SECONDS="0.01", LOG_LEVEL="DEBUG", **environment
    )
    command = [sys.executable, "-m", "scripts.monitor", "--notify", *arguments]
    answer = subprocess.run(command, cwd=PROJECT_DIR, env=places, capture_output=True, text=True, check=False)
    assert SECRET not in answer.stdout + answer.stderr
    return answer


def n_shown(messages: Sequence[dict[str, Any]]) -> int:
    return sum(block["text"]["text"].startswith(("*warn*", "*fail*")) for each in messages for block in each["blocks"])


def add_alerts(settings: Settings, names: Sequence[str]) -> None:
    """Open alerts of series by these names beside those that the current release has, as if its build had found them."""
    release = open_release(Lake(settings.lake_root))
    alerts = read(release, "fct_alerts")
    rows = [
        {**alerts.iloc[0].to_dict(), "alert_id": f"added {i}", "unique_id": name, "is_open": True}
        for i, name in enumerate(names)
    ]
    pd.concat([alerts, pd.DataFrame(rows)[alerts.columns]], ignore_index=True).to_parquet(
        release.local_files("fct_alerts")[0]
    )


def test_when_the_webhook_fails_once_then_the_message_is_delivered_once(hook: Hook) -> None:
    hook.answers = [(500, {})]
    sender(hook.url, limits())(HI)
    assert hook.taken == [HI]
    assert len(hook.times) == 2


def test_when_the_webhook_says_when_to_come_back_then_it_is_not_asked_sooner(hook: Hook) -> None:
    hook.answers = [(429, {"retry-after": "1"})]
    sender(hook.url, limits())(HI)
    assert hook.taken == [HI]
    assert hook.times[1] - hook.times[0] >= 1


def test_pauses_double(hook: Hook) -> None:
    hook.answers = [(503, {})] * 3
    sender(hook.url, limits(backoff_seconds=0.1))(HI)
    pauses = [later - earlier for earlier, later in zip(hook.times, hook.times[1:], strict=False)]
    assert all(pause >= least for pause, least in zip(pauses, (0.1, 0.2, 0.4), strict=True))


@given(st.integers(0, 10), st.floats(0.01, 60), st.floats(0, 3600))
def test_a_pause_is_never_shorter_than_asked_and_not_the_same_for_all_who_wait(
    attempt: int, backoff: float, asked: float
) -> None:
    least = max(backoff * 2**attempt, asked)
    pauses = {pause_after(attempt, backoff, asked) for _ in range(20)}
    assert all(least <= pause <= least * 1.5 for pause in pauses)
    assert len(pauses) > 1


def test_when_the_webhook_does_not_answer_in_time_then_it_is_tried_again_and_delivered(hook: Hook) -> None:
    hook.silences = [30.0]
    sender(hook.url, limits(timeout_seconds=2.0))(HI)
    assert len(hook.times) == 2
    assert hook.taken == [HI]


def test_when_the_webhook_never_answers_then_it_ends_at_the_deadline(hook: Hook) -> None:
    hook.silences = [30.0] * 999
    started = time.monotonic()
    with pytest.raises(WebhookError, match="ReadTimeout"):
        sender(hook.url, limits(timeout_seconds=0.3, attempts=999, deadline_seconds=1.0))(HI)
    assert time.monotonic() - started < 20
    assert hook.taken == []


@pytest.mark.parametrize(
    ("answers", "limit", "n_asked", "told"),
    [
        ([(500, {})] * 9, {"attempts": 3}, 3, "after 3 tries: HTTP 500"),
        ([(429, {"retry-after": "3600"})], {}, 1, "after 1 tries: HTTP 429"),
        ([(404, {})], {}, 1, "refused with HTTP 404"),
        ([(302, {"location": "http://127.0.0.1:9/"})], {}, 1, "refused with HTTP 302"),
    ],
)
def test_when_it_is_never_taken_then_it_ends_in_time_and_says_why(
    hook: Hook, answers: list[tuple[int, dict[str, str]]], limit: dict[str, Any], n_asked: int, told: str
) -> None:
    hook.answers = list(answers)
    with pytest.raises(WebhookError, match=told) as raised:
        sender(hook.url, limits(**limit))(HI)
    assert len(hook.times) == n_asked
    assert SECRET not in str(raised.value)


def test_when_nobody_listens_then_the_fault_is_named_and_not_the_address(hook: Hook) -> None:
    with pytest.raises(WebhookError, match="after 2 tries: ConnectError") as raised:
        sender(f"http://127.0.0.1:9/{SECRET}", limits(attempts=2))(HI)
    assert SECRET not in str(raised.value)


def test_open_alerts_are_sent_once(own_sample: Settings, hook: Hook) -> None:
    n = len(open_alerts(open_release(Lake(own_sample.lake_root))))
    assert n > 0
    dry = run(own_sample, hook.url, "--dry-run")
    assert (dry.returncode, hook.times) == (0, [])
    assert n_shown([json.loads(line) for line in dry.stdout.splitlines() if line.startswith("{")]) == n
    hook.answers = [(500, {})]
    assert f"{n} new alerts sent" in run(own_sample, hook.url).stderr
    assert n_shown(hook.taken) == n
    assert "0 new alerts sent" in run(own_sample, hook.url).stderr
    assert n_shown(hook.taken) == n
    add_alerts(own_sample, ["a"])
    assert "1 new alerts sent" in run(own_sample, hook.url).stderr
    assert n_shown(hook.taken) == n + 1


def test_when_a_message_is_refused_then_the_next_run_goes_on_behind_the_last_that_was_taken(
    own_sample: Settings, hook: Hook
) -> None:
    add_alerts(own_sample, [f"series {i:03}" for i in range(30)])
    n = len(open_alerts(open_release(Lake(own_sample.lake_root))))
    hook.answers = [(200, {}), (403, {})]
    stopped = run(own_sample, hook.url)
    assert stopped.returncode == 1
    assert "refused with HTTP 403" in stopped.stderr
    assert n_shown(hook.taken) == 20
    assert f"{n - 20} new alerts sent" in run(own_sample, hook.url).stderr
    lines = [block["text"]["text"] for each in hook.taken for block in each["blocks"][1:]]
    assert len(lines) == len(set(lines)) == n


def test_when_a_training_is_due_then_a_webhook_that_fails_does_not_hide_it(own_sample: Settings, hook: Hook) -> None:
    release = open_release(Lake(own_sample.lake_root))
    reasons = read(release, "rpt_retrain")
    reasons.assign(is_met=reasons["reason"] == "never_trained").to_parquet(release.local_files("rpt_retrain")[0])
    hook.answers = [(403, {})]
    answer = run(own_sample, hook.url)
    assert answer.returncode == 10
    assert answer.stdout.startswith("train: ")
    assert "refused with HTTP 403" in answer.stderr


def test_when_there_are_very_many_then_the_rest_is_counted_and_not_sent_later(own_sample: Settings, hook: Hook) -> None:
    add_alerts(own_sample, [f"series {i:03}" for i in range(30)])
    n = len(open_alerts(open_release(Lake(own_sample.lake_root))))
    assert run(own_sample, hook.url, NOTIFY__MAX_ALERTS="25").returncode == 0
    assert [n_shown([each]) for each in hook.taken] == [20, 5]
    assert hook.taken[-1]["blocks"][-1]["text"]["text"].startswith(f"and {n - 25} more, not shown")
    assert "0 new alerts sent" in run(own_sample, hook.url).stderr


def test_when_a_warning_became_a_failure_then_it_is_sent_again(own_sample: Settings) -> None:
    add_alerts(own_sample, ["a"])
    lake, sent = Lake(own_sample.lake_root), list[dict[str, Any]]()
    alerts = read(open_release(lake), "fct_alerts")
    is_added, place = alerts["alert_id"] == "added 0", open_release(lake).local_files("fct_alerts")[0]
    for severity, n_sent in [("warn", 1), ("fail", 2), ("fail", 2), ("warn", 2)]:
        alerts[is_added].assign(severity=severity).to_parquet(place)
        notify(lake, open_release(lake), limits(), sent.append)
        assert len(sent) == n_sent


def test_when_no_address_is_given_then_it_fails_and_says_what_is_missing(own_sample: Settings) -> None:
    environment = {
        name: value
        for name, value in child_environment(LAKE_ROOT=own_sample.lake_root).items()
        if name != "WEBHOOK_URL"
    }
    command = [sys.executable, "-m", "scripts.monitor", "--notify"]
    answer = subprocess.run(command, cwd=PROJECT_DIR, env=environment, capture_output=True, text=True, check=False)
    assert answer.returncode == 1
    assert "WEBHOOK_URL: expected" in answer.stderr


@pytest.mark.parametrize(
    "url", [f"http://hooks.example/{SECRET}", f"ftp://localhost/{SECRET}", SECRET, f"https:///{SECRET}"]
)
def test_only_https_leaves_this_machine_and_the_error_does_not_tell_the_address(url: str) -> None:
    with pytest.raises(ValidationError, match="webhook_url") as raised:
        load_settings(webhook_url=url)
    assert SECRET not in str(raised.value)


ALERT = {
    "alert_id": "x", "series_set": "s", "unique_id": "s:a", "measure": "level_shift", "cause": "drift", "severity": "warn",
    "value": 5.0, "threshold": 4.25, "owner": "planning", "next_action": "Ask", "first_seen_ds": pd.Timestamp("2024-01-01"),
}  # fmt: skip


def test_a_hostile_name_is_escaped_and_stays_in_its_line() -> None:
    name = "<!channel> <http://x|y> & `*fail*`\n*fail* \u202e" + "z" * 9999
    told = message([{**ALERT, "unique_id": name}], "r", 1)
    text = told["blocks"][1]["text"]["text"]
    assert "&lt;!channel&gt; &lt;http://x|y&gt; &amp; '*fail*' *fail*" in text
    assert text.count("`") == 2
    assert len(text) < 3000
    assert len(told["text"].splitlines()) == 2


@given(st.text(min_size=1))
def test_no_name_gets_a_mark_of_its_own(name: str) -> None:
    told = message([{**ALERT, "unique_id": name}], "r", 1)
    for text in (told["text"], told["blocks"][1]["text"]["text"]):
        assert "<" not in text
        assert ">" not in text
        assert text.count("`") == 2
    assert len(told["blocks"]) == 2
    assert len(told["text"].splitlines()) == 2
