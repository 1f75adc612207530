"""A document → the people whom it names in full: their roles, their gender, and where it speaks of them."""

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field

from citewatch import rules, text
from citewatch.model import Document, Span

UPPER = r"[A-ZÀ-ÞĞİŞА-ЯЁІЇЄҐӘҒҚҢӨҰҮҺ]"
_PART = rf"{UPPER}[\w’'‑-]+"
FULL_NAME = re.compile(rf"(?<![\w’'‑-]){_PART}(?:[ \n]+{UPPER}\.)?(?:[ \n]+{_PART}){{1,2}}")
_DATELINE = re.compile(r"[^.\n]{0,80}?[A-Z][\w’-]+,\s+[A-Z][a-z]{2,8}\.?\s+\d{1,2}\s+[-–—]+\s", re.DOTALL)
_WORD = re.compile(r"[^\W\d_][\w’'‑-]*")
_POSSESSIVE = re.compile(r"[’']s?$")

# Capitalised words that begin sentences or dates and are part of no name.
_OPENERS = frozenset(
    "the a an in on at and but if as for from to of by with this that these those it he she they we you i his her "
    "their its our your not no one two three many most some all both what when where while who how why now then here "
    "january february march april may june july august september october november december monday tuesday wednesday "
    "thursday friday saturday sunday according also because despite moreover however yet so or after before since "
    "even only such other another prime vice former late acting".split()
)
_SMALL = frozenset(
    "the a an of at in on for from and or who whose which that is was has have had been his her their its own than "
    "more says said years this with to by as".split()
)
_FEMALE = re.compile(r"(?:[oe]va|[iy]na|skaya|skaia|aya|qyzy|kyzy|ова|ева|ёва|ина|ына|ская|цкая|кызы|қызы)$")
_MALE = re.compile(r"(?:[oe]v|[iy]n|sk[iy]+|ts?ky|uly|ulu|ов|ев|ёв|ин|ын|ский|цкий|улы|ұлы)$")
_OCCUPATION = re.compile(r"(?:logist|grapher|ician|trist|nomist|woman)$")
_APPOSITION = re.compile(rf"(?:{_PART}\s+)*{_PART},\s(?:who|whose|an?|the|head|director|editor|leader)\b")
_STEM = 5  # letters that two words must share at their start to be taken for forms of one


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody named in full. `gender`: "m", "f" or None; `roles`: stems of the words used of them; `at`: mentions."""

    name: str
    surname: str
    gender: str | None
    roles: frozenset[str]
    likely: bool
    at: tuple[int, ...] = field(compare=False, default=())


@dataclass(frozen=True, slots=True)
class People:
    """All persons of a document, in the order in which they are introduced.

    Whether two capitalised words are a person or a place is often open: an unlikely one is found by name only.
    """

    persons: tuple[Person, ...]

    def named(self, mention: str) -> Person | None:
        """The person with this full name, or the only one with this surname."""
        parts = clean(mention).split()
        if not parts:
            return None
        found = [one for one in self.persons if one.surname == text.level(parts[-1])]
        if len(parts) > 1:
            given = text.level(parts[0])
            found = [one for one in found if text.level(one.name.split()[0]) == given] or []
        return found[0] if len(found) == 1 else None

    def described(self, description: str, before: int) -> Person | None:
        """The person of whom the words of a description are used; None when no one's, or two persons' alike.

        Those introduced before the offset come first; a description may also run ahead of its name.
        """
        wanted = stems(description)
        scored = [(len(wanted & one.roles), one) for one in self.persons if one.likely]
        known = [pair for pair in scored if pair[1].at and pair[1].at[0] < before]
        for group in (known, scored):
            best = max((score for score, _ in group), default=0)
            leaders = [one for score, one in group if score == best]
            if best:
                return leaders[0] if len(leaders) == 1 else None
        return None

    def last_before(self, offset: int, gender: str | None, since: int = 0) -> Person | None:
        """The person last mentioned before an offset whose gender does not exclude them."""
        best: tuple[int, Person] | None = None
        for one in self.persons:
            at = bisect_left(one.at, offset)
            mention = one.at[at - 1] if at else -1
            fits = gender is None or one.gender in (None, gender)
            if fits and one.likely and mention >= since and (best is None or mention > best[0]):
                best = (mention, one)
        return best[1] if best else None


def find_people(document: Document, said: Iterable[Span]) -> People:
    """The people of a document. `said`: the quoted words, in which a name is no mention by the document."""
    body = document.text
    skip = sorted(said)
    names = _full_names(document)
    mentions: dict[str, list[int]] = {name: [] for name in names}
    by_surname: dict[str, list[str]] = {}
    for name in names:
        by_surname.setdefault(text.level(name.split()[-1]), []).append(name)
    for found in re.finditer(_PART, body):
        bearers = by_surname.get(text.level(_POSSESSIVE.sub("", found[0])), [])
        if len(bearers) == 1 and not _inside(found.start(), skip):
            lead = body[: found.start()] if found.start() < 80 else body[found.start() - 80 : found.start()]
            given = re.search(rf"{re.escape(bearers[0].split()[0])}\s(?:\S+\s)?$", lead)
            mentions[bearers[0]].append(found.start() - (len(lead) - given.start() if given else 0))
    return People(tuple(_person(document, name, mentions[name]) for name in names))


def clean(name: str) -> str:
    """A name without what only begins a sentence before it, titles, and a possessive ending."""
    parts = [_POSSESSIVE.sub("", part.strip(".,")) for part in text.fold(name).split()]
    while parts and (parts[0].lower() in _OPENERS or (len(parts) > 1 and _is_title(parts[0].lower()))):
        parts = parts[1:]
    return " ".join(parts)


def _is_title(word: str) -> bool:
    return word in rules.words("titles") or bool(_OCCUPATION.search(word))


def stems(words: str) -> frozenset[str]:
    """The stems of the words that carry meaning."""
    found = (word.lower() for word in _WORD.findall(words))
    return frozenset(word[:_STEM] for word in found if word not in _SMALL and len(word) > 3)


def is_person_name(name: str) -> bool:
    """Whether a capitalised sequence can be a person's full name."""
    parts = clean(name).split()
    return len(parts) >= 2 and not any(part.lower() in rules.words("not-persons") for part in parts)


