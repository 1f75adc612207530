"""Rarer forms of reporting in English, on invented sentences."""

import pytest

from citewatch.model import Kind
from tests.reading import read, said

DYING = ["The lake is dying. Nobody measures it any more", "We wrote to the ministry three times", "I am tired"]


@pytest.mark.parametrize(
    "text",
    [
        "Damir Sultan said: “{}.\n\n“{}.\n\n“{}.”\n\nThe ferry lay in the harbor.",
        'Damir Sultan said: "{}.\n\n"{}.\n\n"{}."\n\nThe ferry lay in the harbor.',
        "“{}.\n\n“{}.\n\n“{},” said Damir Sultan.",
    ],
    ids=["curly marks", "straight marks", "the cue in the last paragraph"],
)
def test_a_quotation_over_paragraphs(text: str) -> None:
    reading = read(text.format(*DYING), kind="article")
    assert said(reading) == [("Damir Sultan", DYING)]
    assert reading.quotations[0].quotation.kind == Kind.DIRECT
    assert reading.terms == ()


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("“The lake is dying fast,” said Damir Sultan.\n\n“We wrote to the ministry three times.”", 2),
        ("“The lake is dying fast,” Damir Sultan said.\n\n“We wrote a letter,” Aliya Omarova said.", 2),
        ('He bought a 5" pipe for the old ferry.\n\n"We wrote to the ministry three times," Damir Sultan said.', 1),
    ],
    ids=["the first one closes", "two that are reported", "an inch"],
)
def test_paragraphs_with_quotations_of_their_own(text: str, pieces: int) -> None:
    assert len(read(text, kind="article").quotations) == pieces


VIEWS = {
    "in his words": ("Pavel Orlov left. In his words, {a} is {b}.", [("Pavel Orlov", ["{a} is {b}"])]),
    "in the words of": ("{A} is, in the words of Damir Sultan, “{b}.”", [("Damir Sultan", ["{b}"])]),
    "in words behind marks": ("“{A} is {b},” in the words of Damir Sultan.", [("Damir Sultan", ["{A} is {b}"])]),
    "in his view": ("Pavel Orlov smiled. {A} is {b}, in his view.", [("Pavel Orlov", ["{A} is {b}"])]),
    "in X’s opinion": ("{A}, in Damir Sultan’s opinion, is {b}.", [("Damir Sultan", ["{A}", "is {b}"])]),
    "in the view of": ("In the view of Damir Sultan, {a} is {b}.", [("Damir Sultan", ["{a} is {b}"])]),
    "by his account": ("Pavel Orlov left. By his own account, {a} is {b}.", [("Pavel Orlov", ["{a} is {b}"])]),
    "as X put it, before": ("As Damir Sultan put it, {a} is {b}.", [("Damir Sultan", ["{a} is {b}"])]),
    "as X put it, behind": ("{A} is {b}, as Damir Sultan put it.", [("Damir Sultan", ["{A} is {b}"])]),
    "as X put it, marks": ("“{A} is {b},” as Damir Sultan put it.", [("Damir Sultan", ["{A} is {b}"])]),
    "in view of": ("In view of the rain, {a} is {b}.", []),
    "in other words": ("In other words, {a} is {b}.", []),
    "a view of something": ("In his view of the world, {a} is {b}.", []),
    "an opinion that is a paper": ("In his opinion published on Monday, {a} is {b}.", []),
    "the writer’s own": ("In our view, {a} is {b}.", []),
    "a verb that reports": (
        "In his opinion, Damir Sultan wrote that {a} is {b}.",
        [("Damir Sultan", ["{a} is {b}"])],
    ),
}


@pytest.mark.parametrize(("text", "expected"), VIEWS.values(), ids=list(VIEWS))
def test_whose_words_or_view(text: str, expected: list[tuple[str, list[str]]]) -> None:
    words = {"a": "the dam", "A": "The dam", "b": "a danger to the whole town"}
    wanted = [(speaker, [piece.format(**words) for piece in pieces]) for speaker, pieces in expected]
    assert said(read(text.format(**words), kind="article")) == wanted


CROSSING = {
    "one reports what the other says": (
        "Damir Sultan says that people see the ferry no more, Aliya Omarova reports.",
        [
            ("Aliya Omarova", ["Damir Sultan says that people see the ferry no more"]),
            ("Damir Sultan", ["people see the ferry no more"]),
        ],
    ),
    "a clause with a cue of its own": (
        "Damir Sultan said he would mend the ferry, which he called a disgrace to the town.",
        [("Damir Sultan", ["he would mend the ferry"]), ("Damir Sultan", ["a disgrace to the town"])],
    ),
    "what reporters ask": (
        "Asked by reporters whether the ferry would run again, Damir Sultan said it would stay in the harbor.",
        [("Damir Sultan", ["it would stay in the harbor"])],
    ),
    "who is asked": ("The minister, asked whether the old dam was safe, shrugged.", []),
    "who asks": (
        "Aliya Omarova, the minister, asked whether the old dam was safe.",
        [("Aliya Omarova", ["whether the old dam was safe"])],
    ),
    "somebody with a name asks": (
        "The minister was asked by Damir Sultan whether the old dam was safe.",
        [("Damir Sultan", ["whether the old dam was safe"])],
    ),
}


@pytest.mark.parametrize(("text", "expected"), CROSSING.values(), ids=list(CROSSING))
def test_cues_that_cross(text: str, expected: list[tuple[str, list[str]]]) -> None:
    assert said(read(text, kind="article")) == expected


@pytest.mark.parametrize(
    "dateline",
    [
        "LONDON (Reuters) - ",
        "KARAGANDA, Sept. 4 (Steppe News) — ",
        "KARAGANDA — ",
        "UST KAMAN, Alt. - ",
        "Karaganda (SN) -- ",
        "The last ferry\n\nBy Aliya Omarova\n\nKARAGANDA – ",
    ],
)
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Damir Sultan said the lake was shrinking fast.", "the lake was shrinking fast"),
        ("The lake is shrinking fast, Damir Sultan said on Monday.", "The lake is shrinking fast"),
        ("The lake is shrinking fast, according to Damir Sultan.", "The lake is shrinking fast"),
        ("“The lake is shrinking fast,” Damir Sultan said.", "The lake is shrinking fast"),
    ],
)
def test_a_dateline_is_no_word_said(dateline: str, text: str, words: str) -> None:
    assert said(read(dateline + text, kind="article")) == [("Damir Sultan", [words])]


def test_a_headline_before_a_dateline_is_read() -> None:
    text = "Damir Sultan says the ferry will run again\n\nKARAGANDA (SN) - The ferry lay in the harbor on Monday."
    assert said(read(text, kind="article")) == [("Damir Sultan", ["the ferry will run again"])]


def test_a_dash_within_the_words_is_no_dateline() -> None:
    text = "The lake - a small one - is shrinking fast, Damir Sultan said."
    assert said(read(text, kind="article")) == [("Damir Sultan", ["The lake - a small one - is shrinking fast"])]
