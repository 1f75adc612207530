"""What a run works with."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from citewatch import sources
from citewatch.model import Post, Settings
from citewatch.ports import Clock, Fetcher, Parser, Store

METHOD = 2
"""Goes up whenever the stations would read the same bytes differently: then everything is derived again."""

_Result = TypeVar("_Result")

Notice = Callable[[str], None]
"""Told in words what is going on."""


class MapPosts(Protocol):
    """Satisfied by `map`; another may share the work among processes, with the same results in the same order."""

    def __call__(self, read: Callable[[Post], _Result], posts: Iterable[Post], /) -> Iterable[_Result]:
        """The results, in the order of the posts."""
        ...


@dataclass(frozen=True, slots=True)
class Line:
    """The edges that a run works with."""

    settings: Settings
    store: Store
    fetcher: Fetcher
    parser: Parser
    clock: Clock
    notice: Notice
    started: datetime
    map_posts: MapPosts = map

    @property
    def library(self) -> sources.Library:
        return sources.Library(self.settings.outlets)
