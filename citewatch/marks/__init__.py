"""What in a wording must not differ: the numbers, units, dates, negations and names that its words carry."""

from citewatch.marks.words import WORD, Word, read

__all__ = ["WORD", "Word", "read"]
