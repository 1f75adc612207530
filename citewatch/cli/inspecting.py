"""A file, an address, standard input or JSON Lines → readings, for `inspect`."""

import json
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from citewatch import articles, exports, pipeline, posts, sources, urls
from citewatch.cli import wiring
from citewatch.cli.options import Options
from citewatch.errors import ConfigError, ItemError, RunError
from citewatch.model import Document, Failure, Feed, Page, Reading, Request, Settings


class Reader:
    """Reads single documents as the line does."""

    def __init__(self, config: Path, kind: str, lang: str | None, *, plain: bool) -> None:
        self._options = Options(config)
        self._kind, self._lang, self._plain = kind, lang, plain
        self._settings = wiring.settings_of(self._options) if config.exists() else Settings(feeds=())

    def read_source(self, name: str, url: str | None) -> Reading:
        """A file, an http(s) address, or `-` for standard input. Raises: RunError."""
        if name.startswith(("http://", "https://")):
            page = self._fetch(name)
        else:
            page = _page(_bytes(name), url or "")
        try:
            return self._read_page(page, url or (name if "://" in name else None))
        except ItemError as error:
            raise RunError(error.subject or name, error.message) from error

    def read_lines(self, lines: Iterable[str]) -> Iterator[str]:
        """One result per line, in order; a bad line gives a result with an `error`."""
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield json.dumps(self._read_line(line, number), ensure_ascii=False)

    def _read_line(self, line: str, number: int) -> dict[str, Any]:
        key: object = None
        try:
            record = json.loads(line)
            if not isinstance(record, dict):
                raise TypeError("is no JSON object")
            key = record.get("id")
            return exports.inspection(self._read_record(record), key)
        except (ItemError, ValueError, TypeError) as error:
            print(f"citewatch: line {number}: {error}", file=sys.stderr)
            return {"schema": exports.SCHEMA, "id": key, "error": str(error)}

    def _read_record(self, record: dict[str, Any]) -> Reading:
        kind, url, lang = record.get("as", self._kind), record.get("url"), record.get("lang", self._lang)
        if isinstance(record.get("text"), str):
            return self._read_text(record["text"], kind, url, lang)
        if isinstance(record.get("html"), str):
            return self._read_html(_page(record["html"].encode("utf-8", "replace"), url or ""), kind, url, lang)
        raise ValueError("needs a text or html key with a string")

    def _read_page(self, page: Page, url: str | None) -> Reading:
        if self._plain:
            return self._read_text(articles.decode(page), self._kind, url, self._lang)
        return self._read_html(page, self._kind, url, self._lang)

    def _read_text(self, plain: str, kind: str, url: str | None, lang: str | None) -> Reading:
        document = posts.read_text(plain, url, lang or "en", kind)
        return self._finish(document, url)

    def _read_html(self, page: Page, kind: str, url: str | None, lang: str | None) -> Reading:
        if kind == "post":
            return self._finish(posts.read_html(articles.decode(page), url, lang or "en"), url)
        outlet = sources.Library(self._settings.outlets).outlet(url) if url else None
        found = articles.read_article(page, outlet.select if outlet else None, lang or (outlet.lang if outlet else None))
        return self._finish(found, url)

    def _finish(self, document: Document, url: str | None) -> Reading:
        if document.kind == "article":
            return pipeline.read_article(document)
        return pipeline.read_post(document, pipeline.own_hosts(self._feed(url or document.url), url or document.url))

    def _feed(self, url: str | None) -> Feed | None:
        """The configured blog to which a post belongs."""
        if url is None:
            return None
        return next((one for one in self._settings.feeds if urls.host(url) in pipeline.own_hosts(one, None)), None)

    def _fetch(self, url: str) -> Page:
        with wiring.open_web(self._options, self._settings) as (_, fetcher):
            (answer,) = fetcher.fetch([Request(url)])
        if isinstance(answer, Failure):
            raise RunError(url, f"{answer.kind.value}: {answer.detail}")
        return answer


def _bytes(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise ConfigError(name, f"cannot be read: {error.strerror}") from error


def _page(body: bytes, url: str) -> Page:
    return Page(url, url, 200, (), body, datetime.now(UTC))
