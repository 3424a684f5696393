"""The verifier's vocabulary: which words a fact's number needs around it, and which words no fact can carry. Tables only."""

import re
from dataclasses import dataclass

FORECAST = r"\b(forecasts?|forecasted|predicts?|predicted|projected|projects|projection|expected|expects|outlook|horizon)\b"
PAST = r"\b(years? ago|year-ago|years? earlier|years? before|last year|previous year|prior year|year on year|year-on-year|year over year)\b"
YEAR_AGO = r"\b(years? ago|year-ago|years? earlier|years? before|last year|previous year|prior year)\b|@from"
CYCLE = r"\b(52|fifty-two|cycle|full year|annual)\b"
BEFORE = r"\b(before|previous|preceding|prior|earlier)\b|@from"
AVERAGE = r"\b(averag\w+|mean|typical|(a|per|each|every) (week|day|period)|weekly|daily)\b"
TOTAL = r"\b(total\w*|sum\w*|in all|altogether|combined|cumulative)\b"
NOW = r"\b(recent\w*|latest|current\w*|now|so far|actuals?|last (13|26|52|thirteen)|past (13|26|52))\b"
PEAK = r"\b(peak\w*|highest|busiest|strongest|maximum)\b"
TROUGH = r"\b(trough|seasonal low|low point|lowest|quietest|weakest|minimum|slowest)\b"
FIRST = r"\b(first|starts?|starting|begins?|beginning|opens|opening|next (week|day|period))\b"
LAST = r"\b(last (forecast )?(week|day|period|step)\b(?! of (actuals|data))|final|ends?|ending|closing|end of the)\b"
INTERVAL = r"\b(intervals?|ranges?|bands?|bounds?|between)\b"
LOW_END = r"@lo|\b(lower|low|bottom) (end|bound|limit|edge)?|\bfrom\b"
HIGH_END = r"@hi|\b(upper|high|higher|top) (end|bound|limit|edge)"
NAIVE = r"\b(naive|baseline|benchmark)\b"
NAIVE_OWN = (
    r"\bnaive('s)?( \w+)? (itself|scor\w+|has|had|is|was|gets|reach\w+|misses by|missed by|with|at"
    r"|stands)\b|\bnaive'?s?,? (of|at)\b"
    r"|\b(for|of|by) (the )?seasonal naive\b|\bnaive's\b|\b(naive|baseline) (MASE|WAPE|error)\b"
)
ACCURACY = r"\b(naive|baseline|errors?|accura\w+|miss\w*|mase|wape|value added)\b"
COVERAGE = r"\b(cover\w*|held|holds?|contain\w*|caught|captur\w+|(fell|fall|falls|were|was|lay|lie) (within|inside|in)|inside|within)\b"
STATUS_WORDS = r"\b(ok|fallback|short|stale|fail\w*|drift\w*|reject\w*|alerts?|warn\w*)\b"
RISER = r"\b(ris\w+|rose|gain\w*|grew|grow\w*|increas\w+|up|more|climb\w*)\b"
FALLER = r"\b(fall\w*|fell|drop\w*|declin\w+|decreas\w+|down|less|fewer|los\w+|lost)\b"
LARGEST = r"\b(largest|biggest|top|main|leading|account\w*|share)\b"

