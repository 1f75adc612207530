"""What each worker does with its pages: it reads them as the daily run does."""

from collections.abc import Iterator
from typing import Any

import daft
from daft import DataType
from pydantic import TypeAdapter

from citewatch import charsets, pipeline, statements, text, urls
from citewatch.archive.pages import Sorter, rows
from citewatch.archive.tables import PageRow, ReadRow, datatype, plain
from citewatch.errors import CitewatchError
from citewatch.model import Document, Feed, Origin, Page, Reading, Settings
from citewatch.models import LanguageParser, SentenceEncoder
from citewatch.sandbox import Sandbox
from citewatch.sources import Library

PAGE, READ = datatype(PageRow), datatype(ReadRow)
ARTICLE = DataType.struct({"document": DataType.string(), "problem": DataType.string()})

DOCUMENT, READING = TypeAdapter(Document), TypeAdapter(Reading)
TOLD = TypeAdapter(tuple[Document, frozenset[str]])
SOUGHT, FOUND = TypeAdapter(pipeline.Sought), TypeAdapter(tuple[tuple[Origin, ...], ...])


@daft.cls
class Worker:
    """Reads pages; the sandbox and the language models are made once for each."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._sorter = Sorter(settings)
        self._library = Library(settings.outlets)
        self._feeds = {feed.url: feed for feed in settings.feeds}
        self._reader = Sandbox()
        self._parser = LanguageParser()
        self._search = pipeline.Search(SentenceEncoder())

    def __del__(self) -> None:
        """The sandbox's process ends with the worker."""
        self._reader.__exit__()

    @daft.method(return_dtype=PAGE)
    def pages(self, path: str) -> Iterator[dict[str, Any]]:
        """The pages of a file."""
        yield from map(plain, rows(path, self._sorter))

    @daft.method(return_dtype=READ)
    def post(self, url: str, at: Any, content_type: str | None, body: bytes, subject: str) -> Any:
        """The post that a page of a blog is, and what stands in it."""
        try:
            return plain(self._post(Page(url, url, 200, (), body, at), content_type, self._feeds[subject]))
        except Exception as error:  # noqa: BLE001 - a hostile page is one failed row, whatever it brings about
            return plain(ReadRow(None, None, (), (), url, at, _said(error)))

    def _post(self, page: Page, content_type: str | None, feed: Feed) -> ReadRow:
        html = charsets.decode(page.body, content_type).text
        document = self._reader.read_post(html, page.url, feed.lang)
        post = pipeline.page_post(page, document, feed)
        reading = pipeline.read_post(document, pipeline.own_hosts(feed, page.url), self._parser)
        found = statements.passages_of(post, reading)
        sketch = text.sketch(text.words(reading.document.text))
        return ReadRow(
            post, DOCUMENT.dump_json(reading.document).decode(), found, tuple(sketch), urls.canonical(page.url),
            page.fetched_at,
        )  # fmt: skip

    @daft.method(return_dtype=DataType.string())
    def following(self, url: str, at: Any, content_type: str | None, body: bytes) -> str | None:
        """The key of the next page of a feed."""
        headers = (("Content-Type", content_type),) if content_type else ()
        try:
            after = self._reader.read_feed(Page(url, url, 200, headers, body, at)).next_url
            return self._library.key(after) if after else None
        except Exception:  # noqa: BLE001 - it is told where the feed is read
            return None

    @daft.method(return_dtype=DataType.string())
    def told(self, told: str) -> str:
        """A document of a feed's entry with its own hosts → its reading, both as JSON."""
        return READING.dump_json(pipeline.read_told(TOLD.validate_json(told), self._parser)).decode()

    @daft.method(return_dtype=DataType.string())
    def sought(self, sought: str) -> str:
        """What is sought for a post → the origins that are found, both as JSON."""
        return FOUND.dump_json(self._search(SOUGHT.validate_json(sought))).decode()

    @daft.method(return_dtype=ARTICLE)
    def article(self, url: str, final: str, at: Any, content_type: str | None, body: bytes) -> dict[str, Any]:
        """An article as it is read for the source at an address."""
        outlet = self._library.outlet(url)
        headers = (("Content-Type", content_type),) if content_type else ()
        page = Page(url, final, 200, headers, body, at)
        try:
            document = self._reader.read_article(
                page, outlet.select if outlet else None, outlet.lang if outlet else None
            )
        except Exception as error:  # noqa: BLE001 - as above
            return {"document": None, "problem": _said(error)}
        return {"document": DOCUMENT.dump_json(document).decode(), "problem": None}


def _said(error: Exception) -> str:
    return error.message if isinstance(error, CitewatchError) else f"{type(error).__name__}: {error}"
