"""Posts: how links are written in them, where their paragraphs end, what a full page holds beside them."""

from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citewatch import posts
from citewatch.model import Document
from tests.test_markup import soup

WEB = Path(__file__).parents[1] / "fixtures" / "web"
REAL = Path(__file__).parents[2] / "shared" / "real"
real = pytest.mark.skipif(not REAL.is_dir(), reason="the real posts are not there (shared/real)")

# Bare addresses in running text: name of the form → (text, addresses as written).
BARE = {
    "full stop behind the parenthesis": ("he says (bereg.example/1-a.html).", ["bereg.example/1-a.html"]),
    "full stop before the parenthesis": ("he says (bereg.example/1-a.html.)", ["bereg.example/1-a.html"]),
    "comma": ("in bereg.example/1-a.html, he says", ["bereg.example/1-a.html"]),
    "parenthesis and comma": ("(bereg.example/1-a.html), he says", ["bereg.example/1-a.html"]),
    "full stop": ("see bereg.example/1-a.html.", ["bereg.example/1-a.html"]),
    "only the parenthesis": ("(bereg.example/1-a.html) and goes on", ["bereg.example/1-a.html"]),
    "nothing": ("see bereg.example/1-a.html and go", ["bereg.example/1-a.html"]),
    "colon": ("(bereg.example/1-a.html): “No.”", ["bereg.example/1-a.html"]),
    "semicolon": ("bereg.example/1; niva.example/2", ["bereg.example/1", "niva.example/2"]),
    "question mark": ("(bereg.example/1)?", ["bereg.example/1"]),
    "exclamation mark behind a query": ("(bereg.example/x?c=1)!", ["bereg.example/x?c=1"]),
    "ellipsis": ("(see bereg.example/1…).", ["bereg.example/1"]),
    "closing marks": ("“see bereg.example/1.” ‘bereg.example/2’", ["bereg.example/1", "bereg.example/2"]),
    "guillemets": ("«bereg.example/1»", ["bereg.example/1"]),
    "square brackets": ("[bereg.example/1].", ["bereg.example/1"]),
    "a dash": ("bereg.example/1– he says", ["bereg.example/1"]),
    "behind a colon": ("source:bereg.example/1", ["bereg.example/1"]),
    "https": ("(https://bereg.example/1).", ["https://bereg.example/1"]),
    "http": ("(http://bereg.example/1).", ["http://bereg.example/1"]),
    "www": ("(www.bereg.example/1).", ["www.bereg.example/1"]),
    "http and www": ("(http://www.bereg.example/1).", ["http://www.bereg.example/1"]),
    "a port": ("(bereg.example:8080/1).", ["bereg.example:8080/1"]),
    "joined by and": ("(bereg.example/1 and niva.example/2).", ["bereg.example/1", "niva.example/2"]),
    "joined by commas and and": (
        "(bereg.example/1, niva.example/2 and aul.example/3).", ["bereg.example/1", "niva.example/2", "aul.example/3"],
    ),
    "joined by a comma before and": (
        "(bereg.example/1, niva.example/2, and aul.example/3).", ["bereg.example/1", "niva.example/2", "aul.example/3"],
    ),
    "only a space between": ("(bereg.example/1 https://niva.example/2).", ["bereg.example/1", "https://niva.example/2"]),
    "a no-break space between": ("(bereg.example/1\u00a0niva.example/2).", ["bereg.example/1", "niva.example/2"]),
    "reposted at": ("(t.me/kanal/12 reposted at bereg.example/1.html).", ["t.me/kanal/12", "bereg.example/1.html"]),
    "four": ("(a.kz/1, b.kz/2, c.kz/3 and d.kz/4).", ["a.kz/1", "b.kz/2", "c.kz/3", "d.kz/4"]),
    "words in the parenthesis": ("(For the offer, see bereg.example/1.)", ["bereg.example/1"]),
    "two sentences in the parenthesis": (
        "(It is at bereg.example/1. For more, see niva.example/2.)", ["bereg.example/1", "niva.example/2"],
    ),
    "never closed": ("he says (bereg.example/1. Then he goes.", ["bereg.example/1"]),
    "never closed at the end": ("he says (bereg.example/1", ["bereg.example/1"]),
    "parentheses of its own": (
        "(lancet.example/PIIS0140-6736(20)30677-2/fulltext).", ["lancet.example/PIIS0140-6736(20)30677-2/fulltext"],
    ),
    "parentheses of its own at its end": ("(bereg.example/wiki/Aral_(sea)).", ["bereg.example/wiki/Aral_(sea)"]),
    "a parenthesis beside": ("(bereg.example/1 (in Russian)).", ["bereg.example/1"]),
    "Cyrillic path": ("(bereg.example/материалы/перепись-и-язык).", ["bereg.example/материалы/перепись-и-язык"]),
    "Cyrillic host": ("(вода.рф/путь).", ["вода.рф/путь"]),
    "punycode": ("(xn--80adg3b.xn--p1ai/a).", ["xn--80adg3b.xn--p1ai/a"]),
    "query": ("(bereg.example/index.php?id=5590&lang=ru).", ["bereg.example/index.php?id=5590&lang=ru"]),
    "fragment": ("(bereg.example/a.html#glava-2).", ["bereg.example/a.html#glava-2"]),
    "pdf": ("(bereg.example/docs/otchet.pdf).", ["bereg.example/docs/otchet.pdf"]),
    "home page with a slash": ("(bereg.example/).", ["bereg.example/"]),
    "country domain": ("(gov.kz/memleket/1).", ["gov.kz/memleket/1"]),
    "commas and colons of its own": ("(bereg.example/print:page,1,5-a.html).", ["bereg.example/print:page,1,5-a.html"]),
    "escapes": ("(bereg.example/%D0%B0?q=1%202).", ["bereg.example/%D0%B0?q=1%202"]),
    "a site's name": ("Bereg.kz today says", []),
    "a site's name before a comma": ("Region.Expert, suggested", []),
    "a site's name in a parenthesis": ("(bereg.kz).", []),
    "either or": ("and/or his.or/her", []),
    "abbreviations": ("the U.S./Canada border, St.Petersburg/Leningrad, 24/7, 1.5/2", []),
    "mail": ("write to editor@bereg.example/x", []),
    "a share button's address": ("(facebook.com/sharer/sharer.php?u=x)", []),
    "an unknown suffix": ("(bereg.notasuffix/1)", []),
    "a port too high": ("(bereg.example:99999/1)", []),
    "a missing blank behind a sentence": ("It ended.Then/now", []),
}  # fmt: skip

