"""An article prepared for the search: its sentences, and the vectors of its parts."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from citewatch import text
from citewatch.model import Document, Span
from citewatch.origins.parts import Sentences

Vectors = NDArray[np.float32]
Encode = Callable[[Sequence[str]], Vectors]
"""Texts → their vectors, of length 1, one row each."""


class Article:
    """Its parts are encoded once. `encode`: None where the encoder does not know the article's language."""

    def __init__(self, document: Document, encode: Encode | None) -> None:
        self.document = document
        self.sentences = Sentences(document)
        self.encode = encode
        self._vectors: dict[Span, NDArray[np.float32]] = {}

    def vectors(self, spans: Sequence[Span], encode: Encode) -> Vectors:
        """The vectors of parts of the text, one row each."""
        missing = [span for span in dict.fromkeys(spans) if span not in self._vectors]
        if missing:
            rows = encode([text.fold(span.cut(self.document.text)) for span in missing])
            self._vectors.update(zip(missing, rows, strict=True))
        return np.array([self._vectors[span] for span in spans], dtype=np.float32)
