"""A claim, read: names masked, mentions found, and the segment of the sentence that each belongs to."""

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from api.contracts import Fact
from api.copilot.cuts import (
    AGAINST,
    APPOSED,
    BETWEEN,
    BOUND_LEFT,
    BOUNDED,
    CUT_AFTER,
    ENDS_COMPARING,
    FROM_TO,
    INSERTED,
    NAIVES_OWN,
    OPENED,
    OPENS_AT,
    SPLIT,
    SPOKEN_CHANGE,
    TO,
)
from api.copilot.facts import Facts
from api.copilot.kinds import PARTNERS
from api.copilot.mentions import Mention, normalised, parse
from api.copilot.naming import Name, mask_names
from api.copilot.patterns import MONTHS
from api.copilot.vocabulary import INTERVAL, NAIVE

# "... than the 52 weeks before, which had 235": what follows is of that time.
_THEIR_OWN = re.compile(r"\W*(?:which|whose)\b", re.I)
_ENDS_EARLIER = re.compile(r"\b(?:before|earlier|previously)\W*$", re.I)


@dataclass(frozen=True)
class Problem:
    """Words of a claim that the cited facts do not carry."""

    span: str
    kind: str
    why: str


@dataclass(frozen=True)
class Reading:
    """A claim with what it states; offsets are into `text`, the normalised claim with names masked."""

    original: str
    text: str
    rest: str
    mentions: list[Mention]
    names: list[Name]
    cited: Facts
    given: Facts
    context: str = ""  # words before it that it may lean on

    @cached_property
    def plain(self) -> str:
        """The text without amounts, so that "more than 1,200" does not count as a direction."""
        text = self.text
        for m in self.amounts:
            kept = SPOKEN_CHANGE.search(m.text)
            told = kept.group() if kept and m.unit in ("times", "portion") else ""
            text = text[: m.start] + told.rjust(m.end - m.start) + text[m.end :]
        return text

    @cached_property
    def amounts(self) -> list[Mention]:
        return [m for m in self.mentions if m.kind == "number"]

    @cached_property
    def tags(self) -> dict[int, str]:
        """The place of a number in a range, by its start: @lo and @hi of an interval, @from and @to of a change."""
        found: dict[int, str] = {}
        for a, b in zip(self.amounts, self.amounts[1:], strict=False):
            low, high = self._range_tags(a, b)
            if low and a.start not in found:
                found |= {a.start: low, b.start: high}
        return found

    def _range_tags(self, a: Mention, b: Mention) -> tuple[str, str]:
        head, between = self.text[: a.start], self.text[a.end : b.start]
        opened = OPENED.search(head)
        if not opened and not re.search(INTERVAL, head, re.I):
            return "", ""
        is_change = bool(opened) and not re.search(BOUNDED, head, re.I) and bool(FROM_TO.match(between))
        if is_change:
            return "@from", "@to"
        closes = bool(BETWEEN.fullmatch(between)) and ("and" not in between or bool(opened))
        return ("@lo", "@hi") if closes else ("", "")

    @cached_property
    def segments(self) -> list[tuple[int, int]]:
        """Stretches between commas and connectives; one without an amount is joined to the amount that it is about."""
        joined: list[tuple[int, int]] = []
        open_start: int | None = None
        counted = [m for m in self.amounts if m.text.lower() != "one"]  # "the current one" may be no number
        pieces, anchors = self.pieces, counted or [m for m in self.mentions if m.kind == "date"] or self.amounts
        for start, end in pieces:
            anchored = any(start <= m.start < end for m in anchors)
            if (
                joined
                and open_start is None
                and not anchored
                and (
                    BOUND_LEFT.match(self.plain, start)
                    or end == pieces[-1][1]
                    or OPENS_AT.fullmatch(self.text[: joined[-1][1]])
                )
            ):
                joined[-1] = (joined[-1][0], end)
            elif not anchored and end != pieces[-1][1]:
                open_start = start if open_start is None else open_start
            else:
                joined.append((start if open_start is None else open_start, end))
                open_start = None
        return joined

    @cached_property
    def pieces(self) -> list[tuple[int, int]]:
        cuts = [m.start() for m in SPLIT.finditer(self.text) if not self._is_inside(m.start())]
        cuts += [cut for m in self.amounts if (cut := self._told_of_another(m))]
        cuts += [m.end() for m in CUT_AFTER.finditer(self.text) if self._is_between_amounts(m)]
        cuts += [
            [to.start() for to in TO.finditer(self.text, 0, m.start)][-1]
            for m in self.amounts
            if self.tags.get(m.start) == "@to"
        ]
        edges = [0, *sorted({c for c in cuts if c > 0}), len(self.text)]
        return list(pairwise(edges))

    def _told_of_another(self, mention: Mention) -> int | None:
        """Where a change is told of a number before it: "revenue of 812 | is a tenth lower than a year ago"."""
        head = re.search(r"\s(?:is|are|was|were|stands?|lies|sits)(?: \w+){0,2} ?$", self.text[: mention.start], re.I)
        changes = re.match(
            r"\s*(?:units? )?(?:more|less|fewer|higher|lower|above|below|better|worse|smaller|larger)\b",
            self.text[mention.end :],
            re.I,
        )
        if not head or not changes:
            return None
        piece = max([0, *(m.end() for m in SPLIT.finditer(self.text, 0, head.start()))])
        return head.start() if any(piece <= m.start and m.end <= head.start() for m in self.amounts) else None

    def _is_between_amounts(self, match: re.Match[str]) -> bool:
        piece = max([0, *(m.end() for m in SPLIT.finditer(self.text, 0, match.start()))])
        piece = 0 if OPENS_AT.fullmatch(self.text[:piece].rstrip(", ")) else piece
        return any(piece <= m.start and m.end <= match.start() for m in self.amounts)

    def _is_inside(self, position: int) -> bool:
        """Within an interval or a number's own words ("more than 65%"), where no segment ends."""
        lows = [m for m in self.amounts if self.tags.get(m.start) == "@lo"]
        inserted = any(m.start() <= position < m.end() for m in INSERTED.finditer(self.text))
        in_interval = any(m.start - 9 <= position < self._next_amount(m).start for m in lows)
        return inserted or in_interval or any(m.start < position < m.end for m in self.mentions)

    def _next_amount(self, mention: Mention) -> Mention:
        return next(m for m in self.amounts if m.start > mention.start)

    def segment(self, position: int) -> tuple[int, int]:
        return next(((a, b) for a, b in self.segments if a <= position < b), (0, len(self.text)))

    def near(self, mention: Mention) -> str:
        """The words of the mention's own segment, with its place in a range, or against seasonal naive."""
        a, b = self.segment(mention.start)
        against = AGAINST.match(self.plain, a) and re.search(NAIVE, self.plain[:a], re.I)
        against = against or NAIVES_OWN.search(self.plain[: mention.start])
        said = re.sub(
            r"\b(?:of|the|and|for|units?|than|theotherseries|compared|with|to|against|versus)\b",
            " ",
            self.plain[a:b],
            flags=re.I,
        )
        is_short = len(re.findall(r"[A-Za-z]{2,}", said)) < 2 if len(said) else True  # "and of the other 31%"
        like = self.context if is_short or re.search(r"\bth(at|ose) (of|for)\b", self.plain[a:b], re.I) else ""
        earlier = _THEIR_OWN.match(self.plain, a) and _ENDS_EARLIER.search(self.plain[:a])
        like += " before " if earlier else ""
        return f"{like}{self.plain[a:b]} {self.tag(mention)}{' @against' if against else ''}"

    def tag(self, mention: Mention) -> str:
        """The place of a number in a range; @from also where the sentence goes on from it without a range: "down from 1,904"."""
        start = self.segment(mention.start)[0]
        alone = re.match(r"\W*(?:(?:up|down) )?from\s+$", self.plain[start : mention.start], re.I)
        return self.tags.get(
            mention.start, "@from" if alone and not re.search(INTERVAL, self.plain[:start], re.I) else ""
        )

    def apposed(self, mention: Mention) -> str:
        """The words before a segment that only tells a number again: "gained 2.5 units a week, or 10%"."""
        a, b = self.segment(mention.start)
        before = [one for one in self.segments if one[1] == a]
        said = len(re.findall(r"[A-Za-z]{2,}", self.plain[a:b]))
        is_bare = not said or (bool(APPOSED.match(self.plain, a)) and said < 6)
        return f"{self.plain[before[0][0] : before[0][1]]} " if before and is_bare else ""

    def lead(self, mention: Mention) -> str:
        """All words up to the end of the mention's segment."""
        return self.context + self.plain[: self.segment(mention.start)[1]]

    def topic(self, mention: Mention) -> str:
        """All words that may tell what a number is about: those up to it, and the main clause behind an opening phrase or a range."""
        return self.context + self.plain

    def basis(self, mention: Mention) -> str:
        """What a change is measured against, where a segment of its own says so: "than 1,150 a year earlier"."""
        return self.basis_at(self.segment(mention.start)[1])

    def basis_at(self, end: int) -> str:
        """The same of the segment that ends there."""
        following = next(((a, b) for a, b in (*self.segments, *self.pieces) if a == end), (end, end))
        is_bound = BOUND_LEFT.match(self.plain, end) or ENDS_COMPARING.search(self.plain[:end])
        return self.plain[following[0] : following[1]] if is_bound else ""

    def partner_near(self, mention: Mention) -> set[str]:
        """The facts that the nearest name or month is: in the mention's segment, else the last one before it."""
        a, b = self.segment(mention.start)
        named = self._partner_names
        inside = {f for start, facts in named if a <= start < b for f in facts}
        before = [facts for start, facts in named if start < a]
        return inside or (set(before[-1]) if before else set())

    @cached_property
    def _partner_names(self) -> list[tuple[int, set[str]]]:
        months = [
            (m.start, self._month_facts(m))
            for m in self.mentions
            if m.kind == "date" and m.month and not m.day and not m.year
        ]
        names = [(n.start, set(n.facts) & set(PARTNERS.values())) for n in self.names]
        return sorted(((start, facts) for start, facts in months + names if facts), key=lambda pair: pair[0])

    def _month_facts(self, mention: Mention) -> set[str]:
        name = MONTHS[(mention.month or 1) - 1]
        return {f for f in ("season_peak", "season_trough") if self.cited.text(f).lower() == name}


def read(text: str, cited: list[Fact], given: Facts, context: str = "") -> Reading:
    """Read one claim against the facts that it cites, among those that were given."""
    original = normalised(text)
    index = Facts(cited)
    masked, names = mask_names(original, index)
    mentions, rest = parse(masked)
    return Reading(original, masked, rest, mentions, names, index, given, context)
