"""Passages → statements: equal words are one node, each node keeps one edge to its best sure partner.

Never connected components: those chain. A node is compared only with the longest members of the buckets of its 6
smallest shingle hashes (after Broder 1997), so the work grows with the passages and not with their pairs; and nodes
are taken in the order of their rank, so the result never depends on the order in which they came.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel

from citewatch import text
from citewatch.model import Match, Member, Passage, Possible, Statement
from citewatch.statements.guard import difference

EXACT_WORDS = 4
NEAR_WORDS = 6
NEAR = 0.8
"""Least similarity of near wordings: 2 × longest common subsequence of words ÷ sum of their lengths."""
SHORTEST = 0.8
"""Wordings of which the shorter is less than this part of the longer are never joined."""
_HASHES, _LONGEST, _SHINGLE = 6, 4, 3


@dataclass(frozen=True, slots=True)
class _Node:
    """Passages of one person with equal normal words, the earliest first."""

    words: tuple[str, ...]
    passages: tuple[Passage, ...]

    @property
    def first(self) -> Passage:
        return self.passages[0]

    @property
    def rank(self) -> tuple[int, str, str]:
        """The smallest outranks: more words, then the earlier day, then the key."""
        return (-len(self.words), self.first.day.isoformat(), self.first.id)


def join(passages: Iterable[Passage]) -> tuple[tuple[Statement, ...], tuple[Possible, ...]]:
    """The statements, ordered by their root's id, and the pairs that look alike and do not count."""
    nodes = _nodes(passages)
    parent, possible = _edges(nodes)
    groups: dict[str, list[_Node]] = defaultdict(list)
    for node in nodes:
        root = _root(node, parent)
        why = difference(node.first.text, root.first.text) if root is not node else None
        if why:
            possible.append(Possible(node.first.id, root.first.id, why))
        groups[(node if why else root).first.id].append(node)
    statements = tuple(_statement(groups[key]) for key in sorted(groups))
    return statements, tuple(sorted(set(possible), key=lambda one: (one.passage, one.other)))


def _nodes(passages: Iterable[Passage]) -> list[_Node]:
    """All nodes, highest rank first. Without a known person, or with few words, a passage is a node of its own."""
    groups: dict[tuple[str, tuple[str, ...]], list[Passage]] = defaultdict(list)
    for passage in sorted(passages, key=lambda one: (one.day, one.id)):
        words = text.words(passage.text)
        sure = passage.person is not None and len(words) >= EXACT_WORDS
        groups[(passage.person or "") if sure else f"#{passage.id}", words].append(passage)
    return sorted((_Node(words, tuple(group)) for (_, words), group in groups.items()), key=lambda node: node.rank)


def _edges(nodes: Sequence[_Node]) -> tuple[dict[str, _Node], list[Possible]]:
    """Each node's best sure partner among those that outrank it, and the pairs that are only possible."""
    buckets: dict[tuple[str, int], list[_Node]] = defaultdict(list)
    parent: dict[str, _Node] = {}
    possible: list[Possible] = []
    for node in nodes:
        hashes = _hashes(node.words)
        persons = ("", node.first.person or "")
        candidates = {one.first.id: one for who in persons for at in hashes for one in buckets[who, at]}
        sure: list[tuple[float, _Node]] = []
        for other in candidates.values():
            similarity = _similarity(node, other)
            why = _obstacle(node, other) if similarity >= NEAR else None
            if why:
                possible.append(Possible(node.first.id, other.first.id, why))
            elif similarity >= NEAR and node.first.person == other.first.person:
                sure.append((similarity, other))
        if sure:
            parent[node.first.id] = min(sure, key=lambda pair: (-pair[0], pair[1].rank))[1]
        for key in {(who, at) for who in persons for at in hashes}:
            if len(buckets[key]) < _LONGEST:
                buckets[key].append(node)
    return parent, possible


def _hashes(words: tuple[str, ...]) -> list[int]:
    if len(words) < NEAR_WORDS:
        return [int(text.digest(*words), 16)] if len(words) >= EXACT_WORDS else []
    shingles = {words[at : at + _SHINGLE] for at in range(len(words) - _SHINGLE + 1)}
    return sorted(int(text.digest(*shingle), 16) for shingle in shingles)[:_HASHES]


def _similarity(node: _Node, other: _Node) -> float:
    if node.words == other.words:
        return 1.0
    short, long = sorted((len(node.words), len(other.words)))
    if short < NEAR_WORDS or short < SHORTEST * long:
        return 0.0
    return Indel.normalized_similarity(node.words, other.words, score_cutoff=NEAR)


def _obstacle(node: _Node, other: _Node) -> str | None:
    """Why two like wordings do not count as one: the guard, or a speaker who is not surely the same; None if neither.

    Two known persons who say the same are no obstacle and no pair: they are two statements.
    """
    one, two = node.first, other.first
    if one.person and two.person:
        return difference(one.text, two.text) if one.person == two.person else None
    if not one.speaker or not two.speaker:
        return "the speaker is not named"
    if text.level(one.speaker.split()[-1]) == text.level(two.speaker.split()[-1]):
        return "the speaker's full name is not given"
    return None


def _root(node: _Node, parent: dict[str, _Node]) -> _Node:
    while node.first.id in parent:
        node = parent[node.first.id]
    return node


def _statement(nodes: list[_Node]) -> Statement:
    """One statement of its nodes, which come highest rank first."""
    members = [Member(one, Match.EXACT) for one in nodes[0].passages]
    members += [Member(one, Match.NEAR) for node in nodes[1:] for one in node.passages]
    return Statement(tuple(members))
