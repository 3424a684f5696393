"""What has to hold of figures, and how it is told."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bench.sets import LEVELS, SETS, WITH_NATIVE

Figures = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class Bar:
    """What has to hold of the figures of one set, or of several together, where they have it."""

    name: str
    of: tuple[str, ...]
    figure: Callable[[Figures], float]
    at_most: float


def pooled(figures: Figures) -> float:
    """sMAPE of M3 over all points (Makridakis & Hibon 2000, table 6)."""
    points = {"m3_monthly": 18, "m3_quarterly": 8, "m3_yearly": 6, "m3_other": 8}
    weights = {name: figures[name]["series"] * h for name, h in points.items()}
    return sum(figures[name]["smape_pooled"] * n for name, n in weights.items()) / sum(weights.values())


def one(name: str, of: str, figure: str, at_most: float) -> Bar:
    """A bar of one figure of one set."""
    return Bar(name, (of,), lambda figures: figures[of][figure], at_most)


def _off(of: str, level: int) -> Bar:
    """How far a coverage may be from its level."""
    return Bar(f"{of} coverage {level}", (of,), lambda f: abs(f[of][f"coverage_{level}"] - level / 100), 0.03)


BARS = [
    Bar("M3 sMAPE", ("m3_monthly", "m3_quarterly", "m3_yearly", "m3_other"), pooled, 12.6),
    one("M3 monthly sMAPE", "m3_monthly", "smape_pooled", 13.4),
    one("M3 quarterly sMAPE", "m3_quarterly", "smape_pooled", 9.0),
    one("M3 other sMAPE", "m3_other", "smape_pooled", 4.3),
    one("M4 yearly OWA", "m4_yearly", "owa", 0.770),
    one("M4 hourly OWA", "m4_hourly", "owa", 0.44),
    one("M5 RMSSE to seasonal naive", "m5", "rmsse_ratio", 0.78),
    *(one(f"M5 RMSSE to seasonal naive, {level}", "m5", f"rmsse_ratio_{level}", 0.60) for level in LEVELS["m5"]),
    one("M5 coherence", "m5", "coherence", 1e-9),
    *(one(f"{name} MSIS to the best model's own intervals", name, "msis_95_to_native", 1.0) for name in WITH_NATIVE),
    *(_off(name, level) for name in SETS for level in (80, 95)),
]


def verdicts(figures: Figures, bars: Sequence[Bar] = tuple(BARS)) -> list[dict[str, Any]]:
    """Each bar whose sets were measured: its figure, and whether it holds; a figure that is no number does not."""
    measured = [bar for bar in bars if set(bar.of) <= set(figures)]
    return [
        {"bar": b.name, "found": found, "at_most": b.at_most, "ok": found <= b.at_most}
        for b in measured
        for found in [b.figure(figures)]
    ]


def told(verdict: Mapping[str, Any]) -> str:
    """A verdict as one line."""
    return (
        f"{'ok  ' if verdict['ok'] else 'MISS'} {verdict['bar']}: {verdict['found']:.4g} (at most {verdict['at_most']})"
    )


def conclude(bench: str, held: Sequence[Mapping[str, Any]], **figures: Any) -> None:
    """Print each verdict and, as the last line, the figures as one JSON object; `ok`: all bars held."""
    for verdict in held:
        print(told(verdict))
    print(json.dumps({"bench": bench, **figures, "bars": held, "ok": all(verdict["ok"] for verdict in held)}))
