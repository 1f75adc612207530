"""Pictures of a few lines: what templates need to draw them as inline SVG, each with its words."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from citewatch.model import Listed, PassageView, Ref, StatementPage, WindowEdition
from citewatch.site import words

# ---------------------------------------------------------------- a sparkline

WIDTH, HEIGHT = 120, 24
_POST = 8  # of one post; where three or more fall into one bar, the highest fills the picture
_BARS = 60
_WIDEST = 6


@dataclass(frozen=True, slots=True)
class Spark:
    """Bars of citing posts over time: `path` as SVG draws it, within WIDTH × HEIGHT; `label`: the same in words."""

    path: str
    label: str


def spark(days: Sequence[date], first: date | None, last: date) -> Spark | None:
    """The posts of some days from `first` on; None when there is none. A bar is a day, in long spans several."""
    first = first or min(days, default=last)
    shown = [day for day in days if first <= day <= last]
    if not shown:
        return None
    size = -(-((last - first).days + 1) // _BARS)  # days of a bar
    bars: dict[int, int] = defaultdict(int)
    for day in shown:
        bars[(day - first).days // size] += 1
    step = WIDTH / -(-((last - first).days + 1) // size)
    unit = min(_POST, HEIGHT / max(bars.values()))
    pieces = (
        f"M{n * step:.1f} {HEIGHT}v{-unit * posts:.1f}h{max(step - 1, 1.5):.1f}V{HEIGHT}z"
        for n, posts in sorted(bars.items())
    )
    return Spark("".join(pieces), f"{words.count(len(shown), 'post')}, {words.between(min(shown), max(shown))}")


# ---------------------------------------------------------------- a statement's timeline


@dataclass(frozen=True, slots=True)
class Dot:
    """A thing on a timeline: `at` in per cent of its width; `number`: how many things of its day are below it."""

    at: float
    number: int
    kind: str  # source, post, or apart: a post that does not count
    label: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """What happened to a statement. `high`: the most dots above one another in either row."""

    first: date
    last: date
    dots: tuple[Dot, ...]
    high: int
    label: str


def timeline(passages: Iterable[PassageView]) -> Timeline | None:
    """The sources of a statement by their day, and the posts that carry it; None when all is of one day."""
    seen = list(passages)
    sources = {(one.published, "source", one.outlet.name) for view in seen for one in view.sources if one.published}
    posts = {(view.day, "post" if view.counted else "apart", view.post_title) for view in seen}
    things = sorted(sources) + sorted(posts)
    days = {day for day, _, _ in things}
    if len(days) < 2:
        return None
    first, last = min(days), max(days)
    stacked: dict[tuple[bool, int], int] = defaultdict(int)
    dots = []
    for day, kind, name in things:
        at = 100 * (day - first).days / (last - first).days
        place = (kind == "source", round(at))
        dots.append(Dot(round(at, 1), stacked[place], kind, f"{words.day(day)}: {name}"))
        stacked[place] += 1
    cited = words.between(min(day for day, _, _ in posts), max(day for day, _, _ in posts))
    label = f"{words.count(len(sources), 'dated source')}; reported in {words.count(len(posts), 'post')}, {cited}"
    return Timeline(first, last, tuple(dots), max(stacked.values()), label)


# ---------------------------------------------------------------- who cites whom

_TOP = 20
_MOST = 60  # nodes of one side; the rest stands in the table


@dataclass(frozen=True, slots=True)
class Node:
    """A post, statement or source in the picture; `y`: its middle."""

    kind: str
    id: str
    name: str
    note: str
    lang: str
    y: float


@dataclass(frozen=True, slots=True)
class Graph:
    """Who cites whom: posts at the left, statements in the middle, sources at the right. `edges`: (from, to) heights.

    `rows`: all of it as (post, day, statement, source, outlet). `more`: how many posts and sources have no node.
    """

    nodes: tuple[Node, ...]
    left: tuple[tuple[float, float], ...]
    right: tuple[tuple[float, float], ...]
    height: int
    rows: tuple[tuple[Ref, date, Listed, Ref, Ref], ...]
    more: int


def graph(window: WindowEdition, pages: Mapping[str, StatementPage]) -> Graph:
    """The citations that count for the first twenty statements of a window. `pages`: by id."""
    top = window.statements[:_TOP]
    rows = [row for item in top for row in _rows(item, pages[item.row.id].passages, window)]
    order = {item.row.id: float(n) for n, item in enumerate(top)}
    posts = _column((row[0].id, order[row[2].row.id]) for row in rows)
    sources = _column((row[3].id, order[row[2].row.id]) for row in rows)
    height = max(64 * len(top), 44 * len(posts), 44 * len(sources))
    heights = [_spread(column, height) for column in (posts, list(order), sources)]
    named = {"post": {row[0].id: (row[0].name, words.short_day(row[1]), "en") for row in rows},
             "statement": {item.row.id: (item.text, words.place(item.row), item.lang) for item in top},
             "source": {row[3].id: (row[3].name, row[4].name, "und") for row in rows}}  # fmt: skip
    nodes = (
        Node(kind, key, *named[kind][key], y) for kind, ys in zip(named, heights, strict=True) for key, y in ys.items()
    )
    left, middle, right = heights
    return Graph(
        tuple(nodes),
        tuple(sorted({(left[r[0].id], middle[r[2].row.id]) for r in rows if r[0].id in left})),
        tuple(sorted({(middle[r[2].row.id], right[r[3].id]) for r in rows if r[3].id in right})),
        height,
        tuple(rows),
        len({row[0].id for row in rows} - left.keys()) + len({row[3].id for row in rows} - right.keys()),
    )


def _rows(
    item: Listed, passages: Iterable[PassageView], window: WindowEdition
) -> list[tuple[Ref, date, Listed, Ref, Ref]]:
    return [
        (Ref(view.post, view.post_title), view.day, item, one.source, one.outlet)
        for view in passages
        if view.counted and view.day <= window.last and (window.first is None or view.day >= window.first)
        for one in view.sources
        if one.role == "quoted from"
    ]


def _column(pairs: Iterable[tuple[str, float]]) -> list[str]:
    """Things in the order of the mean place of the statements that they belong to, so that few lines cross."""
    places: dict[str, list[float]] = defaultdict(list)
    for key, place in pairs:
        places[key].append(place)
    return sorted(places, key=lambda key: (sum(places[key]) / len(places[key]), key))[:_MOST]


def _spread(keys: Sequence[str], height: int) -> dict[str, float]:
    return {key: round(height * (n + 0.5) / len(keys), 1) for n, key in enumerate(keys)}
