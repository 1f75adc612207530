"""What in a wording must not differ: the numbers, units, dates, negations and names that its words carry.

`words` reads them; `denials` says what is denied; `witness` says what in a rewording or translation contradicts its
original.
"""

from citewatch.marks.witness import contradiction, kept
from citewatch.marks.words import Word, read

__all__ = ["Word", "contradiction", "kept", "read"]
