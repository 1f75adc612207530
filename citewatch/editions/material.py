"""Statements, rows, posts, links and states → what lists and pages look up, each indexed once."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import TypeVar

from citewatch import text
from citewatch.model import (
    ArticleState,
    CitedLink,
    Evidence,
    Histories,
    Override,
    Passage,
    Possible,
    Post,
    Role,
    Row,
    Rows,
    Settings,
    Statement,
    Window,
)

_K = TypeVar("_K")
_V = TypeVar("_V")
_SAME_WORDS = 4  # of at least so many words, equal words of two speakers are worth a link


@dataclass(frozen=True)
class Material:
    """What an edition is composed of. `statements` by id, `ids` by root passage, `states` by key of the source.

    By address of the feed: `answers`, the outcome of the last one, with the class and the words of what was wrong;
    `moved`, its new address.
    """

    settings: Settings
    as_of: date
    method: int
    near: float
    posts: Mapping[str, Post]
    statements: Mapping[str, Statement]
    possible: Sequence[Possible]
    ids: Mapping[str, str]
    aliases: Mapping[str, tuple[str, ...]]
    paged: frozenset[str]  # ids that have had a page
    rows: Sequence[Rows]
    histories: Histories
    links: Sequence[CitedLink]
    source: Callable[[str], str]
    outlet: Callable[[str], str]
    states: Mapping[str, ArticleState]
    overrides: Sequence[Override]
    knows: frozenset[str]  # the languages in which originals are looked for
    answers: Mapping[str, tuple[str, str | None, str | None]]
    answered: Mapping[str, datetime | None]
    moved: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def feeds(self) -> dict[str, str]:
        return {feed.url: feed.name for feed in self.settings.feeds}

    @cached_property
    def days_by_feed(self) -> dict[str, list[date]]:
        """The day of each post of a feed, however many share one."""
        days: dict[str, list[date]] = defaultdict(list)
        for post in self.posts.values():
            days[post.feed].append(post.day)
        return days

    @cached_property
    def owners(self) -> dict[str, str]:
        """By passage: the id of its statement."""
        return {member.passage.id: key for key, one in self.statements.items() for member in one.members}

    @cached_property
    def passages(self) -> dict[str, Passage]:
        return {member.passage.id: member.passage for one in self.statements.values() for member in one.members}

    @cached_property
    def shown(self) -> dict[str, Statement]:
        """The statements that have a citation to show."""
        return {key: one for key, one in self.statements.items() if any(m.passage.citations for m in one.members)}

    @cached_property
    def addresses(self) -> dict[str, str]:
        """By key of the source: the address at which the posts first cite it."""
        found: dict[str, str] = {}
        for passage in sorted(self.passages.values(), key=lambda one: (one.day, one.id)):
            for one in passage.citations:
                found.setdefault(self.source(one.url), one.url)
        for link in self.links:
            found.setdefault(link.source, link.url or f"https://{link.source}")
        return found

    @cached_property
    def persons(self) -> dict[str, Counter[str]]:
        """By key of the person: the spellings of the name, with the number of passages that have each."""
        found: dict[str, Counter[str]] = defaultdict(Counter)
        for passage in self.passages.values():
            if passage.person and passage.speaker:
                found[passage.person][passage.speaker] += 1
        return found

    @cached_property
    def said_by(self) -> dict[str, list[str]]:
        """By key of the person: their statements."""
        return _grouped((one.root.person, key) for key, one in self.shown.items() if one.root.person)

    @cached_property
    def said_in(self) -> dict[str, list[str]]:
        """By key of the source: the statements that are quoted from it."""
        return _grouped((source, key) for key in self.shown for source in sorted(self.sources_of(key)))

    @cached_property
    def said_at(self) -> dict[str, list[str]]:
        """By post: the statements that it reports, in its order."""
        members = ((member.passage, key) for key, one in self.shown.items() for member in one.members)
        ordered = sorted(members, key=lambda pair: _order(pair[0]))
        return _grouped((passage.post, key) for passage, key in ordered)

    @cached_property
    def cited_at(self) -> dict[str, list[str]]:
        """By post: the sources that it cites."""
        return _grouped((link.post, link.source) for link in self.links)

    @cached_property
    def posts_by_source(self) -> dict[str, list[str]]:
        return _grouped((link.source, link.post) for link in self.links)

    @cached_property
    def sources_by_outlet(self) -> dict[str, list[str]]:
        return _grouped((link.outlet, link.source) for link in self.links)

    @cached_property
    def alike(self) -> dict[str, list[tuple[str, str]]]:
        """By statement: the passages of others that may be the same, or are in the same words, and why not counted."""
        pairs: list[tuple[str, str, str]] = []
        for one in self.possible:
            pairs += [(one.passage, one.other, one.why), (one.other, one.passage, one.why)]
        pairs += self._echoes()
        known = ((self.owners[one], (other, why)) for one, other, why in pairs if {one, other} <= self.owners.keys())
        return _grouped((owner, pair) for owner, pair in known if self.owners[pair[0]] != owner)

    def _echoes(self) -> list[tuple[str, str, str]]:
        """Passages in the same words by different persons, each with the first of the others."""
        roots = [one.root for one in self.statements.values() if one.root.person]
        by_words = _grouped((text.words(root.text), root) for root in roots)
        pairs = []
        for words, group in by_words.items():
            if len(words) >= _SAME_WORDS and len(group) > 1:
                first, *others = sorted(group, key=lambda one: (one.day, one.id))
                for other in others:
                    pairs += [(one, two, "another speaker is reported with the same words")
                              for one, two in ((first.id, other.id), (other.id, first.id))]  # fmt: skip
        return pairs

    @cached_property
    def widest(self) -> Rows | None:
        """The rankings of the widest window."""
        return max(self.rows, key=lambda one: float("inf") if one.window == "all" else one.window, default=None)

    @cached_property
    def statement_rows(self) -> dict[str, tuple[int, Row]]:
        """By statement: its row in the widest window, with its number there."""
        return {row.id: (n, row) for n, row in enumerate(self.widest.statements if self.widest else ())}

    @cached_property
    def source_rows(self) -> dict[str, tuple[int, Row]]:
        """By key of the source: its row in the widest window, with its number there."""
        return {row.id: (n, row) for n, row in enumerate(self.widest.sources if self.widest else ())}

    @cached_property
    def places(self) -> dict[str, list[tuple[Window, Row]]]:
        """By statement: its rows, in the order of the windows."""
        return _grouped((row.id, (rows.window, row)) for rows in self.rows for row in rows.statements)

    def alone(self, key: str) -> bool:
        """Whether a statement stands in one post and comes from one source at most, and never had a page of its own."""
        posts = {member.passage.post for member in self.statements[key].members}
        kept = self.paged & {key, *self.aliases.get(key, ())}
        return not kept and len(posts) == 1 and len(self.sources_of(key)) <= 1

    def sources_of(self, key: str) -> set[str]:
        """The keys of the sources from which a statement is quoted."""
        cited = (one for member in self.statements[key].members for one in member.passage.citations)
        return {self.source(one.url) for one in cited if one.role == Role.QUOTED_FROM and one.evidence != Evidence.NONE}


def _order(passage: Passage) -> tuple[str, bool, int, str]:
    """Passages by their numbers in a post, those that were withdrawn from it behind them."""
    number = passage.id.rpartition("#")[2]
    return passage.post, not number.isdecimal(), int(number) if number.isdecimal() else 0, number


def _grouped(pairs: Iterable[tuple[_K, _V]]) -> dict[_K, list[_V]]:
    """By key: the values, each once, in their order."""
    groups: dict[_K, dict[_V, None]] = defaultdict(dict)
    for key, value in pairs:
        groups[key][value] = None
    return {key: list(group) for key, group in groups.items()}
