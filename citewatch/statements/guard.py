"""Two wordings → whether they differ in a number, a negation or a proper name: such a pair is never one statement.

Like wordings are cut into words with marks (number, unit, date, negation, name …), and laid side by side. Where they
differ, both must have the same marks. A capital of which it is unsure whether it only begins a sentence makes a name.
Of two free translations, which differ in every word, what contradicts the other is looked for as a whole.
"""

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from rapidfuzz.distance import Indel

from citewatch import inflection, marks, rules

_KINDS = ("number", "unit", "date", "negation", "name", "tense", "condition")
_TURNING = ("un", "in", "im", "il", "ir", "dis", "non", "не", "без", "бес")


_LIKE = 0.6
"""Least similarity of two wordings that can be laid side by side; others are two translations, alike in few words."""


@lru_cache(maxsize=1 << 18)  # as of `marks.read`
def _forms(wording: str) -> tuple[str, ...]:
    return tuple(word.form for word in marks.read(wording))


@lru_cache(maxsize=1 << 16)  # a pair is compared for its edge, and again for its statement
def obstacle(one: str, other: str) -> str | None:
    """Why two wordings are never one statement, in words; None when nothing keeps them apart."""
    first, second = _forms(one), _forms(other)
    if Indel.normalized_similarity(first, second, score_cutoff=_LIKE) >= _LIKE:
        return difference(one, other)
    return marks.contradiction(one, other, other) or marks.contradiction(other, one, one)


def difference(one: str, other: str) -> str | None:
    """What keeps two wordings apart, in words; None when nothing does. The same in both directions."""
    for mine, yours in _changes(*sorted((one, other))):
        here, there = _marks(mine), _marks(yours)
        if here != there:
            return f"differs in a {next(kind for kind in _KINDS if _of(here, kind) != _of(there, kind))}"
        if not (mine and yours):
            continue
        if _differ_in_tense(mine, yours):
            return "differs in a tense"
        if any(_turns(a.form, b.form) or _turns(b.form, a.form) for a in mine for b in yours):
            return "differs in a negation"
        if _opposed(mine, yours):
            return "differs in a word of opposite sense"
    return None


def numbers_of(wording: str) -> tuple[str, ...]:
    """The numbers of a wording in their order: words that are equal without their marks may differ in them."""
    return tuple(word.value for word in marks.read(wording) if word.kind in ("number", "unit"))


def _changes(one: str, other: str) -> Iterator[tuple[Sequence[marks.Word], Sequence[marks.Word]]]:
    """The stretches in which two wordings differ; the same letters otherwise spaced are no difference."""
    first, second = marks.read(one), marks.read(other)
    at = to = 0
    equal = [op for op in Indel.opcodes(_forms(one), _forms(other)) if op.tag == "equal"]
    ends = [(op.src_start, op.src_end, op.dest_start, op.dest_end) for op in equal]
    for start, end, into, out in [*ends, (len(first), 0, len(second), 0)]:
        mine, yours = first[at:start], second[to:into]
        if (mine or yours) and not _is_respaced(mine, yours):
            yield mine, yours
        at, to = end, out


def _is_respaced(mine: Sequence[marks.Word], yours: Sequence[marks.Word]) -> bool:
    if not (mine and yours) or any(word.kind == "number" for word in (*mine, *yours)):
        return False
    return "".join(word.form for word in mine) == "".join(word.form for word in yours)


def _marks(words: Sequence[marks.Word]) -> list[tuple[str, str]]:
    return sorted([(word.kind, word.value) for word in words if word.kind and word.kind in _KINDS])


def _of(found: Sequence[tuple[str, str]], kind: str) -> list[tuple[str, str]]:
    return [one for one in found if one[0] == kind]


def _differ_in_tense(mine: Sequence[marks.Word], yours: Sequence[marks.Word]) -> bool:
    """A promise and a deed; English ones are told by their auxiliary verbs, which are marks."""
    here = {found for word in mine if (found := _tense(word.form))}
    there = {found for word in yours if (found := _tense(word.form))}
    return bool(here and there and not here & there)


@lru_cache(maxsize=1 << 16)
def _tense(form: str) -> str | None:
    return None if form.isascii() else inflection.tense(form)


def _turns(word: str, other: str) -> bool:
    """Whether a word is the other one with a negating prefix or suffix: legal, illegal; hopeful, hopeless."""
    if len(word) >= 3 and other.endswith(word):
        return other.removesuffix(word) in _TURNING
    stem = word.removesuffix("ful")
    return len(stem) >= 3 and other == stem + "less"


def _opposed(mine: Sequence[marks.Word], yours: Sequence[marks.Word]) -> bool:
    here = {side for word in mine for side in _sides(word.form)}
    there = {side for word in yours for side in _sides(word.form)}
    choices = {choice for choice, _ in here} & {choice for choice, _ in there}
    return bool(choices - {choice for choice, _ in here & there})


@cache
def _sides(form: str) -> frozenset[tuple[int, int]]:
    """On which side of which choice a word stands, by their numbers in `rules/opposites.txt`."""
    choices = enumerate(line.split() for line in rules.lines("opposites"))
    return frozenset(
        (choice, side)
        for choice, sides in choices
        for side, words in enumerate(sides)
        if _listed(form, words.split("/"))
    )


def _listed(form: str, entries: Sequence[str]) -> bool:
    return any(form.startswith(entry[:-1]) if entry.endswith("*") else form == entry for entry in entries)
