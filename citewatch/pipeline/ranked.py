"""Statements and links of the store → rankings, and the edition that shows them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from citewatch import __version__, editions, ranking, sources, statements, text
from citewatch.model import (
    ArticleState,
    CitedLink,
    Edition,
    Head,
    Histories,
    Passage,
    Possible,
    Post,
    Role,
    Rows,
    Statement,
    StatementPage,
    Verb,
    Window,
    WindowEdition,
)
from citewatch.pipeline.line import Line
from citewatch.rules import METHOD

_EVER: Window = "all"
_KEPT = 100  # lines of each ranking that are kept


@dataclass(frozen=True)
class Ranked:
    """All that the rankings are made of, and the rankings of the windows that were asked for."""

    posts: Mapping[str, Post]
    by_id: Mapping[str, Statement]
    possible: tuple[Possible, ...]
    names: statements.Names
    rows: tuple[Rows, ...]
    histories: Histories
    shelf: sources.Shelf
    states: Mapping[str, ArticleState]
    links: tuple[CitedLink, ...]

    def alike(self, key: str) -> tuple[Passage, ...]:
        """The passages of other statements that are only possibly the same, by their ids."""
        return tuple(self._alike.get(key, {}).values())

    @cached_property
    def _alike(self) -> Mapping[str, dict[str, Passage]]:
        owners = {member.passage.id: (key, member.passage) for key, one in self.by_id.items() for member in one.members}
        found: dict[str, dict[str, Passage]] = defaultdict(dict)
        for pair in self.possible:
            if pair.passage in owners and pair.other in owners:
                (mine, one), (yours, other) = owners[pair.passage], owners[pair.other]
                if mine != yours:
                    found[mine][other.id], found[yours][one.id] = other, one
        return found


def rank(line: Line, as_of: date, windows: Sequence[Window]) -> Ranked:
    """The rankings of some windows that end with a day."""
    shelf = line.shelf()
    joined, possible = line.store.statements()
    anchors, posts = line.store.anchors(), {post.key: post for post in line.store.posts()}
    joined = statements.overrule(joined, line.overrides, anchors, lambda key: posts[key].url, shelf.source)
    names = statements.name(joined, anchors)
    gone = {thing for one in line.overrides if one.verb == Verb.EXCLUDE for thing in one.of}
    gone |= {shelf.source(thing) for thing in gone if "://" in thing}
    by_id = {names.ids[one.root.id]: one for one in joined}
    links = tuple(
        CitedLink(link.post, link.day, shelf.source(link.url), shelf.outlet(link.url), link.live, link.url)
        for link in line.store.cited_addresses()
        if link.role == Role.QUOTED_FROM and shelf.source(link.url) not in gone and posts[link.post].url not in gone
    )
    tallies = {
        window: ranking.tally(by_id, possible, links, shelf.source, window, as_of) for window in {*windows, _EVER}
    }
    rows = tuple(tallies[window].rows() for window in windows)
    found = line.store.article_states()
    states = {key: found[url] for key, url in shelf.asked(found).items()}
    return Ranked(posts, by_id, possible, names, rows, tallies[_EVER].histories(), shelf, states, links)


def edition(line: Line, as_of: date) -> Edition:
    """Everything that the site and the digest say. Ids of new statements are recorded: from now on they are public.

    So is which of them have a page: its address stays good.
    """
    ranked = rank(line, as_of, line.settings.windows)
    line.store.record_anchors(ranked.names.fresh, line.clock.now())
    made = editions.compose(_material(line, as_of, ranked))
    line.store.record_paged({page.id for page in made.statements if not page.alone} - line.store.paged())
    _keep(line, made.windows)
    return made


def head(line: Line, as_of: date, window: Window, of: str, most: int) -> Head:
    """So many lines of a ranking and perhaps more, in words, for the terminal; nothing is recorded.

    What was made last is kept, and is told again as long as nothing has changed.
    """
    if most <= _KEPT and (kept := line.store.kept(_question(line, as_of, window, of))):
        return kept
    made = editions.compose_window(_material(line, as_of, rank(line, as_of, [window])))
    _keep(line, [made])
    return made.head(of, most)


def _keep(line: Line, windows: Iterable[WindowEdition]) -> None:
    line.store.keep(
        {
            _question(line, one.last, one.window, of): one.head(of, _KEPT)
            for one in windows
            for of in ("statements", "sources", "outlets", "speakers")
        }
    )


def _question(line: Line, as_of: date, window: Window, of: str) -> str:
    """All from which a ranking follows, but for what is in the store."""
    asked = (__version__, METHOD, of, window, as_of, line.settings, line.overrides)
    return text.digest(*map(str, asked), size=24)


def statement_page(line: Line, as_of: date, window: Window, statement: str) -> StatementPage | None:
    """Everything about one statement in one window, by its id or one it had before; None where there is none."""
    ranked = rank(line, as_of, [window])
    key = next((key for key, names in ranked.names.aliases.items() if statement in names), statement)
    return editions.compose_statement(_material(line, as_of, ranked), key) if key in ranked.by_id else None


def _material(line: Line, as_of: date, ranked: Ranked) -> editions.Material:
    return editions.Material(
        settings=line.settings,
        as_of=as_of,
        method=METHOD,
        near=statements.NEAR,
        posts=ranked.posts,
        statements=ranked.by_id,
        possible=ranked.possible,
        ids=ranked.names.ids,
        aliases=ranked.names.aliases,
        paged=line.store.paged(),
        rows=ranked.rows,
        histories=ranked.histories,
        links=ranked.links,
        source=ranked.shelf.source,
        outlet=ranked.shelf.outlet,
        states=ranked.states,
        overrides=line.overrides,
        knows=line.encoder.languages,
        answers={feed.url: line.store.feed_state(feed.url) for feed in line.settings.feeds},
        answered={feed.url: line.store.feed_answered(feed.url) for feed in line.settings.feeds},
        moved={feed.url: moved for feed in line.settings.feeds if (moved := line.store.moved_to(feed.url))},
    )
