"""What can be asked: each intent with its words, what it may be about, and the facts that it needs. Tables only."""

from dataclasses import dataclass
from typing import Literal

from api.contracts import Intent

Kind = Literal["series", "pair", "set"]

_WHO = ("series_name", "unit_name", "grain", "status")
_SET = ("set_label", "unit_name", "grain", "n_series")
_REVISION = (
    "revised_sum", "revised_sum_before", "revision_sum", "revision_change", "revision_shift_share", "revision_peak",
    "revision_differs", "model_before", "last_period_before", "n_arrived", "arrived_sum", "arrived_forecast", "surprise",
    "n_arrived_inside", "n_corrected", "n_vintages",
)  # fmt: skip
_ERRORS = (
    "n_errors", "n_windows", "mae", "bias", "bias_share", "error_kind", "over_share", "mae_near", "mae_far", "near_steps",
    "worst_miss", "worst_actual", "worst_forecast", "worst_share",
)  # fmt: skip
_QUALITY = ("mase", "mase_naive", "value_add", "coverage_80", "n_windows", "model", "wape", "wape_naive")
_DISTRUST = ("distrust_rank", "distrust_reasons", "n_concerns", "value_add", "coverage_80", "n_alerts", "status")


@dataclass(frozen=True)
class Scope:
    """`cue`: words that ask for it; `ask` and `ask_set`: an example, of a set where that differs; `over`: intents that yield to it where both are asked for; `facts`: of a series or a set,
    None all; `rank` and `ranked`: of a set, the fact that its series are ranked by, and the facts of each of the first."""

    cue: str
    about: tuple[Kind, ...]
    ask: str
    ask_set: str | None = None
    over: tuple[Intent, ...] = ()
    facts: tuple[str, ...] | None = None
    set_facts: tuple[str, ...] = ()
    rank: str | None = None
    ranked: tuple[str, ...] = ()


_CHANGED = r"(chang\w*|mov\w*|differ\w*|shift\w*|updat\w*|adjust\w*)"
_ROSE = (
    r"(ris\w*|rose|fell|fall\w*|gr[eo]w\w*|chang\w*|mov\w*|drop\w*|declin\w*|gain\w*|los[et]\w*|shr[aiu]nk\w*|jump\w*)"
)
_ERROR = r"\b(errors?|miss\w*|wrong|inaccura\w*|off)\b"

