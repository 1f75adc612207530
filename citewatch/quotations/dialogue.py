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
_NAME = rf"{_UPPER}(?:\.|[\w’'‑-]+\.?)(?:(?:(?<=\.)|\s+){_UPPER}(?:\.|[\w’'‑-]+)){{0,2}}"
_LABEL = re.compile(rf"(?P<name>{_NAME})(?:,\s[^:.?!«»]{{3,120}}|\s\([^()]{{3,120}}\))?\s*:\s*(?:[–—-]\s+|$|(?=\S))")
# «П. РЕЗНИК. – …»: a label in capitals with a full stop.
_CAPITALS = re.compile(rf"(?P<name>(?:{_UPPER}\.\s*){{0,2}}{_UPPER}{{3,}}(?:[ -]{_UPPER}{{3,}})*)\.\s*[–—-]\s+")
_DASH = re.compile(r"[–—-]\s+(?=\S)")
_BEHIND = re.compile(rf"(?<=[.?!…])\s+[–—-]\s+(?={_UPPER}|[«\d])")  # an answer in the paragraph of its question
_HEADLINE = re.compile(r"[«\"][^«»\"]*[»\"]\s*$")
_SIGNED = re.compile(
    r"(?:Бесед|Записал|Расспрашивал|Интервью|Подготовил|Материал|Фото|Вопросы задава|Разговаривал|Розмов|Розпитував|"
    r"Записав|Спілкував|Сұхбат|Әңгімелес|Жазып алған)\w*(?:\s\w+)?\s" + _UPPER
)
_OWN = re.compile(r"[»”“\"?!,.…]*\s*[–—-]\s+(?:[\w-]+\s+){1,3}(?:я|мы|ми)\b")  # «…?» – спрашиваю я
_EDITORS = frozenset(
    "редакция корреспондент корр вопрос журналист ведущий ведущая модератор редакція кореспондент кор питання "
    "запитання ведуча журналіст тілші сұрақ жүргізуші".split()
)
_ANSWER = frozenset(["ответ", "відповідь", "жауап"])
_YOU = re.compile(r"\b(?:вы|вам|вас|вами|ваш\w*|ты|тебе|тебя|твой|ви|вами|ваш\w*|ти|сіз\w*|сен)\b", re.IGNORECASE)
_ENDS = frozenset('.!?…:»”"')
_FEWEST = 4  # fewer dashes at the start of a paragraph are a list or a chance
_TIMES = 2  # labels, and turns with a label, that make a dialogue
_BARE = 3  # questions without any mark that make an interview; two where the answers have dashes
_REACH = 250  # code points in which a label ends
_REMARK = 80  # code points; a longer turn without a question mark is no remark of the journalist's
_SHARE = 5  # paragraphs of such an interview for each question, at most
_LONGEST = 300  # code points of a question that stands in a paragraph of its own


@dataclass(slots=True)
class _Turn:
    """What one person says: `label` names them; a turn goes on over paragraphs that begin with no dash.

    `told`: it has a cue, by which it is read elsewhere. `asked`: a question without a dash stands before it.
    """

    paragraph: int
    label: Span | None
    spans: list[Span] = field(default_factory=list)
    told: bool = False
    asked: bool = False


def with_turns(document: Document, found: Iterable[Quotation]) -> Iterator[Quotation]:
    """The quotations of a document and the answers of its dialogue; inside an answer only direct ones count.

    What the author says to have asked is left out.
    """
    turns, covered = _turns(document)
    for one in joined(document, found):
        if _OWN.match(document.text, one.spans[0].end):
            continue
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
    plain = [one for one in turns if one.label is None]
    if _is_list(document, plain):
        return [], frozenset()
    asked = sum(one.asked for one in plain)
    spoken = sum(not one.told for one in turns)
    if asked < _TIMES and spoken < _FEWEST and (len(labelled) < _TIMES or len(_names(document, labelled)) < _TIMES):
        return _without_dashes(document)
    asking = _asking(document, labelled)
    answers = [one for one in labelled if _name(document, one) not in asking]
    by_itself = 2 * asked > sum(_asks(document, one) for one in plain) and asked >= _TIMES
    answers += _after_questions(plain) if by_itself else _alternate(document, plain)
    for one in answers:
        one.label = None if _name(document, one) in _ANSWER else one.label
    return [one for one in answers if one.spans and not one.told], covered


def _is_list(document: Document, turns: list[_Turn]) -> bool:
    """Whether dashes begin the items of a list."""
    ends = [one.spans[-1].end for one in turns if one.spans]
    return sum(document.text[end - 1] == ";" for end in ends) >= _TIMES


def _read(document: Document) -> tuple[list[_Turn], frozenset[int]]:
    """All turns in order, and their paragraphs."""
    turns: list[_Turn] = []
    covered: set[int] = set()
    for number, paragraph in enumerate(document.paragraphs):
        if paragraph.end > LIMIT or _SIGNED.match(document.text, paragraph.start):
            break
        if _begin(document, number, paragraph, turns):
            covered.add(number)
    return turns, frozenset(covered)


