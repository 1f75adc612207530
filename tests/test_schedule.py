"""When an address is asked again after its failures."""

from datetime import UTC, datetime, timedelta

import pytest

from citewatch.model import Failure, FailureKind
from citewatch.schedule import gives_way, is_due, next_try

NOON = datetime(2026, 9, 14, 12, tzinfo=UTC)
NEVER = {FailureKind.FORBIDDEN, FailureKind.TOO_BIG, FailureKind.NOT_TEXT}


def failed(kind: FailureKind, times: int = 1, retry_after: float | None = None) -> list[Failure]:
    return [
        Failure("https://bereg.example/", NOON + timedelta(days=n), kind, "x", None, retry_after) for n in range(times)
    ]


def waits(kind: FailureKind) -> list[timedelta]:
    """The waits after the first, second … failure, until none is left."""
    found: list[timedelta] = []
    while (moment := next_try(failures := failed(kind, len(found) + 1), NOON)) is not None:
        found.append(moment - failures[-1].at)
    return found


@pytest.mark.parametrize("kind", FailureKind)
def test_every_class_gives_up_in_the_end_and_never_hurries(kind: FailureKind) -> None:
    found = waits(kind)
    assert (not found) == (kind in NEVER)
    assert len(found) < 10
    assert found == sorted(found)
    assert all(wait >= timedelta(hours=20) for wait in found)


@pytest.mark.parametrize(
    ("kind", "days"),
    [
        (FailureKind.GONE, [3, 3]),
        (FailureKind.REFUSED, [7, 7, 28]),
        (FailureKind.ROBOTS, [7, 28]),
        (FailureKind.UNREACHABLE, [1, 1, 1, 7, 7, 28]),
        (FailureKind.SLOW, [1, 1, 1, 7, 7]),
        (FailureKind.GARBLED, [1, 7, 7]),
        (FailureKind.SERVER_ERROR, [1, 1, 1, 7, 7, 28]),
    ],
)
def test_waits_are_a_little_less_than_whole_days(kind: FailureKind, days: list[int]) -> None:
    assert waits(kind) == [timedelta(days=day, hours=-4) for day in days]


def test_the_last_failure_decides() -> None:
    mixed = [*failed(FailureKind.GONE), *failed(FailureKind.SLOW)]
    assert next_try(mixed, NOON) == NOON + timedelta(hours=20)


@pytest.mark.parametrize(("asked", "wait"), [(60.0, 20.0), (90_000.0, 25.0), (0.0, 20.0)])
def test_retry_after_is_honoured_where_it_is_longer(asked: float, wait: float) -> None:
    assert next_try(failed(FailureKind.SERVER_ERROR, 1, asked), NOON) == NOON + timedelta(hours=wait)


def test_what_never_failed_is_due() -> None:
    assert is_due([], NOON)


def test_due_from_the_moment_on() -> None:
    failures = failed(FailureKind.SLOW)
    moment = NOON + timedelta(hours=20)
    assert not is_due(failures, moment - timedelta(seconds=1))
    assert is_due(failures, moment)


def test_what_is_overdue_may_be_asked_now() -> None:
    late = NOON + timedelta(days=400)
    assert next_try(failed(FailureKind.SLOW), late) == late
    assert next_try([], late) == late


@pytest.mark.parametrize(
    ("kind", "times"),
    [
        (FailureKind.GONE, 1),
        (FailureKind.REFUSED, 1),
        (FailureKind.UNREACHABLE, 3),
        (FailureKind.SLOW, 3),
        (FailureKind.GARBLED, 3),
        (FailureKind.SERVER_ERROR, 3),
        (FailureKind.ROBOTS, None),
        (FailureKind.FORBIDDEN, None),
        (FailureKind.TOO_BIG, None),
        (FailureKind.NOT_TEXT, None),
    ],
)
def test_after_how_many_failures_a_source_is_looked_for_elsewhere(kind: FailureKind, times: int | None) -> None:
    assert [n for n in range(9) if gives_way(failed(kind, n))] == ([] if times is None else [*range(times, 9)])


def test_what_is_given_up_is_never_due() -> None:
    assert not is_due(failed(FailureKind.TOO_BIG), NOON + timedelta(days=10_000))
