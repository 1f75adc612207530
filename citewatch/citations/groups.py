"""Quoted-from links → groups that stand together, with the sentence that they support and who is named in it."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from citewatch import text
from citewatch.citations.outline import JOINER, Outline
from citewatch.model import Link, Role, Span

_PRONOUNS = frozenset(["he", "she", "him", "his", "her", "hers"])
_NAME = re.compile(r"[^\W\d_][\w’'-]+")


@dataclass(frozen=True, slots=True)
class Group:
    """Links that stand together, as in one parenthesis. `names`: surnames, levelled, in the sentence they support.

    `pronoun`: the sentence speaks of him or her, whoever that is.
    """

    links: tuple[Link, ...]
    span: Span
    sentence: Span
    paragraph: int
    names: frozenset[str]
    pronoun: bool


def find_groups(outline: Outline, links: Iterable[Link], surnames: frozenset[str]) -> tuple[Group, ...]:
    """The groups in the order of the text. `surnames`: those of the document's speakers."""
    runs: list[list[Link]] = []
    for link in links:
        if link.role != Role.QUOTED_FROM:
            continue
        last = runs[-1][-1] if runs else None
        if last and last.paragraph == link.paragraph and _joined(outline.document.text, last, link):
            runs[-1].append(link)
        else:
            runs.append([link])
    told: dict[Span, tuple[frozenset[str], bool]] = {}
    return tuple(_group(outline, run, surnames, told) for run in runs)


def _joined(body: str, last: Link, link: Link) -> bool:
    return last.span.end <= link.span.start and JOINER.fullmatch(body, last.span.end, link.span.start) is not None


def _group(
    outline: Outline, run: Sequence[Link], surnames: frozenset[str], told: dict[Span, tuple[frozenset[str], bool]]
) -> Group:
    span = Span(run[0].span.start, run[-1].span.end)
    sentence = outline.supported(span)
    if sentence not in told:
        words = _NAME.findall(outline.words_around_links(sentence)) if surnames else []
        names = surnames & {text.level(word) for word in words if word[0].isupper()}
        told[sentence] = names, any(word.lower() in _PRONOUNS for word in words)
    return Group(tuple(run), span, sentence, run[0].paragraph, *told[sentence])


class GroupIndex:
    """Groups by place, paragraph and name, each answer by bisection."""

    def __init__(self, groups: Sequence[Group]) -> None:
        self.groups = groups
        self._starts = [one.span.start for one in groups]
        self._sentence_starts = [one.sentence.start for one in groups]
        self._by_name: dict[str, list[int]] = defaultdict(list)

    def name(self, number: int, surname: str) -> None:
        """Note that a group's sentence is about somebody."""
        held = self._by_name[surname]
        at = bisect_left(held, number)
        if at == len(held) or held[at] != number:
            held.insert(at, number)

    def in_sentences(self, span: Span) -> range:
        """The groups whose sentences overlap a stretch of text."""
        last = bisect_left(self._sentence_starts, span.end)
        first = last
        while first and self.groups[first - 1].sentence.end > span.start:
            first -= 1
        return range(first, last)

    def behind(self, offset: int, until: int) -> int | None:
        """The first group at or behind an offset that begins before `until`."""
        at = bisect_left(self._starts, offset)
        return at if at < len(self.groups) and self._starts[at] < until else None

    def before(self, offset: int, since: int = 0) -> int | None:
        """The last group that begins before an offset and not before `since`."""
        at = bisect_left(self._starts, offset) - 1
        return at if at >= 0 and self._starts[at] >= since else None

    def named_before(self, surname: str, offset: int, since: int = 0) -> int | None:
        """The last group about somebody before an offset."""
        held = self._by_name.get(surname, [])
        at = bisect_left(held, bisect_left(self._starts, offset)) - 1
        return held[at] if at >= 0 and self._starts[held[at]] >= since else None

    def named_behind(self, surname: str, offset: int, until: int) -> int | None:
        """The first group about somebody at or behind an offset."""
        held = self._by_name.get(surname, [])
        at = bisect_left(held, bisect_left(self._starts, offset))
        return held[at] if at < len(held) and self._starts[held[at]] < until else None

    def is_named(self, number: int, surname: str) -> bool:
        held = self._by_name.get(surname, [])
        at = bisect_left(held, number)
        return at < len(held) and held[at] == number
