"""One spelling per address: tables of forms, properties, and the WHATWG's own cases."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from citewatch import urls

PLAIN_HOSTS = st.lists(
    st.sampled_from(["www", "a", "xn--a", "3", "b-", "-c", "amp", "x--y", "kz", "com", "blogspot"]), min_size=1
)
PLAIN_PATHS = st.lists(st.sampled_from(["", ".", "..", "a", "a.html", "amp", "b.amp.html", "~c", "index", "-", "A_b"]))

WHATWG = Path(__file__).parents[2] / "shared" / "corpora" / "wpt-url" / "tests" / "wpt"

ABSOLUTE = {
    "as it is": ("https://bereg.example/a", None, "https://bereg.example/a"),
    "beside the page": ("b.html", "https://bereg.example/x/a.html", "https://bereg.example/x/b.html"),
    "from the root": ("/b", "https://bereg.example/x/a.html", "https://bereg.example/b"),
    "without scheme": ("//niva.example/b", "http://bereg.example/", "http://niva.example/b"),
    "up": ("../b", "https://bereg.example/x/y/", "https://bereg.example/x/b"),
    "only a query": ("?page=2", "https://bereg.example/a?page=1", "https://bereg.example/a?page=2"),
    "blanks around": (" https://bereg.example/a\n", None, "https://bereg.example/a"),
    "no base": ("/b", None, None),
    "mail": ("mailto:a@bereg.example", None, None),
    "script": ("javascript:void(0)", "https://bereg.example/", None),
    "other scheme": ("ftp://bereg.example/a", None, None),
    "with a password": ("https://user:pass@bereg.example/", None, None),
    "with a user": ("https://user@bereg.example/", None, None),
    "no host": ("https:///", None, None),
    "only the root's dot": ("http://./", None, None),
    "an empty label": ("http://bereg..example/", None, None),
    "a port too high": ("http://bereg.example:99999/", None, None),
    "half a surrogate pair": ("http://bereg.example/\ud800", None, None),
    "nothing": ("", None, None),
}

CANONICAL = {
    "scheme": ("http://bereg.example/a", "https://bereg.example/a"),
    "www": ("https://www.bereg.example/a", "https://bereg.example/a"),
    "www twice": ("https://www.www.bereg.example/a", "https://bereg.example/a"),
    "a host that is only www": ("https://www.com/a", "https://www.com/a"),
    "case of the host, not of the path": ("https://Bereg.EXAMPLE/Aa", "https://bereg.example/Aa"),
    "the root's dot": ("https://bereg.example./a", "https://bereg.example/a"),
    "default port": ("http://bereg.example:80/a", "https://bereg.example/a"),
    "the other default port": ("http://bereg.example:443/a", "https://bereg.example/a"),
    "a port of its own": ("http://bereg.example:8080/a", "https://bereg.example:8080/a"),
    "fragment": ("https://bereg.example/a#comments", "https://bereg.example/a"),
    "trailing slash": ("https://bereg.example/a/", "https://bereg.example/a"),
    "home page": ("https://bereg.example", "https://bereg.example/"),
    "query kept": ("https://bereg.example/article.php?id=518", "https://bereg.example/article.php?id=518"),
    "order of the query kept": ("https://bereg.example/?b=2&a=1", "https://bereg.example/?b=2&a=1"),
    "empty query": ("https://bereg.example/a?", "https://bereg.example/a"),
    "campaign": ("https://bereg.example/a?utm_source=tg&id=5&utm_medium=x", "https://bereg.example/a?id=5"),
    "escaped campaign": ("https://bereg.example/a?utm%5Fsource=tg", "https://bereg.example/a"),
    "only trackers": ("https://bereg.example/a?fbclid=1&yclid=2", "https://bereg.example/a"),
    "capital tracker": ("https://bereg.example/a?UTM_Source=1", "https://bereg.example/a"),
    "no tracker but like one": ("https://bereg.example/a?utmost=1", "https://bereg.example/a?utmost=1"),
    "dots in the path": ("https://bereg.example/x/../a", "https://bereg.example/a"),
    "Cyrillic path": ("https://bereg.example/вода", "https://bereg.example/%D0%B2%D0%BE%D0%B4%D0%B0"),
    "the same, escaped small": ("https://bereg.example/%d0%b2%d0%be%d0%b4%d0%b0",
                                "https://bereg.example/%D0%B2%D0%BE%D0%B4%D0%B0"),
    "needless escapes": ("https://bereg.example/%61%2Db", "https://bereg.example/a-b"),
    "needed escapes": ("https://bereg.example/a%2fb%3fc", "https://bereg.example/a%2Fb%3Fc"),
    "a bare percent sign": ("https://bereg.example/100%", "https://bereg.example/100%25"),
    "an escape made of escapes": ("https://bereg.example/%%34%31", "https://bereg.example/%2541"),
    "Cyrillic host": ("http://вода.рф/путь", "https://xn--80adg3b.xn--p1ai/%D0%BF%D1%83%D1%82%D1%8C"),
    "parentheses": ("https://bereg.example/S0140(20)30677-2/a", "https://bereg.example/S0140(20)30677-2/a"),
    "DLE's page": ("https://bereg.example/page,2,5-a.html", "https://bereg.example/page,2,5-a.html"),
    "Blogger on a phone": ("http://steppe.blogspot.com/2026/a.html?m=1", "https://steppe.blogspot.com/2026/a.html"),
    "Blogger's m=0": ("http://steppe.blogspot.com/a.html?m=0&x=1", "https://steppe.blogspot.com/a.html?x=1"),
    "Blogger in Canada": ("https://steppe.blogspot.ca/a.html", "https://steppe.blogspot.com/a.html"),
    "Blogger in France": ("https://steppe.blogspot.fr/a.html", "https://steppe.blogspot.com/a.html"),
    "Blogger in Turkey": ("https://steppe.blogspot.com.tr/a.html", "https://steppe.blogspot.com/a.html"),
    "Blogger in Britain": ("https://www.steppe.blogspot.co.uk/a.html", "https://steppe.blogspot.com/a.html"),
    "AMP behind": ("https://bereg.example/news/a/amp/", "https://bereg.example/news/a"),
    "AMP before": ("https://bereg.example/amp/news/a", "https://bereg.example/news/a"),
    "AMP in the name": ("https://bereg.example/news/a.amp.html", "https://bereg.example/news/a.html"),
    "a page called amp": ("https://bereg.example/amp", "https://bereg.example/amp"),
    "m elsewhere": ("https://bereg.example/?m=1", "https://bereg.example/?m=1"),
}  # fmt: skip

READABLE = {
    "scheme and www": ("https://www.bereg.example/a", "bereg.example/a"),
    "home page": ("https://bereg.example/", "bereg.example"),
    "Cyrillic": ("https://xn--80adg3b.xn--p1ai/%D0%BF%D1%83%D1%82%D1%8C", "вода.рф/путь"),
    "no UTF-8": ("https://bereg.example/%E2%EE", "bereg.example/%E2%EE"),
    "white space stays escaped": ("https://bereg.example/a%20b%0Ac", "bereg.example/a%20b%0Ac"),
    "what turns the reading round": ("https://bereg.example/%E2%80%AEa", "bereg.example/%E2%80%AEa"),
    "what hides": ("https://bereg.example/a%E2%81%A6b", "bereg.example/a%E2%81%A6b"),
}

REGISTRABLE = {
    "news.bereg.com": "bereg.com",
    "bereg.com.kz": "bereg.com.kz",
    "a.bereg.com.kz": "bereg.com.kz",
    "gov.kz": "gov.kz",
    "steppe.blogspot.com": "steppe.blogspot.com",
    "xn--80adg3b.xn--p1ai": "xn--80adg3b.xn--p1ai",
    "127.0.0.1": "127.0.0.1",
    "[::1]": "[::1]",
    "severkurier.example": "severkurier.example",
}

addresses = st.from_regex(r"https?://[a-zа-я0-9.-]{1,20}(?::\d{1,5})?[/?#][ -~а-яё%&=?./#]{0,30}", fullmatch=True)


@pytest.mark.parametrize(("href", "base", "expected"), ABSOLUTE.values(), ids=ABSOLUTE)
def test_absolute(href: str, base: str | None, expected: str | None) -> None:
    assert urls.absolute(href, base) == expected


@pytest.mark.parametrize(("address", "expected"), CANONICAL.values(), ids=CANONICAL)
def test_canonical(address: str, expected: str) -> None:
    assert urls.canonical(address) == expected
    assert urls.canonical(expected) == expected


def test_canonical_refuses_what_is_no_address() -> None:
    with pytest.raises(ValueError, match="not an http"):
        urls.canonical("mailto:a@bereg.example")


@pytest.mark.parametrize(("address", "expected"), READABLE.values(), ids=READABLE)
def test_readable(address: str, expected: str) -> None:
    assert urls.readable(address) == expected


@pytest.mark.parametrize(("name", "expected"), REGISTRABLE.items())
def test_registrable(name: str, expected: str) -> None:
    assert urls.registrable(name) == expected


@pytest.mark.parametrize(
    ("name", "public"),
    [
        ("bereg.kz", True), ("t.me", True), ("gov.kz", True), ("region.expert", True), ("xn--80adg3b.xn--p1ai", True),
        ("bereg.example", True), ("bereg.test", True),
        ("or.else", False), ("com", False), ("localhost", False), ("10.0.0.1", False), ("example", False),
    ],
)  # fmt: skip
def test_is_public(name: str, *, public: bool) -> None:
    assert urls.is_public(name) is public


def test_hosts_as_configured_and_as_met_are_spelled_alike() -> None:
    assert urls.ascii_host("WWW.Вода.рф") == urls.host("https://xn--80adg3b.xn--p1ai/x") == "xn--80adg3b.xn--p1ai"
    with pytest.raises(ValueError):  # noqa: PT011 — the library's own words
        urls.ascii_host("no host")


def test_tail_is_path_and_query() -> None:
    assert urls.tail("https://bereg.example/a/b.html?x=1#c") == "/a/b.html?x=1"


@given(st.one_of(st.text(), addresses), st.one_of(st.none(), st.text(), addresses))
def test_absolute_never_raises(href: str, base: str | None) -> None:
    urls.absolute(href, base)


@given(addresses)
@example("http://bereg.example:443/%%34%31?utm%5fsource=1&&=/#")
@example("http://www.www.bereg.example./%2e%2e//")
def test_canonical_is_settled_and_keeps_the_host(address: str) -> None:
    if href := urls.absolute(address):
        once = urls.canonical(href)
        assert urls.canonical(once) == once
        assert urls.host_of(once) == urls.host(once) == urls.host(href)
        assert urls.readable(once)


def cases() -> list[dict[str, Any]]:
    if not WHATWG.is_dir():
        return []
    found = [*json.loads((WHATWG / "urltestdata.json").read_text("utf-8"))]
    found += json.loads((WHATWG / "ada_extra_urltestdata.json").read_text("utf-8"))
    return [case for case in found if isinstance(case, dict)]


@pytest.mark.skipif(not WHATWG.is_dir(), reason="the WHATWG URL cases are not there (shared/corpora/wpt-url)")
def test_the_cases_of_the_standard() -> None:
    seen = 0
    for case in cases():
        href = urls.absolute(case["input"], case.get("base"))
        if href is None:
            continue
        seen += 1
        assert not case.get("failure"), case["input"]
        assert href == case["href"]
        own = case["hostname"].rstrip(".")
        assert urls.host(urls.canonical(href)) in {own, own.removeprefix("www.")}
    assert seen > 200


@pytest.mark.skipif(not WHATWG.is_dir(), reason="the WHATWG URL cases are not there (shared/corpora/wpt-url)")
def test_only_impossible_hosts_of_the_standard_are_refused() -> None:
    refused = {
        case["href"]
        for case in cases()
        if case.get("protocol") in {"http:", "https:"}
        and not case["username"]
        and not case["password"]
        and urls.absolute(case["input"], case.get("base")) is None
    }
    assert all(".." in href or href == "http://./" for href in refused)


@given(PLAIN_HOSTS, PLAIN_PATHS)
def test_what_is_taken_as_it_is_would_not_be_spelled_otherwise(host: list[str], path: list[str]) -> None:
    written = "/".join([f"https://{'.'.join(host)}", *path])
    parsed = urls.address(written)
    if parsed is None:
        with pytest.raises(ValueError, match="not an http"):
            urls.canonical(written)
    else:
        assert urls.canonical(written) == parsed.url
