"""Derived rows: what was read in feeds, posts and articles; made again whenever the method changes."""

import json
import sqlite3
import zlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256

from citewatch.model import ArticleState, CitedAddress, Document, Page, Passage, Post, Role
from citewatch.store import notes, passages
from citewatch.store.notes import Noted
from citewatch.store.passages import quotation_key
from citewatch.store.recorded import to_via

_POST = ("key", "feed", "url", "title", "html", "published", "first_seen", "day", "day_uncertain")


class Readings(Noted):
    """Posts, documents, links and passages."""

    def forget_readings(self) -> None:
        """Let everything be read again that can be; what is kept meanwhile is replaced item by item.

        What was read in a body that is no longer kept stays, marked with the method that read it.
        """
        with self._write() as cursor:
            kept = "SELECT id FROM fetches JOIN bodies ON body = hash WHERE length(bytes) > 0"
            cursor.execute(f"UPDATE feed_readings SET method = 0 WHERE fetch IN ({kept})")
            cursor.execute(
                "UPDATE documents SET method = 0 WHERE hash IN (SELECT hash FROM bodies WHERE length(bytes) > 0)"
                " OR kind = 'post' AND key IN (SELECT key FROM posts WHERE length(html) > 0)"
            )
            for table in ("nodes", "node_keys", "edges", "members", "joined", "watched", "keyed"):
                cursor.execute(f"DELETE FROM {table}")
            notes.renew(cursor)

    # ------------------------------------------------------------ feeds

    def unread_feed_pages(self, method: int) -> Iterator[tuple[int, str, Page]]:
        """Feed pages that this method has not read, oldest first, as (number of the fetch, feed, page)."""
        rows = self._rows(
            "SELECT id, subject, url, final_url, headers, hops, at, body FROM fetches JOIN bodies"
            " ON body = hash AND length(bytes) > 0 LEFT JOIN feed_readings ON fetch = id"
            " WHERE purpose = 'feed' AND method IS NOT ? ORDER BY id",
            method,
        )
        return ((number, feed, self._page(*row)) for number, feed, *row in rows)

    def first_seen(self, post: str) -> datetime | None:
        """When an entry was first met in a feed; None for one that only this method finds in what was recorded."""
        ((at,),) = self._rows("SELECT min(at) FROM seen WHERE post = ?", post)
        return _time(at)

    def save_feed_reading(
        self,
        fetch: int,
        posts: Sequence[Post],
        method: int,
        problem: str | None = None,
        edited: Collection[str] = (),
    ) -> None:
        """The posts of one feed page, of none where `fetch` is 0; a later version of a post replaces an earlier one.

        `edited`: the keys of posts whose present version is no longer what the feed has; it is kept apart. A post that
        a second feed carries too stays with the first.
        """
        with self._write() as cursor:
            if fetch:
                cursor.execute("INSERT OR REPLACE INTO feed_readings VALUES (?, ?, ?)", (fetch, method, problem))
            for post in posts:
                _save_post(cursor, fetch, post, edited=post.key in edited)

    # ------------------------------------------------------------ posts

    def posts(self, among: Iterable[str] | None = None) -> tuple[Post, ...]:
        """Posts by day and key, without their HTML: all, or those of some keys."""
        columns = ", ".join(name if name != "html" else "NULL" for name in _POST)
        where, given = ("", ()) if among is None else (f" WHERE key {passages.GIVEN}", (passages.given(among),))
        rows = self._rows(f"SELECT {columns} FROM posts{where} ORDER BY day, key", *given)
        return tuple(to_post(row) for row in rows)

    def note_decisions(self, decided: Mapping[str, str]) -> None:
        """What editors decided of posts, by post; one of which that has changed is read again."""
        with self._write() as cursor:
            before = dict(cursor.execute("SELECT post, state FROM decided").fetchall())
            changed = [post for post in before.keys() | decided if before.get(post) != decided.get(post)]
            cursor.executemany("DELETE FROM decided WHERE post = ?", [(post,) for post in changed])
            rows = [(post, decided[post]) for post in changed if post in decided]
            cursor.executemany("INSERT INTO decided VALUES (?, ?)", rows)
            again = "UPDATE documents SET method = 0 WHERE kind = 'post' AND key = ?"
            cursor.executemany(again, [(post,) for post in changed])

    def unread_posts(self, method: int) -> Iterator[Post]:
        """Posts whose present version this method has not read, where it is kept."""
        rows = self._rows(
            f"SELECT {', '.join(_POST)} FROM posts WHERE length(html) > 0 AND key IN ({_unread('post', 'read')})"
            " ORDER BY day, key",
            method,
        )
        return (to_post(row) for row in rows)

    def posts_at(self, address: str) -> tuple[Post, ...]:
        """The posts that are, or once were, at a canonical address, by day and key, without their HTML."""
        return self.posts(key for (key,) in self._rows("SELECT post FROM post_addresses WHERE address = ?", address))

    def save_post_reading(
        self,
        post: Post,
        document: Document | None,
        passages: Sequence[Passage],
        method: int,
        problem: str | None = None,
        sketch: Sequence[int] = (),
    ) -> None:
        """What was read in a post replaces what an earlier method, or an earlier version of it, gave.

        `sketch`: hashes by which copies of it are found.
        """
        with self._write() as cursor:
            stale = "SELECT id FROM passages WHERE post = ?"
            cursor.execute(f"DELETE FROM citations WHERE passage IN ({stale})", (post.key,))
            cursor.execute("DELETE FROM passages WHERE post = ?", (post.key,))
            cursor.execute("DELETE FROM links WHERE post = ?", (post.key,))
            cursor.execute("DELETE FROM searched WHERE post = ?", (post.key,))
            _save_document(cursor, (post.key, "post", _hash(post.html.encode()), method), document, problem)
            links = document.links if document else ()
            cursor.executemany(
                "INSERT INTO links VALUES (?, ?, ?, ?, ?)",
                [(post.key, n, link.url, link.href, link.role.value) for n, link in enumerate(links)],
            )
            for n, passage in enumerate(passages):
                _save_passage(cursor, n, passage)
            cursor.execute("DELETE FROM sketches WHERE post = ?", (post.key,))
            cursor.execute("DELETE FROM compared WHERE post = ?", (post.key,))
            cursor.executemany("INSERT INTO sketches VALUES (?, ?)", [(post.key, one) for one in sketch])

    # ------------------------------------------------------------ cited addresses and articles

    def cited_addresses(self) -> tuple[CitedAddress, ...]:
        """Every link of every post that is no copy of another, by day, post and place."""
        rows = self._rows(
            "SELECT post, day, links.url, href, role, post NOT IN (SELECT post FROM gone) FROM links"
            " JOIN posts ON post = key WHERE post NOT IN (SELECT post FROM folded) ORDER BY day, post, n"
        )
        return tuple(
            CitedAddress(post, date.fromisoformat(day), url, href, Role(role), bool(live))
            for post, day, url, href, role, live in rows
        )

    def unread_articles(self, method: int) -> Iterator[tuple[str, Page]]:
        """The last page of each source that this method has not read, as (address of the source, page)."""
        rows = self._rows(
            "SELECT subject, fetches.url, final_url, headers, hops, at, body, via, copied_at FROM fetches"
            " JOIN bodies ON body = bodies.hash AND length(bytes) > 0"
            " LEFT JOIN documents ON kind = 'article' AND key = subject WHERE id IN"
            " (SELECT max(id) FROM fetches WHERE purpose = 'article' AND body IS NOT NULL"
            f" AND subject IN ({_unread('article', 'article')}) GROUP BY subject)"
            " AND (method IS NOT ?1 OR documents.hash <> body) ORDER BY id",
            method,
        )
        return ((subject, self._page(*row)) for subject, *row in rows)

    def save_article_reading(
        self,
        url: str,
        page: Page,
        document: Document | None,
        method: int,
        problem: str | None = None,
        sketch: Sequence[int] = (),
        copies: Sequence[str] = (),
    ) -> None:
        """What was read in a source; `copies`: the other sources that are the same text, found by their `sketch`."""
        with self._write() as cursor:
            _save_document(cursor, (url, "article", _hash(page.body), method), document, problem)
            cursor.execute("DELETE FROM article_sketches WHERE url = ?", (url,))
            cursor.execute("DELETE FROM article_copies WHERE ? IN (url, other)", (url,))
            cursor.executemany("INSERT OR IGNORE INTO article_sketches VALUES (?, ?)", [(one, url) for one in sketch])
            pairs = [tuple(sorted((url, other))) for other in copies]
            cursor.executemany("INSERT OR IGNORE INTO article_copies VALUES (?, ?)", pairs)

    def article_states(self, among: Iterable[str] | None = None) -> dict[str, ArticleState]:
        """By address: what is known of each source that was asked for, all or those at some addresses."""
        given = () if among is None else (passages.given(among),)
        some = "" if among is None else f" AND subject {passages.GIVEN}"
        rows = self._rows(
            "SELECT subject, coalesce(documents.url, CASE WHEN via IS NULL THEN final_url END), title, byline,"
            " published, lang, body IS NULL, problem, via, copied_at, guessed FROM fetches"
            " LEFT JOIN documents ON kind = 'article' AND key = subject WHERE id IN"
            " (SELECT coalesce(max(CASE WHEN body IS NOT NULL THEN id END), max(id))"
            f" FROM fetches WHERE purpose = 'article'{some} GROUP BY subject)",
            *given,
        )
        failed = self._failed_steps(some, given)
        return {
            subject: ArticleState(
                own, title, byline, _time(published), lang, _why(problem, failed.get(subject, {}), missing=missing),
                None if missing else to_via(via, copied), guessed,
            )
            for subject, own, title, byline, published, lang, missing, problem, via, copied, guessed in rows
        }  # fmt: skip

    def _failed_steps(self, some: str, given: Sequence[str]) -> dict[str, dict[str, str]]:
        """By source and step of the ladder, "" for its own address: how each failed last."""
        rows = self._rows(
            "SELECT subject, via, copied_at, failure || ': ' || detail FROM fetches WHERE id IN (SELECT max(id)"
            f" FROM fetches WHERE purpose = 'article' AND failure IS NOT NULL{some} GROUP BY subject, via) ORDER BY id",
            *given,
        )
        found = defaultdict[str, dict[str, str]](dict)
        for subject, via, copied, why in rows:
            found[subject][str(to_via(via, copied) or "")] = why
        return found

    def _page(
        self,
        url: str,
        final_url: str,
        headers: str,
        hops: str,
        at: str,
        body: str,
        via: str | None = None,
        copied_at: str | None = None,
    ) -> Page:
        ((packed,),) = self._rows("SELECT bytes FROM bodies WHERE hash = ?", body)
        pairs = tuple((name, value) for name, value in json.loads(headers))
        moment = datetime.fromisoformat(at)
        unpacked, step = zlib.decompress(packed), to_via(via, copied_at)
        return Page(url, final_url, 200, pairs, unpacked, moment, tuple(json.loads(hops)), via=step)


