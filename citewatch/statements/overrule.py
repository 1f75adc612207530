"""Statements and what editors decided → statements: `different` beats `same`, and what is excluded is gone.

A decision names a statement by the id under which it was published; its anchor says which passage that is.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from rapidfuzz.distance import Indel

from citewatch import text
from citewatch.model import Anchor, Match, Member, Override, Passage, Statement, Verb
from citewatch.statements.names import claims

Named = Mapping[str, Passage]
"""By id: the passage that the anchor of a published statement marks."""


def decisions(overrides: Sequence[Override], anchors: Sequence[Anchor]) -> dict[str, str]:
    """By post: what editors decided of its speakers; changes whenever that does."""
    named = {one.of[0]: one.name for one in overrides if one.verb == Verb.SPEAKER}
    return {anchor.post: f"{anchor.id} {named[anchor.id]}" for anchor in anchors if anchor.id in named}


def attribute(passages: Iterable[Passage], overrides: Sequence[Override], anchors: Sequence[Anchor]) -> list[Passage]:
    """Passages with the speakers that editors named."""
    named = {one.of[0]: one.name for one in overrides if one.verb == Verb.SPEAKER and one.name}
    marked = [(anchor, named[anchor.id]) for anchor in anchors if anchor.id in named]
    return [_attributed(one, [(a, name) for a, name in marked if a.post == one.post]) for one in passages]


def _attributed(passage: Passage, marked: Iterable[tuple[Anchor, str]]) -> Passage:
    for anchor, name in marked:
        if text.words(anchor.exact) == text.words(passage.text):
            return replace(passage, speaker=name, person=text.person_key(name))
    return passage


def overrule(
    statements: Sequence[Statement],
    overrides: Sequence[Override],
    anchors: Sequence[Anchor],
    address: Callable[[str], str],
    source: Callable[[str], str],
) -> tuple[Statement, ...]:
    """The statements as editors want them, ordered by their root's id.

    `address`: of a post, by its key; `source`: the key of the source at a cited address.
    """
    found = list(statements)
    for one in overrides:
        if one.verb == Verb.SAME:
            found = _united(found, one.of, anchors)
    for one in overrides:
        if one.verb == Verb.DIFFERENT:
            found = _divided(found, one.of, anchors)
    gone = {thing for one in overrides if one.verb == Verb.EXCLUDE for thing in one.of}
    if gone:
        excluded = {one.root.id for one in _named(found, anchors, gone).values()}
        kept = (one for one in found if one.root.id not in excluded)
        found = [left for one in kept if (left := _without(one, gone, address, source))]
    return tuple(sorted(found, key=lambda one: one.root.id))


def _named(statements: Sequence[Statement], anchors: Sequence[Anchor], ids: Iterable[str]) -> dict[str, Statement]:
    """By id: the statement that bears it."""
    by_root = {one.root.id: one for one in statements}
    wanted = set(ids)
    return {
        id_: by_root[root] for root, claimed in claims(statements, anchors).items() for id_ in claimed if id_ in wanted
    }


def _united(statements: Sequence[Statement], ids: Sequence[str], anchors: Sequence[Anchor]) -> list[Statement]:
    group = list({one.root.id: one for one in _named(statements, anchors, ids).values()}.values())
    if len(group) < 2:
        return list(statements)
    first, *others = sorted(group, key=lambda one: (-len(text.words(one.root.text)), one.root.day, one.root.id))
    joined = Statement((*first.members, *(replace(m, match=Match.EDITOR) for one in others for m in one.members)))
    return [one for one in statements if one not in group] + [joined]


def _divided(statements: Sequence[Statement], ids: Sequence[str], anchors: Sequence[Anchor]) -> list[Statement]:
    """Each passage of a statement that bears several of the ids goes to the one whose words it is closest to."""
    named = _named(statements, anchors, ids)
    exact = {anchor.id: text.words(anchor.exact) for anchor in anchors if anchor.id in named}
    found = []
    for one in statements:
        borne = [id_ for id_ in ids if named.get(id_) is one]
        if len(borne) < 2:
            found.append(one)
            continue
        heaps: dict[str, list[Member]] = {id_: [] for id_ in borne}
        for member in one.members:
            words = text.words(member.passage.text)
            closest = max(borne, key=lambda id_: Indel.normalized_similarity(exact[id_], words))
            heaps[closest].append(member)
        found += [Statement(_rooted(heap)) for heap in heaps.values() if heap]
    return found


def _rooted(members: Sequence[Member]) -> tuple[Member, ...]:
    first, *others = members
    return (replace(first, match=Match.EXACT), *others)


def _without(
    statement: Statement, gone: set[str], address: Callable[[str], str], source: Callable[[str], str]
) -> Statement | None:
    """A statement without the posts and sources that are excluded; None when nothing is left of it."""
    sources = {source(one) for one in gone if "://" in one}
    left = [
        replace(member, passage=_citing(member.passage, lambda url: source(url) not in sources))
        for member in statement.members
        if address(member.passage.post) not in gone
    ]
    return Statement(_rooted(left)) if left else None


def _citing(passage: Passage, wanted: Callable[[str], bool]) -> Passage:
    return replace(
        passage,
        citations=tuple(one for one in passage.citations if wanted(one.url)),
        origins=tuple(one for one in passage.origins if wanted(one.url)),
    )
