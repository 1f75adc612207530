"""A sentence as a dependency parser sees it."""

from dataclasses import dataclass

from citewatch.model.documents import Span


@dataclass(frozen=True, slots=True)
class Token:
    """A word. `span` in the document; `pos` in Universal Dependencies; `dep` in the parser's labels; `head` its index.

    The head of a root is the root itself.
    """

    span: Span
    low: str
    pos: str
    dep: str
    head: int


@dataclass(frozen=True, slots=True)
class Parse:
    """The words of a sentence in order."""

    tokens: tuple[Token, ...]
