"""`init`: the files with which one begins."""

import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path

import typer

from citewatch import __version__, resources
from citewatch.cli import wiring
from citewatch.errors import ConfigError, RunError

WORKFLOW = Path(".github/workflows/publish.yml")
_INSTALL = re.compile(r"(      - name: Install citewatch\n        run: )\|\n(?:          .*\n)+")
_SPEC = re.compile(r"[A-Za-z0-9 @:/.,=<>~!+\[\]_#&-]+")


@dataclass(frozen=True, slots=True)
class Blog:
    """The blog to begin with; what is not known is left as the example has it."""

    url: str | None = None
    name: str | None = None
    lang: str | None = None
    site: str | None = None


def asked(blog: Blog) -> Blog:
    """What was not given is asked for, where somebody is there to answer."""
    if any((blog.url, blog.name, blog.lang, blog.site)) or not sys.stdin.isatty():
        return blog
    url = typer.prompt("The address of the blog's feed (Atom or RSS)")
    name = typer.prompt("The blog's name")
    lang = typer.prompt("The language of its posts", default="en")
    site = typer.prompt("The address at which the page will stand (empty: none yet)", default="", show_default=False)
    return Blog(url, name, lang, site or None)


def write_settings(path: Path, blog: Blog) -> None:
    """Raises: ConfigError for a path that is taken, or for what is wrong; RunError for one that cannot be written."""
    text = resources.first_settings().read_text("utf-8")
    for known, given in (
        ("name: A blog", f"name: {_quoted(blog.name)}"),
        ("url: https://blog.example/feed/", f"url: {_quoted(blog.url)}"),
        ("lang: en", f"lang: {_quoted(blog.lang)}"),
    ):
        text = text.replace(known, given, 1) if not given.endswith("null") else text
    if blog.site:
        text += f"\nsite:\n  url: {_quoted(blog.site)}\n"
    _write(path, text)
    try:
        wiring.settings_of(path)
    except ConfigError:
        path.unlink()
        raise


def write_others(folder: Path, install: str | None) -> list[Path]:
    """`overrides.yaml`, and the workflow when it is wanted; what is there stays. Returns what was written.

    `install`: what pip installs in the workflow. Raises: ConfigError, RunError.
    """
    files = {folder / "overrides.yaml": resources.first_overrides().read_text("utf-8")}
    if install is not None:
        files[folder / WORKFLOW] = workflow(install)
    new = {path: text for path, text in files.items() if not path.exists()}
    for path, text in new.items():
        _write(path, text)
    return list(new)


def workflow(install: str) -> str:
    """The workflow for a repository of one's own, which installs citewatch from somewhere. Raises: ConfigError."""
    spec = install or f"citewatch=={__version__}"
    if not _SPEC.fullmatch(spec):
        raise ConfigError("--install", f"{spec!r} is nothing that pip installs, such as citewatch=={__version__}")
    return _INSTALL.sub(rf'\g<1>python -m pip install "{spec}"' + "\n", resources.workflow().read_text("utf-8"))


def _quoted(value: str | None) -> str:
    return json.dumps(value, ensure_ascii=False)  # which is YAML too


def _write(path: Path, text: str) -> None:
    try:
        if path.name != "sources.yaml":
            path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise ConfigError(str(path), "is there already; it is left as it is") from None
    except OSError as error:
        raise RunError(str(path), f"cannot be written: {error.strerror}") from error
