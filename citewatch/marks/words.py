"""Wordings → their words with the marks that they carry: number, unit, date, negation, name, tense, condition."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from citewatch import inflection, lexicon, rules, text
from citewatch.marks import numbers

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_TOKEN = re.compile(
    rf"(?P<below>(?<![\w)])[-−–](?=\d))?(?P<digits>{numbers.DIGITS})(?P<suffix>{numbers.SUFFIX})?"
    r"|(?P<sign>[%$€£₽₸₴¥°])|(?P<break>,(?= (?:and|и)\b))|(?P<word>[^\W\d_]+(?:'[^\W\d_]+)*)"
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
        (r"\bper cent\b", "percent"), (r"\bno\. ?(?=\d)", "number "),
        (r"\bhalf a dozen\b", "6"),
        (r"\b(?:24|twenty-four) hours\b|\b(?:24|двадцат(?:ь|и) четыр(?:е|[её]х)) час(?:а|ов)\b", "a day"),
        (r"\b(?:48|forty-eight) hours\b|\bдвое суток\b|\bдвух суток\b", "2 days"),
        (r"\bhalf a (?=(?:thousand|million|billion)\b)", "0.5 "),
        (r"\bhalf an hour\b|\bполу?часа\b", "30 minutes"), (r"\bhalf a year\b|\bполу?года\b", "6 months"),
        (r"\bhalf a century\b|\bполу?(?:века|столетия)\b", "50 years"),
        (r"\bquarter of a century\b|\bчетверт(?:ь|и|ью) века\b", "25 years"),
    )
)  # fmt: skip
# What Russian adjectives count with a number in them.
_COUNTED = re.compile(
    r"лет|дневн|недельн|месячн|час|минутн|этажн|кратн|тысячн|миллионн|процентн|комнатн|километр|метров|тонн|градусн|рубл"
)
_CYRILLIC = re.compile("[А-ЯЁа-яё]")
_PRICE = re.compile(r"([$€£₽₸₴¥]) ?(\d+(?:[.,]\d+)*(?: (?:hundred|thousand|million|billion|trillion)\b)?)")


@dataclass(frozen=True, slots=True)
class Word:
    """A word or number, with the mark that it carries; `form` decides whether two are the same."""

    form: str
    kind: str = ""
    value: str = ""


_BREAK = Word(",", "break")


@lru_cache(maxsize=1 << 18)  # all the wordings of a large archive: each is laid beside many others
def read(wording: str) -> tuple[Word, ...]:
    """The words of a wording in their order; adjacent words that write one number are one."""
    plain = unicodedata.normalize("NFKC", text.fold(wording)).replace("’", "'").replace("‘", "'")
    for short, full in _FULL:
        plain = short.sub(full, plain)
    plain = _PRICE.sub(r"\2 \1", plain)
    return tuple(_joined([_marked(found) for found in _TOKEN.finditer(plain)]))


def _marked(found: re.Match[str]) -> Word:
    if found["digits"]:
        value = numbers.value_of(found["digits"], found["suffix"] or "", below_zero=bool(found["below"]))
        return Word(value, "digits", value)
    return _BREAK if found["break"] else _word(found[0])


@lru_cache(maxsize=1 << 16)
def _word(written: str) -> Word:
    form = written.casefold()
    kind, value = _listing(form)
    if kind:
        return Word(form, kind, value)
    if numbers.ROMAN.fullmatch(written):
        return Word(form, "number", numbers.roman(written))
    if written[0].isupper() and len(written) > 1 and form not in _openers():
        return Word(form, "name", text.level(form) or form)
    return Word(form)


def _joined(words: Sequence[Word]) -> Iterator[Word]:
    """The words, with those that write one number made one: none goes on behind a comma («three billion, and two»)."""
    at = 0
    while at < len(words):
        end, value = _number_at(words, at)
        if value or words[at] != _BREAK:
            yield Word(value, "number", value) if value else words[at]
        at = end


def _number_at(words: Sequence[Word], start: int) -> tuple[int, str | None]:
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
def number_within(form: str) -> str | None:
    """The number with which a Russian adjective begins: 8 for «восьмилетний»."""
    whole, _ = _marks_list()
    end = next((end for end in range(len(form), 2, -1) if whole.get(form[:end], ("",))[0] == "number"), 0)
    return whole[form[:end]][1] if end and _COUNTED.match(form, end) else None


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


def listed(form: str, entries: Sequence[str]) -> bool:
    """Whether a form is among entries, of which those that end in * are stems."""
    return any(form.startswith(entry[:-1]) if entry.endswith("*") else form == entry for entry in entries)


def translate(one: str, other: str) -> bool:
    """Whether an English and a Russian word may translate each other, whichever of the two is which."""
    if is_cyrillic(one) == is_cyrillic(other):
        return False
    english, russian = (other, one) if is_cyrillic(one) else (one, other)
    return not lexicon.translations(english).isdisjoint(inflection.lemmas(russian))


def is_cyrillic(word: str) -> bool:
    """Whether a word begins with a letter of the Russian alphabet."""
    return bool(_CYRILLIC.match(word))
