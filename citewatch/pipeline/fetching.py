"""Feeds, the sources that their posts cite, and posts that left their feed → pages and failures in the store."""

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from citewatch import feeds, schedule
from citewatch.errors import ItemError
from citewatch.model import (
    Failure,
    Feed,
    FeedOutcome,
    FeedReading,
    FeedReport,
    OutletReport,
    Page,
    Report,
    Request,
)
from citewatch.pipeline.cited import fetch_sources
from citewatch.pipeline.entries import derive_deletions, derive_posts
from citewatch.pipeline.line import Line
from citewatch.pipeline.reading import BROKEN_OFF, read_feed

_MOST_PAGES = 40  # of one feed in one run, when no known entry turns up

_MOST_CHECKS = 200  # of posts in one run; the others wait for the next, those that waited longest first

_UNCONDITIONAL = timedelta(days=7)  # so often at least a feed is asked for in full: some servers get validators wrong


def fetch(line: Line) -> Report:
    """Feeds, then the sources that their posts cite, then posts that left their feed; recorded as they come in."""
    follow_moves(line)
    before = line.store.last_fetch()
    return fetch_cited(line, fetch_feeds(line, line.settings.feeds), before)


def fetch_cited(line: Line, reports: tuple[FeedReport, ...], before: int) -> Report:
    """What is to be asked for once the feeds were; `before`: the last answer before them."""
    read, faults = derive_posts(line)
    unread = fetch_sources(line)
    outlets = report_outlets(line, before)
    checked, gone = check_posts(line)
    return Report(reports, posts_read=read, unread=unread, faults=faults, outlets=outlets, checked=checked, gone=gone)


# ---------------------------------------------------------------- feeds


def follow_moves(line: Line) -> None:
    """A feed whose new address now stands in the settings takes over what was recorded of the old one."""
    recorded, configured = line.store.feeds(), {feed.url for feed in line.settings.feeds}
    for new in sorted(configured - recorded):
        old = next((one for one in sorted(recorded - configured) if line.store.moved_to(one) == new), None)
        if old:
            line.store.rename_feed(old, new)


def fetch_feeds(line: Line, feeds: Sequence[Feed]) -> tuple[FeedReport, ...]:
    """Feeds, page by page back to the first known entry; on a first run as far as configured.

    Their first pages are asked for together, but read in the order of the settings: which of two feeds a post belongs
    to shall not hang on which server is quicker.
    """
    addresses = {feed.url: line.store.moved_to(feed.url) or feed.url for feed in feeds}
    resting = {feed.url: rest for feed in feeds if (rest := _left_alone(line, feed, addresses[feed.url]))}
    asking: defaultdict[str, list[Feed]] = defaultdict(list)
    for feed in feeds:
        if feed.url not in resting:
            line.notice(f"asking {feed.name}")
            asking[addresses[feed.url]].append(feed)
    answers = _as_asked(line.fetcher.fetch([_first_request(line, *asked) for asked in asking.items()]), asking)
    read = {feed.url: _fetch_feed(line, feed, answer) for answer in answers for feed in asking[answer.url]}
    return tuple((read | resting)[feed.url] for feed in feeds)


def _as_asked(answers: Iterator[Page | Failure], urls: Iterable[str]) -> Iterator[Page | Failure]:
    """The answers in the order of their addresses, each as soon as those before it are there."""
    early: dict[str, Page | Failure] = {}
    waiting = deque(urls)
    for answer in answers:
        early[answer.url] = answer
        while waiting and waiting[0] in early:
            yield early.pop(waiting.popleft())


def _first_request(line: Line, address: str, feeds: Sequence[Feed]) -> Request:
    etag = modified = None
    if all(settled for feed in feeds for settled in line.store.seen(feed.url).values()):
        # Else older entries are missing, and a «not modified» would not lead to them.
        etag, modified = line.store.validators(address, line.started - _UNCONDITIONAL)
    return Request(address, etag, modified, robots=False)


def _fetch_feed(line: Line, feed: Feed, answer: Page | Failure) -> FeedReport:
    """A feed whose first page has come in."""
    failed_before, moved = line.store.failures_in_a_row("feed", feed.url), line.store.moved_to(feed.url)
    seen = line.store.seen(feed.url)
    walk = tuple(_walk(line, feed, answer, seen))
    first, problem = walk[0], next((step.problem for step in walk if step.problem), None)
    keys = {key for step in walk for key in step.keys}
    new = len(keys - seen.keys())
    report = FeedReport(
        feed.name,
        feed.url,
        _outcome(first, new),
        new,
        problem,
        failures=failed_before + 1 if first.problem else 0,
        known=len(keys) - new,
        trouble=next((step.trouble for step in walk if step.trouble), None),
        moved=(first.answer.moved if isinstance(first.answer, Page) and first.keys else None) or moved,
        back=0 if first.problem else failed_before,
        muted=first.trouble == "gone",
    )
    line.store.record_walk(report, [(step.answer, step.keys) for step in walk], line.started)
    return report


