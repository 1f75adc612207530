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
