"""An index in memory, for joining all passages at once; and what any index holds → statements and possible pairs."""

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from citewatch.model import Edge, Joined, Member, Node, Possible, Rank, Settled, Statement
from citewatch.statements.nodes import make

_LAST = "\U0010ffff"  # sorts behind every key of a node


class MemoryIndex:
    """Satisfies `ports.Index`."""

    def __init__(self) -> None:
        self.nodes: dict[str, Node] = {}
        self.settled: dict[str, Settled] = {}
        self._homes: dict[str, str] = {}  # by passage: its node
        self._left: dict[str, Node | None] = {}  # of nodes that have lost passages and are not put anew yet
        self._keys: dict[str, Sequence[int]] = {}
        self._buckets: dict[int, list[tuple[Rank, str]]] = defaultdict(list)
        self._edges: dict[str, Sequence[Edge]] = {}
        self._parents: dict[str, str] = {}
        self._below: dict[str, dict[str, None]] = defaultdict(dict)
        self._children: dict[str, dict[str, None]] = defaultdict(dict)

    def lose(self, passages: Iterable[str]) -> Sequence[str]:
        gone = {one: self._homes.pop(one) for one in passages if one in self._homes}
        for key in dict.fromkeys(gone.values()):
            left = tuple(one for one in self.nodes[key].passages if one.id not in gone)
            self._left[key] = make(key, left) if left else None
        return tuple(dict.fromkeys(gone.values()))

    def node(self, key: str) -> Node | None:
        return self._left[key] if key in self._left else self.nodes.get(key)

    def rank(self, key: str) -> Rank | None:
        return self.nodes[key].rank if key in self.nodes else None

    def put(self, node: Node, keys: Sequence[int]) -> None:
        self.nodes[node.key], self._keys[node.key] = node, keys
        self._homes.update((one.id, node.key) for one in node.passages)
        for key in keys:
            insort(self._buckets[key], (node.rank, node.key))

    def drop(self, key: str) -> None:
        self.set_edges(key, (), None)
        self._left.pop(key, None)
        entry = self.nodes.pop(key).rank, key
        for one in self._keys.pop(key):
            bucket = self._buckets[one]
            del bucket[bisect_left(bucket, entry)]
        self.settled.pop(key, None)

    def keys(self, key: str) -> Sequence[int]:
        return self._keys[key]

    def top(self, key: int, most: int) -> Sequence[tuple[Rank, str]]:
        return self._buckets[key][:most]

    def under(self, key: int, rank: Rank) -> Sequence[tuple[Rank, str]]:
        bucket = self._buckets[key]
        return bucket[bisect_right(bucket, (rank, _LAST)) :]

    def edges(self, key: str) -> Sequence[Edge]:
        return self._edges.get(key, ())

    def set_edges(self, key: str, edges: Sequence[Edge], parent: str | None) -> None:
        for one in self.edges(key):
            self._below[one.other].pop(key, None)
        if before := self._parents.pop(key, None):
            self._children[before].pop(key, None)
        self._edges[key] = edges
        for one in edges:
            self._below[one.other][key] = None
        if parent is not None:
            self._parents[key] = parent
            self._children[parent][key] = None

    def below(self, key: str) -> Sequence[str]:
        return tuple(self._below[key])

    def parent(self, key: str) -> str | None:
        return self._parents.get(key)

    def children(self, key: str) -> Sequence[str]:
        return tuple(self._children[key])

    def settle(self, settled: Sequence[Settled]) -> None:
        self.settled.update((one.node, one) for one in settled)

    def ended(self, key: str) -> Settled | None:
        return self.settled.get(key)

    def all(self) -> Iterator[Joined]:
        for key, node in self.nodes.items():
            edges = tuple(self.edges(key))
            yield Joined(node, tuple(self._keys[key]), edges, self.parent(key), self.settled[key])

    def all_edges(self) -> Iterator[tuple[str, Edge]]:
        return ((key, one) for key in self.nodes for one in self.edges(key))


def statements(nodes: Iterable[Node], settled: Iterable[Settled]) -> tuple[Statement, ...]:
    """The statements, ordered by their root's id."""
    by_key = {node.key: node for node in nodes}
    groups: dict[str, list[Settled]] = defaultdict(list)
    for one in settled:
        groups[one.root].append(one)
    found = (
        Statement(
            tuple(
                Member(passage, match)
                for node, match in sorted(
                    ((by_key[one.node], one.match) for one in group), key=lambda pair: pair[0].rank
                )
                for passage in node.passages
            )
        )
        for group in groups.values()
    )
    return tuple(sorted(found, key=lambda one: one.root.id))


def possible(
    nodes: Iterable[Node], settled: Iterable[Settled], edges: Iterable[tuple[str, Edge]]
) -> tuple[Possible, ...]:
    """The pairs that look alike and do not count, ordered; none within one statement."""
    by_key = {node.key: node for node in nodes}
    homes = {one.node: one for one in settled}
    pairs = [(key, one.other, one.why) for key, one in edges if one.why]
    pairs += [(one.node, *one.apart) for one in homes.values() if one.apart]
    found = (
        pair
        for key, other, why in pairs
        if homes[key].root != homes[other].root
        for pair in _expanded(by_key[key], by_key[other], why)
    )
    return tuple(sorted(set(found), key=lambda one: (one.passage, one.other, one.why)))


def _expanded(node: Node, other: Node, why: str) -> Iterator[Possible]:
    """Each passage of either node beside the first of the other."""
    mine, yours = node.first.id, other.first.id
    yield from (Possible(one.id, yours, why) for one in node.passages)
    yield from (Possible(mine, one.id, why) for one in other.passages[1:])
