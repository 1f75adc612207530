"""Statements and origins in the store: joined day by day they are what joining all at once gives."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citewatch import statements
from citewatch.model import Document, Link, Origin, Passage, Place, Span
from citewatch.statements import nodes
from citewatch.store import Store, open_store
from tests.builders import passage, post
from tests.test_statements import related

ORIGIN = Origin("https://outlet.example/a", "ru", "озеро умирает", "", "", "0" * 64, 0.6, 0.2, (Place("key", 4, 17),))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "store.db") as store:
        yield store


def save(store: Store, passages: Iterable[Passage]) -> None:
    """Posts with these passages, as read."""
    held: dict[str, list[Passage]] = {}
    for one in passages:
        held.setdefault(one.post, []).append(one)
    for key, group in held.items():
        entry = replace(post(key), day=group[0].day, html=repr(group))
        store.save_feed_reading(1, [entry], 1)
        links = tuple(Link(Span(0, 4), cited.url, cited.url, cited.url, 0) for one in group for cited in one.citations)
        store.save_post_reading(entry, Document("post", "text", (Span(0, 4),), links), group, 1)
        store.save_origins(key, group)


def join(store: Store) -> None:
    """As the line does it."""
    posts = store.stale_posts()
    before, now = store.member_states(posts), {one.id: one for one in store.passages(posts)}
    states = {key: statements.state(one) for key, one in now.items()}
    gone = [key for key, state in before.items() if states.get(key) != state]
    store.update_statements(gone, [one for key, one in now.items() if before.get(key) != states[key]], posts)


@settings(max_examples=40, deadline=None)
@given(related(), st.data())
def test_day_by_day_is_all_at_once(passages: Sequence[Passage], data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder) / "store.db") as store:
        for _ in range(data.draw(st.integers(1, 4))):
            come = [one for one in passages if data.draw(st.booleans())]
            come = [
                replace(
                    one,
                    text=data.draw(st.sampled_from(passages)).text,
                    origins=(ORIGIN,) if data.draw(st.integers(0, 3)) == 0 else (),
                )
                for one in come
            ]
            save(store, come)
            join(store)
            assert not store.stale_posts()
            assert store.statements() == statements.join(store.passages())


def test_all_at_once_is_kept_whole(store: Store) -> None:
    words = "the lake is dying not from the heat but from our own reports"
    passages = [passage(words.replace("lake", f"lake{n % 3}"), f"p{n}", ago=n) for n in range(9)]
    save(store, passages)
    store.rebuild_statements(statements.joined(store.passages()).all(), store.stale_posts())
    assert not store.stale_posts()
    assert store.statements() == statements.join(passages)
    extra = passage(words, "p9")
    save(store, [extra])
    join(store)
    assert store.statements() == statements.join([*passages, extra])


def test_origins_come_back_with_their_passages(store: Store) -> None:
    save(store, [replace(passage(), origins=(ORIGIN,)), passage("The lake is dying of reports", number=1)])
    assert [one.origins for one in store.passages()] == [(ORIGIN,), ()]
    assert not store.unsearched_posts()
    store.save_keys([("https://outlet.example/a", "outlet.example/a", None)], "rules")
    store.forget_search(["outlet.example/a"])
    assert store.unsearched_posts() == ("p1",)
    assert store.passages()[0].origin == ORIGIN, "kept until the next search"


def test_a_post_that_is_read_again_is_searched_again(store: Store) -> None:
    save(store, [passage()])
    store.save_post_reading(replace(post("p1"), html="newer"), None, [passage()], 1)
    assert store.unsearched_posts() == ("p1",)


def test_an_origin_makes_its_post_stale(store: Store) -> None:
    save(store, [passage()])
    join(store)
    store.save_origins("p1", [replace(passage(), origins=(ORIGIN,))])
    assert set(store.stale_posts()) == {"p1"}


def test_with_a_new_method_all_are_joined_anew(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else keys and edges of the old one would stay beside those of the new."""
    save(store, [passage(post="p1"), passage(post="p2")])
    join(store)
    ((one,), _), before = store.statements(), store.member_states(["p1", "p2"])
    monkeypatch.setattr(nodes, "METHOD", 999)
    assert not {*before.values()} & {statements.state(member.passage) for member in one.members}
    store.update_statements(before, store.passages(), store.stale_posts())
    assert {*store.member_states(["p1", "p2"]).values()} == {statements.state(each.passage) for each in one.members}
