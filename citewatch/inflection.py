"""Russian words → normal forms, names and phrases in the nominative, whether a word is a name (pymorphy3)."""

import re
import unicodedata
from functools import cache
from typing import Any

from pymorphy3 import MorphAnalyzer

_WORD = re.compile(r"[^\W\d_][\w’'‑-]*")
_NAMES = frozenset(["Name", "Surn", "Patr", "Geox", "Init"])
_FAMILY = re.compile(r"(?:[оеё]в|[иы]н)$")
_MALE = re.compile(r"(?:[оеё]в|[иы]н|[сц]кий|улы|ұлы|оглы)$")
_FEMALE = re.compile(r"(?:[оеё]ва|[иы]на|[сц]кая|кызы|қызы)$")
_CONSONANT = re.compile(r"[бвгджзклмнпрстфхцчшщ]$")
_FAMILIES = re.compile(r"(?:[оеё]ва?|[иы]на?|[сц]к(?:ий|ая))$")
_UNTURNED = re.compile(r"(?:дзе|швили|[оэ]|[иы]х)$")
_WOMAN = re.compile(r"(?:[оеё]в|[иы]н|[сц]к)ой$")
# An unknown given name and a man's surname in one and the same case.
_MAN = re.compile(r"^(?P<given>\w+[бвгджзклмнпрстфхцчшщ])(?:а|у|[оё]м|ем) (?P<surname>\w+(?:[оеё]в|[иы]н))(?:а|у|ым)$")
_MANY = ("тся", "лось", "ано", "ено", "уто", "ли", "лись", "ют", "ят", "ут", "ат")
_CASES = ("gent", "datv", "accs", "ablt", "loct")


def lemma(word: str) -> str:
    """The normal form of a word, in small letters."""
    return str(_parses(word.lower())[0].normal_form)


@cache
def lemmas(word: str) -> frozenset[str]:
    """All normal forms of which a word may be a form, in small letters and with е for ё."""
    return frozenset(str(one.normal_form).replace("ё", "е") for one in _parses(word.lower()))


def part_of_speech(word: str) -> str:
    """By OpenCorpora: NOUN, ADJF, VERB, PREP …; empty for what is no word."""
    return str(_parses(word.lower())[0].tag.POS or "")


def tense(word: str) -> str | None:
    """Of a verb that all its readings put into one tense: "past", "pres" or "futr"; None for any other word."""
    readings = _parses(word.lower())
    found = {str(one.tag.tense) for one in readings if one.tag.tense}
    return found.pop() if len(found) == 1 and all(one.tag.POS == "VERB" for one in readings) else None


def is_plural(word: str, case: str = "nomn") -> bool:
    """Whether a noun, if it stands in a case, can only be a plural."""
    tags = [one.tag for one in _parses(word.lower()) if case in one.tag]
    return bool(tags) and not any("sing" in tag for tag in tags)


def is_genitive(word: str) -> bool:
    """Whether a noun or adjective can stand in the genitive."""
    return any(one.tag.POS in {"NOUN", "ADJF"} and "gent" in one.tag for one in _parses(word.lower()))


def may_lack_subject(verb: str) -> bool:
    """Whether a verb can report what nobody in particular says: «говорят», «сообщили», «говорится»."""
    return verb.lower().endswith(_MANY)


def agrees(noun: str, verb: str) -> bool:
    """Whether a noun in the nominative can be a verb's subject, by number and, in the past, by gender."""
    verbs = [one.tag for one in _parses(verb.lower()) if one.tag.POS == "VERB"]
    nouns = [one.tag for one in _parses(noun.lower()) if one.tag.POS == "NOUN" and "nomn" in one.tag]
    if not verbs or not nouns:
        return True
    return any(one.number == two.number and one.gender in (None, two.gender) for one in verbs for two in nouns)


def is_given_name(word: str) -> bool:
    return any("Name" in one.tag and one.is_known for one in _parses(word.lower()))


def is_known(word: str) -> bool:
    return any(one.is_known for one in _parses(word.lower()))


def is_finite(word: str) -> bool:
    """Whether a word can be a verb with a subject of its own, or an infinitive: no participle or gerund."""
    return any(one.tag.POS in {"VERB", "INFN"} for one in _parses(word.lower()))


def is_predicate(word: str) -> bool:
    """Whether a word can be what a clause says of its subject: a verb, or a short adjective or participle."""
    return any(one.tag.POS in {"VERB", "INFN", "ADJS", "PRTS", "PRED"} for one in _parses(word.lower()))


def is_told(word: str) -> bool:
    """Whether a word is a verb of the past or of the third person, as a story is told in."""
    return any(
        one.tag.POS == "VERB" and ("past" in one.tag or "3per" in one.tag) and one.is_known
        for one in _parses(word.lower())
    )


def is_pronoun(word: str) -> bool:
    """Whether a word stands for another: «этот», «такой»."""
    return any("Apro" in one.tag or "NPRO" in one.tag for one in _parses(word.lower())[:1])


def is_thing(word: str) -> bool:
    """Whether a word is a noun, and never one for somebody."""
    nouns = [one for one in _parses(word.lower()) if one.tag.POS == "NOUN" and one.is_known]
    return bool(nouns) and not any("anim" in one.tag for one in nouns)


def is_living(word: str) -> bool:
    """Whether a word can be a noun for somebody, in any case."""
    return any({"NOUN", "anim"} <= set(one.tag.grammemes) for one in _parses(word.lower()))


def is_somebody(word: str, gender: str) -> bool:
    """Whether a word is, by its likeliest reading, one noun for somebody of a gender ("m" or "f"), and no name."""
    tag = _parses(word.lower())[0].tag
    return {"NOUN", "anim", "sing"} <= set(tag.grammemes) and str(tag.gender)[:1] == gender and is_common(word)


