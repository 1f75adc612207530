"""Quotations → whose words they are: the mention at the cue, resolved to a name that the document gives.

Where the rules do not settle it the speaker is None: a guess is never shown as a name.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from citewatch import rules, text
from citewatch.model import Document, Quotation, Span
from citewatch.people import FULL_NAME, People, Person, clean, find_people, is_person_name

_PRONOUNS = {
    **dict.fromkeys(("he", "him", "his", "himself", "он", "его"), "m"),
    **dict.fromkeys(("she", "her", "herself", "она", "её", "ее"), "f"),
}
_SENTENCE_OPENS = re.compile(r"(?:^|[.!?”)]\s+|\n)(?:But |And |Yet )?(?:[^\W\d_][\w’-]*\s)?$")
_BESIDE = re.compile(rf"(?:,|\s+(?:called|named))?\s+({FULL_NAME.pattern})")
_BETWEEN = re.compile(rf",\s+({FULL_NAME.pattern}),\s*$")
_FAR = 160  # code points between a description and its verb
_RELATIVE = frozenset(["who", "which", "that"])
_PLURAL = frozenset({"they", "them", "their", "others", "many", "some", "они"})
_SOME = "an?|one|another|some|many|most|several|two|three|other"
_INDEFINITE = re.compile(rf"(?:{_SOME})\b", re.IGNORECASE)
_DESCRIBED = re.compile(rf"(?:the|his|her|their|its|our|this|that|{_SOME})\s", re.IGNORECASE)


@dataclass(slots=True)
class _Last:
    """The speaker of the quotation before: who, as mentioned where, and in which paragraph."""

    person: Person | None
    name: str | None
    mention: Span | None
    paragraph: int
    end: int


def resolve_speakers(document: Document, quotations: Sequence[Quotation]) -> tuple[Quotation, ...]:
    """Each quotation with its speaker's name: in full where the document gives it, None where that is not settled.

    A quotation without a mention keeps it, or takes that from which its speaker was carried.
    """
    people = find_people(document, [span for one in quotations for span in one.spans])
    resolver = _Resolver(document, people)
    return tuple(resolver.resolve(one) for one in quotations)


class _Resolver:
    def __init__(self, document: Document, people: People) -> None:
        self.document = document
        self.people = people
        self.last: _Last | None = None

    def resolve(self, quotation: Quotation) -> Quotation:
        if self._is_new_item(quotation):
            self.last = None
        person, name = self._who(quotation)
        mention = quotation.speaker_span
        if mention is None and self.last and name == self.last.name:
            mention = self.last.mention
        name = person.name if person else name
        self.last = _Last(person, name, mention, quotation.paragraph, quotation.spans[-1].end)
        return replace(quotation, speaker=name, speaker_span=mention)

    def _is_new_item(self, quotation: Quotation) -> bool:
        """In round-ups nothing is carried from item to item."""
        return bool(
            self.last and self.last.paragraph != quotation.paragraph and quotation.paragraph in self.document.items
        )

    def _who(self, quotation: Quotation) -> tuple[Person | None, str | None]:
        span = quotation.speaker_span
        if span is None:
            return self._without_mention(quotation)
        mention = text.fold(span.cut(self.document.text))
        low = mention.lower()
        if not mention:
            return None, None
        if low in _PRONOUNS:
            person = self._by_pronoun(span.start, _PRONOUNS[low])
            return person, None
        if low in _PLURAL or any(one.isdigit() for one in low.split()):  # «4 in 10 say»
            return None, None
        if low in _RELATIVE:
            return self._antecedent(span)
        inner = [found for found in FULL_NAME.finditer(mention) if is_person_name(found[0])]
        if _DESCRIBED.match(mention) or not mention[0].isupper():
            if inner:
                return self.people.named(inner[-1][0]), clean(inner[-1][0])
            return self._by_description(quotation, span, mention)
        name = inner[0][0] if inner else mention
        return self.people.named(name), clean(name) or None

    def _antecedent(self, span: Span) -> tuple[Person | None, str | None]:
        """Who is named last in the sentence before a «who»; else the person whom it describes there."""
        lead = re.split(r"[.!?”]\s", self.document.text[max(0, span.start - _FAR) : span.start])[-1]
        names = [found[0] for found in FULL_NAME.finditer(lead) if is_person_name(found[0])]
        if names:
            return self.people.named(names[-1]), clean(names[-1])
        recent = self.people.last_before(span.start, None, span.start - len(lead))
        return recent or self.people.described(lead, span.start), None

    def _by_description(self, quotation: Quotation, span: Span, mention: str) -> tuple[Person | None, str | None]:
        """«The activist»: the name beside it, else the person of whom these words are used, else the last speaker."""
        beside = self._beside(quotation, span)
        if beside:
            return self.people.named(beside), beside
        if mention.lower().split(" of ")[0].split()[-1] in rules.words("bodies"):
            return None, None
        person = self.people.described(mention, span.start)
        if _INDEFINITE.match(mention):
            return person, None
        here = self._only_one_here(span.start, None)
        if here and (person is None or not self._is_here(person, span.start)):
            return here, None
        return person or (self.last.person if self.last else None), None

    def _beside(self, quotation: Quotation, span: Span) -> str | None:
        """A name right behind a description, or between it and its verb: «the man who drives it, Ivan Petrov, says»."""
        found = _BESIDE.match(self.document.text, span.end)
        if found is None and quotation.cue_span and 0 < quotation.cue_span.start - span.end < _FAR:
            found = _BETWEEN.search(self.document.text, span.end, quotation.cue_span.start)
        return clean(found[1]) if found and is_person_name(found[1]) else None

    def _only_one_here(self, offset: int, gender: str | None) -> Person | None:
        """The only person whom the paragraph names before an offset; None when it names none or several."""
        start = self.document.paragraphs[self.document.paragraph_at(offset)].start
        named = [one for one in self.people.persons if one.likely and any(start <= at < offset for at in one.at)]
        return named[0] if len(named) == 1 and (gender is None or named[0].gender in (None, gender)) else None

    def _is_here(self, person: Person, offset: int) -> bool:
        start = self.document.paragraphs[self.document.paragraph_at(offset)].start
        return any(start <= at < offset for at in person.at)

    def _by_pronoun(self, offset: int, gender: str) -> Person | None:
        """The last speaker, unless the gender excludes them or a later sentence is about somebody else."""
        since = self.document.paragraphs[self.document.paragraph_at(offset)].start if self._in_item(offset) else 0
        recent = self.people.last_before(offset, gender, since)
        here = self._only_one_here(offset, gender)
        if here and self.last and self.last.paragraph != self.document.paragraph_at(offset):
            return here
        if self.last is None or self.last.person is None:
            return recent
        speaker = self.last.person
        if speaker.gender not in (None, gender):
            return recent
        surer = recent is not None and speaker.gender is None and recent.gender == gender
        if recent and (self._is_subject_since(recent, offset) or (surer and self._is_since(recent, offset))):
            return recent
        return speaker

    def _in_item(self, offset: int) -> bool:
        return self.document.paragraph_at(offset) in self.document.items

    def _is_since(self, person: Person, offset: int) -> bool:
        floor = self.last.end if self.last else 0
        return any(floor <= at < offset for at in person.at)

    def _is_subject_since(self, person: Person, offset: int) -> bool:
        """Whether a sentence after the last quotation and before an offset begins with this person's name."""
        floor = self.last.end if self.last else 0
        for at in person.at:
            if floor <= at < offset:
                lead = self.document.text[max(0, at - 40) : at]
                if _SENTENCE_OPENS.search(lead):
                    return True
        return False

    def _without_mention(self, quotation: Quotation) -> tuple[Person | None, str | None]:
        """Words without a cue: the speaker of the quotation before them, else who was named last."""
        if self.last is not None:
            return self.last.person, self.last.name
        since = self.document.paragraphs[quotation.paragraph].start if quotation.paragraph in self.document.items else 0
        return self.people.last_before(quotation.spans[0].start, None, since), None
