"""A paragraph → its marked spans: quotation marks paired by kind, with recovery where one is missing."""

import re
from dataclasses import dataclass

from citewatch.model import Span
from citewatch.text import trim

# Which marks close an opening one. A “ closes a „ (German, Russian); the outermost pair counts, others lie inside it.
CLOSERS = {"“": "”", "«": "»", "„": "“”", "‹": "›", "‘": "’", "‟": "”", '"': '"', "''": "''", "``": "''"}
_MARK = re.compile(r"''|``|[“”«»„‹›‘’‟\"]")
_AMBIGUOUS = frozenset(["‘", '"', "''", "``"])  # they open only before a word and not inside or behind one
_MIXED = re.compile(r"“[^“”\"]*[^\s“”\"]\"(?!\w)|(?<!\S)\"[^“”\"]*”")  # a curly mark and a straight one make a pair
_DOUBLE = '”"'
_TAIL = " \t\n,;:.–—-"  # of the reporting sentence, and not of what was said


@dataclass(frozen=True, slots=True)
class Marked:
    """A marked stretch: the words inside, and the stretch with its marks. `whole` is False where a mark was missing."""

    inside: Span
    outside: Span
    whole: bool


def find_marked(text: str, paragraph: Span) -> tuple[Marked, ...]:
    """The outermost marked spans of a paragraph, in order.

    A new opening mark, or the end of the paragraph, closes one left open; a closing mark that nothing opened marks
    the sentence before it.
    """
    found: list[Marked] = []
    opened: re.Match[str] | None = None
    depth = 0
    even = text.count('"', paragraph.start, paragraph.end) % 2 == 0
    mixed = _MIXED.search(text, paragraph.start, paragraph.end) is not None
    for mark in _MARK.finditer(text, paragraph.start, paragraph.end):
        if opened is None:
            if _opens(text, mark, paragraph):
                opened, depth = mark, 1
            elif mark[0] in "”»":
                found += _unopened(text, mark, paragraph, found)
        elif mark[0] in (_DOUBLE if mixed and opened[0] in '“"' else CLOSERS[opened[0]]) and _closes(text, mark):
            depth -= 1
            if depth == 0:
                found.append(_marked(text, opened.end(), mark.start(), opened.start(), mark.end()))
                opened = None
        elif mark[0] == opened[0] == "«" or (mark[0] == opened[0] == '"' and even):
            depth += 1  # a straight mark that cannot close opens a pair inside the first
        elif mark[0] == opened[0] and mark[0] in "“„":
            found.append(_cut_short(text, opened, mark.start()))
            opened = mark
    if opened is not None and opened[0] not in _AMBIGUOUS:
        found.append(_marked(text, opened.end(), paragraph.end, opened.start(), paragraph.end, whole=False))
    return tuple(one for one in found if one.inside.start < one.inside.end)


def _marked(text: str, start: int, end: int, outer_start: int, outer_end: int, *, whole: bool = True) -> Marked:
    return Marked(trim(text, Span(start, end), _TAIL), Span(outer_start, outer_end), whole)


def _opens(text: str, mark: re.Match[str], paragraph: Span) -> bool:
    """Whether a mark can open: single and straight ones only before a word and not inside or behind one."""
    if mark[0] not in CLOSERS:
        return False
    before = text[mark.start() - 1] if mark.start() > paragraph.start else " "
    after = text[mark.end()] if mark.end() < paragraph.end else " "
    if mark[0] in _AMBIGUOUS:
        return not before.isalnum() and not after.isspace()
    return mark[0] != "„" or not after.isspace()


def _closes(text: str, mark: re.Match[str]) -> bool:
    """Whether a mark can close: a ’ inside a word is an apostrophe."""
    after = text[mark.end() : mark.end() + 1]
    before = text[mark.start() - 1]
    if mark[0] == "’":
        return not after.isalnum()
    return mark[0] not in ('"', "''") or not before.isspace() or not after.isalnum()


def _cut_short(text: str, opened: re.Match[str], until: int) -> Marked:
    """A span that was never closed before the next one opens: it ends at its last punctuation, else right there."""
    inner = text[opened.end() : until]
    stops = [stop.start() for stop in re.finditer(r"[,.;:!?](?=\s)", inner)]
    end = opened.end() + stops[-1] if stops else until
    return _marked(text, opened.end(), end, opened.start(), end, whole=False)


def _unopened(text: str, mark: re.Match[str], paragraph: Span, found: list[Marked]) -> list[Marked]:
    """The words before a closing mark without partner, back to the last sentence end, colon or marked span."""
    floor = found[-1].outside.end if found else paragraph.start
    before = text[floor : mark.start()]
    stops = [stop.end() for stop in re.finditer(r"[.!?:]\s+(?=\w)", before.rstrip(_TAIL))]
    start = floor + (stops[-1] if stops else 0)
    return [_marked(text, start, mark.start(), start, mark.end(), whole=False)]
