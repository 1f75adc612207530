"""Quotations → statements.

`passages` collects them, `nodes` and `edges` compare them, `guard` keeps apart, `update` joins, `overrule` lets editors
decide, `names` gives ids.
"""

from citewatch.statements.edges import NEAR
from citewatch.statements.guard import difference, obstacle
from citewatch.statements.index import MemoryIndex, possible, statements
from citewatch.statements.join import join, joined
from citewatch.statements.names import Names, name
from citewatch.statements.nodes import make, state
from citewatch.statements.overrule import attribute, decisions, overrule
from citewatch.statements.passages import is_gone, passages_of, withdrawn
from citewatch.statements.update import update

__all__ = [
    "NEAR",
    "MemoryIndex",
    "Names",
    "attribute",
    "decisions",
    "difference",
    "is_gone",
    "join",
    "joined",
    "make",
    "name",
    "obstacle",
    "overrule",
    "passages_of",
    "possible",
    "state",
    "statements",
    "update",
    "withdrawn",
]
