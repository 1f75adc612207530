"""What a run tells of itself."""

from dataclasses import dataclass, field
from enum import StrEnum


class FeedOutcome(StrEnum):
    NEW = "new"
    QUIET = "quiet"  # answered in full, nothing new
    UNCHANGED = "unchanged"  # 304
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class FeedReport:
    """What one feed brought: how many new posts, or why it failed. `failures`: how often in a row, with this time."""

    name: str
    url: str
    outcome: FeedOutcome
    new: int = 0
    problem: str | None = None
    failures: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did. `unread`: sources that could not be read, as (address, why); `faults`: other single items."""

    feeds: tuple[FeedReport, ...] = ()
    posts_read: int = 0
    sources_read: int = 0
    unread: tuple[tuple[str, str], ...] = ()
    faults: tuple[tuple[str, str], ...] = field(default=())

    @property
    def all_failed(self) -> bool:
        return bool(self.feeds) and all(one.outcome == FeedOutcome.FAILED for one in self.feeds)
