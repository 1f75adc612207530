"""A document → its quotations with spans, kinds and cues, and its terms.

`marks` pairs quotation marks; `frames` finds English cues; `english` and `others` put the two together.
"""

from citewatch.model import Document, Quotation, Span
from citewatch.quotations.english import LIMIT, find_english
from citewatch.quotations.marks import find_marked
from citewatch.quotations.others import find_direct

__all__ = ["find_cut", "find_quotations"]


def find_quotations(document: Document) -> tuple[tuple[Quotation, ...], tuple[Span, ...]]:
    """All quotations of a document in order, and the terms: marked words that are none."""
    find = find_english if document.lang == "en" else find_direct
    quotations = tuple(sorted(find(document), key=lambda one: one.spans))
    taken = [span for one in quotations for span in one.spans]
    return quotations, tuple(_terms(document, taken))


def find_cut(document: Document) -> int | None:
    """Where the first paragraph begins that is not read any more; None when all are."""
    return next((one.start for one in document.paragraphs if one.end > LIMIT), None)


def _terms(document: Document, taken: list[Span]) -> list[Span]:
    taken = sorted(taken)
    terms, at = [], 0
    for paragraph in document.paragraphs:
        if paragraph.end > LIMIT:
            break
        for marked in find_marked(document.text, paragraph):
            while at < len(taken) and taken[at].end <= marked.inside.start:
                at += 1
            if not (at < len(taken) and taken[at].overlaps(marked.inside)):
                terms.append(marked.inside)
    return terms
