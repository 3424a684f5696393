"""Say whether to train again, and tell a webhook of new alerts: `python -m scripts.monitor [--json] [--notify [--dry-run]]`.

The decision is SQL: the mart rpt_retrain of the current release, its limits in seeds/retrain_reasons.csv. Exit codes: 0 nothing to do,
10 train again, 1 an error (2 a wrong argument). A delivery that failed is an error, but where a training is due, that is what the code says.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from typing import Any

from configs.settings import Settings, get_settings
from scripts.notices import notify
from scripts.webhook import WebhookError, sender
from warehouse.lake import Lake
from warehouse.locks import Busy
from warehouse.releases import Release, ReleaseError, open_release
from warehouse.store import read

NOTHING_TO_DO, RETRAIN, ERROR = 0, 10, 1
_SAID = ["series_set", "reason", "value", "direction", "threshold", "n", "means", "n_periods_since"]


def reasons(release: Release) -> list[dict[str, Any]]:
    """The reasons to train again that hold, by set and reason; none: nothing to do. Raises ReleaseError where the release is from before them."""
    found = read(release, "rpt_retrain", [*_SAID, "is_met"])
    met = found.loc[found["is_met"], _SAID].astype(object)
    rows: list[dict[str, Any]] = met.where(met.notna(), None).to_dict("records")
    return rows


def sentence(reason: dict[str, Any]) -> str:
    """One reason in one line."""
    since = reason["n_periods_since"]
    age = "" if since is None else f"; {since:.0f} periods since the training"
    beyond = f"{reason['value']:.3g}, {reason['direction']} {reason['threshold']:g}"
    return f"{reason['series_set']}: {reason['reason']}: {reason['means']}: {beyond} (of {reason['n']}){age}"


def told(release: Release, as_json: bool) -> tuple[list[str], int]:
    """The lines to print and the exit code."""
    held = reasons(release)
    if as_json:
        lines = [json.dumps({"retrain": bool(held), "release_id": release.id, "reasons": held})]
    else:
        lines = [*(f"train: {sentence(reason)}" for reason in held)] or [f"nothing to do: release {release.id}"]
    return lines, RETRAIN if held else NOTHING_TO_DO


def deliver(settings: Settings, release: Release, dry_run: bool) -> str:
    """Send the alerts that are new to WEBHOOK_URL, or with `dry_run` print what would be sent; what was done, in a line."""
    if dry_run:
        n = notify(Lake(settings.lake_root), release, settings.notify, lambda message: print(json.dumps(message)), True)
        return f"{n} new alerts, nothing sent"
    if settings.webhook_url is None:
        raise ValueError("WEBHOOK_URL: expected the address to send alerts to, found none")
    send = sender(settings.webhook_url.get_secret_value(), settings.notify)
    return f"{notify(Lake(settings.lake_root), release, settings.notify, send)} new alerts sent"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print one line of JSON")
    parser.add_argument(
        "--notify", action="store_true", help="send the open alerts that were not sent before to WEBHOOK_URL"
    )
    parser.add_argument("--dry-run", action="store_true", help="with --notify: print the messages, and send nothing")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    asked = _parser().parse_args(arguments)
    try:
        settings = get_settings()
        release = open_release(Lake(settings.lake_root))
        lines, code = told(release, asked.json)
        print("\n".join(lines), flush=True)
    except (ReleaseError, OSError, ValueError) as error:
        print(f"monitoring stopped: {error}", file=sys.stderr)
        return ERROR
    try:
        if asked.notify:
            print(deliver(settings, release, asked.dry_run), file=sys.stderr)
    except (WebhookError, Busy, OSError, ValueError) as error:
        print(f"monitoring stopped: {error}", file=sys.stderr)
        return code or ERROR
    return code


if __name__ == "__main__":
    sys.exit(main())
