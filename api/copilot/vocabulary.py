"""The verifier's words: cues of what a number is about, directions, and words that no fact can carry. Tables only."""

import re

from api.copilot.patterns import words

FORECAST = (
    r"\b(forecasts?|forecasted|predicts?|predicted|projected|projects|projection|expected|expects"
    r"|outlook|horizon)\b"
)
PAST = (
    r"\b(years? ago|year-ago|years? earlier|years? before|last year|previous year|prior year"
    r"|year on year|year-on-year|year over year)\b"
)
YEAR_AGO = r"\b(years? ago|year-ago|years? earlier|years? before|last year|previous year|prior year)\b|@from"
CYCLE = r"\b(52|fifty-two|(12|twelve) months|(4|four) quarters|cycle|full year|annual)\b"
BEFORE = r"\b(before|previous|preceding|prior|earlier)\b|@from"
AVERAGE = r"\b(averag\w+|mean|typical|(a|per|each|every) (week|day|period)|weekly|daily)\b"
TOTAL = r"\b(total\w*|sum\w*|in all|altogether|combined|cumulative)\b"
NOW = r"\b(recent\w*|lately|latest|current\w*|now|so far|actuals?|last (\d+|thirteen)|past \d+)\b"
PEAK = r"\b(peak\w*|highest|busiest|strongest|maximum)\b"
TROUGH = r"\b(trough|bottoms? out|seasonal low|low point|lowest|quietest|weakest|minimum|slowest)\b"
FIRST = r"\b(first|starts?|starting|begins?|beginning|opens|opening|next (week|day|period))\b"
LAST = (
    r"\b(last (forecast )?(week|day|period|step)\b(?! of (actuals|data))|final|ends?|ending|closing"
    r"|end of the)\b"
)
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
COVERAGE = (
    r"\b(cover\w*|held|holds?|contain\w*|caught|captur\w+|(fell|fall|falls|were|was|lay|lie) (within"
    r"|inside|in)|inside|within)\b"
)
STATUS_WORDS = r"\b(ok|fallback|short|stale|fail\w*|drift\w*|reject\w*|alerts?|warn\w*)\b"
RISER = r"\b(ris\w+|rose|gain\w*|grew|grow\w*|increas\w+|up|more|climb\w*)\b"
FALLER = r"\b(fall\w*|fell|drop\w*|declin\w+|decreas\w+|down|less|fewer|los\w+|lost)\b"
LARGEST = r"\b(largest|biggest|top|main|leading|account\w*|share)\b"
UP = (
    r"\b(rose|ris(?:e|es|en|ing)|too high|over[ -]?forecasts?|optimistic|raises?|raised|adds?(?! up)|(?<!makes )(?<!make )(?<!made )(?<!adds )(?<!add )up(?! to\b)|upwards?|higher(?! (?:end|bound|limit))|increas\w+|above"
    r"|more|grew|grow\w*|gain\w*|climb\w*|jump\w*"
    r"|surg\w*|soar\w*|exceed\w*|expan\w+|stronger|greater|larger|bigger|ahead of|doubled?|doubles"
    r"|tripled?|outpac\w+|uplift|upturn|rebound\w*)\b"
)
DOWN = (
    r"\b(too low|under[ -]?forecasts?|lost|loses|cut|pessimistic|cuts?|lowers|lowered|subtracts?|takes?(?=[^.,]* (?:off|away)\b|\b away\b)|fell|fall|falls|fallen|falling|down|downwards?|lower(?! (?:end|bound|limit|edge))|decreas\w+"
    r"|below|less|declin\w+|drop\w*|shr[aiu]nk\w*"
    r"|reduc\w+|dip\w*|slid\w*|slump\w*|fewer|weaker|weaken\w*|smaller|under|behind|halv\w+|plung\w+"
    r"|plummet\w*|contract\w+|lag\w*|short of)\b"
)
FLAT = (
    r"\b(flat|unchanged|stable|steady|level with|the same as|in line with|constant|equal to|matches"
    r"|little changed)\b"
)
GOOD = r"\b(better|beat|beats|beating|outperform\w*|more accurate(?:ly)?|improv\w+|wins|ahead of)\b"
BAD = r"\b(worse|loses|lost|losing|less accurate(?:ly)?|underperform\w*|behind)\b"
# The forecast of the run before, what came in since, the plan that a what-if leaves, and a second series.
REVISION = r"\b(revis\w+|forecasts? (was|were|has been|have been) (cut|raised|lowered|changed)|re-forecast\w*|since the (run|forecast) before|since the (last|previous) (run|forecast))\b"
BEFORE_RUN = (
    r"\b((run|forecast|vintage) before|(previous|prior|earlier|older|last|that) (run|vintage)|(previous|prior|earlier|older) forecast"
    r"|run had forecast)\b"
)
ARRIVED = r"\b(came in|come in|arrived|those actuals|new actuals|the actuals|of actuals)\b"
PLANNED = r"\b(as planned|planned|plan|without (the|this|that) change|unchanged plan)\b"
MISS = r"\b(miss|misses|missed|errors?|off)\b"
EXTREME = r"\b(largest|biggest|worst|most|greatest|highest)\b"
OTHER = r"\btheotherseries\b"
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
# "a year earlier, sales were 12% higher" turns a change round: the past may only be what is compared with.
THEN = r"\b(years? (ago|earlier|before)|year-ago|last year|(previous|prior) year|weeks before|(previous|preceding|prior) (52|fifty))\b"
COMPARED = r"\b(than|since|on|against|with|to|versus|vs|from|beats?|exceeds|below|above|behind|ahead of|by)\b[^;.,]*$"
# "the error of seasonal naive is lower" turns a comparison round; naive may lead only as the yardstick.
YARDSTICK = (
    r"\b(than|against|with|to|versus|vs\.?|over|on|beats?|beating|behind|ahead of|outperform\w*"
    r"|what)( that of)?( the)?( seasonal)?\s*$"
)
FORBIDDEN: dict[str, re.Pattern[str]] = {
    "cause": re.compile(
        r"\b(because|due to|caus\w+|driven|drives?|driving|driver\w*|thanks|owing|result\w*|leads? to"
        r"|led to|reflect\w*|attribut\w+|explain\w*"
        r"|on the back of|amid|following|so that|therefore|thus|hence|stem\w*|fuel\w*|boost\w*|hurt\w*"
        r"|helped|hit by|owe[sd]?|spurred|prompted"
        r"|after|as (customers|people|shoppers|demand|prices)|since(?! (the )?(week|run|forecast|last|previous|\x01|early|late|\d))"
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
    "negation": re.compile(
        r"\b(not|never|neither|nor|without|hardly|barely|cannot|none|nothing|nobody|no)\b|n't\b", re.I
    ),
    "absolute": re.compile(
        r"\b(too (?!short|high|low)\w+|any|others?|unlike|else|smallest|fewest|(a|one|last|previous|prior|this) (month|quarter|day|week|hour) (ago|earlier|before)|always|ever|record|all[- ]time|unprecedented|every time|most(?! recent)|majority|best"
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
    a annual above together beware about accuracy across actuals after all alerts among an and around as at
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
    drop rise fall strongest weakest only bank reasons reason runs run revision those bias with how
    """)
)  # fmt: skip
CAPITALS = frozenset({"MASE", "WAPE", "GBP", "USD", "EUR", "I", "ISO", "UTC", "OK", "A", "The"})
