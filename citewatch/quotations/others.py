"""A document in Russian or another language → direct quotations: marks with their cue, turns of a dialogue."""

import re
from collections.abc import Iterator
from functools import cache

from citewatch import rules, text
from citewatch.model import Document, Kind, Quotation, Span
from citewatch.quotations.english import LIMIT, TERM_WORDS, between
from citewatch.quotations.marks import Marked, find_marked

_TURN = re.compile(r"[-–—]\s*(?=\S)")
_UPPER = r"[A-ZÀ-ÞĞİŞА-ЯЁІЇЄҐӘҒҚҢӨҰҮҺ]"
_NAMES = rf"(?<![\w’'‑-]){_UPPER}[\w’'‑-]+(?:\s+{_UPPER}[\w.’'‑-]*){{0,2}}"
_ROUND_TABLE = re.compile(rf"(?P<speaker>{_UPPER}[\w-]+\s+{_UPPER}[\w-]+)(?:,\s[^:.?!]{{3,120}})?:\s*")
_ACCORDING = re.compile(rf"\b(?P<cue>[Пп]о (?:словам|мнению|данным|версии)|[Зз]а словами)\s+(?P<speaker>{_NAMES})")
_FEWEST_TURNS = 4  # fewer dashes at the start of a paragraph are a list or a chance


@cache
def _cue() -> re.Pattern[str]:
    verbs = "|".join(sorted({form for line in rules.lines("cues-ru") for form in line.split()}, key=len, reverse=True))
    return re.compile(
        rf"(?:(?P<before>{_NAMES})(?:,[^,«»]{{2,60}},)?\s+)?\b(?P<cue>{verbs})\b(?:\s+(?P<after>(?:[а-яё-]+\s+){{0,3}}?{_NAMES}))?"
    )


def find_direct(document: Document) -> Iterator[Quotation]:
    """Turns of a dialogue and marked words, in the order of the text."""
    turns = [n for n, span in enumerate(document.paragraphs) if _TURN.match(document.text, span.start)]
    dialogue = frozenset(turns) if len(turns) >= _FEWEST_TURNS else frozenset()
    holder: Span | None = None
    for number, paragraph in enumerate(document.paragraphs):
        if paragraph.end > LIMIT:
            return
        named = _ROUND_TABLE.match(document.text, paragraph.start, paragraph.end)
        if named:
            holder = Span(*named.span("speaker"))
        if number in dialogue:
            yield from _turn(document, number, paragraph, holder)
        elif named and named.end() < paragraph.end and dialogue == frozenset():
            yield Quotation((Span(named.end(), paragraph.end),), Kind.DIRECT, number, speaker_span=holder)
        else:
            yield from _marked(document, number, paragraph)


def _turn(document: Document, number: int, paragraph: Span, holder: Span | None) -> Iterator[Quotation]:
    """An answer is a quotation of the person interviewed; a question is the journalist's and is left out."""
    found = _TURN.match(document.text, paragraph.start)
    words = text.trim(document.text, Span(found.end() if found else paragraph.start, paragraph.end))
    if not words.cut(document.text).rstrip(" )»”").endswith("?"):
        yield Quotation((words,), Kind.DIRECT, number, speaker_span=holder)


def _marked(document: Document, number: int, paragraph: Span) -> Iterator[Quotation]:
    marked = find_marked(document.text, paragraph)
    for sentence in text.sentences(document.text, paragraph, document.lang) if marked else ():
        inside = between(marked, sentence)
        if inside:
            yield from _in_sentence(document, number, sentence, inside)


def _in_sentence(document: Document, number: int, sentence: Span, marked: tuple[Marked, ...]) -> Iterator[Quotation]:
    masked = list(document.text[sentence.start : max(sentence.end, marked[-1].outside.end) + 120])
    for one in marked:
        for at in range(one.outside.start - sentence.start, min(one.outside.end - sentence.start, len(masked))):
            masked[at] = "\x00"
    line = "".join(masked).split("\n")[0]
    found = _ACCORDING.search(line) or _cue().search(line)
    spans = tuple(one.inside for one in marked if found or len(text.words(one.inside.cut(document.text))) >= TERM_WORDS)
    if not spans or not any(len(text.words(span.cut(document.text))) >= 2 for span in spans):
        return
    if found is None:
        yield Quotation(spans, Kind.DIRECT, number)
        return
    groups = found.groupdict()
    name = next((group for group in ("speaker", "before", "after") if groups.get(group)), None)
    yield Quotation(
        spans, Kind.DIRECT, number, _at(sentence, found, "cue"), _at(sentence, found, name) if name else None
    )


def _at(sentence: Span, found: re.Match[str], group: str) -> Span:
    return Span(sentence.start + found.start(group), sentence.start + found.end(group))
