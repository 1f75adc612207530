"""Folder, host, path and day → what stood there.

`DIR/<day>/<host>/<path>`: one file per page, body only; `index` for a path that ends in `/`; a query is part of the
file name after `?`; `host.yaml` beside them says what a file cannot. A later day replaces single paths, all else is
inherited: an entry stands until a later day has one for its path. A file of a later day than the entry takes the
place of the entry's status, location and file, and keeps its headers and delay.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote

from citewatch.errors import ConfigError
from citewatch.replay.exceptions import Entry, read_exceptions

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_EXCEPTIONS = "host.yaml"


class Body(Protocol):
    """Where a body is kept: a file, say."""

    @property
    def name(self) -> str: ...
    def read_bytes(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Recorded:
    """What stood at an address. `file` is None where there was no body; `since`: the day it was recorded."""

    status: int
    entry: Entry
    file: Body | None
    since: date


def folder_days(folder: Path) -> Sequence[date]:
    """The recorded days, oldest first. Raises: ConfigError."""
    try:
        names = sorted(path.name for path in folder.iterdir() if path.is_dir() and _DAY.fullmatch(path.name))
        days = [date.fromisoformat(name) for name in names]
    except (OSError, ValueError) as error:
        raise ConfigError(str(folder), f"this is no recorded web: {error}") from error
    if not days:
        raise ConfigError(str(folder), "this is no recorded web: it has no folder named for a day, like 2026-09-14")
    return days


class FolderRecording:
    """A recorded web. All of its `host.yaml` are read at once. Raises: ConfigError."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._days = folder_days(folder)
        self._hosts = {(day, path.name): _entries(path) for day in self._days for path in self._host_folders(day)}
        for (day, host), entries in self._hosts.items():
            self._check_files(day, host, entries)

    def find(self, host: str, target: str, day: date) -> Recorded | None:
        """What stood there on that day; None for a host that was not known."""
        past = [past for past in reversed(self._days) if past <= day and (past, host) in self._hosts]
        if not past:
            return None
        file, since = self._file(host, _names(target), past)
        entry, entered = self._entry(host, target, past)
        if since > entered:
            entry = replace(entry, status=None, location=None, file=None)
        if entry.file is not None:
            file, filed = self._file(host, _names(entry.file), past)
            since = max(filed, entered)
        status = entry.status or (301 if entry.location else 200 if file else 404)
        return Recorded(status, entry, file, since)

    def _file(self, host: str, names: Sequence[str], past: Sequence[date]) -> tuple[Path | None, date]:
        """The file of the latest day that has one, and that day."""
        for day in past:
            root = self._folder / day.isoformat() / host
            for name in names:
                if _is_file_within(root, root / name):
                    return root / name, day
        return None, date.min

    def _entry(self, host: str, target: str, past: Sequence[date]) -> tuple[Entry, date]:
        for day in past:
            entries = self._hosts[day, host]
            for path in (target, unquote(target)):
                if path in entries:
                    return entries[path], day
        return Entry(), date.min

    def _host_folders(self, day: date) -> Iterator[Path]:
        return (path for path in sorted((self._folder / day.isoformat()).iterdir()) if path.is_dir())

    def _check_files(self, day: date, host: str, entries: dict[str, Entry]) -> None:
        past = [past for past in reversed(self._days) if past <= day and (past, host) in self._hosts]
        for path, entry in entries.items():
            if entry.file is not None and self._file(host, _names(entry.file), past)[0] is None:
                place = self._folder / day.isoformat() / host / _EXCEPTIONS
                raise ConfigError(str(place), f"{path}: there is no file {entry.file} on that day or before")


def _entries(host: Path) -> dict[str, Entry]:
    path = host / _EXCEPTIONS
    return read_exceptions(path) if path.exists() else {}


def _names(target: str) -> Sequence[str]:
    """The names that the file for this path may have: decoded, and as written."""
    path, mark, query = target.removeprefix("/").partition("?")
    path = path if path and not path.endswith("/") else f"{path}index"
    names = dict.fromkeys((f"{unquote(path)}{mark}{unquote(query)}", f"{path}{mark}{query}"))
    return [name for name in names if name != _EXCEPTIONS and ".." not in name.split("/")]


def _is_file_within(root: Path, path: Path) -> bool:
    """Whether it is a file under `root`, also when links are followed; names that no file can have are none."""
    try:
        return path.is_file() and path.resolve().is_relative_to(root.resolve())
    except (OSError, ValueError):
        return False
