"""Where a sentence is cut into what is said of one number each, and by what words a piece leans on another. Patterns only."""

import re

SPLIT = re.compile(
    r"[;:]|,(?!\d)|\.\s|\s-\s|\((?=[^)]*(?:year|forecast|naive|previous|earlier|before))"
    r"|\s(?:and|but|while|whereas|versus|vs\.?|against|compared (?:with|to)|than|from|instead of|(?<!short\s)of the(?=\s\d)"
    r"|beats?|exceeds|trails|met)\s",
    re.I,
)
# Here a comparison's other side begins: "lies below | the recent level of 812", "is twice | its recent level of 10".
CUT_AFTER = re.compile(
    r"\b(?:below|above|twice|double|triple|half of|times)(?=\s(?!the (?:average|norm|usual|mean))(?:that of|those of|(?:the|its|their|a|an)\b[^,;.]*?\d))|\b(?:below|above)(?=\s\d)(?!\s1\b(?![.,]\d))",
    re.I,
)
ENDS_COMPARING = re.compile(r"\b(below|above)\s*$", re.I)
SPOKEN_CHANGE = re.compile(
    r"\b(?:halved|halving|halves|doubled|doubling|doubles|tripled|tripling|triples|quadrupled)$", re.I
)
# "X, the first day of the forecast, is 5": what is said of X is not cut from it.
INSERTED = re.compile(
    r",(?!\d)[^,;:.\d]*(?:\d{1,2} [A-Z][a-z]+ \d{4})?,(?= (?:is|are|was|were|stands?|has|had|totals?)\b)", re.I
)
OPENED = re.compile(r"\b(?:from|between)\s+(?:(?:the|its|an?) (?:\w+ ){1,3}of )?$", re.I)
OPENS_AT = re.compile(
    r"(?:At|With)\b[^,;:]*(?:,\d[^,;:]*)*"
)  # "At 5 units, the forecast ..." tells the subject's number first
APPOSED = re.compile(
    r"\W*(?:or|at|when|where|with|whose|which|equal to|equivalent to|namely|that is|which is|i\.e\.|just|only)\b", re.I
)
INTRODUCES = re.compile(
    r"(?:at|from|against|set against|relative to|compared (?:with|to)|versus|with|of|after|out of|under)\b", re.I
)
BOUND_LEFT = re.compile(r"\W*(than|from|of the|against|versus|vs|compared)\b", re.I)
AGAINST = re.compile(r"\W*(against|versus|vs|compared)\b", re.I)
NAIVES_OWN = re.compile(r"\bnaive, (?:which|whose)\b[^,;:.]*$", re.I)
BOUNDED = r"\b(intervals?|ranges?|bands?|bounds?)\b"
BETWEEN = re.compile(r"\W*(?:units?\s)?(?:(?:up )?to|and|-)\s*$", re.I)
FROM_TO = re.compile(r"(?:\W|\w+[\s,]){0,14}\bto\s+(?:(?:just|only) )?(?:(?:the|its|an?) (?:\w+ ){1,3}of )?$", re.I)
TO = re.compile(r"\bto\b", re.I)
