"""Marks, cues, frames and kinds, on invented sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citewatch import pipeline, posts
from citewatch.model import Kind, Span
from citewatch.quotations.marks import find_marked
from tests.reading import PARSER, read, said, spans

MARKS = [
    # curly
    ("He saw “a wide river” there", ["a wide river"]),
    # two in a row, the comma inside
    ("“One,” he said, “and two.”", ["One", "and two"]),
    # a question stays one
    ("“Who wants it?” he said", ["Who wants it?"]),
    # guillemets, and one pair inside another
    ("Он сказал: «Город «Южный» стоит»", ["Город «Южный» стоит"]),
    # German and Russian low marks
    ("Er sagte: „Das Wasser steigt“ und ging", ["Das Wasser steigt"]),
    # single marks inside double ones stay inside
    ("“They call it ‘the wall’ here,” she said", ["They call it ‘the wall’ here"]),
    # single marks as the outer pair, with an apostrophe inside
    ("It is ‘the people’s river’ now", ["the people’s river"]),
    # straight marks
    ('She said "the ice is thin" twice', ["the ice is thin"]),
    # an apostrophe opens nothing
    ("The villagers’ cows don’t cross", []),
    # a measure in inches opens nothing
    ('a pipe of 12" and one of 14" burst', []),
    # recovery: a new opening mark closes the one left open, at its last punctuation
    ("It speaks for “citizens of the coast, and it has “a clear aim” too", ["citizens of the coast", "a clear aim"]),
    # recovery: the end of the paragraph closes
    ("He went on: “we shall see in the spring", ["we shall see in the spring"]),
    # recovery: a closing mark that nothing opened marks its sentence
    ("It was late. We shall all drown in paper,” he said", ["We shall all drown in paper"]),
]


@pytest.mark.parametrize(("text", "expected"), MARKS, ids=[text[:30] for text, _ in MARKS])
def test_marks(text: str, expected: list[str]) -> None:
    assert [one.inside.cut(text) for one in find_marked(text, Span(0, len(text)))] == expected


@given(st.text(alphabet="ab “”«»„‘’\"'.,\n", max_size=60))
def test_marked_spans_lie_inside_and_in_order(text: str) -> None:
    found = find_marked(text, Span(0, len(text)))
    edges = [edge for one in found for edge in (one.outside.start, one.inside.start, one.inside.end, one.outside.end)]
    assert edges == sorted(edges)
    assert all(0 <= edge <= len(text) for edge in edges)


FRAMES = [
    ("“The river has never been measured,” Damir Sultan says.", "direct", ["The river has never been measured"]),
    ("“The river,” Damir Sultan says, “has never been measured at all.”", "direct",
     ["The river", "has never been measured at all"]),
    ("“The river has never been measured,” says Damir Sultan.", "direct", ["The river has never been measured"]),
    ("Damir Sultan says that the river has never been measured.", "indirect", ["the river has never been measured"]),
    ("Damir Sultan told the weekly that the river has never been measured.", "indirect",
     ["the river has never been measured"]),
    ("Damir Sultan argues the river has never been measured.", "indirect", ["the river has never been measured"]),
    ("The river, Damir Sultan suggests, has never been measured.", "indirect",
     ["The river", "has never been measured"]),
    ("According to Damir Sultan, the river has never been measured.", "indirect",
     ["the river has never been measured"]),
    ("The river has never been measured, according to Damir Sultan.", "indirect",
     ["The river has never been measured"]),
    ("As Damir Sultan puts it, the river has never been measured.", "indirect", ["the river has never been measured"]),
    ("Damir Sultan says that the river “has never been measured by anyone alive.”", "mixed",
     ["the river", "has never been measured by anyone alive"]),
    ("Damir Sultan denies this: the river “has never been measured by anyone alive.”", "mixed",
     ["the river", "has never been measured by anyone alive"]),
    ("Damir Sultan says (kanal.example/a/1) that the river has never been measured.", "indirect",
     ["the river has never been measured"]),
    ("Damir Sultan is cautious, saying only that the river has never been measured.", "indirect",
     ["the river has never been measured"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind", "expected"), FRAMES, ids=[text[:40] for text, _, _ in FRAMES])
def test_frames(text: str, kind: str, expected: list[str]) -> None:
    reading = read(text)
    assert [(one.quotation.kind.value, spans(one, reading.document)) for one in reading.quotations] == [
        (kind, expected)
    ]
    assert said(reading)[0][0] == "Damir Sultan"


@pytest.mark.parametrize(
    "text",
    [
        "The “old harbor” was closed in the spring.",  # scare quotes
        "The group calls itself “the Steppe Society of Gardeners.”",  # a name
        "The law recalls the decree of the last century.",  # recalls without that
        "It says nothing about the river or about the dam.",  # «it» is nobody
        "There was no one at the river yesterday evening.",
        "The trains still run according to a schedule of the last century.",  # a schedule says nothing
    ],
)
def test_no_quotation(text: str) -> None:
    assert read(text).quotations == ()


def test_marked_words_that_are_no_quotation_are_terms() -> None:
    reading = read("The “old harbor” was closed. “Nobody asked us about the harbor,” Damir Sultan says.")
    assert [term.cut(reading.document.text) for term in reading.terms] == ["old harbor"]


def test_a_quotation_goes_on_behind_its_cue_into_the_next_sentence() -> None:
    reading = read("“Nobody has refused us,” Damir Sultan says. “They pass the paper on, and the ice does not wait.”")
    assert said(reading) == [
        ("Damir Sultan", ["Nobody has refused us", "They pass the paper on, and the ice does not wait"])
    ]


def test_words_of_one_reporting_are_joined_by_an_ellipsis() -> None:
    reading = read("“The river,” Damir Sultan says, “has never been measured at all.”")
    assert reading.quotations[0].quotation.text(reading.document) == "The river … has never been measured at all"


INTERVIEW = """Данияр Кульжабаев: «Союзу нужны насосы»