def _left_alone(line: Line, feed: Feed, address: str) -> FeedReport | None:
    """A feed that said that it is gone is not asked again, one that asked for a rest not before its end."""
    failures = line.store.failures(address)
    left = FeedReport(
        feed.name,
        feed.url,
        FeedOutcome.FAILED,
        failures=line.store.failures_in_a_row("feed", feed.url),
        moved=address if address != feed.url else None,
        asked=False,
    )
    if failures and failures[-1].status == _GONE:
        problem = f"answered on {failures[-1].at.date()} that it is gone for good, and is not asked again; {_CORRECT}"
        return replace(left, problem=problem, trouble="gone", muted=True)
    if until := schedule.resting(failures, line.clock.now()):
        problem = f"asked to be left alone: {failures[-1].detail}"
        return replace(left, problem=problem, trouble="resting", next_try=until)
    return None


_GONE = 410
_CORRECT = "correct its address in sources.yaml, or remove it"


@dataclass(frozen=True, slots=True)
class _Step:
    """One page of a feed. `keys`: its entries; `problem`: why it could not be read to its end, and its class."""

    answer: Page | Failure
    reading: FeedReading | None = None
    problem: str | None = None
    trouble: str | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(entry.key for entry in self.reading.entries) if self.reading else ()

    @property
    def following(self) -> str | None:
        return self.reading.next_url if self.reading else None


def _outcome(first: _Step, new: int) -> FeedOutcome:
    if first.problem and not first.keys:
        return FeedOutcome.FAILED
    if isinstance(first.answer, Page) and first.answer.status == 304:
        return FeedOutcome.UNCHANGED
    return FeedOutcome.NEW if new else FeedOutcome.QUIET


def _walk(line: Line, feed: Feed, first: Page | Failure, seen: Mapping[str, bool]) -> Iterator[_Step]:
    """The pages of a feed, until an entry behind which all is known, the configured number of posts or the end."""
    known = {key for key, settled in seen.items() if settled}
    step, asked, met = _step(line, feed, first), {first.url}, set[str]()
    while True:
        yield step
        met.update(step.keys)
        # The last entry of a page: a known one further up may be pinned there.
        enough = bool(known.intersection(step.keys[-1:])) if known else len(met) >= line.settings.fetch.first_posts
        url = None if enough or not step.keys else step.following
        if not url or url in asked or len(asked) >= _MOST_PAGES:
            return
        asked.add(url)
        step = ask(line, feed, Request(url, robots=False))


def ask(line: Line, feed: Feed, request: Request) -> _Step:
    """One page of a feed."""
    (answer,) = line.fetcher.fetch([request])
    return _step(line, feed, answer)


def _step(line: Line, feed: Feed, answer: Page | Failure) -> _Step:
    if isinstance(answer, Failure):
        trouble = {404: "missing", _GONE: "gone"}.get(answer.status or 0, answer.kind.value)
        problem = f"{answer.kind.value}: {answer.detail}"
        return _Step(answer, None, f"{problem}; {_CORRECT}" if trouble == "gone" else problem, trouble)
    if answer.status == 304:
        return _Step(answer)
    try:
        reading = read_feed(feed.url, answer, line.reader)
    except ItemError as error:
        return _Step(answer, None, error.message, feeds.trouble(answer))
    return _Step(answer, reading) if reading.whole else _Step(answer, reading, BROKEN_OFF, "truncated")


# ---------------------------------------------------------------- posts that left their feed


def check_posts(line: Line) -> tuple[int, tuple[str, ...]]:
    """Posts that count and left their feed are asked for when due: how many were, and which turned out deleted."""
    asked = {post.url: post.key for post in line.store.left(line.clock.now(), _MOST_CHECKS)}
    if asked:
        line.notice(f"looking whether {len(asked)} posts are still there")
    for answer in line.fetcher.fetch([Request(url) for url in asked]):
        line.store.record(answer, "post", asked[answer.url])
    return len(asked), derive_deletions(line)


# ---------------------------------------------------------------- sources


def report_outlets(line: Line, after: int) -> tuple[OutletReport, ...]:
    """How each outlet answered for the sources that were asked for since an answer; recorded, so that runs add up."""
    last: dict[str, tuple[str, str | None]] = {}
    for subject, url, failure in line.store.answers_of_sources(after):
        if last.get(subject, ("", ""))[1] is not None:  # a source that was had stays had
            last[subject] = url, failure
    by_outlet: dict[str, list[tuple[str, str | None]]] = defaultdict(list)
    for subject, answer in last.items():
        by_outlet[line.library.outlet_name(subject)].append(answer)
    reports = tuple(_outlet(line, name, answers) for name, answers in sorted(by_outlet.items()))
    if reports:
        line.store.record_outlets(reports, line.started)
    return reports


def _outlet(line: Line, name: str, answers: list[tuple[str, str | None]]) -> OutletReport:
    failed = Counter(failure for _, failure in answers if failure)
    had = len(answers) - failed.total()
    moments = (schedule.next_try(line.store.failures(url), line.clock.now()) for url, failure in answers if failure)
    before = line.store.failures_in_a_row("outlet", name)
    return OutletReport(
        name,
        had,
        dict(sorted(failed.items())),
        failures=0 if had else before + 1,
        back=before if had else 0,
        next_try=min((moment for moment in moments if moment), default=None),
    )
