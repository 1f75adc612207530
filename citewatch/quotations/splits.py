"""A Russian paragraph → its marked spans and sentences, cut where the author's words stand between dashes."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache

from citewatch import inflection, rules, text
from citewatch.model import Document, Quotation, Span
from citewatch.quotations import marks
from citewatch.quotations.marks import Marked

_AUTHOR = re.compile(r"(?<=[,!?…»\"])\s*[–—-]\s+(?P<words>[^\W\d_][^–—\n]{2,160}?)(?:[,.:]\s*[–—-]\s+|(?=[.!?]?\s*$))")
_TURN = re.compile(r"[–—-]\s+")
_GOES_ON = re.compile(r"[–—-](?:\s*[а-яёіїєґәғқңөұүһ]|\s+\w)")
_WORD = re.compile(r"\w+")
_TAIL = " \t\n,;:–—-"
_INNER = re.compile(r":\s*[«„“][^«»„“]+[»“”][,.!?…]*$")
_NAMED = re.compile(r"\b(?:[А-ЯЁA-ZІӘҒҚҢӨҰҮҺ][\w-]+|он|она)\b")
_NAME = 3  # words of a name in marks, at most
_OPENING = 2  # words of the author in which the verb stands: «она кивнула»


def find_marked(body: str, paragraph: Span) -> tuple[Marked, ...]:
    """The outermost marked spans, in order, without the author's words; a dash at the start of a paragraph marks too.

    «Вода, – сказал он, – уходит» and «– Вода, – сказал он. – Уходит» are two each.
    """
    turn = _TURN.match(body, paragraph.start, paragraph.end)
    spoken = Span(turn.end(), paragraph.end) if turn else None
    if spoken and (found := _author(body, spoken)):
        return tuple(_pieces(body, spoken, found))
    carried = _carried(body, paragraph)
    rest = Span(carried.outside.end, paragraph.end) if carried else paragraph
    whole = [
        *([carried] if carried else []),
        *(one for one in marks.find_marked(body, rest) if not _is_name(body, one)),
    ]
    pieces = [_split(body, one) for one in whole]
    return tuple(piece for some in pieces for piece in some)


def find_sentences(body: str, paragraph: Span) -> tuple[Span, ...]:
    """The sentences; the author's words behind a dash, and speech behind those, go on with the sentence before."""
    joined: list[Span] = []
    for one in text.sentences(body, paragraph, "ru"):
        if joined and _GOES_ON.match(body, one.start):
            joined[-1] = Span(joined[-1].start, one.end)
        else:
            joined.append(one)
    return tuple(joined)


def _is_name(body: str, marked: Marked) -> bool:
    """«Рассказал «Степному вестнику» Иванов»: a few words in marks with a word right before them, and no verb."""
    words = _WORD.findall(marked.inside.cut(body))
    beside = body[marked.outside.start - 2 : marked.outside.start]
    inside = len(beside) == len("а ") and beside[0].isalnum() and beside[1] == " "
    short = 0 < len(words) <= _NAME and words[0][0].isupper()
    return (
        inside
        and short
        and not any(map(inflection.is_told, words))
        and not marked.inside.cut(body).endswith(tuple("!?…"))
    )


def _carried(body: str, paragraph: Span) -> Marked | None:
    """What is left of marks that the paragraph before opened and did not close."""
    close = body.find("»", paragraph.start, paragraph.end)
    before = body[: paragraph.start].rstrip().rpartition("\n")[2]
    if close < 0 or "«" in body[paragraph.start : close] or before.count("«") <= before.count("»"):
        return None
    inside = text.trim(body, Span(paragraph.start, close), _TAIL)
    return Marked(inside, Span(paragraph.start, close + 1), whole=False)


def joined(document: Document, found: Iterable[Quotation]) -> Iterator[Quotation]:
    """Marked words that go on from the end of one paragraph at the start of the next are one quotation."""
    last: Quotation | None = None
    for one in found:
        if last and _goes_on(document, last, one):
            last = replace(last, spans=(*last.spans, *one.spans))
            continue
        if last:
            yield last
        last = one
    if last:
        yield last


def _goes_on(document: Document, last: Quotation, one: Quotation) -> bool:
    if one.cue_span or one.paragraph == last.paragraph:
        return False
    between = document.text[last.spans[-1].end : one.spans[0].start]
    return "\n" in between and not _WORD.search(between) and "»" not in between and "–" not in between


def stands_alone(body: str, sentence: Span, marked: Marked) -> bool:
    """Whether marked words without a cue are speech: names and terms stand in a sentence, speech opens one.

    It also stands behind a colon, and may be several sentences.
    """
    opens = not _WORD.search(body, sentence.start, marked.inside.start)
    colon = body[sentence.start : marked.outside.start].rstrip().endswith(":")
    return opens or colon or bool(re.search(r"[.!?…]\s", marked.inside.cut(body)))


def _split(body: str, marked: Marked) -> list[Marked]:
    found = _author(body, marked.inside)
    return _pieces(body, marked.inside, found) if found else [marked]


def _author(body: str, span: Span) -> list[re.Match[str]]:
    """The author's words in a stretch of speech: they have a cue, or begin with what somebody named does.

    Behind marks that a colon opens they belong to what is quoted inside.
    """
    found = _AUTHOR.finditer(body, span.start, span.end)
    return [
        one
        for one in found
        if _is_author(body[one.start() - 1], one["words"]) and not _INNER.search(body, span.start, one.start())
    ]


def _is_author(before: str, words: str) -> bool:
    """Whether words behind a dash tell who speaks. In capitals they do so only behind a comma; else they are a turn."""
    if words[0].isupper() and before != ",":
        return False
    found = _WORD.findall(words.lower())
    acts = any(map(inflection.is_told, found[:_OPENING])) and bool(_NAMED.search(words))
    return acts or any(word in _cues() for word in found)


def _pieces(body: str, span: Span, found: list[re.Match[str]]) -> list[Marked]:
    edges = [span.start, *(edge for one in found for edge in one.span()), span.end]
    pieces = [text.trim(body, Span(start, end), _TAIL) for start, end in zip(edges[::2], edges[1::2], strict=True)]
    return [Marked(one, one, whole=False) for one in pieces if _WORD.search(one.cut(body))]


@cache
def _cues() -> frozenset[str]:
    return rules.forms("cues-ru") | rules.forms("cues-uk") | rules.forms("cues-kk")
