"""Statements → ids: a statement takes the oldest published id whose anchor overlaps one of its quotations."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from citewatch import text
from citewatch.model import Anchor, Passage, Statement

_AROUND = 32  # characters of prefix and suffix, as W3C's TextQuoteSelector wants them
_RUN = 4  # words in a row that two wordings of one place share
_ALL = 1 << 30


@dataclass(frozen=True, slots=True)
class Names:
    """`ids` by root passage; `aliases` by id: older names that redirect; `fresh`: anchors to be recorded."""

    ids: Mapping[str, str]
    aliases: Mapping[str, tuple[str, ...]]
    fresh: tuple[Anchor, ...]


def name(statements: Sequence[Statement], anchors: Sequence[Anchor]) -> Names:
    """Ids for all statements; `anchors` are the published ones, oldest first."""
    borne = claims(statements, anchors)
    ids = {root: claimed[0] for root, claimed in borne.items()}
    taken = {anchor.id for anchor in anchors}
    fresh = []
    for statement in statements:
        if statement.root.id not in ids:
            anchor = _anchor(statement.root, taken)
            taken.add(anchor.id)
            ids[statement.root.id] = anchor.id
            fresh.append(anchor)
    aliases = {claimed[0]: tuple(claimed[1:]) for claimed in borne.values() if len(claimed) > 1}
    return Names(ids, aliases, tuple(fresh))


def claims(statements: Sequence[Statement], anchors: Sequence[Anchor]) -> dict[str, list[str]]:
    """By root passage: the published ids of its statement, oldest first. Each id goes to one statement only."""
    published = {anchor.post for anchor in anchors}
    places: dict[str, list[tuple[str, Passage, tuple[str, ...]]]] = defaultdict(list)
    for statement in statements:
        for member in statement.members:
            passage = member.passage
            if passage.post in published:
                places[passage.post].append((statement.root.id, passage, text.words(passage.text)))
    found: dict[str, list[str]] = {}
    for anchor in anchors:
        exact = text.words(anchor.exact)
        near = ((_overlap(words, exact), root, passage) for root, passage, words in places.get(anchor.post, ()))
        fits = [(-shared, _around(passage) != (anchor.prefix, anchor.suffix), root in found, root)
                for shared, root, passage in near if shared]  # fmt: skip
        if fits:
            found.setdefault(min(fits)[-1], []).append(anchor.id)
    return found


def _overlap(words: tuple[str, ...], published: tuple[str, ...]) -> int:
    """How many words in a row two wordings in one post share; 0 where it is less than half, and may be chance."""
    if words == published:
        return _ALL
    mine, theirs = _runs(words), _runs(published)
    shared = len(mine & theirs)
    return shared if 2 * shared >= min(len(mine), len(theirs)) else 0


def _runs(words: tuple[str, ...]) -> set[tuple[str, ...]]:
    return {words[at : at + _RUN] for at in range(len(words) - _RUN + 1)}


def _around(passage: Passage) -> tuple[str, str]:
    return passage.context[0][-_AROUND:], passage.context[-1][:_AROUND]


def _anchor(root: Passage, taken: set[str]) -> Anchor:
    """A new id from the words and place of the root; the same words may stand twice in one post."""
    words = "-".join(text.slug(root.text, 40).split("-")[:6]) or "s"
    tries = (f"{words}-{text.digest(root.post, root.text, *['again'] * n, size=6)}" for n in count())
    fresh = next(one for one in tries if one not in taken)
    return Anchor(fresh, root.post, root.text, *_around(root))
