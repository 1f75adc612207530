"""An edition → what makes each file of its site.

What a template is  A name that is not given is an error.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import cached_property, partial
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from citewatch import __version__, exports, resources, rules, urls
from citewatch.exports import Places
from citewatch.model import Edition, Listed, Window, WindowEdition
from citewatch.site import pictures, tags, words

PAGES = {
    "statement": "model.StatementPage",
    "alias": "model.StatementPage, at an address that it had before",
    "post": "model.PostPage",
    "source": "model.SourcePage",
    "speaker": "model.SpeakerPage",
    "outlet": "model.OutletPage",
    "ranking": "Part of the statements of a window",
    "listing": "Part of the sources, outlets, speakers or statements cited once of a window",
    "graph": "Part of a window without rows",
    "method": None,
    "status": None,
    "corrections": None,
    "search": None,
    "404": None,
}
"""By template: the class of its `page`, None for those that show the edition alone."""

_PER_PAGE = 50
_STALE = timedelta(hours=36)
_COMPARED = timedelta(days=59)
_ID = re.compile(r"[a-z0-9-]{1,80}")
_LISTS = ("once", "speakers", "outlets", "sources", "graph", "statements")


@dataclass(frozen=True, slots=True)
class Part:
    """One page of a list of a window: its `rows`. `parts`: the paths of all its pages."""

    kind: str
    window: WindowEdition
    rows: tuple[Listed, ...]
    number: int
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Page:
    """A page to be rendered: `value` is what it shows of the edition."""

    path: str
    template: str
    value: object = None


def render(edition: Edition, *, searchable: bool = False) -> dict[str, Callable[[], bytes]]:
    """What makes each file of the site, by path, in the order in which they are to be written.

    `searchable`: whether there is an index for the page that searches.
    Raises: ValueError for an id that is none, or two pages of one path.
    """
    return Site(edition, searchable=searchable).files()


class Site:
    """The pages of an edition, and what templates ask about them: `link`, `statement_link`, `said`, `stem`, `graph`."""

    def __init__(self, edition: Edition, *, searchable: bool) -> None:
        self.edition = edition
        self._plain = ("method", "status", "corrections", "404", *(["search"] if searchable else []))
        self.statements = {page.id: page for page in edition.statements}
        self._environments: dict[str, Environment] = {}

    def files(self) -> dict[str, Callable[[], bytes]]:
        pages, lists = [*self._details(), *map(_plain, self._plain)], [*self._lists()]
        paths = [page.path for page in (*pages, *lists)]
        if twice := [path for path, times in Counter(paths).items() if times > 1]:
            raise ValueError(f"two pages of one path: {', '.join(twice)}")
        base = self.edition.base_url.rstrip("/") if self.edition.base_url else None
        self.places = Places(base, frozenset(paths) - {"404.html"})
        return {
            **self._fixed(),
            **self._made((*pages, *self._aliases())),
            **exports.files(self.edition, self.places),
            **self._made(lists),
        }

    def _fixed(self) -> dict[str, Callable[[], bytes]]:
        """The files that are the same in every edition, and the script that knows its day."""
        folder = resources.templates() / "site"
        schemas = {f"data/schema/{file.name}": file.read_bytes for file in sorted(folder.glob("schema/*.json"))}
        named = {name: (folder / name).read_bytes for name in ("style.css", "search.js", "card.png")}
        return {**named, "site.js": self._script, ".nojekyll": bytes, **schemas}

    def _made(self, pages: Iterable[_Page]) -> dict[str, Callable[[], bytes]]:
        return {page.path: partial(self._html, page) for page in pages}

    # ------------------------------------------------------------ pages

    def _details(self) -> Iterator[_Page]:
        said = [(_path("statement", one.id), one) for one in self.edition.statements]
        yield from (_Page(path, "statement", one) for path, one in said if not one.alone)
        yield from (_Page(_path("post", one.id), "post", one) for one in self.edition.posts)
        yield from (_Page(_path("source", one.id), "source", one) for one in self.edition.sources)
        yield from (_Page(_path("speaker", one.id), "speaker", one) for one in self.edition.speakers)
        yield from (_Page(_path("outlet", one.id), "outlet", one) for one in self.edition.outlets)

    def _aliases(self) -> Iterator[_Page]:
        for page in self.edition.statements:
            if not page.alone:
                free = (alias for alias in page.aliases if alias not in self.statements)
                yield from (_Page(_path("statement", alias), "alias", page) for alias in free)

    def _lists(self) -> Iterator[_Page]:
        """The lists, the first page of the front page's ranking last."""
        for kind in _LISTS:
            template = {"statements": "ranking", "graph": "graph"}.get(kind, "listing")
            for window in reversed(self.edition.windows):
                parts = _parts(kind, window, self.stem(kind, window.window))
                yield from (_Page(path, template, part) for path, part in reversed(list(parts)))

    def _html(self, page: _Page) -> bytes:
        template = self._environment(self._root(page.path)).get_template(f"{page.template}.html")
        return template.render(page=page.value, path=page.path).encode()

    def _script(self) -> bytes:
        return self._environment("").get_template("site.js").render().encode()

    def _root(self, path: str) -> str:
        """The way from a page to the site's folder. A server shows 404.html anywhere, so it needs the whole way."""
        if path != "404.html" or not self.edition.base_url:
            return "../" * path.count("/")
        folder = urlsplit(self.edition.base_url).path.strip("/")
        return f"/{folder}/" if folder else "/"

    # ------------------------------------------------------------ what templates are given

    def _environment(self, root: str) -> Environment:
        """One for each way to the site's folder: so what is imported knows it, and is compiled once."""
        if root not in self._environments:
            self._environments[root] = environment = _environment()
            environment.globals.update(self.given(root))
            environment.filters.update(self._filters(root))
        return self._environments[root]

    def given(self, root: str) -> dict[str, Any]:
        """The names that every template knows, beside `page` and `path`."""
        return {
            "edition": self.edition,
            "root": root,
            "stale": self.stale,
            "watched": self.watched,
            "since": min((post.day for post in self.edition.posts), default=None),
            "version": __version__,
            "measured": [(figure, what.partition(" | ")[2]) for figure, what in rules.pairs("measured")],
            "places": self.places,
            "card": exports.card,
            "linked": exports.linked,
            "csl": exports.csl,
            "list_link": lambda kind, window: self._link(root, f"{self.stem(kind, window)}.html"),
            "said": self.statements.__getitem__,
            "graph": lambda window: pictures.graph(window, self.statements),
            "timeline": pictures.timeline,
        }

    def _filters(self, root: str) -> dict[str, Callable[..., object]]:
        """What is asked of things many times on each page; a filter is called faster than a function."""

        def at(id_: str, kind: str) -> str:
            return self._link(root, f"{kind}/{id_}.html")

        return {
            "at": at,
            "said_at": partial(self._statement_link, root),
            "refs": lambda things, kind: tags.refs(at, kind, things),
            "speaker": partial(tags.speaker, at),
        }

    def stem(self, kind: str, window: Window) -> str:
        """The file name of a list, without its ending."""
        first = window == self.edition.windows[0].window
        if kind == "statements":
            return "index" if first else f"window-{window}"
        return kind if first else f"{kind}-window-{window}"

    @cached_property
    def stale(self) -> bool:
        """Whether the last good run was more than 36 hours before the edition's day began; scripts look closer."""
        good = self.edition.last_good
        return good is not None and datetime.combine(self.edition.as_of, time(), UTC) - good > _STALE

    @cached_property
    def watched(self) -> bool:
        """Whether posts are known from the 60 days that «rising» compares; before, everything would rise."""
        first = min((post.day for post in self.edition.posts), default=self.edition.as_of)
        return first <= self.edition.as_of - _COMPARED

    def _link(self, root: str, path: str) -> str:
        """The way to a page; nothing when there is no such page."""
        return root + path if path in self.places.paths else ""

    def _statement_link(self, root: str, id_: str) -> str:
        """The way to a statement: its page, or its place on the page of the post that alone reports it."""
        page = self.statements.get(id_)
        return root + page.path if page and page.path.partition("#")[0] in self.places.paths else ""


