"""An English sentence → its reporting frame: who is said to say what, by rules over cue verbs.

The quoted words are masked first, so that what is said never looks like a cue.
"""

import re
from dataclasses import dataclass
from functools import cache

from citewatch import rules
from citewatch.model import Span
from citewatch.text import trim

MASK = "\x00"


@dataclass(frozen=True, slots=True)
class Frame:
    """A cue with its speaker, and the stretches of the sentence that are reported under it.

    `aside`: the cue is set off by commas and the sentence around it is what was said.
    """

    cue: Span
    speaker: Span | None
    content: tuple[Span, ...]
    aside: bool


_NAME = r"[A-ZÀ-ÞĞİŞА-ЯЁӘҒҚҢӨҰҮІ][\w’'‑-]*\.?"
_NAMES = rf"{_NAME}(?:\s+(?:(?:al|bin|de|von|van|ibn)\s+)?{_NAME}){{0,4}}"
_ROLE = (
    r"(?:[Tt]he|[Aa]n?|[Hh]is|[Hh]er|[Tt]heir|[Ii]ts|[Oo]ne|[Aa]nother|[Tt]his|[Tt]wo|[Ss]ome|[Mm]any|[Mm]ost|[Ss]everal"
    r"|[Oo]ther)"
    r"(?:\s+[\w’'‑-]+){1,6}?"
)
_PRONOUN = r"(?:[Hh]e|[Ss]he|[Tt]hey)"
_PLURAL = r"(?:[Oo]fficials|[Aa]nalysts|[Ee]xperts|[Aa]ctivists|[Cc]ritics|[Rr]esidents|[Oo]thers|[Mm]any)"
_SUBJECT = rf"(?P<speaker>{_PRONOUN}|{_NAMES}|{_PLURAL}|{_ROLE})"
_APPOSITION = r"(?:,\s[^,\x00]{2,90},|\s\([^)\x00]{2,60}\)|\s(?:of|from|at|in|with|who)\s[^,.;:\x00]{2,70}?)?"
_ADVERBS = r"(?:\s+(?:also|then|now|even|further|still|thus|[a-z]+ly|has|have|had|would|is|was|himself|herself|does not|did not))*"
_START = r"(?:^|(?<=[,;:–—\x00(])\s*|(?<=\band\s)|(?<=\bbut\s)|(?<=\bthat\s)|(?<=\bas\s)|(?<=\bso\s))"
_ADDRESSEE = r"(?:\s+(?:the\s+)?[A-Za-z][\w’'-]*(?:\s+[\w’'-]+){0,3}?)?"


@cache
def _verbs() -> str:
    forms = sorted({form for line in rules.lines("cues-en") for form in line.split()}, key=len, reverse=True)
    return "|".join(forms)


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    verb = rf"(?P<cue>\b(?:{_verbs()})\b(?:\s+out)?)"
    return {
        "according": re.compile(
            rf"\b(?P<cue>[Aa]ccording to|[Ii]n the (?:words|opinion|view) of|[Aa]s)\s+"
            rf"(?:{_SUBJECT}|(?P<object>him|her|them))(?P<tail>\s+(?:puts? it|{_verbs()}|sees it))?"
            r"(?:\s(?:of|from|at|in)\s[^,.;\x00]{2,70}?)?(?=[,.;\x00(]|\s*$)"
        ),
        "subject": re.compile(rf"{_START}\s*{_SUBJECT}{_APPOSITION}{_ADVERBS}\s+{verb}"),
        "participle": re.compile(
            rf"^\s*{_SUBJECT}\b[^.;]*?,\s+(?:while\s+)?(?P<cue>\b(?:{_verbs()})(?<=ing)\b)(?=\s+(?:[\w’]+\s+){{0,3}}?that\b|\s+\x00)"
        ),
        "inverted": re.compile(rf"(?:(?<=\x00)|(?<=,))[,”\"’]?\s*{verb}\s+{_SUBJECT}(?=[,.;:\s]|$)"),
    }


_NO_SPEAKER = frozenset({"this", "that", "it", "there", "what", "which", "these", "those", "such", "and", "but", "if",
                         "when", "while", "as", "in", "the", "a", "an"})  # fmt: skip
_COMPLEMENT = re.compile(
    r"(?:\s+[\w’'-]+){0,8}?\s+(?:that|whether|why|how)\b\s*|(?:\s+only|\s+simply|\s+again)?\s+that\s+", re.IGNORECASE
)
_BARE_CLAUSE = re.compile(
    r"\s+(?=(?:the|a|an|this|these|those|it|he|she|they|we|I|you|there|his|her|their|its|no|many|most|some|all|both|[A-Z])\b)"
)
_COLON = re.compile(r"[^:\x00]{0,60}:\s*(?=\S)")
# These report only with «that», marks or a comma: otherwise they mean something else («thinks of», «points at»).
_WEAK = re.compile(
    r"(?:ask|write|report|point|continu|object|answer|repl|respond|comment|joke|fear|hope|tell|told|agree|add|recall|deny|den|stat)"
)


