"""A document with an interview or a round-table → its answers, each a quotation; the questions are the journalist's."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from citewatch import text
from citewatch.model import Document, Kind, Quotation, Span
from citewatch.quotations.reported import LIMIT
from citewatch.quotations.splits import find_marked, joined

_UPPER = r"[A-ZÀ-ÞĞİŞА-ЯЁІЇЄҐӘҒҚҢӨҰҮҺ]"
_NAME = rf"{_UPPER}(?:\.|[\w’'‑-]+)(?:\s+{_UPPER}(?:\.|[\w’'‑-]+)){{0,2}}"
_LABEL = re.compile(rf"(?P<name>{_NAME})(?:,\s[^:.?!«»]{{3,120}}|\s\([^()]{{3,120}}\))?\s*:\s*(?:[–—-]\s+|$|(?=\S))")
_DASH = re.compile(r"[–—-]\s+(?=\S)")
_BEHIND = re.compile(rf"(?<=[.?!…])\s+[–—-]\s+(?={_UPPER}|[«\d])")  # an answer in the paragraph of its question
_HEADLINE = re.compile(r"[«\"][^«»\"]*[»\"]\s*$")
_SIGNED = re.compile(r"(?:Беседовал|Записал|Расспрашивал|Интервью|Подготовил|Материал|Фото|Вопросы задавал)")
_EDITORS = frozenset(["редакция", "корреспондент", "корр", "вопрос", "журналист", "ведущий", "ведущая", "модератор"])
_FEWEST = 4  # fewer dashes at the start of a paragraph are a list or a chance
_TIMES = 2  # labels, and turns with a label, that make a dialogue


@dataclass(slots=True)
class _Turn:
    """What one person says: `label` names them; a turn goes on over paragraphs that begin with no dash."""

    paragraph: int
    label: Span | None
    spans: list[Span] = field(default_factory=list)


def with_turns(document: Document, found: Iterable[Quotation]) -> Iterator[Quotation]:
    """The quotations of a document and the answers of its dialogue; inside an answer only direct ones count."""
    turns, covered = _turns(document)
    for one in joined(document, found):
        if one.paragraph not in covered or (one.kind == Kind.DIRECT and one.cue_span and not _is_own(document, one)):
            yield one
    for turn in turns:
        yield Quotation(tuple(turn.spans), Kind.DIRECT, turn.paragraph, speaker_span=turn.label)


def _is_own(document: Document, found: Quotation) -> bool:
    return found.speaker_span is not None and found.speaker_span.cut(document.text).lower() in {"я", "мы"}


def _turns(document: Document) -> tuple[list[_Turn], frozenset[int]]:
    """The answers, and the paragraphs of the dialogue, questions and all."""
    turns, covered = _read(document)
    labelled = [one for one in turns if one.label]
    if len(turns) < _FEWEST and (len(labelled) < _TIMES or len(_names(document, labelled)) < _TIMES):
        return [], frozenset()
    asking = _asking(document, labelled)
    answers = [one for one in labelled if _name(document, one) not in asking]
    answers += _alternate(document, [one for one in turns if one.label is None])
    return [one for one in answers if one.spans], covered


def _read(document: Document) -> tuple[list[_Turn], frozenset[int]]:
    """All turns in order, and their paragraphs."""
    turns: list[_Turn] = []
    covered: set[int] = set()
    for number, paragraph in enumerate(document.paragraphs):
        if paragraph.end > LIMIT or _SIGNED.match(document.text, paragraph.start):
            break
        begun = _begin(document, number, paragraph, turns)
        if begun:
            covered.add(number)
    return turns, frozenset(covered)


def _begin(document: Document, number: int, paragraph: Span, turns: list[_Turn]) -> bool:
    """Add a paragraph to the turns; whether it belongs to any."""
    body = document.text
    label = _LABEL.match(body, paragraph.start, paragraph.end)
    dash = _DASH.match(body, paragraph.start, paragraph.end)
    if label and (label.end() == paragraph.end or _is_labelling(body, label)):
        turns.append(_Turn(number, Span(*label.span("name"))))
        _say(body, turns[-1], Span(label.end(), paragraph.end))
    elif dash and turns and turns[-1].label and not turns[-1].spans:
        _say(body, turns[-1], Span(dash.end(), paragraph.end))
    elif dash and not any(one.outside.start == dash.end() for one in find_marked(body, paragraph)):
        _add_unlabelled(body, number, Span(dash.end(), paragraph.end), turns)
    elif turns and turns[-1].spans and not dash:
        _say(body, turns[-1], paragraph)
    else:
        return bool(turns and _HEADLINE.match(body, paragraph.start, paragraph.end))
    return True


def _is_labelling(body: str, label: re.Match[str]) -> bool:
    """Whether a name with a colon begins a turn: with a dash, a role, or a full name; not «Иван Петров: «…»»."""
    if body[label.end()] in '«"':
        return False
    has_role = len(label[0]) > len(label["name"]) + 5
    return label[0].rstrip()[-1] in "–—-" or has_role or " " in label["name"] or label["name"].lower() in _EDITORS


def _add_unlabelled(body: str, number: int, span: Span, turns: list[_Turn]) -> None:
    """A question may have its answer in its own paragraph."""
    starts = [span.start, *(one.end() for one in _BEHIND.finditer(body, span.start, span.end))]
    for start, end in zip(starts, [*starts[1:], span.end], strict=True):
        turns.append(_Turn(number, None))
        _say(body, turns[-1], Span(start, end))


def _say(body: str, turn: _Turn, span: Span) -> None:
    words = text.trim(body, span)
    while words.start < words.end and body[words.end - 1] in "–—-":
        words = text.trim(body, Span(words.start, words.end - 1))
    if words.start < words.end:
        turn.spans.append(words)


def _name(document: Document, turn: _Turn) -> str:
    """A label's last word: «И. Погребняк» and «Инна Погребняк» are one."""
    return turn.label.cut(document.text).split()[-1].strip(".").casefold() if turn.label else ""


def _names(document: Document, turns: list[_Turn]) -> Counter[str]:
    return Counter(_name(document, one) for one in turns)


def _asking(document: Document, labelled: list[_Turn]) -> frozenset[str]:
    """The labels of those who ask: the author, the editors, and who mostly asks."""
    author = {word.casefold() for word in (document.byline or "").split()}
    asked = Counter(_name(document, one) for one in labelled if _asks(document, one))
    often = {name for name, times in _names(document, labelled).items() if 2 * asked[name] > times}
    return frozenset(often | _EDITORS | author)


def _asks(document: Document, turn: _Turn) -> bool:
    return bool(turn.spans) and turn.spans[-1].cut(document.text).endswith("?")


def _alternate(document: Document, turns: list[_Turn]) -> list[_Turn]:
    """Every second turn: those between which there are more questions."""
    even, odd = turns[::2], turns[1::2]
    asks_first = sum(_asks(document, one) for one in even) >= sum(_asks(document, one) for one in odd)
    return odd if asks_first else even
