"""The store: all or nothing, byte for byte, alone, and only over a database of its own."""

import inspect
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from citewatch import ports, statements
from citewatch.errors import LockedError, StoreError
from citewatch.model import (
    Anchor,
    Citation,
    Document,
    Evidence,
    Failure,
    FailureKind,
    FeedOutcome,
    FeedReport,
    Head,
    Kind,
    Link,
    Mail,
    MailState,
    Origin,
    OutletReport,
    Page,
    Passage,
    Place,
    Post,
    Reach,
    Role,
    Span,
    Told,
)
from citewatch.store import Store, open_store
from citewatch.store.connection import APPLICATION_ID, connect, migrations

NOON = datetime(2026, 9, 14, 12, tzinfo=UTC)
TODAY = NOON.date()
FEED = "https://blog.example/feed"
SOURCE = "https://paper.example/1"

ORIGIN = Origin(SOURCE, "ru", "озеро умирает", "что ", ", сказал", "0" * 64, 0.61, 0.2, (Place("key", 4, 17),))

MAIL = Mail("ab12", "2026-09-14-river", None, NOON, MailState.MEANT)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "store.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with open_store(path) as store:
        yield store


HEAD = Head("all", None, TODAY, "speakers", (), 0)


def page(url: str = FEED, body: bytes = b"<rss/>", at: datetime = NOON, **headers: str) -> Page:
    pairs = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Page(url, url, 200, pairs, body, at)


def unchanged(at: datetime = NOON) -> Page:
    return Page(FEED, FEED, 304, (), b"", at)


def failure(url: str = FEED, at: datetime = NOON, kind: FailureKind = FailureKind.SLOW) -> Failure:
    return Failure(url, at, kind, "it took too long", None, 1.5)


def post(key: str = "tag:1", html: str = "<p>Вода", day: date = TODAY, feed: str = FEED) -> Post:
    return Post(key, feed, "https://blog.example/1", "One", html, NOON, NOON, day)


def passage(number: str = "tag:1#0", key: str = "tag:1", text: str = "the lake is dying") -> Passage:
    cited = Citation(SOURCE, Evidence.CARRIED, -2, Role.QUOTED_FROM, "same speaker")
    return Passage(
        number, key, TODAY, text, "en", "ada lovel", "Ada Lovel", Kind.MIXED, "says", ("a ", text, " b"), (cited,)
    )


def document(url: str = SOURCE) -> Document:
    link = Link(Span(0, 4), "raw", "https://paper.example/1?x=1", SOURCE, 0)
    return Document("post", "text", (Span(0, 4),), (link,), url=url, title="T", byline="B", published=NOON)


def walk(store: Store, *answers: Page | Failure, keys: tuple[str, ...] = (), complete: bool = True) -> None:
    store.record_walk(report(None if complete else "broken"), [(answer, keys) for answer in answers], NOON)


def report(problem: str | None = None, url: str = FEED) -> FeedReport:
    return FeedReport("A blog", url, FeedOutcome.QUIET, problem=problem, failures=int(problem is not None))


def rows(path: Path, query: str) -> list[Any]:
    connection = sqlite3.connect(path)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


# The file


@pytest.mark.usefixtures("store")
def test_a_new_store_bears_its_marks_and_strict_tables(path: Path) -> None:
    assert rows(path, "PRAGMA application_id") == [(APPLICATION_ID,)] == [(int.from_bytes(b"cite"),)]
    assert rows(path, "PRAGMA user_version") == [(migrations()[-1][0],)]
    assert rows(path, "PRAGMA journal_mode") == [("wal",)]
    tables = [row for row in rows(path, "PRAGMA table_list") if not row[1].startswith("sqlite_")]
    assert len(tables) > 10
    assert all(strict for *_, strict in tables), [name for _, name, *_, strict in tables if not strict]


@pytest.mark.parametrize("mark", ["CREATE TABLE mine (a)", "PRAGMA application_id = 77", "PRAGMA user_version = 3"])
def test_a_database_of_another_program_is_refused_and_left_alone(path: Path, mark: str) -> None:
    path.parent.mkdir()
    connection = sqlite3.connect(path)
    connection.execute(mark)
    connection.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="another program; choose another path with --db"), open_store(path):
        pass
    assert path.read_bytes() == before


