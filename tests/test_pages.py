"""The pages in a real browser, by a validator, and with every link followed: from a folder, and from two servers."""

import gzip
import re
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urljoin

import html5lib
import pytest
from playwright.sync_api import Browser, Page, Route

from citewatch.model import Edition
from citewatch.site import render, write
from tests.site_editions import empty, hostile, many, rich
from tests.site_facts import GOOD

AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
STATEMENT = "statement/nobody-has-refused-us.html"
KINDS = (
    *("index.html", "once.html", "sources.html", "outlets.html", "speakers.html", "graph-window-all.html"),
    *(STATEMENT, "post/post-3.html", "source/parom.html", "speaker/damir-esenkulov.html", "outlet/al-jabal.html"),
    *("method.html", "status.html", "corrections.html", "404.html"),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("pages")
    write(render(replace(rich(), base_url=None), searchable=True), made)
    return made


def opened(page: Page, folder: Path, path: str, **media: Any) -> Page:
    page.emulate_media(**media)
    page.clock.set_fixed_time(GOOD)
    page.goto((folder / path).as_uri())
    return page


# By a validator


@pytest.mark.parametrize("edition", [rich(), empty(), hostile("<b>&\"' x"), rich(said=many(60))], ids=list("rehm"))
def test_every_page_is_valid_html(edition: Edition) -> None:
    parser = html5lib.HTMLParser(strict=True)
    for path, make in render(edition, searchable=True).items():
        if path.endswith(".html"):
            parser.parse(make().decode())


# Links


@cache
def _got(address: str) -> str | None:
    """What stands at an address, None where there is nothing."""
    try:
        with urllib.request.urlopen(address) as answer:
            return str(answer.read().decode("utf-8", "replace"))
    except urllib.error.URLError:
        return None


def broken(start: str) -> Iterator[str]:
    """The links that lead nowhere within a site, from its front page on."""
    todo, seen = [urljoin(start, "index.html")], set[str]()
    while todo:
        here = todo.pop()
        html = _got(here) or ""
        for link in re.findall(r'(?:href|src)="([^"]+)"|url=([^"]+)"', html):
            there, anchor = urldefrag(urljoin(here, "".join(link).replace("&amp;", "&")))
            if not there.startswith(start):
                continue
            found = _got(there)
            if found is None or (anchor and f'id="{anchor}"' not in found):
                yield f"{here} leads to {there}#{anchor}"
            if there not in seen and there.endswith(".html"):
                seen.add(there)
                todo.append(there)


@pytest.mark.parametrize("where", ["file", "/", "/repo/"])
def test_no_link_is_broken(served: tuple[Path, str], where: str) -> None:
    repo, address = served
    root = address.removesuffix("/repo")
    start = {"file": f"{repo.as_uri()}/", "/": f"{root}/", "/repo/": f"{address}/"}[where]
    edition = replace(rich(), base_url=None if where == "file" else start)
    target = repo.parent / "site" if where == "/" else repo
    write(render(edition), target)
    if where == "/":
        for made in target.iterdir():
            made.rename(repo.parent / made.name)
    _got.cache_clear()
    assert list(broken(start)) == []
    assert _got(urljoin(start, STATEMENT))


# In a browser


def violations(page: Page) -> list[str]:
    page.evaluate(AXE)
    found = page.evaluate("rules => axe.run(document, {runOnly: rules, preload: false})", RULES)
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found["violations"]]