# Anchors and soup: name of the form → (HTML, (address as written, words that it covers)).
HTML = {
    "its own text, once": (
        '<p>he says (<a href="http://bereg.example/1.html">bereg.example/1.html</a>).</p>',
        [("http://bereg.example/1.html", "bereg.example/1.html")],
    ),
    "its own text with https": (
        '<p>(<a href="https://bereg.example/1">https://bereg.example/1</a>)</p>',
        [("https://bereg.example/1", "https://bereg.example/1")],
    ),
    "words": (
        '<p>In <a href="https://bereg.example/1">a long letter </a>he says</p>',
        [("https://bereg.example/1", "a long letter")],
    ),
    "anchor, then bare": (
        '<p>(<a href="http://a.kz/1">a.kz/1</a> and b.kz/2).</p>', [("http://a.kz/1", "a.kz/1"), ("b.kz/2", "b.kz/2")],
    ),
    "bare, then anchor": (
        '<p>(a.kz/1 and <a href="http://b.kz/2">b.kz/2</a>).</p>', [("a.kz/1", "a.kz/1"), ("http://b.kz/2", "b.kz/2")],
    ),
    "beside the page": ('<p><a href="/2025/1.html">earlier</a></p>', [("/2025/1.html", "earlier")]),
    "mail": ('<p><a href="mailto:a@bereg.example">mail</a></p>', []),
    "script": ('<p><a href="javascript:ShowSend(1)">send</a></p>', []),
    "place on the page": ('<p><a href="#more">more</a></p>', []),
    "no address": ("<p><a>nothing</a></p>", []),
    "picture": ('<p><a href="https://bereg.example/1.jpg"><img src="1.jpg"></a>Words.</p>', []),
    "share buttons": (
        '<p>Words. <a href="https://www.facebook.com/sharer.php?u=x">f</a> <a href="https://x.com/intent/post?x=1">x</a>'
        '<a href="https://t.me/share/url?url=x">t</a> <a href="https://www.blogger.com/share-post.g?x=1">b</a></p>', [],
    ),
    "feed trackers": ('<p><a href="http://feeds.feedburner.com/~ff/Steppe?a=1">feed</a></p>', []),
    "pages of the same sites that share nothing": (
        '<p><a href="https://t.me/kanal/12">tg</a></p>', [("https://t.me/kanal/12", "tg")],
    ),
    "across inline elements": ("<p>(<span>bereg.example</span><span>/1-a.html</span>).</p>",
                               [("bereg.example/1-a.html", "bereg.example/1-a.html")]),
    "behind a hard line break": ("<p>see\nbereg.example/1\nand</p>", [("bereg.example/1", "bereg.example/1")]),
    "between no-break spaces": ("<p>see&nbsp;bereg.example/1&nbsp;and</p>", [("bereg.example/1", "bereg.example/1")]),
    "with a hidden joiner": ("<p>(bereg.&#8203;example/1)</p>", [("bereg.example/1", "bereg.example/1")]),
    "ended by the paragraph": ("<p>bereg.example/1</p><p>b.kz</p>", [("bereg.example/1", "bereg.example/1")]),
    "in lists": ("<ul><li>One (a.kz/1).<li>Two (b.kz/2).</ul>", [("a.kz/1", "a.kz/1"), ("b.kz/2", "b.kz/2")]),
    "blocks inside": (
        '<p>One.</p><a href="https://a.kz/1"><div>Two.</div></a><p>b.kz/2</p>',
        [("https://a.kz/1", "Two."), ("b.kz/2", "b.kz/2")],
    ),
}  # fmt: skip

