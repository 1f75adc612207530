"""What was recorded → what was read in it: posts, articles, statements."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from citewatch import articles, posts, statements, urls
from citewatch.errors import ItemError, RunError
from citewatch.model import Entry, Feed, Page, Post, Reading, Report
from citewatch.pipeline.line import METHOD, Line
from citewatch.pipeline.reading import BROKEN_OFF, own_hosts, read_feed, read_post
from citewatch.ports import Parser


def derive(line: Line) -> Report:
    """Everything that was recorded and not yet read with this method; statements anew when any post changed."""
    read, faults = derive_posts(line)
    sources_read, unread = derive_articles(line)
    derive_statements(line)
    return Report(posts_read=read, sources_read=sources_read, unread=unread, faults=faults)


def derive_posts(line: Line) -> tuple[int, tuple[tuple[str, str], ...]]:
    """Feed pages → posts → passages. Returns how many posts were read, and what could not be."""
    faults = []
    met = {urls.canonical(one.url): one for one in line.store.posts() if one.url}
    for number, feed, page in line.store.unread_feed_pages(METHOD):
        try:
            found = read_feed(feed, page)
        except ItemError as error:  # told with the feed
            line.store.save_feed_reading(number, (), METHOD, error.message)
            continue
        faults += [(feed, fault) for fault in found.faults]
        entries = tuple(
            _post(feed, entry, line.store.first_seen(entry.key) or page.fetched_at, met) for entry in found.entries
        )
        met.update({urls.canonical(one.url): one for one in entries if one.url})
        line.store.save_feed_reading(number, entries, METHOD, None if found.whole else BROKEN_OFF)
    unread = list(line.store.unread_posts(METHOD))
    read = partial(read_recorded, feeds={feed.url: feed for feed in line.settings.feeds}, parser=line.parser)
    for post, reading in zip(unread, line.map_posts(read, unread), strict=True):
        if isinstance(reading, Reading):
            line.store.save_post_reading(post, reading.document, statements.passages_of(post, reading), METHOD)
        else:
            line.store.save_post_reading(post, None, (), METHOD, reading)
            faults.append((post.url or post.key, reading))
    return len(unread), tuple(faults)


def read_recorded(post: Post, feeds: Mapping[str, Feed], parser: Parser) -> Reading | str:
    """A post's reading, or why there is none. May run in another process."""
    feed = feeds.get(post.feed)
    try:
        document = posts.read_html(post.html, post.url or None, feed.lang if feed else "en")
        return read_post(document, own_hosts(feed, post.url or None), parser)
    except ItemError as error:
        return error.message


def _post(feed: str, entry: Entry, first_seen: datetime, met: Mapping[str, Post]) -> Post:
    """An entry as a post; a missing or future date gives way to the day it was first seen.

    `met`: posts by address. One that is met again under another id folds into the first.
    """
    before = met.get(urls.canonical(entry.url)) if entry.url else None
    if before is not None and before.feed == feed and before.key != entry.key:
        entry, first_seen = replace(entry, key=before.key), before.first_seen
    certain = entry.published is not None and entry.published <= first_seen + timedelta(days=1)
    day = entry.published.date() if entry.published and certain else first_seen.date()
    return Post(entry.key, feed, entry.url, entry.title, entry.html, entry.published, first_seen, day, not certain)


def derive_articles(line: Line) -> tuple[int, tuple[tuple[str, str], ...]]:
    """Pages of sources → articles. Returns how many were read, and what could not be."""
    library, read, unread = line.library, 0, []
    for url, page in line.store.unread_articles(METHOD):
        outlet = library.outlet(url)
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


def add(line: Line, url: str, body: bytes) -> str:
    """Record a page that the user saved, and read it. Says what it was taken for. Raises: RunError."""
    href = urls.absolute(url if "://" in url else f"https://{url}")
    if href is None:
        raise RunError(url, "is no http(s) address")
    if not urls.is_public(urls.host(href)):
        raise RunError(url, "is no address of the web")
    address, page = urls.canonical(href), Page(href, href, 200, (), body, line.clock.now())
    try:
        articles.read_article(page)  # what cannot be read must not take the place of what was
    except ItemError as error:
        raise RunError(href, f"the file was not recorded: {error.message}") from error
    line.store.record(page, "article", address)
    derive(line)
    state = line.store.article_states()[address]
    key = line.library.key(address)
    cited = any(line.library.key(link.url) == key for link in line.store.cited_addresses())
    read = f"{href}: read as «{state.title or 'no title'}»"
    return f"{read}. `citewatch render` shows it." if cited else f"{read}; no post cites it yet."
