"""A document in a language without a parser → its quotations, by rules over marks and the words around them.

Ukrainian and Kazakh have cues, and indirect quotations in their plainest forms; other languages marked words only.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cache

from citewatch import rules, text
from citewatch.model import Document, Kind, Quotation, Span
from citewatch.quotations import attribution
from citewatch.quotations.attribution import NAME, Told
from citewatch.quotations.cues import TERM_WORDS
from citewatch.quotations.marks import Marked
from citewatch.quotations.reported import LIMIT, between, is_name
from citewatch.quotations.splits import find_marked, stands_alone

_EDGES = " \t\n,;:.–—-()"
_END = re.compile(r"[.!?…][»”\"]?\s+(?=\W?[^\W\d_a-zа-яёіїєґәғқңөұүһ])|\n")
_SET_OFF = re.compile(r"[»”“\"]?\s*[,.!?…]*\s*[–—-]\s+(?=\w)|[»”“\"]?,?\s+(?=деп\b)")
_WORD = re.compile(r"\w+")
_IN_BODY = re.compile(r"(?:в|у|на)\s+(?P<who>.+)", re.IGNORECASE)
_LAST_WORD = re.compile(r"(?P<who>\w+)$")
_LONGEST = 2_000  # code points of a sentence; longer ones are lists
_FEW = 2  # a reported clause of fewer words says too little


def find_direct(document: Document) -> Iterator[Quotation]:
    """All quotations, in the order of the text."""
    for number, paragraph in enumerate(document.paragraphs):
        if paragraph.end > LIMIT:
            return
        yield from _Reader(document, number, paragraph).quotations()


class _Reader:
    """Reads one paragraph."""

    def __init__(self, document: Document, number: int, paragraph: Span) -> None:
        self._text = document.text
        self._lang = document.lang
        self._voice = attribution.voice(document.lang)
        self._number = number
        self._paragraph = paragraph
        self._marked = find_marked(document.text, paragraph)

    def quotations(self) -> list[Quotation]:
        found = list(self._indirect())
        taken = [span for one in found for span in one.spans]
        free = [one for one in self._marked if not any(span.overlaps(one.inside) for span in taken)]
        found += [one for group in self._groups(free) if (one := self._direct(group))]
        return sorted(found, key=lambda one: one.spans)

    def _groups(self, marked: list[Marked]) -> list[list[Marked]]:
        """Pieces of one speech that the author's words part: «Вода, – каже він, – пішла»."""
        groups: list[list[Marked]] = []
        for one in marked:
            if groups and not one.whole and not groups[-1][-1].whole and self._is_author(groups[-1][-1], one):
                groups[-1].append(one)
            else:
                groups.append([one])
        return groups

    def _is_author(self, one: Marked, other: Marked) -> bool:
        between = self._text[one.outside.end : other.outside.start]
        return not re.search("[«»“”\n]", between) and bool(self._voice.cues.search(between))

    def _direct(self, group: list[Marked]) -> Quotation | None:
        first, last = group[0].outside, group[-1].outside
        told = self._told(group[0].outside, group[1].outside.start if len(group) > 1 else None)
        spans = tuple(one.inside for one in group)
        words = max(len(text.words(span.cut(self._text))) for span in spans)
        if told:
            return Quotation(spans, Kind.DIRECT, self._number, *told) if words > 1 else None
        sentence = Span(self._start(first.start), last.end)
        alone = words >= TERM_WORDS and not is_name(group[0].inside.cut(self._text))
        return (
            Quotation(spans, Kind.DIRECT, self._number)
            if alone and stands_alone(self._text, sentence, group[0])
            else None
        )

    def _told(self, outside: Span, until: int | None) -> Told | None:
        """The cue behind a dash, with the name before it where none is behind; else the cue before a colon."""
        before = Span(self._start(outside.start), outside.start)
        set_off = _SET_OFF.match(self._text, outside.end, self._paragraph.end)
        if set_off:
            behind = Span(set_off.end(), until or self._end(set_off.end()))
            told = attribution.find_behind(self._text, behind, self._voice)
            led = self._text[before.start : before.end].rstrip().endswith(":")
            if told and (led or told.speaker is None):
                own = attribution.find_name(self._text, before, Span(before.end, before.end), self._voice)
                return Told(told.cue, own or told.speaker)
            if told:
                return told
        return attribution.find_before(self._text, before, self._voice) if before.start < before.end else None

    def _start(self, offset: int) -> int:
        """Where the sentence begins that holds an offset, or the marked words before it end."""
        before = bisect_right(self._marked, offset, key=lambda one: one.outside.end)
        floor = self._marked[before - 1].outside.end if before else 0
        first = max(self._paragraph.start, floor, offset - _LONGEST)
        return max([first, *(one.end() for one in _END.finditer(self._text, first, offset))])

    def _end(self, offset: int) -> int:
        after = bisect_left(self._marked, offset, key=lambda one: one.outside.start)
        last = self._marked[after].outside.start if after < len(self._marked) else self._paragraph.end
        stop = _END.search(self._text, offset, min(last, offset + _LONGEST))
        return stop.start() if stop else min(last, offset + _LONGEST)

    def _indirect(self) -> Iterator[Quotation]:
        """«За словами X, …», «X сказав, що …», «X айтуынша, …», in sentences that are not themselves quoted."""
        for sentence in text.sentences(self._text, self._paragraph, self._lang):
            first = bisect_right(self._marked, sentence.start, key=lambda one: one.outside.end)
            met = [one.outside for one in between(self._marked[first:], Span(0, sentence.end))]
            inside = any(one.start <= sentence.start or one.end > sentence.end for one in met)
            if not inside and sentence.end - sentence.start <= _LONGEST and (found := self._reported(sentence)):
                yield found

    def _reported(self, sentence: Span) -> Quotation | None:
        for pattern in _patterns(self._lang):
            found = pattern.match(self._text, sentence.start, sentence.end)
            if found:
                return self._under(found)
        return None

    def _under(self, found: re.Match[str]) -> Quotation | None:
        groups = found.groupdict()
        if any(one.outside.overlaps(Span(*found.span("cue"))) for one in self._marked):
            return None
        pieces = [Span(*found.span(name)) for name in ("left", "right") if groups.get(name)]
        spans = [piece for span in pieces for piece in self._cut(span)]
        if sum(len(text.words(span.cut(self._text))) for span in spans) < _FEW:
            return None
        heard = any(one.inside in spans for one in self._marked)
        kind = Kind.MIXED if heard else Kind.INDIRECT
        return Quotation(tuple(spans), kind, self._number, Span(*found.span("cue")), self._owner(found))

    def _owner(self, found: re.Match[str]) -> Span | None:
        group = "whose" if found.groupdict().get("whose") else "who"
        who = text.trim(self._text, Span(*found.span(group)), _EDGES)
        inner = _IN_BODY.match(self._text, who.start, who.end) or self._pronoun(who)
        if inner:
            return Span(*inner.span("who"))
        name = NAME.search(self._text, who.start, who.end)
        whole = name and (name.start() > who.start or " " in name[0])
        return Span(*name.span()) if name and whole else who if who.start < who.end else None

    def _pronoun(self, who: Span) -> re.Match[str] | None:
        """«Водночас він»: the pronoun behind what opens the sentence."""
        last = _LAST_WORD.search(self._text, who.start, who.end)
        return last if last and last[0].lower() in self._voice.pronouns else None

    def _cut(self, span: Span) -> list[Span]:
        """A reported stretch, with what is marked in it apart."""
        pieces, at = [], span.start
        for one in self._marked:
            if span.covers(one.outside) and len(text.words(one.inside.cut(self._text))) > 1:
                pieces += [Span(at, one.outside.start), one.inside]
                at = one.outside.end
        pieces.append(Span(at, span.end))
        trimmed = [text.trim(self._text, piece, _EDGES) for piece in pieces]
        return [piece for piece in trimmed if _WORD.search(piece.cut(self._text))]


