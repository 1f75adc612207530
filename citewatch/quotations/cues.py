"""What a language brings to the reading of reported words: its cues, and how its marks and sentences are cut."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from citewatch.model import Span
from citewatch.quotations.marks import Marked
from citewatch.quotations.tree import Tree

TERM_WORDS = 4  # fewer marked words without a cue of their own are a term (design: definitions)


@dataclass(frozen=True, slots=True)
class Cue:
    """Indices of words: the cue, first and last of the mention of its speaker, and what hangs on it.

    `aside`: the cue is set off by commas, and the words are the sentence around it. `judged`: they are what is said of
    an object («called the plan a disgrace»), and no clause.
    """

    at: int
    speaker: tuple[int, int] | None
    content: frozenset[int]
    aside: bool = False
    judged: bool = False


class Language(NamedTuple):
    """What differs between the languages that are parsed.

    `find_cues`: all of a sentence in order, given the words that are themselves quoted. `may_report`: whether a word
    can be a cue at all. `find_marked` and `find_sentences` cut a paragraph. `stands_alone`: whether marked words in a
    sentence can be speech without a cue.
    """

    find_cues: Callable[[Tree, frozenset[int]], Iterator[Cue]]
    may_report: Callable[[str], bool]
    find_marked: Callable[[str, Span], tuple[Marked, ...]]
    find_sentences: Callable[[str, Span], tuple[Span, ...]]
    stands_alone: Callable[[str, Span, Marked], bool]
    fewest: int = 3  # words of a reported clause; fewer say too little
