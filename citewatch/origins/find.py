"""A quotation, an article that it cites, and vectors → its origin: the words of the article from which it was made.

In one language the words themselves are looked for. Across languages the part of the article whose vector is closest
to the quotation's is taken, its lead over every other place is measured, and a witness that knows nothing of vectors
is asked whether anything speaks against it.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel

from citewatch import marks, text
from citewatch.model import Span
from citewatch.origins.article import Article, Encode
from citewatch.origins.contrast import denied_crosswise, numbered_crosswise
from citewatch.origins.parts import clause_runs

# Chosen on fixtures/gold/origins/dev; what they give on the gate split is measured by `make gate`.
SURE = 0.56
"""Least sum of a sure origin's score and of its lead over the best other place: cosine similarities."""
_POSSIBLE, _POSSIBLE_LEAD = 0.37, 0.03  # least score and least lead of a possible one
NEAR = 0.8
"""Least similarity of a quotation and an origin in one language: 2 × common subsequence of words ÷ sum of lengths."""
_EXACT_WORDS = 4
_FIRST = 6  # runs of sentences, of those most like a quotation, that are cut into clauses
_REPEATED = 0.75  # a rival so like the best part says the same again, as a headline does
_SHARED, _MOST_SHARED = 0.04, 3  # what each number or date in common adds to the similarity, and how many may
_ALIKE = 0.08  # scores of parts at one place that differ by less say nothing of where the words end
_AS_GOOD = 0.04  # a wider part that scores less by less than this may be meant: «… and she did not»
_MUCH = 1.6  # times a quotation's length, an origin is too long
_LONGEST = 5  # sentences of one origin

_MARKS = re.compile("[«»“”„]")

_Score = Callable[[Sequence[Span]], Sequence[float]]


@dataclass(frozen=True, slots=True)
class Found:
    """A part of an article: its `score` and its `lead` over the best other place, at most 1; `why` it is not sure."""

    span: Span
    score: float
    lead: float
    why: str | None = None


def find(quotation: str, lang: str, article: Article, known: str = "") -> Found | None:
    """Where a quotation stands in an article; None where nothing is like it.

    `lang`: the quotation's language; `known`: the speaker's name, which proves nothing.
    """
    if not article.sentences.spans or not text.words(quotation):
        return None
    if lang == article.document.lang and (found := _in_same_words(quotation, article)):
        return found
    if article.encode is None:
        return None
    return _by_meaning(quotation, article, article.encode, known)


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
    around = article.sentences.around(best).cut(body)
    return Found(best, value, 1.0, marks.contradiction(quotation, best.cut(body), around)) if value >= NEAR else None


def _by_meaning(quotation: str, article: Article, encode: Encode, known: str) -> Found | None:
    """The place with the most similar vector."""
    (asked,) = encode([text.fold(quotation)])
    kept = marks.kept(quotation)

    def score(spans: Sequence[Span]) -> Sequence[float]:
        shared = [len(kept & marks.kept(span.cut(article.document.text))) if kept else 0 for span in spans]
        similar = article.vectors(spans, encode) @ asked
        return [
            min(0.99, float(one) + _SHARED * min(count, _MOST_SHARED))
            for one, count in zip(similar, shared, strict=True)
        ]

    scored = sorted(_scored(quotation, article, score), reverse=True)
    value, best = _fitting(scored, quotation, article)
    (mine,) = article.vectors([best], encode)
    rivals = ((score, span) for score, span in scored if not span.overlaps(best))
    rival = next((score for score, span in rivals if article.vectors([span], encode)[0] @ mine < _REPEATED), 0.0)
    found = Found(best, float(value), float(scored[0][0] - rival))
    if found.score < _POSSIBLE or found.lead < _POSSIBLE_LEAD:
        return None
    if found.score + found.lead < SURE:
        return Found(best, found.score, found.lead, "other places of the article are as much like it")
    whole = article.sentences.around(best)
    wide = [span for score, span in scored if span.covers(best) and whole.covers(span) and score > value - _AS_GOOD]
    words, around = (span.cut(article.document.text) for span in (max(wide, key=_length), whole))
    why = marks.contradiction(quotation, words, around, known) or _contrast(quotation, around, encode)
    return Found(best, found.score, found.lead, why)


def _contrast(quotation: str, around: str, encode: Encode) -> str | None:
    """What is one thing in a quotation, and another in the sentences of its original, as far as vectors can tell."""
    if denied_crosswise(quotation, around, encode):
        return "denies what the article affirms"
    return "differs in what a number counts" if numbered_crosswise(quotation, around, encode) else None


def _fitting(scored: Sequence[tuple[float, Span]], quotation: str, article: Article) -> tuple[float, Span]:
    """The best part, or one within or around it that is about as good and more of the quotation's length.

    It is widened up to that length, over no marks and within its sentences; what is much longer is narrowed.
    """
    value, best = scored[0]
    alike = [(score, span) for score, span in scored if score > value - _ALIKE]
    if _length(best) > _MUCH * len(quotation):
        within = [pair for pair in alike if best.covers(pair[1]) and _length(pair[1]) <= _MUCH * len(quotation)]
        return max(within, default=(value, best))
    whole, longest = article.sentences.around(best), max(_length(best), len(quotation))
    around = (pair for pair in alike if whole.covers(pair[1]) and pair[1].covers(best) and _length(pair[1]) <= longest)
    wider = [(score, span) for score, span in around if not _MARKS.search(_added(best, span, article.document.text))]
    return max(wider, key=lambda pair: _length(pair[1]))


def _length(span: Span) -> int:
    return span.end - span.start


def _added(inner: Span, outer: Span, body: str) -> str:
    return body[outer.start : inner.start] + body[inner.end : outer.end]


def _scored(quotation: str, article: Article, score: _Score) -> list[tuple[float, Span]]:
    """Sentences, runs of them around the best ones, and the clauses of the best of all these, with their scores."""
    asked = Span(0, len(quotation))
    longest = min(len(text.sentences(quotation, asked, "en")) + 1, _LONGEST)
    scored = _with_scores(article.sentences.runs(1, 1), score)
    best = _best(scored)
    scored += _with_scores([run for run in article.sentences.runs(2, longest) if any(map(run.covers, best))], score)
    return scored + _with_scores(_clauses(article, _best(scored)), score)


def _with_scores(spans: Sequence[Span], score: _Score) -> list[tuple[float, Span]]:
    return list(zip(score(spans), spans, strict=True)) if spans else []


def _best(scored: Iterable[tuple[float, Span]]) -> list[Span]:
    return [span for _, span in sorted(scored, reverse=True)[:_FIRST]]


def _clauses(article: Article, runs: Iterable[Span]) -> list[Span]:
    numbers = sorted({number for run in runs for number in article.sentences.over(run)})
    body = article.document.text
    found = (run for number in numbers for run in clause_runs(body, article.sentences.spans[number]))
    return list(dict.fromkeys(found))
