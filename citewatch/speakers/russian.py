"""Russian quotations → whose words they are, in the nominative; None where the rules do not settle it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from citewatch import inflection, rules, text
from citewatch.model import Document, Quotation, Span
from citewatch.speakers.bodies_russian import Bodies, is_body
from citewatch.speakers.interviewed import find_interviewed
from citewatch.speakers.people_russian import FULL_NAME, People, Person
from citewatch.speakers.turns import find_outer, is_answer

_PRONOUNS = {
    **dict.fromkeys(("он", "его", "него", "ему", "нему", "им", "ним"), "m"),
    **dict.fromkeys(("она", "её", "ее", "неё", "нее", "ей", "ней"), "f"),
}
_OWN = frozenset(["я", "мы"])
_NOBODY = frozenset(
    "они их мой наш ты вы кто кто-то некто никто все многие некоторые другие одни тот та те этот эта сам".split()
)
_WORD = re.compile(r"[^\W\d_][\w‑-]*")
_SUBJECT = re.compile(r"\b(Он|Она)\b")
_THERE = re.compile(r"\b[Тт]ам\b")
_WHOSE = re.compile(r"\b(?:его|её|ее|их)\s", re.IGNORECASE)  # «её начальник» is not she
_NAME_AT_END = re.compile(r"[А-ЯЁ][\w-]+$")
_APPOSED = re.compile(r",\s(?P<name>[А-ЯЁ][\w-]+\s[А-ЯЁ][\w-]+),")  # «дежурный, Ермек Сабырович, сказал»
_NEAR = 20  # code points between «там» and its cue
_SENTENCE = re.compile(r"[.!?…»]\s+(?=[^.!?…]+[.!?…:]$)")
_CAPITAL = re.compile(r"[А-ЯЁ][\w-]+")
_BREAK = re.compile(r"[.!?…»]\s+")
_STOP = re.compile(r"[.!?…\n]")


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
        self._bodies = Bodies(document)
        self._quotations = quotations
        self._found: dict[Quotation, Person | str | None] = {}
        self._last: _Last | None = None

    def resolve(self, quotation: Quotation) -> Quotation:
        outer = find_outer(quotation, self._quotations)
        if is_answer(self._document, quotation) and quotation.speaker_span is None:
            found: Person | str | None = self._interviewed
        else:
            found = self._inside(quotation, outer) if outer else self._who(quotation)
        self._found[quotation] = found
        name = found.name if isinstance(found, Person) else found
        if outer is None and not is_answer(self._document, quotation):
            person = found if isinstance(found, Person) else None
            self._last = _Last(person, name, quotation.paragraph, quotation.spans[-1].end)
        return replace(quotation, speaker=name)

    def _inside(self, quotation: Quotation, outer: Quotation) -> Person | str | None:
        """Who is quoted inside other words: «я» is who says them, a pronoun whoever they speak of."""
        span = quotation.speaker_span
        if span is None:
            return None
        mention = text.fold(span.cut(self._document.text))
        words = _WORD.findall(mention.lower())
        if words and words[0] in _OWN:
            return self._found.get(outer)
        if mention.lower() in _PRONOUNS:
            return self._spoken_of(outer, span.start, _PRONOUNS[mention.lower()])
        known = self._people.in_words(mention) or self._people.described(mention)
        beside = _APPOSED.match(self._document.text, span.end)
        mention = beside["name"] if beside else mention
        return known or (self._unknown(mention, words) if words else None)

    def _spoken_of(self, outer: Quotation, offset: int, gender: str) -> Person | str | None:
        """Whom the outer words named last: a known person, who spoke in them, or somebody without a name."""
        start = outer.spans[0].start
        here = self._people.spoken_of(start, offset, gender)
        if here:
            return here[-1]
        spoke = {
            one.speaker_span.cut(self._document.text).lower(): who
            for one, who in self._found.items()
            if one.speaker_span and start <= one.speaker_span.start < offset
        }
        for word in reversed(_WORD.findall(self._document.text[start:offset])):
            if word.lower() in spoke and word.lower() not in _PRONOUNS:
                return spoke[word.lower()]
            if inflection.is_somebody(word, gender):
                return self._unknown(word, [word.lower()])
        return None

    def _unknown(self, mention: str, words: list[str]) -> str | None:
        """Somebody without a name, as they are called: «бабушка», «Ермек Сабырович»; no pronoun and no «мой отец»."""
        if any(inflection.is_pronoun(word) or word in _NOBODY for word in words):
            return None
        return (
            mention if mention[0].isupper() and not inflection.is_common(words[0]) else inflection.nominative(mention)
        )

    def _find_interviewed(self, quotations: Sequence[Quotation]) -> str | None:
        answers = [one for one in quotations if is_answer(self._document, one) and one.speaker_span is None]

        def between(start: int, end: int) -> list[str]:
            return [one.name for one in self._people.between(start, end)]

        return find_interviewed(self._document, answers, self._people.names_in, between) if answers else None

    def _who(self, quotation: Quotation) -> Person | str | None:
        span = quotation.speaker_span
        if span is None:
            return self._without_mention(quotation)
        mention = text.fold(span.cut(self._document.text))
        low = mention.lower()
        if low in _PRONOUNS:
            return self._by_pronoun(span.start, _PRONOUNS[low])
        words = _WORD.findall(low)
        if not words or words[0] in _NOBODY | _OWN:
            return None
        named = self._people.in_words(mention)
        if named:
            if self._is_owner_only(mention, words):
                return self._beside(quotation, span)
            return None if self._are_several(mention) else named
        return self._by_noun(quotation, span, mention)

    def _is_owner_only(self, mention: str, words: list[str]) -> bool:
        """«Дед Котовой»: somebody else, and the name says only whose."""
        name = _NAME_AT_END.search(mention)
        head = next((word for word in words[:-1] if inflection.is_common(word) and inflection.is_person(word)), None)
        return head is not None and name is not None and not self._people.is_nominative(name[0])

    def _are_several(self, mention: str) -> bool:
        """«Иванов и Петрова»: two speakers are none that can be named."""
        parts = re.split(r"\s(?:и|или)\s|,\s", mention)
        found = [self._people.in_words(part) for part in parts]
        return len({one.name for one in found if one}) > 1

    def _by_noun(self, quotation: Quotation, span: Span, mention: str) -> Person | str | None:
        """An anonymous source, a body, an unknown name, a group or a description."""
        words = _WORD.findall(mention)
        head = next((word for word in words if inflection.part_of_speech(word) == "NOUN"), words[-1])
        if inflection.lemma(head) == "источник":
            return next((one for one in self._people.persons if span.start in one.at), None)
        body = self._find_body(words, head)
        if body:
            return self._bodies.name(span, body)
        full = FULL_NAME.search(mention)
        if full:
            return str(full[0])
        last = _NAME_AT_END.search(mention)
        if last and (last.start() or last[0] == head) and not inflection.is_common(last[0]):
            return self._people.given(last[0]) or str(last[0])  # «продавщица Зоя»
        if head[0].isupper() and not inflection.is_common(head):
            return str(head)
        if inflection.is_thing(head):
            return None if inflection.lemma(head) in rules.words("papers-ru") else inflection.nominative(mention)
        case = "gent" if self._is_phrase(quotation) else "nomn"
        if inflection.is_plural(head, case):
            return self._group(mention, words, case)
        return self._by_description(quotation, span, head)

    def _find_body(self, words: list[str], head: str) -> str | None:
        """A body that speaks itself, or in a paper of its own: «ответ министерства»."""
        if is_body(head):
            return head
        paper = inflection.lemma(head) in rules.words("papers-ru")
        return next((word for word in words if is_body(word)), None) if paper else None

    def _is_phrase(self, quotation: Quotation) -> bool:
        """Whether the cue is a noun, which governs the genitive: «по словам жителей»."""
        cue = quotation.cue_span
        return cue is not None and inflection.part_of_speech(cue.cut(self._document.text)) == "NOUN"

    def _group(self, mention: str, words: list[str], case: str) -> str | None:
        """«Местные жители»: a group that is named, and by no pronoun alone."""
        named = not any(inflection.is_pronoun(word) or word.lower() in _NOBODY for word in words)
        return inflection.nominative(mention, case) if named else None

    def _by_description(self, quotation: Quotation, span: Span, head: str) -> Person | str | None:
        """«Демограф»: whom these words introduce, else the only person of the paragraph, else the last speaker."""
        person = self._beside(quotation, span) or self._people.described(head)
        if person or _WHOSE.search(self._document.text, max(0, span.start - _NEAR), span.end):
            return person
        if self._last and self._last.person and self._last.paragraph == quotation.paragraph:
            return self._last.person
        here = self._people.between(self._document.paragraphs[quotation.paragraph].start, span.start)
        if len(here) == 1:
            return here[0]
        return self._last.person if self._last and self._last.paragraph >= quotation.paragraph - 1 else None

    def _beside(self, quotation: Quotation, span: Span) -> Person | None:
        """The only person named between a description and its cue: «рыбак, по паспорту Иван Петров, уверял»."""
        cue = quotation.cue_span
        if cue is None or cue.start < span.end or _STOP.search(self._document.text, span.end, cue.start):
            return None
        here = self._people.between(span.end, cue.start)
        return here[0] if len(here) == 1 else None

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
        if cue and inflection.may_lack_subject(cue.cut(self._document.text)):
            there = _THERE.search(self._document.text, max(0, cue.start - _NEAR), cue.start)
            return self._bodies.last_before(cue.start) if there else None
        start = self._document.paragraphs[quotation.paragraph].start
        words = quotation.spans[0].start
        lead = self._document.text[start:words].rstrip('«"„“ ')
        if lead.endswith(":") and cue is None:  # without a cue: who says it stands in the same sentence, or nowhere
            here = self._people.between(words - len(_BREAK.split(lead)[-1]) - 2, words)
            return here[0] if len(here) == 1 else None
        if opens := self._opens_before(start, lead):
            return opens
        if self._last and self._last.paragraph == quotation.paragraph:
            return self._last.person or self._last.name
        pronoun = _SUBJECT.search(self._document.text, start, words)
        if pronoun:
            return self._by_pronoun(pronoun.start(), _PRONOUNS[pronoun[1].lower()])
        here = self._people.between(start, words)
        return here[0] if len(here) == 1 else None

    def _opens_before(self, start: int, lead: str) -> Person | None:
        """The person with whose name the last sentence opens before words, if nobody spoke since."""
        sentence = start + max((one.end() for one in _SENTENCE.finditer(lead)), default=0)
        if self._last and self._last.end > sentence:
            return None
        name = FULL_NAME.match(self._document.text, sentence) or _CAPITAL.match(lead, sentence - start)
        return self._people.in_words(name[0]) if name else None
