"""Quotations → whose words they are: the mention at the cue, resolved to a name that the document gives."""

from collections.abc import Sequence

from citewatch.model import Document, Quotation
from citewatch.speakers import english, others, russian

__all__ = ["resolve_speakers"]

_RESOLVERS = {"ru": russian.resolve_speakers, "uk": others.resolve_speakers, "kk": others.resolve_speakers}


def resolve_speakers(document: Document, quotations: Sequence[Quotation]) -> tuple[Quotation, ...]:
    """Each quotation with its speaker's name: in full where the document gives it, None where that is not settled."""
    resolve = _RESOLVERS.get(document.lang, english.resolve_speakers)
    return resolve(document, quotations)
