"""Page bytes → article: title, byline, date, language and paragraphs.

The outlet's selectors come first; what they do not find, trafilatura does.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

import trafilatura
from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from citewatch import charsets, dates, markup, text, urls
from citewatch.errors import ParseError
from citewatch.model import Document, Link, Page, Select

_BYLINES = ("[rel=author]", "[itemprop=author]", ".author", ".byline")
_DATES = (
    "meta[property='article:published_time']",
    "time[datetime]",
    "[itemprop=datePublished]",
    ".date",
    ".published",
)
_FEWEST_LETTERS = 80  # less text than this is a page drawn by scripts, or an error page with status 200
_MANY_SCRIPTS = 3


def read_article(page: Page, select: Select | None = None, lang: str | None = None) -> Document:
    """An article from a page. Raises: ParseError where it has no readable text."""
    decoded = charsets.decode(page.body, page.header("content-type"))
    tree = markup.tree(decoded.text)
    select = select or Select()
    flow = _body(tree, decoded.text, select)
    letters = filter(str.isalpha, flow.text)
    if len(tuple(islice(letters, _FEWEST_LETTERS))) < _FEWEST_LETTERS:
        drawn = len(tree.css("script")) >= _MANY_SCRIPTS
        raise ParseError(page.url, "the page has no readable text" + (": scripts draw it" if drawn else ""))
    return Document(
        kind="article",
        text=flow.text,
        paragraphs=flow.paragraphs,
        links=_links(flow, page.final_url),
        items=flow.items,
        url=_own_address(tree, page),
        title=_title(tree, select),
        byline=_stated(tree, select.byline, *_BYLINES),
        published=_published(tree, select, page.fetched_at),
        lang=lang or text.language(flow.text, "ru"),
        guessed=decoded.guess,
    )


def _body(tree: LexborHTMLParser, html: str, select: Select) -> markup.Flow:
    for node in _found(tree, select.body):
        flow = markup.read_node(node)
        if flow.text:
            return flow
    found = trafilatura.extract(html, output_format="html", include_links=True, include_comments=False)
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
    return _stated(tree, select.title, "meta[property='og:title']", "h1", "title")


def _stated(tree: LexborHTMLParser, *selectors: str | None) -> str | None:
    """The text of the first element that a selector finds and that says something short."""
    for selector in selectors:
        for node in _found(tree, selector):
            words = text.fold(_words(node))
            if words and len(words) <= 300 and not _in_comments(node):
                return words
    return None


def _words(node: LexborNode) -> str:
    """What an element says: a `meta` in its attribute, a `time` in the exacter one, others in their text."""
    return node.attributes.get("datetime") or node.attributes.get("content") or node.text()


def _published(tree: LexborHTMLParser, select: Select, fetched_at: datetime) -> datetime | None:
    """The moment that the page states; «Вчера, 11:41» is read as of the time of the fetch."""
    found = (node for selector in (select.date, *_DATES) for node in _found(tree, selector))
    stated = (_words(node) for node in found if not _in_comments(node))
    return next((moment for one in stated if (moment := dates.read_date(one, fetched_at))), None)


def _found(tree: LexborHTMLParser, selector: str | None) -> Iterator[LexborNode]:
    """The elements of each alternative of a selector, in the order in which its author prefers them."""
    for one in _alternatives(selector or ""):
        try:
            yield from tree.css(one)
        except SelectolaxError as error:
            raise ParseError(one, "is no CSS selector; correct it in sources.yaml") from error


def _in_comments(node: LexborNode) -> bool:
    """Whether an element belongs to what readers wrote below the article: their names and dates are not its own."""
    parent = node.parent
    while parent is not None and parent.tag != "body":
        if "comment" in f"{parent.attributes.get('id')} {parent.attributes.get('class')}".lower():
            return True
        parent = parent.parent
    return False


def _alternatives(selector: str) -> list[str]:
    """The parts of a CSS group: split at commas outside of brackets."""
    parts, depth = [""], 0
    for char in selector:
        depth += (char in "([") - (char in ")]")
        if char == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += char
    return [part.strip() for part in parts if part.strip()]
