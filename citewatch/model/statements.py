"""Statements, and the places they take."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from citewatch.model.documents import Citation, Kind
from citewatch.model.settings import Window


class Match(StrEnum):
    """How a quotation was found to belong to its statement; `POSSIBLE` is shown and never counted."""

    EXACT = "exact"
    NEAR = "near"
    ORIGIN = "origin"
    EDITOR = "editor"  # said so in overrides.yaml
    POSSIBLE = "possible"


@dataclass(frozen=True, slots=True)
class CitedLink:
    """A quoted-from link of a post, as it counts for sources and outlets, whether or not words are quoted from it.

    `url`: the cited address.
    """

    post: str
    day: date
    source: str
    outlet: str
    live: bool = True
    url: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A part of a sentence of a source: the sentence's key, the same wherever it stands, and offsets within it."""

    sentence: str
    start: int
    end: int

    def overlaps(self, other: "Place") -> bool:
        """Whether both are about the same part: two halves of a long sentence are two statements."""
        shared = min(self.end, other.end) - max(self.start, other.start)
        shorter = min(self.end - self.start, other.end - other.start)
        return self.sentence == other.sentence and 2 * shared >= shorter > 0


@dataclass(frozen=True, slots=True)
class Origin:
    """The words of a source from which a quotation was made.

    `url`: the cited address; `exact`, `prefix` and `suffix` as in W3C's TextQuoteSelector; `body`: SHA-256 of the page
    in which it was found; `score` and `lead` as `origins` gives them, at most 1; `why` it is only possible, None when
    it is sure; `lost`: the source has changed, and the words are no longer found there; `speaker`: the name of the
    quotation's speaker as the source spells it.
    """

    url: str
    lang: str
    exact: str
    prefix: str
    suffix: str
    body: str
    score: float
    lead: float
    places: tuple[Place, ...]
    why: str | None = None
    lost: bool = False
    speaker: str | None = None

    @property
    def sure(self) -> bool:
        return self.why is None


@dataclass(frozen=True, slots=True)
class Passage:
    """A quotation where it stands: what statements and the ranking are made of.

    `id`: post key, `#`, number of the quotation. `person`: key of the speaker's full name, None when unknown.
    `context`: the text around it as (before, inside, between, …, after): odd parts are quoted.
    """

    id: str
    post: str
    day: date
    text: str
    lang: str
    person: str | None
    speaker: str | None
    kind: Kind
    cue: str | None
    context: tuple[str, ...]
    citations: tuple[Citation, ...]
    live: bool = True
    withdrawn: date | None = None
    origins: tuple[Origin, ...] = ()

    @property
    def origin(self) -> Origin | None:
        """The best of its origins: a sure one before a possible one, then the one with the best score."""
        return min(self.origins, key=lambda one: (not one.sure, -one.score, one.url), default=None)


Rank = tuple[int, str, str]
"""Of a wording: the smallest outranks. Minus its words, then its first day, then the id of its first passage."""


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """Passages of one person in equal normal words, the earliest first: what statements are joined of."""

    key: str
    words: tuple[str, ...]
    passages: tuple[Passage, ...]
    rank: Rank

    @property
    def first(self) -> Passage:
        return self.passages[0]


@dataclass(frozen=True, slots=True)
class Edge:
    """From a wording to one that outranks it: how they match, how closely (0 to 1), and `why` they are not one."""

    other: str
    match: Match
    similarity: float
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """Where a wording has ended: the root of its statement, how it matches, and from which other it is kept apart."""

    node: str
    root: str
    match: Match
    apart: tuple[str, str] | None = None  # the other, and why


@dataclass(frozen=True, slots=True)
class Joined:
    """All that an index holds of a node. `parent`: where the edge leads that counts."""

    node: Node
    keys: tuple[int, ...]
    edges: tuple[Edge, ...]
    parent: str | None
    settled: Settled


@dataclass(frozen=True, slots=True)
class Member:
    """A passage in a statement."""

    passage: Passage
    match: Match


@dataclass(frozen=True, slots=True)
class Possible:
    """Two passages that look alike and are not counted as one statement: `why` not."""

    passage: str
    other: str
    why: str


@dataclass(frozen=True, slots=True)
class Statement:
    """What one speaker said, once. `members[0]` is the root."""

    members: tuple[Member, ...]

    @property
    def root(self) -> Passage:
        return self.members[0].passage

    @property
    def fullest(self) -> Passage:
        """The passage whose words stand for the statement: the longest, then the earliest, then by post."""
        sure = [member.passage for member in self.members if member.match != Match.POSSIBLE]
        return min(sure, key=lambda one: (-len(one.text.split()), one.day, one.post))

    @property
    def origin(self) -> Origin | None:
        """The words of a source that stand for the statement: a sure origin, of the fullest passage before others."""
        fullest = self.fullest.id
        counted = [member.passage for member in self.members if member.match != Match.POSSIBLE]
        sure = [(one.id != fullest, -len(o.exact), o.url, o) for one in counted for o in one.origins if o.sure]
        return min(sure, key=lambda item: item[:3])[3] if sure else None


@dataclass(frozen=True, slots=True)
class Anchor:
    """The place by which a published statement is found again."""

    id: str
    post: str
    exact: str
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Count:
    """P, the number of citing posts, and Q.

    Q is a statement's sources, a source's or speaker's statements, an outlet's sources.
    """

    posts: int
    others: int


@dataclass(frozen=True, slots=True)
class Row:
    """A place in a ranking. `tied`: how many others share it. `last`: day of the latest counted citation."""

    id: str
    place: int
    tied: int
    best: int
    worst: int
    lo: Count
    hi: Count
    ranked: bool
    last: date | None


@dataclass(frozen=True, slots=True)
class History:
    """When a thing was cited: the day of each post with a counted citation, in order.

    `rising`: the posts of the last 30 days minus those of the 30 before.
    """

    days: tuple[date, ...]
    rising: int


@dataclass(frozen=True, slots=True)
class Histories:
    """The history of each thing that has a place, by its key."""

    statements: Mapping[str, History]
    sources: Mapping[str, History]
    outlets: Mapping[str, History]
    speakers: Mapping[str, History]


@dataclass(frozen=True, slots=True)
class Rows:
    """The rankings of one window."""

    window: Window
    first: date | None
    last: date
    statements: tuple[Row, ...]
    sources: tuple[Row, ...]
    outlets: tuple[Row, ...]
    speakers: tuple[Row, ...]
