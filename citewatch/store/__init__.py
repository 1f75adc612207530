"""The SQLite store: `recorded` cannot be made again; `readings`, `versions` and `joined` are derived from it and can.

The only SQL of the project is here. Every item is one transaction; a method that returns has recorded.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from citewatch.store.checks import Checked
from citewatch.store.connection import connect, locked
from citewatch.store.kept import Kept
from citewatch.store.origins import Origins
from citewatch.store.outbox import Outbox
from citewatch.store.records import Ledgered
from citewatch.store.versions import Versions

__all__ = ["Store", "open_store"]


class Store(Kept, Versions, Origins, Checked, Outbox, Ledgered):
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
