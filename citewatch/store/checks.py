"""What must hold in a whole store, and how to mend what does not."""

import zlib
from collections.abc import Iterator
from hashlib import sha256

from citewatch.errors import StoreError
from citewatch.store.joined import Joined
from citewatch.store.notes import NEEDED

_AGAIN = "`citewatch derive` makes it again from what was recorded"
_BACK = "put a good copy of the file in its place (an update of citewatch leaves one beside it: store.db.v1, …)"

# What is wrong, how to mend it, and the query whose rows, each a text, show it.
_RULES: tuple[tuple[str, str, str], ...] = (
    ("a reading of a feed page that was never recorded", _AGAIN,
     "SELECT fetch FROM feed_readings WHERE fetch NOT IN (SELECT id FROM fetches)"),
    ("an answer with a body that is not there", _BACK,
     "SELECT url FROM fetches WHERE body IS NOT NULL AND body NOT IN (SELECT hash FROM bodies)"),
    ("an answer that is neither a page nor a failure", _BACK,
     "SELECT url FROM fetches WHERE (failure IS NULL) <> (headers IS NOT NULL)"
     " OR (failure IS NOT NULL AND body IS NOT NULL)"),
    ("a time that is none", _BACK, "SELECT at FROM fetches WHERE julianday(at) IS NULL"),
    ("headers that are no list", _BACK,
     "SELECT url FROM fetches WHERE headers IS NOT NULL AND NOT json_valid(headers)"),
    ("a passage without its post", _AGAIN, "SELECT id FROM passages WHERE post NOT IN (SELECT key FROM posts)"),
    ("a link without its post", _AGAIN, "SELECT DISTINCT post FROM links WHERE post NOT IN (SELECT key FROM posts)"),
    ("a citation without its passage", _AGAIN,
     "SELECT DISTINCT passage FROM citations WHERE passage NOT IN (SELECT id FROM passages)"),
    ("an earlier version without its post", _AGAIN,
     "SELECT DISTINCT post FROM superseded WHERE post NOT IN (SELECT key FROM posts)"),
    ("a deletion or copy without its post", _AGAIN,
     "SELECT post FROM gone WHERE post NOT IN (SELECT key FROM posts) UNION"
     " SELECT post FROM folded WHERE post NOT IN (SELECT key FROM posts) OR first NOT IN (SELECT key FROM posts)"),
    ("a withdrawn passage whose withdrawal is not recorded", _AGAIN,
     "SELECT id FROM passages WHERE id LIKE '%#~%' AND id NOT IN (SELECT passage FROM withdrawals)"),
    ("something left to be done that is not noted", _AGAIN, " UNION ALL ".join(
        f"SELECT '{task} ' || key FROM (SELECT * FROM ({needed}) EXCEPT SELECT key FROM notes WHERE task = '{task}')"
        for task, needed in NEEDED.items()
    )),
    ("two published statements at one place", _BACK,
     "SELECT min(id) FROM anchors GROUP BY post, exact, prefix, suffix HAVING count(*) > 1"),
)  # fmt: skip

# These hold only while the statements are those of the present readings.
_JOINED: tuple[tuple[str, str, str], ...] = (
    ("a passage in a statement that is not there", _AGAIN,
     "SELECT passage FROM members WHERE passage NOT IN (SELECT id FROM passages)"),
    ("a passage without a statement", _AGAIN,
     "SELECT id FROM passages WHERE id NOT IN (SELECT passage FROM members)"
     " AND post NOT IN (SELECT post FROM folded)"),
    ("a passage of a copy in a statement", _AGAIN,
     "SELECT passage FROM members WHERE post IN (SELECT post FROM folded)"),
    ("a passage whose wording is not there", _AGAIN,
     "SELECT passage FROM members WHERE node NOT IN (SELECT key FROM nodes)"),
    ("a wording without passages", _AGAIN, "SELECT key FROM nodes WHERE key NOT IN (SELECT node FROM members)"),
    ("a statement without its root", _AGAIN,
     "SELECT DISTINCT key FROM nodes WHERE root IS NULL OR root NOT IN (SELECT key FROM nodes WHERE root = key)"),
    ("an edge to a wording that is not there", _AGAIN,
     "SELECT node FROM edges WHERE node NOT IN (SELECT key FROM nodes) OR other NOT IN (SELECT key FROM nodes)"),
)  # fmt: skip


class Checked(Joined):
    """A store that can be checked."""

    def faults(self) -> Iterator[tuple[str, str]]:
        """What does not hold, with an example and the number of cases, and how to mend it."""
        try:
            damage = [row[0] for row in self._rows("PRAGMA integrity_check(20)") if row[0] != "ok"]
        except StoreError as error:
            damage = [error.message]
        if damage:
            yield f"the file is damaged: {' '.join(damage[0].split())}", _BACK
            return  # what is read in it says nothing
        for table, _, other, _ in self._rows("PRAGMA foreign_key_check"):
            yield f"a row of {table} names one of {other} that is not there", _BACK
        yield from self._bad_bodies()
        for what, how, query in (*_RULES, *(() if self.is_pending() else _JOINED)):
            rows = self._rows(query)
            if rows:
                yield f"{what}: {rows[0][0]}{f' and {len(rows) - 1:,} more' if len(rows) > 1 else ''}", how

    def is_pending(self) -> bool:
        """Whether posts were read since the statements were joined; the next run joins them anew."""
        return bool(self.stale_posts())

    def _bad_bodies(self) -> Iterator[tuple[str, str]]:
        """Bodies one by one: together they are larger than the memory."""
        for (name,) in self._rows("SELECT hash FROM bodies WHERE length(bytes) > 0"):
            ((packed,),) = self._rows("SELECT bytes FROM bodies WHERE hash = ?", name)
            if _hash_of(packed) != name:
                yield f"the page {name[:12]}… is not what was recorded", _BACK

    def counts(self) -> dict[str, int]:
        """How much there is of what: answers, pages kept and no longer kept, posts, passages, statements."""
        queries = {
            "answers": "SELECT count(*) FROM fetches",
            "pages kept": "SELECT count(*) FROM bodies WHERE length(bytes) > 0",
            "pages no longer kept": "SELECT count(*) FROM bodies WHERE length(bytes) = 0",
            "posts": "SELECT count(*) FROM posts",
            "passages": "SELECT count(*) FROM passages",
            "statements": "SELECT count(DISTINCT root) FROM nodes",
        }
        return {name: self._rows(query)[0][0] for name, query in queries.items()}


def _hash_of(packed: bytes) -> str | None:
    try:
        return sha256(zlib.decompress(packed)).hexdigest()
    except zlib.error:
        return None
