"""The folder of an archive: its tables, each in finished parts, so that what was cut off goes on where it was."""

import json
import shutil
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import daft
import pyarrow as pa
import pyarrow.parquet as pq
from daft import DataFrame, DataType

from citewatch import text

_DONE = "_done"
_INPUTS = "inputs.json"
_ROWS = 2_000  # written at once


class Folder:
    """Tables as Parquet, one folder for each, and the store that `render` takes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.store = path / "store.db"
        self._used = defaultdict[str, set[str]](set)

    @property
    def inputs(self) -> list[str] | None:
        """From what the store here was made, None where no archive was read into it."""
        file = self.path / _INPUTS
        return json.loads(file.read_text("utf-8")) if file.exists() else None

    @inputs.setter
    def inputs(self, said: list[str]) -> None:
        (self.path / _INPUTS).write_text(json.dumps(said, ensure_ascii=False, indent=0), "utf-8")

    def part(self, table: str, of: Sequence[str], rows: DataFrame) -> DataFrame:
        """A part of a table that follows from some inputs: its rows are made, unless it is there and whole."""
        name = text.digest(*of, size=16)
        self._used[table].add(name)
        part = self.path / table / name
        if not (part / _DONE).exists():
            shutil.rmtree(part, ignore_errors=True)
            rows.write_parquet(str(part))
            (part / _DONE).touch()
        return self._frame(part)

    def sweep(self) -> None:
        """Remove the parts that followed from other inputs."""
        for table, used in self._used.items():
            for part in (self.path / table).iterdir():
                if part.name not in used:
                    shutil.rmtree(part)

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
