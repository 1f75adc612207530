"""An edition → a static site: flat pages, written so that a reader never meets a link to a missing one."""

import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from itertools import groupby
from pathlib import Path, PurePath
from typing import Literal, TypeAlias
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from citewatch import exports, resources, text, urls
from citewatch.errors import RunError
from citewatch.exports import Places
from citewatch.model import Edition, Listed, Row, Window, WindowEdition

MANIFEST = ".citewatch-manifest"
_TEMPORARY = ".citewatch-new"
_PER_PAGE = {"statements": 50, "sources": 200, "outlets": 200, "speakers": 200}
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

_ID = re.compile(r"[a-z0-9-]{1,80}")
_PATH = re.compile(
    r"(?:[a-z0-9-]{1,90}/){0,2}[a-z0-9_][a-z0-9._-]{0,90}\.(?:html|css|js|jsonl?|csv|bib|xml|txt|pagefind|pf_[a-z]+)|\.nojekyll"
)

Files: TypeAlias = Mapping[str, Callable[[], bytes]]
Watch: TypeAlias = Callable[[Iterable["Step"]], Iterable["Step"]]


@dataclass(frozen=True, slots=True)
class SiteReport:
    """How many files of the site are new, changed, as before, and gone."""

    new: int
    changed: int
    unchanged: int
    removed: int


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do to a file of the site."""

    act: Literal["add", "refresh", "remove"]
    path: str


@dataclass(frozen=True, slots=True)
class _Part:
    """One page of a ranking: its `rows` and, of statements, those cited `once`. `parts`: the paths of all its pages."""

    kind: str
    window: WindowEdition
    rows: tuple[Listed, ...]
    once: tuple[Listed, ...]
    number: int
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Page:
    """A page to be rendered: `value` is what it shows of the edition."""

    path: str
    template: str
    value: object = None


def write_site(edition: Edition, folder: Path) -> SiteReport:
    """Make the folder hold this edition's site; files that citewatch did not write stay.

    Raises: RunError when the folder is not ours or cannot be written.
    """
    return write(render(edition), folder)


# Edition → files


def render(edition: Edition, *, searchable: bool = False) -> dict[str, Callable[[], bytes]]:
    """What makes each file of the site, by path, in the order in which they are to be written.

    `searchable`: whether there is an index for the page that searches.

    Raises: ValueError for an id that is none, or two pages of one path.
    """
    pages = [*_details(edition), *(_Page(f"{name}.html", name) for name in ("method", "status", "404"))]
    pages += [_Page("search.html", "search")] * searchable
    lists = [page for kind in ("speakers", "outlets", "sources", "statements") for page in _rankings(edition, kind)]
    paths = [page.path for page in (*pages, *lists)]
    if twice := [path for path, times in Counter(paths).items() if times > 1]:
        raise ValueError(f"two pages of one path: {', '.join(twice)}")
    known = frozenset(paths)
    aliases = [page for page in _aliases(edition) if page.path not in known]
    places = Places(edition.base_url.rstrip("/") if edition.base_url else None, known - {"404.html"})

    def made(of: Iterable[_Page]) -> dict[str, Callable[[], bytes]]:
        return {page.path: partial(_html, page, edition, places) for page in of}

    return {**_fixed(), **made((*pages, *aliases)), **exports.files(edition, places), **made(lists)}


def _fixed() -> dict[str, Callable[[], bytes]]:
    """The files that are the same in every edition."""
    folder = resources.templates() / "site"
    schemas = {f"data/schema/{file.name}": file.read_bytes for file in sorted(folder.glob("schema/*.json"))}
    named = {name: (folder / name).read_bytes for name in ("style.css", "search.js")}
    return {**named, ".nojekyll": bytes, **schemas}


def _details(edition: Edition) -> Iterator[_Page]:
    yield from (_Page(_path("statement", page.id), "statement", page) for page in edition.statements)
    yield from (_Page(_path("source", page.id), "source", page) for page in edition.sources)
    yield from (_Page(_path("speaker", page.id), "speaker", page) for page in edition.speakers)
    yield from (_Page(_path("outlet", page.id), "outlet", page) for page in edition.outlets)


def _aliases(edition: Edition) -> Iterator[_Page]:
    for page in edition.statements:
        yield from (_Page(_path("statement", alias), "alias", page) for alias in page.aliases)


def _rankings(edition: Edition, kind: str) -> Iterator[_Page]:
    """The pages of one kind's rankings, the first page of the first window last."""
    template = "ranking" if kind == "statements" else "listing"
    for index, window in reversed(list(enumerate(edition.windows))):
        stem = _stem(kind, window.window, index == 0)
        for path, part in reversed(list(_parts(kind, window, stem))):
            yield _Page(path, template, part)


