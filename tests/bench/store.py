"""Pages and posts kept in the store, beside SQLite writing the same bytes, a transaction each."""

import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from citewatch import pipeline
from citewatch.model import Document, Page, Span
from citewatch.store import Store, open_store
from tests.bench.fetching import NOW, article
from tests.bench.timing import Measure, once
from tests.builders import passage, post

PAGES, POSTS, PER_POST = 300, 300, 5


def measures() -> Iterator[Measure]:
    pages = [_page(f"https://outlet.example/{n}") for n in range(PAGES)]
    (ours, _), (floor, _) = (_in_folder(lambda store: _record(store, pages)), once(lambda: _insert(pages)))
    told = f"{ours / PAGES * 1000:.2f} ms a page of 50 KB, compressed"
    yield Measure("pages recorded", "SQLite, inserting their bytes", ours / floor, told)
    ours, _ = _in_folder(_read_posts)
    (floor, _) = once(lambda: _insert(pages[:POSTS]))
    told = f"{ours / POSTS * 1000:.2f} ms a post with {PER_POST} quotations"
    yield Measure("posts stored as read", "SQLite, inserting a page each", ours / floor, told)


def _in_folder(work: Callable[[Store], None]) -> tuple[float, None]:
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder) / "store.db") as store:
        return once(lambda: work(store))


def _page(url: str) -> Page:
    return Page(url, url, 200, (), article(url), NOW)


def _record(store: Store, pages: list[Page]) -> None:
    for page in pages:
        store.record(page, "article", page.url)


def _read_posts(store: Store) -> None:
    for n in range(POSTS):
        entry = replace(post(f"p{n}"), html=f"<p>{n}</p>")
        store.save_feed_reading(n, [entry], pipeline.METHOD)
        said = [
            passage(f"the lake of the {n}th summer is dying of our own reports", entry.key, at)
            for at in range(PER_POST)
        ]
        store.save_post_reading(entry, Document("post", "text", (Span(0, 4),)), said, pipeline.METHOD)


def _insert(pages: list[Page]) -> None:
    """As durable as the store is."""
    with tempfile.TemporaryDirectory() as folder:
        base = sqlite3.connect(Path(folder) / "plain.db", isolation_level=None)
        base.execute("PRAGMA journal_mode = WAL")
        base.execute("PRAGMA synchronous = FULL")
        base.execute("CREATE TABLE pages (url TEXT PRIMARY KEY, body BLOB)")
        for page in pages:
            base.execute("INSERT INTO pages VALUES (?, ?)", (page.url, page.body))
        base.close()
