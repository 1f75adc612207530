"""A Russian document → the people whom it names in full, in the nominative, and where it speaks of them in any case."""

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from citewatch import inflection, rules
from citewatch.model import Document, Span

_UPPER = "[A-ZА-ЯЁІӘҒҚҢӨҰҮҺ]"
_PART = rf"{_UPPER}[\w’'‑-]+"
FULL_NAME = re.compile(rf"(?<![\w-]){_PART}(?:[ \n]{_UPPER}\.)?(?:[ \n]{_PART}){{1,3}}")
_CAPITAL = re.compile(rf"(?<![\w-]){_PART}")
_WORD = re.compile(r"[^\W\d_][\w‑-]*")
_SMALL = re.compile(r"\b[а-яё][\w-]+")
_DAUGHTER = re.compile(r"(?:[оеё]вн|ичн)(?:а|у|е|ой|ы)$")
_INITIALS = re.compile(rf"({_UPPER})\.\s?(?:{_UPPER}\.\s?)?({_UPPER})\.?")
_PATRONYMIC = re.compile(r"(?:[оеё]вич|ич)(?:а|у|ем|е)?$|(?:[оеё]вн|ичн)(?:а|у|е|ой|ы)$")
_INSIDE = re.compile(r"[\w,][ \n]$")  # what stands before a word inside a sentence
_PLACE = re.compile(r"\b(?:из|в|во|на|от|с|под|по)\s$")
_SOURCE = re.compile(
    r"\b([Ии]сточники?)\b(?:\s+(?:в|из|на)(?P<place>(?:\s+[\w-]+){1,6})|(?P<said>,\s[\w-]+(?:ий|ый|ой|ие|ые|ший|щий|вшийся)\s[^,.:;«»]{2,80})(?=[,.:]))?"
)
_BEFORE = re.compile(r"([а-яё-]+) $")
_GOVERNS = frozenset(["с", "со", "у", "к", "ко", "от", "о", "об", "для", "согласно"])
_ROLE_WORDS = 6  # words before a name that may say who somebody is


@dataclass(slots=True)
class Person:
    """`gender`: "m", "f" or None; `at`: offsets of mentions.

    `roles`: normal forms of the words that introduce them; `heads`: of the nouns that say what they are.
    """

    name: str
    surname: str
    gender: str | None
    roles: set[str] = field(default_factory=set)
    heads: set[str] = field(default_factory=set)
    at: list[int] = field(default_factory=list)

    def is_called(self, word: str) -> bool:
        return word.lower() in inflection.forms(self.surname, self.gender)

    def last_before(self, offset: int) -> int:
        """The offset of the last mention before an offset; -1 when there is none."""
        found = bisect_left(self.at, offset)
        return self.at[found - 1] if found else -1


