"""From raw invoices to a served forecast on the demo data, then the API and the dashboard."""

import argparse
import sys
import time
from collections.abc import Callable

from api import queries
from configs.settings import Settings, get_settings
from scripts import inference, run_etl, serve, train
from warehouse.lake import Lake
from warehouse.releases import Release, open_release

STEPS: list[tuple[str, Callable[[], int]]] = [
    ("Land the invoices, build and test the warehouse", run_etl.main),
    ("Backtest the models, learn selection and intervals", train.main),
    ("Forecast every series, publish a release", inference.main),
]


def report(release: Release) -> list[str]:
    """What the release says of itself: rows, series, accuracy of the served forecast against seasonal naive."""
    summary = queries.monitoring_summary(release)
    lines = []
    for s in summary.sets:
        reasons = ", ".join(f"{r.reason} {r.n_rows:,}" for r in summary.rejected if r.series_set == s.series_set)
        statuses = {
            "ok": s.n_ok,
            "fallback": s.n_fallback,
            "short": s.n_short,
            "stale": s.n_stale,
            "failed": s.n_failed,
        }
        lines += [
            f"{s.label} ({s.series_set})",
            f"  rows      {s.rows_in:,} in = {s.rows_used:,} used + {s.rows_rejected:,} rejected ({reasons})",
            f"  series    {s.n_series:,}: " + ", ".join(f"{n:,} {status}" for status, n in statuses.items() if n),
            f"  backtest  last window: MASE {_figure(s.mase)} against {_figure(s.mase_naive)} of seasonal naive, "
            f"WAPE {_figure(s.wape)} against {_figure(s.wape_naive)}, "
            f"80% intervals cover {'-' if s.coverage_80 is None else format(s.coverage_80, '.1%')}",
        ]
    return [*lines, f"release {release.id}"]


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def run(settings: Settings, serving: bool) -> int:
    started = time.monotonic()
    for number, (title, step) in enumerate(STEPS, 1):
        print(f"\n[{number}/{len(STEPS)}] {title}", flush=True)
        if step():
            return 1
    print(f"\nDone in {time.monotonic() - started:.0f} s\n")
    print("\n".join(report(open_release(Lake(settings.lake_root)))), flush=True)
    return serve.serve(settings, ["api", "dashboard"]) if serving else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--no-serve", action="store_true", help="stop when the release is published")
    return run(get_settings(), serving=not parser.parse_args().no_serve)


if __name__ == "__main__":
    sys.exit(main())
