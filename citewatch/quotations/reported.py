"""A document and the parses of its sentences → quotations: marks and cues put together."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from citewatch import text
from citewatch.model import Document, Kind, Parse, Quotation, Span
from citewatch.people import head_end
from citewatch.quotations.cues import TERM_WORDS, Cue, Language
from citewatch.quotations.marks import Marked
from citewatch.quotations.tree import Tree

LIMIT = 200_000
"""Code points of a document up to which language is read; what stands behind is left out and said to be."""
_LONGEST = 2_000  # code points of a sentence that is parsed: some 300 words; longer ones are lists
_FEW = 3  # fewer marked words beside a reported clause are a name
_CUE_TAIL = 4  # words of a cue behind its verb: «says the old captain»
_NEAR = 6  # words between a cue and the marks that it introduces
_PARENTHESIS = re.compile(r"\((?:[^()]|\([^()]*\))*\)")
# «…» – Ivan Petrov: words with their speaker's name behind a dash, as in lists of voices.
_SIGNED = re.compile(
    r"[ \xa0]*\n?(?P<cue>[–—―-])\s*(?P<name>[A-ZÀ-Þ][\w’-]+(?:\s[A-ZÀ-Þ][\w’.-]+){1,3})(?=\s*(?:[,.(]|\n|$))"
)
# Ivan Petrov: «…»: a name and a colon right before marks.
_NAMED = re.compile(r"(?P<name>(?:[A-ZÀ-Þ][\w’.'-]+ ){0,3}[A-ZÀ-Þ][\w’'-]+)(?P<cue>:)\s*$")
_LABEL_REACH = 120  # code points in which a name and its colon stand
_LABEL = re.compile(r"[\"“]?(?P<name>[A-ZÀ-Þ][A-ZÀ-Þ.’'-]+(?: [A-ZÀ-Þ][A-ZÀ-Þ.’'-]+){0,3})(?P<cue>:)\s")
_FEWEST_TURNS = 3
_WORD = re.compile(r"\w+")
_EDGES = ",;:.–—-(“”\"‘'"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, stretched over the marks that begin in it."""

    paragraph: int
    span: Span
    marked: tuple[Marked, ...]


def find_sentences(document: Document, language: Language) -> tuple[Sentence, ...]:
    """All sentences up to the limit."""
    found = []
    for number, paragraph in enumerate(document.paragraphs):
        if paragraph.end > LIMIT:
            break
        marked = language.find_marked(document.text, paragraph)
        for one in language.find_sentences(document.text, paragraph):
            inside = between(marked, one)
            reach = Span(one.start, max([one.end, *(mark.outside.end for mark in inside)]))
            found.append(Sentence(number, reach, inside))
    return tuple(found)


def to_parse(document: Document, language: Language) -> tuple[Span, ...]:
    """The sentences that may hold a cue; the others hold no more than marked words."""
    return tuple(
        one.span
        for one in find_sentences(document, language)
        if one.span.end - one.span.start <= _LONGEST and _may_hold_cue(document, one, language)
    )


def _may_hold_cue(document: Document, sentence: Sentence, language: Language) -> bool:
    """Whether a sentence has marks, beside which any verb may report, or a word that reports by itself."""
    words = _WORD.findall(sentence.span.cut(document.text).lower())
    return bool(sentence.marked) or any(language.may_report(word) for word in words)


def find_hidden(document: Document) -> tuple[Span, ...]:
    """What is no part of the sentences: author and dateline, and the parentheses of addresses."""
    head = Span(0, head_end(document)) if document.kind == "post" else Span(0, 0)
    found = (Span(*one.span()) for one in _PARENTHESIS.finditer(document.text, head.end, LIMIT))
    return (head, *(one for one in found if document.links_in(one)))


def find_reported(document: Document, parses: Mapping[Span, Parse], language: Language) -> Iterator[Quotation]:
    """Every direct, mixed and indirect quotation, in the order of the text."""
    hidden = find_hidden(document)
    turns = {one.paragraph: one for one in find_turns(document)}
    yield from turns.values()
    last: Quotation | None = None
    before: Sentence | None = None
    for sentence in find_sentences(document, language):
        if sentence.paragraph in turns:
            continue
        tree = Tree(parses.get(sentence.span) or Parse(()))
        reader = _Reader(document, sentence, tree, hidden, language)
        for found in reader.quotations():
            if last and before and _continues(document, last, before, found, sentence):
                last = replace(last, spans=(*last.spans, *found.spans))
                continue
            if last:
                yield last
            last = found
        before = sentence
    if last:
        yield last