UP = (
    r"\b(rose|ris(?:e|es|en|ing)|up(?! to\b)|upwards?|higher(?! (?:end|bound|limit))|increas\w+|above"
    r"|more|grew|grow\w*|gain\w*|climb\w*|jump\w*"
    r"|surg\w*|soar\w*|exceed\w*|expan\w+|stronger|greater|larger|bigger|ahead of|doubled?|doubles"
    r"|tripled?|outpac\w+|uplift|upturn|rebound\w*)\b"
)
DOWN = (
    r"\b(fell|fall|falls|fallen|falling|down|downwards?|lower(?! (?:end|bound|limit|edge))|decreas\w+"
    r"|below|less|declin\w+|drop\w*|shr[aiu]nk\w*"
    r"|reduc\w+|dip\w*|slid\w*|slump\w*|fewer|weaker|weaken\w*|smaller|under|behind|halv\w+|plung\w+"
    r"|plummet\w*|contract\w+|lag\w*|short of)\b"
)
FLAT = r"\b(flat|unchanged|stable|steady|level with|the same as|in line with|constant|equal to|matches|little changed)\b"
GOOD = r"\b(better|beat|beats|beating|outperform\w*|more accurate|improv\w+|wins|ahead of)\b"
BAD = r"\b(worse|loses|lost|losing|less accurate|underperform\w*|behind)\b"

NOUNS = {
    "unit": "units", "units": "units", "item": "units", "items": "units", "pieces": "units",
    "series": "series", "products": "series",
    "countries": "series", "row": "rows", "rows": "rows", "records": "rows", "lines": "rows",
    "alert": "alerts", "alerts": "alerts",
    "warning": "alerts", "warnings": "alerts", "failure": "alerts", "failures": "alerts",
    "backtest": "windows", "backtests": "windows",
    "windows": "windows", "window": "windows", "origins": "windows", "open": "alerts",
}  # fmt: skip
# What may follow a number that carries no unit; any other word would be a unit that nobody knows.
FOLLOWERS = frozenset(
    words("""
    a an the per each every over in on for of and or to from against compared than at by during across
    this that these those which is are was were as with while whereas but versus vs higher lower more less
    above below up down better worse weekly daily year ahead out had have has it its between until through
    within when where after before if so average averages being use uses used need needs fail failed
    failing stale short ok fallback rejected tested drifted drift show shows went go goes earlier ago then
    now came remain remained kept read received times holds held covers cover itself scored severe serious
    critical landed dropped missed misses say says stand stands sits too beats beat tops
    """)
)  # fmt: skip


@dataclass(frozen=True)
class Role:
    """What a fact's number needs: `near` it, `lead`ing up to it (its segment included); and what must not be near."""

    near: str = ""
    lead: str = ""
    forbid: str = ""
    noun: str = ""


