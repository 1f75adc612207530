"""Wordings in English and Russian → whether they deny anything, and one of them what the other does not."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import pairwise, product
from typing import NamedTuple

from citewatch import inflection, rules
from citewatch.marks.words import Word, listed, read, translate

_PREFIXED = re.compile("не(?P<word>[а-яё]{4,})|(?:un|non)[a-z]{4}|[a-z]{3,}less$|бе[зс](?!ед)[а-яё]{4}")
_NOT_PREFIXED = (
    "under", "union", "unit", "univers", "uniq", "unif", "unanim", "uncle", "bless", "недел", "нескольк", "некотор",
    "невест", "нечто",
)  # fmt: skip
# Negations that deny nothing: «no more than», «not only», «не раз».
_BOUND = re.compile(
    r"\b(?:no (?:more|less|fewer|later|earlier|sooner) than|not (?:only|just|merely)"
    r"|не (?:больше|более|меньше|менее|раньше|позже|позднее|только|просто|раз))\b",
    re.IGNORECASE,
)
# Where a clause ends; «until» belongs to what it limits.
_CLAUSE_END = re.compile(
    r"[.,](?!\d)|[;:!?—–…()«»“”\"]|\b(?:but|and|that|because|while|if|when|who|which|although|since|so|as"
    r"|но|а|и|что|если|когда|котор\w+)\b",
    re.IGNORECASE,
)
_RUSSIAN = re.compile("[а-яё]")
_VERBS = frozenset(["VERB", "INFN", "GRND", "PRTS"])
_NOT = frozenset(["not", "never", "не"])
_NONE = frozenset(["none", "nobody", "nothing", "nowhere", "neither"])
_BETWEEN = 2  # words that may stand between a negation and its verb
_AROUND = 4  # words around a verb that may limit it from the next clause


class _Placed(NamedTuple):
    word: Word
    clause: int


def denies(wording: str) -> bool:
    """Whether a wording has a negation that denies something."""
    return is_negated(read(_BOUND.sub(" ", wording)))


def is_negated(words: Iterable[Word]) -> bool:
    """Whether one of the words is a negation."""
    return any(word.kind == "negation" for word in words)


def may_negate(words: Iterable[Word]) -> bool:
    """Whether a word may stand for a negation: «until», «чуть», and «unmeasured», «невозможно», «hopeless».

    So may a negated gerund: «не дожидаясь» is «before» or «without».
    """
    return any(_is_prefixed(word.form) or listed(word.form, _negated()) for word in words) or any(
        word.kind == "negation" and inflection.part_of_speech(after.form) == "GRND" for word, after in pairwise(words)
    )


def deny_otherwise(one: str, other: str) -> bool:
    """Whether a verb that each of two wordings has once is denied in one, and nothing near it denies it in the other.

    One is in English and one in Russian: their words are paired by the lexicon.
    """
    if bool(_RUSSIAN.search(one)) == bool(_RUSSIAN.search(other)):
        return False  # most wordings that are laid beside each other are in one language
    if "?" in one + other:
        return False  # «А они не обижены?» denies nothing
    mine, yours = _placed(one), _placed(other)
    pairs = [
        (here, there)
        for here, there in product(range(len(mine)), range(len(yours)))
        if _same_verb(mine[here].word.form, yours[there].word.form)
    ]
    here_times, there_times = Counter(here for here, _ in pairs), Counter(there for _, there in pairs)
    return any(
        (_is_denied(mine, here) and not _is_limited(yours, there))
        or (_is_denied(yours, there) and not _is_limited(mine, here))
        for here, there in pairs
        if here_times[here] == 1 == there_times[there]
    )


@cache
def _is_prefixed(form: str) -> bool:
    """Whether a word is another with a negating prefix or suffix: «unable», «неправда», but not «under», «неделя»."""
    if not (found := _PREFIXED.match(form)) or form.startswith(_NOT_PREFIXED):
        return False
    return found["word"] is None or inflection.is_known(found["word"])


@cache
def _negated() -> tuple[str, ...]:
    return tuple(word for line in rules.lines("negated") for word in line.split())


@cache
def _denials(kind: str) -> tuple[str, ...]:
    return tuple(word for key, line in rules.pairs("denials") if key == kind for word in line.split())


def _placed(wording: str) -> list[_Placed]:
    return [_Placed(word, n) for n, clause in enumerate(_CLAUSE_END.split(wording)) for word in read(clause)]


@lru_cache(maxsize=1 << 16)
def _same_verb(one: str, other: str) -> bool:
    """Whether two words translate each other, one of which is a Russian verb and neither an auxiliary one."""
    return (
        translate(one, other)
        and any(inflection.part_of_speech(word) in _VERBS for word in (one, other))
        and not any(listed(word, _denials("between")) for word in (one, other))
    )


def _is_denied(words: Sequence[_Placed], at: int) -> bool:
    """Whether a negation stands before a verb, with at most auxiliaries and adverbs between them."""
    before = [one.word.form for one in words[max(0, at - 1 - _BETWEEN) : at] if one.clause == words[at].clause]
    while before and before[-1] not in _NOT:
        if not (before[-1].endswith("ly") or listed(before[-1], _denials("between"))):
            return False
        before.pop()
    return bool(before) and before[-2:-1] != ["чуть"]


def _is_limited(words: Sequence[_Placed], at: int) -> bool:
    """Whether anything in a verb's clause, or close to it, denies or limits it; or «none» and the like before it."""
    if any(one.word.value in _NONE or one.word.form in ("no", "ни") for one in words[:at]):
        return True  # «on none of those that were closed has it been restored»
    near = [one.word for n, one in enumerate(words) if one.clause == words[at].clause or abs(n - at) <= _AROUND]
    return is_negated(near) or any(_is_prefixed(word.form) or listed(word.form, _denials("limits")) for word in near)
