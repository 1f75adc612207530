"""The demo: the whole job day by day in a folder of its own, and pages that are as they were when last looked at."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.days import ROOT

GOLDEN = ROOT / "fixtures" / "expected" / "demo"
RENEW = "CITEWATCH_RENEW=1 python -m pytest tests/test_demo.py"


def demo(*words: object) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "citewatch", "demo", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "new" / "demo"


@pytest.fixture(scope="module")
def done(folder: Path) -> "subprocess.CompletedProcess[str]":
    return demo(folder)


def test_it_says_what_each_day_brought_and_where_the_page_is(
    done: "subprocess.CompletedProcess[str]", folder: Path
) -> None:
    assert (done.returncode, done.stderr) == (0, "")
    *days, empty, page, first = done.stdout.splitlines()
    assert [line.partition(",")[0] for line in days] == [
        *("2026-09-14: 17 new posts", "2026-09-15: 4 new posts", "2026-09-16: 5 new posts"),
    ]
    assert (empty, page) == ("", f"The page: {folder / 'site' / 'index.html'}")
    assert first.startswith("In first place: ")
    assert "cited in " in first


@pytest.mark.usefixtures("done")
def test_a_second_demo_in_the_same_folder_is_the_same(folder: Path) -> None:
    before = files(folder / "site")
    assert len(before) > 100
    (folder / "mine.txt").write_text("a note")
    again = demo(folder, "--quiet")
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
    assert files(folder / "site") == before
    assert (folder / "mine.txt").read_text() == "a note"


@pytest.mark.parametrize("place", [".", "store.db"])
def test_a_folder_that_is_not_its_own_is_left_alone(tmp_path: Path, place: str) -> None:
    for name in ("store.db", "site/index.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("mine")
    refused = demo(tmp_path / place)
    assert (refused.returncode, refused.stdout) == (1, "")
    (line,) = refused.stderr.splitlines()
    assert line.startswith(f"citewatch: {tmp_path / place}: ")
    assert files(tmp_path) == {"store.db": b"mine", "site/index.html": b"mine"}


def golden_pages(site: Path) -> dict[str, str]:
    """The front page, and of each kind of page that of what stands first."""
    pages = {"index.html": site / "index.html"}
    for kind, ranking in (("statement", "index"), ("source", "sources"), ("speaker", "speakers")):
        listed = (site / f"{ranking}.html").read_text("utf-8")
        name = listed.partition(f'href="{kind}/')[2].partition('"')[0]
        pages[f"{kind}.html"] = site / kind / name
    return {name: path.read_text("utf-8") for name, path in pages.items()}


@pytest.mark.usefixtures("done")
def test_the_pages_are_as_they_were_when_last_looked_at(folder: Path) -> None:
    pages = golden_pages(folder / "site")
    if os.environ.get("CITEWATCH_RENEW"):
        shutil.rmtree(GOLDEN, ignore_errors=True)
        GOLDEN.mkdir(parents=True)
        for name, page in pages.items():
            (GOLDEN / name).write_text(page, "utf-8")
    for name, page in pages.items():
        expected = (GOLDEN / name).read_text("utf-8")
        assert page.splitlines() == expected.splitlines(), f"if {name} is better now: {RENEW}"
