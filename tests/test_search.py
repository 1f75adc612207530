"""The search: the real index, asked through Node and through a browser; built only when it must be."""

import json
import shutil
import stat
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from selectolax.lexbor import LexborHTMLParser

from citewatch import search
from citewatch.errors import RunError
from citewatch.exports import Record, records
from citewatch.model import Edition
from citewatch.site import render, write
from tests.site_editions import hostile, rich
from tests.site_facts import SAID
from tests.test_pages import violations
from tests.test_site import HOSTILE

NODE = shutil.which("node")
PAGEFIND = search.program()

needs_pagefind = pytest.mark.skipif(PAGEFIND is None, reason="pagefind is not installed: pip install 'pagefind[bin]'")
needs_node = pytest.mark.skipif(NODE is None, reason="node is not installed")


def record(name: str, title: str, *words: str, day: str = "2026-05-04", **filters: str) -> Record:
    pairs = {"language": "en", "period": day[:4], **filters}
    return Record(f"statement/{name}.html", title, words, filters.get("speaker", ""), day, tuple(pairs.items()))


MOVEMENT = record("movement", "This movement cannot be stopped", "Это движение нельзя остановить.", language="ru")
FACTION = record("faction", "The Internationalist wing votes", speaker="Ann Lee", outlet="Steppe Monitor")
OLD = record("old", "The wing voted against", speaker="Ann Lee", day="2019-01-02")


def files(folder: Path, *of: Record) -> search.Files:
    assert PAGEFIND is not None
    return search.index(of, folder, PAGEFIND)


def put(made: search.Files, folder: Path) -> None:
    write(made, folder)


def ask(folder: Path, *questions: str | None) -> list[list[dict[str, str]]]:
    """What each question finds: id, url and title of every hit; None finds all."""
    assert NODE is not None
    command = [NODE, "--no-warnings", str(Path(__file__).with_name("search.mjs")), str(folder)]
    done = subprocess.run(command, input=json.dumps(questions), capture_output=True, text=True, check=True)
    found: list[list[dict[str, str]]] = json.loads(done.stdout)
    return found


def names(found: list[dict[str, str]]) -> set[str]:
    return {Path(one["url"]).stem for one in found}


# Through Node


@needs_pagefind
@needs_node
def test_words_are_found_in_both_scripts_and_in_other_forms(tmp_path: Path) -> None:
    put(files(tmp_path, MOVEMENT, FACTION, OLD), tmp_path)
    questions = {
        "движения": {"movement"},
        "движением": {"movement"},
        "internationalists": {"faction"},
        "Internationalist": {"faction"},
        "movements": {"movement"},
        "lee": {"faction", "old"},
        "vote": {"faction", "old"},
        "гиппопотам": set(),
    }
    found = ask(tmp_path, *questions)
    assert {words: names(one) for words, one in zip(questions, found, strict=True)} == questions


@needs_pagefind
@needs_node
def test_filters_name_what_is_found(tmp_path: Path) -> None:
    put(files(tmp_path, MOVEMENT, FACTION, OLD), tmp_path)
    (everything,) = ask(tmp_path, None)
    paths = {one["id"]: Path(one["url"]).stem for one in everything}
    filters = json.loads((tmp_path / "search/filters.json").read_text("utf-8"))
    ids = filters.pop("names")
    assert {
        kind: {value: {paths[ids[number]] for number in numbers} for value, numbers in values.items()}
        for kind, values in filters.items()
    } == {
        "language": {"en": {"faction", "old"}, "ru": {"movement"}},
        "outlet": {"Steppe Monitor": {"faction"}},
        "period": {"2019": {"old"}, "2026": {"movement", "faction"}},
        "speaker": {"Ann Lee": {"faction", "old"}},
    }


@needs_pagefind
@needs_node
def test_hostile_words_stay_words(tmp_path: Path) -> None:
    of = [record(f"s-{n}", f"zebra {text}", text, speaker=text, outlet=text) for n, text in enumerate(HOSTILE)]
    put(files(tmp_path, *of), tmp_path)
    (found,) = ask(tmp_path, "zebra")
    assert names(found) == {f"s-{n}" for n in range(len(HOSTILE))}
    titles = {one["title"] for one in found}
    assert {
        "zebra <script>alert(1)</script>",
        "zebra &lt;b&gt;&#60;script&#62;",
        "zebra {{ 7 * 7 }}{% raw %}",
    } <= titles


# Records


def test_a_statement_with_a_page_has_a_record() -> None:
    found = {one.path: one for one in records(rich(), frozenset(render(rich())))}
    assert found.keys() == {page.path for page in rich().statements}
    first = found[f"statement/{SAID[0].id}.html"]
    assert (first.title, first.speaker, first.day) == (SAID[0].text, "Damir Esenkulov", "2026-04-22")
    assert first.filters == (
        *(("speaker", "Damir Esenkulov"), ("outlet", "Steppe Monitor"), ("outlet", "Степной вестник")),
        *(("language", "en"), ("language", "ru"), ("period", "2026")),
    )
    assert SAID[0].original in first.words
    assert "Damir Esenkulov" in first.words
    assert list(records(rich(), frozenset())) == []


# The page


