"""Protocols for what is swapped: the web, the store, the mail server, the clock."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from citewatch.model import (
    Anchor,
    ArticleState,
    CitedAddress,
    Document,
    Edge,
    Failure,
    Node,
    Page,
    Parse,
    Passage,
    Possible,
    Post,
    Rank,
    Request,
    Settled,
    Span,
    Statement,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Clock(Protocol):
    """The only source of the time."""

    def now(self) -> datetime:
        """Now, aware, in UTC."""
        ...

    async def pause(self, seconds: float) -> None:
        """Wait; a replayed clock moves on instead."""
        ...


class Fetcher(Protocol):
    """Asks the web, politely and within bounds."""

    def fetch(self, requests: Sequence[Request]) -> Iterator[Page | Failure]:
        """One answer per request, as they come in, in any order; never raises for what a server does."""
        ...


class Parser(Protocol):
    """Parses sentences of the languages that are read in depth."""

    def parse(self, text: str, sentences: Sequence[Span], hidden: Sequence[Span], lang: str) -> Iterator[Parse]:
        """The parses of some sentences of a text, in order. `hidden`: stretches that are blanked for the parser."""
        ...


class Encoder(Protocol):
    """Turns texts into vectors that are alike where the texts mean the same, across the languages that it knows."""

    name: str
    languages: frozenset[str]

    def encode(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """One row of length 1 for each text."""
        ...


class Index(Protocol):
    """The nodes of all statements, with their keys and edges, so that a day's passages meet only what is like them."""

    def lose(self, passages: Iterable[str]) -> Sequence[str]:
        """Take passages out of their nodes; which nodes these are."""
        ...

    def node(self, key: str) -> Node | None:
        """None when no passage is left of it."""
        ...

    def rank(self, key: str) -> Rank | None:
        """As it was last put; None for a node that was not."""
        ...

    def put(self, node: Node, keys: Sequence[int]) -> None: ...
    def drop(self, key: str) -> None:
        """With its keys and edges."""
        ...

    def keys(self, key: str) -> Sequence[int]: ...
    def bucket(self, key: int) -> Sequence[tuple[Rank, str]]:
        """The nodes with a key, the highest first."""
        ...

    def edges(self, key: str) -> Sequence[Edge]: ...
    def set_edges(self, key: str, edges: Sequence[Edge], parent: str | None) -> None:
        """All edges of a node; `parent`: where the one leads that counts."""
        ...

    def below(self, key: str) -> Sequence[str]:
        """The nodes with an edge to this one."""
        ...

    def parent(self, key: str) -> str | None: ...
    def children(self, key: str) -> Sequence[str]: ...
    def settle(self, settled: Sequence[Settled]) -> None: ...


class Mailer(Protocol):
    """Hands one message to the mail server."""

    def send(self, message: bytes, sender: str, recipient: str) -> None:
        """Raises: MailError."""
        ...


class Store(Protocol):
    """Keeps what was recorded and what was derived from it; each call that writes is one transaction."""

    def record(self, answer: Page | Failure, purpose: str, subject: str) -> None: ...
    def record_walk(
        self, feed: str, answers: Sequence[tuple[Page | Failure, Sequence[str]]], seen_at: datetime, *, complete: bool
    ) -> None: ...
    def validators(self, url: str, since: datetime) -> tuple[str | None, str | None]: ...
    def failures(self, url: str) -> tuple[Failure, ...]: ...
    def bad_answers(self, feed: str) -> int: ...
    def sources_had(self) -> frozenset[str]: ...
    def seen(self, feed: str) -> Mapping[str, bool]: ...
    def first_seen(self, post: str) -> datetime | None: ...
    def anchors(self) -> tuple[Anchor, ...]: ...
    def record_anchors(self, anchors: Sequence[Anchor], now: datetime) -> None: ...
    def was_sent(self, edition: str, recipient: str) -> bool: ...
    def record_sent(self, edition: str, recipient: str, now: datetime) -> None: ...

    def forget_readings(self) -> None: ...
    def unread_feed_pages(self, method: int) -> Iterator[tuple[int, str, Page]]: ...
    def save_feed_reading(self, fetch: int, posts: Sequence[Post], method: int, problem: str | None = None) -> None: ...
    def feed_problem(self, feed: str) -> str | None: ...
    def posts(self) -> tuple[Post, ...]: ...
    def unread_posts(self, method: int) -> Iterator[Post]: ...
    def save_post_reading(
        self,
        post: Post,
        document: Document | None,
        passages: Sequence[Passage],
        method: int,
        problem: str | None = None,
    ) -> None: ...
    def cited_addresses(self) -> tuple[CitedAddress, ...]: ...
    def unread_articles(self, method: int) -> Iterator[tuple[str, Page]]: ...
    def save_article_reading(
        self, url: str, page: Page, document: Document | None, method: int, problem: str | None = None
    ) -> None: ...
    def article_states(self) -> Mapping[str, ArticleState]: ...

    def passages(self) -> tuple[Passage, ...]: ...
    def fingerprint(self) -> str: ...
    def joined_from(self) -> str | None: ...
    def save_statements(
        self, statements: Sequence[Statement], possible: Sequence[Possible], fingerprint: str
    ) -> None: ...
    def statements(self) -> tuple[Statement, ...]: ...
    def possible(self) -> tuple[Possible, ...]: ...
