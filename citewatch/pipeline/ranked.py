"""Statements and links of the store → rankings, and the edition that shows them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from citewatch import editions, ranking, sources, statements
from citewatch.model import ArticleState, CitedLink, Edition, Role, Rows, Statement, Window, WindowEdition
from citewatch.pipeline.line import METHOD, Line


@dataclass(frozen=True, slots=True)
class Ranked:
    """All that the rankings are made of, and the rankings of the windows that were asked for."""

    by_id: Mapping[str, Statement]
    names: statements.Names
    rows: tuple[Rows, ...]
    source: Callable[[str], str]
    outlet: Callable[[str], str]
    states: Mapping[str, ArticleState]
    links: tuple[CitedLink, ...]


def rank(line: Line, as_of: date, windows: Sequence[Window]) -> Ranked:
    """The rankings of some windows that end with a day."""
    library, found = line.library, line.store.article_states()
    folds = sources.fold((library.key(url), library.key(one.own_url)) for url, one in found.items() if one.own_url)

    @cache
    def source(url: str) -> str:
        key = library.key(url)
        return folds.get(key, key)

    # Of several addresses of a document, one that was read speaks for it.
    by_use = sorted(found.items(), key=lambda pair: (pair[1].unread is None, pair[0]))
    states = {source(url): one for url, one in by_use}

    def outlet(url: str) -> str:
        """The outlet of the source to which an address leads, which a shortener's is not."""
        key = library.key(url)
        return library.outlet_name(f"https://{folds[key]}" if key in folds else url)

    joined, possible = line.store.statements(), line.store.possible()
    names = statements.name(joined, line.store.anchors())
    by_id = {names.ids[one.root.id]: one for one in joined}
    links = tuple(
        CitedLink(link.post, link.day, source(link.url), outlet(link.url), link.live, link.url)
        for link in line.store.cited_addresses()
        if link.role == Role.QUOTED_FROM
    )
    rows = tuple(
        Rows(
            window,
            ranking.first_day(window, as_of),
            as_of,
            ranking.rank(ranking.tally_statements(joined, possible, names.ids, source, window, as_of)),
            ranking.rank(ranking.tally_sources(by_id, links, source, window, as_of)),
            ranking.rank(ranking.tally_outlets(links, window, as_of)),
            ranking.rank(ranking.tally_speakers(by_id, window, as_of)),
        )
        for window in windows
    )
    return Ranked(by_id, names, rows, source, outlet, states, links)


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
        possible=line.store.possible(),
        ids=ranked.names.ids,
        aliases=ranked.names.aliases,
        rows=ranked.rows,
        links=ranked.links,
        source=ranked.source,
        outlet=ranked.outlet,
        states=ranked.states,
        troubles={feed.url: line.store.feed_state(feed.url) for feed in line.settings.feeds},
        moved={feed.url: moved for feed in line.settings.feeds if (moved := line.store.moved_to(feed.url))},
    )
