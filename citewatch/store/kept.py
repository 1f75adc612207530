"""Derived rows: heads of rankings, which hold as long as nothing in the store changes."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from pydantic import TypeAdapter

from citewatch.model import Head
from citewatch.store.connection import Database

_HEAD = TypeAdapter(Head)


class Kept(Database):
    """Forgets all heads with each change, in the same transaction: none outlives what it was made from."""

    @contextmanager
    def _write(self) -> Iterator[sqlite3.Cursor]:
        before = self._connection.total_changes
        with super()._write() as cursor:
            yield cursor
            if self._connection.total_changes > before:
                cursor.execute("DELETE FROM kept")

    def keep(self, heads: Mapping[str, Head]) -> None:
        """Heads of rankings by a digest of what was asked, for as long as nothing changes."""
        rows = [(question, _HEAD.dump_json(head).decode()) for question, head in heads.items()]
        with super()._write() as cursor:
            cursor.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?)", rows)

    def kept(self, question: str) -> Head | None:
        """The head of the ranking that was asked for, if one is kept."""
        row = self._row("SELECT head FROM kept WHERE question = ?", question)
        return _HEAD.validate_json(row[0]) if row else None