def _plain(name: str) -> _Page:
    return _Page(f"{name}.html", name)


def _parts(kind: str, window: WindowEdition, stem: str) -> Iterator[tuple[str, Part]]:
    rows: tuple[Listed, ...] = () if kind == "graph" else getattr(window, kind)
    starts = range(0, max(len(rows), 1), _PER_PAGE)
    parts = tuple(f"{stem}.html" if start == 0 else f"{stem}-{number}.html" for number, start in enumerate(starts, 1))
    for number, (path, start) in enumerate(zip(parts, starts, strict=True), 1):
        yield path, Part(kind, window, rows[start : start + _PER_PAGE], number, parts)


def _path(kind: str, id_: str) -> str:
    if not _ID.fullmatch(id_):
        raise ValueError(f"{id_!r} is no id of a {kind}")
    return f"{kind}/{id_}.html"


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(resources.templates() / "site"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=words.clean,
        auto_reload=False,
    )
    plain = ("archived", "day", "days", "span", "count", "sentence", "near", "beginning", "ending")
    environment.filters.update({name: getattr(words, name) for name in plain})
    tagged = ("to", "out", "said", "lang", "place", "marked", "bars")
    environment.filters.update({name: getattr(tags, name) for name in tagged}, date=tags.day, plain_place=words.place)
    environment.filters.update(web=urls.web, bibtex=exports.bibtex, csl_json=exports.csl_json)
    return environment
