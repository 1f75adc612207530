"""Feeds and posts read in full, beside their parsers alone; and how the time for hostile posts grows."""

from collections.abc import Iterator
from functools import partial
from io import BytesIO
from pathlib import Path

import feedparser
from selectolax.lexbor import LexborHTMLParser

from citewatch import feeds, pipeline, posts
from citewatch.model import Page
from citewatch.models import LanguageParser
from tests.bench.fetching import NOW, feed
from tests.bench.timing import Measure, cpu, growth

PARSER = LanguageParser()
WEB = Path(__file__).parents[2] / "fixtures" / "gold" / "posts" / "dev"
SIZES = (312_500, 1_250_000, 5_000_000)
STEEPEST = 1.3
HOSTILE: dict[str, str] = {
    "links": "The dam is old (kanal.example/water/dam-{:05}.html). ",
    "nested parentheses": "(",
    "open marks": "“word ",
    "anchors": '<a href="https://kanal.example/a">there</a> ',
    "paragraphs": "<p>“Nobody reads my figures now,” he says (kanal.example/a/1).</p>\n",
}


def measures() -> Iterator[Measure]:
    body = feed()
    page = Page("https://blog.example/feed", "https://blog.example/feed", 200, (), body, NOW)
    yield Measure(
        "feed read",
        "feedparser alone",
        cpu(lambda: feeds.read_feed(page)) / cpu(lambda: feedparser.parse(BytesIO(body), sanitize_html=False)),
    )
    pages = [path.read_text("utf-8") for path in sorted(WEB.glob("*.html"))]
    floor = cpu(lambda: [LexborHTMLParser(page) for page in pages])
    outline = cpu(lambda: [posts.read_html(page) for page in pages])
    yield Measure("post read, without quotations", "selectolax, parsing alone", outline / floor)
    whole, size = cpu(lambda: [read(page) for page in pages]), sum(map(len, pages))
    told = f"{whole / len(pages) * 1000:.2f} ms a post, {size / whole:,.0f} characters/s"
    yield Measure("post read in full", "selectolax, parsing alone", whole / floor, told)
    yield from map(_hostile, HOSTILE)


def read(html: str) -> object:
    """A post read in full."""
    return pipeline.read_post(posts.read_html(html), frozenset(), PARSER)


def _hostile(name: str) -> Measure:
    """A hostile post at three sizes; of 5 MB one hundred thousand links are made."""
    piece = HOSTILE[name]
    pages = ["".join(piece.format(number) for number in range(size // len(piece))) for size in SIZES]
    times = [cpu(partial(read, html), 0.0) for html in pages]
    steep = growth(SIZES, times)
    told = ", ".join(f"{size / 1e6:.1f} MB {took:.2f} s" for size, took in zip(SIZES, times, strict=True))
    return Measure(f"growth: hostile post, {name}", "its length", steep, told, steep <= STEEPEST)
