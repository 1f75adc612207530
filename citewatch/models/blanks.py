"""A text → the same for a parser: what it should not see blanked, at equal length."""

import re
from collections.abc import Sequence

from citewatch.model import Span

_LONE = re.compile("[\ud800-\udfff]")  # halves of surrogate pairs, which no encoder takes


def blank(text: str, hidden: Sequence[Span]) -> str:
    """The text with blanks for the hidden stretches and for all white space."""
    text = _LONE.sub("\ufffd", text)
    pieces, at = [], 0
    for span in hidden:
        pieces += [text[at : span.start], " " * (span.end - span.start)]
        at = span.end
    return re.sub(r"\s", " ", "".join([*pieces, text[at:]]))
