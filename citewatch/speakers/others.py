"""Ukrainian and Kazakh quotations → whose words they are; None where the rules do not settle it."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from citewatch import rules, text
from citewatch.model import Document, Quotation, Span
from citewatch.people import stems
from citewatch.speakers import forms
from citewatch.speakers.interviewed import find_interviewed
from citewatch.speakers.turns import find_outer, is_answer

_UPPER = r"[A-ZА-ЯЁІЇЄҐӘҒҚҢӨҰҮҺ]"
_PART = rf"{_UPPER}[\w’'‑-]+"
_FULL_NAME = re.compile(rf"(?<![\w-]){_PART}(?:[ \n]{_UPPER}\.)?(?:[ \n]{_PART}){{1,3}}")
_CAPITAL = re.compile(rf"(?<![\w-]){_PART}")
_PRONOUNS = {
    **dict.fromkeys(("він", "його", "ним", "нього"), "m"),
    **dict.fromkeys(("вона", "її", "нею", "неї"), "f"),
    **dict.fromkeys(("ол", "оның"), None),
}
_OWN = frozenset(["я", "ми", "мен", "біз"])
_NOBODY = frozenset("вони їх хто хтось ніхто всі усі багато дехто деякі інші олар кейбіреулер біреу ешкім".split())
_ADDRESSES = frozenset(["Пан", "Пане", "Пані"])
_PLACING = re.compile(r"(?<!\w)(?:[вузі]|із|зі|на|до|від|біля|під|поблизу|для)[ \n]\Z")  # what follows is a place
_PLACED = re.compile(r"(?:[дт]ағы|[дт]егі|[лдт]ық|[лдт]ік)$")  # «Алматыдағы», «алматылық»
_PATRONYMIC = re.compile(r"(?:івн[аиіоу]ю?|ївн[аиіоу]ю?|[йо]вич\w{0,3}|ұлы\w{0,3}|қызы\w{0,3})$")
_ROLE = 80  # code points before a full name that may say who somebody is


@dataclass(frozen=True, slots=True)
class _Person:
    name: str
    gender: str | None
    roles: frozenset[str]
    at: tuple[int, ...]


def resolve_speakers(document: Document, quotations: Sequence[Quotation]) -> tuple[Quotation, ...]:
    """Each quotation with its speaker's name."""
    resolver = _Resolver(document, quotations)
    return tuple(resolver.resolve(one) for one in quotations)