class People:
    """All persons and anonymous sources of a document."""

    def __init__(self, document: Document, said: Iterable[Span]) -> None:
        """`said`: the quoted words, in which a name is no mention by the document."""
        self.persons: list[Person] = []
        self._document = document
        self._small = frozenset(_SMALL.findall(document.text))
        self._said = sorted(said)
        self.author = self._written(document.byline or "")
        # «Тарас Олегович» is an address where somebody else is called Тарас, so it comes last.
        for start, words in sorted(self._names(document.text), key=lambda name: bool(_PATRONYMIC.search(name[1][-1]))):
            self._add(words, oblique=_is_oblique(document.text, start))
        for _, words in self._names(document.title or ""):
            self._add(words, oblique=False)
        self._find_mentions()
        self._find_sources()

    def named(self, words: str) -> Person | None:
        """The person with this full name or surname in any case; an equal form before a turned one."""
        parts = [part for part in words.split() if not part.endswith(".")]
        if not parts:
            return None
        found = [one for one in self.persons if one.is_called(parts[-1])]
        if not found and len(parts) == 2 and _PATRONYMIC.search(parts[1]):
            return self._addressed(parts[0])
        if len(parts) > 1:
            found = [one for one in found if _is_given(one, parts[0])]
        equal = [one for one in found if one.surname.lower() == parts[-1].lower()]
        found = equal or found
        return found[0] if len(found) == 1 else None

    def _addressed(self, given: str) -> Person | None:
        """«Тарас Олегович»: the only one with this given name."""
        found = [one for one in self.persons if _is_given(one, given)]
        return found[0] if len(found) == 1 else None

    def given(self, name: str) -> Person | None:
        """The only person with this given name, in any case."""
        found = [one for one in self.persons if name.lower() in inflection.forms(one.name.split()[0], one.gender)]
        return found[0] if len(found) == 1 else None

    def _initialled(self, given: str, surname: str) -> Person | None:
        found = [one for one in self.persons if one.name.startswith(given) and one.surname.startswith(surname)]
        return found[0] if len(found) == 1 else None

    def in_words(self, words: str) -> Person | None:
        """The person whose name some words hold."""
        if initials := _INITIALS.fullmatch(words):
            return self._initialled(*initials.groups())
        for _, parts in self._names(words):
            if found := self.named(" ".join(parts)):
                return found
        for word in reversed(_CAPITAL.findall(words)):
            if found := self.named(word):
                return found
        return None

    def names_in(self, words: str) -> list[str]:
        """The names of all persons whom some words name, in any case."""
        pairs = (self.named(" ".join(parts)) for _, parts in self._names(words))
        found = [one for one in (*pairs, *map(self.named, _CAPITAL.findall(words))) if one]
        return [one.name for one in found]

    def described(self, words: str) -> Person | None:
        """The only person introduced with the words of a description."""
        wanted = {inflection.lemma(word) for word in _WORD.findall(words)}
        scored = [(2 * len(wanted & one.heads) + len(wanted & one.roles), one) for one in self.persons]
        best = max((score for score, _ in scored), default=0)
        leaders = [one for score, one in scored if score == best]
        return leaders[0] if best and len(leaders) == 1 else None

    def before(self, offset: int, gender: str, since: int = 0) -> tuple[int, Person] | None:
        """The person last mentioned before an offset whose gender does not exclude them, and where."""
        fits = [(one.last_before(offset), one) for one in self.persons if one.gender in (None, gender)]
        fits = [pair for pair in fits if pair[0] >= since]
        return max(fits, key=lambda pair: pair[0]) if fits else None

    def between(self, start: int, end: int) -> list[Person]:
        """Those mentioned in a stretch."""
        return [one for one in self.persons if one.last_before(end) >= start]

    def spoken_of(self, start: int, end: int, gender: str) -> list[Person]:
        """Those named in a stretch, quoted or not, whose gender does not exclude them."""
        found = (self.named(one[0]) for one in _CAPITAL.finditer(self._document.text, start, end))
        return [one for one in found if one and one.gender in (None, gender)]

    def is_nominative(self, name: str) -> bool:
        """Whether a known person's name stands as it is in a dictionary."""
        person = self.in_words(name)
        return person is None or name.split()[-1].lower() == person.surname.lower()

    def _names(self, words: str) -> list[tuple[int, list[str]]]:
        """Full names with their offsets: given name and surname."""
        found = []
        for match in FULL_NAME.finditer(words):
            parts = _without_other(words, match, self._small)
            if len(parts) > 1:
                found.append((words.rindex(parts[0], match.start(), match.end()), [parts[0], parts[-1]]))
        return found

    def _written(self, byline: str) -> str | None:
        return next((" ".join(parts) for _, parts in self._names(byline)), None)

    def _add(self, parts: list[str], *, oblique: bool) -> None:
        given, surname = parts[0], parts[-1]
        if self.named(f"{given} {surname}"):
            return
        given, surname = inflection.nominative_name(given, surname, oblique=oblique)
        if not self.named(f"{given} {surname}") and f"{given} {surname}" != self.author:
            self.persons.append(Person(f"{given} {surname}", surname, inflection.gender(given, surname)))

    def _find_mentions(self) -> None:
        body = self._document.text
        for found in _CAPITAL.finditer(body):
            if self._is_said(found.start()):
                continue
            before = _CAPITAL.findall(body[max(0, found.start() - 30) : found.start()])
            person = self.named(f"{before[-1]} {found[0]}") if before else None
            person = person or self.named(found[0])
            if person:
                person.at.append(found.start())
                for words in _roles(body, found.start(), person):
                    person.roles |= {inflection.lemma(word) for word in words if _is_role(word)}
                    person.heads |= {inflection.lemma(word) for word in [*filter(inflection.is_living, words)][:1]}

    def _find_sources(self) -> None:
        body = self._document.text
        for found in _SOURCE.finditer(body):
            if self._is_said(found.start()):
                continue
            name = _source_name(found)
            known = next((one for one in self.persons if one.name == name), None)
            if known is None:
                known = Person(name, "источник", "m")
                self.persons.append(known)
            known.at.append(found.start())

    def _is_said(self, offset: int) -> bool:
        at = bisect_left(self._said, Span(offset + 1, 0)) - 1
        return at >= 0 and self._said[at].start <= offset < self._said[at].end


