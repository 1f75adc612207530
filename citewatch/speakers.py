"""Quotations → whose words they are: the mention at the cue, resolved to a name that the document gives."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from citewatch import text
from citewatch.model import Document, Quotation, Span

_UPPER = r"[A-ZÀ-ÞĞİŞА-ЯЁІЇЄҐӘҒҚҢӨҰҮҺ]"
_PART = rf"{_UPPER}[\w’'‑-]+"
_FULL_NAME = re.compile(rf"{_PART}(?:\s+{_UPPER}\.)?(?:\s+{_PART}){{1,2}}")
_PRONOUN = re.compile(r"(?:he|she|they|он|она|они)$", re.IGNORECASE)
_DESCRIBED = re.compile(r"(?:the|an?|his|her|their|this|that|one|another)\s", re.IGNORECASE)
_POSSESSIVE = re.compile(r"[’']s$")

# Capitalised words that begin sentences or dates and are part of no name.
_NO_NAME = frozenset(
    [
        "the",
        "a",
        "an",
        "in",
        "on",
        "at",
        "and",
        "but",
        "if",
        "as",
        "for",
        "from",
        "to",
        "of",
        "by",
        "with",
        "this",
        "that",
        "these",
        "those",
        "it",
        "he",
        "she",
        "they",
        "we",
        "you",
        "i",
        "his",
        "her",
        "their",
        "its",
        "our",
        "your",
        "not",
        "no",
        "one",
        "two",
        "three",
        "many",
        "most",
        "some",
        "all",
        "both",
        "what",
        "when",
        "where",
        "while",
        "who",
        "how",
        "why",
        "now",
        "then",
        "there",
        "here",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "according",
        "also",
        "because",
        "despite",
        "moreover",
        "however",
        "yet",
        "so",
        "or",
    ]
)


@dataclass(frozen=True, slots=True)
class People:
    """The full names that a document gives, by surname (levelled, see `text.level`)."""

    by_surname: dict[str, tuple[str, ...]]

    def resolve(self, name: str) -> str:
        """The full name for a bare surname that one full name of the document bears; else the name as it stands."""
        parts = name.split()
        bearers = self.by_surname.get(text.level(parts[-1]), ()) if parts else ()
        return bearers[0] if len(parts) == 1 and len(bearers) == 1 else name


def find_people(document: Document) -> People:
    """All full names of a document: two or three capitalised words in a row."""
    found: dict[str, dict[str, str]] = {}
    for match in _FULL_NAME.finditer(" ".join(filter(None, (document.title, document.byline, document.text)))):
        name = _clean(match[0])
        parts = name.split()
        if len(parts) >= 2:
            found.setdefault(text.level(parts[-1]), {}).setdefault(text.person_key(name) or name, name)
    return People({surname: tuple(names.values()) for surname, names in found.items()})


def resolve_speakers(document: Document, quotations: Sequence[Quotation]) -> tuple[Quotation, ...]:
    """Each quotation with its speaker's name: in full where the document gives it, None where nobody is named.

    Pronouns, descriptions («the activist») and quotations without a cue take the last speaker before them.
    """
    people = find_people(document)
    resolved: list[Quotation] = []
    last: tuple[str, Span | None] | None = None
    for quotation in quotations:
        named = _named(document, quotation.speaker_span)
        if named:
            last = (people.resolve(named), quotation.speaker_span)
        elif last is None:
            last = _introduced(document, people, quotation)
        speaker, mention = last or (None, None)
        resolved.append(replace(quotation, speaker=speaker, speaker_span=quotation.speaker_span or mention))
    return tuple(resolved)


def _named(document: Document, span: Span | None) -> str | None:
    """The name in a mention; None for a pronoun, a description or no mention."""
    if span is None:
        return None
    mention = text.fold(span.cut(document.text))
    if _PRONOUN.match(mention) or _DESCRIBED.match(mention) or not mention[0].isupper():
        return None
    return _clean(mention) or None


def _introduced(document: Document, people: People, quotation: Quotation) -> tuple[str, Span] | None:
    """The last full name that stands before a quotation whose speaker was never named at a cue."""
    known = {name for names in people.by_surname.values() for name in names}
    until = quotation.spans[0].start
    found = [one for one in _FULL_NAME.finditer(document.text, 0, until) if _clean(one[0]) in known]
    persons = [one for one in found if not _is_byline(document, one.start())]
    return (_clean(persons[-1][0]), Span(*persons[-1].span())) if persons else None


def _is_byline(document: Document, offset: int) -> bool:
    """Whether an offset lies in a first paragraph of up to four words: the author's line."""
    first = document.paragraphs[0]
    return first.covers(Span(offset, offset)) and len(first.cut(document.text).split()) <= 4


def _clean(name: str) -> str:
    """A name without what only begins a sentence before it, and without a possessive ending."""
    parts = [_POSSESSIVE.sub("", part.strip(".,")) for part in text.fold(name).split()]
    while parts and parts[0].lower() in _NO_NAME:
        parts = parts[1:]
    return " ".join(parts)
