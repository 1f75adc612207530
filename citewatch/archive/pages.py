"""Files of pages → the table of pages: WARC, Parquet or JSON Lines of pages, or a store."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from citewatch import pipeline, sources, urls
from citewatch.archive.tables import PageRow
from citewatch.errors import ConfigError
from citewatch.model import Feed, Page, Settings
from citewatch.replay import read_warc
from citewatch.store import open_store

_FEED = (b"<rss", b"<feed", b"<rdf:RDF")
_HEAD = 1000  # bytes within which a feed says that it is one
_REDIRECTS = (301, 302, 303, 307, 308)


class Sorter:
    """Tells of each page whether it is a feed, a post of a blog or a document that posts may cite."""

    def __init__(self, settings: Settings) -> None:
        self._feeds = settings.feeds
        self._library = sources.Library(settings.outlets)

    @cached_property
    def _by_host(self) -> Mapping[str, Feed]:
        """The first feed of each host."""
        return {host: feed for feed in reversed(self._feeds) for host in pipeline.own_hosts(feed, None)}

    def row(self, page: Page) -> PageRow:
        is_feed = any(mark in page.body[:_HEAD] for mark in _FEED)  # of which blog, if any, its readers find out
        feed = None if is_feed else self._by_host.get(urls.host(page.url))
        purpose = "feed" if is_feed else "post" if feed else "article"
        location = page.header("location") if page.status in _REDIRECTS else None
        return PageRow(
            url=page.url,
            at=page.fetched_at,
            status=page.status,
            content_type=page.header("content-type"),
            body=page.body,
            purpose=purpose,
            subject=feed.url if feed else None,
            key=self._library.key(page.url),
            location=urls.absolute(location, page.url) if location else None,
        )


def rows(path: str, sorter: Sorter) -> Iterator[PageRow]:
    """The pages of a file; what is wrong with one of them, or from some place on with the file, is a row too."""
    met = datetime.fromtimestamp(0, UTC)
    try:
        for page in _pages(Path(path)):
            met = page.fetched_at
            try:
                yield sorter.row(page)
            except ValueError as error:
                yield _bad(page.url, met, f"no address: {error}")
    except Exception as error:  # noqa: BLE001 - what a damaged file makes a library raise; the other files are read
        yield _bad(path, met, f"the file cannot be read any further: {error}")


def _bad(url: str, at: datetime, problem: str) -> PageRow:
    return PageRow(url, at, 0, None, None, "none", None, url, problem=problem)


def _pages(path: Path) -> Iterator[Page]:
    name = path.name.removesuffix(".gz")
    if name.endswith(".warc"):
        return read_warc(path)
    if name.endswith(".parquet"):
        return (_page(row) for batch in pq.ParquetFile(path).iter_batches(256) for row in batch.to_pylist())
    if name.endswith(".jsonl"):
        return _lines(path)
    return _stored(path)


def is_input(path: Path) -> bool:
    """Whether a file is named as one that holds pages."""
    return path.name.removesuffix(".gz").endswith((".warc", ".parquet", ".jsonl", ".db"))


def files(inputs: tuple[Path, ...]) -> list[str]:
    """The files that are meant, those of folders in the order of their names. Raises: ConfigError."""
    found: list[str] = []
    for one in inputs:
        within = sorted(filter(is_input, one.rglob("*"))) if one.is_dir() else [one] if is_input(one) else []
        if not within or not one.exists():
            raise ConfigError(str(one), "there are no pages here: a .warc, .warc.gz, .parquet, .jsonl or .db file")
        found += [str(path.resolve()) for path in within]
    return found


def _lines(path: Path) -> Iterator[Page]:
    with path.open("rb") as lines:
        for line in lines:
            yield _page(json.loads(line))


def _page(row: Mapping[str, Any]) -> Page:
    """A row with `url`, `at` and `body` or `html`; `status` and `content_type` may be left out."""
    body = row.get("body")
    body = body if body is not None else row["html"]
    content = body.encode() if isinstance(body, str) else body
    at = row["at"] if isinstance(row["at"], datetime) else datetime.fromisoformat(row["at"])
    kind, location = row.get("content_type"), row.get("location")
    headers = [(name, value) for name, value in (("Content-Type", kind), ("Location", location)) if value]
    moment = at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    return Page(row["url"], row["url"], row.get("status") or 200, tuple(headers), content, moment)


def _stored(path: Path) -> Iterator[Page]:
    """What a store has recorded; what was redirected stands at the first address."""
    with open_store(path) as store:
        for answer, whole in store.exchanges():
            if isinstance(answer, Page) and whole:
                yield answer
