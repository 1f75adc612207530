"""What a quotation is to the others: an answer of a dialogue, or words inside another one's."""

from collections.abc import Sequence

from citewatch.model import Document, Quotation

_MARKS = frozenset("«„“”‘\"'")


def is_answer(document: Document, quotation: Quotation) -> bool:
    """Whether a quotation has neither a cue nor marks: a turn of a dialogue."""
    before = document.text[: quotation.spans[0].start][-1:]
    return quotation.cue_span is None and before not in _MARKS


def find_outer(quotation: Quotation, quotations: Sequence[Quotation]) -> Quotation | None:
    """The quotation whose words hold all of another's."""
    first, last = quotation.spans[0], quotation.spans[-1]
    return next(
        (
            one
            for one in quotations
            if one is not quotation and any(span.covers(first) and span.covers(last) for span in one.spans)
        ),
        None,
    )
