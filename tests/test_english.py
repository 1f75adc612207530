"""Cues of English and how far their words reach, on invented sentences."""

import pytest

from citewatch.model import Level
from tests.reading import read, said

CASES = {
    "the subject of coordinated verbs": (
        "Damir Sultan says he can walk across the lake and tells the visitors the ice is thick enough.",
        [("Damir Sultan", ["he can walk across the lake"]), ("Damir Sultan", ["the ice is thick enough"])],
    ),
    "coordinated with «that»": (
        "Damir Sultan suggested that the lake was low and argued that the dam should be opened.",
        [("Damir Sultan", ["the lake was low"]), ("Damir Sultan", ["the dam should be opened"])],
    ),
    "verbs within the clause go on with it": (
        "Damir Sultan said that the ministry had measured the lake and lost the figures.",
        [("Damir Sultan", ["the ministry had measured the lake and lost the figures"])],
    ),
    "a clause hung on a noun": (
        "Damir Sultan says in a letter that the dam will now be a danger to the town.",
        [("Damir Sultan", ["the dam will now be a danger to the town"])],
    ),
    "any verb behind marks": (
        "“The ice was thin and nobody told us so,” Damir Sultan snapped.",
        [("Damir Sultan", ["The ice was thin and nobody told us so"])],
    ),
    "any verb that leads up to marks": (
        "Damir Sultan shot back: “The ice was thin and nobody told us so.”",
        [("Damir Sultan", ["The ice was thin and nobody told us so"])],
    ),
    "a name and a colon": (
        "Damir Sultan: “The ice was thin and nobody told us so.”",
        [("Damir Sultan", ["The ice was thin and nobody told us so"])],
    ),
    "a speaker taken for an object": (
        "“The ice was thin and nobody told us so,” added a retired pilot Damir Sultan.",
        [("Damir Sultan", ["The ice was thin and nobody told us so"])],
    ),
    "a question and its cue": (
        "“Who measures the depth of this lake nowadays?” Damir Sultan asked.",
        [("Damir Sultan", ["Who measures the depth of this lake nowadays?"])],
    ),
    "a curly mark closed by a straight one": (
        '“The ice was thin and nobody told us so," Damir Sultan said. The ferry lay in the harbor.',
        [("Damir Sultan", ["The ice was thin and nobody told us so"])],
    ),
    "marks that are a part of the sentence": (
        "The new dam was “very thin and badly built,” said Damir Sultan.",
        [("Damir Sultan", ["The new dam was", "very thin and badly built"])],
    ),
    "marks that open a sentence behind their cue": (
        "In the spring, when the ice broke, Damir Sultan said, “It will hold for another year.”",
        [("Damir Sultan", ["It will hold for another year"])],
    ),
    "a request": (
        "Damir Sultan asked the ministry to open the dam before the spring.",
        [("Damir Sultan", ["to open the dam before the spring"])],
    ),
    "figures of a survey": (
        "About 4 in 10 say they want the old ferry to run again.",
        [(None, ["they want the old ferry to run again"])],
    ),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=list(CASES))
def test_cue(text: str, expected: list[tuple[str | None, list[str]]]) -> None:
    assert said(read(text, kind="article")) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The pilot looked away when asked whether the ferry would ever run again.",
        "The ferry starts according to the season.",
        "The lake has a new ferry, which shows that somebody was busy.",
    ],
    ids=["what one is asked", "according to what says nothing", "a which that speaks of a fact"],
)
def test_nobody_speaks(text: str) -> None:
    assert read(text, kind="article").quotations == ()


@pytest.mark.parametrize(
    ("lang", "level"),
    [
        ("en", Level.PARSED),
        ("ru", Level.PARSED),
        ("uk", Level.ATTRIBUTED),
        ("kk", Level.ATTRIBUTED),
        ("de", Level.DIRECT),
    ],
)
def test_a_reading_says_how_deep_it_went(lang: str, level: Level) -> None:
    assert read("Text.", lang).level == level
