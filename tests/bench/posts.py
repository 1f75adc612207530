"""Posts read in full, beside a floor: the HTML parser alone, or the same work at a smaller size.

A growth of 1.0 is linear.
"""

import math
from functools import partial
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from citewatch import pipeline, posts
from citewatch.models import LanguageParser
from tests.bench.timing import seconds

PARSER = LanguageParser()
WEB = Path(__file__).parents[2] / "fixtures" / "gold" / "posts" / "dev"
SIZES = (312_500, 1_250_000, 5_000_000)
HOSTILE: dict[str, str] = {
    "links": "The dam is old (kanal.example/water/dam-{:05}.html). ",
    "nested parentheses": "(",
    "open marks": "“word ",
    "anchors": '<a href="https://kanal.example/a">there</a> ',
    "paragraphs": "<p>“Nobody reads my figures now,” he says (kanal.example/a/1).</p>\n",
}


def read(html: str) -> object:
    """A post read in full."""
    return pipeline.read_post(posts.read_html(html), frozenset(), PARSER)


def reading() -> None:
    """A post read in full, against its HTML parsed alone."""
    pages = [path.read_text("utf-8") for path in sorted(WEB.glob("*.html"))]
    floor = seconds(lambda: [LexborHTMLParser(page) for page in pages])
    whole = seconds(lambda: [read(page) for page in pages])
    size = sum(map(len, pages))
    print(f"posts read             {whole / len(pages) * 1000:8.2f} ms a post, {size / whole:,.0f} characters/s")
    print(f"  against parsing alone {whole / floor:7.1f} times")


def growth() -> None:
    """Hostile posts at three sizes: how the time grows with the length."""
    for name, piece in HOSTILE.items():
        times = []
        for size in SIZES:  # of 5 MB one hundred thousand links are made
            html = "".join(piece.format(number) for number in range(size // len(piece)))
            times.append(seconds(partial(read, html), 0.0))
        exponent = math.log(times[-1] / times[0]) / math.log(SIZES[-1] / SIZES[0])
        shown = ", ".join(f"{size / 1e6:.1f} MB {took:.2f} s" for size, took in zip(SIZES, times, strict=True))
        print(f"hostile {name:20} growth {exponent:.2f} ({shown})")


def main() -> int:
    reading()
    growth()
    return 0
