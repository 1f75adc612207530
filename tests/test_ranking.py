"""The ranking, held against the text of its definition."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import pytest

from citewatch.model import (
    Citation,
    Count,
    Evidence,
    Passage,
    Possible,
    Role,
    Row,
    Statement,
    Window,
)
from citewatch.ranking import (
    Tally,
    first_day,
    rank,
    tally_outlets,
    tally_sources,
    tally_speakers,
    tally_statements,
)
from tests.builders import DAY, citation, link, passage, source_of, statement

SEE_ALSO = citation("b", Role.SEE_ALSO)
OWN_POST = citation("c", Role.OWN_POST)
UNTIED = citation("d", evidence=Evidence.NONE)


def rows_of(
    statements: Sequence[Statement], possible: Iterable[Possible] = (), window: Window = "all", as_of: date = DAY
) -> dict[str, Row]:
    """The rows by id; a statement's id is its root's."""
    ids = {one.root.id: one.root.id for one in statements}
    return {row.id: row for row in rank(tally_statements(statements, possible, ids, source_of, window, as_of))}


def only(*passages: Passage, window: Window = "all", as_of: date = DAY) -> Row | None:
    """The row of one statement of these passages."""
    return next(iter(rows_of([statement(*passages)], window=window, as_of=as_of).values()), None)


# ---------------------------------------------------------------- what counts


def test_p_counts_posts_and_q_their_sources() -> None:
    row = only(passage(post="p1", cites=["a", "b"]), passage(post="p2", cites=["a"]))
    assert row is not None
    assert (row.lo, row.hi, row.ranked) == (Count(2, 2), Count(2, 2), True)


def test_a_statement_that_cites_several_sources_is_ranked() -> None:
    row = only(passage(cites=["a", "b", "c"]))
    assert row is not None
    assert (row.lo, row.ranked) == (Count(1, 3), True)


def test_cited_once_is_not_ranked() -> None:
    row = only(passage())
    assert row is not None
    assert (row.place, row.lo, row.ranked) == (1, Count(1, 1), False)


def test_one_post_that_quotes_it_twice_counts_once() -> None:
    row = only(passage(post="p1", number=0), passage(post="p1", number=1))
    assert row is not None
    assert row.lo == Count(1, 1)


def test_two_addresses_of_one_source_count_once() -> None:
    one = passage(cites=["a?print", "a"])
    ids = {one.id: "s"}
    (row,) = rank(tally_statements([statement(one)], [], ids, lambda _: "a", "all", DAY))
    assert row.lo == Count(1, 1)


@pytest.mark.parametrize("uncounted", [SEE_ALSO, OWN_POST])
def test_see_also_and_own_posts_count_nowhere(uncounted: Citation) -> None:
    assert only(passage(cites=[uncounted])) is None
    assert only(passage(post="p1"), passage(post="p2", cites=[uncounted])) == only(passage(post="p1"))
    mixed = only(passage(cites=["a", uncounted]))
    assert mixed is not None
    assert (mixed.lo, mixed.hi) == (Count(1, 1), Count(1, 1))


def test_evidence_none_counts_only_in_hi() -> None:
    row = only(passage(post="p1"), passage(post="p2", cites=[]))
    assert row is not None
    assert (row.lo, row.hi) == (Count(1, 1), Count(2, 1))
    assert only(passage(cites=[])) is None


def test_a_citation_without_evidence_counts_only_in_hi() -> None:
    row = only(passage(post="p1"), passage(post="p2", cites=[UNTIED]))
    assert row is not None
    assert (row.lo, row.hi) == (Count(1, 1), Count(2, 2))


def test_a_post_that_is_gone_counts_nowhere() -> None:
    row = only(passage(post="p1"), passage(post="p2", live=False), passage(post="p3", live=False, cites=[]))
    assert row is not None
    assert (row.lo, row.hi) == (Count(1, 1), Count(1, 1))


def test_a_withdrawn_citation_counts_until_it_was_withdrawn() -> None:
    members = [passage(post="p1", ago=9), passage(post="p2", ago=9, withdrawn=DAY)]
    before, after = only(*members, as_of=DAY - timedelta(days=1)), only(*members)
    assert before is not None
    assert after is not None
    assert (before.lo, after.lo, after.hi) == (Count(2, 1), Count(1, 1), Count(1, 1))


def test_last_is_the_day_of_the_latest_counted_citation() -> None:
    row = only(passage(post="p1", ago=5), passage(post="p2", ago=7), passage(post="p3", cites=[]))
    assert row is not None
    assert row.last == DAY - timedelta(days=5)


# ---------------------------------------------------------------- windows


@pytest.mark.parametrize(("window", "ago", "inside"), [
    (7, 0, True), (7, 6, True), (7, 7, False), (1, 0, True), (1, 1, False), (365, 364, True), (365, 365, False),
    ("all", 9999, True), ("all", -1, False), (7, -1, False),
])  # fmt: skip
def test_a_window_ends_with_its_day_and_begins_w_minus_one_days_before(window: Window, ago: int, inside: bool) -> None:
    assert (only(passage(ago=ago), window=window) is not None) is inside
    links = [link(ago=ago)]
    assert bool(tally_outlets(links, window, DAY)) is inside
    assert bool(tally_sources({}, links, source_of, window, DAY)) is inside
    assert bool(tally_speakers({"s": statement(passage(ago=ago))}, window, DAY)) is inside


def test_what_is_possible_must_lie_in_the_window_too() -> None:
    row = only(passage(post="p1"), passage(post="p2", cites=[], ago=7), window=7)
    assert row is not None
    assert row.hi == Count(1, 1)


def test_the_first_day_of_a_window() -> None:
    assert first_day(7, date(2026, 3, 3)) == date(2026, 2, 25)
    assert first_day("all", DAY) is None


# ---------------------------------------------------------------- direct possible edges


def test_direct_possible_edges_count_once_and_only_in_hi() -> None:
    mine, other = statement(passage(post="p1", number=1)), statement(passage(post="p2", cites=["b"]))
    edges = [Possible("p1#1", "p2#0", "alike"), Possible("p2#0", "p1#1", "alike again")]
    rows = rows_of([mine, other], edges)
    assert (rows["p1#1"].lo, rows["p1#1"].hi) == (Count(1, 1), Count(2, 2))
    assert (rows["p2#0"].lo, rows["p2#0"].hi) == (Count(1, 1), Count(2, 2))


def test_possible_edges_go_one_step_only() -> None:
    chain = [statement(passage(post=f"p{n}", cites=[f"s{n}"])) for n in range(3)]
    rows = rows_of(chain, [Possible("p0#0", "p1#0", "alike"), Possible("p1#0", "p2#0", "alike")])
    assert [rows[f"p{n}#0"].hi for n in range(3)] == [Count(2, 2), Count(3, 3), Count(2, 2)]


def test_only_the_passage_at_the_edge_counts_and_not_its_whole_statement() -> None:
    mine = statement(passage(post="p1"))
    other = statement(passage(post="p2"), passage(post="p3"))
    assert rows_of([mine, other], [Possible("p1#0", "p2#0", "alike")])["p1#0"].hi == Count(2, 1)


def test_a_possible_edge_to_the_same_post_and_source_adds_nothing() -> None:
    mine, other = statement(passage(post="p1")), statement(passage(post="p1", number=1))
    assert rows_of([mine, other], [Possible("p1#0", "p1#1", "alike")])["p1#0"].hi == Count(1, 1)


@pytest.mark.parametrize("cites", [[SEE_ALSO], [OWN_POST]])
def test_a_possible_edge_to_background_adds_nothing(cites: list[Citation]) -> None:
    rows = rows_of([statement(passage(post="p1")), statement(passage(post="p2", cites=cites))], [EDGE])
    assert rows["p1#0"].hi == Count(1, 1)


EDGE = Possible("p1#0", "p2#0", "alike")


def test_a_possible_edge_to_a_quotation_without_source_adds_its_post() -> None:
    rows = rows_of([statement(passage(post="p1")), statement(passage(post="p2", cites=[]))], [EDGE])
    assert rows["p1#0"].hi == Count(2, 1)
    assert "p2#0" not in rows  # nothing of it counts: it has no place


def test_possible_edges_to_gone_withdrawn_and_unknown_passages_add_nothing() -> None:
    gone = statement(passage(post="p2", live=False))
    withdrawn = statement(passage(post="p3", withdrawn=DAY))
    edges = [EDGE, Possible("p1#0", "p3#0", "alike"), Possible("p1#0", "p9#9", "alike")]
    assert rows_of([statement(passage(post="p1")), gone, withdrawn], edges)["p1#0"].hi == Count(1, 1)


# ---------------------------------------------------------------- places


def tallies(*counts: tuple[int, int], last: Sequence[int] = ()) -> dict[str, Tally]:
    """Tallies with these P and Q, by the letters from a; `last`: days before DAY."""
    made = {}
    for n, (posts, others) in enumerate(counts):
        facts: set[tuple[str, str | None]] = {(f"p{i}", f"s{min(i, others - 1)}") for i in range(posts)}
        facts |= {("p0", f"s{i}") for i in range(others)}
        made["abcdefghij"[n]] = Tally(facts, set(), {"p": DAY - timedelta(days=last[n] if last else 0)})
    return made


def test_ties_share_their_place() -> None:
    rows = rank(tallies((4, 1), (3, 1), (2, 2), (2, 2), (1, 1)))
    assert [(row.id, row.place, row.tied) for row in rows] == [
        ("a", 1, 0), ("b", 2, 0), ("c", 3, 1), ("d", 3, 1), ("e", 5, 0),
    ]  # fmt: skip


def test_p_goes_before_q() -> None:
    assert [row.id for row in rank(tallies((2, 9), (3, 1), (2, 3)))] == ["b", "a", "c"]


def test_inside_a_tie_the_latest_stands_first_then_the_id() -> None:
    rows = rank(tallies((2, 1), (2, 1), (2, 1), (3, 1), last=(5, 1, 5, 9)))
    assert [(row.id, row.place) for row in rows] == [("d", 1), ("b", 2), ("a", 2), ("c", 2)]


def test_nothing_with_p_of_zero_has_a_place() -> None:
    assert rank({"a": Tally(set(), {("p", "s")})}) == ()


def test_what_has_no_place_can_still_make_the_worst_place_worse() -> None:
    rows = rank({"a": Tally({("p1", "s1")}, set(), {"p1": DAY}), "b": Tally(set(), {("p1", "s1"), ("p2", "s2")})})
    assert [(row.place, row.best, row.worst) for row in rows] == [(1, 1, 2)]


# ---------------------------------------------------------------- sources, outlets, speakers


def test_sources_count_posts_then_statements() -> None:
    said = {"s1": statement(passage(post="p1")), "s2": statement(passage(post="p1", number=1))}
    links = [link("p1"), link("p2"), link("p3", "b"), link("p4", live=False)]
    found = tally_sources(said, links, source_of, "all", DAY)
    assert found["outlet.example/a"].lo == Count(2, 2)
    assert found["outlet.example/b"].lo == Count(1, 0)  # cited, and nothing quoted from it


@pytest.mark.parametrize("said", [
    passage(cites=[SEE_ALSO]), passage(cites=[UNTIED]), passage(live=False), passage(withdrawn=DAY), passage(cites=[]),
])  # fmt: skip
def test_what_does_not_count_for_a_statement_counts_for_no_source_and_no_speaker(said: Passage) -> None:
    assert tally_sources({"s": statement(said)}, [], source_of, "all", DAY) == {}
    assert tally_speakers({"s": statement(said)}, "all", DAY) == {}


def test_outlets_count_posts_then_sources() -> None:
    links = [link("p1", "a"), link("p1", "b"), link("p2", "a"), link("p2", "a"), link("p3", "c", outlet="Other")]
    found = tally_outlets(links, "all", DAY)
    assert {name: each.lo for name, each in found.items()} == {"Outlet": Count(2, 2), "Other": Count(1, 1)}


def test_speakers_count_posts_then_statements() -> None:
    said = {
        "s1": statement(passage(post="p1"), passage(post="p2")),
        "s2": statement(passage(post="p2", number=1)),
        "s3": statement(passage(post="p3", speaker="Esenkulov")),
    }
    found = tally_speakers(said, "all", DAY)
    assert {person: each.lo for person, each in found.items()} == {"damir esenkulov": Count(2, 2)}
