"""Hostile bytes → documents, parsed in a child process that may die of them and reaches nothing.

`direct` calls the stations; `child` does so behind limits; `nursery` keeps a warm process that makes another child when
one died; `parent` asks, and never loads what parses.
"""

from citewatch.sandbox.parent import Limits, Sandbox

__all__ = ["Limits", "Sandbox"]
