"""A document in English → quotations, a first version by rules: marks, and frames of cue verbs sentence by sentence."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace

from citewatch import text
from citewatch.model import Document, Kind, Quotation, Span
from citewatch.quotations.frames import Frame, find_frame
from citewatch.quotations.marks import Marked, find_marked

TERM_WORDS = 4  # fewer marked words without a cue of their own are a term (design: definitions)
_PARENTHESIS = re.compile(r"\((?:[^()]|\([^()]*\))*\)")
LIMIT = 200_000
"""Code points of a document up to which language is read; what stands behind is left out and said to be."""
_LONGEST = 2_000  # code points of a sentence in which a cue is looked for: some 300 words; longer ones are lists
_CUE_TAIL = 4  # words of a cue behind its verb: «says the old captain»
_FEW = 4  # an indirect quotation of fewer words says too little to be one


def find_english(document: Document) -> Iterator[Quotation]:
    """Every direct, mixed and indirect quotation, in the order of the text."""
    parentheses = _parentheses(document)
    for number, paragraph in enumerate(document.paragraphs):
        if paragraph.end > LIMIT:
            return
        marked = find_marked(document.text, paragraph)
        last: Quotation | None = None
        for sentence in text.sentences(document.text, paragraph, "en"):
            inside = between(marked, sentence)
            links = _within(parentheses, sentence)
            for found in _in_sentence(document, number, sentence, inside, links):
                if last and _continues(document, last, found):
                    last = replace(last, spans=(*last.spans, *found.spans))
                    continue
                if last:
                    yield last
                last = found
        if last:
            yield last


def _continues(document: Document, last: Quotation, found: Quotation) -> bool:
    """Whether marked words without a cue go on with the quotation before: nothing but its cue stands between."""
    if found.cue_span or last.kind != Kind.DIRECT or last.cue_span is None:
        return False
    between = document.text[max(last.spans[-1].end, last.cue_span.end) : found.spans[0].start]
    return len(re.findall(r"\w+", between)) <= _CUE_TAIL


def _in_sentence(
    document: Document, number: int, sentence: Span, marked: tuple[Marked, ...], links: tuple[Span, ...]
) -> Iterator[Quotation]:
    reach = Span(sentence.start, max([sentence.end, *(one.outside.end for one in marked)]))
    frame = None if reach.end - reach.start > _LONGEST else find_frame(document.text, reach, tuple(one.outside for one in marked), links)
    if frame is None:
        yield from _orphans(document, number, marked)
        return
    content = [_without_addresses(document, span) for span in frame.content]
    content = [span for span in content if span.start < span.end]
    heard = [one for one in marked if any(span.overlaps(one.outside) for span in content)]
    quotation = _framed(document, number, frame, content, heard)
    taken = quotation.spans if quotation else ()
    if quotation:
        yield quotation
    rest = tuple(one for one in marked if not any(span.overlaps(one.inside) for span in taken))
    yield from _orphans(document, number, rest)


def _framed(
    document: Document, number: int, frame: Frame, content: list[Span], heard: list[Marked]
) -> Quotation | None:
    """The one quotation under a frame: marked words alone when they carry it, else the whole reported clause."""
    long = [one for one in heard if _count(document, one.inside) >= TERM_WORDS]
    outside = " ".join(_outside(document, content, heard).split())
    if heard and (not re.search(r"\w", outside) or (frame.aside and long)):
        spans, kind = tuple(one.inside for one in (heard if not re.search(r"\w", outside) else long)), Kind.DIRECT
    else:
        spans = tuple(piece for span in content for piece in _cut_at_marks(document, span, heard))
        kind = Kind.MIXED if heard else Kind.INDIRECT
    if kind != Kind.DIRECT and sum(_count(document, span) for span in spans) < _FEW:
        return None
    return Quotation(spans, kind, number, frame.cue, frame.speaker)


def _orphans(document: Document, number: int, marked: tuple[Marked, ...]) -> Iterator[Quotation]:
    """Marked words without a cue: one quotation for all that stand together. Names and titles are terms."""
    long = [one.inside for one in marked if _count(document, one.inside) >= TERM_WORDS]
    spans = tuple(span for span in long if not _is_name(span.cut(document.text)))
    if spans:
        yield Quotation(spans, Kind.DIRECT, number)


def _outside(document: Document, content: list[Span], heard: list[Marked]) -> str:
    return " ".join(piece.cut(document.text) for span in content for piece in _gaps(span, heard))


def _gaps(span: Span, heard: list[Marked]) -> Iterator[Span]:
    at = span.start
    for one in heard:
        if one.outside.start > at:
            yield Span(at, min(one.outside.start, span.end))
        at = max(at, one.outside.end)
    if at < span.end:
        yield Span(at, span.end)


def _cut_at_marks(document: Document, span: Span, heard: list[Marked]) -> list[Span]:
    """A reported clause as spans that cut the words without the marks among them."""
    pieces = [one.inside for one in heard if one.inside.overlaps(span)]
    pieces += [text.trim(document.text, gap, ",;: ") for gap in _gaps(span, heard)]
    pieces = [text.trim(document.text, piece, ".") if piece.end >= span.end else piece for piece in pieces]
    return sorted(piece for piece in pieces if re.search(r"\w", piece.cut(document.text)))


def _without_addresses(document: Document, span: Span) -> Span:
    """A reported clause without the parenthesis of addresses at its end."""
    words = span.cut(document.text)
    inside = document.links_in(span)
    if not inside:
        return span
    at = inside[0].span.start - span.start
    opening = words.rfind("(", 0, at)
    return text.trim(document.text, Span(span.start, span.start + (opening if opening >= 0 else at)), ",;:.–—- ")


def _parentheses(document: Document) -> tuple[Span, ...]:
    """The parentheses that hold addresses."""
    found = (Span(*one.span()) for one in _PARENTHESIS.finditer(document.text, 0, LIMIT))
    return tuple(one for one in found if document.links_in(one))


def _within(spans: tuple[Span, ...], sentence: Span) -> tuple[Span, ...]:
    return spans[bisect_left(spans, sentence.start, key=_start) : bisect_left(spans, sentence.end, key=_start)]


def _start(span: Span) -> int:
    return span.start


def between(marked: tuple[Marked, ...], sentence: Span) -> tuple[Marked, ...]:
    """The marked spans that begin in a sentence."""
    first = bisect_left(marked, sentence.start, key=lambda one: one.outside.start)
    return marked[first : bisect_left(marked, sentence.end, key=lambda one: one.outside.start)]


def _count(document: Document, span: Span) -> int:
    return len(text.words(span.cut(document.text)))


def _is_name(words: str) -> bool:
    """Whether all words but the small ones are capitalised, as in names of groups and titles of books."""
    large = [word for word in re.findall(r"[^\W\d_]+", words) if len(word) > 3]
    return bool(large) and all(word[0].isupper() for word in large)