def test_a_newer_database_is_refused_and_left_alone(path: Path) -> None:
    with open_store(path):
        pass
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StoreError, match=r"made by a newer citewatch \(schema 99, this one knows \d\); update"):
        connect(path)
    assert rows(path, "PRAGMA user_version") == [(99,)]


@pytest.mark.parametrize(
    "content", [b"no database at all, but a text that somebody wrote" * 50, b"SQLite format 3\0junk"]
)
def test_a_file_that_is_no_database_is_refused(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(StoreError, match="cannot be used as a store"), open_store(path):
        pass
    assert path.read_bytes() == content


def test_a_folder_is_no_store_and_a_file_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path, why in ((tmp_path, "is a folder"), (tmp_path / "file" / "store.db", "no store can be kept here")):
        with pytest.raises(StoreError, match=why), open_store(path):
            pass


# Migrations

FIRST = (1, "CREATE TABLE one (a TEXT) STRICT;\n-- a comment; with a semicolon\nINSERT INTO one VALUES ('x;y')")
SECOND = (2, "ALTER TABLE one ADD COLUMN b TEXT;\nCREATE TABLE two (a TEXT) STRICT;")
TRIGGER = (3, "CREATE TRIGGER t AFTER INSERT ON one BEGIN\nDELETE FROM two;\nDELETE FROM two;\nEND;\n-- the end\n")


def test_steps_are_taken_once_and_in_order(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    for steps in ([FIRST], [FIRST, SECOND], [FIRST, SECOND, TRIGGER], [FIRST, SECOND, TRIGGER]):
        connect(path, steps).close()
        assert rows(path, "PRAGMA user_version") == [(steps[-1][0],)]
    assert rows(path, "SELECT * FROM one") == [("x;y", None)]
    assert rows(path, "SELECT name FROM sqlite_schema WHERE type = 'trigger'") == [("t",)]


@pytest.mark.parametrize("broken", range(3))
def test_a_step_that_fails_anywhere_leaves_the_version_before_it(tmp_path: Path, broken: int) -> None:
    path = tmp_path / "store.db"
    connect(path, [FIRST]).close()
    before = rows(path, "SELECT sql FROM sqlite_schema")
    lines = ["CREATE TABLE two (a TEXT) STRICT;", "INSERT INTO one VALUES ('second');", "DROP TABLE one;"]
    lines.insert(broken + 1, "INSERT INTO nowhere VALUES (1);")
    with pytest.raises(StoreError, match="nowhere"):
        connect(path, [FIRST, (2, "\n".join(lines))])
    assert rows(path, "SELECT sql FROM sqlite_schema") == before
    assert rows(path, "SELECT * FROM one") == [("x;y",)]
    assert rows(path, "PRAGMA user_version") == [(1,)]
    connect(path, [FIRST, SECOND]).close()
    assert rows(path, "PRAGMA user_version") == [(2,)]


def test_a_first_step_that_fails_leaves_an_empty_file_that_works_later(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with pytest.raises(StoreError):
        connect(path, [(1, "CREATE TABLE one (a TEXT) STRICT;\nbroken;")])
    assert rows(path, "SELECT count(*) FROM sqlite_schema") == [(0,)]
    connect(path, [FIRST]).close()


def test_a_backup_is_made_before_a_migration_and_only_then(tmp_path: Path) -> None:
    path, backup = tmp_path / "store.db", tmp_path / "store.db.v1"
    connect(path, [FIRST]).close()
    connect(path, [FIRST]).close()
    assert not backup.exists()
    backup.write_text("left by an attempt that was cut off")
    connect(path, [FIRST, SECOND]).close()
    assert rows(backup, "SELECT * FROM one") == [("x;y",)]
    assert rows(backup, "PRAGMA user_version") == [(1,)]
    connect(backup, [FIRST, SECOND]).close()  # it is a store itself


# All or nothing


WRITES: dict[str, Callable[[Store], object]] = {
    "record": lambda store: store.record(page(SOURCE), "article", SOURCE),
    "record_lookup": lambda store: store.record_lookup(page("https://archive.example/?url=x")),
    "record_walk": lambda store: walk(store, page(), failure(), keys=("tag:1", "tag:2")),
    "record_page_back": lambda store: store.record_page_back(
        page("https://blog.example/feed?page=2"), FEED, ["tag:3"], NOON, Reach(FEED, TODAY, ended=False)
    ),
    "rename_feed": lambda store: store.rename_feed("https://old.example/feed", FEED),
    "record_outlets": lambda store: store.record_outlets([OutletReport("Paper", 0, {"gone": 1}, 1)], NOON),
    "record_anchors": lambda store: store.record_anchors([Anchor("one", "tag:1", "words")], NOON),
    "record_paged": lambda store: store.record_paged({"a-line-of-rails"}),
    "own_secret": lambda store: store.own_secret(),
    "intend": lambda store: store.intend([MAIL], MAIL.edition, Told({}), NOON),
    "record_mail": lambda store: store.record_mail(MAIL, MailState.SENT, NOON),
    "take": lambda store: store.take([("seen", {"post": "p", "feed": "f", "at": NOON.isoformat(), "settled": 1})]),
    "start_over": lambda store: store.start_over(),
    "note_decisions": lambda store: store.note_decisions({"tag:1": "decided"}),
    "forget_readings": lambda store: store.forget_readings(),
    "save_feed_reading": lambda store: store.save_feed_reading(
        4, [post(html="<p>New"), post("tag:2")], 1, None, ["tag:1"]
    ),
    "save_post_reading": lambda store: store.save_post_reading(
        post(html="<p>New"),
        document(),
        [passage(), passage("tag:1#1"), replace(passage("tag:1#~w"), withdrawn=TODAY)],
        1,
        sketch=[1, 2],
    ),
    "save_copies": lambda store: store.save_copies(["tag:1"], [("tag:2", "tag:1")]),
    "save_folded": lambda store: store.save_folded({"tag:2": "tag:1"}),
    "watch": lambda store: store.watch({"tag:1": NOON, "tag:3": None}, {"tag:3": TODAY}),
    "save_keys": lambda store: store.save_keys([(SOURCE, "paper/1", "paper/2")], "rules"),
    "keep": lambda store: store.keep({"question": HEAD}),
    "missing": lambda store: store.missing(),
    "prune": lambda store: store.prune(NOON + timedelta(1), 1),
    "save_article_reading": lambda store: store.save_article_reading(SOURCE, page(SOURCE), document(), 1),
    "forget_search": lambda store: store.forget_search([SOURCE]),
    "save_origins": lambda store: store.save_origins("tag:1", [replace(passage(), origins=(ORIGIN,))]),
    "rebuild_statements": lambda store: store.rebuild_statements(
        statements.joined([passage(), passage("tag:1#1")]).all(), {"tag:1": "old state"}
    ),
    "update_statements": lambda store: store.update_statements(
        ["tag:1#1"], [passage("tag:1#1", text="the lake is dying of reports")], {"tag:1": "new state"}
    ),
}

READS: dict[str, Callable[[Store], object]] = {
    "validators": lambda store: store.validators(FEED, NOON),
    "failures": lambda store: store.failures(FEED),
    "exchanges": lambda store: list(store.exchanges()),
    "was_had": lambda store: store.was_had(SOURCE),
    "reach": lambda store: store.reach(FEED),
    "failures_in_a_row": lambda store: store.failures_in_a_row("feed", FEED),
    "feed_state": lambda store: store.feed_state(FEED),
    "feed_answered": lambda store: store.feed_answered(FEED),
    "moved_to": lambda store: store.moved_to(FEED),
    "feeds": lambda store: store.feeds(),
    "last_fetch": lambda store: store.last_fetch(),
    "answers_of_sources": lambda store: store.answers_of_sources(0),
    "sources_had": lambda store: store.sources_had(),
    "seen": lambda store: store.seen(FEED),
    "first_seen": lambda store: store.first_seen("tag:1"),
    "anchors": lambda store: store.anchors(),
    "mails": lambda store: store.mails(),
    "told": lambda store: store.told("edition"),
    "records": lambda store: list(store.records()),
    "unread_feed_pages": lambda store: list(store.unread_feed_pages(2)),
    "post_html": lambda store: store.post_html("tag:1"),
    "superseded": lambda store: store.superseded("tag:1"),
    "uncompared": lambda store: store.uncompared(),
    "lookalikes": lambda store: store.lookalikes(["tag:1"], 1, 1),
    "text_of_post": lambda store: store.text_of_post("tag:1"),
    "copies": lambda store: store.copies(),
    "folded": lambda store: store.folded(),
    "posts_at": lambda store: store.posts_at("https://blog.example/1"),
    "unwatched": lambda store: store.unwatched(),
    "left": lambda store: store.left(NOON, 9),
    "checks": lambda store: store.checks(["tag:1"]),
    "gone": lambda store: store.gone(),
    "posts": lambda store: store.posts(),
    "unread_posts": lambda store: list(store.unread_posts(2)),
    "cited_addresses": lambda store: store.cited_addresses(),
    "paged": lambda store: store.paged(),
    "unkeyed": lambda store: store.unkeyed("rules"),
    "led": lambda store: store.led(),
    "addresses": lambda store: store.addresses(["paper/1"]),
    "unread_articles": lambda store: list(store.unread_articles(2)),
    "article_states": lambda store: store.article_states(),
    "passages": lambda store: store.passages(),
    "like_articles": lambda store: store.like_articles("https://c.example/1", [1, 2], 2, 9),
    "copies_of_articles": lambda store: store.copies_of_articles(),
    "unsearched_posts": lambda store: store.unsearched_posts(),
    "article": lambda store: store.article(SOURCE),
    "stale_posts": lambda store: store.stale_posts(),
    "member_states": lambda store: store.member_states(["tag:1"]),
    "statements": lambda store: store.statements(),
    "kept": lambda store: store.kept("question"),
}


def fill(store: Store) -> None:
    """Something in every table."""
    store.save_feed_reading(1, [post()], 1)
    for name, write in WRITES.items():
        if name not in ("prune", "start_over"):  # which empty some again
            write(store)


def test_every_method_of_the_port_is_tried_here() -> None:
    """Who adds a method to the store adds it to WRITES or READS."""
    port = {name for name, _ in inspect.getmembers(ports.Store, inspect.isfunction) if not name.startswith("_")}
    assert port == WRITES.keys() | READS.keys()


def dump(path: Path) -> list[str]:
    connection = sqlite3.connect(path)
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


@pytest.mark.parametrize("name", WRITES)
def test_a_write_that_breaks_off_after_any_statement_leaves_nothing(store: Store, path: Path, name: str) -> None:
    if name in {"forget_readings", "save_feed_reading", "save_post_reading", "prune"}:
        fill(store)
    before, whole = dump(path), 0
    connection = store._connection
    for fatal in range(1, 400):
        left = fatal

        def count(_: str) -> None:
            nonlocal left
            left -= 1
            if left == 0:
                connection.interrupt()

        # The tracer is called at the beginning of each statement: the interrupt hits it, COMMIT included.
        connection.set_trace_callback(count)
        try:
            WRITES[name](store)
        except StoreError:
            assert dump(path) == before, f"after {fatal} statements"
        else:
            whole = fatal
            break
        finally:
            connection.set_trace_callback(None)
    assert whole > 2, "BEGIN, at least one statement, and COMMIT were cut off"
    assert not connection.in_transaction


def test_an_exception_in_the_middle_of_a_write_leaves_nothing(store: Store, path: Path) -> None:
    before = dump(path)
    bad = passage("tag:1#1")
    object.__setattr__(bad, "context", object())  # no JSON
    with pytest.raises(TypeError):
        store.save_post_reading(post(), document(), [passage(), bad], 1)
    assert dump(path) == before
    store.save_post_reading(post(), document(), [passage()], 1)  # and the store still works


# A database that others hold


@pytest.fixture
def contested(path: Path) -> Iterator[Store]:
    """A store whose database another program holds for itself."""
    with open_store(path) as store:
        fill(store)
    connection = sqlite3.connect(path, isolation_level=None, timeout=0)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")  # not even readers get in: as while it is repaired
    other.execute("BEGIN EXCLUSIVE")
    yield Store(connection, path)
    connection.close()
    other.close()


@pytest.mark.parametrize("name", [*WRITES, *READS])
def test_a_locked_database_is_a_store_error(contested: Store, name: str) -> None:
    with pytest.raises(StoreError, match=r"could not be (read|written): database is locked"):
        (WRITES | READS)[name](contested)


@pytest.mark.parametrize("name", READS)
def test_a_damaged_database_is_a_store_error(store: Store, path: Path, name: str) -> None:
    fill(store)
    for (table,) in rows(path, "SELECT name FROM sqlite_schema WHERE type = 'table'"):
        store._connection.execute(f"DROP TABLE {table}")
    with pytest.raises(StoreError, match=f"{path}: could not be read: "):
        READS[name](store)


HOLD = """
import sys, pathlib
from citewatch.store import open_store
with open_store(pathlib.Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_process_is_refused_at_once_and_a_killed_one_holds_nothing(path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(LockedError, match="another run is at work") as caught, open_store(path):
            pass
        assert caught.value.exit_status == 3
        holder.kill()
    with open_store(path):
        pass


# What was recorded


BODIES = (b"", b"\0\xff\xfe\r\n" * 3, bytes(range(256)) * 1000, "Вода ".encode("cp1251"), "е\u0301 \U0001f41f".encode())


def test_bodies_and_headers_come_back_byte_for_byte(store: Store) -> None:
    given = []
    for n, body in enumerate(BODIES):
        url = f"https://paper.example/{n}"
        headers = (("ETag", 'W/"\xe9"'), ("X", "a"), ("X", "b"))
        given.append(Page(url, f"{url}?to", 200, headers, body, NOON + timedelta(microseconds=n), (url,)))
        store.record(given[-1], "article", url)
        walk(store, given[-1])
    assert [found for _, found in store.unread_articles(1)] == given
    assert [found for *_, found in store.unread_feed_pages(1)] == given


def test_equal_bodies_are_kept_once(store: Store, path: Path) -> None:
    for _ in range(3):
        walk(store, page(body=b"same"))
    assert rows(path, "SELECT count(*) FROM bodies") == [(1,)]


def test_validators_are_those_of_the_last_whole_page_byte_for_byte(store: Store) -> None:
    assert store.validators(FEED, NOON) == (None, None)
    walk(store, page(ETAG='W/"caf\xe9, \x80" ', last_modified="yesterday, 25:00"))
    walk(store, failure())
    walk(store, unchanged())
    assert store.validators(FEED, NOON) == ('W/"caf\xe9, \x80" ', "yesterday, 25:00")
    walk(store, page(etag='"only"', at=NOON + timedelta(1)))
    assert store.validators(FEED, NOON) == ('"only"', None)
    assert store.validators(FEED, NOON + timedelta(2)) == (None, None), "too old"
    walk(store, page(at=NOON + timedelta(2)))
    assert store.validators(FEED, NOON) == (None, None), "replaced on every 200, also by none"


def test_a_page_that_is_no_feed_has_no_validators(store: Store) -> None:
    walk(store, page(etag='"html"', body=b"<html>"))
    ((number, _, _),) = store.unread_feed_pages(1)
    store.save_feed_reading(number, (), 1, "a web page was answered")
    assert store.validators(FEED, NOON) == (None, None)


def test_failures_are_counted_since_the_last_answer(store: Store) -> None:
    first, second, third = (failure(SOURCE, NOON + timedelta(n), kind) for n, kind in enumerate(list(FailureKind)[:3]))
    for answer in (first, page(SOURCE), second, failure("https://else.example/"), third):
        store.record(answer, "article", SOURCE)
    assert store.failures(SOURCE) == (second, third)
    walk(store, failure(), unchanged())
    assert store.failures(FEED) == (), "«not modified» is an answer"


def test_failures_of_a_feed_in_a_row(store: Store) -> None:
    assert store.failures_in_a_row("feed", FEED) == 0
    assert store.feed_state(FEED) == ("failed", "not-asked", "never asked for")
    for _ in range(3):
        walk(store, failure(), complete=False)
    assert store.failures_in_a_row("feed", FEED) == 3
    assert store.failures_in_a_row("outlet", FEED) == store.failures_in_a_row("feed", SOURCE) == 0
    bad = replace(report("a web page was answered"), trouble="web-page", outcome=FeedOutcome.FAILED)
    store.record_walk(bad, [(page(body=b"<html>"), ())], NOON)
    assert store.feed_state(FEED) == ("failed", "web-page", "a web page was answered")
    walk(store, unchanged())
    assert store.failures_in_a_row("feed", FEED) == 0
    assert store.feed_state(FEED) == ("quiet", None, None)


def test_outlets_that_bring_nothing_in_a_row(store: Store) -> None:
    for had in (1, 0, 0):
        store.record_outlets([OutletReport("Paper", had, {"gone": 1})], NOON)
    assert store.failures_in_a_row("outlet", "Paper") == 2


def test_entries_of_a_walk_that_failed_on_the_way_are_settled_by_a_later_one(store: Store) -> None:
    walk(store, page(), keys=("tag:1",), complete=False)
    assert store.seen(FEED) == {"tag:1": False}
    walk(store, page(), keys=("tag:2", "tag:1"))
    assert store.seen(FEED) == {"tag:1": True, "tag:2": True}
    walk(store, page(), keys=("tag:3", "tag:2"), complete=False)
    assert store.seen(FEED) == {"tag:1": True, "tag:2": True, "tag:3": False}


def test_an_entry_keeps_the_time_at_which_it_was_first_seen_in_any_feed(store: Store) -> None:
    later = NOON + timedelta(days=1)
    store.record_walk(report(url="https://second.example/"), [(page(), ["tag:1"])], later)
    walk(store, page(), keys=("tag:1",))
    store.record_walk(report(), [(page(), ["tag:1"])], later)
    assert store.first_seen("tag:1") == NOON
    assert store.first_seen("tag:2") is None
    assert store.seen("https://second.example/") == store.seen(FEED) == {"tag:1": True}


def test_sources_had_are_those_with_a_page_of_their_own(store: Store) -> None:
    store.record(failure(SOURCE), "article", SOURCE)
    walk(store, page())
    assert store.sources_had() == frozenset()
    store.record(page("https://paper.example/1?utm_x=1"), "article", SOURCE)
    assert store.sources_had() == {SOURCE}


def test_an_anchor_is_recorded_once_and_the_oldest_come_first(store: Store) -> None:
    store.record_anchors([Anchor("b", "tag:1", "words", "before", "after")], NOON)
    store.record_anchors([Anchor("a", "tag:2", "x"), Anchor("b", "tag:9", "other words")], NOON + timedelta(1))
    assert store.anchors() == (Anchor("b", "tag:1", "words", "before", "after"), Anchor("a", "tag:2", "x"))


def test_a_mail_is_written_down_before_it_is_sent(store: Store) -> None:
    told = Told({"one": (1, 2, 3)}, ("two",), ("c",), ("source",), ("problem",))
    store.intend([MAIL], MAIL.edition, told, NOON)
    assert store.mails() == (MAIL,)
    assert store.told(MAIL.edition) == told
    store.record_mail(MAIL, MailState.REFUSED, NOON, "550 no such user")
    assert store.mails() == (replace(MAIL, state=MailState.REFUSED, tried=NOON, answer="550 no such user"),)


def test_what_an_edition_had_to_say_at_first_stays(store: Store) -> None:
    store.intend([MAIL], MAIL.edition, Told({"one": (1, 2, 3)}), NOON)
    store.intend([MAIL], MAIL.edition, Told({}), NOON)
    assert store.told(MAIL.edition) == Told({"one": (1, 2, 3)})
    assert store.told("another") is None


def test_the_own_secret_is_made_once(store: Store, tmp_path: Path) -> None:
    assert store.own_secret() == store.own_secret()
    with open_store(tmp_path / "other.db") as other:
        assert other.own_secret() != store.own_secret()


# What was read in it


def test_posts_and_passages_come_back_as_they_were(store: Store) -> None:
    undated = Post("tag:2", FEED, "", "", "", None, NOON, TODAY - timedelta(1), day_uncertain=True)
    store.save_feed_reading(1, [post(), undated], 1)
    assert list(store.unread_posts(1)) == [undated, post()]
    assert store.posts() == (undated, post(html="")), "without their HTML"
    unknown = Passage("tag:2#0", "tag:2", undated.day, "x", "ru", None, None, Kind.INDIRECT, None, ("", "x", ""), ())
    store.save_post_reading(post(), document(), [passage()], 1)
    store.save_post_reading(undated, None, [unknown], 1, "broken")
    assert store.passages() == (passage(), unknown)
    assert not list(store.unread_posts(1))
    assert [one.key for one in store.unread_posts(2)] == ["tag:2", "tag:1"]
    (cited,) = store.cited_addresses()
    assert (cited.post, cited.day, cited.url, cited.href, cited.role) == (
        *("tag:1", TODAY, SOURCE, "https://paper.example/1?x=1"),
        Role.QUOTED_FROM,
    )


def test_a_newer_version_of_a_post_is_read_again_and_replaces_what_was_read(store: Store) -> None:
    store.save_feed_reading(1, [post()], 1)
    store.save_post_reading(post(), document(), [passage(), passage("tag:1#1")], 1)
    before = store.stale_posts()
    store.save_feed_reading(2, [post()], 1)
    assert not list(store.unread_posts(1)), "the same text is not read twice"
    edited = post(html="<p>Edited")
    store.save_feed_reading(3, [edited], 1)
    assert list(store.unread_posts(1)) == [edited]
    store.save_post_reading(edited, document(), [passage(text="only this")], 1)
    assert [one.text for one in store.passages()] == ["only this"]
    assert len(store.cited_addresses()) == 1
    assert store.stale_posts() != before


def test_a_post_that_a_second_feed_carries_stays_with_the_first(store: Store) -> None:
    store.save_feed_reading(1, [post()], 1)
    store.save_feed_reading(2, [post(html="<p>Read more", feed="https://second.example/feed")], 1)
    assert list(store.unread_posts(1)) == [post()]


def test_a_post_of_one_blog_may_be_a_source_of_another(store: Store) -> None:
    """A guid is often the post's own address."""
    guid = post(SOURCE)
    store.save_feed_reading(1, [guid], 1)
    store.record(page(SOURCE), "article", SOURCE)
    store.save_post_reading(guid, document(), [], 1)
    store.save_article_reading(SOURCE, page(SOURCE), document(), 1)
    assert not list(store.unread_posts(1))
    assert not list(store.unread_articles(1))


def test_the_last_page_of_a_source_is_read_once_by_each_method(store: Store) -> None:
    for body in (b"old", b"new"):
        store.record(page(SOURCE, body), "article", SOURCE)
    store.record(failure(SOURCE), "article", SOURCE)
    ((url, found),) = store.unread_articles(1)
    assert (url, found.body) == (SOURCE, b"new")
    store.save_article_reading(url, found, document("https://paper.example/own"), 1)
    assert not list(store.unread_articles(1))
    assert len(list(store.unread_articles(2))) == 1
    state = store.article_states()[SOURCE]
    assert (state.own_url, state.title, state.byline, state.published, state.lang, state.unread) == (
        *("https://paper.example/own", "T", "B", NOON, "en"),
        None,
    )


def test_why_a_source_was_not_read(store: Store) -> None:
    refused = failure(SOURCE, kind=FailureKind.REFUSED)
    store.record(failure(SOURCE), "article", SOURCE)
    store.record(refused, "article", SOURCE)
    assert store.article_states()[SOURCE].unread == "refused: it took too long"
    store.record(page(SOURCE), "article", SOURCE)
    store.save_article_reading(SOURCE, page(SOURCE), None, 1, "has no text")
    store.record(refused, "article", SOURCE)
    assert store.article_states()[SOURCE].unread == "has no text", "a page that is there outranks later refusals"


FOLLOWED: dict[str, Callable[[Store], object]] = {
    **{name: write for name, write in WRITES.items() if name not in ("rebuild_statements", "update_statements")},
    "another decision": lambda store: store.note_decisions({"tag:1": "another"}),
    "fold another": lambda store: store.save_folded({"tag:1": "tag:3", "tag:2": "tag:3"}),
    "unfold": lambda store: store.save_folded({}),
}


@pytest.mark.parametrize("write", FOLLOWED.values(), ids=FOLLOWED)
def test_what_follows_from_a_change_is_noted(store: Store, write: Callable[[Store], object]) -> None:
    for one in FOLLOWED.values():
        one(store)
    store.save_feed_reading(9, [post(), post("tag:2"), post("tag:3")], 1)
    store.save_post_reading(post(), document(), [passage()], 1)
    store.save_post_reading(post("tag:2"), document(), [], 1)
    store.save_folded({"tag:1": "tag:3"})
    store.rebuild_statements((), store.stale_posts())
    write(store)
    assert not [what for what, _ in store.faults() if "noted" in what]


def test_forgotten_readings_are_all_read_again(store: Store) -> None:
    fill(store)
    store.save_post_reading(post("tag:2"), None, [], 1)
    store.save_feed_reading(2, [], 1)
    unread = (store.unread_feed_pages, store.unread_posts, store.unread_articles)
    assert [len(list(one(1))) for one in unread] == [0, 0, 0]
    store.forget_readings()
    assert [len(list(one(1))) for one in unread] == [2, 2, 1]
    assert set(store.stale_posts()) == {"tag:1", "tag:2"}
