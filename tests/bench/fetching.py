"""Pages and feeds a minute, CPU and memory, beside plain httpx and the `reader` library on the same server.

`python -m tests.bench fetching`. The server answers after 100 ms, from a process of its own. Robots and pauses are off
here only. What is measured of citewatch is the whole way of a page: judged addresses, caps, recording, reading in the
child process by the outlet's selectors, storing what was read.
"""

import asyncio
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from importlib import import_module
from pathlib import Path
from random import Random
from typing import Any

import httpcore
import httpx

from citewatch import pipeline
from citewatch.fetch import JudgedNetwork, SystemClock, WebFetcher
from citewatch.model import (
    Document,
    Failure,
    Feed,
    Fetching,
    Link,
    Outlet,
    Page,
    Post,
    Request,
    Select,
    Settings,
    Span,
)
from citewatch.models import SentenceEncoder
from citewatch.pipeline.cited import fetch_sources
from citewatch.pipeline.deriving import derive_articles
from citewatch.pipeline.fetching import fetch_feeds
from citewatch.sandbox import Sandbox
from citewatch.store import open_store
from tests.bench.timing import Measure

PAGES, FEEDS = 1000, 400
MOST_MEMORY = 150  # MB of the process that asks
LATENCY = 0.1
SIZE = 50_000
OUTER = "93.184.216.34"
NOW = datetime(2026, 9, 14, tzinfo=UTC)

WORDS = "вода в озере опустилась за это лето ещё на два пальца говорят рыбаки и никто не спросил их почему".split()


@cache
def article(name: str) -> bytes:
    """50 KB, as such pages are: furniture around some forty paragraphs, which are those of this address alone."""
    furniture = "".join(f'<li class="m{n}"><a href="/rubric/{n}.html">Рубрика {n}</a></li>' for n in range(150))
    choose = Random(name).choices  # noqa: S311 - chance that repeats
    body = "".join(f"<p>{n}. {' '.join(choose(WORDS, k=54))}.</p>" for n in range(40))
    head = "<html><head><title>Т</title></head><body>"
    page = f"{head}<ul>{furniture}</ul><h1 id=t>Озеро</h1><div class=text>{body}</div>"
    return page.encode().ljust(SIZE - 20) + b"</body></html>"


def feed() -> bytes:
    """25 entries, 50 KB in all."""
    text = "The water of the lake was measured again, and it was lower. " * 30
    entries = "".join(
        f"<entry><id>tag:HOST:{n}</id><title>Post {n}</title><published>2026-09-1{n % 5}T10:00:00Z</published>"
        f"<link href='https://HOST/{n}'/><content type='html'>&lt;p&gt;{text}&lt;/p&gt;</content></entry>"
        for n in range(25)
    )
    return f"<feed xmlns='http://www.w3.org/2005/Atom'><title>HOST</title>{entries}</feed>".encode()


# ---------------------------------------------------------------- the server


async def _answer(inward: asyncio.StreamReader, outward: asyncio.StreamWriter) -> None:
    head = (await inward.readuntil(b"\r\n\r\n")).decode()
    path, host = head.split(" ")[1], head.lower().split("\r\nhost: ")[1].split("\r\n")[0]
    await asyncio.sleep(LATENCY)
    name = f"{host}{path}"
    body, kind = (FEED.replace(b"HOST", name.encode()), "atom+xml") if "feed" in path else (article(name), "xhtml+xml")
    outward.write(
        f"HTTP/1.1 200 OK\r\nContent-Type: application/{kind}\r\nContent-Length: {len(body)}\r\n"
        "Connection: close\r\n\r\n".encode()
        + body
    )
    await outward.drain()
    outward.close()


FEED = feed()


def _serve(ready: Any) -> None:
    async def serve() -> None:
        server = await asyncio.start_server(_answer, "127.0.0.1", 0, backlog=1024)
        ready.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(serve())


@contextmanager
def serving() -> Iterator[int]:
    """The port of a server in a process of its own."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(there,), daemon=True)
    process.start()
    try:
        yield here.recv()
    finally:
        process.terminate()
        process.join()


# ---------------------------------------------------------------- citewatch


class Inward(httpcore.AsyncNetworkBackend):
    """Leads every judged connection to the server on loopback."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,  # noqa: ARG002 - the signature is httpcore's
        timeout: float | None = None,  # noqa: ASYNC109 - as above
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        assert host == OUTER
        return await self._inner.connect_tcp("127.0.0.1", self._port, timeout, local_address, socket_options)


class Unasked:
    """A fetcher that asks for no robots.txt."""

    def __init__(self, inner: WebFetcher) -> None:
        self._inner = inner

    def fetch(self, requests: Sequence[Request]) -> Iterator[Page | Failure]:
        return self._inner.fetch([replace(request, robots=False) for request in requests])


class Silent:
    """No parser: no language model is loaded here."""

    def parse(self, text: str, sentences: object, hidden: object, lang: str) -> Iterator[Any]:
        raise NotImplementedError


@contextmanager
def line(port: int, folder: str, settings: Settings) -> Iterator[pipeline.Line]:
    network = JudgedNetwork(lambda _host, _port: (OUTER,), Inward(port))
    clock = SystemClock()
    fetcher = Unasked(WebFetcher(settings.fetch, clock, version="0", network=network))
    with Sandbox() as reader, open_store(Path(folder) / "store.db") as store:
        yield pipeline.Line(
            settings, store, fetcher, Silent(), SentenceEncoder(), clock, lambda _: None, clock.now(), reader
        )


