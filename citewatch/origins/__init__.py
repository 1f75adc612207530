"""Quotations and the articles they cite → their origins.

`parts` cuts an article, `find` searches it, `contrast` objects, `anchors` keeps what was found.
"""

from citewatch.origins.anchors import again, origin
from citewatch.origins.article import Article, Encode, Vectors
from citewatch.origins.find import SURE, Found, find

__all__ = ["SURE", "Article", "Encode", "Found", "Vectors", "again", "find", "origin"]
