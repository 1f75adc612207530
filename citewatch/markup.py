"""HTML → paragraphs of clean text with the anchors and list items at their offsets."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from citewatch.model import Span

BLOCKS = frozenset(
    (
        "address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer "
        "form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section table tbody td tfoot th thead tr "
        "ul"
    ).split()
)
HIDDEN = frozenset(
    (
        "script style noscript template iframe object embed svg math button select textarea input img video "
        "audio canvas head title"
    ).split()
)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
# A single line break is only a wrap, unless the next line opens a list item or a turn of a dialogue, or is indented:
# Word pastes a tab as up to twelve no-break spaces.
_OPENER = re.compile(r"\s*(?:[-–—•·*]\s|\d{1,2}[.)]\s)|\s*(?:\xa0\s?){4}")


@dataclass(frozen=True, slots=True)
class Anchor:
    """An `<a href>`: where its text stands, and what it points to as written."""

    span: Span
    href: str


@dataclass(frozen=True, slots=True)
class Flow:
    """The text of some HTML: paragraphs are joined by a blank line. `items`: paragraphs that are list items."""

    text: str
    paragraphs: tuple[Span, ...]
    anchors: tuple[Anchor, ...]
    items: frozenset[int]


class _Writer:
    """Collects text, folding white space, and closes paragraphs; offsets are carried forward, never searched."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.length = 0
        self.paragraphs: list[Span] = []
        self.items: set[int] = set()
        self.anchors: list[Anchor] = []
        self._start: int | None = None
        self._blank = False
        self._breaks = 0
        self.open_items = 0

    def add(self, text: str) -> None:
        text = _INVISIBLE.sub("", text)
        if self._breaks == 1 and _OPENER.match(text):
            self.close()
        self._blank |= text[:1].isspace()
        if words := text.split():
            self._write(" ".join(words))
            self._blank = text[-1:].isspace()

    def _write(self, text: str) -> None:
        if self._start is None:
            if self.paragraphs:
                self._append("\n\n")
            self._start = self.length
        elif self._blank:
            self._append(" ")
        self._breaks = 0
        self._append(text)

    def _append(self, text: str) -> None:
        self.pieces.append(text)
        self.length += len(text)

    def line_break(self) -> None:
        """The second break in a row closes the paragraph."""
        self._breaks += 1
        self._blank = True
        if self._breaks >= 2:
            self.close()

    def close(self) -> None:
        if self._start is not None:
            if self.open_items:
                self.items.add(len(self.paragraphs))
            self.paragraphs.append(Span(self._start, self.length))
        self._start, self._blank, self._breaks = None, False, 0

    def next_offset(self) -> int:
        """Where the next visible character will stand."""
        if self._start is None:
            return self.length + (2 if self.paragraphs else 0)
        return self.length + (1 if self._blank else 0)


def tree(html: str) -> LexborHTMLParser:
    """The elements of some HTML. Halves of surrogate pairs, which JSON can smuggle in, become question marks."""
    return LexborHTMLParser(html.encode("utf-8", "replace").decode())


def read(html: str) -> Flow:
    """All visible text of an HTML document or fragment."""
    body = tree(html).body
    return read_node(body) if body is not None else Flow("", (), (), frozenset())


def read_node(root: LexborNode) -> Flow:
    """The visible text below one element."""
    writer = _Writer()
    opened: list[tuple[int, str]] = []
    for node, entering in _walk(root):
        tag = node.tag or ""
        if tag == "-text" and entering:
            writer.add(node.text_content or "")
        elif tag == "br" and entering:
            writer.line_break()
        elif tag == "a":
            _anchor(writer, opened, node, entering=entering)
        elif tag in BLOCKS:
            writer.close()
            if tag == "li":
                writer.open_items += 1 if entering else -1
    writer.close()
    return Flow("".join(writer.pieces), tuple(writer.paragraphs), tuple(writer.anchors), frozenset(writer.items))


def _anchor(writer: _Writer, opened: list[tuple[int, str]], node: LexborNode, *, entering: bool) -> None:
    if entering:
        opened.append((writer.next_offset(), (node.attributes.get("href") or "").strip()))
        return
    start, href = opened.pop()
    if href and start < writer.length:
        writer.anchors.append(Anchor(Span(start, writer.length), href))


def _walk(root: LexborNode) -> Iterator[tuple[LexborNode, bool]]:
    """Every visible node in document order, on entering and on leaving; no recursion, so depth is no danger."""
    node: LexborNode | None = root.child
    while node is not None:
        yield node, True
        if node.child is not None and node.tag not in HIDDEN:
            node = node.child
            continue
        yield node, False
        while node is not None and node.next is None:
            node = node.parent
            if node is None or node.mem_id == root.mem_id:
                return
            yield node, False
        node = node.next if node is not None else None
