"""A WARC file, plain or compressed → what stood at an address on a day.

All records are looked through once; a body is read when it is asked for, from its place in the file.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from warcio.archiveiterator import WARCIterator

from citewatch.errors import ConfigError
from citewatch.model import Page
from citewatch.replay.exceptions import Entry
from citewatch.replay.recording import Recorded

# What a server makes anew for the bytes that it sends.
_OF_THE_WIRE = frozenset("content-encoding content-length transfer-encoding connection keep-alive date".split())


@dataclass(frozen=True, slots=True)
class _Kept:
    """The body of a record, as a file is one."""

    path: Path
    name: str
    offset: int

    def read_bytes(self) -> bytes:
        with self.path.open("rb") as file:
            file.seek(self.offset)
            body: bytes = next(iter(WARCIterator(file))).content_stream().read()
            return body


class WarcRecording:
    """The web that a WARC file holds. Raises: ConfigError, when it is none."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stood: defaultdict[tuple[str, str], list[tuple[datetime, Recorded]]] = defaultdict(list)
        try:
            with path.open("rb") as file:
                records = WARCIterator(file)
                for record in records:
                    if record.rec_type == "response" and record.http_headers:
                        self._add(record, records.get_record_offset())
        except OSError as error:
            raise ConfigError(str(path), f"cannot be read: {error.strerror}") from error
        except Exception as error:  # the library raises what it likes at damaged files
            raise ConfigError(str(path), f"this is no recorded web: no WARC file, or a damaged one: {error}") from error
        if not self._stood:
            raise ConfigError(str(path), "this is no recorded web: the WARC file holds no answers to requests")
        for versions in self._stood.values():
            versions.sort(key=lambda version: version[0])

    @cached_property
    def days(self) -> Sequence[date]:
        """The days on which something was recorded, oldest first."""
        return sorted({at.date() for versions in self._stood.values() for at, _ in versions})

    def find(self, host: str, target: str, day: date) -> Recorded | None:
        """What stood there on that day; None for a host that was not known."""
        past = [one for at, one in self._stood.get((host, unquote(target)), ()) if at.date() <= day]
        if past:
            return past[-1]
        return Recorded(404, Entry(), None, date.min) if host in self._hosts else None

    @cached_property
    def _hosts(self) -> frozenset[str]:
        return frozenset(host for host, _ in self._stood)

    def _add(self, record: Any, offset: int) -> None:
        parts = urlsplit(record.rec_headers.get_header("WARC-Target-URI"))
        target = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
        at = datetime.fromisoformat(record.rec_headers.get_header("WARC-Date")).astimezone(UTC)
        status = int(record.http_headers.get_statuscode())
        entry = Entry(status, record.http_headers.get_header("Location"), dict(_headers(record)))
        body = _Kept(self._path, parts.path.rpartition("/")[2], offset) if status == 200 else None
        host = (parts.hostname or "").lower()
        self._stood[host, unquote(target)].append((at, Recorded(status, entry, body, at.date())))


def _headers(record: Any) -> Iterator[tuple[str, str]]:
    return ((name, value) for name, value in record.http_headers.headers if name.lower() not in _OF_THE_WIRE)


def read_warc(path: Path) -> Iterator[Page]:
    """Every answer that a WARC file holds, redirects among them, in its order; raises what the library does."""
    with path.open("rb") as file:
        for record in WARCIterator(file):
            if record.rec_type == "response" and record.http_headers:
                url = record.rec_headers.get_header("WARC-Target-URI")
                at = datetime.fromisoformat(record.rec_headers.get_header("WARC-Date")).astimezone(UTC)
                headers = tuple((name, value) for name, value in record.http_headers.headers)
                status = int(record.http_headers.get_statuscode())
                yield Page(url, url, status, headers, record.content_stream().read(), at)
