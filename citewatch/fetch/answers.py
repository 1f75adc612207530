"""Status, headers and raw bytes of an answer → what they mean; the rules of HTTP, without a connection."""

import zlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from citewatch.fetch.failures import FetchError
from citewatch.model import FailureKind

Headers = Sequence[tuple[str, str]]

REDIRECTS = frozenset({301, 302, 303, 307, 308})
PERMANENT = frozenset({301, 308})

_GONE = frozenset({404, 410})
_REFUSED = frozenset({401, 403, 429, 451})

_LONGEST_WAIT = timedelta(days=7).total_seconds()

# How the types of what clearly is no page begin.
_NO_TEXT = (
    *(f"{media}/" for media in ("image", "audio", "video", "font", "model")),
    *(f"application/{family}" for family in ("vnd.ms-", "vnd.openxmlformats-", "vnd.oasis.", "x-font-")),
    *(f"application/{archive}" for archive in ("zip", "gzip", "x-gzip", "x-tar", "x-7z-", "x-rar", "vnd.rar", "x-xz")),
    *(f"application/{file}" for file in ("pdf", "octet-stream", "msword", "rtf", "epub+zip", "postscript", "wasm")),
)

# A gzip file may have several members; nobody honest sends many.
_MOST_MEMBERS = 16
_GZIP_MAGIC = b"\x1f\x8b"


def header(headers: Headers, name: str) -> str | None:
    """All headers of that name as one, as RFC 9110 section 5.3 joins them."""
    found = [value.strip() for key, value in headers if key.lower() == name]
    return ", ".join(found) if found else None


def is_text(content_type: str) -> bool:
    """Whether it may be text: only what clearly is something else is refused, for servers often say nonsense."""
    return not content_type.strip().lower().startswith(_NO_TEXT)


def refusal(status: int, headers: Headers, now: datetime) -> FetchError:
    """What an answer that brings no page means."""
    detail = f"the server answered {status}{_phrase(status)}"
    if status in _GONE:
        return FetchError(FailureKind.GONE, detail, status=status)
    kind = FailureKind.REFUSED if status in _REFUSED else FailureKind.SERVER_ERROR
    return FetchError(kind, detail, status=status, retry_after=retry_after(header(headers, "retry-after"), now))


def _phrase(status: int) -> str:
    return f" {HTTPStatus(status).phrase}" if status in HTTPStatus.__members__.values() else ""


def retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds from now, between 0 and 7 days, from a number of seconds or a date (RFC 9110 section 10.2.3)."""
    if value is None:
        return None
    if value.isascii() and value.isdigit():
        return min(float(value), _LONGEST_WAIT)
    try:
        moment = parsedate_to_datetime(value)
        wait = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now
    except (ValueError, OverflowError):
        return None
    return min(max(wait.total_seconds(), 0.0), _LONGEST_WAIT)


def decoded(raw: bytes, coding: str, limit: int) -> bytes:
    """The body without its coding, of at most `limit` bytes. Raises: FetchError."""
    match coding.strip().lower():
        case "" | "identity":
            return raw
        case _ if not raw:
            return raw
        case "gzip" | "x-gzip":
            return _gunzipped(raw, limit)
        case "deflate":
            return _inflated(raw, limit, zlib.MAX_WBITS if _has_zlib_header(raw) else -zlib.MAX_WBITS)[0]
    raise FetchError(FailureKind.GARBLED, f"the body is coded as {coding}, which was not asked for")


def _gunzipped(raw: bytes, limit: int) -> bytes:
    body = b""
    for _ in range(_MOST_MEMBERS):
        part, raw = _inflated(raw, limit - len(body), zlib.MAX_WBITS | 16)
        body += part
        if not raw.startswith(_GZIP_MAGIC):  # the end, or padding
            return body
    raise FetchError(FailureKind.GARBLED, "the compressed body has too many parts")


def _inflated(raw: bytes, limit: int, wbits: int) -> tuple[bytes, bytes]:
    """The decompressed bytes and what follows them; never more than `limit` + 1 bytes are made."""
    inflater = zlib.decompressobj(wbits)
    try:
        body = inflater.decompress(raw, limit + 1)
    except zlib.error as error:
        raise FetchError(FailureKind.GARBLED, "the compressed body is damaged") from error
    if len(body) > limit:
        raise too_big(limit)
    if not inflater.eof:
        raise FetchError(FailureKind.GARBLED, "the compressed body breaks off")
    return body, inflater.unused_data


def _has_zlib_header(raw: bytes) -> bool:
    """Whether «deflate» is meant as RFC 9110 says; some servers send the bare stream of RFC 1951."""
    return raw[0] & 0x0F == 8 and int.from_bytes(raw[:2], "big") % 31 == 0


def too_big(limit: int) -> FetchError:
    return FetchError(FailureKind.TOO_BIG, f"the page is longer than {limit} bytes")
