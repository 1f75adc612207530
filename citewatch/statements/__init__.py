"""Quotations → statements.

`passages` collects them, `nodes` and `edges` compare them, `guard` keeps apart, `update` joins, `overrule` lets editors
decide, `names` gives ids.
"""

from citewatch.statements.edges import NEAR, alike, best, edge
from citewatch.statements.guard import difference, obstacle
from citewatch.statements.index import MemoryIndex, possible, statements
from citewatch.statements.join import join, joined
from citewatch.statements.names import Names, name
from citewatch.statements.nodes import SHORTEST, keys, make, node_key, state
from citewatch.statements.overrule import attribute, decisions, overrule
from citewatch.statements.passages import is_gone, passages_of, withdrawn
from citewatch.statements.update import CROWD, settle, update

__all__ = [
    "CROWD",
    "NEAR",
    "SHORTEST",
    "MemoryIndex",
    "Names",
    "alike",
    "attribute",
    "best",
    "decisions",
    "difference",
    "edge",
    "is_gone",
    "join",
    "joined",
    "keys",
    "make",
    "name",
    "node_key",
    "obstacle",
    "overrule",
    "passages_of",
    "possible",
    "settle",
    "state",
    "statements",
    "update",
    "withdrawn",
]
