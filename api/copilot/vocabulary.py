"""The verifier's words: cues of what a number is about, directions, and words that no fact can carry. Tables only."""

import re

from api.copilot.motion import CHANGED, CHANGING, FALLING, RISING
from api.copilot.patterns import words

FORESEEN = (
    r"\b(forecast(?:s|ed|ing)?|predict(?:s|ed|ion|ions)?|project(?:s|ed|ions?)|expect(?:s|ed|ations?)|foreseen|foresees|anticipat\w+|outlook"
    r"|calls for|(?<!far )(?<!near )(?:first|highest|last|final) step)\b"
)
FORECAST = (
    r"\b(forecasts?|forecasted|forecasting|predict(?:s|ed|ion|ions)?|project(?:s|ed|ions?)|expect(?:s|ed|ations?)|foreseen|foresees"
    r"|anticipat\w+|outlook|horizon|calls for|(?<!far )(?<!near )(?:first|highest|last|final) step|coming (?:\x01|week|day|month|period|\w+ (?:weeks|days|months))\w*"
    r"|(?:weeks|days|months|periods|steps) (?:ahead|to come)|upcoming|next (?:\d+|\w+) (?:weeks|days|months|periods))\b"
)
_YEAR_AGO = (
    r"\b(years? ago|year-ago|years? earlier|years? before|last year(?:'s)?(?! cycle)|(?:p"
    r"revious|prior|preceding) year(?:'s)?(?! cycle)|same (?:\w+ )?(?:weeks|days|months|period|time|stretch)(?: of \w+)? of (?:last year|(?:19|20)\d\d)|year previously|(?:12|twelve) months (?:ago|earlier|before)|this time last year)\b"
)
YEAR_AGO = f"{_YEAR_AGO}|@from"
PAST_YEAR = rf"{_YEAR_AGO}|\b(year[- ](?:on|over|to)[- ]year|yoy)\b"
PAST = rf"{_YEAR_AGO}|\b(year[- ](?:on|over|to)[- ]year|yoy|(?:on|over|within|in|inside) (?:the|a|one) year|a year's time)\b"
CYCLE = r"\b(52|fifty-two|(12|twelve) months|(4|four) quarters|cycles?|full year|annual(?:ly)?)\b"
BEFORE = r"\b(before|previous(?:ly)?|preceding|prior|earlier)\b|@from"
AVERAGE = r"\b(averag\w+|mean|typical(?:ly)?|(a|per|each|every) (week|day|period)|weekly|daily)\b"
TOTAL = r"\b(total\w*|sum\w*|(?<=\w )in all|(?<=\w )all told|(?<=\w )altogether|combined|cumulative(?:ly)?)\b"
NOW = r"\b(recent\w*|lately|latest|current\w*|now|so far|actuals?|last (\d+|thirteen|twenty-six)|past \d+)\b"
# A total of the same periods a year earlier is that of the forecast's, as of the recent ones there is only an average.
SAME_TOTAL = rf"^(?!.*(?:{NOW}|{CYCLE}))(?=.*\bsame (?:\S+ )?(?:weeks|days|months|periods?)\b).*{TOTAL}"
# A total is no change, unless it is told by how much it differs.
IS_TOTAL = (
    rf"^(?!.*(?:\s{{2,}}(?:\w+ )?(?:higher|lower|more|less|fewer|above|below)\b|\b(?:by|up|down)\s{{2,}})).*{TOTAL}"
)
HAPPENED = r"\b(sold|sales (?:totall?ed|were|was|came|averaged|reached)|did|brought|demand (?:was|came))\b"
IS_AHEAD = r"\b(is|are) (?:forecast|expected|projected|predicted|anticipated)\b"
PEAK = r"\b(peak\w*|tops? out|high(?:est)? point|seasonal high|a high of|highest|busiest|strongest|maximum|best(?= months?\b))\b"
TROUGH = (
    r"\b(troughs?|bottoms?(?:ed)?(?: out)?|seasonal low|low(?:est)? point|lowest|quietest|weakest|minimum|slowest)\b"
)
_MONTHS = r"(?:on )?(?:\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
FIRST = rf"\b(first|starts?|starting(?! {_MONTHS})|begins?|beginning(?! {_MONTHS})|opens|opening|outset|initial(?:ly)?|next (week|day|period))\b"
LAST = (
    r"\b(last (forecast )?(week|day|period|step)('s)?\b(?! of (actuals|data))|in the last\b(?! \x01| \d)|final|(?<!high )(?<!low )(?<!upper )(?<!lower )(?<!higher )(?<!top )(?<!bottom )ends?|ending|closing|closes"
    r"|end of the)\b"
)
INTERVAL = r"\b(intervals?|ranges?|bands?|bounds?)\b|\bbetween(?:\s{2,}|\s*$)"
LOW_END = r"@lo|\b(lower|low|bottom) (end|bound|limit|edge)?|\bfrom\b"
HIGH_END = r"@hi|\b(upper|high|higher|top) (end|bound|limit|edge)"
NAIVE = r"\b(naive|baseline|benchmark)\b"
NAIVE_OWN = (
    r"\bnaive(?: forecast| benchmark| method| model)?,? whose\b|\bnaive('s)?( (?!than|forecast'?s? error|by)\w+)? (itself|scor\w+|has|had|is|was|gets?|got|reach\w+|misses by|missed by|with|at"
    r"|stands|comes|manages)\b|\bnaive'?s?,? (of|at)\b"
    r"|\b(for|of|by|from) (the )?(?:seasonal )?naive\b|\bnaive's\b|\b(naive|baseline|benchmark)(?:'s)? (MASE|WAPE|error|figure|score)\b|\bbenchmark's\b"
)
ACCURACY = r"\b(naive|baseline|errors?|accura\w+|miss\w*|mase|wape|value added)\b"
COVERAGE = (
    r"\b(cover\w*|held|holds?|holding|contain\w*|caught|captur\w+|(fell|fall|falls|falling|were|was|lay|lie|land|landed|lands|ended up|came|stayed) (within"
    r"|inside|in)|inside|within|enclos\w+)\b"
)
STATUS_WORDS = r"\b(ok|fallback|short|stale|fail\w*|drift\w*|reject\w*|alerts?|warn\w*)\b"
RISER = r"\b(put on|ris\w+|rose|gain\w*|grew|grow\w*|increas\w+|up|more|climb\w*)\b"
FALLER = r"\b(fall\w*|fell|drop\w*|declin\w+|decreas\w+|down|less|fewer|los\w+|lost)\b"
LARGEST = r"\b(largest|biggest|top|main|leading|account\w*|share)\b"
UP = (
    rf"\b({'|'.join(RISING)}|too high|over[ -]?forecasts?|adds?(?! up)|(?<!value )added(?! up)|adding"
    r"|(?<!makes )(?<!make )(?<!made )(?<!making )(?<!adds )(?<!add )(?<!use )(?<!used )(?<!reach )up(?! to\b)"
    r"|(?<=is )up(?= to \x01)|(?<=are )up(?= to \x01)|high(?=,| by\b| on average)|ahead of|top(?:ped|ping)|tops(?! the| out)|beats? (?:its|the|their|that) (?:own|forecast))\b(?! (?:end|bound|limit|edge)\b)"
)
DOWN = (
    rf"\b({'|'.join(FALLING)}|too low|under[ -]?forecasts?|takes?(?! place)|taking(?! place)|took(?= [^.,]*\b(?:off|away)\b)|miss(?:ed|es)? (?:its|the|their) (?:own )?forecast"
    r"|down|low(?=,| by\b| on average)|short of)\b(?! (?:end|bound|limit|edge)\b)"
)
FLAT = (
    r"\b(flat|unchanged|stable|steady|level with|the same as|in line with|constant|equal to|matches"
    r"|little changed|me(?:t|ets?)(?! an? actual))\b"
)
GOOD = (
    r"\b((?<=added is )positive|better|beat|beats|beating|outperform\w*|more accurate(?:ly)?|improv\w+|wins|ahead of)\b"
)
BAD = r"\b((?<=added is )negative|worse|trail\w*|lags|lagged|miss(?:ed|es)? the (?:seasonal )?naive|loses|lost|losing|less accurate(?:ly)?|underperform\w*|behind)\b"
# The forecast of the run before, what came in since, the plan that a what-if leaves, and a second series.
REVISION = (
    rf"\b(revis\w+|(?:forecasts?|it|demand|outlook|run)\b[^.,;]{{0,60}}? (?:was|were|is|has been|have been|had been|been) (?:{'|'.join(CHANGED)})|re-?forecast\w*"
    rf"|(?:run|revision) (?:{'|'.join(CHANGING)})|\b(?:forecasts?|it|outlook|runs?|revision|both)\b[^.,;]{{0,40}}? (?:came|went|come|gone) (?:up|down)|reductions?|cuts?|since the (?:run|forecast) before"
    r"|(?:new|newest|current|latest) (?:forecast|run)|in both runs|both runs cover|between\s+(?:the\s+)?(?:two\s+|both\s+)?runs"
    r"|since the (?:last|previous|earlier|prior) (?:run|forecast))\b"
)
BEFORE_RUN = (
    r"\b((?:run|forecast|vintage) (?:before|earlier)|(?:previous|prior|earlier|older|old|last|that|preceding) (?:run|vintage|one|version)(?:'s)?|run ago"
    r"|(?:previous|prior|earlier|older|old) forecast|previously forecast|run had forecast)\b"
)
ARRIVED = (
    r"\b((?:actuals?\b[^.,;]{0,40}|since[^.,]*|weeks?\b[^.,;]{0,25}|days?) c[ao]me in|came in since|that came in|(?:has|have) come in|(?:newly )?arriv\w+|those actuals|new actuals|latest actuals?|the actuals|of actuals|actuals? (?:of|for|in) the (?:week|day|month|period)s?\b|actual (?:demand|sales|revenue)"
    r"|surpris\w+|(?:their|its) (?:own )?forecast of|(?:undershot|overshot|beat|exceeded|missed|topped|outstripped|surpassed) (?:(?:its|their) own|(?:its|the|their) (?:own )?forecast)"
    r"|had been forecast|(?:than|to what was) forecast|materiali[sz]ed)\b"
)
PLANNED = r"\b(as planned|planned|plan|baseline|base case|without (the|this|that|any) (change|scenario|what-if)|unchanged plan)\b"
MISS = r"\b(miss|misses|missed|missing|errors?|off(?= by| on average)|deviat\w+)\b"
EXTREME = r"\b(largest|biggest|worst|most|greatest|highest|steepest|single)\b"
OTHER = r"\btheotherseries\b"
# What may follow a number that carries no unit; any other word would be a unit that nobody knows.
FOLLOWERS = frozenset(
    words("""
    a an the per each every over in on for of and or to from against compared than at by during across
    this that these those which is are was were as with while whereas but versus vs higher lower more less
    above below up down better worse weekly daily year ahead out had have has it its between until through
    within when where after before if so average averages being use uses used need needs fail failed
    failing stale short ok fallback rejected tested drifted drift show shows went go goes earlier ago then
    now came remain remained kept read received times holds held covers cover itself scored severe serious sold taken demand revenue
    critical landed dropped missed misses say says stand stands sits too beats beat tops
    """)
)  # fmt: skip
# What may stand between a number and its noun.
ADJECTIVES = words("""
    more fewer less open backtest backtested data raw monitored failing failed severe serious critical extra additional further weekly daily
    single new incoming input rejected different separate distinct individual whole full historical actual stale short forecast tested
""")
# What a number may count or measure: none of them is a unit of the facts.
MEASURES = frozenset(
    words("""
    week day month year hour minute quarter season percent percentage point pound dollar euro thousand million billion hundred dozen
    product series model error miss alert warning failure row record line item unit piece run window forecast level times fold rank
    fact change gain drop rise fall loss revision correction gap scenario place position rate ratio score country period step interval band bound peak trough trend multiple
    """)
)  # fmt: skip
# "a year earlier, sales were 12% higher" turns a change round: the past may only be what is compared with.
THEN = r"\b(years? (ago|earlier|before)|year-ago|last year(?! cycle)|(previous|prior) year(?! cycle)|weeks before|(previous|preceding|prior) (52|fifty))\b"
COMPARED = r"\b(than|since|on|over|against|with|to|versus|vs|from|beats?|exceeds|below|above|behind|ahead of|by|as|short of)\b[^;.,]*$"
# "the error of seasonal naive is lower" turns a comparison round; naive may lead only as the yardstick.
YARDSTICK = (
    r"\b((?:exceeds?|exceeded|surpass\w*|undercuts?|tops|improv\w+|cuts?|cutting|reduc\w+|lower\w*|trim\w*|halv\w+|beats?) the (?:errors?|mase|wape|miss\w*) of|exceeds?|exceeded|surpass\w*|tops|undercuts?|than|against|with|to|versus|vs\.?|over|on|beats?|beating|behind|ahead of|outperform\w*"
    r"|what)( that of)?( the)?( seasonal)?\s*$"
)
FORBIDDEN: dict[str, re.Pattern[str]] = {
    "cause": re.compile(
        r"\b(because|due to|caus\w+|driven|drives?|driving|driver\w*|thanks|owing|result\w*|leads? to"
        r"|led to|reflect\w*|attribut\w+|explain\w*"
        r"|on the back of|amid|following(?!:)|so that|therefore|thus|hence|stem\w*|fuel\w*|boost\w*|hurt\w*"
        r"|helped|hit by|owe[sd]?|spurred|prompted"
        r"|after(?! \x01)(?! the (?:first|nearest|next) (?:\w+ )?(?:weeks|days|months|periods|steps)\b)|as (customers|people|shoppers|demand|prices)|since(?! (the )?(then|week|run|forecast|last|previous|\x01|early|late|\d))"
        r"|reasons?|why|impact\w*|influenc\w*"
        r"|customers?|shoppers|weather|promotion\w*|campaign\w*|marketing|pric(?:e|es|ing)|suppl\w+"
        r"|competit\w*|inflation|econom\w+|covid"
        r"|pandemic|shortage\w*|christmas|easter|halloween|black friday|holidays?|festive|popular\w*)\b", re.I),
    "prediction": re.compile(
        r"\b(will|would|shall|should|could|might|may|likely|unlikely|probabl\w+|presumably|perhaps|maybe"
        r"|possibl\w+|continu\w+|keep|keeps"
        r"|recover\w*|momentum|going to|seems?|appears?|suggest\w*|believe|think|guess|hope\w*|set to"
        r"|trends?|trending|recommend\w*|i|we"
        r"|tomorrow|next (month|year|quarter|season)|long[- ]term|surely|certainly|guarantee\w*"
        r"|soon)\b", re.I),
    "negation": re.compile(
        r"\b(not|never|neither|nor|without(?! (?:the|this|that|any) (?:scenario|change|what-if|promo|\x01))|hardly|barely|cannot|none|nothing|nobody|no)\b|n't\b", re.I
    ),
    "absolute": re.compile(
        r"\b(too (?!short|high|low)\w+|any(?! (?:single|one) (?:week|day|month|period))|others?|unlike(?! (?:\x01|theother))|else|smallest|fewest|(a|one|last|previous|prior|this) (month|quarter|day|week|hour) (ago|earlier|before)|always|ever|record|all[- ]time|unprecedented|every time|most(?! recent)|majority|(?:were|are|was|is|have|had) all(?= \w+(?:ed|en)\b)|all of (?:them|these|those)\b|best(?! months?\b)"
        r"|least(?! \x01)|(?<!as )many|several|few|couple|dozens?"
        r"|(?<!of )(?<!for )(?<!across )(?<!over )(?<!in )(?<!than )all (?:of )?(?:open |the |its )?(?:units|alerts|series|rows|products|warnings|failures|reasons)"
        r"|hundreds|thousands|millions|billions|tens|(?<=to )something|median|yesterday|today|weekends?|last (month"
        r"|quarter)|this (month|quarter|week)|percentile"
        r"|fourth|fifth|sixth|seventh|eighth|ninth|tenth|second|\w+fold|once"
        r"|thrice|pence|cents?|kg|tonnes?|litres?)\b", re.I),
    "opinion": re.compile(
        r"\b(sold (?:more|less) accurately|sold (?:better|worse)|strong|strongly|weak|accelerat\w*|slow(?:ing|ed|down)\w*|excellent|poor|poorly|impressive"
        r"|remarkabl\w*|robust|healthy|solid|volatile"
        r"|reliabl\w*|trustworthy|good|bad|great|huge|massive|dramatic\w*|success\w*|disappoint\w*"
        r"|concerning|worrying|(?<!added is )(?:nega|posi)tive|monthly|hourly|yearly|quarterly)\b", re.I),
    "markup": re.compile(r"[<>{}\[\]`|\\*^=]|https?:|www\.|@", re.I),
}  # fmt: skip
# What has the word of a direction and goes nowhere.
IDIOMS = re.compile(
    r"\b(?:alerts?|warnings?|failures?|flags?|concerns?|doubts?|reasons?)\b[^.,;]{0,30}?\b(?:been|were|was|are|is) raised\b|\b(?:ma[dk]\w+|adds?|added|adding|sums?) up\b|\b(?:fell|falls?|falling|fallen)"
    r" (?:inside|within|in|into|on|outside)\b|\b(?:is|are|was|were) down to (?=\x01|theother)|\bmore accurate(?:ly)?\b(?=\x00)|\bupper\b|\b(?:one|two) more\b(?=\x00)"
    r"|\bmore often\b|\b(?:concerns?|doubts?) raised\b|\btak(?:es|ing) (?:its|the) (?:\w+ ){1,3}to\b|\bwhat (?:the )?models? adds?\b|\bend(?:s|ed)? up\b|(?<=model )behind (?=\x01|theother)|\badds?(?: just| only| another| a further)? {2,}(?=of\b)|\bmore recently\b|\bfalls? back\b|\btakes? (?:the|its) (?:forecast|total) from\b|\bunder the (?:\x01+ )?(?:what-if|scenario|change|plan|assumption)\b|, (?:equal|equivalent) to\b|\btops the\b|\bahead of \x01|\bfalls? short\b(?=\x00)|\brun (?:low|high)\b(?=\x00)|(?<=model )behind (?:the|its|this|each) forecasts?\b|(?<=method )behind (?:the|its|this|each) forecasts?\b",
    re.I,
)
MODELS = re.compile(
    r"\b(?:is|uses?|used|was|made by|produced by|forecast by|model|method)\s+(?:the\s+)?seasonal[ -]naive\b|\b(\w*theta\w*|(?:auto)?[ _]?ets\b"
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
    because due drop rise fall strongest weakest only bank reasons reason runs run revision those bias with how
    """)
)  # fmt: skip
CAPITALS = frozenset({"MASE", "WAPE", "GBP", "USD", "EUR", "I", "ISO", "UTC", "OK", "A", "The"})