def find_turns(document: Document) -> list[Quotation]:
    """The turns of a transcript: paragraphs that begin with «NAME:»; fewer than three of them are none."""
    found = []
    for number, paragraph in enumerate(document.paragraphs):
        label = _LABEL.match(document.text, paragraph.start, min(paragraph.end, LIMIT))
        if label:
            words = text.trim(document.text, Span(label.end(), paragraph.end), _EDGES)
            if words.start < words.end:
                cue, name = Span(*label.span("cue")), Span(*label.span("name"))
                found.append(Quotation((words,), Kind.DIRECT, number, cue, name))
    return found if len(found) >= _FEWEST_TURNS else []


def between(marked: tuple[Marked, ...], sentence: Span) -> tuple[Marked, ...]:
    """The marked spans that begin in a sentence."""
    first = bisect_left(marked, sentence.start, key=lambda one: one.outside.start)
    return marked[first : bisect_left(marked, sentence.end, key=lambda one: one.outside.start)]


def _continues(document: Document, last: Quotation, before: Sentence, found: Quotation, sentence: Sentence) -> bool:
    """Whether marked words without a cue go on with the quotation before: nothing but its cue stands between."""
    if found.cue_span or last.kind == Kind.INDIRECT or last.cue_span is None or found.paragraph != last.paragraph:
        return False
    gap = document.text[max(last.spans[-1].end, last.cue_span.end) : found.spans[0].start]
    alone = not _WORD.search("".join(piece.cut(document.text) for piece in _gaps(sentence.span, sentence.marked)))
    return len(_WORD.findall(gap)) <= _CUE_TAIL or (alone and before.span.covers(last.cue_span))


