"""A document in a language without a parser → direct quotations: marks with the cue and the name beside them."""

import re
from collections.abc import Iterator
from functools import cache

from citewatch import rules, text
from citewatch.model import Document, Kind, Quotation, Span
from citewatch.quotations.marks import Marked, find_marked
from citewatch.quotations.reported import LIMIT, TERM_WORDS, between

_UPPER = r"[A-ZÀ-ÞĞİŞА-ЯЁІЇЄҐӘҒҚҢӨҰҮҺ]"
_NAMES = rf"(?<![\w’'‑-]){_UPPER}[\w’'‑-]+(?:\s+{_UPPER}[\w.’'‑-]*){{0,2}}"
_ACCORDING = re.compile(rf"\b(?P<cue>[Зз]а словами)\s+(?P<speaker>{_NAMES})")


@cache
def _cue() -> re.Pattern[str]:
    listed = {form for line in rules.lines("cues-other") for form in line.split()}
    verbs = "|".join(sorted(listed, key=len, reverse=True))
    return re.compile(
        rf"(?:(?P<before>{_NAMES})(?:,[^,«»]{{2,60}},)?\s+)?\b(?P<cue>{verbs})\b(?:\s+(?P<after>(?:\w+\s+){{0,3}}?{_NAMES}))?"
    )


def find_direct(document: Document) -> Iterator[Quotation]:
    """Marked words, in the order of the text."""
    for number, paragraph in enumerate(document.paragraphs):
        if paragraph.end > LIMIT:
            return
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
