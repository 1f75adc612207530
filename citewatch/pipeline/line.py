"""What a run works with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from citewatch import sources
from citewatch.model import Settings
from citewatch.ports import Clock, Fetcher, Parser, Reader, Store

METHOD = 2
"""Goes up whenever the stations would read the same bytes differently: then everything is derived again."""

Notice = Callable[[str], None]
"""Told in words what is going on."""


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
    reader: Reader

    @property
    def library(self) -> sources.Library:
        return sources.Library(self.settings.outlets)
