"""Options → the edges that a run works with, opened and closed."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from citewatch import __version__, ladder, pipeline, sources
from citewatch.cli.options import Options
from citewatch.cli.processes import map_documents
from citewatch.config import load_overrides, load_settings
from citewatch.fetch import SystemClock, WebFetcher
from citewatch.model import Settings
from citewatch.models import LanguageParser, SentenceEncoder
from citewatch.ports import Clock, Fetcher
from citewatch.replay import ReplayClock, ReplayServer, last_moment
from citewatch.sandbox import Sandbox
from citewatch.store import open_store


def settings_of(config: Path) -> Settings:
    """The settings. Raises: ConfigError."""
    return load_settings(config, os.environ, sources.key_names(), ladder.print_names())


@contextmanager
def open_line(options: Options, notice: Callable[[str], None]) -> Iterator[pipeline.Line]:
    """Everything that the line needs. Raises: ConfigError, LockedError, StoreError."""
    settings = settings_of(options.config)
    overrides = load_overrides(options.config.with_name("overrides.yaml"))
    with ExitStack() as stack:
        clock, fetcher = stack.enter_context(open_web(options, settings))
        reader = stack.enter_context(Sandbox())
        store = stack.enter_context(open_store(options.db))  # last: a wrong option leaves no empty store behind
        yield pipeline.Line(
            settings,
            store,
            fetcher,
            LanguageParser(),
            SentenceEncoder(),
            clock,
            notice,
            clock.now(),
            reader,
            overrides,
            map_documents,
        )


@contextmanager
def open_web(options: Options, settings: Settings) -> Iterator[tuple[Clock, Fetcher]]:
    """The web, or a recorded one, with the clock that belongs to it."""
    if options.replay is None:
        clock = SystemClock(options.as_of)
        yield clock, WebFetcher(settings.fetch, clock, version=__version__)
        return
    start = options.as_of or last_moment(options.replay)
    replayed = ReplayClock(start)
    with ReplayServer(options.replay, ReplayClock(start)) as server:  # the recorded day stays, also past midnight
        yield replayed, WebFetcher(settings.fetch, replayed, via=server.address, version=__version__)
