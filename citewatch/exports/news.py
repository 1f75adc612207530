"""An edition → the entries of its feeds: statements that came into the ranking, that rose, that somebody said."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

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
    """What is new of the statements that count, each looked through once."""

    def __init__(self, edition: Edition, places: Places) -> None:
        self._edition, self._places = edition, places
        self._counted = [page for page in edition.statements if any(one.counted for one in page.passages)]
        self._ranked = [(page, day) for page in self._counted if (day := _entered(page))]

    def new(self) -> list[Entry]:
        """Statements on the day from which they were ranked."""
        return _newest(self._entry("new", page, day) for page, day in self._ranked)

    def risen(self) -> list[Entry]:
        """Ranked statements that rise: with each post that cites them after the day from which they were ranked."""
        risen = ((page, max(_days(page).values())) for page, day in self._ranked if max(_days(page).values()) > day)
        rises = ((page, day) for page, day in risen if _rise(page, self._edition.as_of) > 0)
        return _newest(self._entry(f"risen/{day}", page, day) for page, day in rises)

    def by_speaker(self) -> Mapping[str, list[Entry]]:
        """By id of the speaker: their statements on the day of the first post that counts."""
        found: dict[str, list[Entry]] = defaultdict(list)
        for page in self._counted:
            if page.speaker and page.speaker.id:
                found[page.speaker.id].append(self._said(page))
        return {key: _newest(entries) for key, entries in found.items()}

    def by_outlet(self) -> Mapping[str, list[Entry]]:
        """By id of the outlet: the statements quoted from it on the day of the first post that counts."""
        found: dict[str, list[Entry]] = defaultdict(list)
        for page in self._counted:
            counted = (source for one in page.passages if one.counted for source in one.sources)
            for outlet in sorted({source.outlet.id for source in counted if _is_quoted(source)}):
                found[outlet].append(self._said(page))
        return {key: _newest(entries) for key, entries in found.items()}

    def _said(self, page: StatementPage) -> Entry:
        return self._entry("said", page, min(_days(page).values()))

    def _entry(self, event: str, page: StatementPage, day: date) -> Entry:
        post = min(url for url, when in _days(page).items() if when <= day)
        why = page.places[-1][1].why if page.places else ""
        return Entry(
            id=self._places.tag(f"{event}/{page.id}"),
            title=page.text,
            updated=day,
            summary="\n".join(filter(None, (page.original, why))),
            author=page.speaker.name if page.speaker else None,
            link=self._places.statement(page),
            via=urls.web(post),
        )


def _is_quoted(source: SourceView) -> bool:
    return role(source) == Role.QUOTED_FROM


def _days(page: StatementPage) -> dict[str, date]:
    """By address of each post with a counted passage: its day."""
    return {one.post_url: one.day for one in page.passages if one.counted}


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


def _rise(page: StatementPage, as_of: date) -> int:
    """The posts of the last 30 days less those of the 30 before."""
    ages = [as_of - day for day in _days(page).values()]
    return sum(age < _MONTH for age in ages) - sum(_MONTH <= age < 2 * _MONTH for age in ages)


def _newest(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda one: (-one.updated.toordinal(), one.id))[:_NEWEST]
