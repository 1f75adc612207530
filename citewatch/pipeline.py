"""The line: it calls the stations in order and decides nothing; one item's failure ends here.

    feeds     | posts    | quotations | speakers | citations > store
    addresses | articles                                     > store
    passages  | statements                                   > store
    statements | ranking | edition                           > site, digest
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from citewatch import (
    articles,
    citations,
    editions,
    feeds,
    posts,
    quotations,
    ranking,
    schedule,
    sources,
    speakers,
    statements,
    urls,
)
from citewatch.errors import ItemError, RunError
from citewatch.model import (
    ArticleState,
    CitedLink,
    Document,
    Edition,
    Entry,
    Failure,
    Feed,
    FeedOutcome,
    FeedReading,
    FeedReport,
    Outlet,
    Page,
    Post,
    Reading,
    Report,
    Request,
    Role,
    Rows,
    Settings,
    Statement,
    Window,
    WindowEdition,
)
from citewatch.ports import Clock, Fetcher, Store

METHOD = 1
"""Goes up whenever the stations would read the same bytes differently: then everything is derived again."""

_MOST_PAGES = 40  # of one feed in one run, when no known entry turns up

Notice = Callable[[str], None]
"""Told in words what is going on."""


@dataclass(frozen=True, slots=True)
class Line:
    """The edges that a run works with."""

    settings: Settings
    store: Store
    fetcher: Fetcher
    clock: Clock
    notice: Notice
    started: datetime

    @property
    def library(self) -> sources.Library:
        return sources.Library(self.settings.outlets)


# ---------------------------------------------------------------- reading one document


def read_post(document: Document, own_hosts: frozenset[str]) -> Reading:
    """All that stands in a post: its quotations, bound to the sources that it cites."""
    found, terms = quotations.find_quotations(document)
    links, bound = citations.bind(document, speakers.resolve_speakers(document, found), own_hosts)
    return Reading(replace(document, links=links), bound, terms)


def read_article(document: Document) -> Reading:
    """All that stands in an article."""
    found, terms = quotations.find_quotations(document)
    bound = tuple(citations.unbound(one) for one in speakers.resolve_speakers(document, found))
    return Reading(document, bound, terms)


def own_hosts(feed: Feed | None, url: str | None) -> frozenset[str]:
    """The hosts of a blog: as configured, and that of the post itself."""
    named = [urls.ascii_host(host) for host in feed.hosts] if feed else []
    met = [urls.host(address) for address in (feed.url if feed else None, url) if address]
    return frozenset([*named, *met])


def run(line: Line) -> Report:
    """Fetch, then derive: all that a day brings."""
    fetched = fetch(line)
    derived = derive(line)
    return Report(
        feeds=fetched.feeds,
        posts_read=fetched.posts_read + derived.posts_read,
        sources_read=derived.sources_read,
        unread=(*fetched.unread, *derived.unread),
        faults=(*fetched.faults, *derived.faults),
    )


# ---------------------------------------------------------------- fetching


def fetch(line: Line) -> Report:
    """Feeds, then the sources that their posts cite; everything is recorded as it comes in."""
    reports = tuple(fetch_feed(line, feed) for feed in line.settings.feeds)
    read, faults = derive_posts(line)
    return Report(reports, posts_read=read, unread=fetch_sources(line), faults=faults)


def fetch_feed(line: Line, feed: Feed) -> FeedReport:
    """A feed, page by page back to the first known entry; on a first run as far as configured."""
    line.notice(f"asking {feed.name}")
    seen = line.store.seen(feed.url)
    walk: list[tuple[Page | Failure, tuple[str, ...]]] = []
    problem: str | None = None
    for answer, reading in _pages(line, feed, seen):
        walk.append((answer, tuple(entry.key for entry in reading.entries) if reading else ()))
        problem = _problem(answer, reading)
    line.store.record_walk(feed.url, walk, line.started)
    new = len({key for _, keys in walk for key in keys} - seen)
    if problem is not None and not new:
        return FeedReport(feed.name, feed.url, FeedOutcome.FAILED, 0, problem)
    unchanged = isinstance(walk[0][0], Page) and walk[0][0].status == 304
    outcome = FeedOutcome.NEW if new else FeedOutcome.UNCHANGED if unchanged else FeedOutcome.QUIET
    return FeedReport(feed.name, feed.url, outcome, new, problem)


def _pages(line: Line, feed: Feed, seen: frozenset[str]) -> Iterator[tuple[Page | Failure, FeedReading | None]]:
    """The pages of a feed with what they say, until a known entry, the configured number of posts or the end."""
    url: str | None = feed.url
    etag, modified = line.store.validators(feed.url)
    asked: set[str] = set()
    met: set[str] = set()
    while url and url not in asked and len(asked) < _MOST_PAGES:
        asked.add(url)
        (answer,) = line.fetcher.fetch([Request(url, etag, modified, robots=False)])
        reading = _read_feed(answer)
        yield answer, reading
        if reading is None:
            return
        keys = {entry.key for entry in reading.entries}
        met |= keys
        enough = bool(keys & seen) if seen else len(met) >= line.settings.fetch.first_posts
        url = None if enough or not keys else reading.next_url
        etag = modified = None


def _read_feed(answer: Page | Failure) -> FeedReading | None:
    if isinstance(answer, Failure) or answer.status == 304:
        return None
    try:
        return feeds.read_feed(answer)
    except ItemError:
        return None


def _problem(answer: Page | Failure, reading: FeedReading | None) -> str | None:
    if isinstance(answer, Failure):
        return f"{answer.kind.value}: {answer.detail}"
    if answer.status == 304 or reading is not None:
        return None
    try:
        feeds.read_feed(answer)
    except ItemError as error:
        return error.message
    return None


def fetch_sources(line: Line) -> tuple[tuple[str, str], ...]:
    """The cited documents that were never had and may be asked for now; those that failed, with the reason."""
    wanted: dict[str, tuple[str, str]] = {}
    for link in line.store.cited_addresses():
        if link.role != Role.OWN_POST:
            wanted.setdefault(line.library.key(link.url), (link.url, link.href))
    due = {}
    for url, href in wanted.values():
        if not line.store.has_page(href) and schedule.is_due(line.store.failures(href), line.clock.now()):
            due[href] = url
    if due:
        line.notice(f"asking for {len(due)} cited sources")
    failed = []
    for answer in line.fetcher.fetch([Request(href) for href in due]):
        line.store.record(answer, "article", due[answer.url])
        if isinstance(answer, Failure):
            failed.append((answer.url, f"{answer.kind.value}: {answer.detail}"))
    return tuple(sorted(failed))


def add(line: Line, url: str, body: bytes) -> str:
    """Record a page that the user saved, and read it. Says what it was taken for. Raises: RunError."""
    href = urls.absolute(url if "://" in url else f"https://{url}")
    if href is None:
        raise RunError(url, "is no http(s) address")
    page = Page(href, href, 200, (), body, line.clock.now())
    line.store.record(page, "article", urls.canonical(href))
    derive(line)
    state = line.store.article_states()[urls.canonical(href)]
    return f"{href}: {state.unread or f'read as «{state.title}»'}"


# ---------------------------------------------------------------- deriving


def derive(line: Line) -> Report:
    """Everything that was recorded and not yet read with this method; statements anew when any post changed."""
    read, faults = derive_posts(line)
    sources_read, unread = derive_articles(line)
    derive_statements(line)
    return Report(posts_read=read, sources_read=sources_read, unread=unread, faults=faults)


def derive_posts(line: Line) -> tuple[int, tuple[tuple[str, str], ...]]:
    """Feed pages → posts → passages. Returns how many posts were read, and what could not be."""
    faults = []
    for number, feed, page in line.store.unread_feed_pages(METHOD):
        try:
            reading = feeds.read_feed(page)
        except ItemError as error:
            faults.append((error.subject, error.message))
            line.store.save_feed_reading(number, (), METHOD, error.message)
            continue
        faults += [(feed, fault) for fault in reading.faults]
        entries = tuple(_post(feed, entry, line.store.first_seen(entry.key)) for entry in reading.entries)
        line.store.save_feed_reading(number, entries, METHOD)
    read = 0
    by_url = {feed.url: feed for feed in line.settings.feeds}
    for post in line.store.unread_posts(METHOD):
        problem = _derive_post(line, post, by_url.get(post.feed))
        faults += [(post.url or post.key, problem)] if problem else []
        read += 1
    return read, tuple(faults)


def _derive_post(line: Line, post: Post, feed: Feed | None) -> str | None:
    try:
        document = posts.read_html(post.html, post.url or None, feed.lang if feed else "en")
        reading = read_post(document, own_hosts(feed, post.url or None))
    except ItemError as error:
        line.store.save_post_reading(post, None, (), METHOD, error.message)
        return error.message
    line.store.save_post_reading(post, reading.document, statements.passages_of(post, reading), METHOD)
    return None


def _post(feed: str, entry: Entry, first_seen: datetime) -> Post:
    """An entry as a post; a missing or future date gives way to the day it was first seen."""
    certain = entry.published is not None and entry.published <= first_seen + timedelta(days=1)
    day = entry.published.date() if entry.published and certain else first_seen.date()
    return Post(entry.key, feed, entry.url, entry.title, entry.html, entry.published, first_seen, day, not certain)


def derive_articles(line: Line) -> tuple[int, tuple[tuple[str, str], ...]]:
    """Pages of sources → articles. Returns how many were read, and what could not be."""
    read, unread = 0, []
    for url, page in line.store.unread_articles(METHOD):
        outlet: Outlet | None = line.library.outlet(url)
        try:
            document = articles.read_article(page, outlet.select if outlet else None, outlet.lang if outlet else None)
        except ItemError as error:
            unread.append((url, error.message))
            line.store.save_article_reading(url, page, None, METHOD, error.message)
            continue
        line.store.save_article_reading(url, page, document, METHOD)
        read += 1
    return read, tuple(unread)


def derive_statements(line: Line) -> None:
    """Passages → statements, when any reading has changed."""
    fingerprint = line.store.fingerprint()
    if line.store.joined_from() == fingerprint:
        return
    line.notice("joining statements")
    line.store.save_statements(*statements.join(line.store.passages()), fingerprint)


# ---------------------------------------------------------------- ranking


@dataclass(frozen=True, slots=True)
class Ranked:
    """All that the rankings are made of, and the rankings of the windows that were asked for."""

    by_id: Mapping[str, Statement]
    names: statements.Names
    rows: tuple[Rows, ...]
    source: Callable[[str], str]
    outlet: Callable[[str], str]
    states: Mapping[str, ArticleState]
    links: tuple[CitedLink, ...]


def rank(line: Line, as_of: date, windows: Sequence[Window]) -> Ranked:
    """The rankings of some windows that end with a day."""
    library, found = line.library, line.store.article_states()
    folds = sources.fold((library.key(url), library.key(one.own_url)) for url, one in found.items() if one.own_url)
    states = {folds.get(library.key(url), library.key(url)): one for url, one in sorted(found.items())}

    def source(url: str) -> str:
        key = library.key(url)
        return folds.get(key, key)

    joined, possible = line.store.statements(), line.store.possible()
    names = statements.name(joined, line.store.anchors())
    by_id = {names.ids[one.root.id]: one for one in joined}
    links = tuple(
        CitedLink(link.post, link.day, source(link.url), library.outlet_name(link.url))
        for link in line.store.cited_addresses()
        if link.role == Role.QUOTED_FROM
    )
    rows = tuple(
        Rows(
            window,
            ranking.first_day(window, as_of),
            as_of,
            ranking.rank(ranking.tally_statements(joined, possible, names.ids, source, window, as_of)),
            ranking.rank(ranking.tally_sources(by_id, links, source, window, as_of)),
            ranking.rank(ranking.tally_outlets(links, window, as_of)),
            ranking.rank(ranking.tally_speakers(by_id, window, as_of)),
        )
        for window in windows
    )
    return Ranked(by_id, names, rows, source, library.outlet_name, states, links)


def edition(line: Line, as_of: date) -> Edition:
    """Everything that the site and the digest say. Ids of new statements are recorded: from now on they are public."""
    ranked = rank(line, as_of, line.settings.windows)
    line.store.record_anchors(ranked.names.fresh, line.clock.now())
    return editions.compose(_material(line, as_of, ranked))


def window_edition(line: Line, as_of: date, window: Window) -> WindowEdition:
    """The rankings of one window in words, for the terminal; nothing is recorded."""
    return editions.compose_window(_material(line, as_of, rank(line, as_of, [window])))


def _material(line: Line, as_of: date, ranked: Ranked) -> editions.Material:
    return editions.Material(
        settings=line.settings,
        as_of=as_of,
        method=METHOD,
        near=statements.NEAR,
        posts={post.key: post for post in line.store.posts()},
        statements=ranked.by_id,
        possible=line.store.possible(),
        ids=ranked.names.ids,
        aliases=ranked.names.aliases,
        rows=ranked.rows,
        links=ranked.links,
        source=ranked.source,
        outlet=ranked.outlet,
        states=ranked.states,
        problems={feed.url: line.store.feed_problem(feed.url) for feed in line.settings.feeds},
    )
