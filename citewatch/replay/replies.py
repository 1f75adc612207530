"""What was recorded, and the request's headers → status, headers and body of the reply, by the rules of HTTP.

The content type is guessed from the file's name, then from its bytes. A charset is claimed (UTF-8) only for text
whose bytes are UTF-8: of any other page its own declaration is the best that is known.
"""

import gzip
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from email.utils import format_datetime, parsedate_to_datetime
from typing import Protocol

from citewatch.replay.recording import Recorded

_GZIP_FROM = 1024

# Of the headers of a page, those that a 304 repeats.
_KEPT = frozenset({"etag", "last-modified", "vary", "cache-control", "expires", "content-location"})

_TYPES: Mapping[str, str] = {
    "html": "text/html",
    "htm": "text/html",
    "xhtml": "application/xhtml+xml",
    "xml": "application/xml",
    "atom": "application/atom+xml",
    "rss": "application/rss+xml",
    "json": "application/json",
    "txt": "text/plain",
    "css": "text/css",
    "js": "text/javascript",
    "pdf": "application/pdf",
    "zip": "application/zip",
    "png": "image/png",
    "jpg": "image/jpeg",
    "gif": "image/gif",
    "svg": "image/svg+xml",
}

# What the first bytes say; the first match decides.
_SIGNS: tuple[tuple[re.Pattern[bytes], str], ...] = tuple(
    (re.compile(sign, re.IGNORECASE), content_type)
    for sign, content_type in (
        (rb"%PDF-", "application/pdf"),
        (rb"\x89PNG", "image/png"),
        (rb"\xff\xd8\xff", "image/jpeg"),
        (rb"PK\x03\x04", "application/zip"),
        (rb"(\xef\xbb\xbf)?\s*(<\?xml[^>]*>\s*)?<feed\b", "application/atom+xml"),
        (rb"(\xef\xbb\xbf)?\s*(<\?xml[^>]*>\s*)?<rss\b", "application/rss+xml"),
        (rb"(\xef\xbb\xbf)?\s*<\?xml", "application/xml"),
        (rb"(\xef\xbb\xbf)?\s*<", "text/html"),
    )
)


class Asked(Protocol):
    """The request's headers, by name in any case."""

    def get(self, name: str, /) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Reply:
    """The body is sent `repeat` times over."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""
    repeat: int = 1


def reply(recorded: Recorded, asked: Asked) -> Reply:
    """The answer to a GET."""
    entry = recorded.entry
    body = recorded.file.read_bytes() if recorded.file else b""
    content_type = _content_type(recorded.file.name, body) if recorded.file else "text/plain; charset=utf-8"
    headers = {"Content-Type": content_type}
    if entry.location is not None:
        headers["Location"] = entry.location
    if entry.body_repeat == 1 and len(body) > _GZIP_FROM and _is_text(content_type) and _takes_gzip(asked):
        body = gzip.compress(body, mtime=0)
        headers["Content-Encoding"] = "gzip"
    if recorded.status == 200:
        headers |= _validators(body, recorded)
    headers |= {"Vary": "Accept-Encoding", "Content-Length": str(len(body) * entry.body_repeat)}
    return _unless_unchanged(Reply(recorded.status, _with_own(headers, entry.headers), body, entry.body_repeat), asked)


def _with_own(headers: Mapping[str, str], own: Mapping[str, str | None]) -> Mapping[str, str]:
    """The recorded headers come before the guessed ones."""
    named = {name.lower() for name in own}
    guessed = {name: value for name, value in headers.items() if name.lower() not in named}
    return guessed | {name: value for name, value in own.items() if value is not None}


def _validators(body: bytes, recorded: Recorded) -> Mapping[str, str]:
    """Of the coded body: two codings of a page need two entity tags (RFC 9110 section 8.8.3)."""
    digest = hashlib.sha256(body + b"x%d" % recorded.entry.body_repeat).hexdigest()[:20]
    changed = datetime.combine(recorded.since, time(0), UTC)
    return {"ETag": f'"{digest}"', "Last-Modified": format_datetime(changed, usegmt=True)}


def _unless_unchanged(full: Reply, asked: Asked) -> Reply:
    """304 where the client has this version already (RFC 9110 section 13.2.2)."""
    if full.status != 200 or not _is_unchanged(full.headers, asked):
        return full
    return Reply(304, {name: value for name, value in full.headers.items() if name.lower() in _KEPT})


def _is_unchanged(headers: Mapping[str, str], asked: Asked) -> bool:
    if (wanted := asked.get("If-None-Match")) is not None:  # outranks the date
        etag = _header(headers, "etag")
        return etag is not None and (wanted.strip() == "*" or _opaque(etag) in map(_opaque, wanted.split(",")))
    since, modified = _moment(asked.get("If-Modified-Since")), _moment(_header(headers, "last-modified"))
    return since is not None and modified is not None and modified <= since


def _header(headers: Mapping[str, str], name: str) -> str | None:
    return next((value for key, value in headers.items() if key.lower() == name), None)


def _opaque(tag: str) -> str:
    """Weak comparison: what is left of the tag without its mark of weakness."""
    return tag.strip().removeprefix("W/")


def _moment(value: str | None) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _takes_gzip(asked: Asked) -> bool:
    codings = re.split(r"\s*,\s*", (asked.get("Accept-Encoding") or "").lower())
    return any(re.fullmatch(r"(x-)?gzip(\s*;\s*q=(0?\.\d*[1-9]\d*|1(\.0*)?))?", coding.strip()) for coding in codings)


def _content_type(name: str, body: bytes) -> str:
    suffix = name.partition("?")[0].rpartition(".")[2].lower()
    content_type = _TYPES.get(suffix) or _type_of(body)
    return f"{content_type}; charset=utf-8" if content_type.startswith("text/") and _is_utf8(body) else content_type


def _type_of(body: bytes) -> str:
    found = next((content_type for sign, content_type in _SIGNS if sign.match(body)), None)
    return found or ("text/plain" if _is_utf8(body) else "application/octet-stream")


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def _is_text(content_type: str) -> bool:
    return content_type.startswith("text/") or content_type.partition(";")[0].endswith(("xml", "json"))
