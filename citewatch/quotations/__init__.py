"""A document → its quotations with spans, kinds and cues, and its terms.

`marks` pairs quotation marks, `tree` and `cues` read a parse, `english` and `others` put the two together.
"""

from collections.abc import Mapping

from citewatch.model import Document, Parse, Quotation, Span
from citewatch.quotations import english
from citewatch.quotations.english import LIMIT
from citewatch.quotations.marks import find_marked
from citewatch.quotations.others import find_direct

__all__ = ["find_cut", "find_quotations", "hidden", "to_parse"]


def to_parse(document: Document) -> tuple[Span, ...]:
    """The sentences that have to be parsed before the quotations are looked for."""
    return english.to_parse(document, english.find_sentences(document)) if document.lang == "en" else ()


def hidden(document: Document) -> tuple[Span, ...]:
    """Stretches of the text that a parser should not see: author and dateline, addresses in parentheses."""
    return english.find_hidden(document)


def find_quotations(document: Document, parses: Mapping[Span, Parse]) -> tuple[tuple[Quotation, ...], tuple[Span, ...]]:
    """All quotations of a document in order, and the terms: marked words that are none. `parses`: by sentence."""
    found = english.find_english(document, parses) if document.lang == "en" else find_direct(document)
    quotations = tuple(sorted(found, key=lambda one: one.spans))
    return quotations, tuple(_terms(document, [span for one in quotations for span in one.spans]))


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
