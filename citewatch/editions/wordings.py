"""Wordings: how they differ, and how much of them is published."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from rapidfuzz.distance import LCSseq

from citewatch import text
from citewatch.model import Marked, Match, Passage, Statement, VariantView

_TOKEN = re.compile(r"\S+\s*")


def variants(statement: Statement, longest: int) -> tuple[VariantView, ...]:
    """The other wordings of a statement beside its own, the earliest first. `longest`: characters shown of each."""
    own = statement.fullest
    groups: dict[tuple[str, ...], list[Passage]] = defaultdict(list)
    for member in statement.members:
        if member.match != Match.POSSIBLE and member.passage.lang == own.lang:
            groups[text.words(member.passage.text)].append(member.passage)
    groups.pop(text.words(own.text))
    by_day = [sorted(group, key=_rank) for group in groups.values()]
    return tuple(_variant(own, group, longest) for group in sorted(by_day, key=lambda group: _rank(group[0])))


def _rank(passage: Passage) -> tuple[date, str]:
    return passage.day, passage.id


def _variant(own: Passage, group: Sequence[Passage], longest: int) -> VariantView:
    other = group[0]
    left, right = differing(head(own.text, longest), head(other.text, longest))
    return VariantView(left, right, other.lang, len({one.post for one in group}), other.day)


def differing(one: str, other: str) -> tuple[Marked, Marked]:
    """Two wordings, each with the words marked that the other has not; case and punctuation are no difference."""
    left, right = _TOKEN.findall(one), _TOKEN.findall(other)
    steps = LCSseq.opcodes([_normal(token) for token in left], [_normal(token) for token in right])
    return (
        _marked((step.tag != "equal", left[step.src_start : step.src_end]) for step in steps),
        _marked((step.tag != "equal", right[step.dest_start : step.dest_end]) for step in steps),
    )


def _normal(token: str) -> str:
    return " ".join(text.words(token)) or token.strip()


def _marked(runs: Iterable[tuple[bool, Sequence[str]]]) -> Marked:
    """Runs of tokens as plain and marked parts in turn; white space behind a marked run is not marked."""
    parts = [""]
    for differs, tokens in runs:
        run = "".join(tokens)
        words = run.rstrip()
        if differs and words:
            parts += [words, run[len(words) :]]
        else:
            parts[-1] += run
    return tuple(parts)


def shorten(context: Sequence[str], longest: int) -> tuple[str, ...]:
    """A quotation in its context with no more than so many characters of the document, cut at words."""
    first, *inner, last = context
    kept, room = [], longest
    for part in inner:
        kept.append(head(part, room))
        room = max(0, room - len(part))
    return (_tail(first, room // 2), *kept, head(last, room // 2))


def head(words: str, longest: int) -> str:
    """The beginning of a text, cut at a word."""
    if len(words) <= longest:
        return words
    return f"{words[:longest].rpartition(' ')[0]} …" if longest else ""


def _tail(words: str, longest: int) -> str:
    if len(words) <= longest:
        return words
    return f"… {words[-longest:].partition(' ')[2]}" if longest else ""
