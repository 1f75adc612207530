"""Citations and a window → rows: places with ties and intervals, by the one rule of the design.

place: by (P, Q), descending; equal pairs share the place
best place = 1 + how many others have lo above this hi; worst place = 1 + how many others have hi above this lo
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from citewatch.model import (
    CitedLink,
    Count,
    Evidence,
    Histories,
    History,
    Match,
    Passage,
    Possible,
    Role,
    Row,
    Rows,
    Statement,
    Window,
)

Fact = tuple[str, str | None]
"""A post, and the source, statement or nothing that it counts with."""


@dataclass(slots=True)
class Tally:
    """What counts for one thing, and what might."""

    counted: set[Fact] = field(default_factory=set)
    possible: set[Fact] = field(default_factory=set)
    days: dict[str, date] = field(default_factory=dict)  # of the counted posts

    def add(self, fact: Fact, day: date) -> None:
        self.counted.add(fact)
        self.days[fact[0]] = day

    @property
    def last(self) -> date | None:
        return max(self.days.values(), default=None)

    @property
    def lo(self) -> Count:
        return _count(self.counted)

    @property
    def hi(self) -> Count:
        return _count(self.counted | self.possible)


def first_day(window: Window, as_of: date) -> date | None:
    """The first day of a window that ends with `as_of`; None when it is unbounded."""
    return None if window == "all" else as_of - timedelta(days=window - 1)


_RISING = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Tallies:
    """What counts in a window, by the key of each thing."""

    window: Window
    as_of: date
    statements: Mapping[str, Tally]
    sources: Mapping[str, Tally]
    outlets: Mapping[str, Tally]
    speakers: Mapping[str, Tally]

    def rows(self) -> Rows:
        first = first_day(self.window, self.as_of)
        return Rows(
            self.window,
            first,
            self.as_of,
            rank(self.statements),
            rank(self.sources),
            rank(self.outlets),
            rank(self.speakers),
        )

    def histories(self) -> Histories:
        """When each thing was cited. In an unbounded window: ever."""
        return Histories(
            self._histories(self.statements),
            self._histories(self.sources),
            self._histories(self.outlets),
            self._histories(self.speakers),
        )

    def _histories(self, tallies: Mapping[str, Tally]) -> dict[str, History]:
        return {key: history(one.days.values(), self.as_of) for key, one in tallies.items() if one.days}


def history(days: Iterable[date], as_of: date) -> History:
    """The history of a thing whose counted posts are of these days."""
    ordered = tuple(sorted(days))
    fresh = sum(day > as_of - _RISING for day in ordered)
    before = sum(as_of - 2 * _RISING < day <= as_of - _RISING for day in ordered)
    return History(ordered, fresh - before)


def tally(
    statements: Mapping[str, Statement],
    possible: Iterable[Possible],
    links: Sequence[CitedLink],
    source: Callable[[str], str],
    window: Window,
    as_of: date,
) -> Tallies:
    """All that counts in a window. `statements`: by id; `source`: the key of the source at a cited address."""
    ids = {one.root.id: key for key, one in statements.items()}
    return Tallies(
        window,
        as_of,
        tally_statements(statements.values(), possible, ids, source, window, as_of),
        tally_sources(statements, links, source, window, as_of),
        tally_outlets(links, window, as_of),
        tally_speakers(statements, window, as_of),
    )


def tally_statements(
    statements: Iterable[Statement],
    possible: Iterable[Possible],
    ids: Mapping[str, str],
    source: Callable[[str], str],
    window: Window,
    as_of: date,
) -> dict[str, Tally]:
    """By statement id: the posts that cite it in the window, each with its sources.

    `ids`: by root passage; `source`: the key of the source at a cited address.
    """
    tallies: dict[str, Tally] = defaultdict(Tally)
    owner: dict[str, str] = {}
    within: dict[str, Passage] = {}
    for statement in statements:
        number = ids[statement.root.id]
        for member in statement.members:
            passage = member.passage
            owner[passage.id] = number
            if _within(passage.day, window, as_of):
                within[passage.id] = passage
                if member.match != Match.POSSIBLE:
                    _count_passage(tallies[number], passage, source, as_of)
    for pair in possible:
        for one, other in ((pair.passage, pair.other), (pair.other, pair.passage)):
            if one in owner and other in within and owner[one] != owner[other]:
                tallies[owner[one]].possible |= _facts(within[other], source, as_of)
    return dict(tallies)


def tally_sources(
    statements: Mapping[str, Statement],
    links: Iterable[CitedLink],
    source: Callable[[str], str],
    window: Window,
    as_of: date,
) -> dict[str, Tally]:
    """By key of the source: the posts that cite it, and the statements that they quote from it."""
    tallies = _tally_links(((link, link.source, None) for link in links), window, as_of)
    for key, statement in statements.items():
        for passage in _counted(statement, window, as_of):
            for one in passage.citations:
                if _is_counted(one.role, one.evidence):
                    tallies[source(one.url)].add((passage.post, key), passage.day)
    return tallies


def tally_outlets(links: Iterable[CitedLink], window: Window, as_of: date) -> dict[str, Tally]:
    """By name of the outlet: the posts that cite it, and its cited sources."""
    return _tally_links(((link, link.outlet, link.source) for link in links), window, as_of)


def tally_speakers(statements: Mapping[str, Statement], window: Window, as_of: date) -> dict[str, Tally]:
    """By key of the person: the posts that quote them, and their statements."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    for key, statement in statements.items():
        for passage in _counted(statement, window, as_of):
            if passage.person:
                tallies[passage.person].add((passage.post, key), passage.day)
    return tallies


