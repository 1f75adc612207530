"""An article → the parts of it in which quoted words may stand: sentences, runs of sentences, runs of clauses."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from citewatch import text
from citewatch.model import Document, Span

_MOST_SENTENCES = 2_000  # of one article; a longer one is searched up to there
_LONGEST = 1_500  # code points of a sentence that are cut into clauses
_LONGEST_RUN = 6  # clauses
_SHORTEST = 12  # code points of a part that is worth a comparison
_EDGES = " \t\n,;:—–-«»“”„\"'()[]…"
# Clauses begin behind these marks, and before these conjunctions.
_CLAUSE = re.compile(
    r"[,;:—–]\s+|\s[—–-]\s|[«“„]|\s(?=(?:и|а|но|или|что|если|когда|чтобы|потому|поэтому|which|who|that|and|but|or|if|when"
    r"|because|while|і|та|але|що|якщо|коли|щоб|und|aber|oder|dass|wenn|weil)\s)"
)


@dataclass(frozen=True)
class Sentences:
    """The sentences of an article, in order; `paragraph` of each by its number."""

    document: Document

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        return tuple(span for span, _ in self._numbered)

    @cached_property
    def _numbered(self) -> tuple[tuple[Span, int], ...]:
        lang, body = self.document.lang, self.document.text
        found = (
            (span, number)
            for number, paragraph in enumerate(self.document.paragraphs)
            for span in text.sentences(body, _unlabelled(body, paragraph), lang)
        )
        return tuple(pair for pair, _ in zip(found, range(_MOST_SENTENCES), strict=False))

    def runs(self, shortest: int, longest: int) -> tuple[Span, ...]:
        """Every run of so many sentences within a paragraph."""
        numbered = self._numbered
        return tuple(
            trimmed(self.document.text, Span(numbered[first][0].start, numbered[last][0].end))
            for first in range(len(numbered))
            for last in range(first + shortest - 1, min(first + longest, len(numbered)))
            if numbered[first][1] == numbered[last][1]
        )

    def over(self, span: Span) -> tuple[int, ...]:
        """The numbers of the sentences that a stretch of text touches."""
        return tuple(number for number, one in enumerate(self.spans) if one.overlaps(span))

    def around(self, span: Span) -> Span:
        """A stretch of text, widened to whole sentences."""
        touched = [self.spans[number] for number in self.over(span)]
        return Span(touched[0].start, touched[-1].end) if touched else span


def _unlabelled(body: str, paragraph: Span) -> Span:
    """A paragraph without the name of its speaker before it; a single word may be anything: «One thing: …»."""
    found = text.LABEL.match(body, paragraph.start, paragraph.end)
    named = found and len(text.words(found["name"])) > 1
    return Span(found.end(), paragraph.end) if found and named else paragraph


def clause_runs(body: str, sentence: Span) -> Iterator[Span]:
    """The parts of a sentence that are shorter than it: runs of its clauses, without the marks around them."""
    cuts = _cuts(body, sentence)
    for first in range(len(cuts) - 1):
        for last in range(first + 1, min(first + _LONGEST_RUN, len(cuts) - 1) + 1):
            run = trimmed(body, Span(cuts[first], cuts[last]))
            if run.end - run.start >= _SHORTEST:
                yield run


def clauses(body: str, sentence: Span) -> tuple[Span, ...]:
    """The clauses of a sentence."""
    return tuple(trimmed(body, Span(*ends)) for ends in pairwise(_cuts(body, sentence)))


def _cuts(body: str, sentence: Span) -> Sequence[int]:
    end = min(sentence.end, sentence.start + _LONGEST)
    inner = {found.end() for found in _CLAUSE.finditer(body, sentence.start, end)}
    return sorted({sentence.start, *inner, sentence.end})


def trimmed(body: str, span: Span) -> Span:
    """Without white space, dashes and marks at its ends."""
    return text.trim(body, span, _EDGES)
