"""Pages of an archive → its posts, their quotations and the sources that they cite.

Workers read the pages; what follows from all of them together (which page is which post, which posts and sources are
copies) follows as in the daily run, in the archive's store.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import islice
from pathlib import Path
from typing import Any

import daft
from daft import DataFrame, Window, col
from daft.functions import row_number
from pydantic import TypeAdapter

from citewatch import pipeline, statements, urls
from citewatch.archive import pages
from citewatch.archive.folder import Folder
from citewatch.archive.reading import DOCUMENT, FOUND, READING, SOUGHT, TOLD, Worker
from citewatch.archive.tables import CitationRow, ReadRow, datatype, plain
from citewatch.errors import ConfigError, ParseError
from citewatch.model import Document, FeedReading, Page, Passage, Post, Reading, Role, Select
from citewatch.pipeline import METHOD, Found, Line, Sought, Told

_WAVE = 64  # files that are read before their rows are kept
_BATCH = 500  # sources that are held in memory at once
_HOPS = 5  # redirects that are followed
_READ = TypeAdapter(ReadRow)


def read(line: Line, inputs: Sequence[Path], folder: Folder) -> Mapping[str, int]:
    """The tables of an archive; how many rows each has. Raises: ConfigError."""
    files = pages.files(tuple(inputs))
    _begin(line, folder, files)
    worker = Worker(line.settings)
    found, posts = _read_pages(line, worker, files, folder)
    folder.sweep()
    distributed = replace(line, map_documents=_Documents(worker), map_searches=_Searches(worker))
    _record_feeds(line, worker, found)
    pipeline.derive_posts(distributed)
    _save_posts(line, posts)
    pipeline.derive_posts(distributed)
    for answers in _batched(_articles(line, worker, found)):
        _save_articles(line, answers)
    pipeline.derive_origins(distributed)
    _write_tables(line, folder)
    unread = found.where(col("problem").not_null()).count_rows() + posts.where(col("problem").not_null()).count_rows()
    return {"pages": found.count_rows(), "posts": len(line.store.posts()), "unread": unread}


# ---------------------------------------------------------------- pages


def _begin(line: Line, folder: Folder, files: Sequence[str]) -> None:
    """Other inputs or rules than last time make another store: of what is there only published ids and mails stay.

    Raises: ConfigError, where the store is of another making.
    """
    said = [*map(_stamp, files), _rules(line)]
    if folder.inputs is None and line.store.last_fetch():
        raise ConfigError(str(folder.path), "holds a store into which no archive was read; name another folder (--out)")
    if folder.inputs not in (None, said):
        line.notice(
            "the inputs or settings are others than last time: what is new is read, and all is put together anew"
        )
        line.store.start_over()
    folder.inputs = said


def _stamp(path: str) -> str:
    """A file as it is now."""
    found = Path(path).stat()
    return f"{path} {found.st_size} {found.st_mtime_ns}"


def _rules(line: Line) -> str:
    """By what pages are read."""
    return f"{METHOD} {line.settings.feeds} {line.settings.outlets}"


def _read_pages(line: Line, worker: Any, files: Sequence[str], folder: Folder) -> tuple[DataFrame, DataFrame]:
    """All pages, and what was read in those that are posts; a wave that was finished before is not read again."""
    found, read = [], []
    for start in range(0, len(files), _WAVE):
        wave = files[start : start + _WAVE]
        of = [*map(_stamp, wave), _rules(line)]
        line.notice(f"reading {start + 1} to {start + len(wave)} of {len(files)} files")
        given = daft.from_pydict({"path": list(wave)}).into_batches(1)
        rows = given.select(worker.pages(col("path")).alias("page")).where(col("page").not_null())
        answers = folder.part("pages", of, rows.select(col("page").unnest()))
        blogs = answers.where("purpose = 'post' AND status = 200")
        columns = (col(name) for name in ("url", "at", "content_type", "body", "subject"))
        posts = blogs.select(worker.post(*columns).alias("read"))
        read.append(folder.part("readings", of, posts.select(col("read").unnest())))
        found.append(answers)
    return reduce(DataFrame.concat, found), reduce(DataFrame.concat, read)


def _last(rows: DataFrame, by: str) -> DataFrame:
    """The newest row of each."""
    newest = Window().partition_by(by).order_by("at", desc=True)
    return rows.with_column("age", row_number().over(newest)).where("age = 1")


# ---------------------------------------------------------------- posts


def _record_feeds(line: Line, worker: Any, found: DataFrame) -> None:
    """Pages of feeds, in the order in which they came: which entries are one post depends on it."""
    rows = found.where("purpose = 'feed' AND status = 200")
    columns = (col(name) for name in ("url", "at", "content_type", "body"))
    following = rows.select("key", worker.following(*columns).alias("next")).where(col("next").not_null())
    feeds = _pages_of_feeds(line, found, [(row["key"], row["next"]) for row in following.iter_rows()])
    ours = (row for row in rows.sort(["at", "url"]).iter_rows() if row["key"] in feeds)
    for row in islice(ours, line.store.last_fetch(), None):  # a run that was cut off has recorded the first of them
        line.store.record(_page(row), "feed", feeds[row["key"]])


def _pages_of_feeds(line: Line, found: DataFrame, following: Sequence[tuple[str, str]]) -> Mapping[str, str]:
    """By key of a page: the feed that leads to it, by redirects and from page to page."""
    keys = {feed.url: line.library.key(feed.url) for feed in line.settings.feeds}
    ends = _ends(line, found, keys.values())
    feeds = {ends[key]: url for url, key in reversed(keys.items())}
    ahead = defaultdict[str, set[str]](set)
    for key, after in following:
        ahead[key].add(after)
    waiting = list(feeds)
    while waiting:
        key = waiting.pop()
        for after in ahead[key] - feeds.keys():
            feeds[after] = feeds[key]
            waiting.append(after)
    return feeds


def _page(row: Mapping[str, Any]) -> Page:
    headers = (("Content-Type", row["content_type"]),) if row["content_type"] else ()
    return Page(row["url"], row["url"], 200, headers, row["body"], row["at"])


def _save_posts(line: Line, read: DataFrame) -> None:
    """Posts that stand on pages; what a feed tells of is read from there."""
    told = {urls.canonical(post.url) for post in line.store.posts() if post.url}
    anchors = line.store.anchors()
    for found in _last(read.where(col("problem").is_null()), "url").exclude("age").iter_rows():
        row = _READ.validate_python(found)
        if row.url not in told and row.post and row.document:
            passages = statements.attribute(row.passages, line.overrides, anchors)
            line.store.save_feed_reading(0, [row.post], METHOD)
            document = DOCUMENT.validate_json(row.document)
            line.store.save_post_reading(row.post, document, passages, METHOD, sketch=row.sketch)


def _worked(work: Any, given: Iterable[bytes]) -> Iterator[str]:
    """What workers make of texts, in their order."""
    texts = [one.decode() for one in given]
    rows = daft.from_pydict({"n": list(range(len(texts))), "given": texts}).into_batches(8)
    made = rows.select(col("n"), work(col("given")).alias("made")).to_pylist()
    return (row["made"] for row in sorted(made, key=lambda row: row["n"]))


@dataclass(frozen=True, slots=True)
class _Documents:
    """Satisfies `pipeline.line.MapDocuments`: workers read."""

    worker: Any

    def __call__(self, _: Callable[[Told], Reading], told: Iterable[Told], /) -> Iterator[Reading]:
        return map(READING.validate_json, _worked(self.worker.told, map(TOLD.dump_json, told)))


@dataclass(frozen=True, slots=True)
class _Searches:
    """Satisfies `pipeline.line.MapSearches`: workers look for origins."""

    worker: Any

    def __call__(self, _: Callable[[Sought], Found], sought: Iterable[Sought], /) -> Iterator[Found]:
        return map(FOUND.validate_json, _worked(self.worker.sought, map(SOUGHT.dump_json, sought)))


# ---------------------------------------------------------------- sources


@dataclass(frozen=True, slots=True)
class _Answer:
    subject: str
    page: Page
    document: Document | ParseError


def _articles(line: Line, worker: Any, found: DataFrame) -> Iterator[_Answer]:
    """The newest page of each cited source that the archive holds, and what stands in it."""
    had = line.store.sources_had()
    cited = [one for one in line.store.cited_addresses() if one.role != Role.OWN_POST]
    first: dict[str, tuple[str, str]] = {}
    for link in cited:
        first.setdefault(line.library.key(link.url), (link.url, link.href))
    ends = _ends(line, found, first)
    wanted = [(end, *first[key]) for key, end in ends.items() if first[key][0] not in had]
    if not wanted:
        return
    names = ("key", "subject", "href")
    asked = daft.from_pydict(dict(zip(names, map(list, zip(*wanted, strict=True)), strict=True)))
    answers = found.where("status = 200").exclude("subject").join(asked, on="key")
    columns = (col(name) for name in ("href", "url", "at", "content_type", "body"))
    newest = _last(answers, "subject")
    for row in newest.with_column("read", worker.article(*columns)).sort("subject").iter_rows():
        read = row["read"]
        document = DOCUMENT.validate_json(read["document"]) if read["document"] else None
        page = replace(_page(row), url=row["href"])
        yield _Answer(row["subject"], page, document or ParseError(row["href"], read["problem"]))


def _ends(line: Line, found: DataFrame, keys: Iterable[str]) -> dict[str, str]:
    """By key of a cited document: the key at the end of its redirects."""
    ends = {key: key for key in keys}
    hops = found.where(col("location").not_null()).select("key", "location")
    for _ in range(_HOPS):
        at = daft.from_pydict({"key": sorted(set(ends.values()))})
        leads = {row["key"]: line.library.key(row["location"]) for row in hops.join(at, on="key").iter_rows()}
        if not any(leads.get(end, end) != end for end in ends.values()):
            break
        ends = {key: leads.get(end, end) for key, end in ends.items()}
    return ends


def _save_articles(line: Line, answers: Sequence[_Answer]) -> None:
    for one in answers:
        line.store.record(one.page, "article", one.subject)
    pipeline.derive_articles(replace(line, reader=_Prepared({one.page.url: one.document for one in answers})))


@dataclass(frozen=True, slots=True)
class _Prepared:
    """Satisfies `ports.Reader` for articles: workers have read them."""

    documents: Mapping[str, Document | ParseError]

    def read_article(self, page: Page, select: Select | None = None, lang: str | None = None) -> Document:  # noqa: ARG002
        found = self.documents[page.url]
        if isinstance(found, ParseError):
            raise found
        return found

    def read_post(self, html: str, url: str | None, lang: str) -> Document:
        raise NotImplementedError

    def read_feed(self, page: Page) -> FeedReading:
        raise NotImplementedError


def _batched(answers: Iterator[_Answer]) -> Iterator[list[_Answer]]:
    while batch := list(islice(answers, _BATCH)):
        yield batch


# ---------------------------------------------------------------- tables


def _write_tables(line: Line, folder: Folder) -> None:
    """What is not a copy of another post."""
    copies = line.store.folded()
    posts = [post for post in line.store.posts() if post.key not in copies]
    passages = [one for one in line.store.passages() if one.post not in copies]
    folder.write("posts", map(plain, posts), datatype(Post))
    folder.write("quotations", map(plain, passages), datatype(Passage))
    citations = (CitationRow(one.id, one.post, cited) for one in passages for cited in one.citations)
    folder.write("citations", map(plain, citations), datatype(CitationRow))
