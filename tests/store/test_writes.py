"""The store: all or nothing, alone, and only over a database of its own."""

import inspect
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from citewatch import ports
from citewatch.errors import LockedError, StoreError
from citewatch.store import Store, open_store
from citewatch.store.connection import APPLICATION_ID, connect, migrations
from tests.store.rows import (
    READS,
    WRITES,
    document,
    dump,
    fill,
    passage,
    post,
    rows,
)

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


def test_every_method_of_the_port_is_tried_here() -> None:
    """Who adds a method to the store adds it to WRITES or READS."""
    port = {name for name, _ in inspect.getmembers(ports.Store, inspect.isfunction) if not name.startswith("_")}
    assert port == WRITES.keys() | READS.keys()


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
