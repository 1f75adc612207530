"""An edition → the entries of its feeds: statements that came into the ranking, that rose, that somebody said."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from heapq import nsmallest

from citewatch import urls
from citewatch.exports.data import role
from citewatch.exports.places import Places
from citewatch.model import Edition, Role, SourceView, StatementPage

_MONTH = timedelta(days=30)
_NEWEST = 50  # entries of a feed


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: `id` for good, `link` where to read on, `via` the post that it is about."""

    id: str
    title: str
    updated: date
    summary: str
    author: str | None
    link: str | None
    via: str


class News:
    """What is new of the statements that count."""

    def __init__(self, edition: Edition, places: Places) -> None:
        self._edition, self._places = edition, places

    @cached_property
    def _counted(self) -> list[tuple[StatementPage, dict[str, date]]]:
        """The statements that count, each with the day of every post that counts, by its address."""
        days = (
            (page, {one.post_url: one.day for one in page.passages if one.counted}) for page in self._edition.statements
        )
        return [(page, found) for page, found in days if found]

    def new(self) -> list[Entry]:
        """Statements on the day from which they were ranked."""
        return self._newest("new", ((day, page) for page, _ in self._counted if (day := _entered(page))))

    def risen(self) -> list[Entry]:
        """Ranked statements that rise, on the day of their latest post, when they were ranked before it."""
        found = []
        for page, days in self._counted:
            entered, last = _entered(page), max(days.values())
            if entered and last > entered and self._rise(days.values()) > 0:
                found.append((last, page))
        return self._newest("risen", found)

    def _rise(self, days: Collection[date]) -> int:
        """The posts of the last 30 days less those of the 30 before."""
        ages = [self._edition.as_of - day for day in days]
        return sum(age < _MONTH for age in ages) - sum(_MONTH <= age < 2 * _MONTH for age in ages)

    def said_by(self, speaker: str) -> list[Entry]:
        """A speaker's statements on the day of the first post that counts."""
        return self._newest("said", self._by_speaker.get(speaker, ()))

    def said_in(self, outlet: str) -> list[Entry]:
        """The statements quoted from an outlet on the day of the first post that counts."""
        return self._newest("said", self._by_outlet.get(outlet, ()))

    @cached_property
    def _by_speaker(self) -> Mapping[str, list[tuple[date, StatementPage]]]:
        found = defaultdict(list)
        for page, days in self._counted:
            if page.speaker:
                found[page.speaker.id].append((min(days.values()), page))
        return found

    @cached_property
    def _by_outlet(self) -> Mapping[str, list[tuple[date, StatementPage]]]:
        found = defaultdict(list)
        for page, days in self._counted:
            cited = (source for one in page.passages if one.counted for source in one.sources)
            for outlet in {source.outlet.id for source in cited if _is_quoted(source)}:
                found[outlet].append((min(days.values()), page))
        return found

    def _newest(self, event: str, news: Iterable[tuple[date, StatementPage]]) -> list[Entry]:
        newest = nsmallest(_NEWEST, news, key=lambda pair: (-pair[0].toordinal(), pair[1].id))
        return [self._entry(event, page, day) for day, page in newest]

    def _entry(self, event: str, page: StatementPage, day: date) -> Entry:
        # A statement rises again and again, and each time is news of its own.
        name = f"{event}/{day}/{page.id}" if event == "risen" else f"{event}/{page.id}"
        return Entry(
            id=self._places.tag(name),
            title=page.text,
            updated=day,
            summary="\n".join(filter(None, (page.original, page.places[-1][1].why if page.places else None))),
            author=page.speaker.name if page.speaker else None,
            link=self._places.statement(page),
            via=min(urls.web(one.post_url) for one in page.passages if one.counted and one.day == day),
        )


def _is_quoted(source: SourceView) -> bool:
    return role(source) == Role.QUOTED_FROM


def _entered(page: StatementPage) -> date | None:
    """The day from which a statement is ranked: its second post, or its second source."""
    posts: set[str] = set()
    sources: set[str] = set()
    for one in sorted((one for one in page.passages if one.counted), key=lambda one: one.day):
        posts.add(one.post_url)
        sources.update(source.source.id for source in one.sources if _is_quoted(source))
        if len(posts) > 1 or len(sources) > 1:
            return one.day
    return None
