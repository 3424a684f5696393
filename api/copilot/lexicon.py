"""The words that a claim may be made of, besides the names, numbers and dates of its facts. Tables only.

A word that is not here could be anything: a cause, an opinion, a thing that no fact knows. So it fails, and a model is asked
to say it in other words.
"""

from api.copilot.motion import CHANGING, FALLING, NEUTRAL, RISING, all_forms
from api.copilot.patterns import words

_SMALL = words("""
    a an the this that these those it its itself they their them there here which what how who whose when where while whereas
    of in on at by for from to into over under with within between across during through throughout until till up down
    and or but nor so as than then too also both each every either same such only just even still yet again now
    is are was were be been being has have had having do does did done can make makes made making get gets got
    about around roughly approximately nearly almost close some exactly precisely slightly somewhat well far much
    more less fewer most least above below higher lower high low before after earlier later ago since recent recently latest
    current currently last first final next past previous preceding prior coming following ahead behind beyond near nearer
    not if compared comparing comparison relative against versus vs unlike per out off along together overall all total totals
    one ones two half third quarter twice double doubled triple tripled times fold one's again instead respectively whole
    taking seller sellers aware bear mind rests affected affects reads fared fares caught catch catches evidence saves saved save saving provide provides provided choose chosen chose favour best weights weigh weighed ensemble ensembles contributor contributors leaves leaving meanwhile similarly likewise however though although besides moreover again namely specifically
""")  # fmt: skip
_AMOUNTS = words("""
    level levels sales sold sell sells selling demand revenue revenues turnover volume volumes quantity quantities amount amounts
    unit units item items piece pieces row rows record records line lines series set sets product products country countries
    value values number numbers figure figures count counts share shares part parts percent percentage point points cent rate
    average averaged averages averaging mean typical typically usual usually sum sums summed add adds added adding totalled
    totaled totalling sums cumulative combined altogether annual annually weekly daily yearly week weeks day days month months
    quarter quarters year years hour hours minute minutes period periods date dates time horizon step steps span spans
    actual actuals observed observation observations result output data history input raw landed source sources
    pound pounds dollars euros naive seasonal season seasons seasonality cycle peak peaks peaking trough busiest quietest
    busy quiet highest lowest strongest weakest slowest maximum minimum point points pattern
    thousand million billion hundred
""")  # fmt: skip
_STATING = words("""
    stand stands standing sit sits came come comes coming reach reaches reached hit hits run runs running ran go goes went going
    show shows showed shown see sees saw seen say says said state states stated report reports reported record recorded indicate
    indicates give gives gave given put puts take takes taken took bring brings brought amount amounts amounted account accounts
    accounted represent represents represented equal equals equalled correspond corresponds contain contains contained hold holds
    held cover covers covered capture captures captured include includes included fall falls fell fallen falling rise rises rose
    risen rising grow grows grew grown growing growth increase increases increased increasing decrease decreases decreased
    decreasing decline declines declined declining drop drops dropped dropping gain gains gained gaining lose loses lost losing
    climb climbs climbed jump jumped shrink shrank shrunk slip slipped dip dipped change changes changed changing move moves moved
    moving mover movers differ differs differed difference differences shift shifts shifted stay stays stayed remain remains remained
    start starts started starting begin begins began beginning open opens opened end ends ended ending close closes closed finish
    finishes finished expect expects expected predict predicts predicted project projects projected forecast forecasts forecasted
    forecasting compare compares measure measured measures yield yields lie lies lay stretch stretches extend extends range ranges
    rank ranks ranked place places placed lead leads leading trail trails beat beats beating exceed exceeds exceeded match matches
    outperform outperforms outperformed improve improves improved underperforms use uses used using serve served serves
    select selected produce produced produces tested test tests tested checked evaluate evaluated backtest backtests backtested
    find found note noted need needs point points keep kept read received arrive arrived arrives drop dropped exclude excluded
    reject rejected rejection rejections fill filled correct corrected correction sold bought combine combines combined
""")  # fmt: skip
_ABOUT_FORECASTS = words("""
    model models method methods accuracy accurate accurately error errors miss misses missed missing mase wape bias biased
    scatter squared variance coverage interval intervals prediction confidence range ranges band bands bound bounds limit limits
    edge upper lower top bottom wide width window windows origin origins training trained train baseline benchmark nominal target
    better worse ok fallback short stale failed fail fails failing failure failures status alert alerts warn warning warnings severe
    severity serious critical worst drift drifted drifts open reason reasons speak speaks distrust distrusted doubt doubted trust
    revision revisions revised revise run runs vintage newest new old older come came change changes plan planned would covariate
    covariates level trend holiday holidays bank remainder rest largest biggest greater greatest smaller larger main mainly mostly
    top riser risers faller fallers rise fall gain loss increase decrease growth decline single alone set enter enters served
    surprise surprises direction upward upwards downward downwards flat unchanged stable steady constant little even equal
    beware note overview summary outlook expectation expectations long history gap gaps rule frequent named called name known own clear clearly uniform knew knows know tend tends only lowers lowered raises raised subtracts subtract adds
    side one-sided high-side low-side optimistic pessimistic excluded good stretch outside inside sided made-up monitored fresh
""")  # fmt: skip