PAGE = """<!DOCTYPE html><html><head><title>Blog: The Letter</title>
<link rel="canonical" href="https://steppe.blogspot.com/2026/09/letter.html"></head><body>
<div class="header"><h1>Steppe</h1><a href="https://a.kz/about">About</a></div>
<h2 class="date-header">Thursday, September 10, 2026</h2>
<div class="post"><h3 class="post-title">The Letter </h3>
<div class="post-body"><p>Walter Quince</p><p>He wrote (bereg.example/1).</p></div>
<div class="post-footer"><abbr class="published" title="2026-09-10T08:15:00-07:00">8:15</abbr>No comments:</div></div>
<div class="sidebar">Links: niva.example/2</div></body></html>"""


def paragraphs(document: Document) -> list[str]:
    return [span.cut(document.text) for span in document.paragraphs]


def raws(document: Document) -> list[str]:
    return [link.raw for link in document.links]


def sound(document: Document) -> bool:
    """Whether paragraphs and links lie inside the text, in order, and each link in its paragraph."""
    size, spans = len(document.text), document.paragraphs
    ordered = all(one.end <= two.start for one, two in pairwise(spans))
    inside = all(0 <= span.start < span.end <= size for span in spans)
    links = list(document.links)
    held = all(spans[link.paragraph].covers(link.span) or "\n\n" in link.span.cut(document.text) for link in links)
    return ordered and inside and held and links == sorted(links, key=lambda link: link.span)


# ---------------------------------------------------------------- links


@pytest.mark.parametrize(("plain", "expected"), BARE.values(), ids=BARE)
def test_bare_addresses(plain: str, expected: list[str]) -> None:
    document = posts.read_text(plain)
    assert raws(document) == expected
    assert [link.span.cut(plain) for link in document.links] == expected


@pytest.mark.parametrize(("html", "expected"), HTML.values(), ids=HTML)
def test_links_in_html(html: str, expected: list[tuple[str, str]]) -> None:
    document = posts.read_html(html, "https://steppe.blogspot.com/2026/09/letter.html")
    assert [(link.raw, link.span.cut(document.text)) for link in document.links] == expected
    assert sound(document)