def _parts(kind: str, window: WindowEdition, stem: str) -> Iterator[tuple[str, _Part]]:
    rows: tuple[Listed, ...] = getattr(window, kind)
    once = window.once if kind == "statements" else ()
    size = _PER_PAGE[kind]
    starts = range(0, max(len(rows), len(once), 1), size)
    parts = tuple(f"{stem}.html" if start == 0 else f"{stem}-{number}.html" for number, start in enumerate(starts, 1))
    for number, (path, start) in enumerate(zip(parts, starts, strict=True), 1):
        cut = slice(start, start + size)
        yield path, _Part(kind, window, rows[cut], once[cut], number, parts)


def _path(kind: str, id_: str) -> str:
    if not _ID.fullmatch(id_):
        raise ValueError(f"{id_!r} is no id of a {kind}")
    return f"{kind}/{id_}.html"


def _stem(kind: str, window: Window, first: bool) -> str:
    """The file name of a ranking, without its ending."""
    if kind == "statements":
        return "index" if first else f"window-{window}"
    return kind if first else f"{kind}-window-{window}"


def _html(page: _Page, edition: Edition, places: Places) -> bytes:
    values = {"edition": edition, "page": page.value, "path": page.path, "paths": places.paths, "places": places}
    text = _environment().get_template(f"{page.template}.html").render(values, root=_root(page.path, edition))
    return text.encode()


def _root(path: str, edition: Edition) -> str:
    """The way from a page to the site's folder. A server shows 404.html at any address, so it needs the whole way."""
    if path != "404.html" or not edition.base_url:
        return "../" * path.count("/")
    folder = urlsplit(edition.base_url).path.strip("/")
    return f"/{folder}/" if folder else "/"


# Words and templates


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(resources.templates() / "site"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_clean,
    )
    environment.globals.update(stem=_stem, card=exports.card, linked=exports.linked, csl=exports.csl)
    environment.filters.update(
        web=urls.web,
        day=_day,
        days=_days,
        span=_span,
        place=_place,
        count=_count,
        bibtex=exports.bibtex,
        csl_json=exports.csl_json,
    )
    return environment


def _clean(value: object) -> object:
    """What is printed, without characters that a page must not hold."""
    if value is None:
        raise TypeError("a template printed None")
    is_markup = hasattr(value, "__html__")  # what a macro made; its parts were cleaned when it printed them
    return text.shown(value) if isinstance(value, str) and not is_markup else value


def _day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _days(window: Window) -> str:
    return "All time" if window == "all" else _count(window, "day")


def _span(window: WindowEdition) -> str:
    """The days of a window: «28 April – 4 May 2026»."""
    first, last = window.first, window.last
    if first is None or first == last:
        return _day(last)
    same_year, same_month = first.year == last.year, (first.year, first.month) == (last.year, last.month)
    start = str(first.day) if same_month else _day(first).removesuffix(f" {last.year}" if same_year else "")
    return f"{start} – {_day(last)}"


def _place(row: Row) -> str:
    return f"={row.place}" if row.tied else str(row.place)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number:,} {noun}s"


# Files → folder


