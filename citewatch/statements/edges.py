"""Two nodes → the edge between them: whether they are surely one statement, only possibly, or not at all."""

from collections.abc import Iterable, Sequence

from rapidfuzz.distance import Indel

from citewatch.model import Edge, Match, Node, Passage
from citewatch.statements.guard import obstacle
from citewatch.statements.nodes import NEAR_WORDS, SHORTEST, surname

NEAR = 0.8
"""Least similarity of near wordings: 2 × longest common subsequence of words ÷ sum of their lengths."""

_ORDER = {Match.ORIGIN: 0, Match.EXACT: 1, Match.NEAR: 1}


def edge(node: Node, other: Node) -> Edge | None:
    """From a node to one that outranks it; None when they are not even possibly one statement."""
    surely = _share_origin(node, other)
    if not _may_speak(node.first, other.first):
        return Edge(other.key, Match.ORIGIN, 0.0, "another speaker is named for the same words") if surely else None
    similarity = alike(node.words, other.words)
    if surely is None and similarity < NEAR:
        return None
    why = obstacle(node.first.text, other.first.text) or _stranger(node.first, other.first)
    if similarity < NEAR and not surely:
        why = why or "it is not sure that both were made from the same words of the source"
    return Edge(other.key, Match.ORIGIN if surely else Match.NEAR, similarity, why)


def best(edges: Iterable[tuple[Edge, Node]]) -> Edge | None:
    """The one edge of a node that counts: origin before near, then the most similar, then the highest rank."""
    sure = [(_ORDER[one.match], -one.similarity, other.rank, one) for one, other in edges if one.why is None]
    return min(sure, key=lambda item: item[:3])[3] if sure else None


def alike(words: Sequence[str], others: Sequence[str]) -> float:
    """The similarity of two wordings; 0 where their lengths say that they are not near."""
    if words == others:
        return 1.0
    short, long = sorted((len(words), len(others)))
    if short < NEAR_WORDS or short < SHORTEST * long:
        return 0.0
    return Indel.normalized_similarity(words, others)


def _share_origin(node: Node, other: Node) -> bool | None:
    """Whether they were made from the same part of a sentence: surely, possibly (False), or not (None)."""
    met = [
        one.sure and two.sure
        for mine in node.passages
        for one in mine.origins
        for yours in other.passages
        for two in yours.origins
        if any(here.overlaps(there) for here in one.places for there in two.places)
    ]
    return any(met) if met else None


def _stranger(one: Passage, other: Passage) -> str | None:
    """Why it is not sure that both are of one person; None when it is."""
    if one.person == other.person is not None:
        return None
    named = surname(one) and surname(other)
    return "the speaker's full name is not given" if named else "the speaker is not named"


def _may_speak(one: Passage, other: Passage) -> bool:
    """Whether the speaker may be the same. Two known persons who say the same make two statements."""
    if one.person and other.person:
        return one.person == other.person
    mine, yours = surname(one), surname(other)
    return not mine or not yours or mine == yours
