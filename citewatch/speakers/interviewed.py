"""Where an interview names the person interviewed: in its title, before the first answer, or behind the last."""

import re
from collections.abc import Callable, Collection, Sequence

from citewatch import text
from citewatch.model import Document, Quotation, Span

_UPPER = r"[A-ZА-ЯЁІЇЄҐӘҒҚҢӨҰҮҺ]"
_NAME = rf"{_UPPER}[\w’'‑-]+\s{_UPPER}[\w’'‑-]+"
# Who talks with somebody, writes it down or takes the pictures: the name behind these words is not the one who answers.
_ASKING = re.compile(
    rf"\b(?:[Бб]есед|[Рр]азговарива|[Рр]асспрашива|[Зз]аписа[лв]|[Пп]одготов|[Вв]опрос|[Ии]нтервью|[Фф]ото|[Тт]екст|"
    rf"[Мм]атериал|[Кк]орреспондент|[Жж]урналист|[Оо]бозревател|[Рр]озмовл|[Рр]озпиту|[Зз]апитан|[Сс]пілкува|[Сс]ұхбаттас|"
    rf"[Әә]ңгімелес|[Тт]ілші)\w*(?:\s(?:зада|вз|вел|став|провел)\w*)?:?\s(?:[«\"]\w+[»\"]\s)?(?P<name>{_NAME})"
)
_TALK = re.compile(
    r"\b(?:собесед|гост[ьея]|бесед|поговор|говорим|разгов|рассказ|расспр|встре[тч]|интервью|отвеч|отвеча|вопрос|"
    r"розпов|розмов|співрозмовн|запит|сұхбат|әңгім|сұра)",
    re.IGNORECASE,
)
_MARKED = re.compile(r"[«\"“„][^«»\"“”„]*[»\"”]?")
_LETTER = re.compile(r"\w")


def find_interviewed(
    document: Document,
    answers: Sequence[Quotation],
    named_in: Callable[[str], Collection[str]],
    between: Callable[[int, int], Collection[str]],
) -> str | None:
    """The only person in the first of those places that names one; None where two remain.

    `named_in`: the names in words; `between`: the names mentioned in a stretch of the text.
    """
    asking = {name for one in _ASKING.finditer(document.text) for name in named_in(one["name"])}
    places = _places(document, answers)
    sentences = [one for place in places for one in text.sentences(document.text, place, document.lang)]
    talking = [one for one in sentences if _TALK.search(document.text, one.start, one.end)]
    titled = set(named_in(_MARKED.sub("", document.title or "")))
    found = [
        titled,
        {name for one in talking for name in between(one.start, one.end)},
        *({*between(place.start, place.end)} for place in places),
    ]
    chosen = [left for names in found if len(left := names - asking) == 1]
    return next(iter(chosen[0])) if chosen else None


def _places(document: Document, answers: Sequence[Quotation]) -> tuple[Span, Span]:
    """The text before the first question and that behind the last answer."""
    number, first = answers[0].paragraph, answers[0].spans[0].start
    start = document.paragraphs[number].start
    if number and not _LETTER.search(document.text, start, first):
        start = document.paragraphs[number - 1].start  # the question is a paragraph of its own
    end = max(one.spans[-1].end for one in answers)
    return Span(0, start or first), Span(end, len(document.text))
