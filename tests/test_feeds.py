"""Feeds: what is read from an entry, what is told apart, and that nothing but ParseError comes out."""

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citewatch.errors import ParseError
from citewatch.feeds import read_feed
from citewatch.model import FeedReading, Page

WEB = Path(__file__).parents[1] / "fixtures" / "web"
SHARED = Path(__file__).parents[2] / "shared"
SUITE = SHARED / "corpora" / "feedparser-tests" / "tests"
REAL = SHARED / "real"
real = pytest.mark.skipif(not REAL.is_dir(), reason="the real feeds are not there (shared/real)")

ATOM = """<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title> A
 blog</title><link rel="alternate" href="/"/>{links}{entries}</feed>"""
ENTRY = """<entry><id>tag:a,2026:1</id><title>One &amp;amp; all</title><link rel="alternate" href="/1.html"/>
<link rel="replies" href="/1.html#comments"/><published>2026-09-10T08:15:00-07:00</published>
<updated>2026-09-12T00:00:00Z</updated><content type="html">&lt;p&gt;Words&lt;/p&gt;</content></entry>"""


def page(body: str | bytes, content_type: str | None = None, url: str = "https://steppe.example/feed/") -> Page:
    headers = (("Content-Type", content_type),) if content_type else ()
    body = body.encode() if isinstance(body, str) else body
    return Page("https://steppe.example/feed", url, 200, headers, body, datetime(2026, 9, 14, tzinfo=UTC))


def read(entries: str, links: str = "") -> FeedReading:
    return read_feed(page(ATOM.format(entries=entries, links=links)))


def test_an_entry_as_the_feed_has_it() -> None:
    feed = read(ENTRY)
    (entry,) = feed.entries
    assert (feed.title, feed.home, feed.next_url, feed.faults) == ("A blog", "https://steppe.example/", None, ())
    assert (entry.key, entry.url, entry.title) == ("tag:a,2026:1", "https://steppe.example/1.html", "One &amp; all")
    assert entry.html == "<p>Words</p>"
    assert entry.published == datetime(2026, 9, 10, 15, 15, tzinfo=UTC)
    assert entry.updated == datetime(2026, 9, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("<title>if a &lt; b</title>", "if a < b"),
        ('<title type="text">&lt;b&gt; is bold</title>', "<b> is bold"),
        ('<title type="html">R&amp;amp;D &lt;b&gt;now&lt;/b&gt;</title>', "R&D now"),
        ("<title>\n Two\n lines </title>", "Two lines"),
        ("", ""),
    ],
)
def test_titles_are_words(title: str, expected: str) -> None:
    assert read(f"<entry><id>1</id>{title}</entry>").entries[0].title == expected


def test_markup_is_not_cleaned_away() -> None:
    html = '<p class="MsoNormal"><span style="mso-tab-count: 1">x</span><o:p></o:p></p>'
    (entry,) = read(ENTRY.replace("&lt;p&gt;Words&lt;/p&gt;", html.replace("<", "&lt;"))).entries
    assert entry.html == html


def test_the_longest_content_is_taken() -> None:
    (entry,) = read(ENTRY.replace("<content", "<summary>short</summary><content")).entries
    assert entry.html == "<p>Words</p>"
    (entry,) = read("<entry><id>1</id><summary>all there is</summary></entry>").entries
    assert entry.html == "all there is"


def test_next_pages_are_found_on_any_host() -> None:
    links = (
        '<link rel="self" href="/feed"/><link rel="next" href="https://www.blogger.example/feeds/7?start-index=26"/>'
    )
    assert read(ENTRY, links).next_url == "https://www.blogger.example/feeds/7?start-index=26"


@pytest.mark.parametrize("href", ["javascript:alert(1)", "mailto:a@steppe.example", "", "http://["])
def test_links_that_lead_nowhere(href: str) -> None:
    feed = read(ENTRY.replace("/1.html", href, 1), f'<link rel="next" href="{href}"/>')
    assert feed.next_url in {None, "https://steppe.example/feed/"}
    assert feed.entries[0].url in {"", "https://steppe.example/feed/"}


