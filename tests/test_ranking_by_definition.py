"""Rankings of invented worlds are what the definition says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from citewatch.model import (
    Count,
    Match,
    Passage,
    Possible,
    Role,
    Row,
    Statement,
    Window,
)
from tests.builders import DAY, citation, passage, statement
from tests.test_ranking import OWN_POST, SEE_ALSO, rows_of

# ---------------------------------------------------------------- against the definition


@dataclass(frozen=True)
class World:
    """Statements and the edges between them."""

    statements: tuple[Statement, ...]
    possible: tuple[Possible, ...]


CITES = st.lists(st.one_of(st.sampled_from("abc").map(citation), st.sampled_from([SEE_ALSO, OWN_POST])), max_size=3)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    days = draw(st.lists(st.integers(-1, 9), min_size=5, max_size=5))
    made: list[Passage] = []
    for n in range(draw(st.integers(0, 9))):
        post = draw(st.integers(0, 4))
        withdrawn = DAY - timedelta(days=draw(st.integers(-2, 2))) if draw(st.integers(0, 5)) == 0 else None
        made.append(
            passage(
                post=f"p{post}",
                number=n,
                ago=days[post],
                cites=draw(CITES),
                live=draw(st.integers(0, 5)) > 0,
                withdrawn=withdrawn,
            )
        )
    homes: dict[int, list[Passage]] = {}
    for one in made:
        homes.setdefault(draw(st.integers(0, 4)), []).append(one)
    edges = [
        Possible(draw(st.sampled_from(made)).id, draw(st.sampled_from(made)).id, "alike")
        for _ in range(draw(st.integers(0, 5)))
        if made
    ]
    return World(tuple(statement(*group, match=Match.NEAR) for group in homes.values()), tuple(edges))


WINDOWS: st.SearchStrategy[Window] = st.sampled_from([1, 3, 7, "all"])


@given(worlds(), WINDOWS)
def test_rows_are_what_the_definition_says(world: World, window: Window) -> None:
    expected = by_definition(world, window)
    found = {key: (r.place, r.tied, r.best, r.worst, r.lo, r.hi, r.ranked) for key, r in rows(world, window).items()}
    assert found == expected


@given(worlds(), WINDOWS, st.integers(0, 99))
def test_order_never_matters(world: World, window: Window, seed: int) -> None:
    shuffle = Random(seed).shuffle  # noqa: S311  # an order, no secret
    statements, possible = list(world.statements), list(world.possible)
    shuffle(statements)
    shuffle(possible)
    assert list(rows_of(statements, possible, window).values()) == list(rows(world, window).values())


@given(worlds(), WINDOWS)
def test_places_lie_in_their_intervals(world: World, window: Window) -> None:
    found = rows(world, window)
    for row in found.values():
        assert 1 <= row.best <= row.place <= row.worst <= len(world.statements)
        assert row.lo <= row.hi
        assert row.tied == sum(row.place == other.place for other in found.values()) - 1
    assert sorted(found.values(), key=lambda row: (row.place, -(row.last or DAY).toordinal(), row.id)) == list(
        found.values()
    )


@given(worlds(), WINDOWS)
def test_a_repeated_citation_changes_nothing(world: World, window: Window) -> None:
    doubled = _each(world, lambda one: replace(one, citations=one.citations * 2))
    assert rows(doubled, window) == rows(world, window)
    again = [
        Statement((*one.members, *(replace(m, passage=replace(m.passage, id=f"{m.passage.id}+")) for m in one.members)))
        for one in world.statements
    ]
    assert rows_of(again, world.possible, window) == rows(world, window)


@given(worlds(), WINDOWS)
def test_background_links_beside_a_source_change_nothing(world: World, window: Window) -> None:
    more = (SEE_ALSO, OWN_POST)
    wider = _each(world, lambda one: replace(one, citations=(*one.citations, *more)) if one.citations else one)
    assert rows(wider, window) == rows(world, window)


@given(worlds(), WINDOWS, st.lists(st.sampled_from("abcde"), max_size=4), st.data())
def test_one_more_post_moves_no_p_by_more_than_one(
    world: World, window: Window, cites: list[str], data: st.DataObject
) -> None:
    more = [
        replace(one, members=(*one.members, *statement(passage(post="new", number=n, cites=cites)).members))
        if data.draw(st.booleans())
        else one
        for n, one in enumerate(world.statements)
    ]
    before, after = rows(world, window), rows_of(more, world.possible, window)
    for key, row in after.items():
        old = before[key].lo.posts if key in before else 0
        assert 0 <= row.lo.posts - old <= 1


def rows(world: World, window: Window) -> Mapping[str, Row]:
    return rows_of(world.statements, world.possible, window)


def _each(world: World, change: Callable[[Passage], Passage]) -> World:
    changed = (Statement(tuple(replace(m, passage=change(m.passage)) for m in one.members)) for one in world.statements)
    return World(tuple(changed), world.possible)


def by_definition(world: World, window: Window) -> dict[str, tuple[int, int, int, int, Count, Count, bool]]:
    """Section 1 of the design, word by word, over all pairs."""
    start = date.min if window == "all" else DAY - timedelta(days=window - 1)

    def live(one: Passage) -> bool:
        return one.live and not (one.withdrawn and one.withdrawn <= DAY) and start <= one.day <= DAY

    lo, hi = {}, {}
    home = {m.passage.id: s.root.id for s in world.statements for m in s.members}
    everything = {m.passage.id: m.passage for s in world.statements for m in s.members}
    for s in world.statements:
        mine = [m.passage for m in s.members if live(m.passage)]
        sure = {(p.post, c.url) for p in mine for c in p.citations if c.role == Role.QUOTED_FROM}
        edges = {(e.passage, e.other) for e in world.possible} | {(e.other, e.passage) for e in world.possible}
        far = [everything[b] for a, b in edges if home[a] == s.root.id != home[b] and live(everything[b])]
        might = sure | {(p.post, c.url) for p in far for c in p.citations if c.role == Role.QUOTED_FROM}
        bare = {p.post for p in (*mine, *far) if not p.citations}
        lo[s.root.id] = (len({p for p, _ in sure}), len({d for _, d in sure}))
        hi[s.root.id] = (len({p for p, _ in might} | bare), len({d for _, d in might}))
    placed = [key for key in lo if lo[key][0] >= 1]
    return {
        key: (
            1 + sum(lo[t] > lo[key] for t in placed),
            sum(lo[t] == lo[key] for t in placed if t != key),
            1 + sum(lo[t] > hi[key] for t in lo if t != key),
            1 + sum(hi[t] > lo[key] for t in hi if t != key),
            Count(*lo[key]),
            Count(*hi[key]),
            lo[key][0] >= 2 or lo[key][1] >= 2,
        )
        for key in placed
    }
