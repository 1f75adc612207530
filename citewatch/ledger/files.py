"""Records ↔ a folder of JSON Lines: one file for each kind, or for each month of it; sorted, one spelling for all."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from citewatch.errors import RunError
from citewatch.ledger.merging import KINDS, Record, Records, keyed, line

SCHEMA = 1
_HEAD = "ledger.json"
_MONTH = re.compile(r"\d{4}-\d{2}")


def write(records: Records, folder: Path) -> None:
    """Make a folder hold these records and no others; files that stay the same are not touched. Raises: RunError."""
    files = {_HEAD: line({"schema": SCHEMA}) + "\n", **_files(records)}
    try:
        for name, content in files.items():
            _replace(folder / name, content)
        for stale in {str(path.relative_to(folder)) for path in _ours(folder)} - files.keys():
            (folder / stale).unlink()
    except OSError as error:
        raise RunError(str(folder), f"the ledger cannot be written here: {error.strerror}") from error


def read(folder: Path) -> Records:
    """The records of a folder. Raises: RunError, with file and line."""
    head = folder / _HEAD
    if not head.is_file():
        raise RunError(str(folder), f"is no ledger: it has no {_HEAD}; `citewatch ledger export` makes one")
    schema = next(_lines(head))[1].get("schema")
    if schema != SCHEMA:
        raise RunError(str(head), f"is of schema {schema}, and this citewatch knows {SCHEMA}; update citewatch")
    return keyed(_records(folder))


def _files(records: Records) -> dict[str, str]:
    lines = defaultdict[str, list[str]](list)
    for kind, of_kind in records.items():
        for key in sorted(of_kind):
            lines[_name(kind, of_kind[key])].append(line(of_kind[key]) + "\n")
    return {name: "".join(content) for name, content in lines.items()}


def _name(kind: str, record: Record) -> str:
    day = KINDS[kind].day
    return f"{kind}/{record[day][:7]}.jsonl" if day else f"{kind}.jsonl"


def _ours(folder: Path) -> Iterator[Path]:
    """The files of a ledger that is there, and no others."""
    for kind, how in KINDS.items():
        yield from (
            sorted((folder / kind).glob("*.jsonl")) if how.day else filter(Path.is_file, [folder / f"{kind}.jsonl"])
        )


def _replace(path: Path, content: str) -> None:
    if path.is_file() and path.read_bytes() == content.encode():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".new")
    beside.write_text(content, encoding="utf-8")
    beside.replace(path)


def _records(folder: Path) -> Iterator[tuple[str, Record]]:
    for path in _ours(folder):
        kind = path.relative_to(folder).parts[0].removesuffix(".jsonl")
        needed = {*KINDS[kind].key, *filter(None, [KINDS[kind].day])}
        for number, record in _lines(path):
            if not needed <= record.keys():
                missing = ", ".join(sorted(needed - record.keys()))
                raise RunError(f"{path}:{number}", f"has no {missing}; take this file from an earlier commit")
            yield kind, record


def _lines(path: Path) -> Iterator[tuple[int, Record]]:
    try:
        with path.open(encoding="utf-8") as file:
            for number, text in enumerate(file, start=1):
                yield number, dict(json.loads(text))
    except (OSError, ValueError, TypeError) as error:
        raise RunError(str(path), f"is no ledger file: {error}; take it from an earlier commit") from error
