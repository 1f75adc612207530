"""Feed bytes → entries (feedparser).

feedparser fetches addresses and opens files that it is given as strings, so it only ever gets a stream of bytes.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import feedparser

from citewatch import charsets, dates, markup, text, urls
from citewatch.errors import ParseError
from citewatch.model import Entry, FeedReading, Page

_END = re.compile(rb"</\s*([\w-]+:)?(rss|feed|rdf)\s*>", re.IGNORECASE)
_TAIL = 4096  # bytes: comments and white space may follow


def read_feed(page: Page) -> FeedReading:
    """The entries of a feed, in its order. Raises: ParseError for what is no feed."""
    decoded = charsets.decode(page.body, page.header("content-type"))
    parsed = _parse(page, decoded)
    if not parsed.get("version"):
        raise ParseError(page.url, _NO_FEEDS[trouble(page)])
    whole = not parsed.bozo or _END.search(page.body[-_TAIL:]) is not None
    entries: dict[str, Entry] = {}
    faults = [f"its charset was guessed: {decoded.guess}"] if decoded.guess else []
    for raw in parsed.entries if whole else parsed.entries[:-1]:  # the last one may lack words that are still there
        entry = _entry(raw, page.final_url)
        if entry is None:
            faults.append(f"an entry without id, link and content was left out ({_title(raw)[:60]!r})")
        else:
            _add(entries, entry)
    if whole and parsed.entries and not entries:
        raise ParseError(page.url, "none of its entries has an id, a link or content")
    return FeedReading(
        title=_title(parsed.feed),
        home=_absolute(parsed.feed.get("link"), page.final_url),
        entries=tuple(entries.values()),
        next_url=_next(parsed.feed.get("links", ()), page.final_url),
        faults=tuple(faults),
        whole=whole,
        total=_number(parsed.feed.get("opensearch_totalresults")),
    )


def _add(entries: dict[str, Entry], entry: Entry) -> None:
    """Some feeds give all entries one id: then those at other addresses go by these."""
    first = entries.setdefault(entry.key, entry)
    if entry.url != first.url and entry.url:
        entries.setdefault(entry.url, replace(entry, key=entry.url))


def _number(stated: object) -> int | None:
    words = str(stated or "").strip()
    return int(words) if words.isascii() and words.isdigit() and len(words) < 10 else None


def _parse(page: Page, decoded: charsets.Decoded) -> Any:
    """Feedparser believes what a feed says of its charset, so of others it gets it in UTF-8, and is told so."""
    body, content_type = page.body, page.header("content-type") or "application/xml"
    if decoded.charset == "utf-8" or not decoded.sure:
        body, content_type = decoded.text.encode("utf-8", "replace"), "application/xml; charset=utf-8"
    headers = {"content-location": page.final_url, "content-type": content_type}
    try:
        return feedparser.parse(BytesIO(body), response_headers=headers, sanitize_html=False)
    except (
        ValueError,
        TypeError,
        AttributeError,
        LookupError,
        ArithmeticError,
        AssertionError,
        RecursionError,
    ) as error:
        # 1.1 % of mutated feeds make it raise one of these.
        raise ParseError(page.url, f"the feed is broken beyond reading ({type(error).__name__})") from error


_NO_FEEDS = {
    "empty": "the answer is empty; expected an Atom or RSS feed",
    "web-page": "a web page was answered instead of a feed; look up the feed's address and correct it in sources.yaml",
    "no-feed": "the answer is no Atom or RSS feed",
}


def trouble(page: Page) -> str:
    """The class of an answer that is no feed."""
    start = page.body[:2000].lstrip().lower()
    if not start:
        return "empty"
    return "web-page" if b"<html" in start or start.startswith(b"<!doctype") else "no-feed"


def _entry(raw: Mapping[str, Any], base: str) -> Entry | None:
    html = _content(raw)
    url = _absolute(raw.get("link"), base) or ""
    key = text.fold(str(raw.get("id") or "")) or url or (text.digest(html, size=32) if html.strip() else "")
    if not key:
        return None
    return Entry(key, url, _title(raw), html, _time(raw, "published"), _time(raw, "updated"))


def _title(raw: Mapping[str, Any]) -> str:
    title = str(raw.get("title") or "")
    kind = (raw.get("title_detail") or {}).get("type") or ""
    return text.fold(markup.read(title).text if "html" in kind else title)


def _content(raw: Mapping[str, Any]) -> str:
    """The longest content that an entry carries; its summary where it carries none."""
    values = [str(one.get("value") or "") for one in raw.get("content") or ()]
    return max([*values, str(raw.get("summary") or "")], key=len)


def _time(raw: Mapping[str, Any], name: str) -> datetime | None:
    if f"{name}_parsed" not in raw:  # asked for a missing `updated`, feedparser would answer with `published`
        return None
    try:
        year, month, day, hour, minute, second = raw[f"{name}_parsed"][:6]
        moment = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except (ValueError, TypeError, OverflowError):
        return None
    return moment if moment >= dates.EARLIEST else None


def _next(links: Any, base: str) -> str | None:
    return next((_absolute(one.get("href"), base) for one in links if one.get("rel") == "next"), None)


def _absolute(href: Any, base: str) -> str | None:
    return urls.absolute(str(href), base) if href else None
