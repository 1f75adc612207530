"""An edition → the files of its open data, by path: data/, feeds, sitemap and robots.txt."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any
from xml.sax.saxutils import escape

from citewatch import text
from citewatch.exports import data
from citewatch.exports.annotations import annotations
from citewatch.exports.atom import atom
from citewatch.exports.contract import SCHEMA
from citewatch.exports.news import Entry, News
from citewatch.exports.places import Places
from citewatch.exports.references import bibtex, csl, csl_json
from citewatch.exports.tables import table
from citewatch.model import Edition, OutletPage, SourcePage, SpeakerPage, StatementPage, WindowEdition

Files = dict[str, Callable[[], bytes]]

KINDS = ("statements", "sources", "outlets", "speakers")
_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_PER_SITEMAP = 50_000  # https://www.sitemaps.org/protocol.html
_SITEMAP = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def files(edition: Edition, places: Places) -> Files:
    """What makes each file, by path. Feeds and sitemap need the site's address, and are left out without one."""
    made = {**_rankings(edition), **_lists(edition), **_statements(edition), **_references(edition, places)}
    made["data/annotations.jsonl"] = lambda: _lines(annotations(edition, places))
    made["data/index.json"] = partial(_index, edition, tuple(made))
    abroad = {**_feeds(edition, places), **_sitemap(places)} if places.base else {}
    return {**made, **abroad, "robots.txt": partial(_robots, places)}


# ---------------------------------------------------------------- JSON and CSV


def _rankings(edition: Edition) -> Files:
    made: Files = {}
    for window in edition.windows:
        for kind in KINDS:
            stem = f"data/ranking-{kind}-{window.window}"
            made[f"{stem}.json"] = partial(_ranking, edition, window, kind)
            made[f"{stem}.csv"] = partial(_table, window, kind)
    return made


def _ranking(edition: Edition, window: WindowEdition, kind: str) -> bytes:
    first = window.first.isoformat() if window.first else None
    head = {
        "as_of": edition.as_of.isoformat(),
        "window": window.window,
        "first": first,
        "last": window.last.isoformat(),
    }
    return _document({**head, "method": edition.method}, "rows", data.rows(window, kind))


def _table(window: WindowEdition, kind: str) -> bytes:
    return _bytes(table({"rows": data.rows(window, kind)}))


def _lists(edition: Edition) -> Files:
    """The files that hold one list each."""
    made: dict[str, Callable[[], Iterable[Any]]] = {
        "sources": lambda: map(data.source, edition.sources),
        "speakers": lambda: map(data.speaker, edition.speakers),
        "outlets": lambda: map(data.outlet, edition.outlets),
        "posts": lambda: data.posts(edition),
        "corrections": lambda: map(data.correction, edition.corrections),
    }
    files = {f"data/{name}.json": partial(_list, name, make) for name, make in made.items()}
    head = {"as_of": edition.as_of.isoformat(), "method": edition.method}
    return {**files, "data/status.json": lambda: _document(head, "feeds", map(data.feed, edition.feeds))}


def _list(name: str, make: Callable[[], Iterable[Any]]) -> bytes:
    return _document({}, name, make())


def _statements(edition: Edition) -> Files:
    """The statements by the year of their first post, so that old files stay as they are."""
    years: dict[int, list[StatementPage]] = defaultdict(list)
    for page in edition.statements:
        years[data.year(page, edition)].append(page)
    return {f"data/statements-{year}.json": partial(_year, years[year], edition) for year in sorted(years)}


def _year(pages: Iterable[StatementPage], edition: Edition) -> bytes:
    return _document({"method": edition.method}, "statements", map(data.statement, pages))


def _index(edition: Edition, paths: Sequence[str]) -> bytes:
    head = {
        "title": edition.title,
        "url": edition.base_url,
        "as_of": edition.as_of.isoformat(),
        "method": edition.method,
    }
    return _document(head, "files", sorted(path.removeprefix("data/") for path in paths))


def _document(head: dict[str, Any], name: str, items: Iterable[Any]) -> bytes:
    """A JSON object whose last key is a list, one item a line."""
    start = _json({"schema": SCHEMA, **head})[:-1]
    return _bytes(f"{start},{_json(name)}:[\n" + ",\n".join(map(_json, items)) + "\n]}\n")


def _lines(items: Iterable[Any]) -> bytes:
    return _bytes("".join(f"{_json(one)}\n" for one in items))


def _bytes(value: str) -> bytes:
    """UTF-8; half of a surrogate pair, which no encoding takes, becomes a question mark."""
    return value.encode("utf-8", "replace")


# ---------------------------------------------------------------- references


def _references(edition: Edition, places: Places) -> Files:
    def refer(pages: Iterable[StatementPage | SourcePage]) -> Iterator[dict[str, Any]]:
        return (csl(page, edition, places) for page in pages)

    return {
        "data/statements.bib": lambda: _bytes("\n".join(map(bibtex, refer(edition.statements)))),
        "data/sources.bib": lambda: _bytes("\n".join(map(bibtex, refer(edition.sources)))),
        "data/statements.csl.json": lambda: _bytes(csl_json(refer(edition.statements))),
        "data/sources.csl.json": lambda: _bytes(csl_json(refer(edition.sources))),
    }


# ---------------------------------------------------------------- feeds and sitemap


def _feeds(edition: Edition, places: Places) -> Files:
    """Two of the whole ranking, and one beside the page of each speaker and outlet."""
    news = News(edition, places)

    def feed(path: str, name: str, page: str, entries: Callable[[], list[Entry]]) -> bytes:
        return atom(path, f"{edition.title}: {name}", page, entries(), places, edition.as_of)

    def beside(kind: str, one: SpeakerPage | OutletPage, entries: Callable[[str], list[Entry]]) -> bytes:
        return feed(f"{kind}/{one.id}.xml", one.name, f"{kind}/{one.id}.html", partial(entries, one.id))

    return {
        "new.xml": partial(feed, "new.xml", "new in the ranking", "index.html", news.new),
        "risen.xml": partial(feed, "risen.xml", "risen", "index.html", news.risen),
        **{f"speaker/{one.id}.xml": partial(beside, "speaker", one, news.said_by) for one in edition.speakers},
        **{f"outlet/{one.id}.xml": partial(beside, "outlet", one, news.said_in) for one in edition.outlets},
    }


def _sitemap(places: Places) -> Files:
    pages = [f"<url><loc>{escape(places.of(path) or '')}</loc></url>" for path in sorted(places.paths)]
    parts = [pages[start : start + _PER_SITEMAP] for start in range(0, len(pages), _PER_SITEMAP)]
    if len(parts) == 1:
        return {"sitemap.xml": partial(_xml, "urlset", pages)}
    made = {f"sitemap-{number}.xml": partial(_xml, "urlset", part) for number, part in enumerate(parts, 1)}
    index = [f"<sitemap><loc>{escape(places.of(path) or '')}</loc></sitemap>" for path in made]
    return {**made, "sitemap.xml": partial(_xml, "sitemapindex", index)}


def _xml(root: str, lines: Iterable[str]) -> bytes:
    body = "\n".join(lines)
    return text.shown(f'<?xml version="1.0" encoding="utf-8"?>\n<{root} {_SITEMAP}>\n{body}\n</{root}>\n').encode()


def _robots(places: Places) -> bytes:
    """Everybody may read everything; only a robots.txt at the host's root is heeded."""
    sitemap = f"\nSitemap: {places.of('sitemap.xml')}\n" if places.base else ""
    return f"User-agent: *\nAllow: /\n{sitemap}".encode()