KEYS = {
    "its id": ("<id>tag:a</id><link href='/1'/><content>w</content>", "tag:a"),
    "its id without blanks around": ("<id> tag:a\n</id><content>w</content>", "tag:a"),
    "its link": ("<link href='/1'/><content>w</content>", "https://steppe.example/1"),
    "its content": ("<content>w</content>", "50e721e49c013f00c62cf59f2163542a"),
}


@pytest.mark.parametrize(("inside", "key"), KEYS.values(), ids=KEYS)
def test_the_key_of_an_entry(inside: str, key: str) -> None:
    assert [entry.key for entry in read(f"<entry>{inside}</entry>").entries] == [key]


def test_an_entry_without_anything_is_left_out_and_told() -> None:
    feed = read(ENTRY + "<entry><title>Empty</title></entry>")
    assert [entry.key for entry in feed.entries] == ["tag:a,2026:1"]
    assert feed.faults == ("an entry without id, link and content was left out ('Empty')",)


def test_an_id_that_comes_twice_is_one_entry() -> None:
    feed = read(ENTRY + ENTRY.replace("Words", "Others"))
    assert [entry.html for entry in feed.entries] == ["<p>Words</p>"]


DATES = {
    "zone": ("2026-09-10T08:15:00-07:00", datetime(2026, 9, 10, 15, 15, tzinfo=UTC)),
    "mail's form": ("Thu, 10 Sep 2026 08:15:00 +0500", datetime(2026, 9, 10, 3, 15, tzinfo=UTC)),
    "a day": ("2026-09-10", datetime(2026, 9, 10, tzinfo=UTC)),
    "the future is kept as stated": ("2099-01-01T00:00:00Z", datetime(2099, 1, 1, tzinfo=UTC)),
    "before there were blogs": ("1970-01-01T00:00:00Z", None),
    "year 0": ("0000-01-01T00:00:00Z", None),
    "words": ("yesterday", None),
    "nothing": ("", None),
}


@pytest.mark.parametrize(("stated", "expected"), DATES.values(), ids=DATES)
def test_published(stated: str, expected: datetime | None) -> None:
    (entry,) = read(f"<entry><id>1</id><published>{stated}</published></entry>").entries
    assert entry.published == expected
    assert entry.updated is None


def test_updated_alone_is_no_published() -> None:
    (entry,) = read("<entry><id>1</id><updated>2026-09-10T00:00:00Z</updated></entry>").entries
    assert (entry.published, entry.updated) == (None, datetime(2026, 9, 10, tzinfo=UTC))


@pytest.mark.parametrize("charset", ["utf-8", "windows-1251", "koi8-r", "utf-16"])
def test_declared_charsets(charset: str) -> None:
    feed = ATOM.format(entries=ENTRY.replace("Words", "Вода"), links="").replace('"utf-8"', f'"{charset}"')
    assert read_feed(page(feed.encode(charset))).entries[0].html == "<p>Вода</p>"


def test_the_header_s_charset_counts_where_the_feed_declares_none() -> None:
    feed = ATOM.format(entries=ENTRY.replace("Words", "Вода"), links="").partition("?>")[2].encode("windows-1251")
    assert read_feed(page(feed, "application/atom+xml; charset=windows-1251")).entries[0].html == "<p>Вода</p>"


