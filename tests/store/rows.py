"""Rows for the tests of the store, every way to write and read them, and what a database holds."""

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from citewatch import statements
from citewatch.model import (
    Anchor,
    Citation,
    Document,
    Evidence,
    Failure,
    FailureKind,
    FeedOutcome,
    FeedReport,
    Head,
    Kind,
    Link,
    Mail,
    MailState,
    Origin,
    OutletReport,
    Page,
    Passage,
    Place,
    Post,
    Reach,
    Role,
    Span,
    Told,
)
from citewatch.store import Store

NOON = datetime(2026, 9, 14, 12, tzinfo=UTC)
TODAY = NOON.date()
FEED = "https://blog.example/feed"
SOURCE = "https://paper.example/1"

ORIGIN = Origin(SOURCE, "ru", "озеро умирает", "что ", ", сказал", "0" * 64, 0.61, 0.2, (Place("key", 4, 17),))

MAIL = Mail("ab12", "2026-09-14-river", None, NOON, MailState.MEANT)

HEAD = Head("all", None, TODAY, "speakers", (), 0)


def page(url: str = FEED, body: bytes = b"<rss/>", at: datetime = NOON, **headers: str) -> Page:
    pairs = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Page(url, url, 200, pairs, body, at)


def unchanged(at: datetime = NOON) -> Page:
    return Page(FEED, FEED, 304, (), b"", at)


def failure(url: str = FEED, at: datetime = NOON, kind: FailureKind = FailureKind.SLOW) -> Failure:
    return Failure(url, at, kind, "it took too long", None, 1.5)


def post(key: str = "tag:1", html: str = "<p>Вода", day: date = TODAY, feed: str = FEED) -> Post:
    return Post(key, feed, "https://blog.example/1", "One", html, NOON, NOON, day)


def passage(number: str = "tag:1#0", key: str = "tag:1", text: str = "the lake is dying") -> Passage:
    cited = Citation(SOURCE, Evidence.CARRIED, -2, Role.QUOTED_FROM, "same speaker")
    return Passage(
        number, key, TODAY, text, "en", "ada lovel", "Ada Lovel", Kind.MIXED, "says", ("a ", text, " b"), (cited,)
    )


def document(url: str = SOURCE) -> Document:
    link = Link(Span(0, 4), "raw", "https://paper.example/1?x=1", SOURCE, 0)
    return Document("post", "text", (Span(0, 4),), (link,), url=url, title="T", byline="B", published=NOON)


def walk(store: Store, *answers: Page | Failure, keys: tuple[str, ...] = (), complete: bool = True) -> None:
    store.record_walk(report(None if complete else "broken"), [(answer, keys) for answer in answers], NOON)


def report(problem: str | None = None, url: str = FEED) -> FeedReport:
    return FeedReport("A blog", url, FeedOutcome.QUIET, problem=problem, failures=int(problem is not None))


def rows(path: Path, query: str) -> list[Any]:
    connection = sqlite3.connect(path)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


WRITES: dict[str, Callable[[Store], object]] = {
    "record": lambda store: store.record(page(SOURCE), "article", SOURCE),
    "record_lookup": lambda store: store.record_lookup(page("https://archive.example/?url=x")),
    "record_walk": lambda store: walk(store, page(), failure(), keys=("tag:1", "tag:2")),
    "record_page_back": lambda store: store.record_page_back(
        page("https://blog.example/feed?page=2"), FEED, ["tag:3"], NOON, Reach(FEED, TODAY, ended=False)
    ),
    "rename_feed": lambda store: store.rename_feed("https://old.example/feed", FEED),
    "record_outlets": lambda store: store.record_outlets([OutletReport("Paper", 0, {"gone": 1}, 1)], NOON),
    "record_anchors": lambda store: store.record_anchors([Anchor("one", "tag:1", "words")], NOON),
    "record_paged": lambda store: store.record_paged({"a-line-of-rails"}),
    "own_secret": lambda store: store.own_secret(),
    "intend": lambda store: store.intend([MAIL], MAIL.edition, Told({}), NOON),
    "record_mail": lambda store: store.record_mail(MAIL, MailState.SENT, NOON),
    "take": lambda store: store.take([("seen", {"post": "p", "feed": "f", "at": NOON.isoformat(), "settled": 1})]),
    "start_over": lambda store: store.start_over(),
    "note_decisions": lambda store: store.note_decisions({"tag:1": "decided"}),
    "forget_readings": lambda store: store.forget_readings(),
    "save_feed_reading": lambda store: store.save_feed_reading(
        4, [post(html="<p>New"), post("tag:2")], 1, None, ["tag:1"]
    ),
    "save_post_reading": lambda store: store.save_post_reading(
        post(html="<p>New"),
        document(),
        [passage(), passage("tag:1#1"), replace(passage("tag:1#~w"), withdrawn=TODAY)],
        1,
        sketch=[1, 2],
    ),
    "save_copies": lambda store: store.save_copies(["tag:1"], [("tag:2", "tag:1")]),
    "save_folded": lambda store: store.save_folded({"tag:2": "tag:1"}),
    "watch": lambda store: store.watch({"tag:1": NOON, "tag:3": None}, {"tag:3": TODAY}),
    "save_keys": lambda store: store.save_keys([(SOURCE, "paper/1", "paper/2")], "rules"),
    "keep": lambda store: store.keep({"question": HEAD}),
    "missing": lambda store: store.missing(),
    "prune": lambda store: store.prune(NOON + timedelta(1), 1),
    "save_article_reading": lambda store: store.save_article_reading(SOURCE, page(SOURCE), document(), 1),
    "forget_search": lambda store: store.forget_search([SOURCE]),
    "save_origins": lambda store: store.save_origins("tag:1", [replace(passage(), origins=(ORIGIN,))]),
    "rebuild_statements": lambda store: store.rebuild_statements(
        statements.joined([passage(), passage("tag:1#1")]).all(), {"tag:1": "old state"}
    ),
    "update_statements": lambda store: store.update_statements(
        ["tag:1#1"], [passage("tag:1#1", text="the lake is dying of reports")], {"tag:1": "new state"}
    ),
}

