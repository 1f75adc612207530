"""Russian quotations → whose words they are, in the nominative; None where the rules do not settle it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from citewatch import inflection, rules, text
from citewatch.model import Document, Quotation, Span
from citewatch.speakers.people_russian import FULL_NAME, People, Person

_PRONOUNS = {
    **dict.fromkeys(("он", "его", "него", "ему", "нему", "им", "ним"), "m"),
    **dict.fromkeys(("она", "её", "ее", "неё", "нее", "ей", "ней"), "f"),
}
_NOBODY = frozenset(
    "я мы они их мой наш ты вы кто кто-то некто никто все многие некоторые другие одни тот та те этот эта сам".split()
)
_MANY = ("ся", "ли", "ют", "ят", "ут", "ат")  # «говорят», «говорится»: nobody in particular
_WORD = re.compile(r"[^\W\d_][\w‑-]*")
_TITLED = re.compile(r"\s*[«\"]([^«»\"]{2,60})[»\"]")
_SUBJECT = re.compile(r"\b(Он|Она)\b")
_DASH = re.compile(r"[–—-]\s")


@dataclass(slots=True)
class _Last:
    """The speaker of the quotation before."""

    person: Person | None
    name: str | None
    paragraph: int
    end: int


def resolve_speakers(document: Document, quotations: Sequence[Quotation]) -> tuple[Quotation, ...]:
    """Each quotation with its speaker's name."""
    resolver = _Resolver(document, quotations)
    return tuple(resolver.resolve(one) for one in quotations)


class _Resolver:
    def __init__(self, document: Document, quotations: Sequence[Quotation]) -> None:
        self._document = document
        self._people = People(document, [span for one in quotations for span in one.spans])
        self._interviewed = self._find_interviewed(quotations)
        self._bodies: dict[str, str] = {}
        self._last: _Last | None = None

    def resolve(self, quotation: Quotation) -> Quotation:
        if self._is_answer(quotation) and quotation.speaker_span is None:
            return replace(quotation, speaker=self._interviewed)
        found = self._who(quotation)
        person = found if isinstance(found, Person) else None
        name = person.name if person else found
        named = name if isinstance(name, str) else None
        self._last = _Last(person, named, quotation.paragraph, quotation.spans[-1].end)
        return replace(quotation, speaker=named)

    def _is_answer(self, quotation: Quotation) -> bool:
        paragraph = self._document.paragraphs[quotation.paragraph]
        return quotation.cue_span is None and bool(_DASH.match(self._document.text, paragraph.start))

    def _find_interviewed(self, quotations: Sequence[Quotation]) -> str | None:
        """The only person whom the title names, else the lead; else the byline's."""
        people, title = self._people, self._document.title or ""
        answers = [one for one in quotations if self._is_answer(one) and one.speaker_span is None]
        if not answers:
            return None
        titled = people.in_words(title)
        if titled:
            return titled.name
        lead = self._document.paragraphs[max(0, answers[0].paragraph - 1)].start or answers[0].spans[0].start
        led = people.between(0, max(lead, 1))
        if led:
            return led[0].name if len(led) == 1 else None
        return people.author

    def _who(self, quotation: Quotation) -> Person | str | None:
        span = quotation.speaker_span
        if span is None:
            return self._without_mention(quotation)
        mention = text.fold(span.cut(self._document.text))
        low = mention.lower()
        if low in _PRONOUNS:
            return self._by_pronoun(span.start, _PRONOUNS[low])
        words = _WORD.findall(low)
        if not words or words[0] in _NOBODY:
            return None
        named = self._people.in_words(mention)
        if named:
            return named
        return self._by_noun(quotation, span, mention)

    def _by_noun(self, quotation: Quotation, span: Span, mention: str) -> Person | str | None:
        """An anonymous source, a body, an unknown name or a description."""
        words = _WORD.findall(mention)
        head = next((word for word in words if inflection.part_of_speech(word) == "NOUN"), words[-1])
        if inflection.lemma(head) == "источник":
            return next((one for one in self._people.persons if span.start in one.at), None)
        if head.lower().startswith(rules.lines("bodies-ru")):
            return self._body(span, mention, inflection.lemma(head))
        full = FULL_NAME.search(mention)
        if full:
            return str(full[0])
        if head[0].isupper() and not inflection.is_common(head):
            return str(head)
        return self._by_description(quotation, span, head)

    def _body(self, span: Span, mention: str, head: str) -> str | None:
        """The name in marks in or behind a mention, else its words; one word alone stands for a body named before."""
        titled = _TITLED.search(mention) or _TITLED.match(self._document.text, span.end)
        if titled:
            name = titled[1]
        elif len(mention.split()) == 1:
            return self._bodies.get(head)
        else:
            name = inflection.nominative(mention)
        self._bodies[head] = name
        return name

    def _by_description(self, quotation: Quotation, span: Span, head: str) -> Person | str | None:
        """«Демограф»: whom these words introduce, else the only person of the paragraph, else the last speaker."""
        person = self._people.described(head)
        if person or inflection.is_plural(head):
            return person
        if self._last and self._last.person and self._last.paragraph == quotation.paragraph:
            return self._last.person
        here = self._people.between(self._document.paragraphs[quotation.paragraph].start, span.start)
        if len(here) == 1:
            return here[0]
        return self._last.person if self._last and self._last.paragraph >= quotation.paragraph - 1 else None

    def _by_pronoun(self, offset: int, gender: str) -> Person | None:
        """Whoever of this gender was named last, unless the last speaker spoke since."""
        floor = self._last.end if self._last else 0
        recent = self._people.before(offset, gender)
        speaker = self._last.person if self._last else None
        if speaker and speaker.gender in (None, gender) and (recent is None or recent[0] < floor):
            return speaker
        return recent[1] if recent else None

    def _without_mention(self, quotation: Quotation) -> Person | str | None:
        """Words without a mention go on with those before them in the paragraph; «говорят» has nobody."""
        cue = quotation.cue_span
        if cue and cue.cut(self._document.text).lower().endswith(_MANY):
            return None
        if self._last and self._last.paragraph == quotation.paragraph:
            return self._last.person or self._last.name
        start = self._document.paragraphs[quotation.paragraph].start
        pronoun = _SUBJECT.search(self._document.text, start, quotation.spans[0].start)
        if pronoun:
            return self._by_pronoun(pronoun.start(), _PRONOUNS[pronoun[1].lower()])
        here = self._people.between(start, quotation.spans[0].start)
        return here[0] if len(here) == 1 else None