NO_FEEDS = {
    "a page": (b"<!DOCTYPE html><html><body>Moved</body></html>", "a web page was answered instead of a feed"),
    "a page without doctype": (b"\n <HTML><body>Moved", "a web page was answered"),
    "nothing": (b"", "the answer is empty"),
    "blanks": (b" \n", "the answer is empty"),
    "words": (b"Not found", "no Atom or RSS feed"),
    "a path": (b"/etc/passwd", "no Atom or RSS feed"),
    "an address": (b"http://127.0.0.1:9/feed", "no Atom or RSS feed"),
    "other XML": (b"<?xml version='1.0'?><urlset><url/></urlset>", "no Atom or RSS feed"),
    "no entry with anything": (ATOM.format(entries="<entry/>", links="").encode(), "none of its entries"),
    "a number beyond all letters": (
        ATOM.format(entries=ENTRY.replace("Words", "&#x119999999999999999999;"), links="").encode(),
        "broken beyond",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("body", "why"), NO_FEEDS.values(), ids=NO_FEEDS)
def test_what_is_no_feed_says_so(body: bytes, why: str) -> None:
    with pytest.raises(ParseError, match=why) as caught:
        read_feed(page(body))
    assert caught.value.subject == "https://steppe.example/feed"


def test_a_feed_without_entries_is_quiet_and_no_error() -> None:
    assert read("").entries == ()


RECORDED = sorted(file for file in WEB.rglob("*") if file.is_file() and "feed" in str(file.relative_to(WEB).parent))


@pytest.mark.parametrize("file", RECORDED, ids=lambda file: str(file.relative_to(WEB)))
def test_recorded_feeds(file: Path) -> None:
    feed = read_feed(page(file.read_bytes(), url=f"https://{file.relative_to(WEB).parts[1]}/feed"))
    assert feed.title
    assert feed.faults == ()
    assert feed.entries
    assert all(entry.published and entry.title and entry.html.strip() for entry in feed.entries)
    assert all(entry.url.startswith("https://") for entry in feed.entries)


@real
def test_a_real_feed_of_blogger() -> None:
    feed = read_feed(page((REAL / "quiltville_blogger_2021.atom").read_bytes()))
    assert len(feed.entries) == 25
    assert feed.next_url == "https://www.blogger.com/feeds/13569819/posts/default?start-index=26&max-results=25"
    assert feed.home == "https://quiltville.blogspot.com/"
    assert all(entry.key.startswith("tag:blogger.com,1999:blog-13569819.post-") for entry in feed.entries)
    assert all(entry.published and len(entry.html) > 500 for entry in feed.entries)


@real
@pytest.mark.parametrize(
    ("name", "title", "following"),
    [
        (
            "blogger_atom_2022_androidstudio.xml", "Android Studio Flamingo Canary 9 now available",
            "https://www.blogger.com/feeds/3325683420543787015/posts/default?start-index=26&max-results=25",
        ),
        ("blogger_rss_2015_goinggo.xml", "Object Oriented Programming Mechanics", None),
    ],
)  # fmt: skip
def test_real_feeds_cut_short(name: str, title: str, following: str | None) -> None:
    feed = read_feed(page((REAL / name).read_bytes()))
    assert [entry.title for entry in feed.entries] == [title]
    assert feed.entries[0].key.startswith("tag:blogger.com,1999:")
    assert feed.next_url == following


@pytest.mark.skipif(not SUITE.is_dir(), reason="feedparser's tests are not there (shared/corpora)")
def test_feedparser_s_own_suite() -> None:
    read_well = 0
    for file in sorted(one for one in SUITE.rglob("*") if one.is_file()):
        try:
            read_feed(page(file.read_bytes()))
            read_well += 1
        except ParseError:
            continue
    assert read_well > 1600


@given(st.one_of(st.binary(), st.text().map(lambda words: ATOM.format(entries=ENTRY + words, links="").encode())))
def test_nothing_but_parse_errors(body: bytes) -> None:
    try:
        read_feed(page(body))
    except ParseError as error:
        assert error.message  # noqa: PT017 — most of what is tried is no feed, and only then is there an error


def test_local_files_are_not_opened(tmp_path: Path) -> None:
    feed = tmp_path / "feed.xml"
    feed.write_text(ATOM.format(entries=ENTRY, links=""))
    with pytest.raises(ParseError):
        read_feed(page(str(feed)))


def test_many_entries_take_no_time() -> None:
    entries = "".join(ENTRY.replace("tag:a,2026:1", str(n)) for n in range(500))
    started = time.monotonic()
    assert len(read(entries).entries) == 500
    assert time.monotonic() - started < 5
