"""Recorded rows: fetches with their bodies, first-seen times, published ids."""

import json
import sqlite3
import zlib
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from itertools import takewhile

from citewatch.model import Anchor, Failure, FailureKind, Page
from citewatch.store.connection import Database


class Recorded(Database):
    """What cannot be made again."""

    def record(self, answer: Page | Failure, purpose: str, subject: str) -> None:
        """Record one answer of the web."""
        with self._write() as cursor:
            _insert(cursor, answer, purpose, subject)

    def record_walk(
        self, feed: str, answers: Sequence[tuple[Page | Failure, Sequence[str]]], seen_at: datetime, *, complete: bool
    ) -> None:
        """Record the pages of a feed that were read in one go, each with the keys of its entries.

        In one transaction: pages of which only the first were recorded would look like a feed read to its end.
        `complete`: nothing failed on the way, so that no entry is missing between these and the earlier ones.
        """
        with self._write() as cursor:
            for answer, keys in answers:
                _insert(cursor, answer, "feed", feed)
                rows = [(key, feed, seen_at.isoformat()) for key in keys]
                cursor.executemany("INSERT OR IGNORE INTO seen VALUES (?, ?, ?, 0)", rows)
            if complete:
                cursor.execute("UPDATE seen SET settled = 1 WHERE feed = ? AND NOT settled", (feed,))

    def validators(self, url: str, since: datetime) -> tuple[str | None, str | None]:
        """ETag and Last-Modified of the last page at a feed's address, byte for byte.

        None when it was recorded before `since`, or was no feed: «not modified» would then be no news.
        """
        row = self._row(
            "SELECT headers, at, problem FROM fetches JOIN bodies ON body = hash AND length(bytes) > 0"
            " LEFT JOIN feed_readings ON fetch = id WHERE url = ? AND purpose = 'feed' ORDER BY id DESC LIMIT 1",
            url,
        )
        if row is None or row[2] is not None or datetime.fromisoformat(row[1]) < since:
            return None, None
        headers = {name.lower(): value for name, value in reversed(json.loads(row[0]))}
        return headers.get("etag"), headers.get("last-modified")

    def failures(self, url: str) -> tuple[Failure, ...]:
        """The failures of an address since it last answered with a page, oldest first."""
        rows = self._rows(
            "SELECT url, at, failure, detail, status, retry_after FROM fetches WHERE url = ?1 AND failure IS NOT NULL"
            " AND id > (SELECT coalesce(max(id), 0) FROM fetches WHERE url = ?1 AND failure IS NULL) ORDER BY id",
            url,
        )
        return tuple(
            Failure(url, datetime.fromisoformat(at), FailureKind(kind), detail, status, retry_after)
            for url, at, kind, detail, status, retry_after in rows
        )

    def bad_answers(self, feed: str) -> int:
        """How many times in a row, up to now, a feed has failed or answered with something that is no feed."""
        rows = self._rows(
            "SELECT failure IS NOT NULL OR problem IS NOT NULL FROM fetches LEFT JOIN feed_readings ON fetch = id"
            " WHERE purpose = 'feed' AND subject = ?1 AND url = ?1 ORDER BY id DESC",
            feed,
        )
        return len(list(takewhile(bool, (bad for (bad,) in rows))))

    def sources_had(self) -> frozenset[str]:
        """The addresses of all sources that ever answered with a page."""
        rows = self._rows("SELECT DISTINCT subject FROM fetches WHERE purpose = 'article' AND body IS NOT NULL")
        return frozenset(url for (url,) in rows)

    def seen(self, feed: str) -> dict[str, bool]:
        """The keys of all entries ever met in a feed; False for those behind which older ones may be missing."""
        rows = self._rows("SELECT post, settled FROM seen WHERE feed = ?", feed)
        return {key: bool(settled) for key, settled in rows}

    def anchors(self) -> tuple[Anchor, ...]:
        """The anchors of published statements, oldest first."""
        rows = self._rows("SELECT id, post, exact, prefix, suffix FROM anchors ORDER BY at, id")
        return tuple(Anchor(*row) for row in rows)

    def record_anchors(self, anchors: Sequence[Anchor], now: datetime) -> None:
        with self._write() as cursor:
            cursor.executemany(
                "INSERT OR IGNORE INTO anchors VALUES (?, ?, ?, ?, ?, ?)",
                [(one.id, one.post, one.exact, one.prefix, one.suffix, now.isoformat()) for one in anchors],
            )


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
        "INSERT INTO fetches (purpose, subject, url, at, status, final_url, headers, hops, body,"
        " failure, detail, retry_after) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        row,
    )


def _keep(cursor: sqlite3.Cursor, body: bytes) -> str:
    digest = sha256(body).hexdigest()
    cursor.execute(
        "INSERT INTO bodies VALUES (?, ?) ON CONFLICT (hash) DO UPDATE SET bytes = excluded.bytes"
        " WHERE length(bodies.bytes) = 0",
        (digest, zlib.compress(body)),
    )
    return digest
