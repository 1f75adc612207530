"""Statements, rows and what is known of posts and sources → the edition: all that the site and the digest say."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from citewatch import text, urls
from citewatch.model import (
    ArticleState,
    Citation,
    CitedLink,
    Edition,
    Evidence,
    FeedState,
    Kind,
    Listed,
    Match,
    Member,
    OutletPage,
    Passage,
    PassageView,
    Possible,
    PossibleView,
    Post,
    PostRef,
    Ref,
    Role,
    Row,
    Rows,
    Settings,
    SourcePage,
    SourceView,
    SpeakerPage,
    Statement,
    StatementPage,
    WindowEdition,
)

_MATCHES = {
    Match.EXACT: "the same words",
    Match.NEAR: "nearly the same words",
    Match.ORIGIN: "made from the same passage of the source",
    Match.POSSIBLE: "possibly the same",
}
_ROLES = {Role.QUOTED_FROM: "quoted from", Role.SEE_ALSO: "see also", Role.OWN_POST: "own post"}


@dataclass(frozen=True)
class Material:
    """What an edition is composed of. `statements` by id, `ids` by root passage, `states` by key of the source."""

    settings: Settings
    as_of: date
    method: int
    near: float
    posts: Mapping[str, Post]
    statements: Mapping[str, Statement]
    possible: Sequence[Possible]
    ids: Mapping[str, str]
    aliases: Mapping[str, tuple[str, ...]]
    rows: Sequence[Rows]
    links: Sequence[CitedLink]
    source: Callable[[str], str]
    outlet: Callable[[str], str]
    states: Mapping[str, ArticleState]
    problems: Mapping[str, str | None]

    @cached_property
    def feeds(self) -> dict[str, str]:
        return {feed.url: feed.name for feed in self.settings.feeds}

    @cached_property
    def owners(self) -> dict[str, str]:
        """By passage: the id of its statement."""
        return {member.passage.id: key for key, one in self.statements.items() for member in one.members}

    @cached_property
    def passages(self) -> dict[str, Passage]:
        return {member.passage.id: member.passage for one in self.statements.values() for member in one.members}

    @cached_property
    def addresses(self) -> dict[str, str]:
        """By key of the source: the address at which the posts first cite it."""
        found: dict[str, str] = {}
        for passage in self.passages.values():
            for one in passage.citations:
                found.setdefault(self.source(one.url), one.url)
        for link in self.links:
            found.setdefault(link.source, f"https://{link.source}")
        return found

    @cached_property
    def persons(self) -> dict[str, Counter[str]]:
        """By key of the person: the spellings of the name, with the number of passages that have each."""
        found: dict[str, Counter[str]] = defaultdict(Counter)
        for passage in self.passages.values():
            if passage.person and passage.speaker:
                found[passage.person][passage.speaker] += 1
        return found


def compose(material: Material) -> Edition:
    """The edition of a day."""
    desk = _Desk(material)
    windows = tuple(desk.window(rows) for rows in material.rows)
    return Edition(
        title=material.settings.site.title,
        base_url=material.settings.site.url,
        as_of=material.as_of,
        method=material.method,
        near=material.near,
        windows=windows,
        statements=tuple(desk.statement_page(key) for key in sorted(material.statements) if desk.is_shown(key)),
        sources=tuple(desk.source_page(key) for key in sorted({link.source for link in material.links})),
        speakers=tuple(desk.speaker_page(key) for key in sorted(material.persons)),
        outlets=tuple(desk.outlet_page(name) for name in sorted({link.outlet for link in material.links})),
        feeds=tuple(desk.feed_state(url, name) for url, name in material.feeds.items()),
    )


def compose_window(material: Material) -> WindowEdition:
    """The first window alone."""
    return _Desk(material).window(material.rows[0])


def why(row: Row, others: str) -> str:
    """A row's place in one line. `others`: what its Q counts, in the singular: «source»."""
    place = f"{'=' if row.tied else ''}{row.place}"
    between = f" (between {row.best} and {row.worst})" if row.best != row.worst else ""
    counted = f"cited in {_number(row.lo.posts, 'post')}, {_Q_WORDS[others]} {_number(row.lo.others, others)}"
    more = row.hi.posts - row.lo.posts
    possible = f"; {more} more possible" if more > 0 else ""
    return f"{place}{between}: {counted}{possible}"


_Q_WORDS = {"source": "from", "statement": "with"}


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