_NOT_NOW = f"{FORECAST}|{PEAK}|{TROUGH}|{FIRST}|{NAIVE}"
_POINT = {"forbid": f"{TOTAL}|{NAIVE}"}
ROLES: dict[str, Role] = {
    "recent_level": Role(forbid=f"{_NOT_NOW}|{TOTAL}|{YEAR_AGO}|{CYCLE}"),
    "year_ago_level": Role(near=YEAR_AGO, forbid=f"{TOTAL}|{PEAK}|{TROUGH}|{CYCLE}"),
    "yoy_change": Role(lead=f"{PAST}|same (weeks|days|period)", forbid=f"{FORECAST}|{CYCLE}|{NAIVE}|{PEAK}|{TROUGH}"),
    "last_cycle_sum": Role(lead=CYCLE, forbid=f"{_NOT_NOW}|{AVERAGE}|{BEFORE}|{YEAR_AGO}"),
    "previous_cycle_sum": Role(near=BEFORE, lead=CYCLE, forbid=f"{AVERAGE}|{FORECAST}|{PEAK}|{TROUGH}"),
    "cycle_change": Role(lead=CYCLE, forbid=rf"{FORECAST}|same (weeks|days|period)|year.on.year|{NAIVE}|{PEAK}|{TROUGH}"),
    "season_peak_ratio": Role(lead=rf"{PEAK}|@season_peak", forbid=f"{TROUGH}|{FORECAST}"),
    "season_trough_ratio": Role(lead=rf"{TROUGH}|@season_trough", forbid=f"{PEAK}|{FORECAST}"),
    "forecast_sum": Role(lead=FORECAST, forbid=f"{AVERAGE}|{PEAK}|{NOW}|{INTERVAL}|{YEAR_AGO}|{NAIVE}"),
    "forecast_mean": Role(near=AVERAGE, lead=FORECAST, forbid=f"{PEAK}|{TOTAL}|{NOW}|{INTERVAL}|{YEAR_AGO}|{FIRST}|{NAIVE}"),
    "year_ago_sum": Role(near=YEAR_AGO, lead=FORECAST, forbid=f"{AVERAGE}|{PEAK}|{TROUGH}"),
    "forecast_vs_year_ago": Role(lead=FORECAST, forbid=f"{NOW}|{CYCLE}|{NAIVE}|{PEAK}"),
    "forecast_peak": Role(lead=FORECAST, near=rf"{PEAK}|@date", **_POINT),
    "forecast_first": Role(lead=FORECAST, **_POINT),
    "forecast_first_lo_80": Role(near=LOW_END, lead=INTERVAL, **_POINT),
    "forecast_first_hi_80": Role(near=HIGH_END, lead=INTERVAL, **_POINT),
    "forecast_last": Role(lead=FORECAST, **_POINT),
    "forecast_last_lo_80": Role(near=LOW_END, lead=INTERVAL, **_POINT),
    "forecast_last_hi_80": Role(near=HIGH_END, lead=INTERVAL, **_POINT),
    "coverage_80": Role(lead=rf"{COVERAGE}|{INTERVAL}", forbid=f"{NAIVE}|{PEAK}"),
    "mase": Role(lead=r"\b(mase|miss\w*|errors?|scaled)\b", forbid=f"{NAIVE_OWN}|@against"),
    "mase_naive": Role(near=f"{NAIVE_OWN}|@against", lead=r"\b(mase|miss\w*|errors?|scaled)\b"),
    "wape": Role(lead=r"\b(wape|miss\w*|errors?|off)\b", forbid=f"{NAIVE_OWN}|@against"),
    "wape_naive": Role(near=f"{NAIVE_OWN}|@against", lead=r"\b(wape|miss\w*|errors?|off)\b"),
    "value_add": Role(near=r"\b(errors?|accura\w+|better|worse|beat\w*|outperform\w*|ahead|behind|miss\w*)\b", lead=NAIVE, forbid=r"\b(mase|wape)\b"),
    "n_windows": Role(noun="windows"),
    "n_alerts": Role(noun="alerts"),
    "n_rejected": Role(near=r"\b(reject\w*|dropped|excluded)\b", noun="rows"),
    "n_series": Role(noun="series", forbid=STATUS_WORDS),
    "n_ok": Role(near=r"\bok\b", noun="series"),
    "n_fallback": Role(near=r"\bfallback\b", noun="series"),
    "n_short": Role(near=r"\bshort\b", noun="series"),
    "n_stale": Role(near=r"\bstale\b", noun="series"),
    "n_failed": Role(near=r"\bfailed\b", noun="series"),
    "rows_in": Role(near=r"\b(came in|arrived|landed|received|read|raw|rows in|of)\b", noun="rows"),
    "rows_used": Role(near=r"\b(used|kept)\b", noun="rows"),
    "rows_rejected": Role(near=r"\b(reject\w*|dropped|excluded)\b", noun="rows"),
    "n_drifted": Role(near=r"\bdrift\w*\b", forbid=r"\b(tested|checked)\b", noun="series"),
    "n_tested_for_drift": Role(near=r"\b(tested|checked)\b", noun="series"),
    "n_warn": Role(near=r"\bwarn\w*\b", noun="alerts"),
    "n_fail": Role(near=r"\b(fail\w*|severe|serious|critical)\b", noun="alerts"),
    "top_riser_change": Role(lead=RISER, forbid=f"{FORECAST}|{TOTAL}"),
    "top_faller_change": Role(lead=FALLER, forbid=f"{FORECAST}|{TOTAL}"),
    "largest_series_share": Role(lead=LARGEST, forbid=f"{FORECAST}|{NAIVE}"),
    # texts
    "season_peak": Role(near=rf"{PEAK}|\btimes\b|\babove\b", forbid=f"{TROUGH}|{FORECAST}"),
    "season_trough": Role(near=rf"{TROUGH}|\btimes\b|\bbelow\b", forbid=f"{PEAK}|{FORECAST}"),
    "last_period": Role(near=r"\b(data|runs?|to|until|through|latest|last|as of|ends?|ending|ended|history)\b", forbid=f"{FORECAST}|{PEAK}|{TROUGH}|{FIRST}"),
    "top_riser": Role(near=RISER, forbid=FALLER),
    "top_faller": Role(near=FALLER, forbid=RISER),
    "largest_series": Role(near=LARGEST),
}  # fmt: skip
PARTNERS = {
    "season_peak_ratio": "season_peak", "season_trough_ratio": "season_trough",
    "top_riser_change": "top_riser",
    "top_faller_change": "top_faller", "largest_series_share": "largest_series",
}  # fmt: skip
NAME_FACTS = (
    "series_name", "set_label", "model", "status_reason", "worst_alert", "top_reject_reason", "top_riser",
    "top_faller",
    "largest_series",
)  # fmt: skip

