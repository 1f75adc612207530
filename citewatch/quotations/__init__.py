"""A document → its quotations with spans, kinds and cues, and its terms.

`marks` pairs quotation marks, `tree` holds a parse; `english` and `russian` find the cues of a language, and `reported`
puts marks and cues together. `dialogue` reads interviews, `others` the languages without a parser, by the rules of
`attribution`; `nested` reads what is quoted inside a quotation.
"""

from collections.abc import Iterator, Mapping

from citewatch.model import Document, Level, Parse, Quotation, Span
from citewatch.quotations import dialogue, english, nested, others, reported, russian, splits
from citewatch.quotations.cues import Language
from citewatch.quotations.marks import find_marked
from citewatch.quotations.reported import LIMIT

__all__ = ["find_cut", "find_quotations", "hidden", "level", "to_parse"]

_LANGUAGES = {
    "en": Language(english.find_cues, english.may_report, find_marked, english.find_sentences, lambda *_: True),
    "ru": Language(
        russian.find_cues,
        russian.may_report,
        splits.find_marked,
        splits.find_sentences,
        splits.stands_alone,
        fewest=2,
    ),
}

_ATTRIBUTED = frozenset(["uk", "kk"])


def level(document: Document) -> Level:
    """How deep the language of a document is read."""
    if document.lang in _LANGUAGES:
        return Level.PARSED
    return Level.ATTRIBUTED if document.lang in _ATTRIBUTED else Level.DIRECT


def to_parse(document: Document) -> tuple[Span, ...]:
    """The sentences that have to be parsed before the quotations are looked for."""
    language = _LANGUAGES.get(document.lang)
    return reported.to_parse(document, language) if language else ()


def hidden(document: Document) -> tuple[Span, ...]:
    """Stretches of the text that a parser should not see: author and dateline, addresses in parentheses."""
    return reported.find_hidden(document)


def find_quotations(document: Document, parses: Mapping[Span, Parse]) -> tuple[tuple[Quotation, ...], tuple[Span, ...]]:
    """All quotations of a document in order, and the terms: marked words that are none. `parses`: by sentence."""
    quotations = tuple(sorted(_find(document, parses), key=lambda one: one.spans))
    return quotations, tuple(_terms(document, [span for one in quotations for span in one.spans]))


def _find(document: Document, parses: Mapping[Span, Parse]) -> Iterator[Quotation]:
    language = _LANGUAGES.get(document.lang)
    found = reported.find_reported(document, parses, language) if language else others.find_direct(document)
    if document.lang == "en":
        return found
    return nested.with_nested(document, tuple(dialogue.with_turns(document, found)))


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
