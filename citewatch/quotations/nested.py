"""Marked words inside words that are themselves quoted → quotations of the inner speaker."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from citewatch import text
from citewatch.model import Document, Kind, Quotation, Span
from citewatch.quotations import attribution, marks

_COLON = re.compile(r"\s*:\s*[«\"“„]")
_FEWEST = 2  # one word that somebody is said to have said is a name more often than not
_BESIDE = re.compile(r"\s*[,!?…]?\s*[–—-]\s+")
_STOP = re.compile(r"[.!?…;:]\s|[–—]\s|[»”“]|$")


def with_nested(document: Document, found: Sequence[Quotation]) -> Iterator[Quotation]:
    """All quotations, and those inside them that have a cue of their own and were not found yet."""
    known = {span for one in found for span in one.spans}
    for one in found:
        outer, inner = _part(document, one)
        yield outer
        yield from inner
        for span in outer.spans:
            for mark in marks.find_marked(document.text, span):
                read = None if mark.inside in known else _read(document, outer, span, mark)
                if read:
                    known.add(mark.inside)
                    yield read


def _part(document: Document, mixed: Quotation) -> tuple[Quotation, list[Quotation]]:
    """«Он рассказал, что мастер кричал: «…»»: the marked words are the master's, and the clause with them is his."""
    body, spans, inner = document.text, list(mixed.spans[:1]), []
    for span in mixed.spans[1:]:
        last = spans[-1]
        told = None
        if mixed.kind == Kind.MIXED and _COLON.fullmatch(body, last.end, span.start):
            told = attribution.find_before(body, last, attribution.voice(document.lang))
        if told is None:
            spans.append(span)
            continue
        spans[-1] = Span(last.start, span.end + (body[span.end : span.end + 1] in '»”“"'))
        inner.append(Quotation((span,), Kind.DIRECT, mixed.paragraph, told.cue, told.speaker))
    marked = any(body[span.start - 1 : span.start] in {"«", '"', "“", "„"} for span in spans)
    kind = Kind.INDIRECT if inner and not marked else mixed.kind
    return (replace(mixed, spans=tuple(spans), kind=kind) if inner else mixed), inner


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
