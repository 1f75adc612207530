"""Recorded rows: fetches with their bodies, first-seen times, published ids."""

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from hashlib import sha256
from itertools import takewhile

from citewatch.model import Anchor, Failure, FailureKind, FeedOutcome, FeedReport, OutletReport, Page, Reach, Step, Via
from citewatch.store import passages
from citewatch.store.connection import Database

_OUTCOME = "INSERT INTO outcomes (kind, subject, at, outcome, trouble, problem, failed) VALUES (?, ?, ?, ?, ?, ?, ?)"


class Recorded(Database):
    """What cannot be made again."""

    def record(self, answer: Page | Failure, purpose: str, subject: str) -> None:
        """Record one answer of the web."""
        with self._write() as cursor:
            _insert(cursor, answer, purpose, subject)

    def record_walk(
        self, feed: FeedReport, answers: Sequence[tuple[Page | Failure, Sequence[str]]], seen_at: datetime
    ) -> None:
        """Record the pages of a feed that were read in one go, each with the keys of its entries, and how it went.

        In one transaction: pages of which only the first were recorded would look like a feed read to its end.
        Where nothing failed on the way, no entry is missing between these and the earlier ones.
        """
        with self._write() as cursor:
            for answer, keys in answers:
                _insert(cursor, answer, "feed", feed.url)
                rows = [(key, feed.url, seen_at.isoformat()) for key in keys]
                cursor.executemany("INSERT OR IGNORE INTO seen VALUES (?, ?, ?, 0)", rows)
            if feed.problem is None:
                cursor.execute("UPDATE seen SET settled = 1 WHERE feed = ? AND NOT settled", (feed.url,))
            how = (feed.outcome.value, feed.trouble, feed.problem, feed.failures > 0)
            cursor.execute(_OUTCOME, ("feed", feed.url, seen_at.isoformat(), *how))

    def record_page_back(self, answer: Page, feed: str, keys: Sequence[str], at: datetime, reach: Reach) -> None:
        """Record a page that was asked for on the way back through a feed, and how far that has come."""
        with self._write() as cursor:
            _insert(cursor, answer, "feed", feed)
            rows = [(key, feed, at.isoformat()) for key in keys]
            cursor.executemany("INSERT OR IGNORE INTO seen VALUES (?, ?, ?, 1)", rows)
            row = (feed, reach.url, reach.reached.isoformat() if reach.reached else None, reach.ended)
            cursor.execute("INSERT OR REPLACE INTO backfills VALUES (?, ?, ?, ?)", row)

    def reach(self, feed: str) -> Reach | None:
        """How far a feed was read back; None when it never was."""
        row = self._row("SELECT url, reached, ended FROM backfills WHERE feed = ?", feed)
        return Reach(row[0], date.fromisoformat(row[1]) if row[1] else None, bool(row[2])) if row else None

    def record_outlets(self, outlets: Sequence[OutletReport], at: datetime) -> None:
        """Record how each outlet answered in a run."""
        with self._write() as cursor:
            for one in outlets:
                trouble = ", ".join(one.failed) or None
                outcome = FeedOutcome.NEW if one.had else FeedOutcome.FAILED
                row = ("outlet", one.name, at.isoformat(), outcome.value, trouble, None, not one.had)
                cursor.execute(_OUTCOME, row)

    def failures_in_a_row(self, kind: str, subject: str) -> int:
        """In how many runs in a row, up to now, a feed or an outlet has failed."""
        rows = self._rows("SELECT failed FROM outcomes WHERE kind = ? AND subject = ? ORDER BY id DESC", kind, subject)
        return len(list(takewhile(bool, (failed for (failed,) in rows))))

    def feed_state(self, feed: str) -> tuple[str, str | None, str | None]:
        """How a feed answered last: outcome, class of the trouble and what was wrong, None twice when nothing was."""
        row = self._row(
            "SELECT outcome, trouble, problem FROM outcomes WHERE kind = 'feed' AND subject = ?"
            " ORDER BY id DESC LIMIT 1",
            feed,
        )
        return (row[0], row[1], row[2]) if row else (FeedOutcome.FAILED.value, "not-asked", "never asked for")

    def feed_answered(self, feed: str) -> datetime | None:
        """When a feed last answered well; None when it never did."""
        ((at,),) = self._rows("SELECT max(at) FROM outcomes WHERE kind = 'feed' AND subject = ? AND NOT failed", feed)
        return datetime.fromisoformat(at) if at else None

    def moved_to(self, feed: str) -> str | None:
        """The address to which a feed has moved for good, where a feed was found there; None when it has not."""
        row = self._row(
            "SELECT moved FROM fetches JOIN feed_readings ON fetch = id WHERE purpose = 'feed' AND subject = ?"
            " AND moved <> subject AND problem IS NULL ORDER BY id DESC LIMIT 1",
            feed,
        )
        return row[0] if row else None

    def feeds(self) -> frozenset[str]:
        """The addresses of all feeds that were ever asked for, as they were configured."""
        return frozenset(url for (url,) in self._rows("SELECT DISTINCT subject FROM fetches WHERE purpose = 'feed'"))

    def rename_feed(self, old: str, new: str) -> None:
        """All that was recorded of a feed and read in it goes by its new address."""
        with self._write() as cursor:
            cursor.execute("UPDATE fetches SET subject = ?2 WHERE purpose = 'feed' AND subject = ?1", (old, new))
            cursor.execute("UPDATE outcomes SET subject = ?2 WHERE kind = 'feed' AND subject = ?1", (old, new))
            for table in ("seen", "posts", "backfills"):
                cursor.execute(f"UPDATE OR REPLACE {table} SET feed = ?2 WHERE feed = ?1", (old, new))

    def last_fetch(self) -> int:
        """The number of the last answer that was recorded."""
        ((number,),) = self._rows("SELECT coalesce(max(id), 0) FROM fetches")
        return int(number)

    def answers_of_sources(self, after: int) -> tuple[tuple[str, str, str | None], ...]:
        """The answers for sources since that number: (address of the source, asked for, class of a failure)."""
        rows = self._rows(
            "SELECT subject, url, failure FROM fetches WHERE +purpose = 'article' AND id > ? ORDER BY id", after
        )
        return tuple((subject, url, failure) for subject, url, failure in rows)

    def prune(self, before: datetime, method: int) -> int:
        """Let go of the bodies that were answered before a time, where this method has read them. Returns how many."""
        with self._write() as cursor:
            cursor.execute(
                "UPDATE bodies SET bytes = x'' WHERE length(bytes) > 0"
                " AND NOT EXISTS (SELECT 1 FROM fetches LEFT JOIN feed_readings ON fetch = id"
                " LEFT JOIN documents ON kind = 'article' AND key = subject WHERE body = bodies.hash AND (at >= ?1"
                " OR purpose = 'feed' AND feed_readings.method IS NOT ?2"
                " OR purpose = 'article' AND documents.hash = body AND documents.method <> ?2"
                " OR purpose = 'article' AND documents.hash IS NULL))",
                (before.isoformat(), method),
            )
            return cursor.rowcount

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

    def exchanges(self) -> Iterator[tuple[Page | Failure, bool]]:
        """Every recorded answer, in the order in which they came, each with whether its body is kept."""
        rows = self._rows(
            "SELECT url, at, status, final_url, headers, hops, moved, via, copied_at, failure, detail, retry_after,"
            " body FROM fetches UNION ALL SELECT"
            " url, at, 200, url, headers, '[]', NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM lookups ORDER BY at"
        )
        for url, at, status, final, headers, hops, moved, via, copied, failure, detail, wait, body in rows:
            moment, step = datetime.fromisoformat(at), to_via(via, copied)
            if failure:
                yield Failure(url, moment, FailureKind(failure), detail, status, wait, step), False
                continue
            packed = self._packed(url, at, body)
            unpacked = zlib.decompress(packed) if packed else b""
            pairs = tuple((name, value) for name, value in json.loads(headers))
            page = Page(url, final, status, pairs, unpacked, moment, tuple(json.loads(hops)), moved, step)
            yield page, bool(packed) or status != 200

    def _packed(self, url: str, at: str, body: str | None) -> bytes | None:
        """A body as it is kept: that of a page, or else of a lookup; None or empty when it is not."""
        row = self._row("SELECT bytes FROM bodies WHERE hash = ?", body) if body else None
        row = row or self._row("SELECT answer FROM lookups WHERE url = ? AND at = ?", url, at)
        return row[0] if row else None

    def sources_had(self) -> frozenset[str]:
        """The addresses of all sources that ever answered with a page, but for those in which nothing can be read."""
        rows = self._rows(
            "SELECT DISTINCT subject FROM fetches WHERE purpose = 'article' AND body IS NOT NULL AND NOT EXISTS"
            " (SELECT 1 FROM documents WHERE kind = 'article' AND key = subject AND problem IS NOT NULL)"
        )
        return frozenset(url for (url,) in rows)

    def was_had(self, url: str) -> bool:
        """Whether an address that was asked for a source ever answered with a page, be it one that cannot be read."""
        query = "SELECT 1 FROM fetches WHERE url = ? AND purpose = 'article' AND body IS NOT NULL"
        return self._row(query, url) is not None

    def record_lookup(self, answer: Page) -> None:
        """Record what an archive answered when it was asked whether it has a copy."""
        row = (answer.url, answer.fetched_at.isoformat(), json.dumps(answer.headers), zlib.compress(answer.body))
        with self._write() as cursor:
            cursor.execute("INSERT OR REPLACE INTO lookups VALUES (?, ?, ?, ?)", row)

    def seen(self, feed: str) -> dict[str, bool]:
        """The keys of all entries ever met in a feed; False for those behind which older ones may be missing."""
        rows = self._rows("SELECT post, settled FROM seen WHERE feed = ?", feed)
        return {key: bool(settled) for key, settled in rows}

    def anchors(self, among: Iterable[str] | None = None) -> tuple[Anchor, ...]:
        """The anchors of published statements, all or those with some ids, oldest first."""
        some, given = ("", ()) if among is None else (f" WHERE id {passages.GIVEN}", (passages.given(among),))
        rows = self._rows(f"SELECT id, post, exact, prefix, suffix FROM anchors{some} ORDER BY at, id", *given)
        return tuple(Anchor(*row) for row in rows)

    def record_anchors(self, anchors: Sequence[Anchor], now: datetime) -> None:
        with self._write() as cursor:
            cursor.executemany(
                "INSERT OR IGNORE INTO anchors VALUES (?, ?, ?, ?, ?, ?)",
                [(one.id, one.post, one.exact, one.prefix, one.suffix, now.isoformat()) for one in anchors],
            )

    def paged(self) -> frozenset[str]:
        """The ids of statements that have had a page of their own."""
        return frozenset(one for (one,) in self._rows("SELECT id FROM paged"))

    def record_paged(self, ids: Iterable[str]) -> None:
        with self._write() as cursor:
            cursor.executemany("INSERT OR IGNORE INTO paged VALUES (?)", [(one,) for one in ids])


