"""An index and the passages that come and go → edges and statements, the same as if all were joined anew.

Equal words are one node, and each node keeps one edge, to its best sure partner among those that outrank it; a
statement is a root with all that hangs on it. Never connected components: those chain. Nodes that may be one statement
share a key, so a day's passages meet only what is like them, however large the archive. In a bucket of more than
`CROWD` nodes each is compared only with that many of the highest; all else follows from the set of passages alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import islice

from citewatch.model import Edge, Match, Node, Passage, Settled
from citewatch.ports import Index
from citewatch.statements import nodes
from citewatch.statements.edges import best, edge
from citewatch.statements.guard import obstacle

CROWD = 64
"""Of a bucket each is compared with so many, those of the highest rank: bounds the work where very many are alike."""


def update(index: Index, gone: Iterable[str], come: Iterable[Passage]) -> None:
    """Join new passages, and let go of those that are gone, by their ids; what has changed is gone and comes."""
    changed = _regrouped(index, index.lose(gone), come)
    work = _Work(index)
    work.leave([key for key in changed if index.rank(key) is not None])
    for node in sorted((one for one in changed.values() if one), key=lambda one: one.rank):
        work.enter(node)
    work.finish()


def _regrouped(index: Index, touched: Iterable[str], come: Iterable[Passage]) -> dict[str, Node | None]:
    """By key: the nodes that are new or have other passages; None for those that are left without any."""
    arrived: dict[str, list[Passage]] = defaultdict(list)
    for passage in come:
        arrived[nodes.node_key(passage)].append(passage)
    found: dict[str, Node | None] = {}
    for key in dict.fromkeys([*touched, *arrived]):
        old = index.node(key)
        passages = [*(old.passages if old else ()), *arrived[key]]
        found[key] = nodes.make(key, passages) if passages else None
    return found


class _Work:
    """What has to be done again because of the nodes that leave and enter."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._loose: dict[str, None] = {}  # whose edges are to be found anew
        self._trees: dict[str, None] = {}  # nodes whose tree is to be settled anew

    def leave(self, keys: Sequence[str]) -> None:
        """Drop nodes; in a crowd, others come into sight in their place."""
        seen: dict[int, set[str]] = {}
        for key in keys:
            self._loosen(self._index.below(key))
            self._trees[self._top(key)] = None
            for bucket in self._index.keys(key):
                crowd = self._index.top(bucket, CROWD + 1)
                if len(crowd) > CROWD:
                    seen.setdefault(bucket, {other for _, other in crowd[:CROWD]})
            self._index.drop(key)
        for bucket, before in seen.items():
            for _, key in self._index.top(bucket, CROWD):
                if key not in before:
                    self._compare(self._node(key), bucket)

    def enter(self, node: Node) -> None:
        own = nodes.keys(node)
        self._index.put(node, own)
        self._loose[node.key] = None
        for bucket in own:
            crowd = self._index.top(bucket, CROWD + 1)
            if (node.rank, node.key) not in crowd[:CROWD]:
                continue
            self._compare(node, bucket)
            if len(crowd) > CROWD:  # the last that was in sight is hidden from now on
                rank, hidden = crowd[CROWD]
                below = set(self._index.below(hidden))
                self._loosen(key for _, key in self._index.under(bucket, rank) if key in below)

    def _compare(self, node: Node, bucket: int) -> None:
        """Give those of a bucket that a new node outranks their edge to it."""
        for rank, key in self._index.under(bucket, node.rank):
            if key in self._loose or not nodes.may_be_one(bucket, rank, node.rank):
                continue
            edges = self._index.edges(key)
            if all(one.other != node.key for one in edges) and (new := edge(self._node(key), node)):
                self._set(key, [*edges, new])

    def finish(self) -> None:
        """Edges, then statements."""
        for key in self._loose:
            if self._index.rank(key) is not None:
                self._set(key, self._found(key))
        tops = dict.fromkeys(
            self._top(key) for key in [*self._trees, *self._loose] if self._index.rank(key) is not None
        )
        for top in tops:
            self._index.settle(settle([(node, self._match(node.key)) for node in self._tree(top)]))

    def _found(self, key: str) -> list[Edge]:
        """All edges of a node, from nothing."""
        node = self._node(key)
        met = (
            other
            for bucket in self._index.keys(key)
            for rank, other in self._index.top(bucket, CROWD)
            if rank < node.rank and nodes.may_be_one(bucket, rank, node.rank)
        )
        found = (edge(node, self._node(other)) for other in dict.fromkeys(met))
        return [one for one in found if one]

    def _set(self, key: str, edges: Sequence[Edge]) -> None:
        chosen = best((one, self._node(one.other)) for one in edges)
        before, after = self._index.parent(key), chosen.other if chosen else None
        if before != after and before is not None:
            self._trees[self._top(before)] = None
        self._index.set_edges(key, edges, after)
        self._trees[key] = None

    def _match(self, key: str) -> Match:
        """How a node matches what it hangs on."""
        parent = self._index.parent(key)
        return next((one.match for one in self._index.edges(key) if one.other == parent), Match.EXACT)

    def _loosen(self, keys: Iterable[str]) -> None:
        self._loose.update(dict.fromkeys(keys))

    def _node(self, key: str) -> Node:
        node = self._index.node(key)
        if node is None:
            raise KeyError(key)
        return node

    def _top(self, key: str) -> str:
        """The root of a node's tree."""
        while (parent := self._index.parent(key)) is not None:
            key = parent
        return key

    def _tree(self, top: str) -> list[Node]:
        """A root and all that hangs on it, the highest rank first."""
        found, at = [top], 0
        while at < len(found):
            found += self._index.children(found[at])
            at += 1
        return sorted((self._node(key) for key in found), key=lambda node: node.rank)


def settle(tree: Sequence[tuple[Node, Match]]) -> list[Settled]:
    """A tree, highest rank first → its statement, and apart from it what the guard separates from any of it."""
    group: list[Node] = []
    settled = []
    for node, match in tree:
        apart = next(
            (
                (other.key, why)
                for other in islice(group, CROWD)
                if (why := obstacle(node.first.text, other.first.text))
            ),
            None,
        )
        if apart:
            settled.append(Settled(node.key, node.key, Match.EXACT, apart))
            continue
        group.append(node)
        settled.append(Settled(node.key, group[0].key, match))
    return settled
