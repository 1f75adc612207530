"""Derived rows: the origins of quotations, and what was searched for them."""

import re
from collections.abc import Iterable, Sequence

from citewatch import text
from citewatch.model import Document, Passage, Span
from citewatch.store import passages
from citewatch.store.recorded import Recorded

_PARAGRAPH = re.compile(r"[^\n]+(?:\n[^\n]+)*")  # `articles` joins them by a blank line


class Origins(Recorded):
    """Origins."""

    def unsearched_posts(self) -> tuple[str, ...]:
        """The posts that were read, and not searched since for the origins of their quotations, by day and key."""
        rows = self._rows(
            "SELECT posts.key FROM notes JOIN posts ON posts.key = notes.key WHERE task = 'search'"
            " ORDER BY day, posts.key"
        )
        return tuple(key for (key,) in rows)

    def forget_search(self, keys: Iterable[str]) -> None:
        """Let posts that cite a document be searched again, by its keys; what was found is kept until then."""
        citing = f"SELECT post FROM addresses JOIN links ON links.url = addresses.url WHERE key {passages.GIVEN}"
        with self._write() as cursor:
            cursor.execute(f"DELETE FROM searched WHERE post IN ({citing})", (passages.given(keys),))

    def article(self, url: str) -> tuple[Document, str] | None:
        """The article at an address that was asked for, and the hash of its page; None when it was not read."""
        row = self._row(
            "SELECT text, lang, title, hash FROM documents WHERE kind = 'article' AND key = ? AND text IS NOT NULL", url
        )
        if row is None:
            return None
        body, lang, title, digest = row
        paragraphs = tuple(Span(*one.span()) for one in _PARAGRAPH.finditer(body))
        return Document("article", body, paragraphs, url=url, title=title, lang=lang), digest

    def like_articles(self, url: str, sketch: Sequence[int], shared: int, most: int) -> tuple[str, ...]:
        """The other articles that have so many hashes of a sketch in common with an article; of many, the likest."""
        rows = self._rows(
            f"SELECT url FROM article_sketches WHERE hash {passages.GIVEN} AND url <> ?"
            " GROUP BY url HAVING count(*) >= ? ORDER BY count(*) DESC, url LIMIT ?",
            passages.given(sketch),
            url,
            shared,
            most,
        )
        return tuple(other for (other,) in rows)

    def copies_of_articles(self) -> tuple[tuple[str, str], ...]:
        """The pairs of articles, by the addresses asked for, that are one text."""
        rows = self._rows("SELECT url, other FROM article_copies ORDER BY url, other")
        return tuple((url, other) for url, other in rows)

    def save_origins(self, post: str, found: Sequence[Passage]) -> None:
        """The origins of all passages of a post replace what was found before."""
        with self._write() as cursor:
            cursor.execute("DELETE FROM origins WHERE post = ?", (post,))
            for one in found:
                passages.save_origins(cursor, one)
            state = text.digest(*(f"{one.id} {origin}" for one in found for origin in one.origins), size=16)
            cursor.execute("INSERT OR REPLACE INTO searched VALUES (?, ?)", (post, state))