def _tally_links(links: Iterable[tuple[CitedLink, str, str | None]], window: Window, as_of: date) -> dict[str, Tally]:
    tallies: dict[str, Tally] = defaultdict(Tally)
    for link, thing, other in links:
        if link.live and _within(link.day, window, as_of):
            tallies[thing].add((link.post, other), link.day)
    return tallies


def _counted(statement: Statement, window: Window, as_of: date) -> Iterator[Passage]:
    """The passages of a statement that count in a window."""
    for member in statement.members:
        passage = member.passage
        if member.match != Match.POSSIBLE and counts_in(passage, window, as_of):
            yield passage


def rank(tallies: Mapping[str, Tally]) -> tuple[Row, ...]:
    """The rows of all with P of at least 1, best place first; a tie shows the latest citation first, then by id."""
    low = {key: tally.lo for key, tally in tallies.items()}
    high = {key: tally.hi for key, tally in tallies.items()}
    placed = [key for key in tallies if low[key].posts >= 1]
    lows, highs = _sorted(low[key] for key in placed), _sorted(high.values())
    ties = Counter(low[key] for key in placed)
    rows = [
        Row(
            id=key,
            place=1 + _above(lows, low[key]),
            tied=ties[low[key]] - 1,
            best=1 + _above(lows, high[key]),
            worst=1 + _above(highs, low[key]) - (high[key] > low[key]),
            lo=low[key],
            hi=high[key],
            ranked=low[key].posts >= 2 or low[key].others >= 2,
            last=tallies[key].last,
        )
        for key in placed
    ]
    return tuple(sorted(rows, key=lambda row: (row.place, -(row.last or date.min).toordinal(), row.id)))


def counts(passage: Passage, as_of: date) -> bool:
    """Whether a passage has a counted citation: its post is live, nothing is withdrawn, a source is quoted from."""
    withdrawn = passage.withdrawn is not None and passage.withdrawn <= as_of
    return passage.live and not withdrawn and any(_is_counted(one.role, one.evidence) for one in passage.citations)


def counts_in(passage: Passage, window: Window, as_of: date) -> bool:
    """Whether a passage has a counted citation, and stands in a post of the window."""
    return _within(passage.day, window, as_of) and counts(passage, as_of)


def _is_counted(role: Role, evidence: Evidence) -> bool:
    return role == Role.QUOTED_FROM and evidence != Evidence.NONE


def _count_passage(tally: Tally, passage: Passage, source: Callable[[str], str], as_of: date) -> None:
    if counts(passage, as_of):
        for one in passage.citations:
            if _is_counted(one.role, one.evidence):
                tally.add((passage.post, source(one.url)), passage.day)
    else:
        tally.possible |= _facts(passage, source, as_of)


def _facts(passage: Passage, source: Callable[[str], str], as_of: date) -> set[Fact]:
    """What a passage would add if it counted. See-also and own posts add nothing, also not here."""
    if not passage.live or (passage.withdrawn is not None and passage.withdrawn <= as_of):
        return set()
    quoted: set[Fact] = {(passage.post, source(one.url)) for one in passage.citations if one.role == Role.QUOTED_FROM}
    return quoted or ({(passage.post, None)} if not passage.citations else set())


def _within(day: date, window: Window, as_of: date) -> bool:
    return day <= as_of and (window == "all" or (as_of - day).days < window)


def _count(facts: set[Fact]) -> Count:
    return Count(len({post for post, _ in facts}), len({other for _, other in facts if other is not None}))


def _sorted(counts: Iterable[Count]) -> list[tuple[int, int]]:
    return sorted((one.posts, one.others) for one in counts)


def _above(values: Sequence[tuple[int, int]], value: Count) -> int:
    """How many of the sorted values are greater."""
    return len(values) - bisect_right(values, (value.posts, value.others))
