"""Statements, and the places they take."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from citewatch.model.documents import Citation, Kind
from citewatch.model.settings import Window


class Match(StrEnum):
    """How surely a quotation belongs to its statement; `POSSIBLE` is shown and never counted."""

    EXACT = "exact"
    NEAR = "near"
    ORIGIN = "origin"
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
class Rows:
    """The rankings of one window."""

    window: Window
    first: date | None
    last: date
    statements: tuple[Row, ...]
    sources: tuple[Row, ...]
    outlets: tuple[Row, ...]
    speakers: tuple[Row, ...]
