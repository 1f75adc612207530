"""Quotations → whose words they are: the mention at the cue, resolved to a name that the document gives."""

from collections.abc import Sequence

from citewatch.model import Document, Quotation
from citewatch.speakers import english, others, russian

__all__ = ["resolve_speakers"]

_ROOMS = {"ru": russian, "uk": others, "kk": others}


def resolve_speakers(document: Document, quotations: Sequence[Quotation]) -> tuple[Quotation, ...]:
    """Each quotation with its speaker's name: in full where the document gives it, None where that is not settled."""
    room = _ROOMS.get(document.lang, english)
    return room.resolve_speakers(document, quotations)
