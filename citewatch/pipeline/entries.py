"""Recorded feed pages → posts, each under one key → what stands in them; earlier versions, copies and deletions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import islice

from citewatch import schedule, sources, statements, text, urls
from citewatch.errors import ItemError
from citewatch.model import Anchor, Document, Entry, Feed, Page, Passage, Post, Reading, Verb
from citewatch.pipeline.line import Line, Told
from citewatch.pipeline.reading import BROKEN_OFF, own_hosts, read_feed, read_told
from citewatch.ports import Store
from citewatch.rules import METHOD

_SHARED = 4  # of the eight hashes of a sketch: then two posts are compared word by word …
_COMPARED = 20  # … but no more: a feed may hold a thousand equal posts, which all lead to the first of them

_BATCH = 500  # posts that are held in memory at once

Faults = tuple[tuple[str, str], ...]


def derive_posts(line: Line) -> tuple[int, Faults]:
    """Feed pages → posts → passages. Returns how many posts were read, and what could not be."""
    faults = _derive_feeds(line)
    anchors = line.store.anchors(one.of[0] for one in line.overrides if one.verb == Verb.SPEAKER)
    line.store.note_decisions(statements.decisions(line.overrides, anchors))
    read, unread = 0, line.store.unread_posts(METHOD)
    while batch := list(islice(unread, _BATCH)):
        faults += _derive_batch(line, batch, anchors)
        read += len(batch)
    derive_deletions(line)
    _derive_copies(line)
    return read, tuple(faults)


# ---------------------------------------------------------------- feed pages → posts


def _derive_feeds(line: Line) -> list[tuple[str, str]]:
    faults = []
    known: _Known | None = None
    for number, feed, page in line.store.unread_feed_pages(METHOD):
        known = known or _Known(line.store)
        try:
            reading = read_feed(feed, page, line.reader)
        except ItemError as error:  # told with the feed
            line.store.save_feed_reading(number, (), METHOD, error.message)
            continue
        faults += [(feed, fault) for fault in reading.faults]
        found = [known.post(feed, entry, page.fetched_at) for entry in reading.entries]
        edited = [new.post.key for new in found if new.edited]
        problem = None if reading.whole else BROKEN_OFF
        line.store.save_feed_reading(number, [new.post for new in found], METHOD, problem, edited)
    return faults


@dataclass(frozen=True, slots=True)
class _New:
    """A post as a page brought it; `edited`: its words are not those of the known version."""

    post: Post
    edited: bool = False


class _Known:
    """The posts that are known, by key and by address, so that one that is met again is found again."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._by_key: dict[str, Post | None] = {}
        self._by_address: dict[str, Post | None] = {}

    def _with_key(self, key: str) -> Post | None:
        if key not in self._by_key:
            self._by_key[key] = next(iter(self._store.posts([key])), None)
        return self._by_key[key]

    def _at(self, url: str) -> Post | None:
        """The first post at an address."""
        address = urls.canonical(url)
        if self._by_address.get(address) is None:
            known = (one for one in self._store.posts_at(address) if urls.canonical(one.url) == address)
            self._by_address[address] = next(known, None)
        return self._by_address[address]

    def _add(self, post: Post) -> None:
        if post.url and self._at(post.url) is None:
            self._by_address[urls.canonical(post.url)] = post
        self._by_key[post.key] = post

    def post(self, feed: str, entry: Entry, fetched_at: datetime) -> _New:
        """An entry as a post, under the key under which it was first met."""
        known = self._find(feed, entry)
        key = known.key if known else sources.own_key(entry) if self._with_key(entry.key) else entry.key
        seen = self._store.first_seen(key) or (known.first_seen if known else fetched_at)
        post = _dated(replace(entry, key=key), feed, seen)
        self._add(replace(post, html=""))
        before = self._store.post_html(key) if known and known.feed == feed else None
        how = sources.change(before, post.html) if before is not None and before != post.html else "same"
        return _New(replace(post, html=before) if before and how == "cut" else post, how == "edited")

    def _find(self, feed: str, entry: Entry) -> Post | None:
        by_id = self._with_key(entry.key)
        if by_id and by_id.feed != feed:
            return by_id  # another feed carries it too
        by_address = self._at(entry.url) if entry.url else None
        alike = (one for one in (by_id, by_address) if one and one.feed == feed)
        reused = self._with_key(sources.own_key(entry))
        return next((one for one in alike if self._is_again(entry, one)), reused)

    def _is_again(self, entry: Entry, post: Post) -> bool:
        return sources.is_again(entry, post, self._store.post_html(post.key) or "")


