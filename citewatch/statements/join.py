"""Passages → statements: equal words are one node, each node keeps one edge to its best sure partner.

Never connected components: those chain. Nodes are taken in the order of their rank, so the result never depends on
the order in which they came. Two wordings that are near share one of their rarest words (prefix filtering: Chaudhuri,
Ganti and Kaushik 2006), so a node is compared only with those that do: the work grows with the passages, not with
their pairs, and no near pair is missed, but in crowds of more than `_CROWD` that share their rarest words.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from math import ceil

from rapidfuzz.distance import Indel

from citewatch import text
from citewatch.model import Match, Member, Passage, Possible, Statement
from citewatch.statements.guard import difference, numbers_of

EXACT_WORDS = 4
NEAR_WORDS = 6
NEAR = 0.8
"""Least similarity of near wordings: 2 × longest common subsequence of words ÷ sum of their lengths."""
SHORTEST = 0.8
"""Wordings of which the shorter is less than this part of the longer are never joined."""
_CROWD = 64  # bounds the work where very many wordings are alike

_Token = tuple[str, int]  # a word, and how many of the same stand before it: so that a repeated word counts repeatedly


@dataclass(frozen=True, slots=True, eq=False)
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
    roots: dict[_Node, _Node] = {}
    groups: dict[_Node, list[_Node]] = {}
    for node in nodes:
        root = roots[node] = roots[parent[node]] if node in parent else node
        apart = _kept_apart(node, groups.get(root, ()))
        possible += apart
        groups.setdefault(node if apart else root, []).append(node)
    statements = sorted((_statement(group) for group in groups.values()), key=lambda one: one.root.id)
    return tuple(statements), tuple(sorted(set(possible), key=lambda one: (one.passage, one.other, one.why)))


def _nodes(passages: Iterable[Passage]) -> list[_Node]:
    """All nodes, highest rank first. Without a known person, or with few words, a passage is a node of its own."""
    groups: dict[tuple[object, ...], list[Passage]] = defaultdict(list)
    for passage in sorted(passages, key=lambda one: (one.day, one.id)):
        words = text.words(passage.text)
        sure = passage.person is not None and len(words) >= EXACT_WORDS
        owner = (passage.person, numbers_of(passage.text)) if sure else (passage.id,)
        groups[words, *owner].append(passage)
    return sorted(
        (_Node(text.words(group[0].text), tuple(group)) for group in groups.values()), key=lambda node: node.rank
    )


# ---------------------------------------------------------------- edges


def _edges(nodes: Sequence[_Node]) -> tuple[dict[_Node, _Node], list[Possible]]:
    """Each node's best sure partner among those that outrank it, and the pairs that are only possible."""
    parent: dict[_Node, _Node] = {}
    possible: list[Possible] = []
    for node, candidates in _candidates(nodes):
        sure: list[tuple[float, _Node]] = []
        for other in candidates:
            similarity = _similarity(node, other)
            if similarity < NEAR:
                continue
            why = _obstacle(node, other)
            if why:
                possible += _pairs(node, other, why)
            else:
                sure.append((similarity, other))
        if sure:
            parent[node] = min(sure, key=lambda pair: (-pair[0], pair[1].rank))[1]
    return parent, possible


def _candidates(nodes: Sequence[_Node]) -> Iterator[tuple[_Node, Sequence[_Node]]]:
    """Each node with those that outrank it, may have the same speaker, and share one of its rarest words."""
    tokens = [_tokens(node.words) for node in nodes]
    often = Counter(token for each in tokens for token in each)
    found: dict[tuple[str, object], deque[_Node]] = defaultdict(lambda: deque(maxlen=_CROWD))
    for node, each in zip(nodes, tokens, strict=True):
        rarest = sorted(each, key=lambda token: (often[token], token))
        who = _surname(node.first)
        asked: list[object] = [*rarest[: _prefix(len(each), NEAR)], *_whole(node)]
        met = (one for key in asked for name in ((who, "") if who else ("*",)) for one in found[name, key])
        yield node, [one for one in dict.fromkeys(met) if _may_speak(node.first, one.first)]
        told: list[object] = [*rarest[: _prefix(len(each), NEAR / 2 * (1 + SHORTEST))], *_whole(node)]
        for key in told:
            found[who, key].append(node)
            found["*", key].append(node)


def _tokens(words: Sequence[str]) -> list[_Token]:
    """The words of a wording that is long enough to be near another."""
    if len(words) < NEAR_WORDS:
        return []
    met: Counter[str] = Counter()
    tokens = []
    for word in words:
        tokens.append((word, met[word]))
        met[word] += 1
    return tokens


def _prefix(length: int, share: float) -> int:
    """Of how many of its rarest words two wordings must share one, when they share this part of all."""
    return length - ceil(share * length - 1e-9) + 1


def _whole(node: _Node) -> list[object]:
    """What a wording too short to be near another is found by."""
    return [node.words] if EXACT_WORDS <= len(node.words) < NEAR_WORDS else []


def _similarity(node: _Node, other: _Node) -> float:
    if node.words == other.words:
        return 1.0
    short, long = sorted((len(node.words), len(other.words)))
    if short < NEAR_WORDS or short < SHORTEST * long:
        return 0.0
    return Indel.normalized_similarity(node.words, other.words)


def _obstacle(node: _Node, other: _Node) -> str | None:
    """Why two like wordings do not count as one: the guard, or a speaker who is not surely the same; None."""
    one, two = node.first, other.first
    why = difference(one.text, two.text)
    if why or one.person == two.person is not None:
        return why
    named = _surname(one) and _surname(two)
    return "the speaker's full name is not given" if named else "the speaker is not named"


def _may_speak(one: Passage, other: Passage) -> bool:
    """Whether the speaker may be the same. Two known persons who say the same make two statements."""
    return one.person == other.person or one.person is None or other.person is None


def _surname(passage: Passage) -> str:
    """The levelled surname of the speaker, empty when nobody is named."""
    name = passage.person or passage.speaker or ""
    return text.level(name.split()[-1]) if name.split() else ""


def _pairs(node: _Node, other: _Node, why: str) -> list[Possible]:
    """Each passage of either node beside the first of the other."""
    mine, yours = node.first.id, other.first.id
    pairs = [Possible(one.id, yours, why) for one in node.passages]
    return pairs + [Possible(mine, one.id, why) for one in other.passages[1:]]


# ---------------------------------------------------------------- statements


def _kept_apart(node: _Node, group: Iterable[_Node]) -> list[Possible]:
    """The pairs by which the guard keeps a node out of a statement; none when it may belong to it."""
    for other in islice(group, _CROWD):
        if why := difference(node.first.text, other.first.text):
            return _pairs(node, other, why)
    return []


def _statement(nodes: Sequence[_Node]) -> Statement:
    """One statement of its nodes, which come highest rank first."""
    members = []
    for node in nodes:
        match = Match.EXACT if node.words == nodes[0].words else Match.NEAR
        members += [Member(one, match) for one in node.passages]
    return Statement(tuple(members))