# "the error of seasonal naive is lower" turns a comparison round; naive may lead only as the yardstick.
YARDSTICK = r"\b(than|against|with|to|versus|vs\.?|over|on|beats?|beating|behind|ahead of|outperform\w*|what)( that of)?( the)?( seasonal)?\s*$"
# Facts that say which way something went: fact -> topic, and pairs (now, then) whose difference does.
SIGNED = {
    "yoy_change": "now", "cycle_change": "now", "forecast_vs_year_ago": "forecast", "value_add": "accuracy",
    "top_riser_change": "riser", "top_faller_change": "faller",
}  # fmt: skip
PAIRS = (
    ("now", "recent_level", "year_ago_level"), ("now", "last_cycle_sum", "previous_cycle_sum"),
    ("forecast", "forecast_sum", "year_ago_sum"),
    ("forecast", "forecast_last", "forecast_first"), ("ahead", "forecast_mean", "recent_level"),
    ("accuracy", "mase_naive", "mase"), ("accuracy", "wape_naive", "wape"),
)  # fmt: skip
# How long the periods are that a fact is defined over, in the words in which it may be told.
SPANS = {
    "recent_level": {("week", 13), ("day", 26)}, "year_ago_level": {("week", 13), ("day", 26), ("day", 364)},
    "yoy_change": {("week", 13), ("day", 26), ("day", 364)}, "last_cycle_sum": {("week", 52)},
    "previous_cycle_sum": {("week", 52)},
    "cycle_change": {("week", 52)}, "largest_series_share": {("week", 52)},
    "top_riser_change": {("week", 52)},
    "top_faller_change": {("week", 52)},
}  # fmt: skip