READS: dict[str, Callable[[Store], object]] = {
    "validators": lambda store: store.validators(FEED, NOON),
    "failures": lambda store: store.failures(FEED),
    "exchanges": lambda store: list(store.exchanges()),
    "was_had": lambda store: store.was_had(SOURCE),
    "reach": lambda store: store.reach(FEED),
    "failures_in_a_row": lambda store: store.failures_in_a_row("feed", FEED),
    "feed_state": lambda store: store.feed_state(FEED),
    "feed_answered": lambda store: store.feed_answered(FEED),
    "moved_to": lambda store: store.moved_to(FEED),
    "feeds": lambda store: store.feeds(),
    "last_fetch": lambda store: store.last_fetch(),
    "answers_of_sources": lambda store: store.answers_of_sources(0),
    "sources_had": lambda store: store.sources_had(),
    "seen": lambda store: store.seen(FEED),
    "first_seen": lambda store: store.first_seen("tag:1"),
    "anchors": lambda store: store.anchors(),
    "mails": lambda store: store.mails(),
    "told": lambda store: store.told("edition"),
    "records": lambda store: list(store.records()),
    "unread_feed_pages": lambda store: list(store.unread_feed_pages(2)),
    "post_html": lambda store: store.post_html("tag:1"),
    "superseded": lambda store: store.superseded("tag:1"),
    "uncompared": lambda store: store.uncompared(),
    "lookalikes": lambda store: store.lookalikes(["tag:1"], 1, 1),
    "text_of_post": lambda store: store.text_of_post("tag:1"),
    "copies": lambda store: store.copies(),
    "folded": lambda store: store.folded(),
    "posts_at": lambda store: store.posts_at("https://blog.example/1"),
    "unwatched": lambda store: store.unwatched(),
    "left": lambda store: store.left(NOON, 9),
    "checks": lambda store: store.checks(["tag:1"]),
    "gone": lambda store: store.gone(),
    "posts": lambda store: store.posts(),
    "unread_posts": lambda store: list(store.unread_posts(2)),
    "cited_addresses": lambda store: store.cited_addresses(),
    "paged": lambda store: store.paged(),
    "unkeyed": lambda store: store.unkeyed("rules"),
    "led": lambda store: store.led(),
    "addresses": lambda store: store.addresses(["paper/1"]),
    "unread_articles": lambda store: list(store.unread_articles(2)),
    "article_states": lambda store: store.article_states(),
    "passages": lambda store: store.passages(),
    "like_articles": lambda store: store.like_articles("https://c.example/1", [1, 2], 2, 9),
    "copies_of_articles": lambda store: store.copies_of_articles(),
    "unsearched_posts": lambda store: store.unsearched_posts(),
    "article": lambda store: store.article(SOURCE),
    "stale_posts": lambda store: store.stale_posts(),
    "member_states": lambda store: store.member_states(["tag:1"]),
    "statements": lambda store: store.statements(),
    "kept": lambda store: store.kept("question"),
}


def fill(store: Store) -> None:
    """Something in every table."""
    store.save_feed_reading(1, [post()], 1)
    for name, write in WRITES.items():
        if name not in ("prune", "start_over"):  # which empty some again
            write(store)


def dump(path: Path) -> list[str]:
    connection = sqlite3.connect(path)
    try:
        return list(connection.iterdump())
    finally:
        connection.close()