def page_post(page: Page, document: Document, feed: Feed) -> Post:
    """The post that a page of a blog is, where no feed tells of it: its own address is its key."""
    key = urls.canonical(page.url)
    entry = Entry(key, page.url, document.title or "", "", document.published)
    return _dated(entry, feed.url, page.fetched_at)


def _dated(entry: Entry, feed: str, first_seen: datetime) -> Post:
    """An entry as a post; a missing or future date gives way to the day it was first seen."""
    certain = entry.published is not None and entry.published <= first_seen + timedelta(days=1)
    day = entry.published.date() if entry.published and certain else first_seen.date()
    return Post(entry.key, feed, entry.url, entry.title, entry.html, entry.published, first_seen, day, not certain)


# ---------------------------------------------------------------- posts → passages


def _derive_batch(line: Line, batch: Sequence[Post], anchors: Sequence[Anchor]) -> list[tuple[str, str]]:
    """Posts of some number are parsed, in several processes where that pays, and stored one by one."""
    told: list[tuple[Post, Told]] = []
    faults = []
    for post in batch:
        try:
            told.append((post, _told(line, post)))
        except ItemError as error:
            line.store.save_post_reading(post, None, (), METHOD, error.message)
            faults.append((post.url or post.key, error.message))
    readings = line.map_documents(partial(read_told, parser=line.parser), [one for _, one in told])
    for (post, _), reading in zip(told, readings, strict=True):
        _save(line, post, reading, anchors)
    return faults


def _save(line: Line, post: Post, reading: Reading, anchors: Sequence[Anchor]) -> None:
    found = (*statements.passages_of(post, reading), *_withdrawn(line, post, reading))
    passages = statements.attribute(found, line.overrides, anchors)
    sketch = text.sketch(text.words(reading.document.text))
    line.store.save_post_reading(post, reading.document, passages, METHOD, sketch=sketch)


def _withdrawn(line: Line, post: Post, reading: Reading) -> Sequence[Passage]:
    """What earlier versions had; a store that was made from a ledger holds none of them, and keeps what was found."""
    earlier = [(day, _passages(line, replace(post, html=html))) for day, html in line.store.superseded(post.key)]
    if earlier:
        return statements.withdrawn(reading.document, earlier)
    known = line.store.passages([post.key])
    return [one for one in known if one.withdrawn and statements.is_gone(reading.document, one)]


def _told(line: Line, post: Post) -> Told:
    """Raises: ItemError."""
    feed = next((one for one in line.settings.feeds if one.url == post.feed), None)
    document = line.reader.read_post(post.html, post.url or None, feed.lang if feed else "en")
    return document, own_hosts(feed, post.url or None)


def _passages(line: Line, version: Post) -> tuple[Passage, ...]:
    try:
        return statements.passages_of(version, read_told(_told(line, version), line.parser))
    except ItemError:
        return ()


# ---------------------------------------------------------------- copies and deletions


def derive_deletions(line: Line) -> tuple[str, ...]:
    """Checks of posts → which are deleted, and when the others are looked for. Returns those that had not been."""
    store = line.store
    if not (posts := store.unwatched()):
        return ()
    checks, before = store.checks(post.key for post, _, _ in posts), store.gone()
    gone = {key: day for key, found in checks.items() if (day := schedule.deleted_on(found))}
    store.watch(
        {
            post.key: schedule.next_check(post, met, checks.get(post.key, ())) if counts else None
            for post, met, counts in posts
        },
        gone,
    )
    return tuple(sorted(gone.keys() - before.keys()))


def _derive_copies(line: Line) -> None:
    """Posts that were read anew are compared with all; of posts in the same words only the first counts."""
    store = line.store
    if fresh := store.uncompared():
        alike = store.lookalikes(fresh, _SHARED, _COMPARED)
        by_key = _by_key(store, alike)
        store.save_copies(fresh, [pair for pair in alike if _are_one(store, by_key, *pair)])
    copies = store.copies()
    folded = sources.republished(copies, _by_key(store, copies))
    if folded != store.folded():
        store.save_folded(folded)


def _by_key(store: Store, pairs: Iterable[tuple[str, str]]) -> dict[str, Post]:
    return {post.key: post for post in store.posts({key for pair in pairs for key in pair})}


def _are_one(store: Store, by_key: dict[str, Post], one: str, other: str) -> bool:
    """In one feed only equal words are a copy: some posts differ from week to week by a number."""
    mine, theirs = (text.words(store.text_of_post(key)) for key in (one, other))
    return mine == theirs if by_key[one].feed == by_key[other].feed else text.same_content(mine, theirs)
