"""A blog's older posts, page by page back to a day; what was reached is recorded, so that one cut off goes on."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from citewatch.model import Failure, Feed, FeedOutcome, FeedReport, Page, Reach, Report, Request
from citewatch.pipeline.fetching import ask, fetch_cited, fetch_feeds, follow_moves
from citewatch.pipeline.line import Line
from citewatch.ports import Fetcher

Told = Callable[[str, int, int], None]
"""Told how far it is: what is being done, how much of it, and of how much."""

GOES_ON = "the older pages were not all asked for yet; the same command goes on there"


def backfill(line: Line, since: date, most_pages: int, told: Told) -> Report:
    """The posts of all feeds since a day, then the sources that they cite."""
    follow_moves(line)
    before = line.store.last_fetch()
    reports = []
    for feed in line.settings.feeds:
        (report,) = fetch_feeds(line, [feed])  # first, so that nothing is missing between its posts and the older ones
        if report.problem is None:
            back = _Way(line, feed, since, told)
            report = back.go(report, most_pages)
            most_pages -= back.pages
        reports.append(report)
    counted = replace(line, fetcher=_Counted(line.fetcher, told))
    return fetch_cited(counted, tuple(reports), before)


class _Way:
    """The way back through one feed. `pages`: how many were asked for."""

    def __init__(self, line: Line, feed: Feed, since: date, told: Told) -> None:
        self._line, self._feed, self._since, self._told = line, feed, since, told
        self._seen = set(line.store.seen(feed.url))
        self.pages = 0

    def go(self, report: FeedReport, most_pages: int) -> FeedReport:
        """What the feed brought, with what this adds."""
        known = len(self._seen)
        problem = self._walk(report.moved or self._feed.url, most_pages)
        new = len(self._seen) - known
        outcome = FeedOutcome.NEW if new else report.outcome
        return replace(report, new=report.new + new, outcome=outcome, problem=problem)

    def _walk(self, start: str, most_pages: int) -> str | None:
        reach = self._line.store.reach(self._feed.url)
        # The last page is asked for again: posts deleted meanwhile would have moved others from the next onto it.
        reach = reach or Reach(start, None, ended=False)
        url: str | None = reach.url
        asked: set[str] = set()
        while url and not self._done(reach):
            if self.pages >= most_pages:
                return GOES_ON
            asked.add(url)
            self.pages += 1
            step = ask(self._line, self._feed, Request(url, robots=False))
            if step.problem or step.reading is None or not isinstance(step.answer, Page):
                return step.problem
            days = [entry.published.date() for entry in step.reading.entries if entry.published]
            url = step.following if step.keys and step.following not in asked else None
            newest = max(days, default=reach.reached)
            reach = Reach(step.answer.url, newest, ended=url is None)
            self._line.store.record_page_back(step.answer, self._feed.url, step.keys, self._line.started, reach)
            self._seen.update(step.keys)
            self._tell(reach, step.reading.total)
        return None

    def _done(self, reach: Reach) -> bool:
        return reach.ended or (reach.reached is not None and reach.reached < self._since)

    def _tell(self, reach: Reach, total: int | None) -> None:
        """By days: how many posts lie between them is not known before."""
        today = self._line.started.date()
        whole = max(1, (today - self._since).days)
        gone = whole if self._done(reach) else min(whole, (today - (reach.reached or today)).days)
        posts = f"{len(self._seen):,}{f' of {total:,}' if total else ''} posts"
        self._told(f"{self._feed.name}: {posts}", gone, whole)


@dataclass(frozen=True, slots=True)
class _Counted:
    """A fetcher that tells how far it is."""

    fetcher: Fetcher
    told: Told

    def fetch(self, requests: Sequence[Request]) -> Iterator[Page | Failure]:
        for done, answer in enumerate(self.fetcher.fetch(requests), start=1):
            yield answer
            self.told("cited sources", done, len(requests))
