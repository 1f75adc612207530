"""What editors decide: the file with its faults, and statements as they want them."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from citewatch.config import load_overrides
from citewatch.errors import ConfigError
from citewatch.model import Anchor, Match, Override, Passage, Statement, Verb
from citewatch.statements import attribute, decisions, join, name, overrule
from tests.builders import passage, source_of

DAY = date(2026, 11, 1)
ICE, LAKE, BEES = "Nobody has refused us", "The lake is dying of reports", "Bees need no timetables here"


def load(folder: Path, text: str) -> tuple[Override, ...]:
    path = folder / "overrides.yaml"
    path.write_text(text, "utf-8")
    return load_overrides(path)


# ---------------------------------------------------------------- the file


def test_every_decision_arrives(tmp_path: Path) -> None:
    assert load(
        tmp_path,
        """
- same: [ice-1, lake-2]
  date: 2026-11-01
  reason: one answer
- different: [ice-1, bees-3]
  date: 2026-11-01
  reason: two answers
- speaker: Damir Esenkulov
  of: ice-1
  date: 2026-11-01
  reason: the post says so
- source: ["https://a.example/1", "https://b.example/1"]
  date: 2026-11-01
  reason: a reprint
- exclude: https://blog.example/p1.html
  date: 2026-11-01
  reason: on request
