"""Words of the author around marked words → their cue and the mention of their speaker, by rules without a parse."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from citewatch import inflection, rules
from citewatch.model import Span

UPPER = r"[A-ZÀ-ÞĞİŞА-ЯЁІЇЄҐӘҒҚҢӨҰҮҺ]"
NAME = re.compile(rf"(?<![\w’'‑-]){UPPER}[\w’'‑-]+(?:\s+{UPPER}\.?[\w’'‑-]*){{0,3}}")
_WORD = re.compile(r"[^\W\d_][\w’'‑-]*")
_CLAUSE = re.compile(r"[.!?…;]\s+|\n|^\s*[–—-]\s+")
_FAR = 8  # words between a cue and the noun that names its speaker


class Told(NamedTuple):
    """A cue and the mention of the speaker, if there is one."""

    cue: Span
    speaker: Span | None


@dataclass(frozen=True, slots=True)
class Voice:
    """How a language reports: its cues, its pronouns of the speaker, and which other words can name somebody."""

    cues: re.Pattern[str]
    pronouns: frozenset[str]
    names_somebody: Callable[[str], bool]


@cache
def voice(lang: str) -> Voice:
    """The voice of Russian, Ukrainian or Kazakh; of any other language the common one without cues."""
    if lang == "ru":
        return Voice(_pattern("cues-ru", "cues-own-ru"), frozenset("он она я мы".split()), inflection.is_person)
    if lang == "uk":
        return Voice(_pattern("cues-uk"), frozenset("він вона я ми".split()), _is_long)
    if lang == "kk":
        return Voice(_pattern("cues-kk", lines=True), frozenset("ол мен біз".split()), _is_long)
    return Voice(re.compile(r"(?!)"), frozenset(), _is_long)


def _is_long(word: str) -> bool:
    return len(word) > 3


def _pattern(*names: str, lines: bool = False) -> re.Pattern[str]:
    """Any of the cues of some lists; where a cue can have several words each has a line."""
    listed = {one for name in names for one in (rules.lines(name) if lines else rules.forms(name))}
    return re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, listed), key=len, reverse=True))})\b", re.IGNORECASE)


def find_before(body: str, span: Span, spoken: Voice) -> Told | None:
    """The cue in the words before a colon or an opening mark: «Петро зазначив: «…»»."""
    start = max([one.end() for one in _CLAUSE.finditer(body, span.start, span.end)], default=span.start)
    found = list(spoken.cues.finditer(body, start, span.end))
    if not found:
        return None
    cue = Span(*found[-1].span())
    return Told(cue, find_name(body, Span(start, cue.start), Span(cue.end, span.end), spoken))


def find_behind(body: str, span: Span, spoken: Voice) -> Told | None:
    """The cue in the words behind a dash: «…», – сказав учора Петро."""
    found = spoken.cues.search(body, span.start, span.end)
    if found is None:
        return None
    return Told(
        Span(*found.span()), find_name(body, Span(span.start, found.start()), Span(found.end(), span.end), spoken)
    )


def find_name(body: str, before: Span, behind: Span, spoken: Voice) -> Span | None:
    """Who a cue between two stretches says speaks: a pronoun at its side, a name, else a noun for somebody."""
    pronoun = _pronoun(body, before, behind, spoken)
    if pronoun:
        return pronoun
    names = [Span(*one.span()) for one in NAME.finditer(body, before.start, before.end)]
    later = NAME.search(body, behind.start, behind.end)
    if later:
        return Span(*later.span())
    return names[-1] if names else _noun(body, before, behind, spoken)


def _pronoun(body: str, before: Span, behind: Span, spoken: Voice) -> Span | None:
    """A pronoun that stands right behind a cue, or is the last before it."""
    after = _WORD.search(body, behind.start, behind.end)
    earlier = [one for one in _WORD.finditer(body, before.start, before.end) if one[0].lower() in spoken.pronouns]
    if after and after[0].lower() in spoken.pronouns:
        return Span(*after.span())
    named = earlier and NAME.search(body, earlier[-1].end(), before.end)
    return Span(*earlier[-1].span()) if earlier and not named else None


def _noun(body: str, before: Span, behind: Span, spoken: Voice) -> Span | None:
    near = list(_WORD.finditer(body, behind.start, behind.end))[:2]
    near += reversed(list(_WORD.finditer(body, before.start, before.end))[-_FAR:])
    return next((Span(*one.span()) for one in near if spoken.names_somebody(one[0].lower())), None)
