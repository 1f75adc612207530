"""Derived rows: which passages are one statement, and the pairs that are only possible."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from sqlite3 import Cursor

from citewatch import model, statements
from citewatch.model import Edge, Match, Node, Passage, Possible, Settled, Statement
from citewatch.store import notes, passages
from citewatch.store.index import StoreIndex
from citewatch.store.recorded import Recorded


class Joined(Recorded):
    """Statements."""

    def passages(self, among: Iterable[str] | None = None) -> tuple[Passage, ...]:
        """Passages with their citations and origins, in the order of their ids: all, or those of some posts."""
        if among is None:
            return passages.load(self._rows)
        posts = list(among)
        found = self._rows(f"SELECT id FROM passages WHERE post {passages.GIVEN}", passages.given(posts))
        return passages.load(self._rows, [one for (one,) in found])

    def stale_posts(self) -> Mapping[str, str]:
        """By post: the state of its reading, where passages were joined from another one; empty where none is left."""
        rows = self._rows(
            f"SELECT notes.key, joined.state, {notes.READ} FROM notes"
            f" LEFT JOIN documents ON kind = 'post' AND documents.key = notes.key{notes.READ_WITH}"
            " LEFT JOIN joined ON joined.post = notes.key WHERE task = 'join' ORDER BY notes.key"
        )
        return {post: now or "" for post, before, now in rows if before != now}

    def member_states(self, posts: Iterable[str]) -> Mapping[str, str]:
        """By passage, of some posts: the state in which it was joined."""
        query = f"SELECT passage, state FROM members WHERE post {passages.GIVEN}"
        return dict(self._rows(query, passages.given(posts)))

    def update_statements(self, gone: Iterable[str], come: Iterable[Passage], posts: Mapping[str, str]) -> None:
        """Join what has come, and let go of what is gone; `posts`: the states from which this was."""
        with self._write() as cursor:
            statements.update(StoreIndex(cursor), gone, come)
            _mark(cursor, posts)

    def rebuild_statements(self, joined: Iterable[model.Joined], posts: Mapping[str, str]) -> None:
        """Statements that were joined at once replace all others."""
        with self._write() as cursor:
            for table in ("nodes", "node_keys", "edges", "members"):
                cursor.execute(f"DELETE FROM {table}")
            StoreIndex(cursor).fill(joined)
            _mark(cursor, posts)

    def nodes(self) -> tuple[tuple[Node, ...], tuple[Settled, ...], tuple[tuple[str, Edge], ...]]:
        """All wordings, where each has ended, and the edges that say why not."""
        known = {one.id: one for one in self.passages()}
        members: dict[str, list[Passage]] = defaultdict(list)
        for passage, node in self._rows("SELECT passage, node FROM members"):
            members[node].append(known[passage])
        settled = tuple(
            Settled(key, root, Match(match), (apart, why) if apart else None)
            for key, root, match, apart, why in self._rows("SELECT key, root, match, apart, why FROM nodes")
        )
        unsure = self._rows("SELECT node, other, match, similarity, why FROM edges WHERE why IS NOT NULL")
        edges = tuple((node, Edge(other, Match(match), near, why)) for node, other, match, near, why in unsure)
        return tuple(statements.make(key, found) for key, found in members.items()), settled, edges

    def statements(self) -> tuple[tuple[Statement, ...], tuple[Possible, ...]]:
        """The statements, ordered by their root's id, and the pairs that are only possible."""
        nodes, settled, edges = self.nodes()
        return statements.statements(nodes, settled), statements.possible(nodes, settled, edges)


def _mark(cursor: Cursor, posts: Mapping[str, str]) -> None:
    """Note from which states posts were joined; none is left to be."""
    cursor.executemany("DELETE FROM joined WHERE post = ?", [(post,) for post, state in posts.items() if not state])
    cursor.executemany("INSERT OR REPLACE INTO joined VALUES (?, ?)", [pair for pair in posts.items() if pair[1]])
    cursor.execute("DELETE FROM notes WHERE task = 'join'")
