"""What a run works with."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from citewatch import sources
from citewatch.model import Document, Origin, Override, Passage, Reading, Settings, Verb
from citewatch.ports import Clock, Encoder, Fetcher, Parser, Reader, Store

Notice = Callable[[str], None]
"""Told in words what is going on."""


Told = tuple[Document, frozenset[str]]
"""A post's document, and the hosts of its blog."""


Articles = Mapping[str, tuple[Document, str]]
"""By cited address: the article that was read there, and the hash of its page."""


@dataclass(frozen=True, slots=True)
class Sought:
    """The passages of a post, and the articles in which their original words are looked for."""

    passages: tuple[Passage, ...]
    articles: Articles


Found = tuple[tuple[Origin, ...], ...]
"""The origins of each of some passages."""


class MapDocuments(Protocol):
    """Satisfied by `map`; another may share the work among processes, with the same results in the same order."""

    def __call__(self, read: Callable[[Told], Reading], told: Iterable[Told], /) -> Iterable[Reading]:
        """The readings, in the order of the documents."""
        ...


class MapSearches(Protocol):
    """The same for the origins of each passage of a post."""

    def __call__(self, search: Callable[[Sought], Found], sought: Iterable[Sought], /) -> Iterable[Found]:
        """What was found, in the order of what was sought."""
        ...


@dataclass(frozen=True, slots=True)
class Line:
    """The edges that a run works with."""

    settings: Settings
    store: Store
    fetcher: Fetcher
    parser: Parser
    encoder: Encoder
    clock: Clock
    notice: Notice
    started: datetime
    reader: Reader
    overrides: tuple[Override, ...] = ()
    map_documents: MapDocuments = map
    map_searches: MapSearches = map

    @property
    def library(self) -> sources.Library:
        return sources.Library(self.settings.outlets)

    def shelf(self) -> sources.Shelf:
        """The sources as they are known now."""
        self.keep_keys()
        same = [one.of for one in self.overrides if one.verb == Verb.SOURCE]
        return sources.Shelf(self.library, self.store.led(), same, self.store.copies_of_articles())

    def keep_keys(self) -> None:
        """The keys of all addresses that have come in, or found out their own, since the last time."""
        library = self.library
        if unkeyed := self.store.unkeyed(library.state):
            keys = ((url, library.key(url), library.key(own) if own else None) for url, own in unkeyed)
            rows = ((url, key, own if own != key else None) for url, key, own in keys)
            self.store.save_keys(rows, library.state)
