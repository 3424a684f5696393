"""The choices of a run that the pure functions need, taken from the configuration or from an artifact."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Literal

Point = Literal["by_class", "median", "mean"]
LEVELS = (80, 95)  # of intervals, in percent: the columns of tables and contracts
# The levels that an artifact knows, so that a request may ask for any between; 0 is the middle of the errors.
GRID = (0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 98, 99)


@dataclass(frozen=True)
class Asked:
    """What a request wants beside, or instead of, what is served.

    levels     of intervals in percent, beside LEVELS
    quantiles  of the forecast's distribution, above 0 and below 1
    model      key of ZOO: its forecast is served, whatever was learnt of it
    """

    levels: tuple[int, ...] = ()
    quantiles: tuple[float, ...] = ()
    model: str | None = None

    @property
    def all_levels(self) -> tuple[int, ...]:
        """LEVELS and those that are asked for, in order."""
        return tuple(sorted({*LEVELS, *self.levels}))


AS_SERVED = Asked()


@dataclass(frozen=True)
class Rules:
    """How to forecast.

    portfolio       demand class, or `unseasonal`, `short_season`, `months`, `days` and `several_seasons`, which go before smooth and
                    erratic, or `sums` and `sums_of_days` of other series -> model names (keys of ZOO); seasonal_naive is
                    always run beside them
    n_windows       rolling origins of the backtest
    shrinkage       weight of the class' evidence against a series' own, in windows
    min_train_size  periods of history below which a series is `short`
    point           what y_hat aims at: `median` (least absolute error), `mean` (least squared), or `by_class`: the mean of
                    demand with gaps, else the median
    backtests       `all` rows are kept, or of what is served, the mean of models and naive alone (`summary.COMPARED`)
    """

    portfolio: Mapping[str, Sequence[str]]
    n_windows: int
    shrinkage: float
    min_train_size: int
    point: Point = "by_class"
    backtests: Literal["all", "compared"] = "all"

    @classmethod
    def of(cls, config: Mapping[str, Any]) -> "Rules":
        """Take what is needed from a configuration that may hold more."""
        return cls(**{f.name: config[f.name] for f in fields(cls)})
