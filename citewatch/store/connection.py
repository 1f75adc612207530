"""A path → an open, migrated, locked database; of the project's rules only the one that its triggers call."""

import fcntl
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

from citewatch import urls
from citewatch.errors import LockedError, StoreError

APPLICATION_ID = 0x63697465  # «cite»; see https://www.sqlite.org/pragma.html#pragma_application_id

Steps = Sequence[tuple[int, str]]
"""The steps of the schema: number and SQL script, in order."""


class Database:
    """An open database; every read and write of the store goes through here."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    def _rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Raises: StoreError when the database cannot be read."""
        try:
            return self._connection.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise StoreError(str(self._path), f"could not be read: {error}") from error

    def _row(self, query: str, *values: object) -> tuple[Any, ...] | None:
        """The first row, if there is one. Raises: StoreError."""
        return next(iter(self._rows(query, *values)), None)

    @contextmanager
    def _write(self) -> Iterator[sqlite3.Cursor]:
        """One transaction, all or nothing. Raises: StoreError when it cannot be written, such as on a full disk."""
        cursor = self._connection.cursor()
        try:
            cursor.execute("BEGIN IMMEDIATE")
            yield cursor
            cursor.execute("COMMIT")
        except sqlite3.Error as error:
            self._roll_back()
            raise StoreError(
                str(self._path), f"could not be written: {error}; what was recorded before is kept"
            ) from error
        except BaseException:
            self._roll_back()
            raise

    def _roll_back(self) -> None:
        if self._connection.in_transaction:  # a full disk has rolled back already
            self._connection.execute("ROLLBACK")

    def take_step(self, number: int, script: str) -> None:
        """One step of the schema and the record of it, all or nothing."""
        with self._write() as cursor:
            for statement in statements(script):
                cursor.execute(statement)
            cursor.execute(f"PRAGMA user_version = {number:d}")
            cursor.execute(f"PRAGMA application_id = {APPLICATION_ID:d}")

    def back_up(self, version: int) -> None:
        """A whole copy beside it, `store.db.v1`; a copy of the file alone would lack what is still in its log."""
        copy = self._path.with_name(f"{self._path.name}.v{version}")
        copy.unlink(missing_ok=True)
        self._connection.execute("VACUUM INTO ?", (str(copy),))


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the store alone; the system lets go of it when the process ends in whatever way.

    Raises: LockedError at once when another run holds it: a second cron job has nothing to wait for. StoreError when
    there can be no store at the path.
    """
    if path.is_dir():
        raise StoreError(str(path), "is a folder, and a store is a file; choose another path with --db")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = path.with_name(path.name + ".lock").open("a")
    except OSError as error:
        raise StoreError(
            str(path), f"no store can be kept here: {error.strerror}; choose another path with --db"
        ) from error
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LockedError(str(path), "another run is at work on this store; try again when it has ended") from None
        except OSError as error:  # some network drives cannot lock
            raise StoreError(str(path), f"cannot be locked: {error.strerror}; choose another path with --db") from error
        yield


def connect(path: Path, steps: Steps | None = None) -> sqlite3.Connection:
    """The database at a path, made or brought up to date by `steps`, which are this program's own by default.

    Raises: StoreError for a foreign or newer one.
    """
    steps = migrations() if steps is None else steps
    try:
        connection = sqlite3.connect(path, isolation_level=None, timeout=10)
        try:
            version = _judged(connection, path, newest=steps[-1][0])
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")  # a reported row survives a power cut
            connection.create_function("canonical", 1, urls.canonical, deterministic=True)
            _migrate(Database(connection, path), version, steps)
        except BaseException:
            connection.close()
            raise
    except sqlite3.Error as error:
        raise StoreError(str(path), f"cannot be used as a store: {error}") from error
    return connection


def migrations() -> Steps:
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
    if pending.strip():
        yield pending


def _judged(connection: sqlite3.Connection, path: Path, newest: int) -> int:
    """The version of a database that is ours. Raises: StoreError."""
    mark, version = _pragma(connection, "application_id"), _pragma(connection, "user_version")
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if mark != APPLICATION_ID and (mark or version or tables):
        raise StoreError(str(path), "is a database of another program; choose another path with --db")
    if version > newest:
        message = f"was made by a newer citewatch (schema {version}, this one knows {newest}); update citewatch"
        raise StoreError(str(path), message)
    return version


def _migrate(database: Database, version: int, steps: Steps) -> None:
    pending = [(number, script) for number, script in steps if number > version]
    if pending and version:
        database.back_up(version)
    for number, script in pending:
        database.take_step(number, script)


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    value: int = connection.execute(f"PRAGMA {name}").fetchone()[0]
    return value
