"""Statements and links of the store → rankings, and the edition that shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from citewatch import editions, ranking, sources, statements
from citewatch.model import CitedLink, Edition, Possible, Role, Rows, Statement, Window, WindowEdition
from citewatch.pipeline.line import METHOD, Line


@dataclass(frozen=True, slots=True)
class Ranked:
    """All that the rankings are made of, and the rankings of the windows that were asked for."""

    by_id: Mapping[str, Statement]
    possible: tuple[Possible, ...]
    names: statements.Names
    rows: tuple[Rows, ...]
    shelf: sources.Shelf
    links: tuple[CitedLink, ...]


def rank(line: Line, as_of: date, windows: Sequence[Window]) -> Ranked:
    """The rankings of some windows that end with a day."""
    shelf = line.shelf()
    joined, possible = line.store.statements()
    names = statements.name(joined, line.store.anchors())
    by_id = {names.ids[one.root.id]: one for one in joined}
    links = tuple(
        CitedLink(link.post, link.day, shelf.source(link.url), shelf.outlet(link.url), url=link.url)
        for link in line.store.cited_addresses()
        if link.role == Role.QUOTED_FROM
    )
    rows = tuple(
        Rows(
            window,
            ranking.first_day(window, as_of),
            as_of,
            ranking.rank(ranking.tally_statements(joined, possible, names.ids, shelf.source, window, as_of)),
            ranking.rank(ranking.tally_sources(by_id, links, shelf.source, window, as_of)),
            ranking.rank(ranking.tally_outlets(links, window, as_of)),
            ranking.rank(ranking.tally_speakers(by_id, window, as_of)),
        )
        for window in windows
    )
    return Ranked(by_id, possible, names, rows, shelf, links)


def edition(line: Line, as_of: date) -> Edition:
    """Everything that the site and the digest say. Ids of new statements are recorded: from now on they are public."""
    ranked = rank(line, as_of, line.settings.windows)
    line.store.record_anchors(ranked.names.fresh, line.clock.now())
    return editions.compose(_material(line, as_of, ranked))


def window_edition(line: Line, as_of: date, window: Window) -> WindowEdition:
    """The rankings of one window in words, for the terminal; nothing is recorded."""
    return editions.compose_window(_material(line, as_of, rank(line, as_of, [window])))


def _material(line: Line, as_of: date, ranked: Ranked) -> editions.Material:
    return editions.Material(
        settings=line.settings,
        as_of=as_of,
        method=METHOD,
        near=statements.NEAR,
        posts={post.key: post for post in line.store.posts()},
        statements=ranked.by_id,
        possible=ranked.possible,
        ids=ranked.names.ids,
        aliases=ranked.names.aliases,
        rows=ranked.rows,
        links=ranked.links,
        source=ranked.shelf.source,
        outlet=ranked.shelf.outlet,
        states=ranked.shelf.states,
        problems={feed.url: line.store.feed_problem(feed.url) for feed in line.settings.feeds},
    )
