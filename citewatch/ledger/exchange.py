"""A store → the files of its ledger; such files → a store."""

from pathlib import Path

from citewatch.ledger import files, merging
from citewatch.ports import Store


def export(store: Store, folder: Path) -> int:
    """Write the ledger of a store. Returns the number of its records. Raises: RunError."""
    records = merging.keyed(store.records())
    files.write(records, folder)
    return sum(map(len, records.values()))


def take_in(store: Store, folder: Path) -> int:
    """Merge a ledger into a store. Returns how many records were new to it. Raises: RunError."""
    known = merging.keyed(store.records())
    new = merging.news(known, merging.merge(known, files.read(folder)))
    store.take(new)
    return len(new)
