"""Two wordings → whether they differ in a number, a negation or a proper name: such a pair is never one statement."""

import re
from collections import Counter
from functools import cache

from citewatch import rules, text

_SENTENCE_START = re.compile(r"(?:^|[.!?…:“«\"]\s*)\W*(\w+)")
_CAPITAL = re.compile(r"(?<![\w’'])[^\W\d_a-zа-яёәғқңөұүһі][\w’'-]+")
_DIGITS = re.compile(r"\d+(?:[.,  ]\d+)*")


def difference(one: str, other: str) -> str | None:
    """What keeps two wordings apart, in words; None when nothing does."""
    if _numbers(one) != _numbers(other):
        return "differs in a number"
    if _negations(one) != _negations(other):
        return "differs in a negation"
    if _names(one) - _levelled(other) or _names(other) - _levelled(one):
        return "differs in a name"
    return None


@cache
def _numbers(wording: str) -> Counter[str]:
    found = Counter(re.sub(r"\D", "", digits) for digits in _DIGITS.findall(wording))
    found.update(stem for word in text.words(wording) if (stem := _listed(word, "numbers")))
    return found


@cache
def _negations(wording: str) -> int:
    words = text.words(wording)
    return sum(word in rules.words("negations") or word.endswith(("n't", "n’t")) for word in words)


@cache
def _names(wording: str) -> frozenset[str]:
    """Capitalised words that do not only begin a sentence, levelled."""
    starts = {found.start(1) for found in _SENTENCE_START.finditer(wording)}
    return frozenset(_stem(found[0]) for found in _CAPITAL.finditer(wording) if found.start() not in starts) - {""}


@cache
def _levelled(wording: str) -> frozenset[str]:
    return frozenset(_stem(word) for word in text.words(wording))


def _stem(word: str) -> str:
    """A name without the endings in which its forms differ."""
    return text.level(re.sub(r"[’']s?$", "", word))


def _listed(word: str, name: str) -> str | None:
    """The entry of a list that a word is a form of."""
    if word in rules.words(name):
        return word
    return next((stem for stem in _stems(name) if word.startswith(stem)), None)


@cache
def _stems(name: str) -> tuple[str, ...]:
    return tuple(entry[:-1] for entry in rules.lines(name) if entry.endswith("*"))
