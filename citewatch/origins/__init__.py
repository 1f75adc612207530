"""Quotations and the articles they cite → their origins: `parts` cuts an article, `find` searches, `witness` objects."""

from citewatch.origins.find import LEAD, LEAST, Article, Encode, Found, Vectors, find

__all__ = ["LEAD", "LEAST", "Article", "Encode", "Found", "Vectors", "find"]
