"""The folder of an archive: its tables, each in finished parts, so that what was cut off goes on where it was."""

import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import daft
import pyarrow as pa
import pyarrow.parquet as pq
from daft import DataFrame, DataType

from citewatch import text

_DONE = "_done"
_ROWS = 2_000  # written at once


class Folder:
    """Tables as Parquet, one folder for each, and the store that `render` takes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.store = path / "store.db"

    def part(self, table: str, of: Sequence[str], rows: DataFrame) -> DataFrame:
        """A part of a table that follows from some inputs: its rows are made, unless it is there and whole."""
        part = self.path / table / text.digest(*of, size=16)
        if not (part / _DONE).exists():
            shutil.rmtree(part, ignore_errors=True)
            rows.write_parquet(str(part))
            (part / _DONE).touch()
        return self._frame(part)

    def _frame(self, part: Path) -> DataFrame:
        return daft.read_parquet(str(part / "*.parquet"))

    def write(self, table: str, rows: Iterable[dict[str, Any]], kind: DataType) -> None:
        """A whole table, anew."""
        fresh = self.path / f"{table}.part"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        schema = pa.schema(list(kind.to_arrow_dtype()))
        with pq.ParquetWriter(fresh / "0.parquet", schema, compression="zstd") as writer:
            for some in _some(rows):
                writer.write_table(pa.Table.from_pylist(some, schema=schema))
        shutil.rmtree(self.path / table, ignore_errors=True)
        fresh.rename(self.path / table)

    def table(self, name: str) -> DataFrame:
        """A table that `write` wrote."""
        return self._frame(self.path / name)


def _some(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    held: list[dict[str, Any]] = []
    for row in rows:
        held.append(row)
        if len(held) == _ROWS:
            yield held
            held = []
    yield held