Основатель союза агрономов Данияр Кульжабаев рассказал, чего он ждёт от осени.

– Когда вы решили строить партию?

– Партию мы не строили, она выросла из кухонь и элеваторов.

– А деньги откуда?

– Деньги кончаются на бензине до соседнего района. Дальше едем на честном слове."""


def test_in_an_interview_each_answer_is_a_quotation_of_the_person_interviewed() -> None:
    reading = read(INTERVIEW, "ru", "article")
    answers = said(reading)
    assert [words for _, words in answers] == [
        ["Партию мы не строили, она выросла из кухонь и элеваторов."],
        ["Деньги кончаются на бензине до соседнего района. Дальше едем на честном слове."],
    ]
    assert {speaker for speaker, _ in answers} == {"Данияр Кульжабаев"}


RUSSIAN = [
    ("«Вода уходит каждый год на метр», – сказал Ерлан Досмагулов.", "Ерлан Досмагулов"),
    ("Ерлан Досмагулов заявил: «Вода уходит каждый год на метр».", "Ерлан Досмагулов"),
    ("По словам Ерлан Досмагулов, «вода уходит каждый год на метр».", "Ерлан Досмагулов"),
]


@pytest.mark.parametrize(("text", "speaker"), RUSSIAN, ids=["behind", "before", "according"])
def test_russian_direct_quotations(text: str, speaker: str) -> None:
    reading = read(text, "ru", "article")
    assert [(who, words[0].casefold()) for who, words in said(reading)] == [(speaker, "вода уходит каждый год на метр")]


@given(st.text(alphabet="Aa b.,“”:-–\n()«»’ says heсказал", max_size=200), st.sampled_from(["en", "ru"]))
def test_any_text_is_read_and_spans_cut_it(text: str, lang: str) -> None:
    reading = pipeline.read_article(posts.read_text(text, lang=lang), PARSER)
    quotations, terms = [bound.quotation for bound in reading.quotations], reading.terms
    for one in quotations:
        assert one.spans == tuple(sorted(one.spans))
        assert one.kind in Kind
        assert all(0 <= span.start < span.end <= len(text) for span in (*one.spans, *terms))
