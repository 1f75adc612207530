"""The SQLite store: `recorded` cannot be made again; `readings` and `joined` are derived from it and can.

The only SQL of the project is here. Every item is one transaction; a method that returns has recorded.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from citewatch.store.connection import connect, locked
from citewatch.store.joined import Joined
from citewatch.store.origins import Origins
from citewatch.store.outbox import Outbox
from citewatch.store.readings import Readings
from citewatch.store.records import Ledgered

__all__ = ["Store", "open_store"]


class Store(Readings, Origins, Joined, Outbox, Ledgered):
    """Satisfies `ports.Store`."""


@contextmanager
def open_store(path: Path) -> Iterator[Store]:
    """The store at a path, held alone while open. Raises: LockedError, StoreError."""
    with locked(path):
        connection = connect(path)
        try:
            yield Store(connection, path)
        finally:
            connection.close()
