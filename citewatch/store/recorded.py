"""Recorded rows: fetches with their bodies, first-seen times, published ids, digests sent."""

import json
import sqlite3
import zlib
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from citewatch.model import Anchor, Failure, FailureKind, Page
from citewatch.store.connection import write


class Recorded:
    """What cannot be made again."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    def _write(self) -> AbstractContextManager[sqlite3.Cursor]:
        return write(self._connection, self._path)

    def record(self, answer: Page | Failure, purpose: str, subject: str) -> None:
        """Record one answer of the web."""
        with self._write() as cursor:
            _insert(cursor, answer, purpose, subject)

    def record_walk(
        self, feed: str, answers: Sequence[tuple[Page | Failure, Sequence[str]]], seen_at: datetime
    ) -> None:
        """Record the pages of a feed that were read in one go, each with the keys of its entries.

        In one transaction: pages of which only the first were recorded would look like a feed read to its end.
        """
        with self._write() as cursor:
            for answer, keys in answers:
                _insert(cursor, answer, "feed", feed)
                rows = [(key, feed, seen_at.isoformat()) for key in keys]
                cursor.executemany("INSERT OR IGNORE INTO seen VALUES (?, ?, ?)", rows)

    def validators(self, url: str) -> tuple[str | None, str | None]:
        """ETag and Last-Modified of the last page at an address, byte for byte."""
        row = self._connection.execute(
            "SELECT headers FROM fetches WHERE url = ? AND status = 200 AND body IS NOT NULL ORDER BY id DESC LIMIT 1", (url,)
        ).fetchone()
        headers = {name.lower(): value for name, value in reversed(json.loads(row[0]))} if row else {}
        return headers.get("etag"), headers.get("last-modified")

    def failures(self, url: str) -> tuple[Failure, ...]:
        """The failures of an address since it last answered with a page, oldest first."""
        rows = self._connection.execute(
            "SELECT url, at, failure, detail, status, retry_after FROM fetches WHERE url = ?1 AND failure IS NOT NULL AND id > "
            "(SELECT coalesce(max(id), 0) FROM fetches WHERE url = ?1 AND failure IS NULL) ORDER BY id",
            (url,),
        )
        return tuple(
            Failure(url, datetime.fromisoformat(at), FailureKind(kind), detail, status, retry_after)
            for url, at, kind, detail, status, retry_after in rows
        )

    def has_page(self, url: str) -> bool:
        """Whether an address ever answered with a page."""
        query = "SELECT 1 FROM fetches WHERE url = ? AND body IS NOT NULL LIMIT 1"
        return self._connection.execute(query, (url,)).fetchone() is not None

    def seen(self, feed: str) -> frozenset[str]:
        """The keys of all entries ever met in a feed."""
        return frozenset(key for (key,) in self._connection.execute("SELECT post FROM seen WHERE feed = ?", (feed,)))

    def anchors(self) -> tuple[Anchor, ...]:
        """The anchors of published statements, oldest first."""
        rows = self._connection.execute("SELECT id, post, exact, prefix, suffix FROM anchors ORDER BY at, id")
        return tuple(Anchor(*row) for row in rows)

    def record_anchors(self, anchors: Sequence[Anchor], now: datetime) -> None:
        with self._write() as cursor:
            cursor.executemany(
                "INSERT OR IGNORE INTO anchors VALUES (?, ?, ?, ?, ?, ?)",
                [(one.id, one.post, one.exact, one.prefix, one.suffix, now.isoformat()) for one in anchors],
            )

    def was_sent(self, edition: str, recipient: str) -> bool:
        query = "SELECT 1 FROM digests WHERE edition = ? AND recipient = ?"
        return self._connection.execute(query, (edition, recipient)).fetchone() is not None

    def record_sent(self, edition: str, recipient: str, now: datetime) -> None:
        with self._write() as cursor:
            cursor.execute("INSERT INTO digests VALUES (?, ?, ?)", (edition, recipient, now.isoformat()))

    def forget_sent(self, edition: str, recipient: str) -> None:
        """Take back what was noted before a mail that the server then refused."""
        with self._write() as cursor:
            cursor.execute("DELETE FROM digests WHERE edition = ? AND recipient = ?", (edition, recipient))


def _moment(answer: Page | Failure) -> datetime:
    return answer.fetched_at if isinstance(answer, Page) else answer.at


def _insert(cursor: sqlite3.Cursor, answer: Page | Failure, purpose: str, subject: str) -> None:
    at = _moment(answer).isoformat()
    if isinstance(answer, Failure):
        row: tuple[object, ...] = (purpose, subject, answer.url, at, answer.status, None, None, None, None,
               answer.kind.value, answer.detail, answer.retry_after)  # fmt: skip
    else:
        body = _keep(cursor, answer.body) if answer.status == 200 else None
        row = (purpose, subject, answer.url, at, answer.status, answer.final_url, json.dumps(answer.headers),
               json.dumps(answer.hops), body, None, None, None)  # fmt: skip
    cursor.execute(
        "INSERT INTO fetches (purpose, subject, url, at, status, final_url, headers, hops, body, failure, detail, retry_after)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        row,
    )


def _keep(cursor: sqlite3.Cursor, body: bytes) -> str:
    digest = sha256(body).hexdigest()
    cursor.execute("INSERT OR IGNORE INTO bodies VALUES (?, ?)", (digest, zlib.compress(body)))
    return digest
