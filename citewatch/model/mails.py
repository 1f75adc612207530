"""What was told to whom by mail."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class MailState(StrEnum):
    """What became of a mail. While it is `MEANT`, nobody knows whether the server has taken it."""

    MEANT = "meant"
    LATER = "later"  # not taken; the server, or the way to it, may be better another time
    REFUSED = "refused"  # not taken, for good
    SENT = "sent"
    BASELINE = "baseline"  # none was sent: it is from here on that what is new is mailed


@dataclass(frozen=True, slots=True)
class Mail:
    """An edition for one recipient. `recipient`: HMAC of the address; `since`: the edition that they had got before."""

    recipient: str
    edition: str
    since: str | None
    at: datetime
    state: MailState
    tried: datetime | None = None
    answer: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What an edition had to say, in ids; two of these show what is new.

    `ranked`: by statement its place, P and Q; `once`: the statements cited once, the latest first; `unread`: sources;
    `problems`: feeds with what is wrong with them; `corrections`: keys of editors' decisions.
    """

    ranked: Mapping[str, tuple[int, int, int]]
    once: tuple[str, ...] = ()
    corrections: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