def _unread(kind: str, task: str) -> str:
    """The keys of what may not have been read, or was read by another method than `?1`."""
    return (
        f"SELECT key FROM notes WHERE task = '{task}'"
        f" UNION SELECT key FROM documents WHERE kind = '{kind}' AND method < ?1"
        f" UNION SELECT key FROM documents WHERE kind = '{kind}' AND method > ?1"
    )


def _why(problem: str | None, failed: Mapping[str, str], *, missing: bool) -> str | None:
    """Why a source was not read: what is wrong with its page, or how its address failed, and each further step."""
    if not (missing or problem):
        return None
    steps = [f"{step}: {why}" if step else why for step, why in failed.items() if step or missing]
    return "; ".join([*filter(None, [problem]), *steps])


def _save_post(cursor: sqlite3.Cursor, fetch: int, post: Post, *, edited: bool) -> None:
    """A post as a fetch brought it; an older fetch, read again, mends the version of its time only."""
    row = cursor.execute("SELECT feed, met, hash, html FROM posts WHERE key = ?", (post.key,)).fetchone()
    feed, met, old, html = row or (post.feed, 0, None, None)
    if feed != post.feed:
        return
    if fetch < met:
        version = "SELECT min(until) FROM superseded WHERE post = ?1 AND until > ?2"
        cursor.execute(
            f"UPDATE OR REPLACE superseded SET hash = ?3, html = ?4 WHERE post = ?1 AND until = ({version})",
            (post.key, fetch, _hash(post.html.encode()), zlib.compress(post.html.encode())),
        )
        return
    if edited and row and fetch > met:
        cursor.execute("INSERT OR REPLACE INTO superseded VALUES (?, ?, ?, ?)", (post.key, old, fetch, html))
    cursor.execute("INSERT OR REPLACE INTO posts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (*_post_row(post), fetch))


def _post_row(post: Post) -> tuple[object, ...]:
    html = post.html.encode()
    published = post.published.isoformat() if post.published else None
    return (post.key, post.feed, post.url, post.title, zlib.compress(html), _hash(html), published,
            post.first_seen.isoformat(), post.day.isoformat(), post.day_uncertain)  # fmt: skip


def to_post(row: Sequence[object]) -> Post:
    """A row of posts, its HTML NULL where it is not wanted."""
    key, feed, url, title, html, published, first_seen, day, uncertain = row
    return Post(
        key=str(key),
        feed=str(feed),
        url=str(url),
        title=str(title),
        html=zlib.decompress(html).decode() if isinstance(html, bytes) and html else "",
        published=_time(published),
        first_seen=datetime.fromisoformat(str(first_seen)),
        day=date.fromisoformat(str(day)),
        day_uncertain=bool(uncertain),
    )


def _time(value: object) -> datetime | None:
    return datetime.fromisoformat(str(value)) if value else None


def _hash(body: bytes) -> str:
    return sha256(body).hexdigest()


def _save_document(
    cursor: sqlite3.Cursor, head: tuple[str, str, str, int], document: Document | None, problem: str | None
) -> None:
    body: tuple[object, ...] = (None,) * 7
    if document:
        published = document.published.isoformat() if document.published else None
        body = (document.url, document.title, document.byline, published, document.lang, document.text,
                document.guessed)  # fmt: skip
    cursor.execute(
        "INSERT OR REPLACE INTO documents (key, kind, hash, method, problem, url, title, byline, published, lang, text,"
        " guessed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*head, problem, *body),
    )


def _save_passage(cursor: sqlite3.Cursor, n: int, passage: Passage) -> None:
    cursor.execute(
        "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (passage.id, passage.post, n, passage.kind.value, passage.text, passage.lang, passage.person, passage.speaker,
         passage.cue, json.dumps(passage.context, ensure_ascii=False), quotation_key(passage)),
    )  # fmt: skip
    cursor.executemany(
        "INSERT INTO citations VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (passage.id, at, one.url, one.evidence.value, one.distance, one.role.value, one.reason)
            for at, one in enumerate(passage.citations)
        ],
    )
    if passage.withdrawn:
        cursor.execute(
            "INSERT INTO withdrawals VALUES (?, ?, ?, ?)"
            " ON CONFLICT (passage) DO UPDATE SET day = max(day, excluded.day)",
            (passage.id, passage.post, passage.text, passage.withdrawn.isoformat()),
        )
