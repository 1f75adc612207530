"""A post or an article as read: text, links, quotations and the citations that bind them."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from citewatch.model.web import Via


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a document's text, in code points, end-exclusive."""

    start: int
    end: int

    def cut(self, text: str) -> str:
        return text[self.start : self.end]

    def covers(self, other: "Span") -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: "Span") -> bool:
        return self.start < other.end and other.start < self.end


class Role(StrEnum):
    QUOTED_FROM = "quoted-from"
    SEE_ALSO = "see-also"
    OWN_POST = "own-post"


@dataclass(frozen=True, slots=True)
class Link:
    """An address in a document. `raw` as written; `href` absolute, to be asked for; `url` its one spelling.

    `span` covers the address as written or the anchor's text. `role` is settled by `citations`.
    """

    span: Span
    raw: str
    href: str
    url: str
    paragraph: int
    role: Role = Role.QUOTED_FROM


@dataclass(frozen=True, slots=True)
class Document:
    """A post or an article as read. `paragraphs` are spans of `text`; `items` maps paragraphs of lists to their list.

    `published` is None when the document does not say; `byline` as written; `guessed`: its charset, when it had to be.
    """

    kind: str  # "post" or "article"
    text: str
    paragraphs: tuple[Span, ...]
    links: tuple[Link, ...] = ()
    items: frozenset[int] = frozenset()
    url: str | None = None
    title: str | None = None
    byline: str | None = None
    published: datetime | None = None
    lang: str = "en"
    guessed: str | None = None

    def paragraph_at(self, offset: int) -> int:
        """The number of the paragraph that holds this offset, else of the last one before it."""
        return max(0, bisect_right(self.paragraphs, offset, key=lambda span: span.start) - 1)

    def links_in(self, span: Span) -> tuple[Link, ...]:
        """The links that begin in a stretch of text."""
        first = bisect_left(self.links, span.start, key=lambda link: link.span.start)
        return self.links[first : bisect_left(self.links, span.end, key=lambda link: link.span.start)]


class Kind(StrEnum):
    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words that a document sets down as somebody's. `speaker` is the name as resolved by `speakers`, else None."""

    spans: tuple[Span, ...]
    kind: Kind
    paragraph: int
    cue_span: Span | None = None
    speaker_span: Span | None = None
    speaker: str | None = None

    def text(self, document: Document) -> str:
        """Its words; spans are joined by an ellipsis, or a blank where nothing but marks stands between them."""
        whole = document.text
        pieces = [whole[self.spans[0].start : self.spans[0].end]]
        for last, span in zip(self.spans, self.spans[1:], strict=False):
            gap = whole[last.end : span.start]
            pieces += [" … " if any(char.isalnum() for char in gap) else " ", span.cut(whole)]
        return " ".join("".join(pieces).split())


class Evidence(StrEnum):
    SENTENCE = "sentence"
    PARAGRAPH = "paragraph"
    CARRIED = "carried"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Citation:
    """A quotation's tie to a link. `distance`: paragraphs back to the link, negative when the link comes later."""

    url: str
    evidence: Evidence
    distance: int
    role: Role
    reason: str


@dataclass(frozen=True, slots=True)
class Bound:
    """A quotation with its citations."""

    quotation: Quotation
    citations: tuple[Citation, ...] = ()

    @property
    def evidence(self) -> Evidence:
        return self.citations[0].evidence if self.citations else Evidence.NONE


class Level(StrEnum):
    """How deep a document's language is read.

    `PARSED`: direct, indirect and mixed quotations, from a dependency parse; `ATTRIBUTED`: direct ones and interviews,
    with cues and speakers by rules; `DIRECT`: words in marks, with a speaker where a name stands right beside them.
    """

    PARSED = "parsed"
    ATTRIBUTED = "attributed"
    DIRECT = "direct"


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read in one document. `terms`: marked words that are no quotation.

    `cut`: the offset from which on a very long document was searched for links only; None when it was read in full.
    """

    document: Document
    quotations: tuple[Bound, ...]
    terms: tuple[Span, ...]
    cut: int | None = None
    level: Level = Level.DIRECT


@dataclass(frozen=True, slots=True)
class CitedAddress:
    """A link of a recorded post: `url` its one spelling, `href` to be asked for. `live`: the post is not gone."""

    post: str
    day: date
    url: str
    href: str
    role: Role
    live: bool = True


@dataclass(frozen=True, slots=True)
class ArticleState:
    """What is known of a source that was asked for. `own_url`: where the page says it is, or where it was found.

    `unread`: why it could not be read, None when it was. `via`: the step of the ladder by which it was had, None for
    its own address. `guessed`: its charset, when that had to be guessed.
    """

    own_url: str | None
    title: str | None
    byline: str | None
    published: datetime | None
    lang: str | None
    unread: str | None
    via: Via | None = None
    guessed: str | None = None

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader should know of how it was read."""
        how = [f"read from {self.via}"] if self.via else []
        return (*how, *([f"its charset was guessed: {self.guessed}"] if self.guessed else []))
