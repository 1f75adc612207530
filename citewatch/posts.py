"""Post HTML or text → a document: paragraphs of clean text, with every link at its offset."""

import re
from dataclasses import replace
from datetime import datetime

from selectolax.lexbor import LexborHTMLParser, LexborNode

from citewatch import dates, markup, text, urls
from citewatch.model import Document, Link, Span

# Where blog engines put the post: Blogger's themes (Dynamic Views hide it in a script), WordPress, HTML5.
_BODIES = (
    ".post-body .post-content",
    ".post-body",
    ".entry-content",
    "[itemprop=articleBody]",
    ".post-content",
    "article",
)
_TITLES = (".post-title", ".entry-title", "[itemprop=headline]", "article h1", "h1")
_DATES = ("[itemprop=datePublished]", "abbr.published", "time[datetime]", ".published", ".date-header")

# What may not stand in a bare address, and what is punctuation of the sentence when it stands at its end.
_STOP = r"\s<>\"“”«»„‟{}|\\^`"
_BARE = re.compile(
    rf"(?<![\w@/.-])(?:https?://[^{_STOP}]+"
    rf"|(?:[^\W_](?:[\w-]*[^\W_])?\.)+(?:[^\W\d_]{{2,}}|xn--[a-z\d-]+)(?::\d{{1,5}})?/[^{_STOP}]*)",
    re.IGNORECASE,
)
_GLUED = ".,;:!?…’'\"”»–—(["
_BULLET = re.compile(r"(?:[·•▪◦*]|\d{1,2}[.)])\s")
_FOOTER = re.compile(
    r"(?:no comments:?|post a comment|\d+ comments?:?|newer post|older post|email this|blogthis!)$", re.IGNORECASE
)
_DATELINE = re.compile(r"[A-Z][\w ]+, \w+\.? \d{1,2} [-–—]")
_INDENT = re.compile(r"\t|\s{4}")
_ENDED = re.compile(r"[.!?…][”\"»’)\].]*$")


def read_html(html: str, url: str | None = None, lang: str = "en") -> Document:
    """A post from its HTML: a fragment is all body; from a full page title, date and body are taken."""
    if not re.search(r"<(?:!doctype|html|body)\b", html[:5000], re.IGNORECASE):
        return _document(markup.read(html), url, lang)
    tree = markup.tree(html)
    own = _meta(tree, "link[rel=canonical]", "href") or _meta(tree, "meta[property='og:url']", "content")
    return _document(
        _body(tree),
        url or own,
        lang,
        title=_title(tree),
        published=_published(tree),
    )


def read_text(plain: str, url: str | None = None, lang: str = "en", kind: str = "post") -> Document:
    """A post from plain text, which stays as it is; paragraphs are separated by blank lines, else guessed."""
    paragraphs = _blank_separated(plain) if re.search(r"\n\s*\n", plain.strip()) else _guessed(plain)
    flow = markup.Flow(plain, paragraphs, (), frozenset())
    return replace(_document(flow, url, lang), kind=kind, text=plain)


def _document(
    flow: markup.Flow, url: str | None, lang: str, title: str | None = None, published: datetime | None = None
) -> Document:
    paragraphs = flow.paragraphs
    while paragraphs and _FOOTER.match(paragraphs[-1].cut(flow.text).strip()):
        paragraphs = paragraphs[:-1]
    bullets = frozenset(n for n, span in enumerate(paragraphs) if _BULLET.match(span.cut(flow.text)))
    return Document(
        kind="post",
        text=flow.text[: paragraphs[-1].end] if paragraphs else "",
        paragraphs=paragraphs,
        links=_links(flow, paragraphs, url),
        items=(flow.items | bullets) & frozenset(range(len(paragraphs))),
        url=url,
        title=title,
        published=published,
        lang=lang,
    )


# ---------------------------------------------------------------- links


def _links(flow: markup.Flow, paragraphs: tuple[Span, ...], base: str | None) -> tuple[Link, ...]:
    """Anchors that lead to documents, and bare addresses outside them, in the order of the text."""
    found: list[Link] = []
    covered: list[Span] = []
    number = 0
    ends = paragraphs[-1].end if paragraphs else 0
    for anchor in sorted(flow.anchors, key=lambda one: one.span):
        if anchor.span.start >= ends:
            break
        while paragraphs[number].end <= anchor.span.start:
            number += 1
        covered.append(anchor.span)
        link = _anchor_link(anchor, number, base, flow.text)
        if link:
            found.append(link)
    found += _bare_links(flow.text, paragraphs, covered)
    return tuple(sorted(found, key=lambda link: link.span))


def _anchor_link(anchor: markup.Anchor, paragraph: int, base: str | None, body: str) -> Link | None:
    if anchor.href.startswith("#") or not anchor.span.cut(body).strip():
        return None
    found = urls.address(anchor.href, base)
    if found is None or urls.is_furniture(found.url):
        return None
    return Link(text.trim(body, anchor.span), anchor.href, found.href, found.url, paragraph)


