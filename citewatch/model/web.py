"""What the web answers, and what a feed says."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Request:
    """An address to ask for. `robots`: whether robots.txt is asked first (not for feeds that the user configured)."""

    url: str
    etag: str | None = None
    last_modified: str | None = None
    robots: bool = True


class Step(StrEnum):
    """How a source is had that refuses programs: the ladder, from top to bottom."""

    PRINT = "print"
    ARCHIVE = "archive"
    SAVED = "saved"


@dataclass(frozen=True, slots=True)
class Via:
    """The step by which a source was asked for; `at`: when the archived copy was made."""

    step: Step
    at: datetime | None = None

    def __str__(self) -> str:
        match self.step:
            case Step.PRINT:
                return "its print page"
            case Step.ARCHIVE:
                return f"an archived copy of {self.at.date()}" if self.at else "an archive"
            case Step.SAVED:
                return "a page that was saved by hand"


@dataclass(frozen=True, slots=True)
class Page:
    """What an address answered: status 200 with its decoded body, or 304 with none. `hops`: redirected through.

    `moved`: the address to which permanent redirects led, up to the first temporary one. `via`: by which step of the
    ladder a source was had; then `url` is not its own, and that of an archived copy is the one of the lookup.
    """

    url: str
    final_url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    fetched_at: datetime
    hops: tuple[str, ...] = ()
    moved: str | None = None
    via: Via | None = None

    def header(self, name: str) -> str | None:
        """The first header of that name, in any case."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


class FailureKind(StrEnum):
    """Why a page could not be had; the class decides when it is tried again (see `schedule`)."""

    GONE = "gone"  # 404, 410
    REFUSED = "refused"  # 401, 403, 451, 429
    FORBIDDEN = "forbidden"  # an address that must not be asked for: scheme, port or private network
    ROBOTS = "robots"
    UNREACHABLE = "unreachable"  # no name, no connection, no certificate
    SLOW = "slow"
    TOO_BIG = "too-big"
    NOT_TEXT = "not-text"
    GARBLED = "garbled"  # an answer that breaks HTTP, its coding or its promised length
    SERVER_ERROR = "server-error"  # any other status


@dataclass(frozen=True, slots=True)
class Failure:
    """A request that brought no page. `retry_after`: seconds the server asked for."""

    url: str
    at: datetime
    kind: FailureKind
    detail: str
    status: int | None = None
    retry_after: float | None = None
    via: Via | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a feed was read back: the last page, the newest day on it, and whether the feed ends there."""

    url: str
    reached: date | None
    ended: bool


@dataclass(frozen=True, slots=True)
class Check:
    """How the page of a post that has left its feed answered. `status`: None when there was no answer in HTTP."""

    at: datetime
    status: int | None
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed, as the feed has it. `key`: the feed's id, else its link, else a hash of its content."""

    key: str
    url: str
    title: str
    html: str
    published: datetime | None
    updated: datetime | None = None


@dataclass(frozen=True, slots=True)
class FeedReading:
    """A feed document. `faults`: what was wrong with entries that were left out; `whole`: it does not break off.

    `total`: how many entries there are on all its pages, where it says so (OpenSearch).
    """

    title: str
    home: str | None
    entries: tuple[Entry, ...]
    next_url: str | None = None
    faults: tuple[str, ...] = ()
    whole: bool = True
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """A recorded entry. `day`: UTC date of `published`, of `first_seen` when that is missing or in the future."""

    key: str
    feed: str
    url: str
    title: str
    html: str
    published: datetime | None
    first_seen: datetime
    day: date
    day_uncertain: bool = False
