"""Marked words inside words that are themselves quoted → quotations of the inner speaker."""

import re
from collections.abc import Iterator, Sequence

from citewatch import text
from citewatch.model import Document, Kind, Quotation, Span
from citewatch.quotations import attribution, marks

_WORD = re.compile(r"\w+")
_FEWEST = 2  # one word that somebody is said to have said is a name more often than not
_BESIDE = re.compile(r"\s*[,!?…]?\s*[–—-]\s+")
_STOP = re.compile(r"[.!?…;:]\s|[–—]\s|[»”“]|$")


def find_nested(document: Document, found: Sequence[Quotation]) -> Iterator[Quotation]:
    """Those inside quotations of a document that have a cue of their own and were not found yet."""
    known = {span for one in found for span in one.spans}
    for outer in found:
        for span in outer.spans:
            for mark in marks.find_marked(document.text, span):
                inner = _read(document, outer, span, mark)
                if inner and not known & set(inner.spans):
                    known |= set(inner.spans)
                    yield inner


def _read(document: Document, outer: Quotation, span: Span, mark: marks.Marked) -> Quotation | None:
    body, spoken = document.text, attribution.voice(document.lang)
    if len(text.words(mark.inside.cut(body))) < _FEWEST or mark.inside == span:
        return None
    before = body[span.start : mark.outside.start].rstrip()
    dash = _BESIDE.match(body, mark.outside.end, span.end)
    told = None
    if before.endswith(":"):
        told = attribution.find_before(body, Span(span.start, span.start + len(before)), spoken)
    elif dash:
        stop = _STOP.search(body, dash.end(), span.end)
        told = attribution.find_behind(body, Span(dash.end(), stop.start() if stop else span.end), spoken)
    return Quotation((mark.inside,), Kind.DIRECT, outer.paragraph, told.cue, told.speaker) if told else None