FORBIDDEN: dict[str, re.Pattern[str]] = {
    "cause": re.compile(
        r"\b(because|due to|caus\w+|driven|drives?|driving|driver\w*|thanks|owing|result\w*|leads? to"
        r"|led to|reflect\w*|attribut\w+|explain\w*"
        r"|on the back of|amid|following|so that|therefore|thus|hence|stem\w*|fuel\w*|boost\w*|hurt\w*"
        r"|helped|hit by|owe[sd]?|spurred|prompted"
        r"|after|as (customers|people|shoppers|demand|prices)|since(?! (the )?(week|\x01|early|late|\d))"
        r"|reasons?|why|impact\w*|influenc\w*"
        r"|customers?|shoppers|weather|promotion\w*|campaign\w*|marketing|pric(?:e|es|ing)|suppl\w+"
        r"|competit\w*|inflation|econom\w+|covid"
        r"|pandemic|shortage\w*|christmas|easter|halloween|black friday|holidays?|summer|winter|spring"
        r"|autumn|festive|popular\w*)\b", re.I),
    "prediction": re.compile(
        r"\b(will|would|shall|should|could|might|may|likely|unlikely|probabl\w+|presumably|perhaps|maybe"
        r"|possibl\w+|continu\w+|keep|keeps"
        r"|recover\w*|momentum|going to|seems?|appears?|suggest\w*|believe|think|guess|hope\w*|set to"
        r"|trends?|trending|recommend\w*|i|we"
        r"|tomorrow|next (month|year|quarter|season)|long[- ]term|surely|certainly|guarantee\w*"
        r"|soon)\b", re.I),
    "negation": re.compile(r"\b(not|never|neither|nor|without|hardly|barely|cannot|none|nothing|nobody|no)\b|n't\b", re.I),
    "absolute": re.compile(
        r"\b(always|ever|record|all[- ]time|unprecedented|every time|most(?! recent)|majority|best"
        r"|least(?! \x01)|many|several|few|couple|dozens?"
        r"|hundreds|thousands|millions|billions|tens|median|yesterday|today|weekends?|last (month"
        r"|quarter)|this (month|quarter|week)|percentile"
        r"|quadrupl\w*|fourth|fifth|sixth|seventh|eighth|ninth|tenth|second|quintupl\w*|\w+fold|once"
        r"|thrice|pence|cents?|kg|tonnes?|litres?)\b", re.I),
    "opinion": re.compile(
        r"\b(strong|strongly|weak|accelerat\w*|slow(?:ing|ed|down)\w*|excellent|poor|poorly|impressive"
        r"|remarkabl\w*|robust|healthy|solid|volatile"
        r"|reliabl\w*|trustworthy|good|bad|great|huge|massive|dramatic\w*|success\w*|disappoint\w*"
        r"|concerning|worrying|monthly|hourly|yearly|quarterly)\b", re.I),
    "markup": re.compile(r"[<>{}\[\]`|\\*^=]|https?:|www\.|@", re.I),
}  # fmt: skip
MODELS = re.compile(
    r"\b(?:is|uses?|used|was|by|model|method)\s+(?:the\s+)?seasonal[ -]naive\b|\b(\w*theta\w*|\w*ets"
    r"|\w*arima\w*|ces|croston\w*|imapa|tsb|adida|mstl|mfles|light\s?gbm|lgbm|prophet|lstm|neural\w*"
    r"|transformer\w*|xgboost"
    r"|deepar|regression|ensemble\w*|random forest|holt\w*|exponential smoothing|moving average"
    r"|seasonal_naive|gpt\w*|chronos|catboost)\b", re.I,
)  # fmt: skip
OPENERS = frozenset(
    words("""
    a above together beware about accuracy across actuals after all alerts among an and around as at
    average averaged averages backtest backtests based before below between both busiest but by change
    changes compared coverage covering currently daily data day days demand during each error errors every
    expected fallback fewer first five flat for forecast forecasts from full growth half higher history
    however i in increase intervals interval is it its last latest least less level lower mean measured
    miss misses model more naive no now of on one open orders output over overall peak periods previous
    rejected relative repeating recent recently revenue roughly rows sales same seasonal seasonality
    seasonally series set since some stale status still sum that the their there these they this those
    throughout to today top total totals trough turnover two typical units up use used using value volume
    volumes warnings week weekly weeks what when where which while with within year yearly compared-with
    quietest lowest highest down rising falling against taken three four six seven eight nine ten eleven
    twelve nearly almost largest biggest revenues quantities quantity served benchmark decrease decline
    drop rise fall strongest weakest
    """)
)  # fmt: skip
CAPITALS = frozenset({"MASE", "WAPE", "GBP", "USD", "EUR", "I", "ISO", "UTC", "OK", "A", "The"})
