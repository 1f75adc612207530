"""Measure the site of a large archive: `python -m tests.bench site`.

A year and a half of invented posts: one statement in ten is reported in several, three sources are cited by two posts.
Seconds are of this machine; beside them stands how long the same process takes for a fixed amount of plain work.
"""

import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from citewatch import editions, ranking, site
from citewatch.model import (
    CitedLink,
    Feed,
    Match,
    Member,
    Passage,
    Settings,
    Site,
    Statement,
    Window,
)
from tests.builders import DAY, FEED, passage, posts_of, source_of

WINDOWS: tuple[Window, ...] = (7, 30, 365, "all")
SPAN = 540  # days
PER_POST = 4
WORDS = "the lake is dying not of the heat but of our own reports and nobody has asked where the children are to go"
T = TypeVar("T")


def timed(what: str, work: Callable[[], T]) -> T:
    start = time.process_time()
    done = work()
    print(f"{what:34}{time.process_time() - start:8.1f} s")
    return done


def plain() -> float:
    """The seconds of a fixed amount of plain work: two million small strings joined."""
    start = time.process_time()
    for n in range(20):
        "".join([f"<p>{n}</p>" for n in range(n, n + 100_000)])
    return time.process_time() - start


def said(number: int) -> Iterator[Passage]:
    """The passages of a statement: one in ten stands in two to five posts."""
    posts = [number // PER_POST] if number % 10 else [(number // PER_POST + 97 * n) for n in range(2 + number % 4)]
    at = number % len(WORDS.split())
    words = " ".join((WORDS.split() * 2)[at : at + 16])
    for post in posts:
        yield passage(
            f"{words} {number}",
            f"p{post}",
            number,
            speaker=f"{spelled(number % 997)} {spelled(number % 997)}",
            ago=post % SPAN,
            cites=[f"s{number // 5}"],
        )


def spelled(number: int) -> str:
    """A name of letters for a number."""
    return "B" + "".join("aeiou"[int(digit) % 5] + "dklmnrstvz"[int(digit)] for digit in str(number))


def material(number: int) -> editions.Material:
    statements = {
        f"statement-{n}": Statement(tuple(Member(one, Match.EXACT) for one in said(n))) for n in range(number)
    }
    passages = [member.passage for one in statements.values() for member in one.members]
    links = [
        CitedLink(one.post, one.day, source_of(each.url), outlet_of(each.url), url=each.url)
        for one in passages
        for each in one.citations
    ]
    tallies = {each: ranking.tally(statements, (), links, source_of, each, DAY) for each in WINDOWS}
    histories = tallies["all"].histories()
    return editions.Material(
        settings=Settings((Feed(FEED, "A blog"),), site=Site("A large archive", "https://watch.example")),
        as_of=DAY,
        method=1,
        near=0.8,
        posts=posts_of(passages),
        statements=statements,
        possible=(),
        ids={one.root.id: key for key, one in statements.items()},
        aliases={},
        rows=[tallies[each].rows() for each in WINDOWS],
        histories=histories,
        links=links,
        source=source_of,
        outlet=outlet_of,
        states={},
        overrides=(),
        knows=frozenset(["en"]),
        answers={FEED: ("quiet", None, None)},
        answered={FEED: datetime(2026, 5, 4, 6, tzinfo=UTC)},
    )


def outlet_of(url: str) -> str:
    """One of forty."""
    return f"Outlet {sum(url.encode()) % 40}"


def main(number: int = 50_000) -> int:
    print(f"{number:,} statements; plain work {plain():.2f} s")
    edition = timed("composed", lambda: editions.compose(material(number)))
    with tempfile.TemporaryDirectory() as name:
        start = time.process_time()
        report = timed("rendered and written", lambda: site.write(site.render(edition), Path(name)))
        took = time.process_time() - start
        size = sum(path.stat().st_size for path in Path(name).rglob("*") if path.is_file())
        print(f"{report.new:,} files, {report.new / took:,.0f} a second, {size / 1e6:,.0f} MB on disk")
        again = timed("once more, nothing changed", lambda: site.write(site.render(edition), Path(name)))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"plain work {plain():.2f} s; at most {memory:,.0f} MB of memory")
    return 1 if again.changed or again.new else 0