""",
    ) == (
        Override(Verb.SAME, ("ice-1", "lake-2"), DAY, "one answer"),
        Override(Verb.DIFFERENT, ("ice-1", "bees-3"), DAY, "two answers"),
        Override(Verb.SPEAKER, ("ice-1",), DAY, "the post says so", "Damir Esenkulov"),
        Override(Verb.SOURCE, ("https://a.example/1", "https://b.example/1"), DAY, "a reprint"),
        Override(Verb.EXCLUDE, ("https://blog.example/p1.html",), DAY, "on request"),
    )


def test_no_file_and_an_empty_one_decide_nothing(tmp_path: Path) -> None:
    assert load_overrides(tmp_path / "overrides.yaml") == ()
    assert load(tmp_path, "\n") == ()
    assert load(tmp_path, "# nothing yet\n[]\n") == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: b", "1: expected a list, each entry with one of same, different, speaker, source and exclude"),
        ("- x", "1: [0]: expected a mapping such as"),
        ("- {exclude: a, date: 2026-11-01}", "1: [0].reason: is missing; say why"),
        ("- {exclude: a, reason: r}", "1: [0].date: expected a day such as 2026-11-01"),
        ("- {exclude: a, reason: r, date: soon}", "1: [0].date: expected a day"),
        ("- {same: a, reason: r, date: 2026-11-01}", "1: [0].same: expected 2 or more ids"),
        ("- {same: [a, a], reason: r, date: 2026-11-01}", "1: [0].same: expected 2 or more ids"),
        ("- {source: [a, b], reason: r, date: 2026-11-01}", '1: [0].source: "a" is no http(s) address'),
        ("- {speaker: Ada, of: x, reason: r, date: 2026-11-01}", "1: [0].speaker: expected the speaker's full name"),
        ("- {speaker: Ada Lovel, reason: r, date: 2026-11-01}", "1: [0].of: expected the id of a statement"),
        ("- {exclude: a, of: b, reason: r, date: 2026-11-01}", "1: [0].of: stands with speaker: only"),
        ("- {exclude: a, same: [b, c], reason: r, date: 2026-11-01}", "1: [0]: needs exactly one of same"),
        ("- {exlude: a, reason: r, date: 2026-11-01}", "1: [0].exlude: unknown key; did you mean exclude?"),
        ("- {exclude: a, reason: r, date: 2026-11-01}\n-", "2: [1]: expected a mapping"),
        ("- [", "1: "),
    ],
)
def test_faults_have_their_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, text)
    assert f"overrides.yaml:{said}" in str(caught.value)
    assert caught.value.exit_status == 2


# ---------------------------------------------------------------- statements


def published(*passages: Passage) -> tuple[tuple[Statement, ...], tuple[Anchor, ...], dict[str, str]]:
    """Statements with their anchors, and the id of each by its words."""
    statements, _ = join(passages)
    names = name(statements, ())
    return statements, names.fresh, {one.root.text: names.ids[one.root.id] for one in statements}


def texts(statements: tuple[Statement, ...]) -> set[frozenset[str]]:
    return {frozenset(member.passage.text for member in one.members) for one in statements}


def applied(statements: tuple[Statement, ...], anchors: tuple[Anchor, ...], *said: Override) -> tuple[Statement, ...]:
    return overrule(statements, said, anchors, lambda key: f"https://blog.example/{key}", source_of)


def decided(verb: Verb, *of: str) -> Override:
    return Override(verb, of, DAY, "why")


def test_same_unites_whatever_the_words() -> None:
    statements, anchors, ids = published(passage(ICE, "p1"), passage(LAKE, "p2"), passage(BEES, "p3"))
    found = applied(statements, anchors, decided(Verb.SAME, ids[ICE], ids[LAKE]))
    assert texts(found) == {frozenset([ICE, LAKE]), frozenset([BEES])}
    (both,) = [one for one in found if len(one.members) == 2]
    assert [one.match for one in both.members] == [Match.EXACT, Match.EDITOR]
    assert both.root.text == LAKE, "more words outrank"
    assert name(found, anchors).ids[both.root.id] in {ids[ICE], ids[LAKE]}


def test_different_beats_same_whatever_the_order() -> None:
    statements, anchors, ids = published(passage(ICE, "p1"), passage(LAKE, "p2"))
    both = decided(Verb.SAME, ids[ICE], ids[LAKE]), decided(Verb.DIFFERENT, ids[ICE], ids[LAKE])
    for said in (both, both[::-1]):
        assert texts(applied(statements, anchors, *said)) == {frozenset([ICE]), frozenset([LAKE])}


def test_different_divides_by_the_closest_words() -> None:
    long = "In three years they have closed many schools and nobody asked the parents"
    like = "In three years they have closed many schools and nobody asked the parents there"
    statements, anchors, ids = published(passage(long, "p1"), passage(LAKE, "p2"))
    united = applied(statements, anchors, decided(Verb.SAME, ids[long], ids[LAKE]))
    more = tuple(Statement((*one.members, *join([passage(like, "p3")])[0][0].members)) for one in united)
    found = applied(more, anchors, decided(Verb.DIFFERENT, ids[long], ids[LAKE]))
    assert texts(found) == {frozenset([long, like]), frozenset([LAKE])}
    assert all(one.members[0].match == Match.EXACT for one in found)


def test_what_is_excluded_is_gone() -> None:
    statements, anchors, ids = published(passage(ICE, "p1"), passage(LAKE, "p2", cites=["a", "b"]), passage(BEES, "p3"))
    assert texts(applied(statements, anchors, decided(Verb.EXCLUDE, ids[ICE]))) == {
        frozenset([LAKE]),
        frozenset([BEES]),
    }
    without = applied(statements, anchors, decided(Verb.EXCLUDE, "https://blog.example/p3"))
    assert texts(without) == {frozenset([ICE]), frozenset([LAKE])}
    for one in applied(statements, anchors, decided(Verb.EXCLUDE, "https://outlet.example/a")):
        assert not [c for m in one.members for c in m.passage.citations if c.url.endswith("/a")]


def test_unknown_ids_change_nothing() -> None:
    statements, anchors, _ = published(passage(ICE, "p1"), passage(LAKE, "p2"))
    said = [decided(verb, "nobody", "nothing") for verb in (Verb.SAME, Verb.DIFFERENT, Verb.EXCLUDE)]
    assert applied(statements, anchors, *said) == statements


def test_a_speaker_is_named() -> None:
    unknown = passage(ICE, "p1", speaker=None)
    _, anchors, ids = published(unknown)
    said = Override(Verb.SPEAKER, (ids[ICE],), DAY, "why", "Damir Esenkulov")
    (named,) = attribute([unknown], [said], anchors)
    assert (named.speaker, named.person) == ("Damir Esenkulov", passage(ICE).person)
    other = replace(unknown, text=LAKE)
    assert attribute([other], [said], anchors) == [other]
    assert decisions([said], anchors) == {"p1": f"{ids[ICE]} Damir Esenkulov"}