_MORE = words("""
    often right met meet meets detect detects detected negative positive
    available occur occurs occurred occurring overlap overlaps overlapping lately backtesting something thing things term
    terms away concern concerns edged edge ticked tick ticks nudged crept inched slid sank slumped plunged surged soared
    expanded contracted widened narrowed narrow narrower wider outsell outsells outsold small hover hovers hovered hovering
    settle settles settled attain attained peaked bottomed clocked logged register registers registered post posts posted
    booked experience experienced mark marks marked achieve achieved equivalent equates equated work works circa merely bit
    modestly marginally fractionally contrast contrasts comparable corresponding identical respective entire full complete
    completed covering spanning anticipated foreseen estimated estimate estimates estimation pace performance deviation
    deviations deviate deviates deviated article articles instead meanwhile cut cuts cutting trimmed trim trims scaled
    adjusted adjustment adjustments updated update updates older roughly approx split splits divided consists consist
    comprised comprises comprise composed breakdown sizes sized size otherwise altogether about being itself themselves theirs
    whose having does with nor rather likewise equally correspondingly early late middle mid beginning onward onwards
    regarding concerning wise base bases based basis from among amongst beside besides next alongside plus minus net gross
    multi yoy twelve-month holdout evaluation evaluations verdict score scores scored scoring quality known unknown look looks
    looked looking tell tells told call calls called seen observe observes noted list lists listed position positions leading
    group groups family been expect anticipate approaching upcoming bought purchase purchases traded trade trades income
    takings receipts earned earns earning
""")  # fmt: skip
_STATED = all_forms("""
    amount total average equal represent constitute contribute comprise register record report log+ post book deliver yield generate
    account attain achieve approach touch exceed near approximate correspond translate equate work settle hover rank place feature belong
    rely depend need require use apply employ choose serve fit+ train base build count number cover span+ stretch extend range reach
    include contain capture enclose embrace surround finish stop+ start follow precede trail head dominate prevail consist peg+ estimate
    anticipate envisage predict project expect call point describe classify class label mark flag+ tag+ term deem rate list show indicate
    state display exhibit present carry trigger discard filter remove exclude reject accept process load ingest supply test assess
    evaluate examine check measure gauge judge score backtest compare match differ deviate outperform underperform improve tend
    weigh tally turn end open close last vary occur happen arrive land expand narrow widen combine join share split feed miss target
    concern doubt distrust suffer rise peak bottom collect sell purchase earn shop weaken balance stem materialise materialize
    remain stay keep raise pull push drag suffer dominate throw decide flow alternate repeat recur surprise mean exist concentrate cluster centre center
""")  # fmt: skip
_DEGREES = words("""
    slightly modestly marginally somewhat considerably substantially markedly notably noticeably comfortably narrowly steeply sharply
    precisely exactly just only merely even mainly mostly chiefly largely primarily predominantly principally nearly almost about around
    roughly approximately broadly barely fully entirely partly partially simply little bit shade touch fraction slight modest marginal
    moderate moderately fairly quite rather very too far way further farther furthest still yet already newly evenly twofold threefold
    pure purely absolute relative relatively plain clearly gently gradually steadily
""")  # fmt: skip
_WHEN = words("""
    historically seasonally currently presently present moment lately recently date thereafter afterwards afterward subsequently stretch
    window windows span spans annually previously formerly initially eventually finally ultimately originally meanwhile simultaneously
    beforehand back then now today's upcoming forthcoming opening closing nearest earliest newest oldest mid onwards forward hence until
    outset start end twelve-month later long run runs week's day's month's year's period's immediately usual usually normally generally
    ordinarily norm normal calendar consecutive successive distant farther weekly daily timeframe ago nearby dated dating
""")  # fmt: skip
_THINGS = words("""
    figure figures reading readings tally result outcome outcomes effect scenario scenarios what-if assumption assumptions case cases
    occasion occasions instance instances baseline base ranking rankings list table order place position ahead gap gaps spread
    difference distance margin portion proportion fraction fractions slice bulk remainder rest balance component components element
    contribution contributions addition additions deduction reduction reductions upside downside directions opposite sides side
    half halves thirds fifths tenths quarters twentieth eighths sixths common frequent frequently absence level pattern profile
    curve shape course path trajectory amplitude swing swings technique approach algorithm forecaster system engine code settings
    setup configuration yardstick comparison reference rival counterpart counterparts peer peers pair duo trio couple both two
    catalogue range portfolio collection goods merchandise title line lines shipment shipments movement movements mover grouping
    basis whole aggregate overall sum notification notifications issue issues flagged incoming outgoing intake
    duplicate duplicates rejects removal probability according seasonality seasonal index factor factors multiple multiples
    whichever whose whom latter former respective neither alike apart side likewise conversely similarly comparatively aside
    them themselves own former latter versus toward towards upon onto within amid among per via despite contrary plus once as
    unlike least less-than lesser extra additional further another any few many little more most much remaining left over
    quarter-on-quarter high low points highs lows centre center middle point tail surface account accounts namely including
    doubtful trustworthy believable wary cautious caution severe most-common accurate inaccurate precise quality question
    stood thrown tops responsible worth speaking costs cost collapse collapses collapsed collapsing vanish vanished vanishes disappeared evaporated foresee foresees foreseeing put shifted fluctuates happened happens happen steepest none no nothing zero nil empty idle absent without except excepting while wherein whereby plus
""")  # fmt: skip
LEXICON = frozenset((
    *_SMALL, *_AMOUNTS, *_STATING, *_ABOUT_FORECASTS, *_MORE, *_STATED, *_DEGREES, *_WHEN, *_THINGS, *RISING, *FALLING, *CHANGING, *NEUTRAL,
))  # fmt: skip
