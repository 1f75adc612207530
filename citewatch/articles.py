"""Page bytes → article: title, byline, date, language and paragraphs.

The outlet's selectors come first; what they do not find, trafilatura does.
"""

import re
from datetime import UTC, datetime, timedelta

import trafilatura
from charset_normalizer import from_bytes
from dateparser import parse as parse_date
from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from citewatch import markup, text, urls
from citewatch.errors import ParseError
from citewatch.model import Document, Link, Page, Select

_META_CHARSET = re.compile(
    rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)|<\?xml[^>]+encoding=[\"']([\w-]+)", re.IGNORECASE
)
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_BYLINES = ("[rel=author]", "[itemprop=author]", ".author", ".byline")
_DATES = ("time[datetime]", "[itemprop=datePublished]", ".date", ".published")
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_FEWEST_LETTERS = 80  # less text than this is a page drawn by a script, or an error page with status 200


def read_article(page: Page, select: Select | None = None, lang: str | None = None) -> Document:
    """An article from a page. Raises: ParseError where it has no readable text."""
    html = decode(page)
    tree = LexborHTMLParser(html)
    select = select or Select()
    flow = _body(tree, html, select, page.url)
    if sum(char.isalpha() for char in flow.text) < _FEWEST_LETTERS:
        raise ParseError(page.url, "the page has no readable text (it may be drawn by a script)")
    return Document(
        kind="article",
        text=flow.text,
        paragraphs=flow.paragraphs,
        links=_links(flow, page.final_url),
        items=flow.items,
        url=_own_address(tree, page),
        title=_title(tree, select),
        byline=_stated(tree, select.byline, _BYLINES),
        published=_published(tree, select, page.fetched_at),
        lang=lang or text.language(flow.text, "ru"),
    )


def decode(page: Page) -> str:
    """The text of a page. A byte order mark decides, then what header and meta say if the bytes agree, then the bytes."""
    for mark, charset in _BOMS:
        if page.body.startswith(mark):
            return page.body.decode(charset, "replace")
    for charset in _claimed(page):
        decoded = _try(page.body, charset)
        if decoded is not None:
            return decoded
    best = from_bytes(page.body[:100_000]).best()
    return page.body.decode(best.encoding if best else "utf-8", "replace")


def _claimed(page: Page) -> list[str]:
    """Charsets to try: UTF-8 first, for other text is almost never valid UTF-8 by chance (RFC 3629, 1)."""
    header = _HEADER_CHARSET.search(page.header("content-type") or "")
    meta = _META_CHARSET.search(page.body[:4096])
    claimed = [header[1]] if header else []
    claimed += [(meta[1] or meta[2]).decode("ascii")] if meta else []
    return ["utf-8", *(name for name in claimed if name.lower().replace("_", "-") not in {"utf-8", "utf8"})]


def _try(body: bytes, charset: str) -> str | None:
    try:
        decoded = body.decode(charset)
    except (LookupError, UnicodeError):
        return None
    return decoded if _plausible(decoded) else None


def _plausible(decoded: str) -> bool:
    """Whether the control characters are absent that text in a wrong single-byte charset is full of."""
    sample = decoded[:20_000]
    return sum("\x7f" <= char <= "\x9f" or char == "\x00" for char in sample) <= len(sample) / 500


def _body(tree: LexborHTMLParser, html: str, select: Select, url: str) -> markup.Flow:
    node = _first(tree, select.body)
    if node is not None:
        flow = markup.read_node(node)
        if flow.text:
            return flow
    found = trafilatura.extract(html, url=url, output_format="html", include_links=True, include_comments=False)
    return markup.read(found or "")


def _links(flow: markup.Flow, base: str) -> tuple[Link, ...]:
    links, number = [], 0
    for anchor in sorted(flow.anchors, key=lambda one: one.span):
        while number + 1 < len(flow.paragraphs) and flow.paragraphs[number].end <= anchor.span.start:
            number += 1
        href = urls.absolute(anchor.href, base)
        span = text.trim(flow.text, anchor.span)
        if href and span.start < span.end:
            links.append(Link(span, anchor.href, href, urls.canonical(href), number))
    return tuple(links)


def _own_address(tree: LexborHTMLParser, page: Page) -> str:
    """What the page says its address is, if that is at the same host; else where it was found."""
    for selector, attribute in (("link[rel=canonical]", "href"), ("meta[property='og:url']", "content")):
        node = tree.css_first(selector)
        stated = node.attributes.get(attribute) if node is not None else None
        href = urls.absolute(stated, page.final_url) if stated else None
        if href and urls.host(href) == urls.host(page.final_url):
            return href
    return page.final_url


def _title(tree: LexborHTMLParser, select: Select) -> str | None:
    found = _stated(tree, select.title, ())
    if found:
        return found
    node = tree.css_first("meta[property='og:title']")
    stated = node.attributes.get("content") if node is not None else None
    return text.fold(stated) if stated else _stated(tree, None, ("h1", "title"))


def _stated(tree: LexborHTMLParser, selector: str | None, guesses: tuple[str, ...]) -> str | None:
    """The text of the first element that a selector finds and that says something short."""
    for one in (selector, *guesses):
        node = _first(tree, one)
        words = text.fold(node.text()) if node is not None else ""
        if words and len(words) <= 300:
            return words
    return None


def _published(tree: LexborHTMLParser, select: Select, fetched_at: datetime) -> datetime | None:
    """The day and time that the page states; «Вчера, 11:41» is read as of the time of the fetch."""
    stated = _meta(tree, "meta[property='article:published_time']")
    for selector in (select.date, *_DATES):
        node = _first(tree, selector)
        if stated or node is None:
            continue
        stated = node.attributes.get("datetime") or node.attributes.get("content") or node.text()
    found = re.search(r"\d{1,2}-\d{2}-\d{4}, \d{2}:\d{2}|.*\S", stated or "")
    if not found:
        return None
    settings = {"RETURN_AS_TIMEZONE_AWARE": True, "TIMEZONE": "UTC", "RELATIVE_BASE": fetched_at.replace(tzinfo=None),
                "DATE_ORDER": "DMY", "REQUIRE_PARTS": ["day", "month", "year"]}  # fmt: skip
    parsed = parse_date(found[0].strip()[:60].replace(",", " "), settings=settings)
    moment = parsed.astimezone(UTC) if isinstance(parsed, datetime) else None
    return moment if moment and _EARLIEST <= moment <= fetched_at + timedelta(days=2) else None


def _meta(tree: LexborHTMLParser, selector: str) -> str | None:
    node = tree.css_first(selector)
    return node.attributes.get("content") if node is not None else None


def _first(tree: LexborHTMLParser, selector: str | None) -> LexborNode | None:
    if not selector:
        return None
    try:
        return tree.css_first(selector)
    except SelectolaxError as error:
        raise ParseError(selector, "is no CSS selector; correct it in sources.yaml") from error