def _moment(answer: Page | Failure) -> datetime:
    return answer.fetched_at if isinstance(answer, Page) else answer.at


def _insert(cursor: sqlite3.Cursor, answer: Page | Failure, purpose: str, subject: str) -> None:
    at = _moment(answer).isoformat()
    via = answer.via
    step = (via.step.value, via.at.isoformat() if via.at else None) if via else (None, None)
    if isinstance(answer, Failure):
        row: tuple[object, ...] = (purpose, subject, answer.url, at, answer.status, None, None, None, None,
               answer.kind.value, answer.detail, answer.retry_after, None, *step)  # fmt: skip
    else:
        kept = answer.status == 200 and purpose != "post"  # of a post's page only the answer is wanted
        body = _keep(cursor, answer.body) if kept else None
        row = (purpose, subject, answer.url, at, answer.status, answer.final_url, json.dumps(answer.headers),
               json.dumps(answer.hops), body, None, None, None, answer.moved, *step)  # fmt: skip
    cursor.execute(
        "INSERT INTO fetches (purpose, subject, url, at, status, final_url, headers, hops, body,"
        " failure, detail, retry_after, moved, via, copied_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        row,
    )


def to_via(step: str | None, copied_at: str | None) -> Via | None:
    """The columns `via` and `copied_at`."""
    return Via(Step(step), datetime.fromisoformat(copied_at) if copied_at else None) if step else None


def _keep(cursor: sqlite3.Cursor, body: bytes) -> str:
    digest = sha256(body).hexdigest()
    cursor.execute(
        "INSERT INTO bodies VALUES (?, ?) ON CONFLICT (hash) DO UPDATE SET bytes = excluded.bytes"
        " WHERE length(bodies.bytes) = 0",
        (digest, zlib.compress(body)),
    )
    return digest
