"""A quotation and the words taken for its original → what speaks against them, in whatever languages both are.

Similarity cannot tell a statement from its contradiction, so what translations keep is compared apart: numbers, units,
dates, negation, names, and words of opposite sense (`rules/across.txt`).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise

from citewatch import inflection, rules, text
from citewatch.marks.denials import denies, deny_otherwise, is_negated, may_negate
from citewatch.marks.words import WORD, Word, is_cyrillic, listed, number_within, read, translate

_MONTHS = frozenset(["march", "may", "august"])  # in small letters they are other words
_VAGUE = frozenset(["0", "1", "2", "once", "half", "quarter", "dozens", "hundreds", "thousands", "millions"])
_AS_NUMBER = {"twice": "2", "thrice": "3", "thirds": "3"}
_FRACTION = re.compile(
    r"\b(?:half|third|quarter|fifth)|полови|трет[иь]|четверт|пят(?:ая|ую|ой|ых)|шест(?:ая|ую|ой|ых)|десят(?:ая|ую|ой|ых)"
    r"|\bкажд\w+ (?:седьм|восьм|девят|десят)|\bиз (?:тр[её]х|четыр[её]х|пяти|десяти|ста)\b"
)
_INSERTED = re.compile(r"\[[^\]]*\w[^\]]*\]")  # words of the blogger, not of the speaker
_RATES = frozenset(["a", "an", "per", "each", "every", "в", "за", "на", "каждый", "каждую", "каждое"])
_NEAR = 4  # words behind a number within which its unit stands
_NONE = frozenset(["no", "nobody", "none", "never", "neither"])
_PARTED = frozenset(["that", "who", "which", "to"])
_COPULAS = frozenset(["был", "была", "было", "были", "будет", "будут", "быть"])
_REACH = 8  # words
_SURNAME = re.compile("[a-z]{2}(?:[oe]va?|[^aeiou]ina|[nlvt]sk(?:y|iy|ii|aya)|enko|shvili|adze)$")  # in Latin letters
_OPENING = frozenset("“”«»\"'‘’.!?:…-–—(")
_ADDED = re.compile("['’](?:s|d|m|ve|re|ll)$")
_VOWELS = "aeiou"  # short names have no other endings: Ufa, «в Уфе»
_STEM = 4  # letters that inflected forms of one name share at least
_ENDING = 3  # letters that inflection may change at its end


def contradiction(quotation: str, original: str, around: str, known: str = "") -> str | None:
    """What in a quotation contradicts its original, in words; None when nothing does.

    `around`: the sentences in which the original stands; `known`: names that prove nothing, such as the speaker's.
    """
    quotation = _INSERTED.sub(" ", quotation)
    mine, yours, wide = read(quotation), read(original), read(around)
    if not _numbers_stand_in(mine, wide, fraction=_FRACTION.search(around.lower()) is not None):
        return "differs in a number"
    if _differ(_units(mine), _units(wide)) or _measured_otherwise(mine, wide):
        return "differs in a unit"
    if _differ(_dates(mine), _dates(wide)):
        return "differs in a date"
    if _differ(*_unmatched_names(quotation, around, known)):
        return "differs in a name"
    if deny_otherwise(quotation, around):
        return "differs in a negation"
    if may_negate(mine) or may_negate(yours):
        return None
    if is_negated(mine) != is_negated(yours) and denies(quotation) != denies(original):
        return "differs in a negation"
    return "differs in a word of opposite sense" if _opposed(mine, yours) else None


@lru_cache(maxsize=1 << 14)
def kept(wording: str) -> frozenset[str]:
    """The numbers and dates of a wording that a translation keeps: to have them in common speaks for it."""
    words = read(wording)
    return frozenset({value for value, _ in _numbers(words)} | _dates(words))


def _differ(one: set[str], other: set[str]) -> bool:
    """Whether either has something that the other lacks: what only one of them has, the other may have left out."""
    return bool(one - other and other - one)


# ---------------------------------------------------------------- numbers, units, dates


def _numbers_stand_in(mine: Sequence[Word], yours: Sequence[Word], *, fraction: bool) -> bool:
    """Whether all numbers of one stand in the other. `fraction`: it has one, which may be «fifty percent» here."""
    others = {value for value, _ in _numbers(yours)} | {_plain(word.value) for word in yours if word.kind == "number"}
    others |= {value for word in yours if (value := number_within(word.form))}
    wanted = [value for value, unit in _numbers(mine) if not (fraction and unit == "percent")]
    return all(_is_written(value, others) for value in wanted)


def _numbers(words: Sequence[Word]) -> Iterator[tuple[str, str]]:
    """The numbers that a translation keeps, from three on, each with its unit; thirty years for three decades."""
    for at, word in enumerate(words):
        if word.kind == "number" and (value := _plain(word.value)) not in _VAGUE:
            unit = _unit_behind(words, at)
            if unit == "decade":
                value += "5" if any(one.value == "half" for one in words[at + 1 : at + 1 + _NEAR]) else "0"
            yield value, unit


def _is_written(value: str, others: set[str]) -> bool:
    """Whether a number is among others, in this or another way of writing it."""
    if value in others:
        return True
    if value == "4" and "quarter" in others:
        return True  # one in four
    if value in ("10", "12", "20", "24", "36", "100") and ("hundreds" if value == "100" else "dozens") in others:
        return True  # «десятка два», «до сотни»
    if value.endswith("000") and any(other.endswith("000") for other in others):
        return value[:-3] in others  # «больше ста двенадцати тысяч, … сто тридцать одну»
    if len(value) == 4 and value[:2] in ("19", "20"):  # «в девяносто втором»
        return value[2:] in others or f"{value[2]}0" in others
    return False


def _plain(value: str) -> str:
    value = _AS_NUMBER.get(value, value).lstrip("#")
    if value.endswith("s") and value[:-1].isdigit():  # the 1990s are «девяностые» too
        return value[-3:-1]
    return value


def _unit_behind(words: Sequence[Word], at: int) -> str:
    """The unit that stands behind a number, in one spelling; empty where none does."""
    return next((word.value for word in words[at + 1 : at + 1 + _NEAR] if word.kind == "unit"), "")


def _units(words: Sequence[Word]) -> set[str]:
    """The units that stand behind numbers, and those of rates: «a month», «в год»."""
    found = {unit for units in _measures(words).values() for unit in units}
    rates = (words[at] for at in range(1, len(words)) if words[at - 1].form in _RATES)
    return found | {_same_unit(word.value) for word in rates if word.kind == "unit"}


def _measured_otherwise(mine: Sequence[Word], yours: Sequence[Word]) -> bool:
    """Whether the same number has a unit in both, and another one."""
    here, there = _measures(mine), _measures(yours)
    return any(not here[number] & there[number] for number in here.keys() & there.keys())


def _measures(words: Sequence[Word]) -> dict[str, set[str]]:
    """The units of each number, but of years that are dates."""
    found: dict[str, set[str]] = {}
    for at, word in enumerate(words):
        if word.kind == "number" and not _is_year(word) and (unit := _unit_behind(words, at)):
            found.setdefault(_plain(word.value), set()).add(_same_unit(unit))
    return found


def _same_unit(unit: str) -> str:
    return "year" if unit == "decade" else "percent" if unit == "point" else unit


def _is_year(word: Word) -> bool:
    value = word.value.lstrip("#")
    return value.isdigit() and 1000 <= int(value[:5]) <= 2200


def _dates(words: Iterable[Word]) -> set[str]:
    return {
        word.form if word.form in _MONTHS else word.value
        for word in words
        if word.kind == "date" or (word.kind == "name" and word.form in _MONTHS)
    }


# ---------------------------------------------------------------- opposites


def _opposed(mine: Sequence[Word], yours: Sequence[Word]) -> bool:
    """Whether a choice was made in both, and not alike."""
    here, there = _choices(mine), _choices(yours)
    return any(not here[choice] & there[choice] for choice in here.keys() & there.keys())


def _choices(words: Sequence[Word]) -> dict[int, set[int]]:
    """The sides that are taken, by choice; of what is denied the other one, but «no more» is not «less»."""
    found: dict[int, set[int]] = {}
    for at, word in enumerate(words):
        for choice, side in _sides(word.form):
            denied = choice > 0 and _is_denied(words, at)
            found.setdefault(choice, set()).add(1 - side if denied else side)
    return found


def _is_denied(words: Sequence[Word], at: int) -> bool:
    """Whether a negation stands right before a word, or «not one», «no» and the like a few words before it."""
    if at > 1 and words[at - 1].form in _COPULAS:
        at -= 1  # «не было нарушено»
    if at > 1 and words[at - 2].form == "чуть":
        return False
    reach = [word.form for word in words[max(0, at - _REACH) : at]]
    none = not _NONE.isdisjoint(reach) or ("not", "1") in pairwise(reach)
    return (none and _PARTED.isdisjoint(reach)) or is_negated(words[max(0, at - 1) : at])


@cache
def _sides(form: str) -> tuple[tuple[int, int], ...]:
    return tuple(
        (choice, side)
        for choice, line in enumerate(rules.lines("across"))
        for side, words in enumerate(line.split())
        if listed(form, words.split("/"))
    )


# ---------------------------------------------------------------- names


def _unmatched_names(quotation: str, around: str, known: str) -> tuple[set[str], set[str]]:
    """A quotation's names, and what may be names in its original, of which the other has no spelling or translation.

    May be: names that are words too («Кедровая область»), and words that no dictionary has («нижнереченцы»).
    """
    mine = _without(_names(quotation), _words(f"{around} {known}"))
    if not mine:
        return mine, set()  # what only the original names, the quotation may have left out
    maybe = {word.lower() for word, opening in _placed(around) if _may_be_name(word, opening=opening)}
    return mine, _without(_names(around) | maybe, _words(f"{quotation} {known}"))


def _without(names: set[str], others: set[str]) -> set[str]:
    return {one for one in names if not any(same_name(one, other) or translate(one, other) for other in others)}


def _words(wording: str) -> set[str]:
    return {_bare(found[0]).lower().removeprefix("по-") for found in WORD.finditer(wording)}


def _may_be_name(word: str, *, opening: bool) -> bool:
    if not word[0].isupper():
        return len(word) > _STEM and is_cyrillic(word) and not inflection.is_known(word)
    return not opening and len(word) > 1 and word.lower() not in _MONTHS and not _sides(word.lower())


def _names(wording: str) -> set[str]:
    """Capitalised words that are surely names: within a sentence, or at its start and a surname or in no dictionary.

    North, Western and the like are told apart as opposites.
    """
    found = set()
    for word, opening in _placed(wording):
        if word[0].isupper() and len(word) > 1 and word.lower() not in _MONTHS:
            if _is_only_a_name(word) if opening else not (_is_common(word) or _sides(word.lower())):
                found.add(word.lower())
        elif _exonyms(word.removeprefix("по-")):
            found.add(word.removeprefix("по-"))
    return {one for one in found if read(one)[:1] and not read(one)[0].kind}


def _placed(wording: str) -> Iterator[tuple[str, bool]]:
    """The words, and whether each opens a sentence."""
    end = 0
    for match in WORD.finditer(wording):
        between = wording[end : match.start()]
        yield _bare(match[0]), end == 0 or not _OPENING.isdisjoint(between)
        end = match.end()


def _bare(word: str) -> str:
    """A word without what a contraction or the possessive adds: «Stalin’s», «I’d»."""
    return _ADDED.sub("", word)


def _is_common(word: str) -> bool:
    """Whether a Russian word is no name but in a title, whose translation is spelled otherwise: «День Победы»."""
    return is_cyrillic(word) and inflection.is_common(word)


def _is_only_a_name(word: str) -> bool:
    """Whether a capitalised word is a name wherever it stands."""
    if is_cyrillic(word):
        return inflection.is_only_a_name(word)
    return bool(_SURNAME.search(word) or _exonyms(word.lower()))


@lru_cache(maxsize=1 << 16)
def same_name(one: str, other: str) -> bool:
    """Whether two words may be forms of one name, in any spelling, script or case, or its name in another language."""
    if _exonyms(one) & _exonyms(other):
        return True
    first, second = text.level(one), text.level(other)
    shared = max(_STEM, min(len(first), len(second)) - _ENDING)
    if first == second or (len(first) >= shared and first[:shared] == second[:shared]):
        return True
    first, second = first.rstrip(_VOWELS), second.rstrip(_VOWELS)
    return len(first) > 1 and first == second


@cache
def _exonyms(name: str) -> frozenset[int]:
    return frozenset(n for n, line in enumerate(rules.lines("exonyms")) if listed(name, line.split()))
