"""The ledger: what it holds and what never, a store made from it, and two of them merged."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citewatch import ledger, pipeline
from citewatch.errors import RunError
from citewatch.ledger import files, merging
from citewatch.model import Mail, MailState, Told
from citewatch.store import Store, open_store, records
from tests.days import MORNING, OF_THIS_STORE, WEB, Days, demo_settings

WEB_DAYS = 3


def all_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def lines(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.glob(name)):
        yield from map(json.loads, path.read_text("utf-8").splitlines())


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> tuple[Days, Path]:
    """A store that has lived on the recorded web, with a mail; and its ledger, exported day after day."""
    folder = tmp_path_factory.mktemp("lived")
    days = Days(folder, WEB, demo_settings())
    for day in range(WEB_DAYS):
        days.run_on(day)
        days.publish(MORNING)
        with open_store(days.db) as store:
            mail = Mail("ab12", f"edition-{day}", None, MORNING, MailState.SENT, MORNING, None)
            store.intend([mail], mail.edition, Told({"a": (1, 2, 2)}, ("b",)), MORNING)
            ledger.export(store, folder / f"ledger-{day}")
    return days, folder / f"ledger-{WEB_DAYS - 1}"


def site_of(days: Days) -> dict[str, bytes]:
    return {name: content for name, (content, _) in days.publish(MORNING.replace(day=16)).items()}


def anew(folder: Path, *ledgers: Path) -> Days:
    days = Days(folder, WEB, demo_settings())
    with open_store(days.db) as store:
        for one in ledgers:
            ledger.take_in(store, one)
    return days


def test_a_store_made_from_it_ranks_and_renders_the_same(lived: tuple[Days, Path], tmp_path: Path) -> None:
    days, folder = lived
    other = anew(tmp_path, folder)
    with other.line() as line:
        pipeline.derive(line)
        assert line.store.mails() != ()
    assert len(site_of(days)) > 100
    mine, made = site_of(days), site_of(other)
    assert {name for name in mine.keys() | made if mine.get(name) != made.get(name)} <= OF_THIS_STORE


def test_it_is_the_same_however_often_it_goes_round(lived: tuple[Days, Path], tmp_path: Path) -> None:
    _, folder = lived
    other = anew(tmp_path, folder)
    with other.line() as line:
        pipeline.derive(line)
        ledger.export(line.store, tmp_path / "again")
        assert ledger.take_in(line.store, folder) == 0
    assert all_of(tmp_path / "again") == all_of(folder)


def test_a_day_changes_little(lived: tuple[Days, Path]) -> None:
    _, last = lived
    before = {line for content in all_of(last.with_name("ledger-1")).values() for line in content.splitlines()}
    after = {line for content in all_of(last).values() for line in content.splitlines()}
    assert len(before - after) < len(before) / 10  # what is recorded stays as it is
    assert len(after - before) < len(after) / 2


def test_no_bodies_no_texts_no_secret(lived: tuple[Days, Path]) -> None:
    days, folder = lived
    with open_store(days.db) as store:
        secret = store.own_secret()
    whole = b"".join(all_of(folder).values()).decode()
    assert secret not in whole
    assert "<p>" not in whole
    assert "<p>" not in json.dumps(whole)
    assert all("text" not in one for one in lines(folder, "articles.jsonl"))
    assert all({"html", "text"}.isdisjoint(one | (one["document"] or {})) for one in lines(folder, "posts/*.jsonl"))
    heads = [pair[0].lower() for one in lines(folder, "fetches/*.jsonl") for pair in one["headers"] or ()]
    assert "content-type" in heads
    assert {"date", "set-cookie", "server"}.isdisjoint(heads)


def test_every_table_is_in_it_or_left_out_for_a_reason(tmp_path: Path) -> None:
    with open_store(tmp_path / "store.db") as store:
        tables = {name for (name,) in store._rows("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    assert tables == {*records.PLAIN, *records.OF_POST, *records.OWN, *records.LEFT_OUT}
    assert {*records.PLAIN, "fetches", "posts", "articles"} == set(merging.KINDS)


def test_what_was_read_stays_when_the_method_changes_and_the_bodies_are_lost(
    lived: tuple[Days, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    days, folder = lived
    other = anew(tmp_path, folder)
    for module in (pipeline.deriving, pipeline.ranked):
        monkeypatch.setattr(module, "METHOD", 999)
    with other.line() as line:
        line.store.forget_readings()
        found = pipeline.derive(line)
        assert found.posts_read == 0
        with days.line() as first:
            assert line.store.passages() == first.store.passages()


def test_posts_that_come_back_are_read_again(lived: tuple[Days, Path], tmp_path: Path) -> None:
    """Their sources, of which no text came back, stay as they were read, and so do the origins."""
    _, folder = lived
    other = anew(tmp_path, folder)
    with other.line() as line:
        before = line.store.passages()
    other.run(MORNING.replace(day=20))
    with other.line() as line:
        line.store.forget_readings()
        found = pipeline.derive(line)
        assert found.posts_read > 0
        assert found.sources_read == 0
        assert any(one.origins for one in before)
        assert line.store.passages() == before


class TestMerging:
    def test_two_ledgers_of_two_days(self, lived: tuple[Days, Path], tmp_path: Path) -> None:
        _, last = lived
        first = last.with_name("ledger-0")
        both = []
        for name, order in (("one", (first, last)), ("other", (last, first))):
            days = anew(tmp_path / name, *order)
            with open_store(days.db) as store:
                ledger.export(store, tmp_path / f"{name}-ledger")
            both.append(all_of(tmp_path / f"{name}-ledger"))
        assert both[0] == both[1]

    def test_answers_of_another_store_come_between_by_time(self, lived: tuple[Days, Path], tmp_path: Path) -> None:
        days, last = lived
        late = anew(tmp_path, last.with_name("ledger-0"))
        with open_store(late.db) as store:
            ledger.take_in(store, last)
            answers = [record for _, record in store._fetches()]
        assert answers == sorted(answers, key=records.fetch_key)
        with open_store(days.db) as store:
            assert len(answers) == len(list(store._fetches()))

    def test_a_body_that_is_here_stays(self, lived: tuple[Days, Path], tmp_path: Path) -> None:
        days, last = lived
        with open_store(days.db) as store:
            before = bodies(store)
            for _ in range(2):
                store.take(list(store.records()))
            assert bodies(store) == before
        assert last.exists()
        assert tmp_path.exists()


def bodies(store: Store) -> list[tuple[Any, ...]]:
    return [
        *store._rows("SELECT hash, length(bytes) FROM bodies ORDER BY hash"),
        *store._rows("SELECT key, length(html) FROM posts ORDER BY key"),
        *store._rows("SELECT kind, key, length(text) FROM documents ORDER BY kind, key"),
    ]


names = st.sampled_from("ab")
times = st.sampled_from(["2026-09-14T06:00:00+00:00", "2026-09-15T06:00:00+00:00"])
methods = st.integers(0, 3)
RECORDS = st.one_of(
    st.tuples(st.just("fetches"), st.fixed_dictionaries({"at": times, "url": names})),
    st.tuples(
        st.just("seen"),
        st.fixed_dictionaries({"post": names, "feed": names, "at": times, "settled": st.integers(0, 1)}),
    ),
    st.tuples(st.just("anchors"), st.fixed_dictionaries({"id": names, "at": times, "exact": names})),
    st.tuples(st.just("editions"), st.fixed_dictionaries({"mark": names, "at": times, "content": names})),
    st.tuples(
        st.just("outbox"),
        st.fixed_dictionaries(
            {
                "recipient": names,
                "edition": names,
                "state": st.sampled_from([one.value for one in MailState]),
                "tried": st.one_of(st.none(), times),
            }
        ),
    ),
    st.tuples(st.just("feed_readings"), st.fixed_dictionaries({"fetch": times, "method": methods})),
    st.tuples(st.just("articles"), st.fixed_dictionaries({"key": names, "method": methods, "title": names})),
    st.tuples(
        st.just("posts"),
        st.fixed_dictionaries(
            {
                "key": names,
                "day": st.just("2026-09-14"),
                "document": st.one_of(st.none(), st.fixed_dictionaries({"method": methods})),
                "links": st.lists(names, max_size=2),
            }
        ),
    ),
)
LEDGERS = st.lists(RECORDS, max_size=12).map(merging.keyed)


@settings(max_examples=300, deadline=None)
@given(LEDGERS, LEDGERS, LEDGERS)
def test_merging_commutes(one: merging.Records, two: merging.Records, three: merging.Records) -> None:
    merged = merging.merge(one, two)
    assert merged == merging.merge(two, one)
    assert merging.merge(merged, three) == merging.merge(one, merging.merge(two, three))
    assert merging.merge(merged, merged) == merged
    assert merging.merge(merged, one) == merged
    assert list(merging.news(merged, merged)) == []


@settings(max_examples=60, deadline=None)
@given(LEDGERS)
def test_files_hold_what_was_written(tmp_path_factory: pytest.TempPathFactory, one: merging.Records) -> None:
    folder = tmp_path_factory.mktemp("ledger")
    files.write(one, folder)
    assert files.read(folder) == one


def test_a_mail_that_was_sent_was_sent() -> None:
    sent = {"recipient": "a", "edition": "e", "state": "sent", "tried": "2026-09-14"}
    retried = sent | {"state": "meant", "tried": "2026-09-15"}
    assert merging.furthest(sent, retried) == merging.furthest(retried, sent) == sent


class TestFaults:
    def test_no_ledger(self, tmp_path: Path) -> None:
        with open_store(tmp_path / "store.db") as store, pytest.raises(RunError, match="is no ledger"):
            ledger.take_in(store, tmp_path)

    @pytest.mark.parametrize(
        ("name", "content", "message"),
        [
            ("ledger.json", '{"schema": 99}\n', "is of schema 99"),
            ("articles.jsonl", "{\n", "is no ledger file"),
            ("articles.jsonl", "[1]\n", "is no ledger file"),
            ("posts/2026-09.jsonl", '{"key": "a"}\n', r"2026-09\.jsonl:1: has no day"),
            ("seen.jsonl", b"\xff\n", "is no ledger file"),
        ],
    )
    def test_files(self, tmp_path: Path, name: str, content: str | bytes, message: str) -> None:
        with open_store(tmp_path / "store.db") as store:
            ledger.export(store, tmp_path / "ledger")
            path = tmp_path / "ledger" / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
            with pytest.raises(RunError, match=message):
                ledger.take_in(store, tmp_path / "ledger")

    def test_what_is_not_ours_stays(self, tmp_path: Path) -> None:
        (tmp_path / "README").write_text("mine")
        (tmp_path / "posts").mkdir()
        (tmp_path / "posts" / "2020-01.jsonl").write_text("{}\n")
        with open_store(tmp_path / "store.db") as store:
            ledger.export(store, tmp_path)
        assert set(all_of(tmp_path)) >= {"README", "ledger.json"}
        assert "posts/2020-01.jsonl" not in all_of(tmp_path)

    def test_a_place_that_cannot_be_written(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        with open_store(tmp_path / "store.db") as store, pytest.raises(RunError, match="cannot be written here"):
            ledger.export(store, tmp_path / "file")
