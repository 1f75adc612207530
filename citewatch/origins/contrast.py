"""Which of two things a wording denies («not the money but the men») → whether two wordings deny opposite ones."""

import re
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

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


def crossed(one: str, other: str, encode: Callable[[Sequence[str]], NDArray[np.float32]]) -> bool:
    """Whether what one wording denies is what the other affirms, and the other way round."""
    mine, yours = _pair(one), _pair(other)
    if mine is None or yours is None:
        return False
    denied, affirmed, their_denied, their_affirmed = encode([*mine, *yours])
    straight = denied @ their_denied + affirmed @ their_affirmed
    return bool(denied @ their_affirmed + affirmed @ their_denied > straight + _SURE)


def _pair(wording: str) -> tuple[str, str] | None:
    """What a wording denies, and what it affirms in its place."""
    for pattern in _DENIED_FIRST:
        if found := pattern.search(wording):
            return found[1], found[2]
    for pattern in _DENIED_LAST:
        if found := pattern.search(wording):
            return found[2], found[1]
    return None
