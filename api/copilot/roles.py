"""What each fact's number needs around it, by the name of the fact. Tables only."""

from dataclasses import dataclass

from api.copilot.kinds import WHOLES
from api.copilot.vocabulary import (
    ARRIVED,
    AVERAGE,
    BEFORE,
    BEFORE_RUN,
    COVERAGE,
    CYCLE,
    EXTREME,
    FALLER,
    FIRST,
    FORECAST,
    FORESEEN,
    HAPPENED,
    HIGH_END,
    INTERVAL,
    IS_AHEAD,
    IS_TOTAL,
    LARGEST,
    LOW_END,
    MISS,
    NAIVE,
    NAIVE_OWN,
    NOW,
    OTHER,
    PAST,
    PAST_YEAR,
    PEAK,
    PLANNED,
    REVISION,
    RISER,
    SAME_TOTAL,
    STATUS_WORDS,
    TOTAL,
    TROUGH,
    YEAR_AGO,
)


@dataclass(frozen=True)
class Role:
    """What a fact's number needs: `near` it, `lead`ing up to it (its segment included); what must not be near, or lead."""

    near: str = ""
    lead: str = ""
    forbid: str = ""
    noun: str = ""
    unled: str = ""


_NOT_NOW = f"\\b(mase|wape)\\b|{FORECAST}|{MISS}|{ARRIVED}|{BEFORE_RUN}|{PLANNED}|{PEAK}|{TROUGH}|{FIRST}|{NAIVE}"
_OTHER_TALK = f"{MISS}|\\btoo (?:low|high)\\b|{ARRIVED}|{BEFORE_RUN}|{PLANNED}|{REVISION}|\\bboth runs\\b"
_SCALED = r"\b(mase|wape)\b"
_NAIVES = rf"^(?:(?!\b(?:below|above|than)\b).)*?(?:{NAIVE_OWN})|@against|\b(?:what (?:the )?model|share of (?:the )?forecasts)\b"
_WAPE = r"\b(wape|average error)\b"
_OF_FORECASTS = r"\bof (?:the |all )?forecasts\b|\bforecasts that\b|\bprevious actuals\b"
_RERUN = f"{REVISION}|{BEFORE_RUN}|{ARRIVED}"
_FORECAST_OF = rf"^(?!.*\b(level|averag\w+|a (?:week|day)|per (?:week|day))\b).*{FORESEEN}"
_POINT = {"forbid": f"{_SCALED}|\\b(?:averag\\w+|mean)\\b|{HAPPENED}|{TOTAL}|{NAIVE}|{_OTHER_TALK}"}
_PARTS = rf"\bparts?\b|{FORECAST}"
_PAST_OR_PART = r"\b(season\w*|trend|holidays?|covariates?|remainder)\b"
_NEAR = (
    r"\b(first (half|\w+ (weeks|days|hours|months|periods|steps)|weeks?|days?|\x01+)|near\w*|next|short)\b|\bfirst\b"
)
_FAR = r"\b(afterwards?|thereafter|longer|further|later|far\w*|second half|rest|last half|beyond|after)\b"
_BIASED = r"\b(too|bias\w*)\b"
_REJECTED = r"\b(reject\w*|dropped|excluded|discard\w*|thrown (out|away)|filtered|removed|unusable|refused)\b"
_WHATIF = r"\b(chang\w+|would|scenarios?|what-if|effect|extra|additional)\b"
_STOOD = rf"{PLANNED}|@from|\b(instead of|rather than|against)\b"
_NEAR_OR_FAR = r"\b(near\w*|far|later|first)\b"
_DATED = r"^(?=.*@date)"
ROLES: dict[str, Role] = {
    "recent_level": Role(unled=rf"{MISS}|\brevisions?\b|\b(?:rows?|alerts?|warnings?|failures?)\b", forbid=f"{_NOT_NOW}|{TOTAL}|\\bprevious \\d+ (?:weeks|days|months|hours)\\b|{YEAR_AGO}|{CYCLE}"),
    "year_ago_level": Role(near=YEAR_AGO, unled=_FORECAST_OF, forbid=f"{IS_AHEAD}|{FIRST}|{_OTHER_TALK}|{TOTAL}|{PEAK}|{TROUGH}|{CYCLE}"),
    "yoy_change": Role(lead=f"{PAST}|same (weeks|days|period)", forbid=f"\\b(?:mase|wape)\\b|{FORECAST}|{CYCLE}|{NAIVE}|{PEAK}|{TROUGH}"),
    "last_cycle_sum": Role(lead=CYCLE, forbid=f"{_NOT_NOW}|{AVERAGE}|{BEFORE}|{YEAR_AGO}"),
    "previous_cycle_sum": Role(near=BEFORE, lead=CYCLE, forbid=f"\\b(?:latest|last|recent)\\b|{_OTHER_TALK}|{AVERAGE}|{FORECAST}|{PEAK}|{TROUGH}"),
    "cycle_change": Role(lead=CYCLE, forbid=rf"\b(?:mase|wape)\b|\b(?:beat|than|against|on) the (?:latest|last|recent)\b|{FORECAST}|same (weeks|days|period)|year.on.year|{NAIVE}|{PEAK}|{TROUGH}"),
    "season_peak_ratio": Role(lead=rf"{PEAK}|@season_peak", forbid=f"{TROUGH}|{FORECAST}"),
    "season_trough_ratio": Role(lead=rf"{TROUGH}|@season_trough", forbid=f"{PEAK}|{FORECAST}"),
    "forecast_sum": Role(lead=FORESEEN, unled=_OTHER_TALK, forbid=f"\\btakes? up\\b|{HAPPENED}|{AVERAGE}|{PEAK}|{NOW}|{INTERVAL}|{YEAR_AGO}|{NAIVE}"),
    "forecast_mean": Role(near=AVERAGE, lead=FORESEEN, unled=_OTHER_TALK, forbid=f"{HAPPENED}|{PEAK}|{TOTAL}|{NOW}|{INTERVAL}|{YEAR_AGO}|{FIRST}|{NAIVE}"),
    "year_ago_sum": Role(near=YEAR_AGO, lead=f"{FORECAST}|{SAME_TOTAL}", forbid=f"{IS_AHEAD}|{_OTHER_TALK}|{AVERAGE}|{PEAK}|{TROUGH}|{FIRST}"),
    "forecast_vs_year_ago": Role(lead=FORESEEN, forbid=f"\\b(?:mase|wape)\\b|{NOW}|{CYCLE}|{NAIVE}|{PEAK}"),
    "forecast_peak": Role(lead=FORESEEN, near=rf"{PEAK}|@date", unled=_RERUN, **_POINT),
    "forecast_first": Role(lead=FORESEEN, unled=_RERUN, **_POINT),
    "forecast_first_lo_80": Role(near=LOW_END, lead=INTERVAL, **_POINT),
    "forecast_first_hi_80": Role(near=HIGH_END, lead=INTERVAL, **_POINT),
    "forecast_last": Role(lead=FORESEEN, unled=_RERUN, **_POINT),
    "forecast_last_lo_80": Role(near=LOW_END, lead=INTERVAL, **_POINT),
    "forecast_last_hi_80": Role(near=HIGH_END, lead=INTERVAL, **_POINT),
    "coverage_80": Role(near=rf"{COVERAGE}|{INTERVAL}", forbid=f"\\boutside\\b|{_OF_FORECASTS}|{NAIVE}|{PEAK}"),
    "mase": Role(lead=r"\b(mase|miss\w*|errors?|scaled)\b", forbid=rf"{_NAIVES}|\btimes (?:what|that of) (?:the )?(?:seasonal )?naive\b|\bnaive missed on\b"),
    "mase_naive": Role(near=f"{NAIVE_OWN}|@against", lead=r"\b(mase|miss\w*|errors?|scaled)\b"),
    "wape": Role(lead=_WAPE, forbid=_NAIVES),
    "wape_naive": Role(near=f"{NAIVE_OWN}|@against", lead=_WAPE),
    "value_add": Role(near=r"\b(loses|lost|errors?|improv\w+|accura\w+|better|worse|beat\w*|outperform\w*|ahead|behind|miss\w*)\b", lead=NAIVE, forbid=r"\b(mase|wape)\b"),
    "n_windows": Role(noun="windows"),
    "n_alerts": Role(noun="alerts"),
    "n_rejected": Role(near=_REJECTED, noun="rows"),
    "n_series": Role(noun="series", forbid=STATUS_WORDS),
    "n_ok": Role(near=r"\bok\b", noun="series"),
    "n_fallback": Role(near=r"\bfall(?:s|ing)?[ -]?back\b", noun="series"),
    "n_short": Role(near=r"\bshort\b", noun="series"),
    "n_stale": Role(near=r"\bstale\b", noun="series"),
    "n_failed": Role(near=r"\bfailed\b", noun="series"),
    "rows_in": Role(near=r"\b(came in|arrived|landed|received|read|raw|rows in|of)\b", noun="rows"),
    "rows_used": Role(near=r"\b(used|kept)\b", noun="rows"),
    "rows_rejected": Role(near=_REJECTED, noun="rows"),
    "n_drifted": Role(near=r"\bdrift\w*\b", forbid=r"\b(tested|checked)\b", noun="series"),
    "n_tested_for_drift": Role(near=r"\b(tested|checked)\b", noun="series"),
    "n_warn": Role(near=r"\bwarn\w*\b", noun="alerts"),
    "n_fail": Role(near=r"\b(fail\w*|severe|serious|critical)\b", noun="alerts"),
    "top_riser_change": Role(lead=RISER, forbid=f"{FORECAST}|{TOTAL}"),
    "top_faller_change": Role(lead=FALLER, forbid=f"{FORECAST}|{TOTAL}"),
    "largest_series_share": Role(lead=LARGEST, forbid=f"{FORECAST}|{NAIVE}"),
    "recent_periods": Role(near=r"\b(periods|window)\b", forbid=f"{FORECAST}|{CYCLE}"),
    "horizon": Role(near=r"\b(horizon|steps|periods)\b", lead=FORECAST),
    "level_change": Role(lead=f"{PAST}|same (weeks|days|period)", forbid=rf"\b(?:sold|sells|averag\w+)\b(?!.*\b(?:more|less|fewer)\b)|{FORECAST}|{CYCLE}|{NAIVE}|{PEAK}|{TROUGH}|{TOTAL}"),
    "n_periods": Role(near=r"\b(history|in all|long|span\w*|runs?|cover\w*|of data|out of)\b", unled=FORECAST),
    "n_filled": Role(near=r"\b(filled|gaps?|missing|zero rows)\b", unled=FORECAST),
    # the parts of the mean forecast
    "part_level": Role(near=r"\blevel\b", lead=_PARTS, forbid=f"{_PAST_OR_PART}|{YEAR_AGO}"),
    "part_season": Role(near=r"\b(season\w*)\b", lead=_PARTS, forbid=r"\b(trend|holidays?|covariates?|remainder|naive)\b"),
    "part_trend": Role(near=r"\btrend\b", lead=_PARTS, forbid=r"\b(season\w*|holidays?|covariates?|remainder)\b"),
    "part_holidays": Role(near=r"\bholidays?\b", lead=_PARTS, forbid=r"\b(season\w*|trend|covariates?|remainder)\b"),
    "part_covariates": Role(near=r"\bcovariates?\b", lead=_PARTS, forbid=r"\b(season\w*|trend|holidays?|remainder)\b"),
    "part_remainder": Role(near=r"\b(remainder|rest|models? adds?)\b", lead=rf"{_PARTS}|\bmodels? adds?\b", forbid=r"\b(season\w*|trend|holidays?|covariates?)\b"),
    # the newest forecast against the run before
    "revised_sum": Role(lead=rf"{REVISION}|\bboth runs\b|\bnewest\b", forbid=f"{HAPPENED}|{BEFORE_RUN}|{AVERAGE}|{YEAR_AGO}|{NAIVE}|{ARRIVED}|{PEAK}"),
    "revised_sum_before": Role(near=rf"{BEFORE_RUN}|@from|\b(earlier|previous|previously|old|older|prior|original)\b", lead=rf"{FORECAST}|{REVISION}|{BEFORE_RUN}", forbid=f"{AVERAGE}|{PAST_YEAR}|{NAIVE}|{ARRIVED}|{PEAK}"),
    "revision_sum": Role(lead=rf"{REVISION}|{BEFORE_RUN}", forbid=f"{YEAR_AGO}|{NAIVE}|{ARRIVED}|{AVERAGE}|{IS_TOTAL}"),
    "revision_change": Role(lead=rf"{REVISION}|{BEFORE_RUN}", forbid=f"{YEAR_AGO}|{NAIVE}|{ARRIVED}|{EXTREME.replace('most|', '')}|\\b(shift|squared)\\b"),
    "revision_shift_share": Role(near=r"\bshift\b", lead=REVISION, forbid=NAIVE),
    "revision_peak": Role(near=rf"{EXTREME}|@date", lead=rf"{REVISION}|\b(biggest|largest|greatest) (change|shift|adjustment)\b", forbid=f"{YEAR_AGO}|{NAIVE}|{ARRIVED}|{TOTAL}"),
    "n_vintages": Role(noun="runs", near=r"\bnumber of runs\b|\bforecast (?:by|in|from)\b|\bruns? (with|have|has|that)\b|\bto compare\b"),
    "n_arrived": Role(lead=ARRIVED, forbid=rf"{_OF_FORECASTS}|\b(corrected|filled|training)\b"),
    "arrived_sum": Role(lead=ARRIVED, forbid=f"{FORECAST}|{AVERAGE}|{YEAR_AGO}"),
    "arrived_forecast": Role(near=FORECAST, lead=f"{ARRIVED}|{_DATED}.*{BEFORE_RUN}", forbid=f"{AVERAGE}|{YEAR_AGO}"),
    "surprise": Role(lead=ARRIVED, near=rf"{FORECAST}|\b(above|below|more|less|surprise\w*|beat|exceeded|undershot|overshot|topped|under|over|short)\b", forbid=f"\\btrainings?\\b|{_OF_FORECASTS}|{YEAR_AGO}|{AVERAGE}"),
    "n_arrived_inside": Role(near=rf"{COVERAGE}|{INTERVAL}", lead=f"{ARRIVED}|{BEFORE_RUN}", forbid=f"{_OF_FORECASTS}|{NAIVE}|{PAST}|\\b(?:rose|climbed|grew)\\b"),
    "n_corrected": Role(near=r"\b(corrected|corrections?)\b", forbid=r"\bforecasts of\b"),
    # errors
    "n_errors": Role(noun="steps"),
    "mae": Role(lead=rf"(?=.*{MISS}).*\b(averag\w+|mean|typical\w*)\b", forbid=f"{EXTREME}(?! (?:misses|errors)\\b)|{_NEAR_OR_FAR}|{NAIVE}|{_BIASED}"),
    "bias": Role(near=r"\b(too (high|low)|(?:higher than|lower than|exceed\w*) (?:the )?actuals?|high|low|bias\w*|above|below|short of|over-?shoot\w*|under-?shoot\w*|overshot|undershot|(over|under)[ -]?forecasts?)\b", lead=rf"{MISS}|{FORECAST}|\bbias\w*\b|\btoo\b", forbid=f"\\b(?:below|above|(?:over|under)sho\\w+) the forecasts\\b|{EXTREME}|{_NEAR_OR_FAR}|{NAIVE}|{YEAR_AGO}"),
    "bias_share": Role(near=r"\bbias\w*\b|\bsquared\b|@error_kind", lead=r"\bbias\w*\b|@error_kind", forbid=f"{NAIVE}|{EXTREME}|\\bshift\\b"),
    "over_share": Role(near=r"\b(too high|above the actuals?|exceed\w*( the)? actuals?|overshot|overshoot\w*|over[ -]?forecast)\b", forbid=NAIVE),
    "mae_near": Role(near=_NEAR, lead=rf"{MISS}", forbid=f"{_FAR}|{EXTREME}|{NAIVE}"),
    "mae_far": Role(near=_FAR, lead=rf"{MISS}", forbid=f"{EXTREME}|{NAIVE}"),
    "near_steps": Role(near=_NEAR, lead=rf"{MISS}"),
    "worst_miss": Role(near=rf"{EXTREME}|\ba miss of\b", lead=MISS, forbid=f"{AVERAGE}|{NAIVE}"),
    "worst_actual": Role(near=r"\bactual(ly)?\b|\bsold\b|\b(materiali[sz]ed|occurred|turned out|came in)\b", lead=f"{MISS}|@date", forbid=f"{AVERAGE}|{FORECAST}"),
    "worst_forecast": Role(near=FORECAST, lead=rf"{MISS}|@date", forbid=f"{AVERAGE}|\\bactual"),
    "worst_share": Role(near=r"\b(all|total|sum)\b", lead=rf"(?=.*{MISS}).*\b(that|one|this|single|alone|(?:week|day|month) of|@date|largest|worst|miss)\b", forbid=f"{NAIVE}|\\b(set|series|bias|squared|alerts?|warnings?)\\b"),
    "error_share": Role(near=r"\b(of|share)\b", lead=r"\b(miss\w*|errors?)\b", forbid=f"{NAIVE}|\\b(bias\\w*|squared|worst|largest miss)\\b"),
    # what speaks against a series, its place, and how it is to another one
    "n_concerns": Role(noun="reasons", near=r"\bagainst\b|\bconcerns?\b|\bdoubt\w*\b|\bto (be wary|be cautious|question|distrust|mistrust)\b"),
    "n_distrusted": Role(near=r"\bagainst\b|\b(dis|mis)trust\w*|\bdoubt\w*", noun="series"),
    "n_backtested": Role(near=r"\bbacktest\w*\b", noun="series"),
    "n_beaten_by_naive": Role(near=r"\bbetter\b|\bbeat\w*\b|\bwon\b|\bof\b", lead=NAIVE, noun="series"),
    "n_revised_series": Role(near=rf"{REVISION}|\bboth runs\b", noun="series"),
    "rows_top_reject": Role(near=r"\b(reject\w*|reason)\b", lead=r"\b(reason|frequent|top|most)\b", noun="rows"),
    **{f"{by}_rank": Role(near=r"\b(place|rank|ranks|number)\b") for by in ("mover", "distrust", "revision", "error")},
    "level_vs_other": Role(near=OTHER, unled=f"{FORECAST}|{CYCLE}|\\b(mase|errors?|accura\\w+)\\b"),
    "cycle_vs_other": Role(near=OTHER, lead=CYCLE, unled=f"{FORECAST}|\\b(mase|errors?|accura\\w+)\\b"),
    "forecast_vs_other": Role(near=OTHER, lead=FORECAST, unled=r"\b(mase|errors?|accura\w+)\b"),
    "mase_vs_other": Role(near=OTHER, lead=r"\b(mase|errors?|accura\w+)\b"),
    # what if
    "whatif_sum": Role(lead=f"{_WHATIF}|{PLANNED}", forbid=f"{HAPPENED}|{PLANNED}|{AVERAGE}|{YEAR_AGO}|{EXTREME}"),
    "whatif_baseline": Role(near=_STOOD, lead=rf"{FORECAST}|{PLANNED}|{_WHATIF}", forbid=f"{HAPPENED}|{AVERAGE}|{PAST_YEAR}|{EXTREME}"),
    "whatif_change": Role(lead=rf"{_WHATIF}|{PLANNED}", forbid=f"{HAPPENED}|{IS_TOTAL}|{AVERAGE}|{YEAR_AGO}|{EXTREME}"),
    "whatif_share": Role(lead=rf"{_WHATIF}|{PLANNED}", forbid=f"{HAPPENED}|{AVERAGE}|{YEAR_AGO}|{EXTREME}"),
    "whatif_peak": Role(near=rf"{EXTREME}|@date", lead=_WHATIF, forbid=f"{HAPPENED}|{YEAR_AGO}|{TOTAL}"),
    # texts
    "last_period_before": Role(near=rf"{BEFORE_RUN}|\binstead of\b"),
    "history_start": Role(near=r"\b(from|since|covers?|covering|starts?|started|begins?|began|first|history)\b", forbid=FORECAST),
    "revision_differs": Role(near=r"\b(differ\w*|because|due|apart)\b"),
    "error_kind": Role(near=r"\b(mostly|mainly|chiefly|largely|predominantly|primarily|dominat\w+|pure(ly)?|squared)\b"),
    "top_reject_reason": Role(forbid=r"\breject\w* (?:the )?(?:series|alerts?|products?)\b"),
    "model": Role(forbid=BEFORE_RUN),
    "model_before": Role(near=rf"{BEFORE_RUN}|(?<!year )(?<!cycle )(?<!weeks )(?<!week )(?<!days )(?<!day )(?<!months )(?<!month )\bbefore\W*$|^\W*from\b|\bfrom \x01"),
    "season_peak": Role(near=rf"{PEAK}|\btimes\b|\babove\b|@ratio", forbid=f"{TROUGH}|{FORECAST}"),
    "season_trough": Role(near=rf"{TROUGH}|\btimes\b|\bbelow\b|@ratio", forbid=f"{PEAK}|{FORECAST}"),
    "last_period": Role(
        near=r"\b(data|runs?|to|until|through|latest|last|most recent|as of|ends?|ending|ended|history)\b",
        forbid=f"{FORECAST}|{PEAK}|{TROUGH}|{FIRST}|\\bprevious\\b|{BEFORE_RUN}|{MISS}|\\b(?:sold|sales?|sell\\w*|demand|revenue|alerts?|warnings?|train\\w*|backtest\\w*)\\b",
    ),
    "top_riser": Role(near=RISER, forbid=FALLER),
    "top_faller": Role(near=FALLER, forbid=RISER),
    "largest_series": Role(near=LARGEST, forbid=r"\b(riser|faller|rise|fall|gain|loss|drop|movers?|miss\w*|errors?|revision)\b"),
}  # fmt: skip
# What is derived from two facts has the words of the one that it is a part of, or a change of.
_OF_WHOLE = r"\b(of|every|in)\b|@rate"
ROLES |= {
    "n_drifted_share": Role(near=r"\b(drift(ed|s|ing)|(show\w*|found|with|have|has|had) drift|drift (was|is) (found|seen|detected))\b", lead=_OF_WHOLE),
    "surprise_share": ROLES["surprise"], "whatif_peak_share": Role(near=rf"{EXTREME}|\bof\b|@date", lead=ROLES["whatif_peak"].lead),
    "coverage_gap": Role(near=rf"{COVERAGE}|{INTERVAL}|\b(target|nominal|level|promised)\b", forbid=f"{NAIVE}|{PEAK}"),
    "wape_gap": Role(near=NAIVE, lead=_WAPE),
    **{f"{part}_share": Role(near=ROLES[part].near, lead=_OF_WHOLE, forbid=ROLES[part].forbid) for part in WHOLES if part != "n_drifted"},
}  # fmt: skip