def _bare_links(body: str, paragraphs: tuple[Span, ...], covered: list[Span]) -> list[Link]:
    found = []
    at = 0
    for number, paragraph in enumerate(paragraphs):
        for match in _BARE.finditer(body, paragraph.start, paragraph.end):
            span = Span(match.start(), match.start() + len(_unglued(match[0])))
            while at < len(covered) and covered[at].end <= span.start:
                at += 1
            if at < len(covered) and covered[at].overlaps(span):
                continue
            raw = span.cut(body)
            meant = urls.address(raw if "://" in raw else f"https://{raw}")
            if meant and urls.is_public(meant.host) and not urls.is_furniture(meant.url):
                found.append(Link(span, raw, meant.href, meant.url, number))
    return found


def _unglued(raw: str) -> str:
    """An address without the punctuation of the sentence behind it; brackets of its own stay."""
    return _to_own_close(_to_own_close(raw, "()"), "[]").rstrip(_GLUED)


def _to_own_close(raw: str, pair: str) -> str:
    """Up to the bracket that closes one opened before the address: the address ends there."""
    if pair[1] not in raw:
        return raw
    if pair[0] not in raw:
        return raw[: raw.index(pair[1])]
    depth = 0
    for at, char in enumerate(raw):
        depth += (char == pair[0]) - (char == pair[1])
        if depth < 0:
            return raw[:at]
    return raw


# ---------------------------------------------------------------- paragraphs of plain text


def _blank_separated(plain: str) -> tuple[Span, ...]:
    return tuple(Span(found.start(), found.end()) for found in re.finditer(r"\S(?:.|\n(?!\s*\n))*(?<=\S)", plain))


def _guessed(plain: str) -> tuple[Span, ...]:
    """Paragraphs of text wrapped by hand: one ends where a sentence does and the next word had still fitted."""
    lines = [found for found in re.finditer(r"[^\n]+", plain) if found[0].strip()]
    lengths = sorted(len(line[0].rstrip()) for line in lines if not _BARE.search(line[0]))
    width = lengths[int(len(lengths) * 0.9)] if lengths else 0
    spans, start = [], 0
    for n, line in enumerate(lines):
        ahead = [later[0].rstrip() for later in lines[n + 1 : n + 3]]
        if not ahead or _breaks_after(line[0].rstrip(), ahead, width):
            spans.append(text.trim(plain, Span(lines[start].start(), line.end())))
            start = n + 1
    return tuple(spans)


def _breaks_after(line: str, ahead: list[str], width: int) -> bool:
    """Whether a paragraph ends with this line: a sentence does, and the next line had room left or wraps early too."""
    following = ahead[0].strip()
    if _INDENT.match(ahead[0]) or any(mark.match(following) for mark in (_BULLET, _FOOTER, _DATELINE)):
        return True
    if _FOOTER.match(line.strip()):
        return True
    if not _ENDED.search(line[-16:]):
        return False
    wraps_early = len(ahead) > 1 and not _ENDED.search(following[-16:]) and _fits(following, ahead[1], width)
    return _fits(line, following, width) or wraps_early


def _fits(line: str, following: str, width: int) -> bool:
    return len(line) + 1 + len(following.split()[0]) <= width


# ---------------------------------------------------------------- full pages


def _body(tree: LexborHTMLParser) -> markup.Flow:
    for selector in _BODIES:
        node = tree.css_first(selector)
        if node is not None:
            return _flow(node)
    return markup.read_node(tree.body) if tree.body is not None else markup.read("")


def _flow(node: LexborNode) -> markup.Flow:
    hidden = node.css_first("script[type='text/template']")
    inside = hidden.child.text_content if hidden is not None and hidden.child is not None else None
    return markup.read(inside) if inside else markup.read_node(node)


def _title(tree: LexborHTMLParser) -> str | None:
    stated = _meta(tree, "meta[property='og:title']", "content")
    if stated:
        return text.fold(stated)
    nodes = (tree.css_first(selector) for selector in (*_TITLES, "title"))
    return next((text.fold(node.text()) for node in nodes if node is not None and node.text().strip()), None)


def _published(tree: LexborHTMLParser) -> datetime | None:
    stated = [_meta(tree, "meta[property='article:published_time']", "content")]
    for node in (tree.css_first(selector) for selector in _DATES):
        if node is not None:
            found = node.attributes
            stated.append(found.get("datetime") or found.get("content") or found.get("title") or node.text())
    return next((moment for one in stated if one and (moment := dates.read_date(one))), None)


def _meta(tree: LexborHTMLParser, selector: str, attribute: str) -> str | None:
    node = tree.css_first(selector)
    return node.attributes.get(attribute) if node is not None else None
