"""Where a sentence is cut into what is said of one number each, and by what words a piece leans on another. Patterns only."""

import re

SPLIT = re.compile(
    r"[;:]|,(?!\d)|\.\s|\s-\s|\((?=[^)]*(?:year|forecast|naive|previous|earlier|before))"
    r"|\s(?:and|but|while|whereas|versus|vs\.?|against|compared (?:with|to)|than|from|instead of|(?<!short\s)of the(?=\s\d)"
    r"|beats?|exceeds|trails)\s",
    re.I,
)
# Here a comparison's other side begins: "lies below | the recent level of 812", "is twice | its recent level of 10".
CUT_AFTER = re.compile(
    r"\b(?:below|above|twice|double|triple|half of|times)(?=\s(?!the (?:average|norm|usual|mean))(?:that of|those of|(?:the|its|their|a|an)\b[^,;.]*?\d))|\bbelow(?=\s\d)|\babove(?=\s\d)",
    re.I,
)
ENDS_COMPARING = re.compile(r"\b(below|above)\s*$", re.I)
SPOKEN_CHANGE = re.compile(
    r"\b(?:halved|halving|halves|doubled|doubling|doubles|tripled|tripling|triples|quadrupled)$", re.I
)
APPOSED = re.compile(
    r"\W*(?:or|at|when|where|with|whose|which|equal to|equivalent to|namely|that is|which is|i\.e\.|just|only)\b", re.I
)
INTRODUCES = re.compile(
    r"(?:at|from|against|set against|relative to|compared (?:with|to)|versus|with|of|after|out of|under)\b", re.I
)
BOUND_LEFT = re.compile(r"\W*(than|from|of the|against|versus|vs|compared)\b", re.I)
AGAINST = re.compile(r"\W*(against|versus|vs|compared)\b", re.I)
BOUNDED = r"\b(intervals?|ranges?|bands?|bounds?)\b"
BETWEEN = re.compile(r"\W*(?:units?\s)?(?:to|and|-)\s*$", re.I)
FROM_TO = re.compile(r"(?:\W|\w+[\s,]){0,14}\bto\s*$", re.I)
