"""Passages and how they are joined, held against the definitions of a statement."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citewatch import text
from citewatch.model import (
    Match,
    Passage,
)
from citewatch.statements import (
    NEAR,
    MemoryIndex,
    join,
    joined,
    obstacle,
    possible,
    statements,
    update,
)
from citewatch.statements.guard import difference
from citewatch.statements.nodes import keys, make, node_key
from tests.builders import pairs, passage, together

ROOT = "the lake is dying not from the heat but from our own reports"
NEARLY = "the lake is dying not from heat but from our own reports"

# ---------------------------------------------------------------- equal words


def test_equal_words_of_one_person_are_one_statement() -> None:
    one = passage("The ice does not wait", "p1")
    two = passage("“the ICE — does not wait!”", "p2", ago=3)
    statements, possible = join([one, two])
    assert [[member.passage.id for member in each.members] for each in statements] == [["p2#0", "p1#0"]]
    assert {member.match for member in statements[0].members} == {Match.EXACT}
    assert not possible


def test_three_equal_words_are_not_enough() -> None:
    statements, possible = join([passage("We will wait", "p1"), passage("We will wait", "p2")])
    assert len(statements) == 2
    assert not possible


def test_equal_words_with_a_lost_sign_are_no_statement_together() -> None:
    one, two = passage("It costs -5 tenge here", "p1"), passage("It costs 5 tenge here", "p2")
    assert text.words(one.text) == text.words(two.text)
    statements, possible = join([one, two])
    assert len(statements) == 2
    assert [each.why for each in possible] == ["differs in a number"]


def test_two_persons_with_the_same_words_make_two_statements() -> None:
    statements, possible = join([passage(ROOT, "p1"), passage(ROOT, "p2", speaker="Aigerim Tulebaeva")])
    assert len(statements) == 2
    assert not possible


def test_one_person_in_two_transliterations_is_one() -> None:
    statements, _ = join([passage(ROOT, "p1", speaker="Sergey Lvov"), passage(ROOT, "p2", speaker="Сергей Львов")])
    assert len(statements) == 1


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        (None, "Damir Esenkulov", "the speaker is not named"),
        (None, None, "the speaker is not named"),
        (None, "Esenkulov", "the speaker is not named"),
        ("Esenkulov", "Damir Esenkulov", "the speaker's full name is not given"),
        ("Esenkulov", "Esenkulov", "the speaker's full name is not given"),
    ],
)
@pytest.mark.parametrize("words", [(ROOT, ROOT), (ROOT, NEARLY), ("The ice does not wait", "The ice does not wait")])
def test_an_uncertain_speaker_joins_only_as_possible(
    one: str | None, other: str | None, why: str, words: tuple[str, str]
) -> None:
    statements, possible = join([passage(words[0], "p1", speaker=one), passage(words[1], "p2", speaker=other)])
    assert len(statements) == 2
    assert [each.why for each in possible] == [why]


def test_another_surname_is_not_even_possible() -> None:
    statements, possible = join([passage(ROOT, "p1", speaker="Lansky"), passage(ROOT, "p2")])
    assert len(statements) == 2
    assert not possible


def test_each_passage_of_the_same_words_is_possible_with_an_uncertain_one() -> None:
    known = [passage(ROOT, f"p{n}") for n in range(3)]
    unknown = passage(ROOT, "q", speaker=None)
    _, possible = join([*known, unknown])
    assert pairs(possible) == {frozenset((one.id, unknown.id)) for one in known}


# ---------------------------------------------------------------- near words


def test_nearly_the_same_words_are_one_statement() -> None:
    statements, possible = join([passage(NEARLY, "p1", ago=9), passage(ROOT, "p2")])
    assert [[member.passage.id for member in each.members] for each in statements] == [["p2#0", "p1#0"]]
    assert [member.match for member in statements[0].members] == [Match.EXACT, Match.NEAR]
    assert not possible


@pytest.mark.parametrize(
    ("words", "other", "joined"),
    [
        ("a b c d e f", "a b c d e x", True),  # six words, 10 of 12
        ("a b c d e", "a b c d x", False),  # five words are not enough, however alike
        ("a b c d e f", "a b c d e", False),  # neither when only one of them is long enough
        ("a b c d e f g h i j", "a b c d e f g h x y", True),  # 16 of 20: at the threshold
        ("a b c d e f g h i j", "a b c d e f g x y z", False),  # 14 of 20
        ("a b c d e f g h i j", "a b c d e f g h", True),  # cut to 0.8 of its length
        ("a b c d e f g h i j", "a b c d e f g", False),  # 14 of 17, and shorter than 0.8
    ],
)
def test_the_thresholds_of_near(words: str, other: str, joined: bool) -> None:
    statements, _ = join([passage(_long(words), "p1"), passage(_long(other), "p2")])
    assert len(statements) == (1 if joined else 2)


def _long(letters: str) -> str:
    """Words for letters, lower-case so that none is a name."""
    return " ".join(f"word{letter}" for letter in letters.split())


def test_the_guard_keeps_near_wordings_apart_as_possible() -> None:
    one = passage("in three years they have closed fourteen schools and asked nobody", "p1")
    two = passage("in three years they have closed forty schools and asked nobody", "p2")
    statements, possible = join([one, two])
    assert len(statements) == 2
    assert [(each.passage, each.other, each.why) for each in possible] == [("p2#0", "p1#0", "differs in a number")]


def test_of_two_partners_the_more_similar_is_taken() -> None:
    long, alike, low = _long("a b c d e f g h i j k"), _long("a b c d e f g h x y"), _long("a b c d e f g h x")
    assert NEAR <= _similarity(long, low) < _similarity(alike, low)
    assert _similarity(long, alike) < NEAR
    found = together(join([passage(one, f"p{n}") for n, one in enumerate([long, alike, low])])[0])
    assert found == {frozenset(["p0#0"]), frozenset(["p1#0", "p2#0"])}


def test_of_wordings_of_one_length_the_earlier_outranks() -> None:
    later, earlier = passage(_long("a b c d e f g h"), "p1"), passage(_long("a b c d e f g x"), "p2", ago=1)
    (one,) = join([later, earlier])[0]
    assert one.root is earlier
    (one,) = join([later, replace(earlier, day=later.day)])[0]
    assert one.root is later  # of one day: by the key


def test_a_bridge_below_two_leaders_leaves_them_apart() -> None:
    """Connected components would make these one: the lowest is near both, and they are not near each other."""
    left = _long("a b c d e f g h i j k l")
    right = _long("a b c d e f g h m n o p")
    bridge = _long("a b c d e f g h i j n")
    assert _similarity(left, bridge) >= NEAR
    assert _similarity(left, right) < NEAR
    found = together(join([passage(left, "p1"), passage(right, "p2"), passage(bridge, "p3")])[0])
    assert found == {frozenset(["p1#0", "p3#0"]), frozenset(["p2#0"])}


def test_what_hangs_on_what_hangs_belongs_to_the_root() -> None:
    """By the letter of the definition: one edge each, and a statement is a root with all that hangs on it."""
    top, middle, low = _long("a b c d e f g h i j"), _long("a b c d e f g h x y"), _long("a b c d e f z v x y")
    assert _similarity(top, middle) >= NEAR
    assert _similarity(middle, low) >= NEAR
    assert _similarity(top, low) < NEAR
    given_ = [passage(top, "p1", ago=3), passage(middle, "p2", ago=2), passage(low, "p3", ago=1)]
    assert together(join(given_)[0]) == {frozenset(["p1#0", "p2#0", "p3#0"])}


VOTE = "as everybody knows this vote of the village on the canal was {} one"


def test_what_the_guard_separates_from_its_root_stands_alone() -> None:
    root = passage(VOTE.format("a fair"), "p1", ago=3)
    middle = passage(VOTE.format("a strange"), "p2", ago=2)
    low = passage(VOTE.format("an unfair"), "p3", ago=1)
    assert difference(root.text, middle.text) is None
    assert difference(middle.text, low.text) is None
    statements, possible = join([root, middle, low])
    assert together(statements) == {frozenset(["p1#0", "p2#0"]), frozenset(["p3#0"])}
    assert frozenset(["p1#0", "p3#0"]) in pairs(possible)


def test_what_the_guard_separates_from_another_that_hangs_there_stands_alone() -> None:
    root = passage(VOTE.format("a strange"), "p1", ago=3)
    fair = passage(VOTE.format("a fair"), "p2", ago=2)
    unfair = passage(VOTE.format("an unfair"), "p3", ago=1)
    statements, possible = join([root, fair, unfair])
    assert together(statements) == {frozenset(["p1#0", "p2#0"]), frozenset(["p3#0"])}
    assert [(each.passage, each.other, each.why) for each in possible] == [("p3#0", "p2#0", "differs in a negation")]


# ---------------------------------------------------------------- crowds


def test_every_pair_of_a_few_dozen_alike_is_possible() -> None:
    alike = [passage(ROOT, f"p{n}", speaker=None) for n in range(30)]
    assert len(pairs(join(alike)[1])) == 30 * 29 // 2


def test_in_a_crowd_the_pairs_grow_with_the_passages_only() -> None:
    alike = [passage(ROOT, f"p{n}", speaker=None) for n in range(300)]
    assert len(join(alike)[1]) <= 300 * 64


# ---------------------------------------------------------------- properties

VOCABULARY = "boat ice lake keys not road seven Moscow table winter bread".split()


@st.composite
def related(draw: st.DrawFn) -> list[Passage]:
    """Passages of which many are small changes of the ones before."""
    made: list[tuple[list[str], str | None]] = []
    number = draw(st.integers(1, 9))
    for _ in range(number):
        again = draw(st.integers(0, 4)) > 0
        if made and again:
            words, speaker = draw(st.sampled_from(made))
            words = _changed(draw, list(words))
        else:
            words = draw(st.lists(st.sampled_from(VOCABULARY), min_size=4, max_size=14))
            speaker = draw(st.sampled_from(["Damir Esenkulov", "Damir Esenkulov", "Oleg Lansky", "Esenkulov", None]))
        made.append((words, speaker))
    days = [draw(st.integers(0, 3)) for _ in made]
    return [passage(" ".join(w), f"p{n}", speaker=who, ago=days[n]) for n, (w, who) in enumerate(made)]


def _changed(draw: st.DrawFn, words: list[str]) -> list[str]:
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(words) - 1))
        words[at : at + draw(st.integers(0, 1))] = draw(st.lists(st.sampled_from(VOCABULARY), max_size=1))
        if not words:
            return ["boat"]
    return words


@given(related(), st.randoms(use_true_random=False))
def test_the_order_of_passages_never_matters(passages: list[Passage], order: object) -> None:
    shuffled = list(passages)
    order.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis' Random
    assert join(shuffled) == join(passages)


@settings(deadline=None)  # the first example loads the dictionary
@given(related())
def test_joining_is_the_definition(passages: list[Passage]) -> None:
    """Against the definition written out over all pairs."""
    statements, possible = join(passages)
    assert together(statements) == _by_definition(passages)
    assert sorted(m.passage.id for one in statements for m in one.members) == sorted(one.id for one in passages)
    owner = {m.passage.id: one.root.id for one in statements for m in one.members}
    assert all(owner[one.passage] != owner[one.other] for one in possible)
    assert all(one.passage != one.other for one in possible)


@given(related(), st.data())
def test_day_by_day_is_all_at_once(passages: list[Passage], data: st.DataObject) -> None:
    """Passages come on several days, and some go or come again with other words."""
    index = MemoryIndex()
    held: dict[str, Passage] = {}
    for _ in range(data.draw(st.integers(1, 4))):
        come = [one for one in passages if data.draw(st.booleans())]
        come = [replace(one, text=data.draw(st.sampled_from(passages)).text) for one in come]
        gone = [one for one in held if data.draw(st.integers(0, 3)) == 0]
        update(index, {*gone, *(one.id for one in come)}, come)
        held = {key: one for key, one in held.items() if key not in gone} | {one.id: one for one in come}
        assert _state(index) == _state(joined(held.values()))


def test_a_crowd_day_by_day_is_all_at_once() -> None:
    """Of more wordings than are compared with each other, whatever the order in which they come and go."""
    words = ROOT.split()
    crowd = [
        passage(
            " ".join([*words, *(["indeed"] * (n % 4)), f"word{n}"]),
            f"p{n}",
            ago=n % 7,
            speaker=None if n % 5 else "Damir Esenkulov",
        )
        for n in range(150)
    ]
    index = MemoryIndex()
    for day in range(7):
        update(index, (), [one for n, one in enumerate(crowd) if n % 7 == (day * 3) % 7])
    assert _state(index) == _state(joined(crowd))
    update(index, [one.id for one in crowd[:90:2]], ())
    assert _state(index) == _state(joined([one for n, one in enumerate(crowd) if n >= 90 or n % 2]))


def _state(index: MemoryIndex) -> object:
    nodes, settled = index.nodes.values(), index.settled.values()
    edges = sorted((key, one.other, one.match, one.why or "") for key, one in index.all_edges())
    return statements(nodes, settled), possible(nodes, settled, index.all_edges()), edges


@given(related())
def test_no_statement_holds_a_pair_that_the_guard_tells_apart(passages: list[Passage]) -> None:
    for one in join(passages)[0]:
        words = [member.passage.text for member in one.members]
        assert not [(a, b) for a in words for b in words if obstacle(a, b)]
        assert len({member.passage.person for member in one.members}) == 1
        assert one.root.person or len(one.members) == 1


@given(related(), st.data())
def test_one_more_passage_joins_only_what_joins_it(passages: list[Passage], data: st.DataObject) -> None:
    more = data.draw(st.sampled_from(passages))
    fewer = [one for one in passages if one is not more]
    before, after = together(join(fewer)[0]), together(join(passages)[0])
    newly = {frozenset((a, b)) for group in after for a in group for b in group if a != b}
    newly -= {frozenset((a, b)) for group in before for a in group for b in group if a != b}
    (mine,) = [group for group in after if more.id in group]
    freed = {one for group in before for one in group if group not in after}
    assert all(pair <= mine or pair & freed for pair in newly)
    if not any(_similarity(more.text, one.text) >= NEAR for one in fewer):
        assert after - {mine} == before


def _similarity(one: str, other: str) -> float:
    """2 × longest common subsequence of words ÷ sum of their lengths."""
    a, b = text.words(one), text.words(other)
    row = [0] * (len(b) + 1)
    for word in a:
        last = row
        row = [0]
        for n, yours in enumerate(b):
            row.append(last[n] + 1 if word == yours else max(last[n + 1], row[n]))
    return 2 * row[-1] / (len(a) + len(b)) if a or b else 1.0


def _sure(one: Passage, other: Passage) -> bool:
    a, b = text.words(one.text), text.words(other.text)
    if one.person is None or one.person != other.person or obstacle(one.text, other.text):
        return False
    if not set(keys(make(node_key(one), [one]))) & set(keys(make(node_key(other), [other]))):
        return False
    if a == b:
        return len(a) >= 4
    short, long = sorted((len(a), len(b)))
    return short >= 6 and short >= 0.8 * long and _similarity(one.text, other.text) >= NEAR


def _by_definition(passages: Sequence[Passage]) -> set[frozenset[str]]:
    nodes: dict[object, list[Passage]] = {}
    for one in sorted(passages, key=lambda one: (one.day, one.id)):
        words = text.words(one.text)
        nodes.setdefault((words, one.person) if one.person and len(words) >= 4 else one.id, []).append(one)
    ranked = sorted((group[0] for group in nodes.values()), key=lambda p: (-len(text.words(p.text)), p.day, p.id))
    groups: dict[str, list[Passage]] = {}
    root: dict[str, str] = {}
    for n, one in enumerate(ranked):
        partners = [(-_similarity(one.text, other.text), m) for m, other in enumerate(ranked[:n]) if _sure(one, other)]
        root[one.id] = root[ranked[min(partners)[1]].id] if partners else one.id
        apart = any(obstacle(one.text, other.text) for other in groups.get(root[one.id], []))
        groups.setdefault(one.id if apart else root[one.id], []).append(one)
    whole = {group[0].id: group for group in nodes.values()}
    return {frozenset(p.id for first in group for p in whole[first.id]) for group in groups.values()}
