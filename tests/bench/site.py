"""The site of a large archive, beside Jinja2 alone; and how ranking and the site grow with the archive.

A year and a half of invented posts: one statement in ten is reported in several, three sources are cited by two posts.
"""

import resource
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from random import Random

from jinja2 import Environment

from citewatch import editions, exports, ranking, search, site
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
from tests.bench.timing import Measure, cpu, growth, once, once_in_user
from tests.builders import DAY, FEED, passage, posts_of, source_of
from tests.synthetic import Vocabulary

WINDOWS: tuple[Window, ...] = (7, 30, 365, "all")
SPAN = 540  # days
PER_POST = 4
SIZES = (2_500, 5_000, 10_000)
SEARCHED = (5_000, 10_000, 20_000)
STEEPEST = 1.1
LONGEST, MOST_MEMORY = 90, 700  # seconds and MB for the site of 50,000 statements
WORDS = 16  # of a statement


def said(number: int) -> Iterator[Passage]:
    """The passages of a statement: one in ten stands in two to five posts."""
    posts = [number // PER_POST] if number % 10 else [(number // PER_POST + 97 * n) for n in range(2 + number % 4)]
    chance = Random(number)  # noqa: S311 - chance that repeats
    words = " ".join(vocabulary().word(chance) for _ in range(WORDS))
    for post in posts:
        yield passage(
            f"{words} {number}",
            f"p{post}",
            number,
            speaker=f"{spelled(number % 997)} {spelled(number % 997)}",
            ago=post % SPAN,
            cites=[f"s{number // 5}"],
        )


@cache
def vocabulary() -> Vocabulary:
    return Vocabulary(Random(1))  # noqa: S311 - chance that repeats


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
        paged=frozenset(),
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


def measures() -> Iterator[Measure]:
    yield from _beside_jinja()
    yield from _grown()
    yield _large()


def _beside_jinja() -> Iterator[Measure]:
    """All pages of a small archive, beside a template that writes the lines of the finished ones."""
    edition = editions.compose(material(2_000))
    pages = [make().decode().splitlines() for path, make in site.render(edition).items() if path.endswith(".html")]
    bare = Environment(autoescape=True).from_string("{% for one in lines %}{{ one }}\n{% endfor %}")
    floor = cpu(lambda: [bare.render(lines=lines) for lines in pages], 0.0)
    made = [make for path, make in site.render(edition).items() if path.endswith(".html")]
    ours = cpu(lambda: [make() for make in made], 0.0)
    told = f"{len(pages) / ours:,.0f} pages a second"
    yield Measure("pages rendered", "Jinja2, writing their lines", ours / floor, told)


def _grown() -> Iterator[Measure]:
    """What is made anew each day from all that there is: rankings, the edition, its lists, the index for searching."""
    costs: dict[str, list[float]] = {"ranked": [], "composed": [], "written": []}
    for size in SIZES:
        took, given = once(lambda size=size: material(size))  # type: ignore[misc]
        costs["ranked"].append(took)
        took, edition = once(partial(editions.compose, given))
        costs["composed"].append(took)
        with tempfile.TemporaryDirectory() as name:
            took, _ = once(lambda edition=edition, name=name: site.write(site.render(edition), Path(name)))  # type: ignore[misc]
            costs["written"].append(took)
    for what, found in costs.items():
        yield _growth(what, SIZES, found)
    if program := search.program():
        yield _growth("indexed for search", SEARCHED, [_indexed(size, program) for size in SEARCHED])


def _growth(what: str, sizes: Sequence[int], costs: Sequence[float]) -> Measure:
    steep, told = growth(sizes, costs), ", ".join(f"{one:.1f} s" for one in costs)
    return Measure(f"growth: statements {what}", "their number", steep, told, steep <= STEEPEST)


def _indexed(size: int, program: Path) -> float:
    edition = editions.compose(material(size))
    with tempfile.TemporaryDirectory() as name:
        records = list(exports.records(edition, site.render(edition)))
        return once_in_user(partial(search.index, records, Path(name), program))


def _large(number: int = 50_000) -> Measure:
    took, edition = once(lambda: editions.compose(material(number)))
    with tempfile.TemporaryDirectory() as name:
        more, report = once(lambda: site.write(site.render(edition), Path(name)))
        size = sum(path.stat().st_size for path in Path(name).rglob("*") if path.is_file())
        again = site.write(site.render(edition), Path(name))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    told = (
        f"{took:.1f} s ranked and composed, {more:.1f} s rendered and written: {report.new:,} files,"
        f" {size / 1e6:,.0f} MB; {memory:,} MB of memory"
    )
    kept = took + more < LONGEST and memory < MOST_MEMORY and not (again.changed or again.new)
    return Measure(f"site of {number:,} statements", "", None, told, kept)


def outlet_of(url: str) -> str:
    """One of forty."""
    return f"Outlet {sum(url.encode()) % 40}"