class _Resolver:
    def __init__(self, document: Document, quotations: Sequence[Quotation]) -> None:
        self._document = document
        self._quotations = quotations
        self._author = document.byline or ""
        self._persons = self._find_persons()
        self._interviewed = self._find_interviewed()
        self._names: dict[Quotation, str | None] = {}
        self._last: tuple[Quotation, str | None] | None = None

    def resolve(self, quotation: Quotation) -> Quotation:
        name = self._who(quotation)
        self._names[quotation] = name
        if find_outer(quotation, self._quotations) is None:
            self._last = (quotation, name)
        return replace(quotation, speaker=name)

    def _find_persons(self) -> list[_Person]:
        """Those named in full; a name in another case than the nominative counts when no other form of it stands."""
        body, lang = self._document.text, self._document.lang
        found: dict[str, _Person] = {}
        whole = f"{self._document.title or ''}\n\n{body}"
        for match in _FULL_NAME.finditer(whole):
            name = forms.nominative_name(_without_role(whole, match), lang)
            if len(name.split()) < 2 or name == self._author or name.split()[0] in _ADDRESSES:
                continue
            if any(forms.is_form(match[0].split()[-1], one.name.split()[-1], lang) for one in found.values()):
                continue
            at = tuple(one.start() for one in _CAPITAL.finditer(body) if forms.is_form(one[0], name.split()[-1], lang))
            lead = body[max(0, at[0] - _ROLE) : at[0]] if at else ""
            roles = stems(re.split(r"[.!?:;»«\n]", lead)[-1])
            found[name] = _Person(name, forms.gender(name, lang), roles, at)
        return list(found.values())

    def _find_interviewed(self) -> str | None:
        answers = [one for one in self._quotations if is_answer(self._document, one) and one.speaker_span is None]

        def named_in(words: str) -> list[str]:
            found = _CAPITAL.findall(words)
            return [one.name for one in self._persons if any(self._is_called(one, word) for word in found)]

        def between(start: int, end: int) -> list[str]:
            return [one.name for one in self._persons if any(start <= at < end for at in one.at)]

        return find_interviewed(self._document, answers, named_in, between) if answers else None

    def _who(self, quotation: Quotation) -> str | None:
        if is_answer(self._document, quotation) and quotation.speaker_span is None:
            return self._interviewed
        span = quotation.speaker_span
        if span is None:
            return self._without_mention(quotation)
        mention = text.fold(span.cut(self._document.text))
        low = mention.lower()
        if low in _OWN:
            outer = find_outer(quotation, self._quotations)
            return self._names.get(outer) if outer else None
        if low in _PRONOUNS:
            return self._by_pronoun(span.start, _PRONOUNS[low])
        if not low or low.split()[0] in _NOBODY:
            return None
        return self._by_name(mention) or self._by_noun(quotation, mention)

    def _by_name(self, mention: str) -> str | None:
        words = _CAPITAL.findall(mention)
        fits = [one for one in self._persons for word in words[-1:] if self._is_called(one, word)]
        if len(fits) > 1:
            fits = [one for one in fits if forms.is_form(words[0], one.name.split()[0], self._document.lang)]
        return fits[0].name if len(fits) == 1 else None

    def _is_called(self, person: _Person, word: str) -> bool:
        return forms.is_form(word, person.name.split()[-1], self._document.lang)

    def _by_noun(self, quotation: Quotation, mention: str) -> str | None:
        """A body, else the only person whom the words of a description introduce, else an unknown full name."""
        lang = self._document.lang
        if any(word.startswith(rules.lines(f"bodies-{lang}")) for word in mention.lower().split()):
            return self._body(mention)
        if _FULL_NAME.fullmatch(mention):
            return forms.nominative_name(mention, lang)
        wanted = stems(mention)
        described = [one for one in self._persons if wanted & one.roles]
        if len(described) == 1:
            return described[0].name
        last = self._last
        return last[1] if last and last[0].paragraph == quotation.paragraph and not described else None

    def _body(self, mention: str) -> str:
        """A body in the nominative; one word stands for a longer name given before."""
        name = forms.nominative(mention, self._document.lang)
        if " " not in name:
            longer = [one for one in self._names.values() if one and one.startswith(f"{name} ")]
            return longer[-1] if longer else name
        return name

    def _by_pronoun(self, offset: int, gender: str | None) -> str | None:
        """Whoever of this gender was named last, unless the last speaker spoke since."""
        said = sorted(span for one in self._quotations for span in one.spans)
        recent = max(
            ((at, one.name) for one in self._persons if None in (gender, one.gender) or one.gender == gender
             for at in one.at if at < offset and not _is_inside(at, said)),
            default=None,
        )  # fmt: skip
        if self._last and self._last[1]:
            speaker = next((one for one in self._persons if one.name == self._last[1]), None)
            fits = speaker is not None and (None in (gender, speaker.gender) or speaker.gender == gender)
            if fits and (recent is None or recent[0] < self._last[0].spans[-1].end):
                return self._last[1]
        return recent[1] if recent else None

    def _without_mention(self, quotation: Quotation) -> str | None:
        if self._last and self._last[0].paragraph == quotation.paragraph:
            return self._last[1]
        start = self._document.paragraphs[quotation.paragraph].start
        here = [one for one in self._persons if any(start <= at < quotation.spans[0].start for at in one.at)]
        return here[0].name if len(here) == 1 else None


def _without_role(whole: str, match: re.Match[str]) -> str:
    """A full name without what stands before it: «Регентка Ярина Підопригора», «у Лозовій Ярина Підопригора»."""
    parts = match[0].split()
    before = whole[max(0, match.start() - 12) : match.start()]
    opens = not re.search(r"[\w,][ \n]\Z", before)
    placed = _PLACING.search(before) or _PLACED.search(parts[0])
    more = len(parts) > 2 and not _PATRONYMIC.search(parts[1])
    return " ".join(parts[1:] if more and (opens or placed) else parts[:3])


def _is_inside(offset: int, spans: list[Span]) -> bool:
    at = bisect_left(spans, Span(offset + 1, 0)) - 1
    return at >= 0 and spans[at].start <= offset < spans[at].end
