"""Records → a search index for the browser, built by Pagefind's program."""

import gzip
import json
import re
import subprocess
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from hashlib import sha256
from html import escape
from importlib.metadata import version
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory

from citewatch import text
from citewatch.errors import RunError
from citewatch.exports import Record
from citewatch.exports.records import KINDS

_FOLDER = "search"
_LIST = f"{_FOLDER}/index.txt"
# Russian endings are cut off in Cyrillic words; others are found by their beginnings. One language for all, since
# Pagefind searches one at a time, and a statement has words in two.
_LANGUAGE = "ru"
_PATH = re.compile(rf"{_FOLDER}/(?:[a-z]+/)?[a-z0-9_.-]+")
# What Pagefind writes and our page does not use: its own boxes for searching.
_UNUSED = ("pagefind-component-ui", "pagefind-highlight", "pagefind-modular-ui", "pagefind-ui")

Files = dict[str, Callable[[], bytes]]


def program() -> Path | None:
    """Pagefind's program, None when it is not installed."""
    try:
        from pagefind.service import get_executable
    except ImportError:
        return None
    return get_executable()


def index(records: Iterable[Record], folder: Path, pagefind: Path) -> Files:
    """What makes each file of the index, by path; those in the site's folder when they are of the same records.

    Raises: RunError when it cannot be built.
    """
    of = {_file(record.path): record for record in records}
    if not of:
        raise RunError("", "there is no statement to find yet")
    read = (text.shown(repr(record)) for record in of.values())
    mark = sha256("\n".join([version("pagefind"), *read]).encode()).hexdigest()
    try:
        return _kept(mark, folder) or _built(mark, of, pagefind)
    except (OSError, ValueError, LookupError) as error:  # also what another Pagefind would write in another form
        raise RunError("", f"the index was not built: {error}") from error


def _file(path: str) -> str:
    """A file of its own for what stands at a path, also where that is a place on a page.

    No folder's name ends as a page's: Pagefind takes it for one, and tries for five seconds to read it.
    """
    page, _, place = path.partition("#")
    return f"{page.removesuffix('.html')}/{place}.html" if place else page


def _kept(mark: str, folder: Path) -> Files | None:
    """The files of the last index, if it was built of the same pages and is whole."""
    try:
        known, *paths = (folder / _LIST).read_text("utf-8").splitlines()
    except (OSError, ValueError):
        return None
    files = [*paths, _LIST]
    if known != mark or not all(_PATH.fullmatch(path) and (folder / path).is_file() for path in files):
        return None
    return {path: (folder / path).read_bytes for path in files}


def _built(mark: str, records: Mapping[str, Record], pagefind: Path) -> Files:
    with TemporaryDirectory(prefix="citewatch-search-") as scratch:
        source, target = Path(scratch, "pages"), Path(scratch, "index")
        for path, record in records.items():
            (source / path).parent.mkdir(parents=True, exist_ok=True)
            (source / path).write_text(_page(record), "utf-8")
        _run([pagefind, "--site", source, "--output-path", target, "--force-language", _LANGUAGE], source)
        found = sorted(file for file in target.rglob("*") if file.is_file() and not file.name.startswith(_UNUSED))
        contents = {f"{_FOLDER}/{file.relative_to(target).as_posix()}": file.read_bytes() for file in found}
    contents[f"{_FOLDER}/filters.json"] = _filters(contents, records)
    contents[_LIST] = "\n".join([mark, *contents, ""]).encode()
    return {path: partial(bytes, content) for path, content in contents.items()}


def _filters(contents: Mapping[str, bytes], records: Mapping[str, Record]) -> bytes:
    """What the statements can be chosen by: for each value the numbers of Pagefind's names for them.

    Pagefind's own filters come out in another order each time, and with them the names of half of its files.
    """
    names: list[str] = []
    found: dict[str, dict[str, list[int]]] = {kind: {} for kind in KINDS}
    for path, content in contents.items():
        if path.endswith(".pf_fragment"):
            for kind, value in records[_url(content).lstrip("/")].filters:
                found[kind].setdefault(text.shown(value), []).append(len(names))
            names.append(PurePath(path).stem)
    return json.dumps({"names": names, **found}, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def _url(fragment: bytes) -> str:
    """The address in one of Pagefind's fragments, which are compressed JSON behind a mark."""
    said: str = json.loads(gzip.decompress(fragment).removeprefix(b"pagefind_dcd"))["url"]
    return said


def _run(command: Sequence[str | Path], folder: Path) -> None:
    """Raises: RunError with what the program said last."""
    folder.mkdir(exist_ok=True)
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False)  # noqa: S603 - Pagefind, and paths of ours
    if done.returncode:
        said = (done.stderr or done.stdout).decode("utf-8", "replace").strip().splitlines()
        raise RunError("", f"the index was not built: {said[-1] if said else done.returncode}")


def _page(record: Record) -> str:
    """A page for Pagefind alone to read."""
    meta = {"path": record.path, "title": record.title, "speaker": record.speaker, "day": record.day}
    lines = [
        *(f'<meta data-pagefind-meta="{name}[content]" content="{_safe(value)}">' for name, value in meta.items()),
        f'<meta data-pagefind-sort="day[content]" content="{record.day}">',
        f"<h1>{_safe(record.title)}</h1>",
        *(f"<p>{_safe(words)}</p>" for words in record.words),
    ]
    return f'<!doctype html><html lang="{_LANGUAGE}"><body data-pagefind-body>{"".join(lines)}</body></html>'


def _safe(value: str) -> str:
    return escape(text.shown(value))