@pytest.mark.parametrize("path", KINDS)
def test_every_kind_of_page_can_be_used_by_all(folder: Path, page: Page, path: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    assert violations(opened(page, folder, path, color_scheme="light")) == []
    page.set_viewport_size({"width": 390, "height": 844})
    page.clock.set_fixed_time(datetime(2026, 6, 1, tzinfo=UTC))  # the last good run is long ago
    page.emulate_media(color_scheme="dark")
    page.reload()
    assert violations(page) == []


@pytest.mark.parametrize("path", KINDS)
@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_is_wider_than_the_screen(folder: Path, page: Page, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    assert opened(page, folder, path).evaluate("document.documentElement.scrollWidth") <= width


def test_the_keyboard_reaches_everything(folder: Path, page: Page) -> None:
    opened(page, folder, "index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.getElementById('main').contains(document.activeElement)")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_a_table_is_sorted_by_its_heads(folder: Path, page: Page) -> None:
    opened(page, folder, "status.html")
    page.locator("th button").first.focus()
    page.keyboard.press("Enter")
    names = page.locator("tbody td:first-child").all_inner_texts()
    assert names == sorted(names, key=str.casefold)
    assert page.locator("th").first.get_attribute("aria-sort") == "ascending"
    page.keyboard.press("Enter")
    assert page.locator("tbody td:first-child").all_inner_texts() == names[::-1]


def test_a_list_is_filtered_by_words(tmp_path: Path, page: Page) -> None:
    write(render(rich(said=many(60))), tmp_path)
    opened(page, tmp_path, "once.html")
    page.fill(".filter input", "NUMBER 49")
    assert page.locator(".once > li:visible .words").all_inner_texts() == ["Words that one post carries, number 49."]
    assert page.locator(".filter output").inner_text() == "1 of 50"


def test_without_scripts_everything_is_there(folder: Path, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((folder / "index.html").as_uri())
    assert "As of 4 May 2026" in page.locator("footer").inner_text()
    assert page.locator("#stale").is_hidden()
    page.get_by_role("link", name="All time").click()
    page.locator(".ranked .words a").first.click()
    assert page.locator(".passage mark").first.is_visible()
    page.goto((folder / "graph-window-all.html").as_uri())
    page.locator("summary").click()
    assert page.locator("table").is_visible()
    page.goto((folder / "statement/old-keys.html").as_uri())
    page.wait_for_url("**/nobody-has-refused-us.html")
    context.close()


def test_the_notice_of_a_run_long_ago_comes_with_the_time(folder: Path, page: Page) -> None:
    opened(page, folder, STATEMENT)
    assert page.locator("#stale").is_hidden()
    assert page.locator("#as-of").inner_text() == "As of 4 May 2026 (UTC)."
    page.clock.set_fixed_time(datetime(2026, 5, 7, 7, tzinfo=UTC))
    page.reload()
    assert page.locator("#stale").inner_text().startswith("The last good run was 3 days ago. ")


_SHIFTS = """new Promise((told) => {
  new PerformanceObserver((list) => told(list.getEntries().length)).observe({type: "layout-shift", buffered: true});
  setTimeout(() => told(0), 300);
})"""


def _late(route: Route) -> None:
    time.sleep(0.3)
    route.continue_()


@pytest.mark.parametrize("path", ["index.html", STATEMENT])
def test_the_notice_of_a_stale_run_moves_nothing(page: Page, served: tuple[Path, str], path: str) -> None:
    """Even when the script comes late: what follows the notice waits for it."""
    folder, base = served
    write(render(rich()), folder)
    page.clock.set_fixed_time(datetime(2027, 1, 1, tzinfo=UTC))
    page.route("**/site.js", _late)
    page.goto(f"{base}/{path}")
    assert page.locator("#stale").is_visible()
    assert page.evaluate(_SHIFTS) == 0


def test_a_printed_page_has_the_words_and_no_furniture(folder: Path, page: Page) -> None:
    opened(page, folder, STATEMENT, media="print")
    assert page.locator("nav:visible").count() == 0
    assert page.locator(".passage mark").first.is_visible()
    address = page.locator(".evidence a.out").first.evaluate("one => getComputedStyle(one, '::after').content")
    assert "https://" in address
    assert page.pdf().startswith(b"%PDF")


def test_forced_colours_keep_what_is_marked(folder: Path, page: Page) -> None:
    opened(page, folder, STATEMENT, forced_colors="active")
    mark = page.locator(".passage mark").first
    assert mark.evaluate("one => getComputedStyle(one).backgroundColor") != page.evaluate(
        "getComputedStyle(document.body).backgroundColor"
    )
    opened(page, folder, "index.html", forced_colors="active")
    assert page.locator(".spark path").last.evaluate("one => getComputedStyle(one).fill") == page.evaluate(
        "getComputedStyle(document.body).color"
    )


def test_a_quotation_from_right_to_left_runs_so(folder: Path, page: Page) -> None:
    opened(page, folder, "statement/the-map-is-not-the-mountain.html")
    directions = "all => all.map(one => getComputedStyle(one).direction)"
    assert page.locator("h1").evaluate_all(directions) == ["rtl"]
    opened(page, folder, "window-all.html")
    found = page.locator(".ranked .words")
    assert {"rtl", "ltr"} == set(found.evaluate_all(directions))


@pytest.mark.parametrize("path", KINDS)
def test_nothing_moves_while_a_page_is_loaded(folder: Path, page: Page, path: str) -> None:
    opened(page, folder, path)
    moved = page.evaluate(
        "new Promise(done => { let sum = 0; new PerformanceObserver(list => { for (const one of list.getEntries())"
        " sum += one.value; }).observe({type: 'layout-shift', buffered: true}); setTimeout(() => done(sum), 60); })"
    )
    assert moved < 0.01


def test_a_full_ranking_is_small() -> None:
    page = render(rich(said=many(60)))["index.html"]()
    assert len(gzip.compress(page, mtime=0)) < 60_000
