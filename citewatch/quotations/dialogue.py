"""A document with an interview or a round-table → its answers, each a quotation; the questions are the journalist's."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from citewatch import inflection, text
from citewatch.model import Document, Kind, Quotation, Span
from citewatch.quotations import attribution
from citewatch.quotations.reported import LIMIT
from citewatch.quotations.splits import find_marked, joined

# «П. РЕЗНИК. – …»: a label in capitals with a full stop.
_CAPITALS = re.compile(
    rf"(?P<name>(?:{text.UPPER}\.\s*){{0,2}}{text.UPPER}{{3,}}(?:[ -]{text.UPPER}{{3,}})*)\.\s*[–—-]\s+"
)
_DASH = re.compile(rf"[–—-]\s+(?=\S)|[–—-](?={text.UPPER})")
_BEHIND = re.compile(
    rf"(?<=[.?!…])(?:\s+[–—-]\s+|\s*\n[–—-])(?={text.UPPER}|[«\d])"
)  # an answer in the paragraph of its question
_HEADLINE = re.compile(r"[«\"][^«»\"]*[»\"]\s*$")
_SIGNED = re.compile(
    r"(?:Бесед|Собеседни|Записал|Расспрашивал|Интервью|Подготовил|Материал|Вопросы задава|На вопросы|Разговаривал|"
    r"Подв[её]л|Розмов|Співрозмовни|Розпитував|Записав|Спілкував|Запитання став|На запитання|Сұхбат|Әңгімелес|"
    rf"Жазып алған|Сұрақ)\w*(?:[ ,–—-]+\w+){{0,6}}?\s{text.UPPER}|\w+\sитог|"
    r"С(?:о)?\s[^.?!]{3,80}\s(?:бесед|разговар|розмовл)"
)
_CAPTION = re.compile(
    r"(?:[^.?!]{3,120}\.\s)?(?:(?:Фото|Текст|Видео|Снимки)\b[^?!]*|На (?:снимке|фото)\b|"
    r"На (?:знімку|світлині)\b|Суретте\b)"
)
_ONLY_A_NAME = re.compile(
    rf"(?P<name>{text.UPPER}[\w’-]+\s{text.UPPER}[\w’-]+(?:\s{text.UPPER}[\w’-]+)?)(?:,[^.?!:]{{3,120}})?$"
)
_FULL_NAME = re.compile(rf"{text.UPPER}[\w’-]+\s{text.UPPER}[\w’-]+")
_LINE = 200  # code points of a signature or a caption, at most
_REMARK_IN = re.compile(r"\s*\((?P<verb>\w+)[^()]{0,60}?(?P<end>[.!…]?)\)\s*")  # (Смеётся.), (улыбается)
_PARTING = re.compile(r"(?:Мы\s)?(?:[Пп]рощаемся|[Рр]асстаёмся|[Рр]асстаемся)\b")
_FIRST_PERSON = re.compile(r"\b(?:я|мне|меня|мной|мо[йяёеи]|моего|моей|моих)\b", re.IGNORECASE)
_OWN = re.compile(r"[»”“\"?!,.…]*\s*[–—-]\s+(?:[\w-]+\s+){1,3}(?:я|мы|ми)\b")  # «…?» – спрашиваю я
_EDITORS = frozenset(
    "редакция корреспондент корр вопрос журналист ведущий ведущая модератор редакція кореспондент кор питання "
    "запитання ведуча журналіст тілші сұрақ жүргізуші".split()
)
_ANSWER = frozenset(["ответ", "відповідь", "жауап"])
_WORD = re.compile(r"[^\W\d_][\w-]*")
_THEY = frozenset(["Он", "Она", "Він", "Вона"])
_UKRAINIAN_PRESENT = re.compile(r"(?:є|ить|їть)(?:ся)?$")
_OPENING = 4  # words of a sentence in which its verb stands
_STOP = re.compile(r"[.!?…]")
_YOU = re.compile(r"\b(?:вы|вам|вас|вами|ваш\w*|ты|тебе|тебя|твой|ви|вами|ваш\w*|ти|сіз\w*|сен)\b", re.IGNORECASE)
_ENDS = frozenset('.!?…:»”"')
_PARTIES = frozenset(["я", "мы", "ты", "вы"])
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
        if one.paragraph not in covered or _is_third_party(document, one):
            yield one
    for turn in turns:
        yield Quotation(tuple(turn.spans), Kind.DIRECT, turn.paragraph, speaker_span=turn.label)


def _is_third_party(document: Document, found: Quotation) -> bool:
    """Whether words inside a dialogue are reported of somebody who does not take part in it."""
    if found.cue_span is None:
        return False
    if found.speaker_span and found.speaker_span.cut(document.text).lower() in _PARTIES:
        return False
    return found.kind == Kind.DIRECT or _is_report(document, found)


def _is_report(document: Document, found: Quotation) -> bool:
    """Whether a reported clause has somebody who said it already, or «говорят», and is no part of a question."""
    cue = found.cue_span.cut(document.text) if found.cue_span else ""
    stop = _STOP.search(document.text, found.spans[-1].end)
    asked = stop is not None and stop[0] == "?"
    by_nobody = found.speaker_span is None and inflection.may_lack_subject(cue)
    words = (word for span in found.spans for word in _WORD.findall(span.cut(document.text)))
    if asked or inflection.tense(cue) == "futr" or not any(map(inflection.is_predicate, words)):
        return False
    return found.speaker_span is not None or by_nobody


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
        if paragraph.end > LIMIT or (turns and _is_signature(document, number)):
            break
        if _begin(document, number, paragraph, turns):
            covered.add(number)
    return turns, frozenset(covered)


def _is_signature(document: Document, number: int) -> bool:
    """Whether a line behind a dialogue says who took part in it, or only bears a name."""
    paragraph = document.paragraphs[number]
    if number == 0 or paragraph.end - paragraph.start > _LINE or _find_label(document, number):
        return False
    by_author = document.byline is not None and document.text.startswith(document.byline, paragraph.start)
    if by_author or _SIGNED.match(document.text, paragraph.start, paragraph.end):
        return True
    last = number == len(document.paragraphs) - 1 and document.text[paragraph.end - 1] not in _ENDS
    return last and bool(_FULL_NAME.search(document.text, paragraph.start, paragraph.end))


def _is_caption(document: Document, number: int) -> bool:
    paragraph = document.paragraphs[number]
    short = paragraph.end - paragraph.start <= _LINE
    return short and bool(_CAPTION.match(document.text, paragraph.start, paragraph.end))


def _is_narration(document: Document, number: int) -> bool:
    """«Она наливает чай»: the author tells in the present what somebody does, and not of himself."""
    paragraph = document.paragraphs[number]
    words = _WORD.findall(document.text, paragraph.start, min(paragraph.end, paragraph.start + _LINE))
    if _PARTING.match(document.text, paragraph.start):
        return True
    subject = bool(words) and (words[0] in _THEY or inflection.is_only_a_name(words[0].lower()))
    acts = any(_is_present(word, document.lang) for word in words[1:_OPENING])
    return subject and acts and not _FIRST_PERSON.search(document.text, paragraph.start, paragraph.end)


def _is_present(word: str, lang: str) -> bool:
    return bool(_UKRAINIAN_PRESENT.search(word)) if lang == "uk" else inflection.tense(word) == "pres"


def _begin(document: Document, number: int, paragraph: Span, turns: list[_Turn]) -> bool:
    """Add a paragraph to the turns; whether it belongs to any."""
    body = document.text
    label = _find_label(document, number)
    dash = _DASH.match(body, paragraph.start, paragraph.end)
    if label:
        turns.append(_Turn(number, Span(*label.span("name"))))
        _say(body, turns[-1], Span(label.end(), paragraph.end))
    elif turns and turns[-1].label and not turns[-1].spans and (dash or _is_in_marks(document, number)):
        _say(body, turns[-1], Span(dash.end() if dash else paragraph.start, paragraph.end))
    elif dash and any(one.outside.start == dash.end() for one in find_marked(body, paragraph)):
        turns.append(_Turn(number, None, told=True))
        return False
    elif dash:
        _add_unlabelled(document, number, Span(dash.end(), paragraph.end), turns)
    elif turns and turns[-1].spans and _goes_on(document, number):
        _say(body, turns[-1], paragraph)
    else:
        return bool(turns and _HEADLINE.match(body, paragraph.start, paragraph.end))
    return True


def _find_label(document: Document, number: int) -> re.Match[str] | None:
    """The name that begins a turn; a headline may look like one."""
    body, paragraph = document.text, document.paragraphs[number]
    label = _read_label(document, number) or _heading(document, number)
    headline = number == 0 and body[paragraph.end - 1 : paragraph.end] not in _ENDS
    if label and not headline and (label.end() == paragraph.end or _is_labelling(document, label)):
        return label
    return _CAPITALS.match(body, paragraph.start, min(paragraph.end, paragraph.start + _REACH))


def _read_label(document: Document, number: int) -> re.Match[str] | None:
    """A name, a role or an outlet with a colon, at the start of a paragraph; no verb stands before it."""
    paragraph = document.paragraphs[number]
    label = text.LABEL.match(document.text, paragraph.start, min(paragraph.end, paragraph.start + _REACH))
    before = _WORD.findall(label["role"] or "") if label else []
    cues = attribution.voice(document.lang).cues
    return None if any(cues.fullmatch(word) or inflection.is_told(word) for word in before) else label


def _heading(document: Document, number: int) -> re.Match[str] | None:
    """A line with a name, and perhaps a role, above words in marks or behind a dash."""
    if number + 1 == len(document.paragraphs):
        return None
    paragraph, following = document.paragraphs[number], document.paragraphs[number + 1]
    opens = _DASH.match(document.text, following.start) or document.text[following.start] == "«"
    return _ONLY_A_NAME.match(document.text, paragraph.start, paragraph.end) if opens else None


def _is_in_marks(document: Document, number: int) -> bool:
    """Whether a paragraph is speech in marks, and no headline above a turn."""
    following = document.paragraphs[number + 1].start if number + 1 < len(document.paragraphs) else 0
    opens = document.text[document.paragraphs[number].start] == "«"
    return opens and not (following and _DASH.match(document.text, following))


def _goes_on(document: Document, number: int) -> bool:
    """Whether a paragraph without a mark belongs to the turn before it.

    It may be the author's, or a question before the next turn.
    """
    if _is_caption(document, number) or _is_narration(document, number):
        return False
    if number + 1 == len(document.paragraphs) or not _is_question(document, number):
        return True
    following = document.paragraphs[number + 1]
    begins = _DASH.match(document.text, following.start) or _find_label(document, number + 1)
    return not begins or _is_question(document, number + 1)


def _is_question(document: Document, number: int) -> bool:
    """Whether a paragraph is a question of its own."""
    paragraph = document.paragraphs[number]
    short = 0 < paragraph.end - paragraph.start <= _LONGEST
    return short and paragraph.cut(document.text).rstrip('»" ').endswith("?")


def _without_dashes(document: Document) -> tuple[list[_Turn], frozenset[int]]:
    """An interview whose questions have lost their mark: they end with «?», speak to somebody, and answers follow."""
    paragraphs = document.paragraphs
    read = next((n for n, one in enumerate(paragraphs) if one.end > LIMIT), len(paragraphs))
    first = next((n for n in range(1, read) if _is_question(document, n)), read)
    stop = next((n for n in range(first, read) if _is_signature(document, n)), read)
    asking = [n for n in range(first, stop) if _is_question(document, n)]
    spoken_to = [n for n in asking if _YOU.search(document.paragraphs[n].cut(document.text))]
    answered = [n for n in asking if n + 1 < stop and n + 1 not in asking]
    if len(answered) < _BARE or not spoken_to or _SHARE * len(asking) < stop - asking[0]:
        return [], frozenset()
    turns = []
    for start in answered:
        turn = _Turn(start + 1, None)
        for number in range(start + 1, next((n for n in asking if n > start), stop)):
            if _is_caption(document, number) or _is_narration(document, number):
                continue
            _say(document.text, turn, document.paragraphs[number])
        turns.append(turn)
    return turns, frozenset(range(asking[0], stop))


def _is_labelling(document: Document, label: re.Match[str]) -> bool:
    """Whether a name with a colon begins a turn: with a dash, a role, a full name, or again and again.

    «Иван Петров: «…»» is a cue.
    """
    if document.text[label.end()] in '«"':
        return False
    has_role = len(label[0]) > len(label["name"]) + 5
    return (
        label[0].rstrip()[-1] in "–—-"
        or has_role
        or " " in label["name"]
        or label["name"].lower().strip(".") in _EDITORS | _ANSWER
        or len(re.findall(rf"^{re.escape(label['name'])}:", document.text, re.MULTILINE)) >= _TIMES
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
    """Add words to a turn, without the author's remarks in parentheses."""
    start = span.start
    for remark in _REMARK_IN.finditer(body, span.start, span.end):
        if (remark["end"] and remark["verb"][0].isupper()) or inflection.is_told(remark["verb"]):
            _add(body, turn, Span(start, remark.start()))
            start = remark.end()
    _add(body, turn, Span(start, span.end))


def _add(body: str, turn: _Turn, span: Span) -> None:
    words = text.trim(body, span)
    if body[words.start : words.start + 1] == "«" and body.find("»", words.start, words.end) >= words.end - 2:
        words = text.trim(body, Span(words.start + 1, words.end), "».")  # words under a name may have marks, too
    while words.start < words.end and body[words.end - 1] in "–—-":
        words = text.trim(body, Span(words.start, words.end - 1))
    if words.start < words.end:
        turn.spans.append(words)


def _name(document: Document, turn: _Turn) -> str:
    """A label's last word: «И. Погребняк» and «Инна Погребняк» are one."""
    return turn.label.cut(document.text).split()[-1].strip('.«»"').casefold() if turn.label else ""


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
