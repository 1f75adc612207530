"""Quotations → statements: `passages` collects them, `guard` keeps apart, `join` joins, `names` gives lasting ids."""

from citewatch.statements.guard import difference
from citewatch.statements.join import NEAR, join
from citewatch.statements.names import Names, name
from citewatch.statements.passages import passages_of, withdrawn

__all__ = ["NEAR", "Names", "difference", "join", "name", "passages_of", "withdrawn"]
