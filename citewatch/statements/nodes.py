"""Passages → nodes, and the keys by which two nodes that may be one statement find each other.

A key is a hash, so that it is the same in every run and on every machine: near wordings share one of their smallest
hashes of neighbouring words (bottom-k sketch: Broder 1997), and origins at one sentence share that sentence.
"""

from collections.abc import Iterable
from hashlib import blake2b
from itertools import pairwise

from citewatch import text
from citewatch.model import Node, Passage, Rank
from citewatch.rules import METHOD
from citewatch.statements.guard import numbers_of

EXACT_WORDS = 4
NEAR_WORDS = 6
SHORTEST = 0.8
"""Wordings of which the shorter is less than this part of the longer are never near."""
_KEYS = 8
"""Hashes of a wording that are its keys. Of near pairs with as few words in common as allowed, 99.7 % share one."""
_OPEN_KEYS = 4  # those under which it is found by passages whose speaker is not named


def node_key(passage: Passage) -> str:
    """Equal for passages of one person in equal words. Without a known person, or with few words, of its own."""
    words = text.words(passage.text)
    if passage.person is None or len(words) < EXACT_WORDS:
        return text.digest("one", passage.id, passage.text, passage.speaker or "", size=24)
    return text.digest("node", passage.person, *words, "", *numbers_of(passage.text), size=24)


def make(key: str, passages: Iterable[Passage]) -> Node:
    """The node of some passages of equal key."""
    ordered = tuple(sorted(passages, key=lambda one: (one.day, one.id)))
    first, words = ordered[0], text.words(ordered[0].text)
    return Node(key, words, ordered, (-len(words), first.day.isoformat(), first.id))


def state(passage: Passage) -> str:
    """Changes whenever the statement of a passage might, so with each method too."""
    origins = (f"{one.sure} {place}" for one in passage.origins for place in one.places)
    parts = (
        str(METHOD),
        passage.text,
        passage.lang,
        passage.person or "",
        passage.speaker or "",
        passage.day.isoformat(),
    )
    return text.digest(*parts, *origins, size=24)


def keys(node: Node) -> tuple[int, ...]:
    """The keys of a node. Only passages of one surname meet, and those whose speaker is not named.

    Keys of words are even, those of origins odd.
    """
    who, pairs = surname(node.first), _pairs(node.words)
    found = {_hash("words", who, pair) & ~1 for pair in pairs[:_KEYS]} if who else set()
    found |= {_hash("words", "", pair) & ~1 for pair in pairs[: _OPEN_KEYS if who else _KEYS]}
    sentences = {place.sentence for one in node.passages for origin in one.origins for place in origin.places}
    return tuple(sorted(found | {_hash("origin", "", one) | 1 for one in sentences}))


def may_be_one(key: int, rank: Rank, other: Rank) -> bool:
    """Whether two that share a key are worth comparing: wordings of unlike lengths are near only in their origin."""
    short, long = sorted((-rank[0], -other[0]))
    return key % 2 == 1 or short >= SHORTEST * long


def surname(passage: Passage) -> str:
    """The levelled surname of the speaker, empty when nobody is named."""
    name = passage.person or passage.speaker or ""
    return text.level(name.split()[-1]) if name.split() else ""


def _pairs(words: tuple[str, ...]) -> list[str]:
    """Neighbouring words, in the order of their hashes; all words as one of what is too short to be near another."""
    if len(words) < EXACT_WORDS:
        return []
    if len(words) < NEAR_WORDS:
        return [" ".join(words)]
    return sorted({f"{one} {two}" for one, two in pairwise(words)}, key=lambda pair: _hash(pair))


def _hash(*parts: str) -> int:
    """63 bits, as a database holds them."""
    digest = blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1
