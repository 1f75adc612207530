"""Pages lead somewhere, are well formed, obey their policy, and keep hostile words harmless."""

import json
import re
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser

from citewatch.model import Edition
from citewatch.site import render
from tests.site_editions import empty, hostile, many, rich
from tests.test_site import HOSTILE, NAUGHTY, VOID, internal, links, pages, parsed, words

# Pages


@pytest.mark.parametrize("edition", [rich(), empty(), rich(said=many(120)), replace(rich(), base_url=None)])
def test_every_link_and_anchor_leads_somewhere(edition: Edition) -> None:
    files = render(edition)
    made = pages(edition)
    for path, html in made.items():
        if path == "404.html" and edition.base_url:
            continue
        for where, anchor in internal(path, html):
            assert where in files, f"{path} leads to {where}"
            assert not anchor or f'id="{anchor}"' in made[where]


@pytest.mark.parametrize("edition", [rich(), empty()])
def test_links_are_relative_or_to_the_web(edition: Edition) -> None:
    for path, html in pages(edition).items():
        for href in links(html):
            parts = urlsplit(href)
            assert parts.scheme in ({"data"} if "svg" in href or href == "data:," else {"", "https"})
            assert parts.scheme or path == "404.html" or not href.startswith("/")


def test_every_statement_source_speaker_and_outlet_is_reached_from_the_front_page() -> None:
    made = pages(rich())
    reached, todo = set[str](), ["index.html"]
    while todo:
        path = todo.pop()
        if path not in reached and path in made:
            reached.add(path)
            todo += [where for where, _ in internal(path, made[path])]
    lost = made.keys() - reached
    assert lost == {
        "404.html",
        "statement/old-keys.html",
        "statement/the-ice-does-not-wait.html",
    }


class Outline(HTMLParser):
    """What is wrong with a page's nesting, and its headings."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.headings: list[int] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs), f"<{tag}> has an attribute twice"
        assert not (tag == "p" and "p" in self.open), "a paragraph in a paragraph"
        if tag not in VOID:
            self.open.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("edition", [rich(), empty()])
def test_pages_are_well_formed_and_well_ordered(edition: Edition) -> None:
    for path, html in pages(edition).items():
        outline = Outline(html)
        assert not outline.open
        assert outline.headings.count(1) == 1, path
        assert outline.headings[0] == 1
        assert all(b - a <= 1 for a, b in zip(outline.headings, outline.headings[1:], strict=False)), path
        ids = re.findall(r' id="([^"]*)"', html)
        assert len(ids) == len(set(ids))
        assert html.startswith('<!doctype html>\n<html lang="en">')


def root_of(path: str) -> str:
    return "../" * path.count("/")


def test_pages_obey_their_own_policy() -> None:
    for path, html in pages(replace(rich(), base_url=None)).items():
        page = LexborHTMLParser(html)
        policy = page.css_first("meta[http-equiv=Content-Security-Policy]")
        assert policy is not None
        assert str(policy.attributes["content"]).startswith("default-src 'none'; ")
        assert not re.search("unsafe|https?:", str(policy.attributes["content"]))
        assert not page.css("style, [style], img, iframe, form, object, [src]:not(script)")
        scripts = page.css("script:not([type='application/ld+json'])")
        assert [script.attributes["src"] for script in scripts] in ([], [f"{root_of(path)}site.js"])
        assert not re.search(r"\son\w+=", html)
    style = render(rich())["style.css"]().decode()
    assert "url(" not in style
    assert "@import" not in style


# Hostile words


def skeleton(html: str) -> list[tuple[str, tuple[str, ...]]]:
    """A page's tags and the names of their attributes."""
    body = LexborHTMLParser(html).root
    assert body is not None
    return [(node.tag, tuple(node.attributes)) for node in body.traverse() if node.tag and node.tag[0] != "-"]


@cache
def tame_skeletons() -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    return {path: skeleton(html) for path, html in pages(hostile("x")).items()}


def assert_harmless(text: str) -> None:
    for path, html in pages(hostile(text)).items():
        assert skeleton(html) == tame_skeletons()[path], path
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\ud800-\udfff]", html)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_stay_words(text: str) -> None:
    assert_harmless(text)


@pytest.mark.skipif(not NAUGHTY.exists(), reason="the Big List of Naughty Strings is not beside the project")
def test_naughty_strings_stay_words() -> None:
    strings = [text for text in json.loads(NAUGHTY.read_text("utf-8")) if text.strip()]
    for start in range(0, len(strings), 90):
        assert_harmless("\n".join(strings[start : start + 90]))


def test_hostile_words_are_shown_as_they_are() -> None:
    page = parsed(hostile("<b> & \"q\" 'a' {{ x }}"), "index.html")
    assert set(words(page, ".ranked .words")) == {"<b> & \"q\" 'a' {{ x }}"}


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://a.example/x?y=1&z=2#w", True),
        ("HTTP://a.example", True),
        ("https://степь.example/путь", True),
        ("javascript:alert(1)", False),
        ("JaVaScRiPt:alert(1)", False),
        (" https://a.example", False),
        ("https://a.example/\nx", False),
        ("https:///x", False),
        ("https:\\\\a.example", False),
        ("//a.example/x", False),
        ("data:text/html,x", False),
        ("ftp://a.example", False),
        ("", False),
    ],
)
def test_only_web_addresses_are_links(url: str, linked: bool) -> None:
    edition = rich()
    page = parsed(replace(edition, feeds=(replace(edition.feeds[0], url=url),)), "status.html")
    assert [node.attributes["href"] for node in page.css(".address a")] == [url] * linked
