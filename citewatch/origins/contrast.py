"""Two wordings → whether each has one of two things where the other has the other, as far as vectors can tell.

What they deny and affirm («not the money but the men»), two numbers («51 percent for, 34 against»).
"""

import re
from collections import Counter
from itertools import combinations

from citewatch import marks
from citewatch.model import Span
from citewatch.origins.article import Encode
from citewatch.origins.parts import clauses

_THING = r"((?:[\w’'-]+ ){0,3}[\w’'-]+)"
_LAST = r"((?:[\w’'-]+ ){0,5}[\w’'-]+)"
# (denied, affirmed) or (affirmed, denied), in English and Russian.
_DENIED_FIRST = (
    re.compile(rf"\b(?:not|no longer) {_THING},? but (?:also )?{_LAST}", re.IGNORECASE),
    re.compile(rf"\b(?:не|ни) {_THING}, а {_LAST}", re.IGNORECASE),
)
_DENIED_LAST = (
    re.compile(rf"{_THING}(?:,? and not|, not| rather than| instead of) {_LAST}", re.IGNORECASE),
    re.compile(rf"{_THING}, а не {_LAST}", re.IGNORECASE),
)
_SURE = 0.15  # by so much the crossed pairs must be more alike than the straight ones
_TELLING = 3  # words from which on a clause tells something of its number


def denied_crosswise(one: str, other: str, encode: Encode) -> bool:
    """Whether what one wording denies is what the other affirms, and the other way round."""
    mine, yours = _pair(one), _pair(other)
    return mine is not None and yours is not None and _crossed(mine, yours, encode)


def numbered_crosswise(one: str, other: str, encode: Encode) -> bool:
    """Whether two numbers that both wordings have are told in one of what in the other is told of the other number."""
    mine, yours = _numbered(one), _numbered(other)
    return any(
        _crossed((mine[a], mine[b]), (yours[a], yours[b]), encode)
        for a, b in combinations(sorted(mine.keys() & yours.keys()), 2)
        if min(_length(mine[a]), _length(mine[b])) >= _TELLING
    )


def _crossed(mine: tuple[str, str], yours: tuple[str, str], encode: Encode) -> bool:
    first, second, their_first, their_second = encode([*mine, *yours])
    straight = first @ their_first + second @ their_second
    return bool(first @ their_second + second @ their_first > straight + _SURE)


def _numbered(wording: str) -> dict[str, str]:
    """The numbers that stand once in a wording → the other words of their clauses, or of the clause before."""
    told, rest = list[tuple[str, str]](), ""
    for clause in clauses(wording, Span(0, len(wording))):
        words = marks.read(clause.cut(wording))
        rest = " ".join(word.form for word in words if word.kind != "number") or rest  # «against: 34»
        told += [(word.value, rest) for word in words if word.kind == "number"]
    times = Counter(number for number, _ in told)
    return {number: rest for number, rest in told if times[number] == 1}


def _length(wording: str) -> int:
    return len(wording.split())


def _pair(wording: str) -> tuple[str, str] | None:
    """What a wording denies, and what it affirms in its place."""
    for pattern in _DENIED_FIRST:
        if found := pattern.search(wording):
            return found[1], found[2]
    for pattern in _DENIED_LAST:
        if found := pattern.search(wording):
            return found[2], found[1]
    return None
