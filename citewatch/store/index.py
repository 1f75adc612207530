"""Derived rows: the nodes of all statements with their keys and edges, changed only where a day touches them."""

from collections.abc import Iterable, Sequence
from sqlite3 import Cursor
from typing import Any

from citewatch import statements
from citewatch.model import Edge, Joined, Match, Node, Rank, Settled
from citewatch.store import passages


class StoreIndex:
    """Satisfies `ports.Index`, within one transaction."""

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor
        self._nodes: dict[str, Node | None] = {}

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        return self._cursor.execute(query, values).fetchall()

    def lose(self, gone: Iterable[str]) -> Sequence[str]:
        listed = passages.given(gone)
        touched = [
            key for (key,) in self.rows(f"SELECT DISTINCT node FROM members WHERE passage {passages.GIVEN}", listed)
        ]
        self.rows(f"DELETE FROM members WHERE passage {passages.GIVEN}", listed)
        for key in touched:
            self._nodes.pop(key, None)
        return touched

    def node(self, key: str) -> Node | None:
        if key not in self._nodes:
            members = [one for (one,) in self.rows("SELECT passage FROM members WHERE node = ?", key)]
            found = passages.load(self.rows, members)
            self._nodes[key] = statements.make(key, found) if found else None
        return self._nodes[key]

    def rank(self, key: str) -> Rank | None:
        return next(iter(self.rows("SELECT size, day, first FROM nodes WHERE key = ?", key)), None)

    def put(self, node: Node, keys: Sequence[int]) -> None:
        self._nodes[node.key] = node
        self.rows("INSERT INTO nodes (key, size, day, first) VALUES (?, ?, ?, ?)", node.key, *node.rank)
        self._cursor.executemany("INSERT INTO node_keys VALUES (?, ?)", [(key, node.key) for key in keys])
        self._cursor.executemany(
            "INSERT OR REPLACE INTO members VALUES (?, ?, ?, ?)",
            [(one.id, one.post, node.key, statements.state(one)) for one in node.passages],
        )

    def drop(self, key: str) -> None:
        for table, column in (("nodes", "key"), ("node_keys", "node"), ("edges", "node")):
            self.rows(f"DELETE FROM {table} WHERE {column} = ?", key)

    def keys(self, key: str) -> Sequence[int]:
        return [one for (one,) in self.rows("SELECT key FROM node_keys WHERE node = ? ORDER BY key", key)]

    def top(self, key: int, most: int) -> Sequence[tuple[Rank, str]]:
        found = self.rows(
            "SELECT size, day, first, nodes.key FROM node_keys JOIN nodes ON nodes.key = node WHERE node_keys.key = ?"
            " ORDER BY size, day, first LIMIT ?",
            key,
            most,
        )
        return [((size, day, first), node) for size, day, first, node in found]

    def under(self, key: int, rank: Rank) -> Sequence[tuple[Rank, str]]:
        found = self.rows(
            "SELECT size, day, first, nodes.key FROM node_keys JOIN nodes ON nodes.key = node WHERE node_keys.key = ?"
            " AND (size, day, first) > (?, ?, ?) ORDER BY size, day, first",
            key,
            *rank,
        )
        return [((size, day, first), node) for size, day, first, node in found]

    def edges(self, key: str) -> Sequence[Edge]:
        found = self.rows("SELECT other, match, similarity, why FROM edges WHERE node = ? ORDER BY other", key)
        return [Edge(other, Match(match), similarity, why) for other, match, similarity, why in found]

    def set_edges(self, key: str, edges: Sequence[Edge], parent: str | None) -> None:
        self.rows("DELETE FROM edges WHERE node = ?", key)
        self._cursor.executemany(
            "INSERT INTO edges VALUES (?, ?, ?, ?, ?)",
            [(key, one.other, one.match.value, one.similarity, one.why) for one in edges],
        )
        self.rows("UPDATE nodes SET parent = ? WHERE key = ?", parent, key)

    def below(self, key: str) -> Sequence[str]:
        return [one for (one,) in self.rows("SELECT node FROM edges WHERE other = ? ORDER BY node", key)]

    def parent(self, key: str) -> str | None:
        return next((one for (one,) in self.rows("SELECT parent FROM nodes WHERE key = ?", key)), None)

    def children(self, key: str) -> Sequence[str]:
        return [one for (one,) in self.rows("SELECT key FROM nodes WHERE parent = ? ORDER BY key", key)]

    def settle(self, settled: Sequence[Settled]) -> None:
        self._cursor.executemany(
            "UPDATE nodes SET root = ?, match = ?, apart = ?, why = ? WHERE key = ?",
            [(one.root, one.match.value, *(one.apart or (None, None)), one.node) for one in settled],
        )

    def ended(self, key: str) -> Settled | None:
        ((root, match, apart, why),) = self.rows("SELECT root, match, apart, why FROM nodes WHERE key = ?", key)
        return Settled(key, root, Match(match), (apart, why) if apart else None) if root else None

    def fill(self, joined: Iterable[Joined]) -> None:
        """Take over all that was joined elsewhere."""
        for one in joined:
            self.put(one.node, one.keys)
            self.set_edges(one.node.key, one.edges, one.parent)
            self.settle([one.settled])
