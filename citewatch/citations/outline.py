"""A document → its sentences, with the parentheses and runs of links in them, found by bisection.

Everything here is linear in the length of the document, also for one paragraph of a hundred thousand links.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from citewatch import text
from citewatch.model import Document, Span

JOINER = re.compile(r"(?:[\s,;]|\band\b|\breposted at\b|\breposted\b|\bи\b)*")
_LONELY = re.compile(r"\s*\(.*\)[.\s]*$", re.DOTALL)
_SENTENCE_END = re.compile(r"[.!?](?:\s|$)")


@dataclass(frozen=True)
class Outline:
    """Sentences of a document in order, none of which cuts an address."""

    document: Document

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        inside = iter(self.document.links)
        link = next(inside, None)
        joined: list[Span] = []
        for paragraph in self.document.paragraphs:
            opening = len(joined)
            for one in text.sentences(self.document.text, paragraph, self.document.lang):
                while link is not None and link.span.end <= one.start:
                    link = next(inside, None)
                cut = link is not None and link.span.start < one.start < link.span.end
                if cut and len(joined) > opening:
                    joined[-1] = Span(joined[-1].start, one.end)
                else:
                    joined.append(one)
        return tuple(joined)

    @cached_property
    def _starts(self) -> list[int]:
        return [one.start for one in self.sentences]

    def sentence_number(self, offset: int) -> int:
        """The number of the sentence in which, or behind which, an offset stands."""
        return max(0, bisect_right(self._starts, offset) - 1)

    def supported(self, span: Span) -> Span:
        """The sentence in which a run of links stands; with the one before it when it is only a parenthesis."""
        number = self.sentence_number(span.start)
        sentence = self.sentences[number] if self.sentences else span
        if number and _LONELY.fullmatch(sentence.cut(self.document.text)):
            before = self.sentences[number - 1]
            if self._paragraph(before) == self._paragraph(sentence):
                return Span(before.start, sentence.end)
        return sentence

    def _paragraph(self, span: Span) -> int:
        return self.document.paragraph_at(span.start)

    # ------------------------------------------------------------ links

    def words_around_links(self, span: Span) -> str:
        """A stretch of text without its addresses."""
        pieces, at = [], span.start
        for link in self.document.links_in(span):
            pieces.append(self.document.text[at : link.span.start])
            at = max(at, link.span.end)
        return " ".join([*pieces, self.document.text[at : span.end]])

    @cached_property
    def parentheses(self) -> tuple[Span | None, ...]:
        """For each link the innermost parenthesis around it, with its brackets; one never closed ends its sentence."""
        found: list[Span | None] = [None] * len(self.document.links)
        number = 0
        for paragraph in self.document.paragraphs:
            first = number
            while number < len(found) and self.document.links[number].paragraph == self.document.links[first].paragraph:
                number += 1
                if self.document.links[number - 1].span.start >= paragraph.end:
                    number -= 1
                    break
            if number > first:
                self._pair(paragraph, range(first, number), found)
        return tuple(found)

    def _pair(self, paragraph: Span, numbers: range, found: list[Span | None]) -> None:
        body, links = self.document.text, self.document.links
        stack: list[tuple[int, list[int]]] = []
        at = paragraph.start
        for number in [*numbers, None]:
            stop = links[number].span.start if number is not None else paragraph.end
            for bracket in _BRACKET.finditer(body, at, max(at, stop)):
                if bracket[0] == "(":
                    stack.append((bracket.start(), []))
                elif stack:
                    opened, held = stack.pop()
                    for one in held:
                        found[one] = Span(opened, bracket.end())
            if number is not None:
                if stack:
                    stack[-1][1].append(number)
                at = links[number].span.end
        for opened, held in stack:
            for one in held:
                end = _SENTENCE_END.search(body, links[one].span.end, paragraph.end)
                found[one] = Span(opened, end.start() if end else paragraph.end)


_BRACKET = re.compile(r"[()]")
