"""Failures of an address → when it is asked again. A refused page is never hammered, a broken server is given time.

Checks of a post that left its feed → when it is checked again, and whether it was deleted.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from citewatch.model import Check, Failure, FailureKind, Post

# A little less than whole days, so that a daily run never comes just too early.
_DAY, _THREE_DAYS, _WEEK, _MONTH = (timedelta(days=days, hours=-4) for days in (1, 3, 7, 28))
_WATCHED_CLOSELY = timedelta(days=90)

# By class: the waits after the first, second, … failure in a row; after the last one it is left alone.
_WAITS: dict[FailureKind, tuple[timedelta, ...]] = {
    FailureKind.GONE: (_THREE_DAYS, _THREE_DAYS),
    FailureKind.REFUSED: (_WEEK, _WEEK, _MONTH),
    FailureKind.FORBIDDEN: (),
    FailureKind.ROBOTS: (_WEEK, _MONTH),
    FailureKind.UNREACHABLE: (_DAY, _DAY, _DAY, _WEEK, _WEEK, _MONTH),
    FailureKind.SLOW: (_DAY, _DAY, _DAY, _WEEK, _WEEK),
    FailureKind.TOO_BIG: (),
    FailureKind.NOT_TEXT: (),
    FailureKind.GARBLED: (_DAY, _WEEK, _WEEK),
    FailureKind.SERVER_ERROR: (_DAY, _DAY, _DAY, _WEEK, _WEEK, _MONTH),
}


# After how many failures in a row a source is looked for elsewhere. The others are not got round: what robots.txt or
# we ourselves forbid, and what a copy would not mend.
_GIVE_WAY: Mapping[FailureKind, int] = {
    FailureKind.GONE: 1,
    FailureKind.REFUSED: 1,
    FailureKind.UNREACHABLE: 3,
    FailureKind.SLOW: 3,
    FailureKind.GARBLED: 3,
    FailureKind.SERVER_ERROR: 3,
}


def next_try(failures: Sequence[Failure], now: datetime) -> datetime | None:
    """When an address may be asked after these failures in a row, oldest first: now or later; None for never.

    What a server asks for in Retry-After is honoured where it is longer.
    """
    if not failures:
        return now
    last = failures[-1]
    waits = _WAITS[last.kind]
    if len(failures) > len(waits):
        return None
    asked = timedelta(seconds=last.retry_after or 0)
    return max(now, last.at + max(waits[len(failures) - 1], asked))


def is_due(failures: Sequence[Failure], now: datetime) -> bool:
    """Whether an address may be asked now."""
    return next_try(failures, now) == now


def gives_way(failures: Sequence[Failure]) -> bool:
    """Whether a source that failed so is looked for at its next place; those that may come back are given time."""
    return bool(failures) and len(failures) >= _GIVE_WAY.get(failures[-1].kind, len(failures) + 1)


def resting(failures: Sequence[Failure], now: datetime) -> datetime | None:
    """Until when a feed, which is else asked in every run, wants to be left alone; None when it may be asked."""
    if not failures or not failures[-1].retry_after:
        return None
    until = failures[-1].at + timedelta(seconds=failures[-1].retry_after)
    return until if until > now else None


def next_check(post: Post, met: datetime, checks: Sequence[Check]) -> datetime:
    """When a post that has left its feed is asked for again; `met`: when it was last in the feed.

    Weekly for 90 days, then monthly; a 404 is looked at again after three days. One that was old already when it was
    first met, as when a whole blog is read back, had left long before.
    """
    last = checks[-1] if checks else Check(met, None)
    old = post.first_seen.date() - post.day >= _WATCHED_CLOSELY or last.at - met >= _WATCHED_CLOSELY
    missing = last.status == 404 and deleted_on(checks) is None
    wait = _THREE_DAYS if missing else _MONTH if old else _WEEK
    return last.at + max(wait, timedelta(seconds=last.retry_after or 0))


def deleted_on(checks: Sequence[Check]) -> date | None:
    """The day on which a post turned out to be deleted: by a 410, or the third of 404s at least three days apart."""
    missed: list[Check] = []
    for check in checks:
        if check.status == 200:
            missed = []
        elif len(missed) == 3:
            continue
        elif check.status == 410:
            missed = [check] * 3
        elif check.status == 404 and (not missed or check.at - missed[-1].at >= _THREE_DAYS):
            missed.append(check)
    return missed[2].at.date() if len(missed) == 3 else None
