"""A file, an address, standard input or JSON Lines → readings, for `inspect`."""

import json
import re
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from citewatch import articles, charsets, exports, pipeline, posts, sources, urls
from citewatch.cli import wiring
from citewatch.cli.options import CONFIG, Options
from citewatch.errors import ConfigError, ItemError, RunError
from citewatch.model import Document, Failure, Feed, Page, Reading, Request, Settings
from citewatch.models import LanguageParser

_WEB = ("http://", "https://")
_HALF = re.compile("[\ud800-\udfff]")  # JSON can hold half a character, and no text can


class Reader:
    """Reads single documents as the line does."""

    def __init__(self, config: Path, kind: str, lang: str | None, *, plain: bool) -> None:
        self._kind, self._lang, self._plain = kind, lang, plain
        self._parser = LanguageParser()
        needed = config.exists() or config != CONFIG
        self._settings = wiring.settings_of(config) if needed else Settings(feeds=())

    def read_source(self, name: str, url: str | None) -> Reading:
        """A file, an http(s) address, or `-` for standard input. Raises: RunError."""
        page = self._fetch(name) if name.startswith(_WEB) else _page(_bytes(name), url or "")
        try:
            return self._read_page(page, url or (name if name.startswith(_WEB) else None))
        except ItemError as error:
            raise RunError(error.subject or name, error.message) from error

    def read_lines(self, lines: Iterable[bytes]) -> Iterator[str]:
        """One result per line, in order; a bad line gives a result with an `error`."""
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield json.dumps(self._read_line(line, number), ensure_ascii=False)

    def _read_line(self, line: bytes, number: int) -> dict[str, Any]:
        key: object = None
        try:
            record = _record(line)
            key = record.get("id")
            return exports.inspection(self._read_record(record), key)
        except (_BadLineError, ItemError) as error:
            print(f"citewatch: line {number}: {error}", file=sys.stderr)
            return {"schema": exports.SCHEMA, "id": key, "error": str(error)}

    def _read_record(self, record: dict[str, Any]) -> Reading:
        kind, lang = _word(record, "as") or self._kind, _word(record, "lang") or self._lang
        url, plain, html = _word(record, "url"), _word(record, "text"), _word(record, "html")
        if kind not in {"post", "article"}:
            raise _BadLineError(f"as: {kind}: one of post, article")
        where = urls.absolute(url) if url else None
        if url and where is None:
            raise _BadLineError(f"url: {url}: no http(s) address")
        if plain is not None:
            return self._read_text(_HALF.sub("\ufffd", plain), kind, where, lang)
        if html is not None:
            return self._read_html(_page(html.encode("utf-8", "replace"), where or ""), kind, where, lang)
        raise _BadLineError("needs a text or html key with a string")

    def _read_page(self, page: Page, url: str | None) -> Reading:
        if self._plain:
            return self._read_text(_text(page), self._kind, url, self._lang)
        return self._read_html(page, self._kind, url, self._lang)

    def _read_text(self, plain: str, kind: str, url: str | None, lang: str | None) -> Reading:
        document = posts.read_text(plain, url, lang or "en", kind)
        return self._finish(document, url)

    def _read_html(self, page: Page, kind: str, url: str | None, lang: str | None) -> Reading:
        if kind == "post":
            return self._finish(posts.read_html(_text(page), url, lang or "en"), url)
        outlet = sources.Library(self._settings.outlets).outlet(url) if url else None
        found = articles.read_article(
            page, outlet.select if outlet else None, lang or (outlet.lang if outlet else None)
        )
        return self._finish(found, url)

    def _finish(self, document: Document, url: str | None) -> Reading:
        if document.kind == "article":
            return pipeline.read_article(document, self._parser)
        hosts = pipeline.own_hosts(self._feed(url or document.url), url or document.url)
        return pipeline.read_post(document, hosts, self._parser)

    def _feed(self, url: str | None) -> Feed | None:
        """The configured blog to which a post belongs."""
        if url is None:
            return None
        return next((one for one in self._settings.feeds if urls.host(url) in pipeline.own_hosts(one, None)), None)

    def _fetch(self, url: str) -> Page:
        with wiring.open_web(Options(), self._settings) as (_, fetcher):
            (answer,) = fetcher.fetch([Request(url)])
        if isinstance(answer, Failure):
            raise RunError(url, f"{answer.kind.value}: {answer.detail}")
        return answer


class _BadLineError(Exception):
    """A line that is JSON, and not what is expected."""


def _record(line: bytes) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise _BadLineError(f"is no JSON: {error}") from error
    if not isinstance(record, dict):
        raise _BadLineError("is no JSON object")
    return record


def _word(record: dict[str, Any], key: str) -> str | None:
    value = record.get(key)
    if value is not None and not isinstance(value, str):
        raise _BadLineError(f"{key}: expected a string")
    return value


def _bytes(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise ConfigError(name, f"cannot be read: {error.strerror}") from error


def _text(page: Page) -> str:
    return charsets.decode(page.body, page.header("content-type")).text


def _page(body: bytes, url: str) -> Page:
    return Page(url, url, 200, (), body, datetime.now(UTC))