def _begin(document: Document, number: int, paragraph: Span, turns: list[_Turn]) -> bool:
    """Add a paragraph to the turns; whether it belongs to any."""
    body = document.text
    label = _find_label(document, number)
    dash = _DASH.match(body, paragraph.start, paragraph.end)
    if label:
        turns.append(_Turn(number, Span(*label.span("name"))))
        _say(body, turns[-1], Span(label.end(), paragraph.end))
    elif dash and turns and turns[-1].label and not turns[-1].spans:
        _say(body, turns[-1], Span(dash.end(), paragraph.end))
    elif dash and any(one.outside.start == dash.end() for one in find_marked(body, paragraph)):
        turns.append(_Turn(number, None, told=True))
        return False
    elif dash:
        _add_unlabelled(document, number, Span(dash.end(), paragraph.end), turns)
    elif turns and turns[-1].spans and _goes_on(document, number, turns[-1]):
        _say(body, turns[-1], paragraph)
    else:
        return bool(turns and _HEADLINE.match(body, paragraph.start, paragraph.end))
    return True


def _find_label(document: Document, number: int) -> re.Match[str] | None:
    """The name that begins a turn; a headline may look like one."""
    body, paragraph = document.text, document.paragraphs[number]
    reach = min(paragraph.end, paragraph.start + _REACH)
    label = _LABEL.match(body, paragraph.start, reach)
    headline = number == 0 and body[paragraph.end - 1 : paragraph.end] not in _ENDS
    if label and not headline and (label.end() == paragraph.end or _is_labelling(body, label)):
        return label
    return _CAPITALS.match(body, paragraph.start, reach)


def _goes_on(document: Document, number: int, turn: _Turn) -> bool:
    """Whether a paragraph without a dash belongs to the turn before it, and is no question before the next."""
    following = document.paragraphs[number + 1].start if number + 1 < len(document.paragraphs) else 0
    leads = turn.label is None and bool(_DASH.match(document.text, following)) and _is_question(document, number)
    return not leads


def _is_question(document: Document, number: int) -> bool:
    """Whether a paragraph is a question of its own."""
    paragraph = document.paragraphs[number]
    short = 0 < paragraph.end - paragraph.start <= _LONGEST
    return short and paragraph.cut(document.text).rstrip('»" ').endswith("?")


def _without_dashes(document: Document) -> tuple[list[_Turn], frozenset[int]]:
    """An interview whose questions have lost their mark: they end with «?», speak to somebody, and answers follow."""
    stop = next(
        (n for n, one in enumerate(document.paragraphs) if one.end > LIMIT or _SIGNED.match(document.text, one.start)),
        len(document.paragraphs),
    )
    asking = [n for n in range(1, stop) if _is_question(document, n)]
    spoken_to = [n for n in asking if _YOU.search(document.paragraphs[n].cut(document.text))]
    answered = [n for n in asking if n + 1 < stop and n + 1 not in asking]
    if len(answered) < _BARE or not spoken_to or _SHARE * len(asking) < stop - asking[0]:
        return [], frozenset()
    turns = []
    for start in answered:
        turn = _Turn(start + 1, None)
        for number in range(start + 1, next((n for n in asking if n > start), stop)):
            _say(document.text, turn, document.paragraphs[number])
        turns.append(turn)
    return turns, frozenset(range(asking[0], stop))


def _is_labelling(body: str, label: re.Match[str]) -> bool:
    """Whether a name with a colon begins a turn: with a dash, a role, or a full name; not «Иван Петров: «…»»."""
    if body[label.end()] in '«"':
        return False
    has_role = len(label[0]) > len(label["name"]) + 5
    return (
        label[0].rstrip()[-1] in "–—-"
        or has_role
        or " " in label["name"]
        or label["name"].lower().strip(".") in _EDITORS | _ANSWER
    )


def _add_unlabelled(document: Document, number: int, span: Span, turns: list[_Turn]) -> None:
    """A question may have its answer in its own paragraph, or stand without a dash in the one before."""
    starts = [span.start, *(one.end() for one in _BEHIND.finditer(document.text, span.start, span.end))]
    before = document.paragraphs[number - 1].start if number else 0
    asked = number > 0 and _is_question(document, number - 1) and not _DASH.match(document.text, before)
    for start, end in zip(starts, [*starts[1:], span.end], strict=True):
        turns.append(_Turn(number, None, asked=asked and len(starts) == 1))
        _say(document.text, turns[-1], Span(start, end))


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


def _after_questions(turns: list[_Turn]) -> list[_Turn]:
    """Answers behind questions without a dash; one without a question goes on with the answer before it."""
    answers: list[_Turn] = []
    for one in turns:
        if one.asked or not answers or one.told:
            answers.append(one)
        else:
            answers[-1].spans += one.spans
    return answers


def _alternate(document: Document, turns: list[_Turn]) -> list[_Turn]:
    """Every second turn: those between which there are more questions.

    A turn where a question is due, and behind which one stands, goes on with the answer before it.
    """
    even, odd = turns[::2], turns[1::2]
    asks = sum(_asks(document, one) for one in even) >= sum(_asks(document, one) for one in odd)
    answers: list[_Turn] = []
    for number, one in enumerate(turns):
        late = not _asks(document, one) and any(
            _asks(document, next_one) for next_one in turns[number + 1 : number + 2]
        )
        if asks and late and answers and not one.told and not _is_short(one):
            answers[-1].spans += one.spans
            continue
        if not asks:
            answers.append(one)
        asks = not asks
    return answers


def _is_short(turn: _Turn) -> bool:
    return turn.spans[-1].end - turn.spans[0].start < _REMARK
