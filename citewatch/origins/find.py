"""A quotation, an article that it cites, and vectors → its origin: the words of the article from which it was made.

In one language the words themselves are looked for. Across languages the part of the article whose vector is closest
to the quotation's is taken, its lead over every other place is measured, and a witness that knows nothing of vectors
is asked whether anything speaks against it.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel

from citewatch import text
from citewatch.model import Document, Span
from citewatch.origins.contrast import crossed
from citewatch.origins.parts import Sentences, clause_runs
from citewatch.origins.witness import contradiction

Vectors = NDArray[np.float32]
Encode = Callable[[Sequence[str]], Vectors]
"""Texts → their vectors, of length 1, one row each."""

# Chosen on fixtures/gold/origins/dev; what they give on the gate split is measured by `make gate`.
LEAST, LEAD = 0.45, 0.15
"""Least score, and least lead over the best other place, of a sure origin: cosine similarities."""
_POSSIBLE, _POSSIBLE_LEAD = 0.40, 0.05
NEAR = 0.8
"""Least similarity of a quotation and an origin in one language: 2 × common subsequence of words ÷ sum of lengths."""
_EXACT_WORDS = 4
_FIRST = 6  # runs of sentences, of those most like a quotation, that are cut into clauses
_REPEATED = 0.75  # a rival so like the best part says the same again, as a headline does
_ALIKE = 0.08  # scores of parts at one place that differ by less say nothing of where the words end
_LONGEST = 5  # sentences of one origin

_Score = Callable[[Sequence[Span]], Sequence[float]]


@dataclass(frozen=True, slots=True)
class Found:
    """A part of an article: its `score` and its `lead` over the best other place, at most 1; `why` it is not sure."""

    span: Span
    score: float
    lead: float
    why: str | None = None


class Article:
    """An article prepared for the search; its parts are encoded once."""

    def __init__(self, document: Document, encode: Encode) -> None:
        self.document = document
        self.sentences = Sentences(document)
        self.encode = encode
        self._vectors: dict[Span, NDArray[np.float32]] = {}

    def vectors(self, spans: Sequence[Span]) -> Vectors:
        missing = [span for span in dict.fromkeys(spans) if span not in self._vectors]
        if missing:
            rows = self.encode([text.fold(span.cut(self.document.text)) for span in missing])
            self._vectors.update(zip(missing, rows, strict=True))
        return np.array([self._vectors[span] for span in spans], dtype=np.float32)


def find(quotation: str, lang: str, article: Article, known: str = "", *, direct: bool = True) -> Found | None:
    """Where a quotation stands in an article; None where nothing is like it.

    `lang`: the quotation's language; `known`: the speaker's name; `direct`: whether it is set in marks.
    """
    if not article.sentences.spans or not text.words(quotation):
        return None
    if lang == article.document.lang and (found := _in_same_words(quotation, article)):
        return found
    return _by_meaning(quotation, article, known)


def _in_same_words(quotation: str, article: Article) -> Found | None:
    """The place with the quotation's own words, or nearly so."""
    words, body = text.words(quotation), article.document.text
    if len(words) < _EXACT_WORDS:
        return None
    pattern = r"[\W_]+".join(map(re.escape, words))
    exact = re.search(rf"\b{pattern}\b", body, re.IGNORECASE)
    if exact:
        return Found(Span(*exact.span()), 1.0, 1.0)

    def score(spans: Sequence[Span]) -> Sequence[float]:
        return [Indel.normalized_similarity(words, text.words(span.cut(body))) for span in spans]

    value, best = max(_scored(quotation, article, score))
    return _judged(quotation, article, Found(best, value, 1.0), "") if value >= NEAR else None


def _by_meaning(quotation: str, article: Article, known: str) -> Found | None:
    """The place with the most similar vector."""
    (asked,) = article.encode([text.fold(quotation)])
    scored = sorted(_scored(quotation, article, lambda spans: article.vectors(spans) @ asked), reverse=True)
    value, best = _fitting(scored, quotation)
    (mine,) = article.vectors([best])
    rivals = ((score, span) for score, span in scored if not span.overlaps(best))
    rival = next((score for score, span in rivals if article.vectors([span])[0] @ mine < _REPEATED), 0.0)
    found = Found(best, float(value), float(scored[0][0] - rival))
    if found.score < _POSSIBLE or found.lead < _POSSIBLE_LEAD:
        return None
    if found.score < LEAST or found.lead < LEAD:
        return Found(best, found.score, found.lead, "other places of the article are as much like it")
    return _judged(quotation, article, found, known)


def _fitting(scored: Sequence[tuple[float, Span]], quotation: str) -> tuple[float, Span]:
    """The best part, widened as far as it stays about as good and gets no longer than the quotation."""
    value, best = scored[0]
    longest = max(best.end - best.start, len(quotation))
    wider = (
        (span.end - span.start, span, score)
        for score, span in scored
        if score > value - _ALIKE and span.covers(best) and span.end - span.start <= longest
    )
    _, span, score = max(wider)
    return score, span


def _scored(quotation: str, article: Article, score: _Score) -> list[tuple[float, Span]]:
    """Runs of sentences, and the clauses of the best of them, with their scores."""
    asked = Span(0, len(quotation))
    runs = article.sentences.runs(min(len(text.sentences(quotation, asked, "en")) + 1, _LONGEST))
    scored = list(zip(score(runs), runs, strict=True))
    best = sorted(scored, reverse=True)[:_FIRST]
    clauses = _clauses(article, (span for _, span in best))
    return [*scored, *zip(score(clauses), clauses, strict=True)] if clauses else scored


def _clauses(article: Article, runs: Iterable[Span]) -> list[Span]:
    numbers = sorted({number for run in runs for number in article.sentences.over(run)})
    body = article.document.text
    found = (run for number in numbers for run in clause_runs(body, article.sentences.spans[number]))
    return list(dict.fromkeys(found))


def _judged(quotation: str, article: Article, found: Found, known: str) -> Found:
    """Sure, unless something that translations keep speaks against it."""
    body = article.document.text
    around = article.sentences.around(found.span).cut(body)
    why = contradiction(quotation, found.span.cut(body), around, known)
    if why is None and crossed(quotation, around, article.encode):
        why = "denies what the article affirms"
    return Found(found.span, found.score, found.lead, why)
