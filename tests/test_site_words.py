"""What pages are made of: pictures in figures, days in words, and what each template is given."""

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, meta, nodes
from selectolax.lexbor import LexborHTMLParser

from citewatch import resources
from citewatch.site import pictures, render, tags, words
from citewatch.site.rendering import PAGES, Site
from tests.site_editions import rich
from tests.site_facts import AS_OF
from tests.test_site import HOSTILE

TEMPLATES = sorted((resources.templates() / "site").glob("*.html"))
DAYS = st.lists(st.dates(AS_OF - timedelta(days=800), AS_OF), min_size=1, max_size=30)


# What templates are given


@pytest.mark.parametrize("file", [*TEMPLATES, resources.templates() / "site" / "site.js"], ids=lambda file: file.name)
def test_a_template_uses_only_what_it_is_given(file: Path) -> None:
    site = Site(rich(), searchable=False)
    site.files()
    environment = Environment(autoescape=True)
    for name in {*re.findall(r"\|\s*(\w+)", file.read_text("utf-8"))}:
        environment.filters.setdefault(name, str)
    tree = environment.parse(file.read_text("utf-8"))
    asked = meta.find_undeclared_variables(tree)
    own = {one.name for one in tree.find_all(nodes.Name) if one.ctx == "store"}
    imported = {one.target for one in tree.find_all(nodes.Import)}
    assert asked <= {*site.given(""), "page", "path", "self", "namespace", *own, *imported}


def test_every_template_of_a_page_is_told_of() -> None:
    parts = {"layout", "parts", "evidence", "head-links", "cite"}
    assert {file.stem for file in TEMPLATES} - parts == PAGES.keys()


def test_the_same_edition_gives_the_same_bytes() -> None:
    one, other = ({path: make() for path, make in render(rich()).items()} for _ in range(2))
    assert one == other


def test_a_new_day_alone_leaves_the_pages_of_statements_posts_and_speakers_as_they_are() -> None:
    one, other = (render(replace(rich(), as_of=AS_OF + timedelta(days=n))) for n in (0, 1))
    changed = {path for path, make in one.items() if make() != other[path]()}
    assert not {path for path in changed if path.startswith(("statement/", "post/", "speaker/"))}
    assert {"index.html", "site.js", "status.html"} <= changed


# Sparklines


@given(DAYS, st.sampled_from([1, 7, 30, 365, 800]))
def test_bars_stay_in_their_picture_and_tell_every_post(days: list[date], window: int) -> None:
    first = AS_OF - timedelta(days=window - 1)
    inside = [day for day in days if day >= first]
    drawn = pictures.spark(days, first, AS_OF)
    assert (drawn is None) == (not inside)
    if drawn:
        assert drawn.label.startswith(words.count(len(inside), "post"))
        for x, high, wide in re.findall(r"M([\d.]+) 24v-([\d.]+)h([\d.]+)V24z", drawn.path):
            assert 0 <= float(x) <= float(x) + float(wide) <= pictures.WIDTH + 0.5
            assert 0 < float(high) <= pictures.HEIGHT


def test_a_bar_is_as_high_as_its_posts() -> None:
    drawn = pictures.spark([AS_OF, AS_OF, AS_OF - timedelta(days=2)], AS_OF - timedelta(days=6), AS_OF)
    assert drawn is not None
    assert re.findall(r"v-([\d.]+)h", drawn.path) == ["8.0", "16.0"]
    assert drawn.label == "3 posts, 2 – 4 May 2026"


# A statement's timeline


def test_a_timeline_tells_the_sources_and_the_posts() -> None:
    page = rich().statements[0]
    drawn = pictures.timeline(page.passages)
    assert drawn is not None
    assert (drawn.first, drawn.last) == (AS_OF - timedelta(days=60), AS_OF)
    assert {dot.kind for dot in drawn.dots} == {"source", "post", "apart"}
    assert all(0 <= dot.at <= 100 for dot in drawn.dots)
    places = [(dot.kind == "source", round(dot.at), dot.number) for dot in drawn.dots]
    assert len(places) == len(set(places)), "dots lie on one another"
    assert drawn.label.endswith("reported in 6 posts, 22 April – 4 May 2026")
    assert pictures.timeline([]) is None


# Who cites whom


def test_the_picture_of_who_cites_whom_holds_every_citation() -> None:
    edition = rich()
    pages = {page.id: page for page in edition.statements}
    drawn = pictures.graph(edition.windows[-1], pages)
    by_kind = {
        kind: {node.id: node.y for node in drawn.nodes if node.kind == kind} for kind in ("post", "statement", "source")
    }
    left = {(by_kind["post"][post.id], by_kind["statement"][item.row.id]) for post, _, item, _, _ in drawn.rows}
    right = {(by_kind["statement"][item.row.id], by_kind["source"][source.id]) for _, _, item, source, _ in drawn.rows}
    assert (set(drawn.left), set(drawn.right), drawn.more) == (left, right, 0)
    assert all(0 < node.y < drawn.height for node in drawn.nodes)


def test_what_has_no_room_in_the_picture_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "_MOST", 2)
    edition = rich()
    drawn = pictures.graph(edition.windows[-1], {page.id: page for page in edition.statements})
    posts, sources = {row[0].id for row in drawn.rows}, {row[3].id for row in drawn.rows}
    assert drawn.more == len(posts) + len(sources) - 4 > 0


# Words


@pytest.mark.parametrize(
    ("number", "of", "offered"),
    [
        (1, 1, [1]),
        (1, 9, [1, 2, 3, None, 9]),
        (5, 9, [1, 2, 3, 4, 5, 6, 7, None, 9]),
        (9, 9, [1, 2, None, 7, 8, 9]),
        (500, 900, [1, 2, None, 498, 499, 500, 501, 502, None, 900]),
    ],
)
def test_of_many_pages_the_near_ones_are_offered(number: int, of: int, offered: list[int | None]) -> None:
    paths = [f"once-{n}.html" for n in range(1, of + 1)]
    found = words.near(number, paths)
    assert [pair and pair[0] for pair in found] == offered
    assert all(pair is None or pair[1] == paths[pair[0] - 1] for pair in found)


@pytest.mark.parametrize(
    ("words_", "end", "start"),
    [("ни шагу назад ми", "… шагу назад ми", "ни шагу назад …"), ("", "", ""), ("  ", "", "")],
)
def test_a_text_that_was_cut_anywhere_is_shown_in_whole_words(words_: str, end: str, start: str) -> None:
    assert (words.ending(words_), words.beginning(words_)) == (end, start)


def test_only_web_pages_have_archived_copies() -> None:
    assert words.archived("https://a.example/x#y") == "https://web.archive.org/web/*/https://a.example/x"
    assert words.archived("javascript:alert(1)") == ""


# Tags


@pytest.mark.parametrize("text", HOSTILE)
def test_tags_keep_hostile_words_as_words(text: str) -> None:
    made = [
        tags.to(text, text, text),
        tags.out(text, "https://a.example/", text),
        tags.out(text, text, text),
        tags.said(text, "p", text, text),
        tags.marked([text, text], "mark"),
    ]
    page = LexborHTMLParser("".join(made))
    assert {node.tag for node in page.css("body *")} <= {"a", "bdi", "span", "p", "mark"}
    assert {name for node in page.css("body *") for name in node.attributes} <= {"href", "lang", "class", "dir"}
    assert not re.search("[\x00-\x08\x7f\x85\u202e\u2066]", "".join(made))
