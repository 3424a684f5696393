"""One process that trains and forecasts, and what of its CPU time libraries took: `python -m bench.bare OUT.json`.

The settings are those of the environment. Bare is what a script without the platform would need as well: to import statsforecast
and lightgbm, and each call of them that fits or forecasts. Nothing of the platform is imported before them, so what
they import themselves (numpy, pandas) is theirs.
"""

import functools
import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class Clock:
    """CPU seconds and number of the outermost calls of wrapped functions, by label."""

    seconds: dict[str, float] = field(default_factory=dict)
    calls: dict[str, int] = field(default_factory=dict)
    depth: int = 0

    def wrap(self, owner: Any, name: str, label: str) -> None:
        """Time a function of a module or a class; inside another timed call it belongs to that one."""
        function: Callable[..., Any] = getattr(owner, name)

        @functools.wraps(function)
        def timed(*args: Any, **kwargs: Any) -> Any:
            started, self.depth = time.process_time(), self.depth + 1
            try:
                return function(*args, **kwargs)
            finally:
                self.depth -= 1
                if not self.depth:
                    self._add(label, time.process_time() - started)

        setattr(owner, name, timed)

    def _add(self, label: str, seconds: float) -> None:
        self.seconds[label] = self.seconds.get(label, 0.0) + seconds
        self.calls[label] = self.calls.get(label, 0) + 1


def imported() -> float:
    """CPU seconds to import the libraries."""
    started = time.process_time()
    import lightgbm  # noqa: F401
    import statsforecast.models  # noqa: F401

    return time.process_time() - started


def clock_libraries() -> Clock:
    """Wrap the calls that fit and forecast: local models by their name in the zoo, LightGBM as one."""
    import lightgbm
    from statsforecast import models

    from models_py.forecasting.local import LocalModel
    from models_py.forecasting.zoo import ZOO

    clock = Clock()
    for name, model in ZOO.items():
        if isinstance(model, LocalModel):
            clock.wrap(getattr(models, model.cls), "forecast", name)
    for owner, name in ((lightgbm.Dataset, "construct"), (lightgbm, "train"), (lightgbm.Booster, "predict")):
        clock.wrap(owner, name, "lightgbm")
    return clock


def main(out: Path) -> None:
    imports = imported()
    clock = clock_libraries()
    from configs.settings import get_settings
    from models_py import jobs

    settings = get_settings()
    jobs.train(settings)
    jobs.infer(settings)
    out.write_text(json.dumps({"imports": imports, "seconds": clock.seconds, "calls": clock.calls}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
