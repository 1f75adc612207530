"""Roles, evidence and distance: which quotation cites which source, on invented posts."""

import pytest

from citewatch.model import Role
from tests.reading import read, said, ties

A, B, C = "https://kanal.example/a/1", "https://bereg.example/b/2", "https://volna.example/c/3"
RAW_A, RAW_B, RAW_C = (url.removeprefix("https://") for url in (A, B, C))
LEAD = f"Damir Sultan, a hydrologist, says that the water of the lake is falling ({RAW_A}).\n\n"

BINDINGS = {
    "in the same sentence": (f"Damir Sultan says that the lake is falling ({RAW_A}).", ("sentence", 0, [A])),
    "in a parenthesis that is a sentence of its own": (
        f"Damir Sultan says that the lake is falling. ({RAW_A}.)",
        ("sentence", 0, [A]),
    ),
    "in the middle of the sentence": (
        f"Damir Sultan said in a speech ({RAW_A}) that the lake is falling fast.",
        ("sentence", 0, [A]),
    ),
    "two sources joined by and": (
        f"Damir Sultan says that the lake is falling ({RAW_A} and {RAW_B}).",
        ("sentence", 0, [A, B]),
    ),
    "three sources joined by commas": (
        f"Damir Sultan says that the lake is falling ({RAW_A}, {RAW_B}, and {RAW_C}).",
        ("sentence", 0, [A, B, C]),
    ),
    "reposted": (
        f"Damir Sultan says that the lake is falling ({RAW_A} reposted at {RAW_B}).",
        ("sentence", 0, [A, B]),
    ),
    "in the same paragraph": (
        f"Damir Sultan says that the lake is falling ({RAW_A}). “Nobody reads my figures now,” he adds.",
        ("paragraph", 0, [A]),
    ),
    "carried by the speaker": (LEAD + "“Nobody reads my figures now,” Sultan says.", ("carried", 1, [A])),
    "carried over two paragraphs": (LEAD + "It is hot.\n\n“Nobody reads my figures,” he says.", ("carried", 2, [A])),
    "carried by the post where the speaker has no source": (
        LEAD + "“It has always been like this,” Boris Petrov says.",
        ("carried", 1, [A]),
    ),
    "the second source takes over": (
        LEAD + f"Nina Orlova says that the lake is full ({RAW_B}).\n\n“It was never so deep,” Orlova says.",
        ("carried", 1, [B]),
    ),
    "and the first comes back": (
        LEAD + f"Nina Orlova says that the lake is full ({RAW_B}).\n\n“But the gauge is broken,” Sultan replies.",
        ("carried", 2, [A]),
    ),
    "nothing supports a link": ("“It has always been like this,” Boris Petrov says.", ("none", 0, [])),
}


@pytest.mark.parametrize(("text", "expected"), BINDINGS.values(), ids=list(BINDINGS))
def test_binding(text: str, expected: tuple[str, int, list[str]]) -> None:
    assert ties(read(text))[-1] == expected


def test_a_lead_is_bound_forward_to_the_paragraph_that_introduces_its_speaker() -> None:
    text = "The lake will be gone in nine summers, Damir Sultan says.\n\n" + LEAD
    assert ties(read(text))[0] == ("carried", -1, [A])


def test_two_speakers_in_one_paragraph_keep_their_own_sources() -> None:
    text = f"Damir Sultan says that the lake is falling ({RAW_A}). Nina Orlova says that the lake is full ({RAW_B})."
    assert [cited for _, _, cited in ties(read(text))] == [[A], [B]]


