"""Keys → pages: a statement with its evidence, a source, a speaker, an outlet, and how a feed stands."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from citewatch import urls
from citewatch.editions import wordings
from citewatch.editions.lists import Lists, foreign
from citewatch.editions.material import Material
from citewatch.model import (
    Citation,
    Evidence,
    FeedState,
    Kind,
    Match,
    Member,
    Origin,
    OriginView,
    OutletPage,
    OutletState,
    Passage,
    PassageView,
    PossibleView,
    Post,
    PostPage,
    PostRef,
    Ref,
    Role,
    SourcePage,
    SourceView,
    SpeakerPage,
    StatementPage,
)

_MATCHES = {
    Match.EXACT: "the same words",
    Match.NEAR: "nearly the same words",
    Match.ORIGIN: "made from the same passage of the source",
    Match.EDITOR: "the same, as an editor decided",
    Match.POSSIBLE: "possibly the same",
}
_ROLES = {Role.QUOTED_FROM: "quoted from", Role.SEE_ALSO: "see also", Role.OWN_POST: "own post"}
_NOT_ASKED = "not asked for yet"


class Pages:
    """Makes each page from what the material has indexed."""

    def __init__(self, material: Material, lists: Lists) -> None:
        self.m = material
        self._lists = lists
        self._longest = material.settings.site.longest_passage
        self.cited_sources = material.posts_by_source.keys() | material.said_in.keys()

    # ------------------------------------------------------------ statements

    def statement(self, key: str) -> StatementPage:
        statement = self.m.statements[key]
        best, origin = statement.fullest, foreign(statement)
        return StatementPage(
            id=key,
            aliases=self.m.aliases.get(key, ()),
            text=self._lists.head(best.text),
            lang=best.lang,
            original=self._lists.head(origin.exact) if origin else None,
            original_lang=origin.lang if origin else None,
            speaker=self._lists.speaker(best),
            speaker_original=self._lists.spelled(statement),
            places=tuple((window, self._lists.statement(row)) for window, row in self.m.places.get(key, ())),
            passages=tuple(self._passage(member) for member in statement.members),
            possible=self._possible(key),
            variants=wordings.variants(statement, self._longest),
            history=self.m.histories.statements.get(key),
            alone=self.m.alone(key),
        )

    def _possible(self, key: str) -> tuple[PossibleView, ...]:
        views = []
        for other, reason in self.m.alike.get(key, ()):
            owner = self.m.owners[other]
            ref = Ref(owner if owner in self.m.shown else "", self._lists.head(self.m.statements[owner].fullest.text))
            views.append(PossibleView(ref, self._passage(Member(self.m.passages[other], Match.POSSIBLE)), reason))
        return tuple(sorted(views, key=lambda view: (view.statement.id, view.passage.post_url, view.why)))

    def _passage(self, member: Member) -> PassageView:
        passage = member.passage
        post = self.m.posts[passage.post]
        why_not = _why_not(passage, self.m.as_of)
        return PassageView(
            post_title=_title(post),
            post_url=post.url,
            feed=self.m.feeds.get(post.feed, post.feed),
            day=passage.day,
            day_uncertain=post.day_uncertain,
            lang=passage.lang,
            context=wordings.shorten(passage.context, self._longest),
            cue=passage.cue,
            match=_MATCHES[member.match] if passage.kind != Kind.INDIRECT else f"{_MATCHES[member.match]}, reported",
            counted=why_not is None,
            why_not=why_not,
            sources=tuple(self._citation(one) for one in passage.citations),
            origin=self._origin(passage.origin) if passage.origin else None,
            no_origin=None if passage.origin else self._no_origin(passage),
            withdrawn=passage.withdrawn if passage.withdrawn and passage.withdrawn <= self.m.as_of else None,
            post=self._lists.post_id(post.key),
        )

    def _origin(self, origin: Origin) -> OriginView:
        prefix, exact, suffix = wordings.shorten((origin.prefix, origin.exact, origin.suffix), self._longest)
        return OriginView(
            source=self._lists.source_ref(self.m.source(origin.url)),
            url=urls.with_text(origin.url, origin.exact),
            lang=origin.lang,
            prefix=prefix,
            exact=exact,
            suffix=suffix,
            sure="the same words"
            if origin.score == 1
            else f"similarity {origin.score:.2f}, ahead by {origin.lead:.2f}",
            why=origin.why,
            lost=origin.lost,
        )

    def _no_origin(self, passage: Passage) -> str | None:
        """Why no original words are shown; None for what was quoted from nowhere."""
        keys = [self.m.source(one.url) for one in passage.citations if one.role == Role.QUOTED_FROM]
        states = [self.m.states.get(key) for key in keys]
        read = [state for state in states if state and not state.unread]
        if not keys:
            return None
        if not read:
            return "the source was not read"
        unknown = sorted({state.lang for state in read if state.lang} - self.m.knows)
        if len(unknown) == len({state.lang for state in read}) and unknown:
            return f"the encoder does not know this language ({', '.join(unknown)})"
        return "not found in the source"

    def _citation(self, citation: Citation) -> SourceView:
        key = self.m.source(citation.url)
        state = self.m.states.get(key)
        return SourceView(
            source=self._lists.source_ref(key),
            url=citation.url,
            outlet=self._lists.outlet_ref(self.m.outlet(citation.url)),
            role=_ROLES[citation.role],
            evidence=citation.reason,
            lang=state.lang if state and state.title else None,
            unread=state.unread if state else _NOT_ASKED,
            published=state.published.date() if state and state.published else None,
        )

    # ------------------------------------------------------------ sources, speakers, outlets, feeds

    def source(self, key: str) -> SourcePage:
        ref, state = self._lists.source_ref(key), self.m.states.get(key)
        address = self.m.addresses[key]
        return SourcePage(
            id=ref.id,
            url=address,
            title=state.title if state else None,
            byline=state.byline if state else None,
            published=state.published.date() if state and state.published else None,
            lang=state.lang if state else None,
            outlet=self._lists.outlet_ref(self.m.outlet(address)),
            unread=state.unread if state else _NOT_ASKED,
            posts=self._posts(self.m.posts_by_source.get(key, ())),
            statements=self._lists.statements(self.m.said_in.get(key, ())),
            history=self.m.histories.sources.get(key),
            notes=state.notes if state else (),
        )

    def speaker(self, person: str) -> SpeakerPage:
        ref, mine = self._lists.person_ref(person), self.m.said_by[person]
        posts = {member.passage.post for key in mine for member in self.m.statements[key].members}
        names = sorted(self.m.persons[person].items(), key=lambda pair: (-pair[1], pair[0]))
        return SpeakerPage(
            id=ref.id,
            name=ref.name,
            names=tuple(name for name, _ in names),
            posts=self._posts(posts),
            statements=self._lists.statements(mine),
            history=self.m.histories.speakers.get(person),
        )

    def outlet(self, name: str) -> OutletPage:
        ref, history = self._lists.outlet_ref(name), self.m.histories.outlets.get(name)
        return OutletPage(ref.id, name, self._lists.sources(self.m.sources_by_outlet[name]), history)

    def post(self, key: str) -> PostPage:
        post = self.m.posts[key]
        return PostPage(
            id=self._lists.post_id(key),
            title=_title(post),
            url=post.url,
            feed=self.m.feeds.get(post.feed, post.feed),
            day=post.day,
            day_uncertain=post.day_uncertain,
            statements=tuple(self.m.said_at.get(key, ())),
            sources=self._lists.sources(self.m.cited_at.get(key, ())),
        )

    def reading(self, outlet: str) -> OutletState:
        """How the sources of an outlet could be read."""
        keys = self.m.sources_by_outlet[outlet]
        states = [self.m.states.get(key) for key in keys]
        unread = Counter((state.unread or "").partition(":")[0] if state else _NOT_ASKED for state in states)
        del unread[""]
        ordered = sorted(unread.items(), key=lambda pair: (-pair[1], pair[0]))
        return OutletState(self._lists.outlet_ref(outlet), len(keys), tuple(ordered))

    def feed(self, url: str, name: str) -> FeedState:
        days = self.m.days_by_feed.get(url, ())
        outcome, trouble, problem = self.m.answers[url]
        return FeedState(
            name=name,
            url=url,
            posts=len(days),
            newest=max(days, default=None),
            problem=problem,
            trouble=trouble,
            moved=self.m.moved.get(url),
            outcome=outcome,
            answered=self.m.answered.get(url),
        )

    def _posts(self, keys: Iterable[str]) -> tuple[PostRef, ...]:
        found = sorted((self.m.posts[key] for key in keys), key=lambda post: (post.day, post.key), reverse=True)
        return tuple(
            PostRef(_title(one), one.url, self.m.feeds.get(one.feed, one.feed), one.day, self._lists.post_id(one.key))
            for one in found
        )


def _title(post: Post) -> str:
    return post.title or urls.readable(post.url)


def _why_not(passage: Passage, as_of: date) -> str | None:
    """Why a passage does not count on a day; None when it does."""
    if not passage.live:
        return "the post is gone"
    if passage.withdrawn and passage.withdrawn <= as_of:
        return f"withdrawn from the post on {passage.withdrawn.isoformat()}"
    tied = {one.role for one in passage.citations if one.evidence != Evidence.NONE}
    if not tied:
        return "the post names no source for it"
    return None if Role.QUOTED_FROM in tied else "its link is background, no source of the words"
