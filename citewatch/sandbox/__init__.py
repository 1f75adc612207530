"""Hostile bytes → documents, parsed in a child process that may die of them and reaches nothing.

`direct` calls the stations; `child` does so behind limits; `parent` asks the child, and starts another when it died.
"""

from citewatch.sandbox.direct import Direct
from citewatch.sandbox.parent import Limits, Sandbox

__all__ = ["Direct", "Limits", "Sandbox"]
