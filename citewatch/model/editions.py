"""An edition: everything that the site and the digest may say, in words and figures ready to show.

All addresses of people's documents are http(s) URLs; all `id`s are lower-case ASCII letters, digits and hyphens.
Quoted words come with their language, for the `lang` attribute.
"""

from dataclasses import dataclass
from datetime import date, datetime

from citewatch.model.settings import Window
from citewatch.model.statements import History, Row


@dataclass(frozen=True, slots=True)
class Ref:
    """A thing with a page of its own on the site: its id and name."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of a ranking: its place, what it is, and why it stands there.

    `text` is the statement's words, or the title of a source, or the name of an outlet or speaker.
    `original`: the statement in the source's own words and language, where found; `speaker_original`: the speaker's
    name as the source spells it.
    `why`: «=4 (between 3 and 5): cited in 2 posts, from 2 sources; 1 more possible». `cue`: the words that report it;
    `post`: the id of the post on whose page a statement stands that has none of its own.
    """

    row: Row
    text: str
    lang: str
    why: str
    original: str | None = None
    original_lang: str | None = None
    speaker: Ref | None = None
    speaker_original: str | None = None
    outlets: tuple[Ref, ...] = ()
    cue: str | None = None
    history: History | None = None
    post: str | None = None

    @property
    def path(self) -> str:
        """Of a statement: where it stands on the site."""
        return _path(self.row.id, self.post)


def _path(statement: str, post: str | None) -> str:
    """Where a statement stands on the site: on a page of its own, or at a place on that of a post."""
    return f"statement/{statement}.html" if post is None else f"post/{post}.html#{statement}"


@dataclass(frozen=True, slots=True)
class WindowEdition:
    """The rankings of one window. `statements` are the ranked ones, `once` those cited once, by date.

    `first` is None when the window is unbounded and nothing is recorded.
    """

    window: Window
    first: date | None
    last: date
    statements: tuple[Listed, ...]
    once: tuple[Listed, ...]
    sources: tuple[Listed, ...]
    outlets: tuple[Listed, ...]
    speakers: tuple[Listed, ...]

    def head(self, of: str, most: int) -> "Head":
        """The first lines of one ranking."""
        lines = (*self.statements, *self.once) if of == "statements" else getattr(self, of)
        return Head(self.window, self.first, self.last, of, lines[:most], len(lines))


@dataclass(frozen=True, slots=True)
class Head:
    """The first lines of a ranking of `of`: statements, sources, outlets or speakers. `whole`: how many it has."""

    window: Window
    first: date | None
    last: date
    of: str
    lines: tuple[Listed, ...]
    whole: int


@dataclass(frozen=True, slots=True)
class SourceView:
    """A cited document as one citation shows it. `evidence` in words: «carried over 2 paragraphs: same speaker».

    `unread`: why the source could not be read, None when it was.
    """

    source: Ref
    url: str
    outlet: Ref
    role: str
    evidence: str
    lang: str | None = None
    unread: str | None = None
    published: date | None = None


@dataclass(frozen=True, slots=True)
class OriginView:
    """The words of a source from which a passage was made: `exact`, between `prefix` and `suffix`, in `lang`.

    `url` leads to the words themselves (a text fragment); `sure`: how sure it is, in words; `why`: why it is only
    possible, None when it is sure; `lost`: the source has changed, and the words are no longer found there.
    """

    source: Ref
    url: str
    lang: str
    prefix: str
    exact: str
    suffix: str
    sure: str
    why: str | None
    lost: bool


@dataclass(frozen=True, slots=True)
class PassageView:
    """A quotation in its context: (before, quoted, between, quoted, …, after); odd parts are the quoted words.

    `match`: «same words», «nearly the same words», …; `counted` is False for a passage without a counted
    citation, and `why_not` says why; `no_origin`: why no original words are shown, None when there are some;
    `withdrawn`: since when the words are no longer in the post; `post`: the id of the post's page.
    """

    post_title: str
    post_url: str
    feed: str
    day: date
    day_uncertain: bool
    lang: str
    context: tuple[str, ...]
    cue: str | None
    match: str
    counted: bool
    why_not: str | None
    sources: tuple[SourceView, ...]
    origin: OriginView | None = None
    no_origin: str | None = None
    withdrawn: date | None = None
    post: str = ""