class _Desk:
    """Turns keys into what is shown of them."""

    def __init__(self, material: Material) -> None:
        self.m = material
        self.wide = material.rows[-1] if material.rows else None

    # ------------------------------------------------------------ names and ids

    def source_ref(self, key: str) -> Ref:
        state = self.m.states.get(key)
        name = state.title if state and state.title else urls.readable(self.m.addresses.get(key, f"https://{key}"))
        return Ref(f"{text.slug(key, 40) or 'source'}-{text.digest(key, size=8)}", name)

    def outlet_ref(self, name: str) -> Ref:
        return Ref(f"{text.slug(name, 40) or 'outlet'}-{text.digest(name, size=6)}", name)

    def speaker_ref(self, person: str | None) -> Ref | None:
        if person is None:
            return None
        names = self.m.persons[person]
        name = min(names, key=lambda one: (-names[one], -len(one), one))
        return Ref(f"{text.slug(person, 40) or 'speaker'}-{text.digest(person, size=6)}", name)

    def is_shown(self, key: str) -> bool:
        """Whether a statement has a citation to show."""
        return any(member.passage.citations for member in self.m.statements[key].members)

    # ------------------------------------------------------------ lists

    def window(self, rows: Rows) -> WindowEdition:
        listed = [(row, self.statement_line(row)) for row in rows.statements]
        cites = Counter(link.source for link in self.m.links)
        once = sorted(
            (pair for pair in listed if not pair[0].ranked),
            key=lambda pair: (-self._most_cited_source(pair[0].id, cites), -(pair[0].last or date.min).toordinal(), pair[0].id),
        )
        return WindowEdition(
            window=rows.window,
            first=rows.first,
            last=rows.last,
            statements=tuple(line for row, line in listed if row.ranked),
            once=tuple(line for _, line in once),
            sources=tuple(self.source_line(row) for row in rows.sources),
            outlets=tuple(self.outlet_line(row) for row in rows.outlets),
            speakers=tuple(line for row in rows.speakers if (line := self.speaker_line(row))),
        )

    def _most_cited_source(self, key: str, cites: Counter[str]) -> int:
        keys = {self.m.source(one.url) for member in self.m.statements[key].members for one in member.passage.citations}
        return max((cites[one] for one in keys), default=0)

    def statement_line(self, row: Row) -> Listed:
        statement = self.m.statements[row.id]
        best = statement.fullest
        names = sorted({self.m.outlet(one.url) for member in statement.members for one in member.passage.citations
                        if one.role == Role.QUOTED_FROM})  # fmt: skip
        return Listed(
            row=row,
            text=best.text,
            lang=best.lang,
            why=why(row, "source"),
            speaker=self._speaker(best),
            outlets=tuple(self.outlet_ref(name) for name in names),
        )

    def _speaker(self, passage: Passage) -> Ref | None:
        """The speaker, with a page of their own only where the full name is known."""
        return self.speaker_ref(passage.person) or (Ref("", passage.speaker) if passage.speaker else None)

    def source_line(self, row: Row) -> Listed:
        ref = self.source_ref(row.id)
        state = self.m.states.get(row.id)
        outlet = self.outlet_ref(self.m.outlet(self.m.addresses.get(row.id, f"https://{row.id}")))
        key_row = _with_id(row, ref.id)
        return Listed(key_row, ref.name, (state.lang if state and state.title else None) or "und", why(row, "statement"), outlets=(outlet,))

    def outlet_line(self, row: Row) -> Listed:
        ref = self.outlet_ref(row.id)
        return Listed(_with_id(row, ref.id), ref.name, "und", why(row, "source"))

    def speaker_line(self, row: Row) -> Listed | None:
        ref = self.speaker_ref(row.id)
        return Listed(_with_id(row, ref.id), ref.name, "en", why(row, "statement")) if ref else None

    # ------------------------------------------------------------ pages

    def statement_page(self, key: str) -> StatementPage:
        statement = self.m.statements[key]
        best = statement.fullest
        places = tuple(
            (rows.window, self.statement_line(row)) for rows in self.m.rows for row in rows.statements if row.id == key
        )
        return StatementPage(
            id=key,
            aliases=self.m.aliases.get(key, ()),
            text=best.text,
            lang=best.lang,
            original=None,
            original_lang=None,
            speaker=self._speaker(best),
            places=places,
            passages=tuple(self.passage_view(member) for member in statement.members),
            possible=self._possible(key),
        )

    def _possible(self, key: str) -> tuple[PossibleView, ...]:
        views = []
        for pair in self.m.possible:
            for one, other in ((pair.passage, pair.other), (pair.other, pair.passage)):
                if self.m.owners.get(one) == key and self.m.owners.get(other, key) != key:
                    owner = self.m.owners[other]
                    words = self.m.statements[owner].fullest.text
                    view = self.passage_view(Member(self.m.passages[other], Match.POSSIBLE))
                    views.append(PossibleView(Ref(owner if self.is_shown(owner) else "", words), view, pair.why))
        return tuple(sorted(views, key=lambda view: (view.statement.id, view.passage.post_url)))

    def passage_view(self, member: Member) -> PassageView:
        passage = member.passage
        post = self.m.posts[passage.post]
        why_not = _why_not(passage)
        return PassageView(
            post_title=post.title or urls.readable(post.url),
            post_url=post.url,
            feed=self.m.feeds.get(post.feed, post.feed),
            day=passage.day,
            day_uncertain=post.day_uncertain,
            lang=passage.lang,
            context=passage.context,
            cue=passage.cue,
            match=_MATCHES[member.match] if passage.kind != Kind.INDIRECT else f"{_MATCHES[member.match]}, reported",
            counted=why_not is None,
            why_not=why_not,
            sources=tuple(self.source_view(one) for one in passage.citations),
        )

    def source_view(self, citation: Citation) -> SourceView:
        key = self.m.source(citation.url)
        state = self.m.states.get(key)
        return SourceView(
            source=self.source_ref(key),
            url=citation.url,
            outlet=self.outlet_ref(self.m.outlet(citation.url)),
            role=_ROLES[citation.role],
            evidence=citation.reason,
            lang=state.lang if state and state.title else None,
            unread=state.unread if state else "not asked for yet",
        )

    def source_page(self, key: str) -> SourcePage:
        ref, state = self.source_ref(key), self.m.states.get(key)
        address = self.m.addresses.get(key, f"https://{key}")
        citing = {link.post for link in self.m.links if link.source == key}
        wanted = {one for one, statement in self.m.statements.items() if self._cites(statement, key)}
        return SourcePage(
            id=ref.id,
            url=address,
            title=state.title if state else None,
            byline=state.byline if state else None,
            published=state.published.date() if state and state.published else None,
            lang=state.lang if state else None,
            outlet=self.outlet_ref(self.m.outlet(address)),
            unread=state.unread if state else "not asked for yet",
            posts=self._posts(citing),
            statements=self._lines(wanted),
        )

    def _cites(self, statement: Statement, key: str) -> bool:
        return any(
            self.m.source(one.url) == key and one.role == Role.QUOTED_FROM and one.evidence != Evidence.NONE
            for member in statement.members
            for one in member.passage.citations
        )

    def speaker_page(self, person: str) -> SpeakerPage:
        ref = self.speaker_ref(person) or Ref("", person)
        mine = {key for key, one in self.m.statements.items() if one.root.person == person and self.is_shown(key)}
        posts = {member.passage.post for key in mine for member in self.m.statements[key].members}
        names = tuple(name for name, _ in sorted(self.m.persons[person].items(), key=lambda pair: (-pair[1], pair[0])))
        return SpeakerPage(ref.id, ref.name, names, self._posts(posts), self._lines(mine))

    def outlet_page(self, name: str) -> OutletPage:
        ref = self.outlet_ref(name)
        keys = {link.source for link in self.m.links if link.outlet == name}
        rows = self.wide.sources if self.wide else ()
        return OutletPage(ref.id, name, tuple(self.source_line(row) for row in rows if row.id in keys))

    def _lines(self, keys: set[str]) -> tuple[Listed, ...]:
        rows = self.wide.statements if self.wide else ()
        return tuple(self.statement_line(row) for row in rows if row.id in keys)

    def _posts(self, keys: set[str]) -> tuple[PostRef, ...]:
        found = sorted((self.m.posts[key] for key in keys), key=lambda post: (post.day, post.key), reverse=True)
        return tuple(PostRef(one.title or urls.readable(one.url), one.url, self.m.feeds.get(one.feed, one.feed), one.day) for one in found)

    def feed_state(self, url: str, name: str) -> FeedState:
        days = [post.day for post in self.m.posts.values() if post.feed == url]
        return FeedState(name, url, len(days), max(days, default=None), self.m.problems.get(url))


def _with_id(row: Row, key: str) -> Row:
    return Row(key, row.place, row.tied, row.best, row.worst, row.lo, row.hi, row.ranked, row.last)


def _why_not(passage: Passage) -> str | None:
    """Why a passage does not count; None when it does."""
    if not passage.live:
        return "the post is gone"
    if passage.withdrawn:
        return f"withdrawn from the post on {passage.withdrawn.isoformat()}"
    roles = {one.role for one in passage.citations}
    if not roles:
        return "the post names no source for it"
    return None if Role.QUOTED_FROM in roles else "its link is background, no source of the words"