def test_a_link_has_its_one_spelling_and_the_address_to_ask_for() -> None:
    (link,) = posts.read_text("One.\n\nTwo (www.Bereg.example/вода/?utm_source=x).").links
    assert link.href == "https://www.bereg.example/%D0%B2%D0%BE%D0%B4%D0%B0/?utm_source=x"
    assert link.url == "https://bereg.example/%D0%B2%D0%BE%D0%B4%D0%B0"
    assert link.paragraph == 1


def test_addresses_beside_the_post_need_the_post_s_own() -> None:
    assert raws(posts.read_html('<p><a href="/x">earlier</a></p>')) == []


# ---------------------------------------------------------------- paragraphs


def test_fragments_are_all_body() -> None:
    document = posts.read_html("<h3>Title</h3><p>One.</p><ul><li>Two.</li></ul>", lang="ru")
    assert paragraphs(document) == ["Title", "One.", "Two."]
    assert document.items == {2}
    assert (document.title, document.lang, document.kind) == (None, "ru", "post")


def test_footers_are_left_out_with_their_links() -> None:
    document = posts.read_html('<p>One.</p><p>No comments:</p><p><a href="https://a.kz/1">Post a Comment</a></p>')
    assert (document.text, raws(document)) == ("One.", [])


def test_footers_inside_stay() -> None:
    assert paragraphs(posts.read_html("<p>One.</p><p>No comments</p><p>Two.</p>")) == ["One.", "No comments", "Two."]


@pytest.mark.parametrize("plain", ["", " \n\n ", "Post a Comment", "One.\n\nPost a Comment\n", "One.\r\n\r\nTwo.\r\n"])
def test_plain_text_stays_as_it_is(plain: str) -> None:
    document = posts.read_text(plain, "https://steppe.blogspot.com/1", "ru", "article")
    assert (document.text, document.url, document.lang, document.kind) == (
        plain, "https://steppe.blogspot.com/1", "ru", "article",
    )  # fmt: skip
    assert [one for one in paragraphs(document) if "Comment" in one] == []


def test_blank_lines_divide_paragraphs() -> None:
    document = posts.read_text("\n One\nline. \n \t\nTwo.\r\n\r\n1. Three.\n\n\n· Four.\n")
    assert paragraphs(document) == ["One\nline.", "Two.", "1. Three.", "· Four."]
    assert document.items == {2, 3}


WRAPPED = """Walter Quince
Karasu, May 29 – The last brick kiln on the lower
Sarylim has been cold since March, and two
brothers do not agree on the clay.
Lazar, the elder, says that the chimney must come
down before it falls on the school.
1. He has bought the rope.
2. He has sold the cart.
\tHis brother says that it is as sound as on the
day it was finished.
No comments:
Post a Comment"""


def test_paragraphs_without_blank_lines_are_guessed() -> None:
    assert [one.split()[0] for one in paragraphs(posts.read_text(WRAPPED))] == [
        "Walter", "Karasu,", "Lazar,", "1.", "2.", "His",
    ]  # fmt: skip


def test_one_line_is_one_paragraph() -> None:
    assert paragraphs(posts.read_text("One. Two.")) == ["One. Two."]


@pytest.mark.parametrize(
    "hostile", [" " * 200_000, "\n" * 200_000, "a." * 100_000, "(" * 100_000, "a.kz/" + ")" * 100_000]
)
def test_long_nonsense_takes_no_time(hostile: str) -> None:
    started = datetime.now(UTC)
    posts.read_text("x" + hostile + "\nx")
    assert (datetime.now(UTC) - started).total_seconds() < 3


# ---------------------------------------------------------------- full pages


def test_a_page_is_cut_to_its_post() -> None:
    document = posts.read_html(PAGE)
    assert paragraphs(document) == ["Walter Quince", "He wrote (bereg.example/1)."]
    assert raws(document) == ["bereg.example/1"]
    assert document.title == "The Letter"
    assert document.url == "https://steppe.blogspot.com/2026/09/letter.html"
    assert document.published == datetime(2026, 9, 10, 15, 15, tzinfo=UTC)


def test_the_asked_address_goes_before_the_stated_one() -> None:
    assert posts.read_html(PAGE, "https://a.kz/x").url == "https://a.kz/x"