@cache
def _patterns(lang: str) -> tuple[re.Pattern[str], ...]:
    """What reports indirectly: groups `cue`, `who`, and the reported words `left` and `right` of them."""
    if lang == "uk":
        return _ukrainian()
    return _kazakh() if lang == "kk" else ()


def _ukrainian() -> tuple[re.Pattern[str], ...]:
    verbs = attribution.voice("uk").cues.pattern
    prepositions = "|".join(preposition for preposition, _ in rules.pairs("cue-nouns-uk"))
    nouns = "|".join(form for _, forms in rules.pairs("cue-nouns-uk") for form in forms.split())
    who = r"[^,.:;!?«»]{2,80}?"
    left = r"(?:(?P<left>[^:]*?),\s+)?"
    return (
        _compile(rf"{left}(?:{prepositions})\s+(?P<whose>\w+\s+)?(?P<cue>{nouns})(?P<who>(?:\s+{who})?),\s+(?P<right>.+)$"),
        _compile(rf"{left}як\s+(?:\w+\s+){{0,2}}?(?P<cue>{verbs})(?P<who>\s+{who}),\s+(?P<right>.+)$"),
        _compile(rf"(?P<who>[^:«»]{{2,120}}?)\s(?P<cue>{verbs})(?:\s[^,.:;!?«»]{{1,60}})?,\s+(?:що|ніби|нібито)\s+(?P<right>.+)$"),
        _compile(rf"(?P<left>[^:«»]+?),\s+(?P<cue>{verbs})\s+(?P<who>{who})(?:,\s+(?P<right>.+)|[.!?…]*)$"),
        _compile(rf"(?P<who>[^,:«»]{{2,80}}?)\s(?P<cue>{verbs}):\s+(?P<right>[^«„“\"].+)$"),
    )  # fmt: skip


def _kazakh() -> tuple[re.Pattern[str], ...]:
    nouns = "|".join(rules.lines("cue-nouns-kk"))
    verbs = attribution.voice("kk").cues.pattern
    said = r"\w*(?:ынын|інін|анын|енін|ығын|ігін|оғын|арын|ерін)"
    return (
        _compile(rf"(?:(?P<left>[^:]*?),\s+)?(?P<who>[^,.:;!?«»]{{2,80}}?)\s+(?P<cue>{nouns}),\s+(?P<right>.+)$"),
        _compile(rf"(?P<who>ол|(?-i:{NAME.pattern}))\s+(?P<left>[^:«»]+?{said})\s+(?P<cue>{verbs})[.!?…]*$"),
        _compile(rf"(?P<who>ол|(?:[^,.:;!?«»]{{1,60}}?\s)?(?-i:{NAME.pattern}))\s+(?P<left>[^:«»]+?)\s+деп\s+(?P<cue>{verbs})[.!?…]*$"),
    )  # fmt: skip


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.DOTALL | re.IGNORECASE)
