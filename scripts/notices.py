"""Tell a webhook of the alerts that are open and that it was not told of before. What it took is kept in the lake."""

import json
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from configs.settings import Notify
from warehouse import locks
from warehouse.lake import Lake
from warehouse.releases import Release
from warehouse.store import read

Alert = dict[str, Any]
Send = Callable[[dict[str, Any]], None]

_SENT = ("notices", "webhook.json")
_REMEMBERED = timedelta(days=400)
_COLUMNS = [
    "alert_id", "series_set", "unique_id", "measure", "cause", "severity", "value", "threshold", "owner", "next_action", "first_seen_ds",
]  # fmt: skip
# A message holds at most 50 blocks, a text 3,000 characters.
_IN_A_MESSAGE, _LONGEST = 20, 300


def open_alerts(release: Release) -> list[Alert]:
    """The open alerts of a release: failures first, whole sets before their series."""
    alerts = read(release, "fct_alerts", [*_COLUMNS, "is_open"])
    alerts = alerts[alerts["is_open"]].sort_values(
        ["severity", "series_set", "unique_id", "measure", "alert_id"], na_position="first"
    )
    found: list[Alert] = alerts[_COLUMNS].astype(object).where(alerts[_COLUMNS].notna(), None).to_dict("records")
    return found


def notify(lake: Lake, release: Release, limits: Notify, send: Send, dry_run: bool = False) -> int:
    """Send what is new of the open alerts, and remember each message once it was taken; how many alerts are new.

    An alert is new again when it became a failure. With `dry_run` `send` is called, and nothing remembered. After a fault the next
    call goes on behind the last message that was taken. Raises what `send` raises, and locks.Busy when another one is at it.
    """
    with _alone(lake):
        told = _told(lake)
        new = [alert for alert in open_alerts(release) if _news(alert, told)]
        shown = new[: limits.max_alerts]
        parts = [shown[at : at + _IN_A_MESSAGE] for at in range(0, len(shown), _IN_A_MESSAGE)]
        for number, part in enumerate(parts, start=1):
            is_last = number == len(parts)
            send(message(part, release.id, len(new), n_left_out=len(new) - len(shown) if is_last else 0))
            if not dry_run:
                # The count in the last message tells of those that it does not show.
                told |= {a["alert_id"]: _taken(a) for a in (*part, *(new[len(shown) :] if is_last else ()))}
                lake.write(json.dumps(told, indent=1, sort_keys=True).encode(), *_SENT)
        return len(new)


def message(alerts: Sequence[Alert], release_id: str, n_new: int, n_left_out: int = 0) -> dict[str, Any]:
    """A message as Slack reads it: `text` for notifications, `blocks` to read. Names from data are escaped."""
    title = f"{n_new} new {'alert' if n_new == 1 else 'alerts'} in release {release_id}"
    lines = [title, *map(_line, alerts)]
    if n_left_out:
        lines.append(f"and {n_left_out} more, not shown: read them in fct_alerts")
    return {
        "text": "\n".join(lines),
        "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": line, "verbatim": True}} for line in lines],
    }


def _line(alert: Alert) -> str:
    about = alert["unique_id"] or f"all of {alert['series_set']}"
    found = f"{alert['measure']} {alert['value']:.3g} (limit {alert['threshold']:g})"
    since = f"since {alert['first_seen_ds']:%Y-%m-%d}"
    head = f"*{alert['severity']}* {_escaped(alert['cause'])}: `{_escaped(about)}`: {_escaped(found)} {since}"
    return f"{head}. {_escaped(alert['owner'])}: {_escaped(alert['next_action'])}"


def _escaped(text: str) -> str:
    """Text that cannot be a mention, a link, a line or a mark of its own; of what is very long the beginning."""
    plain = "".join(character if character.isprintable() else " " for character in text).replace("`", "'")
    short = plain if len(plain) <= _LONGEST else f"{plain[:_LONGEST]}…"
    return short.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _news(alert: Alert, told: dict[str, dict[str, str]]) -> bool:
    before = told.get(alert["alert_id"])
    return before is None or (before["severity"] == "warn" and alert["severity"] == "fail")


def _taken(alert: Alert) -> dict[str, str]:
    return {"severity": alert["severity"], "sent_at": datetime.now(UTC).isoformat(timespec="seconds")}


def _told(lake: Lake) -> dict[str, dict[str, str]]:
    """What the webhook took before, by alert; what is very old is forgotten, so that the file stays small."""
    if not lake.exists(*_SENT):
        return {}
    since = (datetime.now(UTC) - _REMEMBERED).isoformat()
    known: dict[str, dict[str, str]] = json.loads(lake.read(*_SENT))
    return {alert_id: taken for alert_id, taken in known.items() if taken["sent_at"] >= since}


def _alone(lake: Lake) -> AbstractContextManager[None]:
    """One at a time on local disk. Of a lake in a bucket, the schedule has to see to it."""
    return locks.held(Path(lake.path("notices", ".lock")), 0) if lake.is_local else nullcontext()
