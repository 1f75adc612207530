"""Hostile bytes → documents, parsed in a child process that may die of them and reaches nothing.

`direct` calls the stations; `child` does so behind limits; `nursery` keeps a warm process that makes another child when
one died; `parent` asks.
"""

from citewatch.sandbox.direct import Direct
from citewatch.sandbox.parent import Limits, Sandbox

__all__ = ["Direct", "Limits", "Sandbox"]
