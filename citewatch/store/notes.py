"""Derived rows: what is left to be done, and the keys of addresses; so a day costs what it brings, not what is there.

Triggers note what a change leaves to be done. A note may be of something that was done since: who takes it looks.
"""

from collections.abc import Iterable, Mapping, Sequence
from sqlite3 import Cursor

from citewatch.store import passages
from citewatch.store.recorded import Recorded

# A page of one document, under whatever address, in which something could be read or was not yet tried. CROSS JOIN
# keeps the order: SQLite would begin with all pages.
_HAD = (
    "SELECT 1 FROM addresses AS other CROSS JOIN fetches"
    " ON purpose = 'article' AND subject = other.url AND body IS NOT NULL"
    " LEFT JOIN documents ON kind = 'article' AND documents.key = other.url"
    " WHERE other.key = mine.key AND problem IS NULL"
)

# The answer that tells of the source at an address: its last page, else its last failure.
_LAST = (
    "SELECT coalesce(max(CASE WHEN body IS NOT NULL THEN id END), max(id)) FROM fetches"
    " WHERE purpose = 'article' AND subject = urls.url"
)

READ = "documents.hash || ':' || method || ':' || coalesce(searched.state, '') || coalesce(' copies ' || first, '')"
"""The state of a post's reading, in documents joined with `READ_WITH`: from another one statements are joined anew."""
READ_WITH = " LEFT JOIN searched ON searched.post = documents.key LEFT JOIN folded ON folded.post = documents.key"

NEEDED: Mapping[str, str] = {
    "read": "SELECT posts.key FROM posts LEFT JOIN documents ON kind = 'post' AND documents.key = posts.key"
    " WHERE length(html) > 0 AND documents.hash IS NOT posts.hash",
    "compare": "SELECT key FROM documents WHERE kind = 'post' AND key NOT IN (SELECT post FROM compared)",
    "search": "SELECT key FROM documents WHERE kind = 'post' AND key NOT IN (SELECT post FROM searched)",
    "join": f"SELECT documents.key FROM documents{READ_WITH} LEFT JOIN joined ON joined.post = documents.key"
    f" WHERE kind = 'post' AND joined.state IS NOT {READ}"
    " UNION SELECT post FROM joined WHERE post NOT IN (SELECT key FROM documents WHERE kind = 'post')",
    "check": "SELECT key FROM posts WHERE key NOT IN (SELECT post FROM watched)",
    "article": "SELECT subject AS key FROM fetches JOIN bodies ON body = bodies.hash AND length(bytes) > 0"
    " LEFT JOIN documents ON kind = 'article' AND key = subject WHERE documents.hash IS NOT body AND id IN"
    " (SELECT max(id) FROM fetches WHERE purpose = 'article' AND body IS NOT NULL GROUP BY subject)",
    "key": "SELECT url AS key FROM links WHERE role <> 'own-post' AND url NOT IN (SELECT url FROM addresses) UNION"
    " SELECT subject FROM fetches WHERE purpose = 'article' AND subject NOT IN (SELECT url FROM addresses)",
    "fetch": "SELECT mine.url AS key FROM links JOIN addresses AS mine ON mine.url = links.url"
    f" WHERE role <> 'own-post' AND NOT EXISTS ({_HAD})",
}
"""By task: what must be noted at least, whatever else is."""


class Noted(Recorded):
    """Notes and keys."""

    def unkeyed(self, state: str) -> Sequence[tuple[str, str | None]]:
        """Addresses of sources whose keys are to be made, each with the address that its document gives itself.

        All of them where the last keys were made by rules of another state.
        """
        same = self._row("SELECT 1 FROM keyed WHERE state = ?", state)
        urls = "SELECT key AS url FROM notes WHERE task = 'key'"
        return self._rows(
            "SELECT urls.url, coalesce(documents.url, CASE WHEN via IS NULL THEN final_url END)"
            f" FROM ({urls if same else f'{urls} UNION SELECT url FROM addresses'}) AS urls"
            f" LEFT JOIN fetches ON id = ({_LAST})"
            " LEFT JOIN documents ON kind = 'article' AND documents.key = urls.url"
        )

    def save_keys(self, keys: Iterable[tuple[str, str, str | None]], state: str) -> None:
        """By address: the key of the document there, and that of its own address where it is another."""
        with self._write() as cursor:
            cursor.executemany("INSERT OR REPLACE INTO addresses VALUES (?, ?, ?)", keys)
            cursor.execute("DELETE FROM notes WHERE task = 'key'")
            if cursor.execute("SELECT 1 FROM keyed WHERE state = ?", (state,)).fetchone() is None:
                # Addresses that were one document may be several now.
                cursor.execute("INSERT OR IGNORE INTO notes SELECT 'fetch', url FROM addresses")
                cursor.execute("INSERT OR REPLACE INTO keyed VALUES (1, ?)", (state,))

    def led(self) -> Sequence[tuple[str, str]]:
        """Pairs of keys: of a document as it was asked for, and as it calls itself."""
        return self._rows("SELECT key, own FROM addresses WHERE own IS NOT NULL ORDER BY key, own")

    def addresses(self, keys: Iterable[str]) -> Sequence[str]:
        """The addresses with some keys."""
        rows = self._rows(f"SELECT url FROM addresses WHERE key {passages.GIVEN} ORDER BY url", passages.given(keys))
        return [url for (url,) in rows]

    def missing(self) -> Sequence[tuple[str, str]]:
        """Cited documents that were never had, each as (address, as it was written) where it was cited first."""
        with self._write() as cursor:
            cursor.execute(
                "DELETE FROM notes WHERE task = 'fetch' AND key IN (SELECT mine.url FROM notes AS one"
                f" JOIN addresses AS mine ON mine.url = one.key WHERE one.task = 'fetch' AND EXISTS ({_HAD}))"
            )
        rows = self._rows(
            "SELECT addresses.key, links.url, href FROM notes JOIN links ON links.url = notes.key"
            " JOIN posts ON posts.key = post JOIN addresses ON addresses.url = links.url"
            " WHERE task = 'fetch' AND role <> 'own-post' AND post NOT IN (SELECT post FROM folded)"
            " ORDER BY day, post, n"
        )
        first: dict[str, tuple[str, str]] = {}
        for key, url, href in rows:
            first.setdefault(key, (url, href))
        return list(first.values())


def renew(cursor: Cursor) -> None:
    """Note anew all that must be."""
    for task, needed in NEEDED.items():
        cursor.execute(f"INSERT OR IGNORE INTO notes SELECT ?, * FROM ({needed})", (task,))
