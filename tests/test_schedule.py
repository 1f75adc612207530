"""When an address is asked again after its failures."""

from datetime import UTC, datetime, timedelta

import pytest

from citewatch.model import Check, Failure, FailureKind, Post
from citewatch.schedule import deleted_on, gives_way, is_due, next_check, next_try, resting

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


# Posts that left their feed


def checks(*pairs: tuple[float, int | None]) -> list[Check]:
    """Answers after so many days, by status."""
    return [Check(NOON + timedelta(days=days), status) for days, status in pairs]


@pytest.mark.parametrize(
    ("found", "day"),
    [
        (checks(), None),
        (checks((7, 200)), None),
        (checks((7, 404), (10, 404)), None),
        (checks((7, 404), (10, 404), (13, 404)), 13),
        (checks((7, 404), (8, 404), (9, 404)), None),  # less than three days apart
        (checks((7, 404), (8, 404), (10, 404), (13, 404)), 13),
        (checks((7, 404), (10, 503), (13, 404), (16, None), (19, 404)), 19),
        (checks((7, 404), (10, 404), (13, 200), (16, 404)), None),
        (checks((7, 410)), 7),
        (checks((7, 410), (14, 410)), 7),
        (checks((7, 410), (14, 200)), None),
        (checks((7, 403), (14, 403), (21, 403)), None),
    ],
)
def test_when_a_post_is_deleted(found: list[Check], day: int | None) -> None:
    assert deleted_on(found) == (None if day is None else (NOON + timedelta(days=day)).date())


@pytest.mark.parametrize(
    ("found", "ago", "days"),
    [
        (checks(), 0, 7),
        (checks((7, 200)), 0, 14),
        (checks((7, 404)), 0, 10),
        (checks((7, 410)), 0, 14),
        (checks((89, 200)), 0, 96),
        (checks((90, 200)), 0, 118),
        (checks(), 90, 28),
        (checks((28, 404)), 900, 31),
    ],
)
def test_when_a_post_is_looked_for_again(found: list[Check], ago: int, days: int) -> None:
    """`ago`: how many days before it was first met it was published."""
    post = Post("a", "f", "u", "", "", NOON, NOON, NOON.date() - timedelta(days=ago))
    assert next_check(post, NOON, found) == NOON + timedelta(days=days, hours=-4)


def test_a_feed_rests_as_long_as_it_asked_for() -> None:
    last = failed(FailureKind.REFUSED, 2, 3600)
    moment = last[-1].at + timedelta(hours=1)
    assert resting(last, moment - timedelta(seconds=1)) == moment
    assert resting(last, moment) is None
    assert resting(failed(FailureKind.REFUSED), NOON) is None
    assert resting([], NOON) is None
