"""Passages → statements: all at once, in memory."""

from collections.abc import Iterable

from citewatch.model import Passage, Possible, Statement
from citewatch.statements.index import MemoryIndex, possible, statements
from citewatch.statements.update import update


def join(passages: Iterable[Passage]) -> tuple[tuple[Statement, ...], tuple[Possible, ...]]:
    """The statements, ordered by their root's id, and the pairs that look alike and do not count."""
    index = joined(passages)
    nodes, settled = index.nodes.values(), index.settled.values()
    return statements(nodes, settled), possible(nodes, settled, index.all_edges())


def joined(passages: Iterable[Passage]) -> MemoryIndex:
    """The index of all passages."""
    index = MemoryIndex()
    update(index, (), passages)
    return index