def _full_names(document: Document) -> list[str]:
    """Full names in the order of their first mention; the author's line and the dateline are no mention."""
    body = document.text[head_end(document) :]
    found: dict[str, str] = {}
    for match in FULL_NAME.finditer(f"{document.title or ''}\n\n{document.byline or ''}\n\n{body}"):
        name = clean(match[0])
        if is_person_name(name):
            found.setdefault(text.person_key(name) or name, name)
    return list(found.values())


def head_end(document: Document) -> int:
    """Where a post's text begins behind «Author», «Place, Month day –»."""
    if not document.paragraphs:
        return 0
    end = 0
    for paragraph in document.paragraphs[:2]:
        dateline = _DATELINE.match(document.text, paragraph.start)
        if dateline:
            return dateline.end()
        if paragraph is document.paragraphs[0] and len(paragraph.cut(document.text).split()) <= 4:
            end = paragraph.end
    return end


def _person(document: Document, name: str, at: list[int]) -> Person:
    words: set[str] = set()
    for offset in at[:3]:
        words |= _around(document, offset)
    parts = name.split()
    gender = _gender(parts)
    likely = gender is not None or any(_is_introduced(document, offset, parts) for offset in at)
    return Person(name, text.level(parts[-1]), gender, frozenset(words), likely, tuple(at))


def _is_introduced(document: Document, offset: int, parts: list[str]) -> bool:
    """Whether a mention (of the surname or the given name) shows a person: an apposition, a title, a surname alone."""
    before = _WORD.findall(document.text[max(0, offset - 40) : offset])
    behind = document.text[offset : offset + 80]
    if _APPOSITION.match(behind) or (behind.startswith(parts[0]) and _is_set_beside(document.text, offset, parts)):
        return True
    alone = bool(before) and before[-1] != parts[0] and behind.startswith(parts[-1]) and parts[0] not in before[-2:]
    return alone or bool(before and behind.startswith(parts[0]) and _is_title(before[-1].lower()))


def _around(document: Document, offset: int) -> set[str]:
    """The stems of the words near a mention, in its own sentence or what closes the one before it."""
    number = document.paragraph_at(offset)
    start = max(document.paragraphs[number].start, offset - 70)
    before = document.text[start:offset]
    behind = document.text[offset : min(document.paragraphs[number].end, offset + 110)]
    behind = re.split(r"[.;:“”]|\bsa(?:ys|id)\b", behind)[0]
    return set(stems(before.split(" ", 1)[-1] if start else before)) | set(stems(behind))


def _is_set_beside(body: str, offset: int, parts: list[str]) -> bool:
    """Whether a full name stands as an apposition («a foreman, Ivan Petrov, …») or behind «called»."""
    before = body[max(0, offset - 12) : offset].rstrip()
    behind = body[offset : offset + 80].partition(parts[-1])[2]
    return before.endswith(("called", "named")) or (before.endswith(",") and behind.startswith(","))


def _gender(parts: list[str]) -> str | None:
    surname = parts[-1].lower()
    if _FEMALE.search(surname):
        return "f"
    if _MALE.search(surname):
        return "m"
    return None


def _inside(offset: int, spans: list[Span]) -> bool:
    at = bisect_left(spans, Span(offset + 1, 0)) - 1
    return at >= 0 and spans[at].start <= offset < spans[at].end
