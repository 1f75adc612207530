"""Two wordings → whether they differ in a number, a negation or a proper name: such a pair is never one statement.

Both are cut into words with marks (number, unit, date, negation, name …), and laid side by side. Where they differ,
both must have the same marks. A capital of which it is unsure whether it only begins a sentence makes a name.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz.distance import Indel

from citewatch import rules, text
from citewatch.statements import numbers

_KINDS = ("number", "unit", "date", "negation", "name", "tense", "condition")
_TOKEN = re.compile(
    rf"(?P<below>(?<![\w)])[-−–](?=\d))?(?P<digits>{numbers.DIGITS})(?P<suffix>{numbers.SUFFIX})?"
    r"|(?P<sign>[%$€£₽₸₴¥°])|(?P<word>[^\W\d_]+(?:'[^\W\d_]+)*)"
)
# Contractions are read in full, possessives without their ending.
_FULL = tuple(
    (re.compile(short, re.IGNORECASE), full)
    for short, full in (
        (r"\bcan't\b|\bcannot\b", "can not"), (r"\bwon't\b", "will not"), (r"n't\b", " not"), (r"'ll\b", " will"),
        (r"'ve\b", " have"), (r"'m\b", " am"), (r"'re\b", " are"), (r"(?<=\w)'[sd]\b", ""),
        (r"\bno one\b", "nobody"), (r"\bone another\b", "each other"),
        (r"\b(each|every|any|the|this|that) one\b", r"\1"),
        (r"\bone (?=(?:can|could|may|might|must|should|would)\b)", ""), (r"\b(?:has|have) to\b", "must"),
        (r"\bper cent\b", "percent"),
    )
)  # fmt: skip
_PRICE = re.compile(r"([$€£₽₸₴¥]) ?(\d+(?:[.,]\d+)*(?: (?:hundred|thousand|million|billion|trillion)\b)?)")
_TURNING = ("un", "in", "im", "il", "ir", "dis", "non", "не", "без", "бес")


@dataclass(frozen=True, slots=True)
class _Word:
    """A word or number, with the mark that it carries; `form` decides whether two are the same."""

    form: str
    kind: str = ""
    value: str = ""


def difference(one: str, other: str) -> str | None:
    """What keeps two wordings apart, in words; None when nothing does. The same in both directions."""
    first, second = (_words(wording) for wording in sorted((one, other)))
    for mine, yours in _changes(first, second):
        for kind in _KINDS:
            if _marks(mine, kind) != _marks(yours, kind):
                return f"differs in a {kind}"
        if any(_turns(a.form, b.form) or _turns(b.form, a.form) for a in mine for b in yours):
            return "differs in a negation"
        if _opposed(mine, yours):
            return "differs in a word of opposite sense"
    return None


def numbers_of(wording: str) -> tuple[str, ...]:
    """The numbers of a wording in their order: words that are equal without their marks may differ in them."""
    return tuple(word.value for word in _words(wording) if word.kind in ("number", "unit"))


def _changes(one: Sequence[_Word], other: Sequence[_Word]) -> Iterator[tuple[Sequence[_Word], Sequence[_Word]]]:
    """The stretches in which two wordings differ; the same letters otherwise spaced are no difference."""
    at = to = 0
    equal = [op for op in Indel.opcodes([w.form for w in one], [w.form for w in other]) if op.tag == "equal"]
    ends = [(op.src_start, op.src_end, op.dest_start, op.dest_end) for op in equal]
    for start, end, into, out in [*ends, (len(one), 0, len(other), 0)]:
        mine, yours = one[at:start], other[to:into]
        spaced = "".join(w.form for w in mine) == "".join(w.form for w in yours)
        if not spaced or any(w.kind == "number" for w in (*mine, *yours)):
            yield mine, yours
        at, to = end, out


def _marks(words: Sequence[_Word], kind: str) -> list[str]:
    return sorted(word.value for word in words if word.kind == kind)


def _turns(word: str, other: str) -> bool:
    """Whether a word is the other one with a negating prefix or suffix: legal, illegal; hopeful, hopeless."""
    if len(word) >= 3 and other.endswith(word):
        return other.removesuffix(word) in _TURNING
    stem = word.removesuffix("ful")
    return len(stem) >= 3 and other == stem + "less"


def _opposed(mine: Sequence[_Word], yours: Sequence[_Word]) -> bool:
    here = {side for word in mine for side in _sides(word.form)}
    there = {side for word in yours for side in _sides(word.form)}
    choices = {choice for choice, _ in here} & {choice for choice, _ in there}
    return bool(choices - {choice for choice, _ in here & there})


# ---------------------------------------------------------------- words and their marks


@lru_cache(maxsize=1 << 16)
def _words(wording: str) -> tuple[_Word, ...]:
    plain = unicodedata.normalize("NFKC", text.fold(wording)).replace("’", "'").replace("‘", "'")
    for short, full in _FULL:
        plain = short.sub(full, plain)
    plain = _PRICE.sub(r"\2 \1", plain)
    return tuple(_joined([_marked(found) for found in _TOKEN.finditer(plain)]))


def _marked(found: re.Match[str]) -> _Word:
    if found["digits"]:
        value = numbers.value_of(found["digits"], found["suffix"] or "", below_zero=bool(found["below"]))
        return _Word(value, "digits", value)
    written = found[0]
    form = written.casefold()
    kind, value = _listing(form)
    if kind:
        return _Word(form, kind, value)
    if numbers.ROMAN.fullmatch(written):
        return _Word(form, "number", form)
    if written[0].isupper() and len(written) > 1 and form not in _openers():
        return _Word(form, "name", text.level(form) or form)
    return _Word(form)


def _joined(words: Sequence[_Word]) -> Iterator[_Word]:
    """The words, with those that write one number made one."""
    at = 0
    while at < len(words):
        end, value = _number_at(words, at)
        yield _Word(value, "number", value) if value else words[at]
        at = end


def _number_at(words: Sequence[_Word], start: int) -> tuple[int, str | None]:
    """The longest number that begins at a word, and where it ends; the next word and None when none does."""
    kinds = ("number", "scale", "digits")
    if words[start].kind not in kinds:
        return start + 1, None
    parts, end, value = [words[start]], start + 1, words[start].value
    at = end
    while at < len(words):
        if words[at].form in ("and", "и") and at + 1 < len(words):
            at += 1
        if words[at].kind not in kinds:
            break
        parts.append(words[at])
        longer = numbers.compound((word.kind, word.value) for word in parts)
        if longer is None:
            break
        at += 1
        end, value = at, longer
    return end, value


@cache
def _listing(form: str) -> tuple[str, str]:
    """The kind and value of a listed word, empty for others."""
    whole, stems = _marks_list()
    if form in whole:
        return whole[form]
    return next((mark for stem, mark in stems if form.startswith(stem)), ("", ""))


@cache
def _marks_list() -> tuple[dict[str, tuple[str, str]], list[tuple[str, tuple[str, str]]]]:
    rows = [(kind, rest.split()) for kind, rest in rules.pairs("marks")]
    forms = [(form, (kind, value)) for kind, (value, *listed) in rows for form in listed]
    stems = [(form[:-1], mark) for form, mark in forms if form.endswith("*")]
    return {form: mark for form, mark in forms if not form.endswith("*")}, stems


@cache
def _openers() -> frozenset[str]:
    return frozenset(word for line in rules.lines("openers") for word in line.split())


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