def test_a_post_hidden_in_a_script_is_found() -> None:
    hidden = PAGE.replace("<p>Walter", "<div class='post-content'><script type='text/template'><p>Walter").replace(
        "/1).</p>", "/1).</p></script></div>"
    )
    assert paragraphs(posts.read_html(hidden)) == ["Walter Quince", "He wrote (bereg.example/1)."]


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (
            '<meta property="article:published_time" content="2026-09-01T10:00:00Z">',
            datetime(2026, 9, 1, 10, tzinfo=UTC),
        ),
        ('<time datetime="2026-09-01">today</time>', datetime(2026, 9, 1, tzinfo=UTC)),
        ('<h2 class="date-header">Tuesday, September 1, 2026</h2>', datetime(2026, 9, 1, tzinfo=UTC)),
        (
            '<time datetime="nonsense">x</time><p class="published">1 сентября 2026</p>',
            datetime(2026, 9, 1, tzinfo=UTC),
        ),
        ('<h2 class="date-header">Yesterday</h2>', None),  # nobody knows which day that was
        ('<h2 class="date-header">Tuesday</h2>', None),
        ("<p>No date.</p>", None),
    ],
)
def test_the_date_of_a_page(stated: str, expected: datetime | None) -> None:
    assert posts.read_html(f"<html><body>{stated}<p>One.</p></body></html>").published == expected


def test_a_page_without_known_parts_is_all_body() -> None:
    document = posts.read_html("<html><head><title>T</title></head><body><p>One.</p></body></html>")
    assert (document.title, paragraphs(document)) == ("T", ["One."])


RECORDED = sorted(WEB.glob("*/steppewindow.example/2026/*/*.html"))


@pytest.mark.parametrize("file", RECORDED, ids=lambda file: file.stem)
def test_recorded_pages(file: Path) -> None:
    document = posts.read_html(file.read_text("utf-8"))
    assert paragraphs(document)[0] == "Harriet Colebrook"
    assert document.title
    assert document.published
    assert document.links
    assert sound(document)
    assert not any(furniture in document.text for furniture in ("Post a Comment", "Blog Archive", "Powered by"))


# ---------------------------------------------------------------- real ones


@real
def test_the_first_post() -> None:
    plain = (REAL / "seed.txt").read_text("utf-8")
    document = posts.read_text(plain)
    assert document.text == plain
    assert [one.split()[0] for one in paragraphs(document)] == [
        "Paul", "Staunton,", "Now,", "While", "Saule", "(The",
        "Kopbayev", "The", "Eight", "“We", "Despite", "Sauliyeva",
    ]  # fmt: skip
    assert [link.raw.partition("-")[0] for link in document.links] == [
        f"camonitor.kz/{n}" for n in (33656, 32410, 32519)
    ]
    assert all(link.raw.endswith(".html") for link in document.links)
    assert "No comments" not in paragraphs(document)[-1]
    assert sound(document)


@real
@pytest.mark.parametrize(
    ("name", "title", "day", "first", "last"),
    [
        (
            "emacspeak.blogspot.com.meta.html", "Meta-Programming In Emacs Using Defadvice",
            (2019, 10, 16), "Meta-Programming", "OReilly.",
        ),
        (
            "security.googleblog.com.protection.html", "Enhanced Safe Browsing Protection now available in Chrome",
            (2020, 5, 19), "Posted by", "all users.",
        ),
    ],
)  # fmt: skip
def test_real_pages(name: str, title: str, day: tuple[int, int, int], first: str, last: str) -> None:
    document = posts.read_html((REAL / name).read_text("utf-8"))
    assert document.title == title
    assert document.published is not None
    assert document.published.date().timetuple()[:3] == day
    assert document.text.startswith(first)
    assert document.text.endswith(last)
    assert not any(word in document.text for word in ("Post a Comment", "Older Post", "Share to", "Labels:"))
    assert sound(document)


# ---------------------------------------------------------------- anything


@given(st.one_of(soup, st.text(st.characters())))
def test_no_html_raises(html: str) -> None:
    assert sound(posts.read_html(html, "https://steppe.blogspot.com/1"))
    assert sound(posts.read_html(f"<html><body>{html}"))


@given(st.one_of(soup, st.text(st.characters())))
def test_no_text_raises(plain: str) -> None:
    document = posts.read_text(plain)
    assert document.text == plain
    assert sound(document)
