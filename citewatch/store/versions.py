"""What becomes of posts: earlier versions, copies, checks of those that left their feed, and deletions."""

import zlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from citewatch.model import Check, Post
from citewatch.store import passages
from citewatch.store.readings import Readings, to_post

_WATCHED = "posts.key, feed, posts.url, title, NULL, published, first_seen, day, day_uncertain"
_MET = "coalesce((SELECT at FROM fetches WHERE id = met), first_seen)"


class Versions(Readings):
    """Versions, copies and deletions of posts."""

    # ------------------------------------------------------------ versions

    def post_html(self, key: str) -> str | None:
        """The present version of a post; None for one that is not known, or known from a ledger only."""
        row = self._row("SELECT html FROM posts WHERE key = ?", key)
        return zlib.decompress(row[0]).decode() if row and row[0] else None

    def superseded(self, key: str) -> tuple[tuple[date, str], ...]:
        """The earlier versions of a post, the last first, each with the day on which the next one was met."""
        rows = self._rows(
            "SELECT at, html FROM superseded JOIN fetches ON until = id WHERE post = ? ORDER BY until DESC", key
        )
        return tuple((datetime.fromisoformat(at).date(), zlib.decompress(html).decode()) for at, html in rows)

    # ------------------------------------------------------------ copies

    def uncompared(self) -> tuple[str, ...]:
        """The posts for which no copies were looked for since they were read."""
        return tuple(key for (key,) in self._rows("SELECT key FROM notes WHERE task = 'compare' ORDER BY key"))

    def lookalikes(self, keys: Iterable[str], shared: int, most: int) -> tuple[tuple[str, str], ...]:
        """Pairs of one of these posts and another that have so many hashes of their sketches in common.

        Of many others, each is paired with the likest, of which the earliest come first.
        """
        query = (
            "SELECT mine.post, other.post FROM sketches AS mine JOIN sketches AS other USING (hash)"
            " JOIN posts ON key = other.post WHERE mine.post = ? AND other.post <> mine.post"
            " GROUP BY other.post HAVING count(*) >= ? ORDER BY count(*) DESC, day, first_seen, key LIMIT ?"
        )
        return tuple((one, other) for key in keys for one, other in self._rows(query, key, shared, most))

    def text_of_post(self, key: str) -> str:
        """The text that was read in a post; empty where none could be."""
        row = self._row("SELECT text FROM documents WHERE kind = 'post' AND key = ?", key)
        return row[0] or "" if row else ""

    def copies(self) -> tuple[tuple[str, str], ...]:
        """The pairs of posts, none of them deleted, that are one text."""
        rows = self._rows(
            "SELECT post, other FROM copies WHERE post NOT IN (SELECT post FROM gone)"
            " AND other NOT IN (SELECT post FROM gone) ORDER BY post, other"
        )
        return tuple((post, other) for post, other in rows)

    def save_copies(self, keys: Sequence[str], pairs: Sequence[tuple[str, str]]) -> None:
        """The pairs in which these posts, which were read anew, are one text with another."""
        with self._write() as cursor:
            cursor.executemany("DELETE FROM copies WHERE ?1 IN (post, other)", [(key,) for key in keys])
            cursor.executemany("INSERT OR IGNORE INTO copies VALUES (?, ?)", [tuple(sorted(pair)) for pair in pairs])
            cursor.executemany("INSERT OR IGNORE INTO compared VALUES (?)", [(key,) for key in keys])

    def folded(self) -> dict[str, str]:
        """By copy: the post of which it is one."""
        return dict(self._rows("SELECT post, first FROM folded"))

    def save_folded(self, folded: Mapping[str, str]) -> None:
        with self._write() as cursor:
            cursor.execute("DELETE FROM folded")
            cursor.executemany("INSERT INTO folded VALUES (?, ?)", sorted(folded.items()))

    # ------------------------------------------------------------ deletions

    def unwatched(self) -> tuple[tuple[Post, datetime, bool], ...]:
        """Posts that were met or checked since it was last settled when they are to be looked for.

        Each with the time when it was last met in its feed, and whether it has a link that counts.
        """
        rows = self._rows(
            f"SELECT {_WATCHED}, {_MET}, posts.url <> '' AND EXISTS (SELECT 1 FROM links WHERE post = posts.key"
            " AND role = 'quoted-from') FROM notes JOIN posts ON posts.key = notes.key WHERE task = 'check'"
        )
        return tuple((to_post(row[:-2]), datetime.fromisoformat(row[-2]), bool(row[-1])) for row in rows)

    def checks(self, among: Iterable[str]) -> dict[str, tuple[Check, ...]]:
        """By post, of some: how its page answered since it was last met in its feed, in order."""
        found: dict[str, tuple[Check, ...]] = {}
        for post, at, status, retry_after in self._rows(
            "SELECT subject, at, status, retry_after FROM posts JOIN fetches ON purpose = 'post' AND subject = key"
            f" WHERE key {passages.GIVEN} AND id > met ORDER BY subject, id",
            passages.given(among),
        ):
            found[post] = (*found.get(post, ()), Check(datetime.fromisoformat(at), status, retry_after))
        return found

    def watch(self, moments: Mapping[str, datetime | None], gone: Mapping[str, date]) -> None:
        """When posts are to be looked for, None where nothing in them counts; which of them are deleted, and since."""
        with self._write() as cursor:
            rows = [(post, moment.isoformat() if moment else None) for post, moment in moments.items()]
            cursor.executemany("INSERT OR REPLACE INTO watched VALUES (?, ?)", rows)
            cursor.executemany("DELETE FROM gone WHERE post = ?", [(post,) for post in moments])
            cursor.executemany("INSERT INTO gone VALUES (?, ?)", [(key, day.isoformat()) for key, day in gone.items()])
            cursor.executemany("DELETE FROM notes WHERE task = 'check' AND key = ?", [(post,) for post in moments])

    def left(self, now: datetime, most: int) -> tuple[Post, ...]:
        """Posts that have left their feed and are to be looked for by now; of many, those that wait longest."""
        # CROSS JOIN keeps the order of the index: of a whole archive that is due, only so many are looked at.
        rows = self._rows(
            f"SELECT {_WATCHED} FROM watched CROSS JOIN posts ON posts.key = watched.post WHERE next <= ? AND {_MET} <"
            " (SELECT max(at) FROM outcomes WHERE kind = 'feed' AND subject = posts.feed"
            " AND outcome IN ('new', 'quiet') AND problem IS NULL) ORDER BY next, watched.post LIMIT ?",
            now.isoformat(),
            most,
        )
        return tuple(map(to_post, rows))

    def gone(self) -> dict[str, date]:
        """By deleted post: the day on which that turned out."""
        return {post: date.fromisoformat(day) for post, day in self._rows("SELECT post, day FROM gone")}
