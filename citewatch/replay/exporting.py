"""What was recorded → a WARC file (ISO 28500, version 1.1), for other programs and to be replayed."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from http import HTTPStatus
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import IO

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from citewatch.errors import RunError
from citewatch.model import Failure, Page, Step

Exchange = tuple[Page | Failure, bool]
"""An answer, and whether its body was kept."""

_UNCHANGED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"

# Headers that were true of the bytes on the wire, or of the reader, and not of the page.
_LEFT_OUT = frozenset("content-encoding content-length transfer-encoding connection keep-alive set-cookie".split())


def export_warc(path: Path, exchanges: Iterable[Exchange], software: str) -> int:
    """Write the file whole or not at all; compressed, each record for itself, when its name ends in .gz.

    Returns how many records it has. Raises: RunError.
    """
    try:
        with _replaced(path) as file:
            writer = WARCWriter(file, gzip=path.suffix == ".gz", warc_version="1.1")
            info = {"software": software, "format": "WARC File Format 1.1", "description": "recorded by citewatch"}
            writer.write_record(writer.create_warcinfo_record(path.name, info))
            number = 0
            for answer, whole in exchanges:
                for record in _records(writer, answer, whole=whole):
                    writer.write_record(record)
                    number += 1
            return number
    except OSError as error:
        raise RunError(str(path), f"the export cannot be written: {error.strerror}") from error


@contextmanager
def _replaced(path: Path) -> Iterator[IO[bytes]]:
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("wb") as file:
            yield file
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _records(writer: WARCWriter, answer: Page | Failure, *, whole: bool) -> Iterator[object]:
    """The records of one exchange: its redirects, then its answer, if there was one in HTTP."""
    if isinstance(answer, Failure):
        step = answer.via.step if answer.via else None
        if answer.status and answer.status >= 400 and step != Step.ARCHIVE:  # whose address is the lookup's
            wait = [("Retry-After", f"{answer.retry_after:.0f}")] if answer.retry_after is not None else []
            yield _record(writer, answer.url, answer.at, answer.status, wait)
        return
    chain = [*answer.hops, answer.final_url]
    lasting = chain.index(answer.moved) if answer.moved in chain else 0
    for n, (hop, to) in enumerate(pairwise(chain)):
        yield _record(writer, hop, answer.fetched_at, 301 if n < lasting else 302, [("Location", to)])
    headers = [(name, _words(value)) for name, value in answer.headers if name.lower() not in _LEFT_OUT]
    yield _record(writer, answer.final_url, answer.fetched_at, answer.status, headers, answer.body, whole=whole)


def _record(
    writer: WARCWriter,
    url: str,
    at: datetime,
    status: int,
    headers: list[tuple[str, str]],
    body: bytes = b"",
    *,
    whole: bool = True,
) -> object:
    about = {"WARC-Date": at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")}
    kind = "revisit" if status == 304 else "response"
    if kind == "revisit":
        about["WARC-Profile"] = _UNCHANGED
    elif not whole:
        about["WARC-Truncated"] = "unspecified"
    phrase = HTTPStatus(status).phrase if status in HTTPStatus.__members__.values() else "Unknown"
    length = [("Content-Length", str(len(body)))] if status == 200 else []
    http = StatusAndHeaders(f"{status} {phrase}", [*headers, *length], protocol="HTTP/1.1")
    return writer.create_warc_record(
        url, kind, payload=BytesIO(body), length=len(body), warc_headers_dict=about, http_headers=http
    )


def _words(value: str) -> str:
    """Headers are kept as one character per byte; the library escapes what is not ASCII."""
    return value.encode("latin-1", "replace").decode("utf-8", "replace")
