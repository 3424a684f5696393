"""All models by name. A statsforecast model is one line here."""

from models_py.forecasting.base import Forecaster, GlobalModel
from models_py.forecasting.calendar_regression import CalendarRegression
from models_py.forecasting.global_lgbm import GlobalLightGBM
from models_py.forecasting.global_linear import GlobalLinear
from models_py.forecasting.global_network import GlobalNetwork
from models_py.forecasting.local import LocalModel
from models_py.forecasting.seasonal_regression import SeasonalRegression
from models_py.forecasting.shrunk_theta import ShrunkTheta

# With fewer than three seasons the seasonal fits are no better than the plain ones and cost three times as
# much (weekly demo series); and no series may change its kind of fit between its last backtest window and the
# forecast.
SEASONS = 3

# They learn from all series of a set at once, before its shards are forecast; no hyphen in a name, which is part of a file's.
GLOBAL_MODELS: dict[str, GlobalModel] = {
    "lightgbm": GlobalLightGBM(),
    "global_linear": GlobalLinear(),
    "level_network": GlobalNetwork("level"),
    "spread_network": GlobalNetwork("spread"),
}

ZOO: dict[str, Forecaster] = {
    "seasonal_naive": LocalModel("SeasonalNaive", cycles=1),
    "naive": LocalModel("Naive"),
    "drift": LocalModel("RandomWalkWithDrift"),
    "historic_average": LocalModel("HistoricAverage"),
    "dynamic_optimized_theta": LocalModel("DynamicOptimizedTheta", cycles=SEASONS),
    "shrunk_theta": ShrunkTheta(cycles=SEASONS),
    "auto_theta": LocalModel("AutoTheta", cycles=SEASONS),
    "auto_ets": LocalModel("AutoETS", cycles=SEASONS),
    "auto_arima": LocalModel("AutoARIMA", cycles=SEASONS),
    "ces": LocalModel("AutoCES", cycles=SEASONS),
    "mstl": LocalModel("MSTL", cycles=SEASONS, several=True, trend="AutoETS", trend_options={"model": "ZZN"}),
    "mfles": LocalModel("MFLES", cycles=SEASONS, several=True),
    "seasonal_regression": SeasonalRegression(),
    "calendar_regression": CalendarRegression(),
    "calendar_theta": CalendarRegression(rest=LocalModel("DynamicOptimizedTheta", cycles=SEASONS)),
    "seasonal_es": LocalModel("SeasonalExponentialSmoothing", cycles=SEASONS, options={"alpha": 0.1}),
    "croston_sba": LocalModel("CrostonSBA"),
    "tsb": LocalModel("TSB", options={"alpha_d": 0.1, "alpha_p": 0.1}),
    "adida": LocalModel("ADIDA"),
    "imapa": LocalModel("IMAPA"),
    **GLOBAL_MODELS,
}


class UnknownModelError(LookupError):
    """A model name that is not in the zoo; the message lists those that are."""


def forecaster(name: str) -> Forecaster:
    """A model by its name; raises UnknownModelError that lists the names there are."""
    if name not in ZOO:
        raise UnknownModelError(f"unknown model {name!r}; available: {', '.join(sorted(ZOO))}")
    return ZOO[name]
