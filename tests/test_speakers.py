"""From the mention to the person, on invented texts."""

import pytest

from tests.reading import read, said

LEAD = (
    "Damir Sultan, a hydrologist who has measured the lake for years, says that the water is falling "
    "(kanal.example/a/1).\n\n"
)

CASES = {
    "surname to full name": (LEAD + "“Nobody wants to read my figures,” Sultan says.", "Damir Sultan"),
    "pronoun to the last speaker": (LEAD + "“Nobody wants to read my figures,” he says.", "Damir Sultan"),
    "description to the person of whom it is used": (
        LEAD + "Nina Orlova says that all is well.\n\n“Nobody reads my figures,” the hydrologist insists.",
        "Damir Sultan",
    ),
    "a pronoun that the gender keeps from the last speaker": (
        LEAD + "The answer came from Nina Orlova. She says that the figures are wrong.",
        "Nina Orlova",
    ),
    "the name behind a description": (LEAD + "“Come and look at it,” their leader Boris Petrov says.", "Boris Petrov"),
    "the name set beside a description": (
        LEAD + "Their leader, Boris Petrov, says that the dam will hold this year.",
        "Boris Petrov",
    ),
    "a description that says its name": (
        LEAD + "A hydrologist called Boris Petrov says that the dam will hold this year.",
        "Boris Petrov",
    ),
    "a title is no part of the name": (LEAD + "Engineer Boris Petrov says that the dam will hold.", "Boris Petrov"),
    "words without a cue keep the last speaker": (LEAD + "“The figures are there for all to see.”", "Damir Sultan"),
    "a body is nobody": (LEAD + "The ministry says that the dam will hold this year.", None),
    "somebody unnamed is nobody": (LEAD + "One woman says that the dam will hold this year.", None),
    "many are nobody": (LEAD + "They say that the dam will hold this year.", None),
    "a surname that nobody in the text bears stays as it is": (
        LEAD + "Kuznetsov says that the dam will hold this year.",
        "Kuznetsov",
    ),
}


@pytest.mark.parametrize(("text", "speaker"), CASES.values(), ids=list(CASES))
def test_speaker(text: str, speaker: str | None) -> None:
    assert said(read(text))[-1][0] == speaker


def test_a_surname_that_two_bear_stays_a_surname() -> None:
    text = "Damir Sultan says that it is late.\n\nOleg Sultan says that it is early.\n\n“It is noon here,” Sultan says."
    assert said(read(text))[-1][0] == "Sultan"


def test_nothing_is_carried_from_item_to_item() -> None:
    text = "1. Damir Sultan says that it is late (kanal.example/1).\n\n2. “It is slower than walking on the ice.”"
    assert said(read(text))[-1][0] is None


def test_the_author_and_the_dateline_name_nobody() -> None:
    text = "Walter Quince\n\nKarasu Town, September 14 – “Nobody knows the depth of it,” he says."
    assert said(read(text)) == [(None, ["Nobody knows the depth of it"])]


def test_the_mention_of_a_carried_speaker_is_the_one_it_was_carried_from() -> None:
    reading = read(LEAD + "“The figures are there for all to see.”")
    span = reading.quotations[-1].quotation.speaker_span
    assert span is not None
    assert span.cut(reading.document.text) == "Damir Sultan"
