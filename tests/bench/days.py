"""A day's run, as the archive grows; and how long commands take on a large one.

The archive is invented (`tests/synthetic.py`), a quotation and an article a post, so that 100,000 posts
hold some 45,000 statements. The new day has 25 posts of the same kind, each with a source that has not been read.
"""

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from functools import partial
from pathlib import Path

from citewatch import pipeline, statements
from citewatch.model import Document, Link, Page, Passage, Post, Span
from citewatch.store import open_store
from tests import days
from tests.bench.timing import Measure, growth, once
from tests.synthetic import Archive

SIZES = (1_000, 10_000, 100_000)
NEW = 25
REST = timedelta(days=40)
FEED = "https://blog.example/feed"
MOST = 1.3
STEEPEST = 1.1
HELP, RANK = 0.3, 1.5  # seconds


def measures() -> Iterator[Measure]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        web, moment = recorded_day(folder / "web")
        costs, ranked = [], []
        for size in SIZES:
            archive = days.Days(folder / str(size), web, days.one_feed(FEED))
            fill(archive.db, size, moment)
            archive.run(moment - timedelta(days=1))  # what is left to be done of the archive is done before
            costs.append(day(archive, moment))
            ranked.append(rank(archive, moment))
        said = ", ".join(f"{cost:.2f} s with {size:,} posts" for size, cost in zip(SIZES, costs, strict=True))
        times = costs[-1] / costs[0]
        told = f"{said}; at most {MOST} times"
        yield Measure("fetch to derive, a day on a large archive", f"{SIZES[0]:,} posts", times, told, times <= MOST)
        steep = growth(SIZES[1:], ranked[1:])
        told = ", ".join(f"{cost:.2f} s" for cost in ranked)
        yield Measure("growth: ranked from the store", "its posts", steep, told, steep <= STEEPEST)
        first, *again = command("rank", "--db", str(archive.db), "--config", str(config(folder)))
        told = f"{min(again):.2f} s, at most {RANK}; {first:.1f} s after a change"
        yield Measure("citewatch rank, of the largest archive", "", None, told, min(again) <= RANK)
    took = min(command("--help"))
    yield Measure("citewatch --help", "", None, f"{took:.2f} s, at most {HELP}", took <= HELP)


def recorded_day(web: Path) -> tuple[Path, datetime]:
    """A web with a feed of new posts and their sources, long after the largest archive ends."""
    last = [passage for _, passage in Archive().passages(SIZES[-1])][-1].day
    moment = datetime.combine(last + REST, clock_time(6), UTC)
    days.put(web, "blog.example/feed", days.atom(days.entry("before:0")), str(moment.date() - timedelta(days=1)))
    entries = [days.entry(f"new:{n}", days.cites(f"outlet.example/new/{n}"), moment.isoformat()) for n in range(NEW)]
    days.put(web, "blog.example/feed", days.atom(*entries), str(moment.date()))
    for n in range(NEW):
        days.put(web, f"outlet.example/new/{n}", days.article(f"Article {n}"), str(moment.date()))
    return web, moment


def fill(db: Path, size: int, before: datetime) -> None:
    """A store with so many posts of a quotation each, so old that as many as may be are looked for each day."""
    said = [_alone(at, one) for at, (_, one) in enumerate(Archive().passages(size))]
    late = before.date() - REST - said[-1].day
    said = [replace(one, day=one.day + late) for one in said]
    with open_store(db) as store:
        posts = [_post(one) for one in said]
        store.save_feed_reading(1, posts, pipeline.METHOD)
        for post, passage in zip(posts, said, strict=True):
            source = passage.citations[0].url
            link = Link(Span(0, 4), source, source, source, 0)
            document = Document("post", "text", (Span(0, 4),), (link,))
            store.save_post_reading(post, document, [passage], pipeline.METHOD)
            store.save_origins(post.key, [passage])
            page = Page(source, source, 200, (), post.html.encode(), post.first_seen)
            store.record(page, "article", source)
            article = Document("article", post.html, (Span(0, 4),), url=source, title="An article", lang="ru")
            store.save_article_reading(source, page, article, pipeline.METHOD)
        store.save_copies([post.key for post in posts], [])
        store.rebuild_statements(statements.joined(said).all(), store.stale_posts())


def _alone(number: int, passage: Passage) -> Passage:
    """A passage in a post of its own, made from an article of its own."""
    cited = replace(passage.citations[0], url=f"https://outlet.example/{number}")
    return replace(passage, id=f"p{number}#0", post=f"p{number}", citations=(cited,))


def _post(passage: Passage) -> Post:
    at = datetime.combine(passage.day, clock_time(8), UTC)
    url = f"https://blog.example/{passage.post}"
    return Post(passage.post, FEED, url, "A post", f"<p>{passage.post}</p>", at, at, passage.day)


def day(archive: days.Days, moment: datetime) -> float:
    """Seconds of CPU of a run on the new day, everything warm: the best of three on copies of the store."""
    costs = []
    for _ in range(3):
        with tempfile.TemporaryDirectory() as name:
            shutil.copy(archive.db, Path(name) / "store.db")
            copy = days.Days(Path(name), archive.web, archive.settings)
            took, report = once(partial(copy.run, moment))
        assert (report.posts_read, report.sources_read) == (NEW, NEW)
        costs.append(took)
    return min(costs)


def rank(archive: days.Days, moment: datetime) -> float:
    """Seconds of CPU for the rankings of all windows."""
    with archive.line(moment) as line:
        return once(lambda: pipeline.rank(line, moment.date(), [7, 30, 365, "all"]))[0]


def config(folder: Path) -> Path:
    path = folder / "sources.yaml"
    path.write_text(f"feeds:\n  - name: A blog\n    url: {FEED}\n", "utf-8")
    return path


def command(*arguments: str) -> list[float]:
    """Seconds by the clock of a command in a process of its own, three times."""
    costs = []
    for _ in range(3):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-m", "citewatch", *arguments], check=True, capture_output=True)
        costs.append(time.perf_counter() - began)
    return costs
