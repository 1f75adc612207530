"""Statements → ids: a statement takes the oldest published id whose anchor overlaps one of its quotations."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from citewatch import text
from citewatch.model import Anchor, Statement

_AROUND = 32  # characters of prefix and suffix, as W3C's TextQuoteSelector wants them


@dataclass(frozen=True, slots=True)
class Names:
    """`ids` by root passage; `aliases` by id: older names that redirect; `fresh`: anchors to be recorded."""

    ids: Mapping[str, str]
    aliases: Mapping[str, tuple[str, ...]]
    fresh: tuple[Anchor, ...]


def name(statements: Sequence[Statement], anchors: Sequence[Anchor]) -> Names:
    """Ids for all statements; `anchors` are the published ones, oldest first."""
    owners = _owners(statements)
    claims: dict[str, list[str]] = defaultdict(list)
    for anchor in anchors:
        for root in owners.get(anchor.post, {}).get(text.words(anchor.exact), ()):
            claims[root].append(anchor.id)
    ids: dict[str, str] = {}
    taken = {anchor.id for anchor in anchors}
    fresh = []
    for statement in statements:
        key = statement.root.id
        if claims[key]:
            ids[key] = claims[key][0]
            continue
        anchor = _anchor(statement, taken)
        taken.add(anchor.id)
        ids[key] = anchor.id
        fresh.append(anchor)
    aliases = {ids[root]: tuple(claimed[1:]) for root, claimed in claims.items() if len(claimed) > 1}
    return Names(ids, aliases, tuple(fresh))


def _owners(statements: Sequence[Statement]) -> dict[str, dict[tuple[str, ...], list[str]]]:
    """By post and exact words: the roots of the statements that hold such a passage."""
    owners: dict[str, dict[tuple[str, ...], list[str]]] = defaultdict(lambda: defaultdict(list))
    for statement in statements:
        for member in statement.members:
            roots = owners[member.passage.post][text.words(member.passage.text)]
            if statement.root.id not in roots:
                roots.append(statement.root.id)
    return owners


def _anchor(statement: Statement, taken: set[str]) -> Anchor:
    """A new id from the words and place of the root."""
    root = statement.root
    words = "-".join(text.slug(root.text, 40).split("-")[:6])
    size = 6
    while (fresh := f"{words or 's'}-{text.digest(root.post, root.text, size=size)}") in taken:
        size += 2
        if size > 60:  # the same words twice in one post
            fresh = f"{words or 's'}-{text.digest(root.id, root.text, size=16)}"
            break
    return Anchor(fresh, root.post, root.text, root.context[0][-_AROUND:], root.context[-1][:_AROUND])