def test_the_trap_of_the_new_interview_with_the_earlier_one_and_reactions() -> None:
    """Real posts do this: one run of parentheses, and all later words come from the first source."""
    text = (
        f"Vera Lozhkina of a weekly interviews Damir Sultan about the lake ({RAW_A}). (The earlier interview appeared "
        f"in May. It is available at {RAW_B}. For the generally angry response to it, see {RAW_C}.)\n\n"
        "“Nobody reads my figures now,” Sultan says.\n\n"
        "Eight months ago, when he spoke with Lozhkina before, Sultan continues, “I was one man with a stick.”"
    )
    reading = read(text)
    assert [link.role for link in reading.document.links] == [Role.QUOTED_FROM, Role.SEE_ALSO, Role.SEE_ALSO]
    assert [cited for _, _, cited in ties(reading)] == [[A], [A]]


def test_round_ups_cite_per_item_and_carry_nothing() -> None:
    text = (
        f"1. Damir Sultan says that the lake is falling ({RAW_A}).\n\n"
        "2. “We were not asked about the ferry,” Boris Petrov says.\n\n"
        f"3. Nina Orlova says that the bridge is closed ({RAW_B})."
    )
    assert ties(read(text)) == [("sentence", 0, [A]), ("none", 0, []), ("sentence", 0, [B])]


ROLES = {
    "a parenthesis of addresses only": (f"The dam is old ({RAW_A}).", [Role.QUOTED_FROM]),
    "see": (f"The dam is old. (For a discussion of that, see {RAW_A}.)", [Role.SEE_ALSO]),
    "available at": (f"The dam is old (the full report is available at {RAW_A}).", [Role.SEE_ALSO]),
    "an own post": ("The dam is old (steppewindow.example/2026/08/the-dam.html).", [Role.OWN_POST]),
    "an own post under http": ("On this, see http://www.steppewindow.example/2026/08/the-dam.html.", [Role.OWN_POST]),
    "see in the middle of words": (
        f"“We never saw the money for the dam,” Boris Petrov told a paper ({RAW_A}).",
        [Role.QUOTED_FROM],
    ),
    "a sentence that begins with for": (f"For the first time, he told a paper ({RAW_A}).", [Role.QUOTED_FROM]),
    "a source and background in one parenthesis": (
        f"The dam is old ({RAW_A}; for the ministry’s response, see {RAW_B}).",
        [Role.QUOTED_FROM, Role.SEE_ALSO],
    ),
    "background that two links share": (
        f"The dam is old. (For other voices, see {RAW_A} and {RAW_B}.)",
        [Role.SEE_ALSO, Role.SEE_ALSO],
    ),
    "an address outside a parenthesis": (f"The report at {RAW_A} is short.", [Role.QUOTED_FROM]),
}


@pytest.mark.parametrize(("text", "roles"), ROLES.values(), ids=list(ROLES))
def test_role(text: str, roles: list[Role]) -> None:
    assert [link.role for link in read(text).document.links] == roles


def test_words_before_a_link_of_somebody_else_are_bound_to_nothing() -> None:
    text = f"Anna Ivanova says that the old forests are gone. According to Boris Petrov, they still stand ({RAW_A})."
    assert [evidence for evidence, _, _ in ties(read(text))] == ["none", "sentence"]


def test_nothing_is_carried_within_a_paragraph() -> None:
    text = f"“The lake is falling,” Boris Petrov says ({RAW_A}). “Nobody in the ministry reads it,” a guard says."
    assert {evidence for evidence, _, _ in ties(read(text))} <= {"sentence", "paragraph"}


def test_see_also_and_own_posts_bind_nothing() -> None:
    text = f"“Nobody reads my figures now,” Damir Sultan says (see {RAW_A} and steppewindow.example/2026/08/x.html)."
    assert ties(read(text)) == [("none", 0, [])]


def test_every_tie_gives_its_reason_in_words() -> None:
    text = LEAD + "“Nobody reads my figures,” Sultan says.\n\n“It was always so,” Boris Petrov says."
    reasons = [one.citations[0].reason for one in read(text).quotations]
    assert reasons == [
        "in the same sentence",
        "carried over 1 paragraph: same speaker",
        "carried over 2 paragraphs: last source before it",
    ]


def test_the_reading_of_a_post_is_the_same_twice() -> None:
    assert said(read(LEAD)) == said(read(LEAD))
