"""Feeds and the sources that their posts cite → pages and failures in the store."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from citewatch import schedule
from citewatch.errors import ItemError
from citewatch.model import Failure, Feed, FeedOutcome, FeedReport, Page, Report, Request, Role
from citewatch.pipeline.deriving import derive_posts
from citewatch.pipeline.line import Line
from citewatch.pipeline.reading import BROKEN_OFF, read_feed

_MOST_PAGES = 40  # of one feed in one run, when no known entry turns up

_UNCONDITIONAL = timedelta(days=7)  # so often at least a feed is asked for in full: some servers get validators wrong


def fetch(line: Line) -> Report:
    """Feeds, then the sources that their posts cite; everything is recorded as it comes in."""
    reports = tuple(fetch_feed(line, feed) for feed in line.settings.feeds)
    read, faults = derive_posts(line)
    return Report(reports, posts_read=read, unread=fetch_sources(line), faults=faults)


def fetch_feed(line: Line, feed: Feed) -> FeedReport:
    """A feed, page by page back to the first known entry; on a first run as far as configured."""
    line.notice(f"asking {feed.name}")
    seen, failed_before = line.store.seen(feed.url), line.store.bad_answers(feed.url)
    walk = tuple(_walk(line, feed, seen))
    problem = next((step.problem for step in walk if step.problem), None)
    keys = {key for step in walk for key in step.keys}
    line.store.record_walk(
        feed.url, [(step.answer, step.keys) for step in walk], line.started, complete=problem is None
    )
    new = len(keys - seen.keys())
    failures = failed_before + 1 if walk[0].problem else 0
    return FeedReport(feed.name, feed.url, _outcome(walk[0], new), new, problem, failures)


@dataclass(frozen=True, slots=True)
class _Step:
    """One page of a feed. `keys`: its entries; `problem`: why it could not be read to its end."""

    answer: Page | Failure
    keys: tuple[str, ...] = ()
    following: str | None = None
    problem: str | None = None


def _outcome(first: _Step, new: int) -> FeedOutcome:
    if first.problem and not first.keys:
        return FeedOutcome.FAILED
    if isinstance(first.answer, Page) and first.answer.status == 304:
        return FeedOutcome.UNCHANGED
    return FeedOutcome.NEW if new else FeedOutcome.QUIET


def _walk(line: Line, feed: Feed, seen: Mapping[str, bool]) -> Iterator[_Step]:
    """The pages of a feed, until an entry behind which all is known, the configured number of posts or the end."""
    known = {key for key, settled in seen.items() if settled}
    etag = modified = None
    if len(known) == len(seen):  # else older entries are missing, and a «not modified» would not lead to them
        etag, modified = line.store.validators(feed.url, line.started - _UNCONDITIONAL)
    url: str | None = feed.url
    asked: set[str] = set()
    met: set[str] = set()
    while url and url not in asked and len(asked) < _MOST_PAGES:
        asked.add(url)
        (answer,) = line.fetcher.fetch([Request(url, etag, modified, robots=False)])
        step = _step(line, feed.url, answer)
        yield step
        met.update(step.keys)
        # The last entry of a page: a known one further up may be pinned there.
        enough = bool(known.intersection(step.keys[-1:])) if known else len(met) >= line.settings.fetch.first_posts
        url = None if enough or not step.keys else step.following
        etag = modified = None


def _step(line: Line, feed: str, answer: Page | Failure) -> _Step:
    if isinstance(answer, Failure):
        return _Step(answer, problem=f"{answer.kind.value}: {answer.detail}")
    if answer.status == 304:
        return _Step(answer)
    try:
        reading = read_feed(feed, answer, line.reader)
    except ItemError as error:
        return _Step(answer, problem=error.message)
    keys = tuple(entry.key for entry in reading.entries)
    return _Step(answer, keys, reading.next_url, None if reading.whole else BROKEN_OFF)


def fetch_sources(line: Line) -> tuple[tuple[str, str], ...]:
    """The cited documents that were never had and may be asked for now; those that failed, with the reason."""
    due = _due(line)
    if due:
        line.notice(f"asking for {len(due)} cited sources")
    failed = []
    for answer in line.fetcher.fetch([Request(href) for href in due]):
        line.store.record(answer, "article", due[answer.url])
        if isinstance(answer, Failure):
            failed.append((answer.url, f"{answer.kind.value}: {answer.detail}"))
    return tuple(sorted(failed))


def _due(line: Line) -> dict[str, str]:
    """By the address to be asked for: each cited document once, by the first address under which it was cited."""
    library, now = line.library, line.clock.now()
    had = {library.key(url) for url in line.store.sources_had()}
    wanted: dict[str, tuple[str, str]] = {}
    for link in line.store.cited_addresses():
        if link.role != Role.OWN_POST:
            wanted.setdefault(library.key(link.url), (link.href, link.url))
    missing = (pair for key, pair in wanted.items() if key not in had)
    return {href: url for href, url in missing if schedule.is_due(line.store.failures(href), now)}