def find_frame(text: str, sentence: Span, marked: tuple[Span, ...], links: tuple[Span, ...]) -> Frame | None:
    """The reporting frame of a sentence, or None.

    `marked`: its quoted stretches with their marks; `links`: parentheses of addresses, which are looked through.
    """
    masked = _mask(text, sentence, marked, links)
    for name, read in _READERS:
        for found in _patterns()[name].finditer(masked):
            if _is_speaker(_who(found)):
                frame = read(masked, found)
                if frame is not None:
                    return _shift(text, frame, sentence.start)
    return None


def _mask(text: str, sentence: Span, marked: tuple[Span, ...], links: tuple[Span, ...]) -> str:
    chars = list(sentence.cut(text))
    for spans, mask in ((links, " "), (marked, MASK)):
        for span in spans:
            for at in range(max(span.start, sentence.start), min(span.end, sentence.end)):
                chars[at - sentence.start] = mask
    return re.sub(r"\n", " ", "".join(chars))


def _who(found: re.Match[str]) -> str:
    return found["speaker"] or found["object"]


def _is_speaker(name: str) -> bool:
    return (
        not name.endswith(("’s", "'s"))
        and name.split()[-1].lower() not in _NO_SPEAKER
        and not re.fullmatch(r"(?:This|That|It|There|What|Such)\b.*", name)
    )


def _according(masked: str, found: re.Match[str]) -> Frame | None:
    if found["cue"].lower() == "as" and not found["tail"]:
        return None
    cue = Span(found.start("cue"), found.end("cue"))
    if found["tail"]:
        cue = Span(found.start("tail") + 1, found.end("tail"))
    who = Span(*found.span("speaker" if found["speaker"] else "object"))
    return Frame(cue, who, _around(masked, found.start(), found.end()), aside=True)


def _subject(masked: str, found: re.Match[str]) -> Frame | None:
    cue, speaker = Span(*found.span("cue")), Span(*found.span("speaker"))
    rest = masked[cue.end :]
    before = masked[: found.start()].rstrip()
    if re.match(r"\s*(?:,|$|\.|\(|;)", rest) and (before or MASK in rest):
        return Frame(cue, speaker, _around(masked, found.start(), cue.end), aside=True)
    complement = _complement_start(rest, cue, masked)
    if complement is None:
        return Frame(cue, speaker, (Span(0, found.start()),), aside=True) if MASK in before else None
    return Frame(cue, speaker, (Span(complement, len(masked)),), aside=False)


def _complement_start(rest: str, cue: Span, masked: str) -> int | None:
    """Where the reported clause begins behind the verb; None when none does."""
    if found := re.match(rf"[\s,:]*(?={MASK})", rest):
        return cue.end + found.end()
    if found := _COMPLEMENT.match(rest):
        return cue.end + found.end()
    if (found := _COLON.match(rest)) and len(rest) - found.end() > 10:
        return cue.end + found.end()
    if not _WEAK.match(cue.cut(masked)) and (found := _BARE_CLAUSE.match(rest)) and len(rest.split()) >= 4:
        return cue.end + found.end()
    if (found := re.match(rf"{_ADDRESSEE}[,:]?\s*(?={MASK})", rest)) is not None:
        return cue.end + found.end()
    return cue.end if MASK in rest else None


def _participle(masked: str, found: re.Match[str]) -> Frame | None:
    cue = Span(*found.span("cue"))
    complement = _complement_start(masked[cue.end :], cue, masked)
    if complement is None:
        return None
    return Frame(cue, Span(*found.span("speaker")), (Span(complement, len(masked)),), aside=False)


def _inverted(masked: str, found: re.Match[str]) -> Frame:
    return Frame(
        Span(*found.span("cue")),
        Span(*found.span("speaker")),
        _around(masked, found.start("cue"), found.end("speaker")),
        aside=True,
    )


def _around(masked: str, start: int, end: int) -> tuple[Span, ...]:
    """What stands before and behind a cue that is set off by commas; an apposition to its speaker is left out."""
    apposition = re.match(
        r",\s+(?:an?|the|who|whose|which|head|leader|director|editor)\s[^,\x00]{2,120},", masked[end:]
    )
    behind = end + (apposition.end() if apposition else 0)
    return tuple(span for span in (Span(0, start), Span(behind, len(masked))) if len(span.cut(masked).split()) >= 1)


def _shift(text: str, frame: Frame, by: int) -> Frame:
    def moved(span: Span) -> Span:
        return Span(span.start + by, span.end + by)

    content = tuple(trim(text, moved(span), ",;:.–—-( ") for span in frame.content)
    speaker = moved(frame.speaker) if frame.speaker else None
    return Frame(moved(frame.cue), speaker, tuple(span for span in content if span.start < span.end), frame.aside)


_READERS = (("according", _according), ("subject", _subject), ("participle", _participle), ("inverted", _inverted))
