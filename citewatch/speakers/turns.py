"""What a quotation is to the others: an answer of a dialogue, or words inside another one's."""

import re
from collections.abc import Sequence

from citewatch.model import Document, Quotation

_DASH = re.compile(r"[–—-]\s")


def is_answer(document: Document, quotation: Quotation) -> bool:
    """Whether a quotation without a cue is a turn behind a dash."""
    paragraph = document.paragraphs[quotation.paragraph]
    return quotation.cue_span is None and bool(_DASH.match(document.text, paragraph.start))


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
