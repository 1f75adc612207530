"""A recorded web under construction, and runs of the whole line over it, day after day."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path
from typing import Any

from citewatch import pipeline, site
from citewatch.config import load_settings
from citewatch.fetch import WebFetcher
from citewatch.model import Feed, Post, Report, Settings
from citewatch.replay import ReplayClock, ReplayServer
from citewatch.replay.server import Arrival
from citewatch.sandbox.direct import Direct
from citewatch.sources import key_names
from citewatch.store import open_store
from tests.reading import ENCODER, PARSER

ROOT = Path(__file__).parents[1]
WEB = ROOT / "fixtures" / "web"
CONFIG = ROOT / "fixtures" / "sources.yaml"
MORNING = datetime(2026, 9, 14, 6, tzinfo=UTC)

# What a site tells of the runs that its own store has made; the rest follows from what was recorded.
OF_THIS_STORE = frozenset({"status.html", "site.js", "data/status.json"})


def demo_settings() -> Settings:
    return load_settings(CONFIG, {}, key_names())


def one_feed(url: str = "https://blog.example/feed", **given: Any) -> Settings:
    return Settings(feeds=(Feed(url, "A blog"),), **given)


def put(web: Path, name: str, body: str | bytes, day: str = "2026-09-14") -> None:
    """Record a page: `name` is host and path."""
    path = web / day / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body.encode() if isinstance(body, str) else body)


def entry(key: str, html: str = "", published: str | None = "2026-09-13T10:00:00Z", link: str = "") -> str:
    dated = f"<published>{published}</published>" if published else ""
    link = link or f"https://blog.example/{key.rpartition(':')[2]}"
    return (
        f"<entry><id>{key}</id><title>Post {key}</title>{dated}<link rel='alternate' href='{link}'/>"
        f"<content type='html'>{escape(html)}</content></entry>"
    )


def atom(*entries: str, following: str = "") -> str:
    link = f"<link rel='next' href='{escape(following)}'/>" if following else ""
    return f"<feed xmlns='http://www.w3.org/2005/Atom'><title>A blog</title>{link}{''.join(entries)}</feed>"


def cites(*addresses: str) -> str:
    """A post that quotes from each."""
    return "".join(
        f"<p>“The summer of {n} was not like any other,” Ada Lovel says ({address}).</p>"
        for n, address in enumerate(addresses)
    )


def article(title: str) -> str:
    body = "".join(
        f"<p>The water of the lake was measured again in the summer, and it was {n} fingers lower.</p>"
        for n in range(9)
    )
    return f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{body}</article></body></html>"


class Days:
    """Runs of the line on one store over one recorded web. `arrivals`: what the last line asked for."""

    def __init__(self, folder: Path, web: Path, settings: Settings) -> None:
        self.db = folder / "store.db"
        self.site = folder / "site"
        self.web = web
        self.settings = settings
        self.arrivals: list[Arrival] = []

    @contextmanager
    def line(self, moment: datetime = MORNING) -> Iterator[pipeline.Line]:
        clock = ReplayClock(moment)
        with ReplayServer(self.web, ReplayClock(moment)) as server, open_store(self.db) as store:
            self.arrivals = server.arrivals
            fetcher = WebFetcher(self.settings.fetch, clock, via=server.address, version="1")
            yield pipeline.Line(self.settings, store, fetcher, PARSER, ENCODER, clock, lambda _: None, moment, Direct())

    def run(self, moment: datetime = MORNING) -> Report:
        with self.line(moment) as line:
            return pipeline.run(line)

    def run_on(self, day: int) -> Report:
        """Run on the morning of that day after the first."""
        return self.run(MORNING + timedelta(days=day))

    def publish(self, moment: datetime = MORNING) -> dict[str, tuple[bytes, int]]:
        """Write the site; its files with their times of change."""
        with self.line(moment) as line:
            site.write_site(pipeline.edition(line, moment.date()), self.site)
        files = (path for path in self.site.rglob("*") if path.is_file())
        return {str(path.relative_to(self.site)): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}

    def posts(self) -> dict[str, Post]:
        """All posts with their HTML, by key."""
        with open_store(self.db) as store:
            return {post.key: post for post in store.unread_posts(-1)}

    def asked(self, host: str) -> Sequence[str]:
        """The paths that the last line asked of a host, robots.txt apart."""
        return [path for _, at, path, _ in self.arrivals if at == host and path != "/robots.txt"]
