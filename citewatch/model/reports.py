"""What a run tells of itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class FeedOutcome(StrEnum):
    NEW = "new"
    QUIET = "quiet"  # answered in full, nothing new
    UNCHANGED = "unchanged"  # 304
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class FeedReport:
    """What one feed brought: how many posts were new or known, or why it failed.

    `trouble`: the class of the problem: missing (404), gone (410), server-error, web-page, empty, truncated, …
    `failures`: how often in a row, with this time. `back`: how often it had failed before this good answer.
    `next_try`: when it is asked again, None for at the next run, or never where it is `muted`.
    `moved`: its new address, where it moved for good. `asked`: it was not left alone.
    """

    name: str
    url: str
    outcome: FeedOutcome
    new: int = 0
    problem: str | None = None
    failures: int = 0
    known: int = 0
    trouble: str | None = None
    moved: str | None = None
    next_try: datetime | None = None
    back: int = 0
    muted: bool = False
    asked: bool = True


@dataclass(frozen=True, slots=True)
class OutletReport:
    """What the sources of one outlet brought: how many were read, and how many failed, by class.

    `failures`: how many runs in a row brought nothing, with this one; `back`: how many had, before this good one.
    `next_try`: when the first of the failed ones is asked again, None for never.
    """

    name: str
    had: int
    failed: Mapping[str, int]
    failures: int = 0
    back: int = 0
    next_try: datetime | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did. `unread`: sources that could not be read, as (address, why); `faults`: other single items.

    `notes`: sources that were read, but not plainly, as (address, how): by the ladder, or in a guessed charset.
    `checked`: posts that left their feed and were asked for; `gone`: those of them that turned out to be deleted.
    """

    feeds: tuple[FeedReport, ...] = ()
    posts_read: int = 0
    sources_read: int = 0
    unread: tuple[tuple[str, str], ...] = ()
    faults: tuple[tuple[str, str], ...] = field(default=())
    outlets: tuple[OutletReport, ...] = ()
    checked: int = 0
    gone: tuple[str, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()

    @property
    def all_failed(self) -> bool:
        return bool(self.feeds) and all(one.outcome == FeedOutcome.FAILED for one in self.feeds)
