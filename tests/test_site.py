"""The site's pages: they say what the edition says, and leave out what is not known."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path, PurePosixPath
from typing import cast
from urllib.parse import urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser

from citewatch.model import Edition
from citewatch.site import render
from tests.site_editions import empty, many, rich
from tests.site_facts import AS_OF, SAID

NAUGHTY = Path(__file__).parents[2] / "shared/corpora/blns/blns.json"
VOID = {"meta", "link", "br", "hr", "img", "input"}

HOSTILE = (
    "<script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "javascript:alert(1)",
    " java\tscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    'https://a.example/" onclick="alert(1)',
    "{{ 7 * 7 }}{% raw %}",
    "--><!--",
    "</style></blockquote></article>",
    "&lt;b&gt;&#60;script&#62;",
    "\u202eesrever\u202c\u2066isolated",
    "a\x00b\x08c\x1bd\x7fe\x85f\ufffeg",
    "half of \ud83d a pair",
    "]]>\u2028\u2029<![CDATA[",
)


def pages(edition: Edition) -> dict[str, str]:
    return {path: make().decode() for path, make in render(edition).items() if path.endswith(".html")}


def parsed(edition: Edition, path: str) -> LexborHTMLParser:
    return LexborHTMLParser(render(edition)[path]())


def words(tree: LexborHTMLParser, selector: str) -> list[str]:
    return [" ".join(node.text().split()) for node in tree.css(selector)]


def links(html: str | bytes) -> list[str]:
    tree = LexborHTMLParser(html)
    refresh = [str(node.attributes["content"]).partition("url=")[2] for node in tree.css("meta[http-equiv=refresh]")]
    return [str(node.attributes["href"]) for node in tree.css("[href]")] + refresh


def target(path: str, href: str) -> str:
    """The path that a relative link in the page at `path` leads to."""
    parts: list[str] = []
    for part in (PurePosixPath(path).parent / href).parts:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)


def internal(path: str, html: str | bytes) -> Iterator[tuple[str, str]]:
    """The links of a page that stay on the site: path and anchor."""
    for href in links(html):
        if not urlsplit(href).scheme:
            where, _, anchor = href.partition("#")
            yield (target(path, where) if where else path), anchor


def test_the_ranking_shows_places_words_and_why() -> None:
    page = parsed(rich(), "window-all.html")
    first, *tied = words(page, ".ranked .place")
    assert first == "Place 1"
    assert {place.removesuffix(" between 2–3") for place in tied} == {"Shared place =2"}
    assert "Shared place =2 between 2–3" in tied
    assert words(page, ".ranked .why")[0] == "1: cited in 4 posts, from 2 sources; 1 more possible"
    assert words(page, ".lead .words") == [SAID[0].text]
    original = page.css_first(".lead .original")
    assert original is not None
    assert (original.text(), original.attributes["lang"]) == (SAID[0].original, "ru")
    arabic = page.css_first(".ranked .words[lang=ar]")
    assert arabic is not None
    assert arabic.attributes["dir"] == "auto"
    assert words(page, ".lead .facts") == [
        "Damir Esenkulov Дамир Есенкулов denies Степной вестник, Steppe Monitor last cited 4 May 2026"
    ]
    assert [len(page.css(f"aside section:nth-of-type({n}) li")) for n in (1, 2, 3)] == [7, 4, 4]
    assert words(page, ".lead .figures p") == ["4 posts", "2 sources"]
    assert len(page.css(".once li")) == 4
    assert not page.css(".once .place")


def test_a_statement_shows_its_evidence() -> None:
    page = parsed(rich(), "statement/nobody-has-refused-us.html")
    assert words(page, "h2") == [
        *("Places", "Where it is cited 4", "In other words 1", "Withdrawn 1", "Not counted 1"),
        "May be the same, not counted",
        "Cite it",
    ]
    assert words(page, ".passage mark")[:2] == [
        "Nobody has refused us.",
        "They simply pass the paper from one table to another, and the ice does not wait for the table.",
    ]
    quoted = page.css_first(".passage blockquote")
    assert quoted is not None
    assert "have fallen. “Nobody has refused us.” he says. “They simply" in quoted.text()
    name = words(page, ".evidence .name")[0]
    assert words(page, ".evidence .facts")[:2] == [
        "Степной вестник 5 March 2026 quoted from carried over 2 paragraphs: same speaker",
        f"open the article: {name} archived copies: {name}",
    ]
    dated = "Sarylim Watch 22 April 2026, date uncertain read the post: Round-up of the north"
    assert dated in words(page, ".passage .facts")
    assert "The same words reported with he says" in words(page, ".passage .facts")
    assert words(page, ".apart > .passage > div > .notice") == [
        "Not counted: withdrawn from the post on 2026-05-04",
        "Not counted: no source is tied to it",
    ]
    assert words(page, ".other .notice")[:2] == [
        "The numbers differ",
        "Not counted: it is not sure that it is the same statement",
    ]
    assert words(page, ".pair del") == ["refused"]
    assert words(page, ".pair ins") == ["yet"]
    unread = parsed(rich(), "statement/a-study-costs-more.html")
    assert words(unread, ".notice") == ["Source not read: the server refused it (403)"] * 2


def test_a_statement_shows_the_words_that_it_was_made_from() -> None:
    page = parsed(rich(), "statement/nobody-has-refused-us.html")
    origin = page.css_first(".passage .origin")
    assert origin is not None
    assert words(page, ".origin mark")[0] == SAID[0].original
    quoted = origin.css_first("blockquote")
    assert quoted is not None
    assert (quoted.attributes["lang"], quoted.text()) == ("ru", f"… говорит: «{SAID[0].original}», и …")
    assert [str(node.attributes["href"]) for node in origin.css("a")] == [
        "https://stepnoy-vestnik.example/parom#:~:text=parom",
        "https://web.archive.org/web/*/https://stepnoy-vestnik.example/parom",
    ]
    unsure = words(parsed(rich(), "statement/one-ambulance.html"), ".maybe .notice")
    assert unsure[0] == "Not sure: another place of the source is as much like it"
    assert unsure[1] == "The source has changed since, and the words are no longer found there"
    assert words(parsed(rich(), "statement/the-map-is-not-the-mountain.html"), ".missing")[0] == (
        "No original words: not found in the source"
    )


def test_a_statement_of_one_post_has_its_place_on_the_page_of_that_post() -> None:
    edition = rich()
    page = parsed(edition, "post/post-5.html")
    lone = page.css_first("article#bees-vote")
    assert lone is not None
    assert lone.css_first(".passage mark") is not None
    assert "../post/post-5.html#bees-vote" in links(render(edition)["speaker/pyotr-lansky.html"]())
    assert "statement/bees-vote.html" not in render(edition)
    shared = parsed(edition, "post/post-0.html").css_first("article#nobody-has-refused-us")
    assert shared is not None
    assert not shared.css(".passage")
    assert [str(a.attributes["href"]) for a in shared.css(".words a")] == ["../statement/nobody-has-refused-us.html"]


def test_an_id_stays_on_the_page_of_the_post_when_its_statement_gets_a_page_of_its_own() -> None:
    anchors = re.findall(r' id="([^"]*)"', pages(rich())["post/post-0.html"])
    assert {"nobody-has-refused-us", "the-ice-does-not-wait", "old-keys"} <= set(anchors)


def test_who_cites_whom_is_a_picture_and_a_table() -> None:
    page = parsed(rich(), "graph-window-all.html")
    assert len(page.css(".node.statement")) == 5
    rows = words(page, "tbody tr")
    assert rows[0].startswith("1Nobody has refused us. They simply pass the paper")
    assert len(rows) == len(set(rows)) == 13
    lines, nodes = len(page.css(".edges line")), len(page.css(".node.post, .node.source"))
    assert lines >= nodes


def test_rising_is_said_where_the_days_before_were_watched() -> None:
    watched = parsed(rich(), "window-all.html")
    assert words(watched, ".rising") == []
    edition = rich()
    older = replace(edition.posts[-1], day=AS_OF - timedelta(days=59))
    page = parsed(replace(edition, posts=(*edition.posts[:-1], older)), "window-all.html")
    assert words(page, ".lead .rising") == [
        "▲ rising by 4: so many more posts in the last 30 days than in the 30 before"
    ]


@pytest.mark.parametrize(("hours", "shown"), [(0, False), (36, False), (37, True)])
def test_every_page_says_when_the_last_good_run_is_too_old(hours: int, shown: bool) -> None:
    edition = rich()
    good = datetime.combine(AS_OF, time(), UTC) - timedelta(hours=hours)
    old = pages(replace(edition, feeds=(replace(edition.feeds[0], answered=good),)))
    for path, html in old.items():
        notice = LexborHTMLParser(html).css_first("#stale")
        assert notice is None if path == "statement/old-keys.html" or "the-ice" in path else notice is not None
        assert notice is None or ("hidden" not in notice.attributes) == shown


def test_corrections_are_listed_with_their_reason_and_what_was_taken_down_without_its_words() -> None:
    page = parsed(rich(), "corrections.html")
    assert words(page, "h2") == ["Taken down", "Speaker: Aigerim Tulebaeva", "One source"]
    assert "Taken down at the speaker’s request." in words(page, ".corrections p")
    assert "https://blog.example/2026/05/9.html" not in links(render(rich())["corrections.html"]())


def test_things_that_are_not_known_are_said_or_left_out() -> None:
    lone = rich()
    lone = replace(lone, statements=tuple(replace(page, alone=False) for page in lone.statements))
    assert words(parsed(lone, "statement/no-place.html"), ".empty") == ["It has no place: no citation of it counts."]
    assert words(parsed(lone, "statement/bees-vote.html"), ".places .place") == ["Cited once"] * 2
    source = parsed(rich(), "source/budget.html")
    assert words(source, "h1") == ["https://sarylim-daily.example/budget"]
    assert words(source, ".saying .notice") == ["Source not read: the server refused it (403)"]
    edition = rich()
    noted = replace(
        edition, sources=tuple(replace(one, notes=("read from its print page",)) for one in edition.sources)
    )
    assert words(parsed(noted, "source/budget.html"), ".saying .notice")[0] == "Read from its print page"
    assert words(parsed(rich(), "speaker/damir-esenkulov.html"), ".saying .facts") == [
        "Also written Дамир Есенкулов, Esenkulov"
    ]
    assert words(parsed(rich(), "status.html"), ".notice") == ["It answered with a web page, no feed"]


def test_the_method_page_tells_this_editions_rule() -> None:
    text = " ".join(words(parsed(replace(rich(), near=0.915, method=7), "method.html"), "article"))
    assert "method 7" in text
    assert "a likeness of at least 0.915" in text
    assert "7 days are that day and the 6 before it; 30 days are that day and the 29 before it. In it" in text


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [
        (AS_OF - timedelta(days=2), AS_OF, "2 – 4 May 2026."),
        (AS_OF - timedelta(days=6), AS_OF, "28 April – 4 May 2026."),
        (date(2025, 12, 29), date(2026, 1, 4), "29 December 2025 – 4 January 2026."),
        (AS_OF, AS_OF, "4 May 2026."),
        (None, AS_OF, "Ranked by"),
    ],
)
def test_the_days_of_a_window_in_words(first: date | None, last: date, shown: str) -> None:
    edition = empty()
    edition = replace(edition, windows=(replace(edition.windows[0], first=first, last=last),))
    assert words(parsed(edition, "index.html"), ".lede")[0].startswith(shown)


def test_long_lists_go_on_on_further_pages() -> None:
    edition = rich(windows=(3, 7), said=many(120))
    shown = [words(parsed(edition, f"index{n}.html"), ".ranked .words") for n in ("", "-2", "-3")]
    assert [len(part) for part in shown] == [50, 50, 20]
    assert len({text for part in shown for text in part}) == 120
    assert [len(words(parsed(edition, f"once{n}.html"), ".once .words")) for n in ("", "-2", "-3")] == [50, 50, 20]
    assert len(words(parsed(edition, "index.html"), ".once .words")) == 12
    assert words(parsed(edition, "window-7-2.html"), ".pages [aria-current]") == ["Page 2"]
    assert "index-4.html" not in render(edition)
    assert words(parsed(rich(), "index.html"), ".pages") == []


def test_an_alias_leads_to_its_statement() -> None:
    html = pages(rich())["statement/old-keys.html"]
    assert 'content="0; url=nobody-has-refused-us.html"' in html
    assert links(html)[-2:] == ["nobody-has-refused-us.html"] * 2


def test_a_statement_is_not_hidden_by_an_alias_of_its_name() -> None:
    edition = rich()
    first, *rest = edition.statements
    edition = replace(edition, statements=(replace(first, aliases=("bees-vote",)), *rest))
    assert "statement/bees-vote.html" not in pages(edition)


@pytest.mark.parametrize("id_", ["", "A", "../x", "a/b", "a.b", "x" * 81, "é", "a\n"])
def test_a_bad_id_is_a_bug(id_: str) -> None:
    edition = rich()
    with pytest.raises(ValueError, match="is no id of a"):
        render(replace(edition, speakers=(replace(edition.speakers[0], id=id_),)))


def test_two_pages_of_one_path_are_a_bug() -> None:
    edition = rich()
    with pytest.raises(ValueError, match=r"two pages of one path: outlet/al-jabal\.html"):
        render(replace(edition, outlets=(*edition.outlets, edition.outlets[-1])))


def test_nothing_is_printed_for_a_value_that_is_not_there() -> None:
    with pytest.raises(TypeError, match="a template printed None"):
        pages(replace(rich(), title=cast(str, None)))


def test_a_name_without_a_page_is_no_link() -> None:
    edition = rich()
    edition = replace(edition, speakers=(), outlets=())
    page = parsed(edition, "index.html")
    assert words(page, ".speaker")[0] == "Damir Esenkulov Дамир Есенкулов denies"
    assert not page.css(".speaker a")


@pytest.mark.parametrize(
    ("base", "root"),
    [
        ("https://watch.example/sarylim", "/sarylim/"),
        ("https://watch.example/a/b/", "/a/b/"),
        ("https://watch.example", "/"),
        ("https://watch.example//evil.example", "/evil.example/"),
        (None, ""),
    ],
)
def test_a_lost_reader_at_any_depth_finds_back(base: str | None, root: str) -> None:
    hrefs = links(pages(replace(rich(), base_url=base))["404.html"])
    assert f"{root}style.css" in hrefs
    assert f"{root}index.html" in hrefs


def test_the_colours_can_be_read() -> None:
    style = render(rich())["style.css"]().decode()
    for scheme in re.findall(r":root \{(.*?)\}", style, re.DOTALL):
        colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})\b", scheme))
        for ink in ("ink", "soft", "accent"):
            assert min(contrast(colours[ink], colours[paper]) for paper in ("paper", "raised")) >= 4.5, ink
        assert contrast(colours["mark-ink"], colours["mark"]) >= 4.5


def contrast(one: str, other: str) -> float:
    """By the Web Content Accessibility Guidelines 2.2."""
    dark, light = sorted(luminance(colour) for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    linear = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