@dataclass(frozen=True, slots=True)
class PossibleView:
    """A passage of another statement that may be the same, is not counted, and why."""

    statement: Ref
    passage: PassageView
    why: str


Marked = tuple[str, ...]
"""Words of which some are marked: (plain, marked, plain, marked, …)."""


@dataclass(frozen=True, slots=True)
class VariantView:
    """Another wording of a statement, beside the statement's own: what differs is marked in both.

    `posts`: in how many posts it stands, from day `first` on.
    """

    own: Marked
    other: Marked
    lang: str
    posts: int
    first: date


@dataclass(frozen=True, slots=True)
class StatementPage:
    """Everything about one statement. `places`: its line in each window in which it has a place.

    `alone`: it stands in one post and comes from one source; then it has no page of its own, but a place on the post's.
    Once two posts or two sources have carried it, it keeps its page, whatever is withdrawn later.
    """

    id: str
    aliases: tuple[str, ...]
    text: str
    lang: str
    original: str | None
    original_lang: str | None
    speaker: Ref | None
    speaker_original: str | None
    places: tuple[tuple[Window, Listed], ...]
    passages: tuple[PassageView, ...]
    possible: tuple[PossibleView, ...]
    variants: tuple[VariantView, ...] = ()
    history: History | None = None
    alone: bool = False

    @property
    def path(self) -> str:
        """Where it stands on the site."""
        return _path(self.id, self.passages[0].post if self.alone else None)


@dataclass(frozen=True, slots=True)
class PostRef:
    """A post as lists name it. `id`: of its page."""

    title: str
    url: str
    feed: str
    day: date
    id: str = ""


@dataclass(frozen=True, slots=True)
class PostPage:
    """A post: the statements that it reports, by their ids in its order, and the sources that it cites."""

    id: str
    title: str
    url: str
    feed: str
    day: date
    day_uncertain: bool
    statements: tuple[str, ...]
    sources: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class SourcePage:
    """A source: what it is, which posts cite it, which statements come from it.

    `unread`: why it was not read; `notes`: how, where it was not read plainly.
    """

    id: str
    url: str
    title: str | None
    byline: str | None
    published: date | None
    lang: str | None
    outlet: Ref
    unread: str | None
    posts: tuple[PostRef, ...]
    statements: tuple[Listed, ...]
    history: History | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SpeakerPage:
    """A speaker and what they are reported to have said, most cited first (window: all)."""

    id: str
    name: str
    names: tuple[str, ...]
    posts: tuple[PostRef, ...]
    statements: tuple[Listed, ...]
    history: History | None = None


@dataclass(frozen=True, slots=True)
class OutletPage:
    """An outlet and its cited sources, most cited first (window: all)."""

    id: str
    name: str
    sources: tuple[Listed, ...]
    history: History | None = None


@dataclass(frozen=True, slots=True)
class FeedState:
    """How a watched feed stands. `problem` is None when its last answer was good; `trouble` is its class.

    `moved`: its new address, where it moved for good. `outcome`: new, quiet, unchanged or failed. `answered`: when it
    last answered well.
    """

    name: str
    url: str
    posts: int
    newest: date | None
    problem: str | None
    trouble: str | None = None
    moved: str | None = None
    outcome: str = ""
    answered: datetime | None = None


@dataclass(frozen=True, slots=True)
class OutletState:
    """How the sources of an outlet could be read. `unread`: how many not, by why: («refused», 2)."""

    outlet: Ref
    cited: int
    unread: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Correction:
    """What an editor decided, when and why; `of` names statements, posts or sources, without their words."""

    verb: str
    of: tuple[str, ...]
    name: str | None
    day: date
    reason: str


@dataclass(frozen=True, slots=True)
class Edition:
    """All that a template is given."""

    title: str
    base_url: str | None
    as_of: date
    method: int
    near: float
    windows: tuple[WindowEdition, ...]
    statements: tuple[StatementPage, ...]
    sources: tuple[SourcePage, ...]
    speakers: tuple[SpeakerPage, ...]
    outlets: tuple[OutletPage, ...]
    feeds: tuple[FeedState, ...]
    corrections: tuple[Correction, ...] = ()
    posts: tuple[PostPage, ...] = ()
    reading: tuple[OutletState, ...] = ()

    @property
    def last_good(self) -> datetime | None:
        """When a feed last answered well: the last good run."""
        return max((feed.answered for feed in self.feeds if feed.answered), default=None)