def plan(old: Mapping[str, bool], new: Iterable[str]) -> tuple[Step, ...]:
    """The steps from one site to the next: new files, then those that may have changed, then stale ones.

    `old`: the files there are, False for one that no list leads to, as a write that was cut off leaves them.
    `new`: in order, lists behind what they list, the front page last.
    """
    paths = list(new)
    return (
        *(Step("add", path) for path in paths if not old.get(path)),
        *(Step("refresh", path) for path in paths if old.get(path)),
        *(Step("remove", path) for path in sorted(old.keys() - set(paths))),
    )


def write(files: Files, folder: Path, watch: Watch = iter) -> SiteReport:
    """Make the folder hold these files, and no others that citewatch wrote; `watch` sees each step before it is done.

    Raises: RunError when the folder is not ours or cannot be written.
    """
    try:
        return _write(files, folder, watch)
    except OSError as error:
        raise RunError(str(folder), f"the site cannot be written: {error}") from error


def _write(files: Files, folder: Path, watch: Watch) -> SiteReport:
    old = _read_manifest(folder)
    _refuse_foreign(files, folder, old)
    # Recorded before each kind of step, so that after a crash nothing of ours looks foreign, and it is known
    # which files a reader can come to.
    begun: dict[str, dict[str, bool]] = {
        "add": {**dict.fromkeys(files, False), **old},
        "refresh": {**old, **dict.fromkeys(files, True)},
        "remove": {path: path in files for path in {*old, *files}},
    }
    done: Counter[str] = Counter()
    for act, steps in groupby(watch(plan(old, files)), key=lambda step: step.act):
        _save_manifest(begun[act], folder)
        done.update(_take(step, files, folder) for step in steps)
    _save_manifest(dict.fromkeys(files, True), folder)
    return SiteReport(done["new"], done["changed"], done["unchanged"], done["removed"])


def _take(step: Step, files: Files, folder: Path) -> Literal["new", "changed", "unchanged", "removed"]:
    if step.act == "remove":
        _remove(step.path, folder)
        return "removed"
    existed = (folder / step.path).is_file()
    if not _replace(step.path, files[step.path](), folder):
        return "unchanged"
    return "changed" if existed else "new"


def _replace(path: str, content: bytes, folder: Path) -> bool:
    """Put the content there in one move, unless it is there already."""
    target = folder / path
    if target.is_file() and target.read_bytes() == content:
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = folder / _TEMPORARY
    temporary.write_bytes(content)
    temporary.replace(target)
    return True


def _remove(path: str, folder: Path) -> None:
    (folder / path).unlink(missing_ok=True)
    with suppress(OSError):  # others may still be in it
        for parent in PurePath(path).parents[:-1]:
            (folder / parent).rmdir()


def _read_manifest(folder: Path) -> dict[str, bool]:
    """The files here that citewatch wrote, as `plan` takes them. It makes the folder, too.

    Raises: RunError for a folder with files in it and no manifest.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _TEMPORARY).unlink(missing_ok=True)
    if not (folder / MANIFEST).is_file():
        if any(folder.iterdir()):
            raise RunError(str(folder), "it holds files that citewatch did not write; choose an empty folder")
        return {}
    lines = (folder / MANIFEST).read_text("utf-8", "replace").splitlines()
    # Only names as we give them: a manifest from elsewhere must not lead out of the folder.
    named = ((line.removeprefix("+"), not line.startswith("+")) for line in lines)
    return {path: whole for path, whole in named if _PATH.fullmatch(path) and (folder / path).is_file()}


def _save_manifest(files: Mapping[str, bool], folder: Path) -> None:
    lines = (path if whole else f"+{path}" for path, whole in sorted(files.items()))
    _replace(MANIFEST, "".join(f"{line}\n" for line in lines).encode(), folder)


def _refuse_foreign(files: Iterable[str], folder: Path, old: Mapping[str, bool]) -> None:
    """Raises: RunError when something that citewatch did not write stands where one of its files belongs."""
    foreign = [path for path in files if path not in old and os.path.lexists(folder / path)]
    if foreign:
        raise RunError(str(folder / foreign[0]), "citewatch did not write this file and needs its name; move it away")