INTENTS: dict[Intent, Scope] = {
    "what_if": Scope(
        cue=r"\bwhat if\b|\bwhat would (happen|change|be)\b|\bsuppose\b|\bscenario\b|\bhow would\b.*\bif\b",
        about=("series",), ask="What would change with other values of a covariate?",
        over=("why_changed", "compare", "top_movers", "distrust", "error_drivers", "data_quality", "model_quality", "explain"),
    ),
    "compare": Scope(
        cue=r"\bcompar\w+ (it|them|this|these|the two|both|with (the )?other)\b|\b(versus|vs\.?)\b|\bside by side\b"
        r"|\bdifferen\w+ between\b|\bwhich (one )?of (the two|these|them|both)\b|\bthan the other\b|\bwhich (one )?(is|has|sells|sold)\b",
        about=("pair",), ask="How do these two compare?",
        over=("why_changed", "top_movers", "distrust", "error_drivers", "data_quality", "model_quality", "explain"),
        facts=(
            *_WHO, "recent_level", "recent_periods", "year_ago_level", "yoy_change", "last_cycle_sum", "cycle_name",
            "cycle_change", "forecast_sum", "forecast_mean", "horizon", "forecast_vs_year_ago", "coverage_80", "mase",
            "mase_naive", "value_add", "n_alerts", "season_peak", "season_trough", "n_rejected", "model",
        ),
    ),
    "why_changed": Scope(
        cue=r"\b(since|than|from|in|and|against|with) (the |its )?(last|latest|previous|prior|earlier|older) (run|forecast|release|vintage|version|update)s?\b"
        r"|\brevis(e|ed|ion|ions)\b|\bsince last (time|run|week|month)\b|\b(run|forecast|vintage) before\b"
        rf"|\bforecasts?\b(?!.*\b(year|season\w*|naive)\b).{{0,30}}\b{_CHANGED}\b|\bwhy\b.{{0,12}}\b{_CHANGED} (the|its|this) forecasts?\b"
        rf"|\b{_CHANGED}\b.{{0,12}}\bforecasts?\b(?!.*\b(year|season\w*|naive)\b)",
        about=("series", "set"), ask="Why did the forecast change since the run before?",
        ask_set="Which forecasts changed most since the run before?",
        over=("top_movers", "explain", "model_quality"),
        facts=(*_WHO, *_REVISION, "model"),
        set_facts=(*_SET, "n_vintages", "n_revised_series", "revised_sum", "revised_sum_before", "revision_sum", "revision_change", "revision_differs"),
        rank="revision_rank", ranked=(*_WHO, "revision_sum", "revision_change", "revision_rank", "surprise"),
    ),
    "error_drivers": Scope(
        cue=rf"{_ERROR}.*\b(dr[io]v\w*|where|why|caus\w*|sources?|comes? from|behind|periods?|weeks?|days?|horizons?|steps?|made of|contribut\w*|made|make|parts?)\b"
        rf"|\b(dr[io]v\w*|where|why|caus\w*|sources?|behind|which (series|periods?|weeks?|days?|products?)|contribut\w*|parts?|largest|biggest|most)\b.*{_ERROR}"
        r"|\bbias\w*\b|\b(over|under)[ -]?forecast\w*|\btoo (high|low|optimistic|pessimistic)\b|\bworst (week|day|period|miss)\b",
        about=("series", "set"), ask="What is the error of the forecast made of?",
        ask_set="Which series have the largest errors?",
        over=("model_quality", "explain", "top_movers", "distrust"),
        facts=(*_WHO, *_ERRORS), set_facts=(*_SET, "wape", "wape_naive"),
        rank="error_rank", ranked=(*_WHO, "mae", "bias", "bias_share", "error_kind", "error_share", "error_rank"),
    ),
    "distrust": Scope(
        cue=r"\b(dis|mis)trust\w*|\b(not|n't|never|least) (to )?trust\b|\bdoubt\w*|\bunreliable\b|\bsuspicious\b|\bsuspect\b|\bquestionable\b|\brisk(y|iest)\b"
        r"|\b(be )?careful\b|\bspeaks against\b|\bwhich (series|forecasts?|products?|countries|ones)\b.*\b(trust|rely|relied|worr\w+|attention|check|look at|review)\b"
        r"|\bworst (series|forecasts?|products?)\b|\bleast reliable\b|\bneeds? (attention|a look|review)\b",
        about=("series", "set"), ask="What speaks against this forecast?",
        ask_set="Which series should be distrusted, and why?",
        over=("model_quality", "data_quality", "explain", "top_movers"),
        facts=(*_WHO, *_DISTRUST, "status_reason"), set_facts=(*_SET, "n_distrusted", "n_beaten_by_naive", "n_backtested"),
        rank="distrust_rank", ranked=(*_WHO, *_DISTRUST),
    ),
    "top_movers": Scope(
        cue=r"\bmovers?\b|\b(top|biggest|largest|main|strongest|fastest)\b.{0,20}\b(risers?|fallers?|changes?|gains?|gainers?|loss(es)?|losers?|drops?|rises?|increases?|decreases?|declines?|growth|growing)\b"
        rf"|\b(which|what) (series|products?|countries|country|items?|ones?)\b.{{0,30}}\b{_ROSE}\b|\b(risers|fallers)\b|\b(moved|changed|rose|fell|grew) (the )?most\b",
        about=("set",), ask="Which series moved most on a year before?", over=("explain",),
        set_facts=(*_SET, "recent_level", "recent_periods", "year_ago_level", "yoy_change"),
        rank="mover_rank",
        ranked=(*_WHO, "level_change", "yoy_change", "recent_level", "recent_periods", "year_ago_level", "mover_rank"),
    ),
    "data_quality": Scope(
        cue=r"\b(data|rows?|records?|history)\b.{0,40}\b(quality|clean\w*|complete\w*|missing|reject\w*|fresh\w*|old|ok|good|trust\w*|problems?|issues?|state|healthy|late|used|dropped|available|come)\b"
        r"|\b(quality|state|freshness|health|problems?|issues?) (of|with|in) (the |its |this )?(data|rows|input|history|source)\b|\breject\w*|\bmissing (data|rows|values|weeks|days|periods)\b|\bgaps?\b"
        r"|\bfilled\b|\bhow (old|fresh|recent|complete|clean|long)\b.{0,20}\b(data|history|rows)\b|\bduplicates?\b|\blast (complete )?(period|week|day) of data\b",
        about=("series", "set"), ask="What is the state of the data?", over=("explain",),
        facts=(*_WHO, "status_reason", "last_period", "history_start", "n_periods", "n_filled", "n_rejected", "top_reject_reason"),
        set_facts=(
            *_SET, "last_period", "rows_in", "rows_used", "rows_rejected", "top_reject_reason", "rows_top_reject", "n_ok",
            "n_fallback", "n_short", "n_stale", "n_failed",
        ),
    ),
    "model_quality": Scope(
        cue=r"\bhow (good|accurate\w*|reliabl\w+|well|bad|precise)\b|\baccura\w+|\bnaive\b|\bmase\b|\bwape\b|\bbacktest\w*|\bcoverage\b|\b(trust|rely on|believe)\b"
        r"|\b(quality|performance) of (the |its )?(forecasts?|models?)\b|\bmodel (quality|performance)\b|\bcalibrat\w+",
        about=("series", "set"), ask="How good is the forecast, against seasonal naive?", over=("explain",),
        facts=(*_WHO, *_QUALITY, "status_reason", "mae"),
        set_facts=(*_SET, *_QUALITY, "n_backtested", "n_beaten_by_naive"),
    ),
    "explain": Scope(cue="", about=("series", "set"), ask="Explain the level, the season and the forecast.", ask_set="Summarize the set."),
}  # fmt: skip

# Questions that may mean one or the other.
AMBIGUOUS: tuple[tuple[str, tuple[Intent, ...]], ...] = (
    (r"^\W*why (did|has|does|is) (it|this|that|they) (chang\w*|mov\w*|differ\w*)\W*$", ("explain", "why_changed")),
    (r"^\W*(is|are) (it|this|that|they|these) (good|ok|okay|fine|bad|right|correct)\W*$", ("data_quality", "model_quality")),
)  # fmt: skip


def example(intent: Intent, kind: Kind) -> str:
    """A question that has this intent."""
    scope = INTENTS[intent]
    return (scope.ask_set or scope.ask) if kind == "set" else scope.ask