def is_nominative(word: str) -> bool:
    """Whether a word can stand in the nominative."""
    return any("nomn" in one.tag for one in _parses(word.lower()))


def is_person(word: str) -> bool:
    """Whether a word can be a noun for somebody, in the nominative."""
    return any({"NOUN", "anim", "nomn"} <= set(one.tag.grammemes) for one in _parses(word.lower()))


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
    for which in ("m", "f") if of is None else (of,):
        found = found.union(*_cases(low, which).values())
    return frozenset(found)


def nominative_name(given: str, surname: str, *, oblique: bool) -> tuple[str, str]:
    """A given name and a surname in the nominative. `oblique`: what stands before them is in another case."""
    named = [one for one in _parses(given.lower()) if "Name" in one.tag and "sing" in one.tag]
    if not named:
        return _unknown_name(given, surname, oblique=oblique)
    if not oblique and (any("nomn" in one.tag for one in named) or not any(one.is_known for one in named)):
        return given, surname
    turned = [one for one in named if one.tag.case in _CASES]
    if _CONSONANT.search(surname.lower()) and not surname.lower().endswith(
        ("ых", "их")
    ):  # only a woman's name leaves it as it is: «главы Лидия Прохорчук»
        turned = [one for one in turned if one.tag.gender == "femn" or _base(surname.lower(), "m", str(one.tag.case))]
    for one in turned:
        base = _base(surname.lower(), str(one.tag.gender)[0], str(one.tag.case))
        if base:
            return _like(str(one.normal_form), given), _like(base, surname)
    whole = turned and (
        _UNTURNED.search(surname) or (oblique and not _FAMILIES.search(surname.lower()))
    )  # «у Ольги Шкляр»
    return (
        (_like(str(turned[0].normal_form), given), surname) if whole else _unknown_name(given, surname, oblique=False)
    )


def _unknown_name(given: str, surname: str, *, oblique: bool) -> tuple[str, str]:
    """A given name that no dictionary has: a woman's that ends in a consonant stays, a man's loses its ending."""
    if woman := _WOMAN.search(surname):
        return given, surname.removesuffix("ой") + ("ая" if woman[0].endswith("кой") else "а")
    if oblique and (man := _MAN.search(f"{given} {surname}")):
        return man["given"], man["surname"]
    return given, surname


def nominative(phrase: str, case: str = "") -> str:
    """A noun with its adjectives in the nominative, in small letters but for names; what hangs on the noun stays.

    `case`: that of the noun, where it is known.
    """
    words = phrase.split()
    at = next((n for n, word in enumerate(words) if part_of_speech(word) == "NOUN"), None)
    if at is None:
        return phrase
    nouns = [one for one in _parses(words[at].lower()) if one.tag.POS == "NOUN"]
    noun = next((one for one in nouns if case in one.tag), nouns[0]) if case else nouns[0]
    number = str(noun.tag.number or "sing")
    wanted = {"nomn", number, *({str(noun.tag.gender)} if number == "sing" and noun.tag.gender else set())}
    turned = [_inflect(word, wanted) for word in words[:at]]
    return " ".join([*turned, _inflect(words[at], {"nomn", number}), *words[at + 1 :]])


def _inflect(word: str, wanted: set[str]) -> str:
    found = next((one for one in _parses(word.lower()) if one.tag.POS in {"NOUN", "ADJF", "PRTF"}), None)
    turned = found.inflect(wanted) if found else None
    return str(turned.word) if turned else word.lower()


def _cases(low: str, of: str) -> dict[str, set[str]]:
    """The forms of a surname of a man ("m") or a woman by OpenCorpora's name of the case."""
    if of == "m" and _FAMILY.search(low):
        return _turned(low, "а у а ым е")
    if of == "m" and low.endswith(("ий", "ый", "ой")):
        return _turned(low[:-2], "ого,его ому,ему ого,его им,ым ом,ем")
    if of == "m" and low.endswith(("й", "ь")):
        return _turned(low[:-1], "я ю я ем,ём е")
    if of == "m" and _CONSONANT.search(low):
        return _turned(low, "а у а ом,ем е")
    if of == "f" and low.endswith("ая"):
        return _turned(low[:-2], "ой ой ую ой ой")
    if of == "f" and _FEMALE.search(low):
        return _turned(low[:-1], "ой ой у ой ой")
    return _turned(low[:-1], "ы,и е у,ю ой,ей е") if low[-1:] in {"а", "я"} else {}


def _turned(stem: str, endings: str) -> dict[str, set[str]]:
    return {case: {stem + end for end in ends.split(",")} for case, ends in zip(_CASES, endings.split(), strict=True)}


def _base(low: str, of: str, case: str) -> str | None:
    """The nominative of which a surname is a case."""
    if _UNTURNED.search(low):
        return None
    ends = ("", "ий", "ый", "й", "ь", "а", "я") if of == "m" else ("а", "ая", "я")
    stems = {low[: len(low) - cut] for cut in (1, 2, 3) if len(low) > cut + 2}
    found = [
        stem + end
        for end in ends
        for stem in sorted(stems, key=len, reverse=True)
        if low in _cases(stem + end, of).get(case, ())
    ]
    sure = [one for one in found if (_MALE if of == "m" else _FEMALE).search(one)]
    return next(iter(sure or found), None)


def _like(word: str, model: str) -> str:
    return word[:1].upper() + word[1:] if model[:1].isupper() else word


@cache
def _parses(low: str) -> Any:
    """Letters to which Unicode gives no name are left out: pymorphy3 asks for it."""
    return _analyzer().parse("".join(letter for letter in low if unicodedata.name(letter, "")))


@cache
def _analyzer() -> MorphAnalyzer:
    return MorphAnalyzer()