class _Reader:
    """Reads one sentence."""

    def __init__(
        self, document: Document, sentence: Sentence, tree: Tree, hidden: tuple[Span, ...], language: Language
    ) -> None:
        self._text = document.text
        self._sentence = sentence
        self._tree = tree
        self._language = language
        first = bisect_left(hidden, sentence.span.start, key=lambda one: one.end)
        self._hidden = hidden[first : bisect_left(hidden, sentence.span.end, key=lambda one: one.start)]

    def quotations(self) -> list[Quotation]:
        """Those under a cue, then what is marked and left over."""
        found = [one for cue in self._cues() if (one := self._under(cue))]
        found = [one for n, one in enumerate(found) if not self._is_within_another(n, found)]
        taken = [span for one in found for span in one.spans]
        for mark in self._sentence.marked:
            if any(span.overlaps(mark.inside) for span in taken):
                continue
            direct = next((n for n, one in enumerate(found) if one.kind == Kind.DIRECT and one.cue_span), None)
            if direct is not None and self._count(mark.inside) > 1:
                found[direct] = replace(found[direct], spans=tuple(sorted((*found[direct].spans, mark.inside))))
            elif signed := _SIGNED.match(self._text, mark.outside.end):
                cue, name = Span(*signed.span("cue")), Span(*signed.span("name"))
                found.append(Quotation((mark.inside,), Kind.DIRECT, self._sentence.paragraph, cue, name))
            elif self._count(mark.inside) >= TERM_WORDS and self._stands_alone(mark):
                found.append(Quotation((mark.inside,), Kind.DIRECT, self._sentence.paragraph, *self._label(mark)))
        return sorted(found, key=lambda one: one.spans)

    def _label(self, mark: Marked) -> tuple[Span, Span] | tuple[None, None]:
        """The colon and the name right before marks."""
        start = max(self._sentence.span.start, mark.outside.start - _LABEL_REACH)
        named = _NAMED.search(self._text[start : mark.outside.start])
        if named is None:
            return None, None
        cue, name = named.span("cue"), named.span("name")
        return Span(start + cue[0], start + cue[1]), Span(start + name[0], start + name[1])

    def _stands_alone(self, mark: Marked) -> bool:
        named = is_name(mark.inside.cut(self._text))
        return not named and self._language.stands_alone(self._text, self._sentence.span, mark)

    def _cues(self) -> list[Cue]:
        marked = [one.inside for one in self._sentence.marked]
        quoted = frozenset(
            at for at, token in enumerate(self._tree.tokens) if any(span.covers(token.span) for span in marked)
        )
        return list(self._language.find_cues(self._tree, quoted))

    def _under(self, cue: Cue) -> Quotation | None:
        """What is said under one cue: marked words alone when they carry it, else the whole reported clause."""
        spans = self._runs(cue.content)
        heard = [one for one in self._sentence.marked if any(span.overlaps(one.outside) for span in spans)]
        heard = heard or [
            one for one in self._sentence.marked if self._is_beside(cue, one) and not self._names(cue, one)
        ]
        outside = [piece for span in spans for piece in _gaps(span, heard) if _WORD.search(piece.cut(self._text))]
        words = sum(self._count(piece) for piece in outside)
        carried = cue.aside and self._carries(cue, heard, outside)
        if cue.judged and heard and all(is_name(one.inside.cut(self._text)) for one in heard):
            return None
        if heard and (words <= 1 or carried):
            return self._quotation(cue, [one.inside for one in heard], Kind.DIRECT)
        pieces = sorted([one.inside for one in heard] + [self._trim(piece) for piece in outside])
        pieces = [piece for piece in pieces if piece.start < piece.end]
        if sum(self._count(piece) for piece in pieces) < self._language.fewest:
            return None
        return self._quotation(cue, pieces, Kind.MIXED if heard else Kind.INDIRECT)

    def _carries(self, cue: Cue, heard: list[Marked], outside: list[Span]) -> bool:
        """Whether marks beside a cue that is set off are all that is said, and no part of a sentence around them."""
        head = self._span(cue.at, cue.at)
        behind = [one for one in heard if one.outside.start > head.start and self._is_beside(cue, one)]
        if any(self._text[one.inside.start].isupper() for one in behind):
            return True
        if not any(self._words_between(cue, one) == 0 for one in heard):
            return False
        first = heard[0].outside.start
        led = first < head.start and self._text[self._sentence.span.start : first].rstrip().endswith(",")
        return led or not any(piece.end <= first and self._count(piece) > _FEW - 1 for piece in outside)

    def _quotation(self, cue: Cue, spans: list[Span], kind: Kind) -> Quotation:
        return Quotation(tuple(spans), kind, self._sentence.paragraph, self._span(cue.at, cue.at), self._mention(cue))

    def _mention(self, cue: Cue) -> Span | None:
        return self._span(*cue.speaker) if cue.speaker else None

    def _span(self, first: int, last: int) -> Span:
        return Span(self._tree[first].span.start, self._tree[last].span.end)

    def _runs(self, content: frozenset[int]) -> list[Span]:
        """The words as spans, one for each run; parentheses of addresses cut them."""
        runs: list[list[int]] = []
        for at in sorted(content):
            if runs and at == runs[-1][1] + 1:
                runs[-1][1] = at
            else:
                runs.append([at, at])
        spans = [piece for run in runs for piece in self._without_hidden(self._span(run[0], run[1]))]
        return [span for span in map(self._trim, spans) if _WORD.search(span.cut(self._text))]

    def _without_hidden(self, span: Span) -> list[Span]:
        pieces, at = [], span.start
        for one in self._hidden:
            if one.overlaps(span):
                pieces.append(Span(at, max(at, one.start)))
                at = max(at, one.end)
        return [*pieces, Span(at, max(at, span.end))]

    def _is_beside(self, cue: Cue, mark: Marked) -> bool:
        """Whether marks stand next to a cue with its mention."""
        return 0 <= self._words_between(cue, mark) <= _NEAR

    def _words_between(self, cue: Cue, mark: Marked) -> int:
        """How many words; -1 where marks and cue overlap."""
        head = self._span(cue.at, cue.at)
        mention = self._mention(cue) or head
        start, end = min(head.start, mention.start), max(head.end, mention.end)
        if mark.outside.start >= end:
            return len(_WORD.findall(self._text[end : mark.outside.start]))
        return len(_WORD.findall(self._text[mark.outside.end : start])) if mark.outside.end <= start else -1

    def _is_within_another(self, number: int, found: list[Quotation]) -> bool:
        """Whether another cue's words hold all of these: the outer reporting is kept, of two equal ones the first."""
        mine = found[number].spans
        for n, other in enumerate(found):
            if n != number and _covers(other.spans, mine) and not (_covers(mine, other.spans) and n > number):
                return True
        return False

    def _names(self, cue: Cue, mark: Marked) -> bool:
        """Whether marks are part of a mention, or a short name beside a clause that is reported."""
        mention = self._mention(cue)
        short = bool(cue.content) and self._count(mark.inside) < _FEW
        return short or (mention is not None and mention.overlaps(mark.inside))

    def _trim(self, span: Span) -> Span:
        return text.trim(self._text, span, _EDGES)

    def _count(self, span: Span) -> int:
        return len(text.words(span.cut(self._text)))


def _covers(outer: tuple[Span, ...], inner: tuple[Span, ...]) -> bool:
    return all(any(one.covers(span) for one in outer) for span in inner)


def _gaps(span: Span, heard: tuple[Marked, ...] | list[Marked]) -> Iterator[Span]:
    """What of a span stands outside the marks."""
    at = span.start
    for one in heard:
        if one.outside.start >= span.end or one.outside.end <= at:
            continue
        if one.outside.start > at:
            yield Span(at, one.outside.start)
        at = max(at, one.outside.end)
    if at < span.end:
        yield Span(at, span.end)


def is_name(words: str) -> bool:
    """Whether all words but the small ones are capitalised, as in names of groups and titles of books."""
    large = [word for word in re.findall(r"[^\W\d_]+", words) if len(word) > 3]
    return bool(large) and all(word[0].isupper() for word in large)
