"""What forecasting costs, how far it goes and what it survives: `python -m bench.pipeline [cost scale hostile] [--series N]`.

cost     M3 monthly with the preset `balanced`: CPU per series, and beside the bare calls of the libraries; models' cost by preset
scale    M5 with its levels on two cores, training killed once (SIGKILL) and started again
hostile  made-up series of the worst kinds, from landing to publishing

M3 and M5 are of BENCH_DATA. Prints a table and, as its last line, one JSON object.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

from bench.bars import Bar, conclude, one, verdicts
from bench.cost import prepare, price
from bench.endure import endure
from bench.pairs import sampled
from bench.scale import scale
from bench.sets import named
from configs.settings import Preset

PRESET = "balanced"
BARS = [
    one("CPU ms per series", "cost", "ms_per_series", 60),
    one("CPU to that of the bare calls", "cost", "ratio", 1.15),
    one("seconds to train and forecast", "scale", "seconds", 45 * 60),
    one("peak GiB", "scale", "peak_gib", 8),
    one("shards done again after a kill", "scale", "shards_again", 0),
    Bar("hostile series with a fault", ("hostile",), lambda f: sum(f["hostile"]["faults"].values()), 0),  # type: ignore[attr-defined]
    one("hostile rows unaccounted for", "hostile", "rows_unaccounted", 0),
]
_SERIES = {"cost": 1428, "scale": 30_000, "hostile": 10_000}
_SAMPLE = 200  # series for the presets' table


def cost_part(folder: Path, n: int) -> dict[str, Any]:
    """M3 monthly with the default preset, and on a sample of it what each preset's models take."""
    monthly = named("m3_monthly")
    whole = price(prepare(sampled(monthly, n, folder / "files"), folder / "whole"), PRESET)
    few = prepare(sampled(monthly, min(_SAMPLE, n), folder / "few-files"), folder / "few")
    return {**whole, "preset": PRESET, "presets": {preset: price(few, preset) for preset in get_args(Preset)}}


def scale_part(folder: Path, n: int) -> dict[str, Any]:
    return dict(scale(sampled(named("m5"), n, folder / "files"), folder / "m5"))


PARTS: dict[str, Callable[[Path, int], dict[str, Any]]] = {"cost": cost_part, "scale": scale_part, "hostile": endure}


def lines(figures: Mapping[str, Any], before: str = "") -> Iterator[str]:
    """Figures to print, one a line; the models of presets as a table."""
    for name, value in figures.items():
        if name == "presets":
            yield from preset_table(value)
        elif isinstance(value, Mapping):
            yield from lines(value, f"{before}{name} ")
        else:
            yield f"  {before + name:<42}{value if isinstance(value, str) else round(value, 3):>14}"


def preset_table(presets: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """ms per series and fit of each model by preset, and CPU ms per series of the whole."""
    yield f"  {'ms per series and fit':<42}" + "".join(f"{preset:>14}" for preset in presets)
    for name in sorted({name for priced in presets.values() for name in priced["models"]}):
        cells = (priced["models"].get(name) for priced in presets.values())
        yield f"  {name:<42}" + "".join(f"{'-' if ms is None else round(ms, 3):>14}" for ms in cells)
    for name in ("ms_per_series", "bare_seconds", "whole_seconds", "ratio"):
        yield f"  {name:<42}" + "".join(f"{round(priced[name], 3):>14}" for priced in presets.values())


def rounded(value: Any) -> Any:
    """Three decimals, however deep."""
    if isinstance(value, Mapping):
        return {name: rounded(below) for name, below in value.items()}
    return round(value, 3) if isinstance(value, float) else value


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", help=f"of {', '.join(PARTS)}; default: all")
    parser.add_argument("--series", type=int, help=f"a smaller sample; default: {_SERIES}")
    parser.add_argument("--folder", type=Path, help="keep everything here; default: a temporary folder")
    asked = parser.parse_args()
    if unknown := set(asked.parts) - set(PARTS):
        parser.error(f"expected parts of {', '.join(PARTS)}, found {', '.join(sorted(unknown))}")
    figures = {}
    with tempfile.TemporaryDirectory() as scratch:
        for name in asked.parts or PARTS:
            folder = (asked.folder or Path(scratch)).resolve() / name
            folder.mkdir(parents=True, exist_ok=True)
            figures[name] = PARTS[name](folder, min(asked.series or _SERIES[name], _SERIES[name]))
            print("\n".join([name, *lines(figures[name])]), flush=True)
    conclude("pipeline", verdicts(figures, BARS), **rounded(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