def _source_name(found: re.Match[str]) -> str:
    """«Источник в управлении», «источник, близкий к управлению»: up to the verb."""
    words = (found["place"] or "").split()
    end = next((n for n, word in enumerate(words) if inflection.part_of_speech(word) == "VERB"), len(words))
    return " ".join([found[1].lower(), *([found[0].split()[1], *words[:end]] if end else [])]) + (found["said"] or "")


def _without_other(words: str, match: re.Match[str], small: frozenset[str]) -> list[str]:
    """A sequence of capitalised words without initials, patronymics, places, and a role that opens a sentence.

    `small`: words that the document writes in small letters too, which are no names.
    """
    parts = [part for part in match[0].split() if not part.endswith(".")]
    opens = not _INSIDE.search(words, max(0, match.start() - 3), match.start())
    if parts and (opens or len(parts) > 2) and (inflection.is_common(parts[0]) or parts[0].lower() in small):
        parts = parts[1:]
    if parts and inflection.is_common(parts[0]) and inflection.part_of_speech(parts[0]) == "ADJF":
        return []  # «Верхний Лог»
    if len(parts) > 2 and _PLACE.search(words, max(0, match.start() - 4), match.start()):
        parts = parts[1:]
    if len(parts) > 2 and inflection.is_given_name(parts[1]) and not inflection.is_given_name(parts[0]):
        parts = parts[1:]  # «жена Досмагулова Сания Омарова»
    if len(parts) > 2:
        parts = [parts[0], *(part for part in parts[1:] if not _PATRONYMIC.search(part))]
    return [] if len(parts) == 2 and _DAUGHTER.search(parts[1]) else parts


def _is_given(person: Person, given: str) -> bool:
    own = person.name.split()[0]
    return given.lower() in inflection.forms(own, person.gender) or given.lower()[:4] == own.lower()[:4]


def _is_oblique(body: str, start: int) -> bool:
    """Whether the word before a name has it in another case: «по словам», «у», «с гидрогеологом»."""
    before = _BEFORE.search(body, max(0, start - 40), start)
    if before is None:
        return False
    return before[1] in _GOVERNS or before[1] in _reporting() or inflection.is_turned_person(before[1])


@cache
def _reporting() -> frozenset[str]:
    return frozenset(form for _, forms in rules.pairs("cue-nouns-ru") for form in forms.split())


def _roles(body: str, start: int, person: Person) -> tuple[list[str], list[str]]:
    """The words before a full name, and those behind a comma."""
    given = person.name.split()[0]
    lead = body[max(0, start - 120) : start]
    at = lead.rfind(given[:4])
    lead = lead[:at] if at >= 0 and len(lead) - at < len(given) + 4 else lead
    before = re.split(r"[.,:;!?»«\n–—]", lead.removesuffix(", "))[-1]
    behind = re.match(r"[\w-]+,\s([^.,:;!?«»\n–—]{3,80})", body[start : start + 120])
    return _WORD.findall(before)[-_ROLE_WORDS:], _WORD.findall(behind[1])[:_ROLE_WORDS] if behind else []


def _is_role(word: str) -> bool:
    return inflection.part_of_speech(word) in {"NOUN", "ADJF"}
