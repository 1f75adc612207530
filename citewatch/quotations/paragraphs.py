"""Quotations over several paragraphs: each of them opens with a mark, and only the last closes."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from citewatch.model import Document, Kind, Quotation, Span
from citewatch.quotations.marks import Marked, find_marked


def joined(document: Document, found: Iterable[Quotation]) -> list[Quotation]:
    """The quotations, those that go on from paragraph to paragraph as one, with the cue that one of them has.

    What goes on with a quotation may be too few words to be one by itself.
    """
    quotations = list(found)
    at = {span: n for n, one in enumerate(quotations) for span in one.spans}
    gone: set[int] = set()
    for left_open, goes_on in _pairs(document):
        first, second = at.get(left_open), at.get(goes_on)
        if first is None:
            continue
        few = Quotation((goes_on,), Kind.DIRECT, quotations[first].paragraph, None, None)
        whole = _both(quotations[first], few if second is None else quotations[second])
        if whole:
            quotations[first] = whole
            gone.update([] if second is None else [second])
            at.update(dict.fromkeys(whole.spans, first))
    return [one for n, one in enumerate(quotations) if n not in gone]


def _both(first: Quotation, second: Quotation) -> Quotation | None:
    """Two quotations as one; None where each is reported by itself."""
    if first.cue_span and second.cue_span:
        return None
    told = first if first.cue_span else second
    kind = first.kind if first.kind == second.kind else told.kind
    return replace(
        first, spans=first.spans + second.spans, kind=kind, cue_span=told.cue_span, speaker_span=told.speaker_span
    )


def _pairs(document: Document) -> Iterator[tuple[Span, Span]]:
    """The words that a paragraph leaves open, and those with which the next one goes on; not from item to item."""
    read = [(one, find_marked(document.text, one)) for one in document.paragraphs]
    for number, ((paragraph, before), (following, behind)) in enumerate(pairwise(read), 1):
        opens = behind and behind[0].outside.start == following.start and number not in document.items
        if opens and before and _is_open(before[-1], paragraph):
            yield before[-1].inside, behind[0].inside


def _is_open(marked: Marked, paragraph: Span) -> bool:
    return not marked.whole and marked.outside.end == paragraph.end
