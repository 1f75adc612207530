"""Files → a folder, written so that a reader never meets half a page, or a link to a page that is not there yet."""

import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path, PurePath
from typing import Literal, TypeAlias

from citewatch.errors import RunError

MANIFEST = ".citewatch-manifest"
_TEMPORARY = ".citewatch-new"
_PATH = re.compile(
    r"(?:[a-z0-9-]{1,90}/){0,2}[a-z0-9_][a-z0-9._-]{0,90}\.(?:html|css|js|jsonl?|csv|bib|xml|txt|png|pagefind|pf_[a-z]+)|\.nojekyll"
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