RULES = Fetching(pause=0.0)
SELECT = Select(title="#t", body=".text")


def pages_of_citewatch(port: int) -> tuple[float, float, float]:
    """Seconds for asking and recording, for reading and storing, and CPU milliseconds a page, child included."""
    hosts = [f"h{n}.example" for n in range(PAGES // 4)]
    addresses = [f"https://{host}/{n}.html".replace("https", "http") for n in range(4) for host in hosts]
    settings = Settings((), (Outlet("All", tuple(hosts), "ru", select=SELECT),), fetch=RULES)
    with tempfile.TemporaryDirectory() as folder:
        cpu = _cpu()
        with line(port, folder, settings) as work:
            _cite(work, addresses)
            start = time.perf_counter()
            failed = fetch_sources(work)
            asked = time.perf_counter() - start
            report = derive_articles(work)
            read = time.perf_counter() - start - asked
    cpu = _cpu() - cpu - start_of_child()
    assert (failed, report.sources_read) == ((), PAGES)
    return asked, read, cpu / PAGES * 1000


def start_of_child() -> float:
    """Seconds of CPU that the process takes to start, which it does once in a run."""
    before = _cpu()
    with Sandbox() as reader:
        reader.read_post("", None, "en")
    return _cpu() - before


def _cite(work: pipeline.Line, addresses: Sequence[str]) -> None:
    """A post that cites all."""
    post = Post("tag:1", "f", "https://blog.example/1", "", "x", NOW, NOW, date(2026, 9, 14))
    links = tuple(Link(Span(0, 1), url, url, url.replace("http:", "https:"), 0) for url in addresses)
    work.store.save_feed_reading(1, [post], pipeline.METHOD)
    document = Document("post", "x", (Span(0, 1),), links)
    work.store.save_post_reading(post, document, (), pipeline.METHOD)


def feeds_of_citewatch(port: int) -> float:
    """Seconds for asking, reading and recording the feeds."""
    feeds = tuple(Feed(f"http://f{n}.example/feed", f"Feed {n}") for n in range(FEEDS))
    with tempfile.TemporaryDirectory() as folder, line(port, folder, Settings(feeds, fetch=RULES)) as work:
        work.reader.read_feed(Page("", "", 200, (), FEED, NOW))  # the child is warm in a daily run's first second
        start = time.perf_counter()
        reports = fetch_feeds(work, feeds)
        took = time.perf_counter() - start
    assert [one.new for one in reports] == [25] * FEEDS
    return took


def _cpu() -> float:
    """Seconds of CPU of this process and its ended children."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


# ---------------------------------------------------------------- the others


def pages_of_httpx(port: int) -> float:
    """Seconds for asking alone, 50 at once, each connection closed."""

    async def all_pages() -> None:
        limits = httpx.Limits(max_keepalive_connections=0)
        room = asyncio.Semaphore(50)
        async with httpx.AsyncClient(limits=limits, trust_env=False, timeout=30) as client:

            async def one(n: int) -> int:
                async with room:
                    return len((await client.get(f"http://127.0.0.1:{port}/{n}.html")).content)

            assert set(await asyncio.gather(*map(one, range(PAGES)))) == {SIZE - 6}

    start = time.perf_counter()
    asyncio.run(all_pages())
    return time.perf_counter() - start


def feeds_of_reader(port: int) -> float:
    """Seconds of the reader library for the same feeds, into its own database, with 10 workers."""
    sys.modules["sgmllib"] = import_module("feedparser_sgmllib")  # its own copy of feedparser looks for the old name
    from reader import make_reader

    with tempfile.TemporaryDirectory() as folder:
        reader = make_reader(str(Path(folder) / "reader.db"), plugins=[])
        for n in range(FEEDS):
            reader.add_feed(f"http://127.0.0.1:{port}/f{n}/feed")
        start = time.perf_counter()
        reader.update_feeds(workers=10)
        took = time.perf_counter() - start
        assert reader.get_entry_counts().total == FEEDS * 25
        reader.close()
    return took


def measures() -> Iterator[Measure]:
    with serving() as port:
        asked, read, cpu = pages_of_citewatch(port)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        told = f"{_per_minute(PAGES, asked + read)}, {cpu:.1f} ms of CPU a page"
        plain = pages_of_httpx(port)
        yield Measure("pages asked, recorded, read, stored", "plain httpx", (asked + read) / plain, told)
        yield Measure("pages asked and recorded", "plain httpx", asked / plain, _per_minute(PAGES, asked))
        ours, theirs = feeds_of_citewatch(port), feeds_of_reader(port)
        told = f"{_per_minute(FEEDS, ours)}; reader {_per_minute(FEEDS, theirs)}"
        yield Measure("feeds asked, read, recorded", "the reader library", ours / theirs, told)
        yield Measure("memory of the process that asks", "", None, f"{memory:,} MB", memory <= MOST_MEMORY)


def _per_minute(count: int, seconds: float) -> str:
    return f"{count / seconds * 60:,.0f} a minute"
