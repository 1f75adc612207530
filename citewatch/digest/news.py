"""Two editions → what the later one has to say that the earlier one had not."""

from dataclasses import dataclass

from citewatch.digest.words import mark_of
from citewatch.model import Correction, Edition, FeedState, Told


@dataclass(frozen=True, slots=True)
class News:
    """What is new. `risen`: by statement, its place and P before."""

    entered: frozenset[str]
    risen: dict[str, tuple[int, int]]
    once: frozenset[str]
    corrections: frozenset[str]
    unread: frozenset[str]
    problems: frozenset[str]

    def __bool__(self) -> bool:
        return any((self.entered, self.risen, self.once, self.corrections, self.unread, self.problems))


def tell(edition: Edition) -> Told:
    """What an edition has to say: of its first window, and of what went wrong."""
    window = edition.windows[0]
    unread = {one.id for one in edition.sources if one.unread}
    return Told(
        ranked={one.row.id: (one.row.place, one.row.lo.posts, one.row.lo.others) for one in window.statements},
        once=tuple(one.row.id for one in window.once),
        corrections=tuple(correction_key(one) for one in edition.corrections),
        unread=tuple(one.row.id for one in window.sources if one.row.id in unread),
        problems=tuple(problem_key(one) for one in edition.feeds if one.problem),
    )


def news(before: Told | None, now: Told) -> News:
    """What was not said before, which may be all. A place that is better only because others left is no news."""
    before = before or Told({})
    shared = now.ranked.keys() & before.ranked.keys()
    return News(
        entered=frozenset(now.ranked.keys() - before.ranked.keys()),
        risen={key: before.ranked[key][:2] for key in shared if _rose(before.ranked[key], now.ranked[key])},
        once=frozenset(now.once) - {*before.once, *before.ranked},
        corrections=frozenset(now.corrections) - {*before.corrections},
        unread=frozenset(now.unread) - {*before.unread},
        problems=frozenset(now.problems) - {*before.problems},
    )


def _rose(before: tuple[int, int, int], now: tuple[int, int, int]) -> bool:
    return now[0] < before[0] and now[1:] > before[1:]


def correction_key(one: Correction) -> str:
    return mark_of(one.verb, *one.of, one.name or "", one.day.isoformat(), one.reason)[:12]


def problem_key(feed: FeedState) -> str:
    return mark_of(feed.url, feed.problem or "")[:12]
