"""Another blog and another pair of languages, by configuration alone: German posts on Russian sources."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.days import ROOT

GERMAN = ROOT / "fixtures" / "german"
# Names of the first blog that citewatch was made for, and of the paper that it cites most.
NAMES = re.compile(r"window ?on ?eurasia|windowoneurasia|camonitor|central asia monitor", re.IGNORECASE)
MAY_NAME_THEM = {"sources.yaml", "README.md", "CHANGELOG.md"}


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("german")
    run("run", folder, "--site", str(folder / "site"), "--replay", str(GERMAN / "web"), "--quiet")
    return folder


def run(command: str, folder: Path, *words: str) -> str:
    where = ["--config", str(GERMAN / "sources.yaml"), "--db", str(folder / "store.db")]
    done = subprocess.run([sys.executable, "-m", "citewatch", command, *where, *words], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def ranking(ran: Path, of: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run("rank", ran, "--json", "--of", of, "--as-of", "2026-10-05"))["rows"]
    return found


def test_the_source_of_two_posts_is_first(ran: Path) -> None:
    first, second = ranking(ran, "sources")
    assert (first["source"], first["P"], first["ranked"]) == ("volzhskiy-listok.example/2026/10/avtobus.html", 2, True)
    assert (second["source"], second["P"]) == ("volzhskiy-listok.example/2026/10/mer.html", 1)
    assert [(one["outlet"], one["P"]) for one in ranking(ran, "outlets")] == [("Волжский листок", 2)]


def test_statements_and_where_they_are_from(ran: Path) -> None:
    """Who speaks is not read in German: so equal words of two posts are two statements, possibly the same."""
    rows = ranking(ran, "statements")
    bus = "Wir haben den Bus nicht verloren, wir haben ihn verkauft"
    assert sorted(row["text"] for row in rows) == [
        "Der Fahrplan wird im Frühjahr neu gedruckt",
        "Nachts bleibt nur das Pferd meines Nachbarn",
        *(bus, bus),
    ]
    assert {(row["P"], row["P_hi"]) for row in rows if row["text"] == bus} == {(1, 2)}
    assert {citation["url"] for row in rows for one in row["quotations"] for citation in one["citations"]} == {
        "https://volzhskiy-listok.example/2026/10/avtobus.html",
        "https://volzhskiy-listok.example/2026/10/mer.html",
    }


def test_the_site_says_the_language(ran: Path) -> None:
    page = (ran / "site" / "index.html").read_text("utf-8")
    assert "Was die Moskauer Hefte zitieren" in page
    assert 'lang="de"' in page
    assert any("Автобус до больницы" in one.read_text("utf-8") for one in (ran / "site" / "source").glob("*.html"))


def test_no_code_knows_the_first_blog() -> None:
    files = [path for folder in ("citewatch", "templates") for path in (ROOT / folder).rglob("*") if path.is_file()]
    texts = {path: path.read_text("utf-8", "replace") for path in files if "__pycache__" not in path.parts}
    assert len(texts) > 100
    assert [path for path, text in texts.items() if path.name not in MAY_NAME_THEM and NAMES.search(text)] == []