def test_the_search_page_runs_only_our_scripts() -> None:
    made = {path: make() for path, make in render(rich(), searchable=True).items() if path.endswith(".html")}
    running = {path for path, html in made.items() if LexborHTMLParser(html).css("script[src*=search]")}
    assert running == {"search.html"}
    page = LexborHTMLParser(made["search.html"])
    _, script = page.css("script:not([type*=json])")
    policy = page.css_first("meta[http-equiv=Content-Security-Policy]")
    assert (script.attributes["src"], script.text()) == ("search.js", "")
    assert policy is not None
    assert policy.attributes["content"] == (
        "default-src 'none'; script-src 'self' file: 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; "
        "style-src 'self' file:; img-src 'self' data:; base-uri 'none'; form-action 'none'"
    )
    assert "search.html" not in render(rich())


# Built only when it must be


@needs_pagefind
def test_the_same_records_are_not_indexed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(files(tmp_path, MOVEMENT, FACTION), tmp_path)
    monkeypatch.setattr(search, "_run", None)
    again = files(tmp_path, MOVEMENT, FACTION)
    assert write(again, tmp_path).unchanged == len(again)
    with pytest.raises(TypeError):
        files(tmp_path, MOVEMENT)
    next(tmp_path.glob("search/fragment/*")).unlink()
    with pytest.raises(TypeError):
        files(tmp_path, MOVEMENT, FACTION)


@needs_pagefind
def test_the_same_records_give_the_same_bytes(tmp_path: Path) -> None:
    of = [record(f"s-{n}", f"It is {n}", speaker=f"Speaker {n}", day=f"{1990 + n}-01-02") for n in range(30)]
    one, other = ({path: make() for path, make in files(tmp_path, *of).items()} for _ in range(2))
    assert one == other


@needs_pagefind
def test_an_index_of_other_records_replaces_the_old_one(tmp_path: Path) -> None:
    put(files(tmp_path, MOVEMENT, FACTION), tmp_path)
    put(files(tmp_path, OLD), tmp_path)
    assert len(list(tmp_path.glob("search/fragment/*"))) == 1
    kept = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    assert kept - {".citewatch-manifest"} == files(tmp_path, OLD).keys()


@pytest.mark.parametrize("listed", ["", "mark\n../../secret\n", "\xff"])
def test_a_spoiled_list_is_no_index(tmp_path: Path, listed: str) -> None:
    (tmp_path / "search").mkdir()
    (tmp_path / "search/index.txt").write_bytes(listed.encode("latin-1"))
    assert search._kept("mark", tmp_path) is None


@needs_pagefind
def test_fragments_of_another_form_are_no_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "_url", lambda _: "/elsewhere.html")
    with pytest.raises(RunError, match="not built"):
        files(tmp_path, MOVEMENT)


@needs_pagefind
def test_of_nothing_there_is_no_index(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="no statement to find yet"):
        files(tmp_path)


@pytest.mark.parametrize(("body", "said"), [("echo no; exit 3", "no"), ("exit 3", "3")])
def test_a_program_that_fails_says_why(tmp_path: Path, body: str, said: str) -> None:
    program = tmp_path / "pagefind"
    program.write_text(f"#!/bin/sh\n{body}\n")
    with pytest.raises(RunError, match="not built"):
        search.index([MOVEMENT], tmp_path, program)  # it may not be run
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    with pytest.raises(RunError, match=f"not built: {said}"):
        search.index([MOVEMENT], tmp_path, program)


def test_no_folder_looks_like_a_page(tmp_path: Path) -> None:
    """Pagefind would try to read it, for five seconds."""
    program = tmp_path / "pagefind"
    program.write_text('#!/bin/sh\ntest -z "$(find . -type d -name "*.html")" && echo none; exit 3\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    with pytest.raises(RunError, match="not built: none"):
        search.index([MOVEMENT, replace(OLD, path="post/one.html#said")], tmp_path, program)


# Through a browser


def whole(edition: Edition, folder: Path) -> None:
    """The site with its index."""
    pages = render(edition, searchable=True)
    write({**files(folder, *records(edition, frozenset(pages))), **pages}, folder)


@needs_pagefind
def test_a_reader_searches_and_chooses(served: tuple[Path, str], page: Page) -> None:
    folder, address = served
    whole(rich(), folder)
    page.goto(f"{address}/search.html?q=отказали")
    page.wait_for_selector("#found li")
    assert page.locator("#told").inner_text() == "1 statement"
    link = page.locator("#found .words a")
    assert link.inner_text() == SAID[0].text
    assert page.locator("#found mark").first.inner_text().startswith("отказал")
    assert link.evaluate("one => one.href") == f"{address}/statement/{SAID[0].id}.html"
    page.select_option("#period", "2026")
    expect(page.locator("#found li")).to_have_count(1)
    page.select_option("#speaker", "Pyotr Lansky")
    expect(page.locator("#found li")).to_have_count(0)
    page.select_option("#period", "")
    page.fill("#words", "")
    page.select_option("#speaker", "Pyotr Lansky")
    expect(page.locator("#found li")).to_have_count(2)
    assert page.evaluate("location.search") == "?speaker=Pyotr+Lansky"
    assert page.locator("#language option").all_inner_texts()[0] == "All"
    assert "Russian" in page.locator("#language option").all_inner_texts()
    assert violations(page) == []


@needs_pagefind
@pytest.mark.parametrize("text", ["<img src=x onerror=alert(1)>", "&lt;b&gt; </mark><script>alert(1)</script>"])
def test_hostile_words_are_shown_as_text(served: tuple[Path, str], page: Page, text: str) -> None:
    folder, address = served
    whole(replace(hostile(f"zebra {text}"), base_url=None), folder)
    page.goto(f"{address}/search.html?q=zebra")
    page.wait_for_selector("#found li")
    assert page.locator("#found .words a").first.inner_text() == f"zebra {text}"
    assert page.locator("#found :is(img, script, b)").count() == 0
