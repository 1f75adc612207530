"""Failures of an address → when it is asked again. A refused page is never hammered, a broken server is given time."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from citewatch.model import Failure, FailureKind

# A little less than whole days, so that a daily run never comes just too early.
_DAY, _THREE_DAYS, _WEEK, _MONTH = (timedelta(days=days, hours=-4) for days in (1, 3, 7, 28))

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


def next_try(failures: Sequence[Failure]) -> datetime | None:
    """When an address may be asked again after these failures in a row, oldest first; None for never.

    What a server asks for in Retry-After is honoured where it is longer.
    """
    last = failures[-1]
    waits = _WAITS[last.kind]
    if len(failures) > len(waits):
        return None
    asked = timedelta(seconds=last.retry_after or 0)
    return last.at + max(waits[len(failures) - 1], asked)


def is_due(failures: Sequence[Failure], now: datetime) -> bool:
    """Whether an address may be asked now."""
    if not failures:
        return True
    moment = next_try(failures)
    return moment is not None and moment <= now
