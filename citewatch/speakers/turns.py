"""What a quotation is to the others: an answer of a dialogue, or words inside another one's."""

from bisect import bisect_left
from collections.abc import Sequence

from citewatch.model import Document, Quotation

_BACK = 30  # quotations among which the outer one is looked for
_MARKS = frozenset("«„“”‘\"'")


def is_answer(document: Document, quotation: Quotation) -> bool:
    """Whether a quotation has neither a cue nor marks: a turn of a dialogue."""
    before = document.text[: quotation.spans[0].start][-1:]
    return quotation.cue_span is None and before not in _MARKS


def find_outer(quotation: Quotation, quotations: Sequence[Quotation]) -> Quotation | None:
    """The quotation whose words hold all of another's, among those in order before it."""
    first, last = quotation.spans[0], quotation.spans[-1]
    at = bisect_left(quotations, quotation.spans, key=lambda one: one.spans)
    before = reversed(quotations[max(0, at - _BACK) : at])
    return next((one for one in before if any(span.covers(first) and span.covers(last) for span in one.spans)), None)
