"""An index and the passages that come and go → edges and statements, the same as if all were joined anew.

Equal words are one node, and each node keeps one edge, to its best sure partner among those that outrank it; a
statement is a root with all that hangs on it. Never connected components: those chain. Nodes that may be one statement
share a key, so a day's passages meet only what is like them, however large the archive. In a bucket of more than
`CROWD` nodes each is compared only with that many of the highest; all else follows from the set of passages alone.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from citewatch.model import Edge, Match, Node, Passage, Rank, Settled
from citewatch.ports import Index
from citewatch.statements import nodes
from citewatch.statements.edges import best, edge
from citewatch.statements.guard import obstacle

CROWD = 64
"""Of a bucket each is compared with so many, those of the highest rank: bounds the work where very many are alike."""


def update(index: Index, gone: Iterable[str], come: Iterable[Passage]) -> None:
    """Join new passages, and let go of those that are gone, by their ids; what has changed is gone and comes."""
    shrunk = index.lose(gone)
    changed = _regrouped(index, shrunk, come)
    work = _Work(index, shrunk)
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

    def __init__(self, index: Index, shrunk: Iterable[str]) -> None:
        self._index = index
        self._shrunk = frozenset(shrunk)  # nodes that have lost passages
        self._loose: dict[str, None] = {}  # whose edges are to be found anew
        self._trees: dict[str, None] = {}  # nodes whose tree is to be settled anew
        self._led: dict[str, str | None] = {}  # where nodes led that are dropped or lead elsewhere now
        self._left: dict[str, tuple[Rank, str, Settled | None]] = {}  # dropped to get passages: rank, text, where ended

    def leave(self, keys: Sequence[str]) -> None:
        """Drop nodes; in a crowd, others come into sight in their place."""
        seen: dict[int, set[str]] = {}
        for key in keys:
            self._loosen(self._index.below(key))
            self._trees[self._top(key)] = None
            self._led.setdefault(key, self._index.parent(key))
            if key not in self._shrunk:
                self._left[key] = self._kept(key)
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
        lost = {self._old_top(key) for key in self._led if self._is_lost(key)}
        for top in self._tops([*self._trees, *self._loose]):
            tree = self._tree(top, whole=top in lost)
            again = (one for _, key, one in tree if one and (key in self._led or key in self._loose))
            self._index.settle([one if one.apart else replace(one, match=self._match(one.node)) for one in again])
            self._index.settle(settle(tree, self._node, self._match))

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
        if before != after:
            self._led.setdefault(key, before)
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

    def _tops(self, keys: Iterable[str]) -> dict[str, None]:
        """The roots of the trees of nodes, of those that are still there."""
        return dict.fromkeys(self._top(key) for key in keys if self._index.rank(key) is not None)

    def _old_top(self, key: str) -> str:
        """The root of the tree in which a node was."""
        while (parent := self._led[key] if key in self._led else self._index.parent(key)) is not None:
            key = parent
        return key

    def _is_lost(self, key: str) -> bool:
        """Whether a node is no longer in its old tree as it was there; one that only got another passage is."""
        if key in self._shrunk or self._index.rank(key) is None or self._old_top(key) != self._top(key):
            return True
        return key in self._left and self._kept(key)[:2] != self._left[key][:2]

    def _kept(self, key: str) -> tuple[Rank, str, Settled | None]:
        node = self._node(key)
        return node.rank, node.first.text, self._index.ended(key)

    def _ended(self, key: str) -> Settled | None:
        return self._left[key][2] if key in self._left else self._index.ended(key)

    def _tree(self, top: str, *, whole: bool) -> list[tuple[Rank, str, Settled | None]]:
        """A root and all that hangs on it, the highest rank first, each with where it had ended in this same tree.

        None for what is new in the tree, and for all of a tree that has lost a part (`whole`).
        """
        found, todo = list[tuple[Rank, str, Settled | None]](), [top]
        while todo:
            key = todo.pop()
            rank, stays = self._index.rank(key), not whole and self._old_top(key) == top
            if rank is not None:
                found.append((rank, key, self._ended(key) if stays else None))
            todo += self._index.children(key)
        return sorted(found, key=lambda one: one[0])


def settle(
    tree: Sequence[tuple[Rank, str, Settled | None]],
    node_of: Callable[[str], Node],
    match_of: Callable[[str], Match],
) -> list[Settled]:
    """A tree, highest rank first → its statement, and apart from it what the guard separates from any of it.

    A node is compared with the first `CROWD` of the statement. One that had ended in this tree is compared only with
    those of them that are new, unless it stood apart or another has left; only what was compared anew is returned.
    """
    group, fresh, same = list[str](), list[str](), True
    found = list[Settled]()
    for _, key, ended in tree:
        if ended and same and not (fresh and (ended.apart or _differs(node_of(key), map(node_of, fresh)))):
            now = ended
        else:
            now = _ending(node_of(key), [node_of(other) for other in group[:CROWD]], match_of(key))
            found.append(now)
            was_in = ended is not None and not ended.apart
            same = same and not (was_in and now.apart)
            if not (was_in or now.apart) and len(group) < CROWD:
                fresh.append(key)
        if now.apart is None:
            group.append(key)
    return found


def _differs(node: Node, others: Iterable[Node]) -> bool:
    return any(obstacle(node.first.text, other.first.text) for other in others)


def _ending(node: Node, group: Sequence[Node], match: Match) -> Settled:
    """Where a node ends below those that were settled before it."""
    reasons = ((other.key, obstacle(node.first.text, other.first.text)) for other in group)
    apart = next(((other, why) for other, why in reasons if why), None)
    if apart:
        return Settled(node.key, node.key, Match.EXACT, apart)
    return Settled(node.key, group[0].key if group else node.key, match)
