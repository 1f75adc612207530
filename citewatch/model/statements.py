"""Statements, and the places they take."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from citewatch.model.documents import Evidence, Kind, Role


class Match(StrEnum):
    """How surely a quotation belongs to its statement; `POSSIBLE` is shown and never counted."""

    EXACT = "exact"
    NEAR = "near"
    ORIGIN = "origin"
    POSSIBLE = "possible"


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation as it counts: by the key of its source."""

    source: str
    url: str
    outlet: str
    evidence: Evidence
    distance: int
    role: Role
    reason: str


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
    citations: tuple[Cited, ...]
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
    """P, the number of citing posts, and Q: a statement's sources, a source's or speaker's statements, an outlet's sources."""

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
