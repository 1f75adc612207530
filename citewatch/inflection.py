"""Russian words → normal forms, names and phrases in the nominative, whether a word is a name (pymorphy3)."""

import re
from functools import cache
from typing import Any

from pymorphy3 import MorphAnalyzer

_WORD = re.compile(r"[^\W\d_][\w’'‑-]*")
_NAMES = frozenset(["Name", "Surn", "Patr", "Geox", "Init"])
_FAMILY = re.compile(r"(?:[оеё]в|[иы]н)$")
_MALE = re.compile(r"(?:[оеё]в|[иы]н|[сц]кий|улы|ұлы|оглы)$")
_FEMALE = re.compile(r"(?:[оеё]ва|[иы]на|[сц]кая|кызы|қызы)$")
_CONSONANT = re.compile(r"[бвгджзклмнпрстфхцчшщ]$")
_CASES = ("gent", "datv", "accs", "ablt", "loct")


def lemma(word: str) -> str:
    """The normal form of a word, in small letters."""
    return str(_parses(word.lower())[0].normal_form)


def part_of_speech(word: str) -> str:
    """By OpenCorpora: NOUN, ADJF, VERB, PREP …; empty for what is no word."""
    return str(_parses(word.lower())[0].tag.POS or "")


def tense(word: str) -> str | None:
    """Of a verb that all its readings put into one tense: "past", "pres" or "futr"; None for any other word."""
    readings = _parses(word.lower())
    found = {str(one.tag.tense) for one in readings if one.tag.tense}
    return found.pop() if len(found) == 1 and all(one.tag.POS == "VERB" for one in readings) else None


def is_plural(word: str) -> bool:
    return "plur" in _parses(word.lower())[0].tag


def is_turned_person(word: str) -> bool:
    """Whether a word is a noun for a person in another case than the nominative, by all its readings."""
    nouns = [one for one in _parses(word.lower()) if one.tag.POS == "NOUN"]
    living = any("anim" in one.tag for one in nouns)
    return living and not any("nomn" in one.tag and "sing" in one.tag for one in nouns)


def is_common(word: str) -> bool:
    """Whether a word is in the dictionary, and not as anybody's or any place's name."""
    known = [one for one in _parses(word.lower()) if one.is_known]
    return bool(known) and not any(name in one.tag for one in known for name in _NAMES)


def is_only_a_name(word: str) -> bool:
    """Whether no reading of a word in the dictionary is anything but somebody's or a place's name."""
    known = [one for one in _parses(word.lower()) if one.is_known]
    return all(any(name in one.tag for name in _NAMES) for one in known)


def gender(given: str, surname: str) -> str | None:
    """By the endings of a surname ("m" or "f"), else by the given name; None where neither tells."""
    if _FEMALE.search(surname.lower()):
        return "f"
    if _MALE.search(surname.lower()):
        return "m"
    named = {str(one.tag.gender)[0] for one in _parses(given.lower()) if one.is_known and "Name" in one.tag}
    return named.pop() if len(named) == 1 and named <= {"m", "f"} else None


@cache
def forms(name: str, of: str | None) -> frozenset[str]:
    """All cases of a surname in the nominative, in small letters, for a man, a woman or somebody."""
    low = name.lower()
    found = {low}
    if of != "f":
        found |= _male(low)
    if of != "m":
        found |= _female(low)
    return frozenset(found)


def nominative_name(given: str, surname: str, *, oblique: bool) -> tuple[str, str]:
    """A given name and a surname in the nominative. `oblique`: what stands before them is in another case."""
    named = [one for one in _parses(given.lower()) if "Name" in one.tag and "sing" in one.tag]
    if not named or (not oblique and any("nomn" in one.tag for one in named)):
        return given, surname
    turned = [one for one in named if one.tag.case in _CASES]
    for one in turned:
        base = _base(surname.lower(), str(one.tag.gender)[0])
        if base:
            return _like(str(one.normal_form), given), _like(base, surname)
    return (_like(str(turned[0].normal_form), given), surname) if turned else (given, surname)


def nominative(phrase: str) -> str:
    """A noun with its adjectives in the nominative, in small letters but for names; what hangs on the noun stays."""
    words = phrase.split()
    at = next((n for n, word in enumerate(words) if part_of_speech(word) == "NOUN"), None)
    if at is None:
        return phrase
    noun = next(one for one in _parses(words[at].lower()) if one.tag.POS == "NOUN")
    number = str(noun.tag.number or "sing")
    wanted = {"nomn", number, *({str(noun.tag.gender)} if number == "sing" and noun.tag.gender else set())}
    turned = [_inflect(word, wanted) for word in words[:at]]
    return " ".join([*turned, _inflect(words[at], {"nomn", number}), *words[at + 1 :]])


def _inflect(word: str, wanted: set[str]) -> str:
    found = next((one for one in _parses(word.lower()) if one.tag.POS in {"NOUN", "ADJF", "PRTF"}), None)
    turned = found.inflect(wanted) if found else None
    return str(turned.word) if turned else word.lower()


def _male(low: str) -> set[str]:
    if _FAMILY.search(low):
        return {low + end for end in ("а", "у", "ым", "е")}
    if low.endswith(("ий", "ый", "ой")):
        return {low[:-2] + end for end in ("ого", "ому", "им", "ым", "ом", "его", "ему", "ем")}
    if low.endswith(("й", "ь")):
        return {low[:-1] + end for end in ("я", "ю", "ем", "е")}
    return {low + end for end in ("а", "у", "ом", "ем", "е")} if _CONSONANT.search(low) else _soft(low)


def _female(low: str) -> set[str]:
    if low.endswith("ая"):
        return {low[:-2] + "ой", low[:-2] + "ую"}
    if _FEMALE.search(low):
        return {low[:-1] + "ой", low[:-1] + "у"}
    return _soft(low)


def _soft(low: str) -> set[str]:
    return {low[:-1] + end for end in ("ы", "и", "е", "у", "ю", "ой", "ей")} if low[-1:] in {"а", "я"} else set()


def _base(low: str, of: str) -> str | None:
    """The nominative of which a surname is a case."""
    ends = ("", "ий", "ый", "й", "ь", "а", "я") if of == "m" else ("а", "ая", "я")
    stems = {low[: len(low) - cut] for cut in (1, 2, 3) if len(low) > cut + 2}
    found = [
        stem + end for end in ends for stem in sorted(stems, key=len, reverse=True) if low in forms(stem + end, of)
    ]
    sure = [one for one in found if (_MALE if of == "m" else _FEMALE).search(one)]
    return next(iter(sure or found), None)


def _like(word: str, model: str) -> str:
    return word[:1].upper() + word[1:] if model[:1].isupper() else word


@cache
def _parses(low: str) -> Any:
    return _analyzer().parse(low)


@cache
def _analyzer() -> MorphAnalyzer:
    return MorphAnalyzer()
