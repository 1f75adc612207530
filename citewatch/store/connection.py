"""A path → an open, migrated, locked database; no rules of the project's subject here."""

import fcntl
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

from citewatch.errors import LockedError, StoreError

APPLICATION_ID = 0x63697465  # «cite»; see https://www.sqlite.org/pragma.html#pragma_application_id


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the store alone; the system lets go of it when the process ends in whatever way.

    Raises: LockedError at once when another run holds it: a second cron job has nothing to wait for.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_name(path.name + ".lock").open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LockedError(str(path), "another run is at work on this store; try again when it has ended") from None
        yield


def connect(path: Path) -> sqlite3.Connection:
    """The database at a path, made or brought up to date. Raises: StoreError for a foreign or newer one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        connection = sqlite3.connect(path, isolation_level=None, timeout=10)
        _judge(connection, path)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")  # a reported row survives a power cut
        _migrate(connection, path)
    except sqlite3.Error as error:
        raise StoreError(str(path), f"cannot be used as a store: {error}") from error
    return connection


@contextmanager
def write(connection: sqlite3.Connection, path: Path) -> Iterator[sqlite3.Cursor]:
    """One transaction, all or nothing. Raises: StoreError when the database cannot write, such as on a full disk."""
    cursor = connection.cursor()
    try:
        cursor.execute("BEGIN IMMEDIATE")
        yield cursor
        cursor.execute("COMMIT")
    except sqlite3.Error as error:
        _roll_back(connection)
        raise StoreError(str(path), f"could not be written: {error}; what was recorded before is kept") from error
    except BaseException:
        _roll_back(connection)
        raise


def _roll_back(connection: sqlite3.Connection) -> None:
    if connection.in_transaction:  # a full disk has rolled back already
        connection.execute("ROLLBACK")


def migrations() -> tuple[tuple[int, str], ...]:
    """All steps of the schema, by number."""
    folder = files(__package__) / "migrations"
    found = sorted(one.name for one in folder.iterdir() if one.name.endswith(".sql"))
    return tuple((int(name[:4]), (folder / name).read_text("utf-8")) for name in found)


def statements(script: str) -> Iterator[str]:
    """The statements of a script; `executescript` would commit between them."""
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""


def _judge(connection: sqlite3.Connection, path: Path) -> None:
    mark, version = _pragma(connection, "application_id"), _pragma(connection, "user_version")
    tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    if mark != APPLICATION_ID and tables:
        raise StoreError(str(path), "is a database of another program; choose another path with --db")
    newest = migrations()[-1][0]
    if version > newest:
        raise StoreError(str(path), f"was made by a newer citewatch (schema {version}, this one knows {newest}); update")


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    version = _pragma(connection, "user_version")
    for number, script in migrations():
        if number > version:
            with write(connection, path) as cursor:
                for statement in statements(script):
                    cursor.execute(statement)
                cursor.execute(f"PRAGMA user_version = {number:d}")
                cursor.execute(f"PRAGMA application_id = {APPLICATION_ID:d}")


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    value: int = connection.execute(f"PRAGMA {name}").fetchone()[0]
    return value
