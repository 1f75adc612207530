"""Promises of the fetcher with their numbers: no inner connection, no memory, politeness, validators."""

import json
import socket
import subprocess
import sys
import threading
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import httpcore
import pytest

from citewatch.fetch import JudgedNetwork, WebFetcher
from citewatch.fetch.network import look_up
from citewatch.model import Failure, FailureKind, Fetching, Page, Request
from citewatch.replay import ReplayClock
from tests.days import MORNING, Days, atom, entry, one_feed, put
from tests.test_fetch_network import INNER, SPELLINGS
from tests.wild import Script, Wild, later, say

ROOT = Path(__file__).parents[1]
OUTER = "93.184.216.34"

# ---------------------------------------------------------------- 1: no connection to an address that was not judged


@contextmanager
def counting(answer: Callable[[str], bytes]) -> Iterator[tuple[int, list[str]]]:
    """A port, and the requests that came to it."""
    got: list[str] = []
    over = threading.Event()

    def serve(listener: socket.socket) -> None:
        while not over.is_set():
            with suppress(OSError), listener.accept()[0] as connection:
                got.append(connection.recv(65536).decode("latin-1"))
                connection.sendall(answer(got[-1]))

    with socket.create_server(("127.0.0.1", 0), backlog=512) as listener:
        thread = threading.Thread(target=serve, args=(listener,))
        thread.start()
        try:
            yield listener.getsockname()[1], got
        finally:
            over.set()
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()


class Map(httpcore.AsyncNetworkBackend):
    """The outer address leads to one port, every other to that of the inner server."""

    def __init__(self, outer: int, inner: int) -> None:
        self._outer, self._inner = outer, inner

    async def connect_tcp(
        self,
        host: str,
        port: int,  # noqa: ARG002 - the signature is httpcore's
        timeout: float | None = None,  # noqa: ASYNC109 - as above
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        to = self._outer if host == OUTER else self._inner
        return await httpcore.AnyIOBackend().connect_tcp("127.0.0.1", to, timeout, local_address, socket_options)


class Names:
    """A resolver: some names are known, some turn with every question, all others are asked of the system."""

    def __init__(self, known: dict[str, Sequence[str]], turning: Mapping[str, Sequence[Sequence[str]]]) -> None:
        self._known = known
        self._turning = {name: list(answers) for name, answers in turning.items()}
        self._lock = threading.Lock()

    def __call__(self, host: str, port: int) -> Sequence[str]:
        if host in self._turning:
            with self._lock:
                answers = self._turning[host]
                return answers.pop(0) if len(answers) > 1 else answers[0]
        return self._known[host] if host in self._known else look_up(host, port)


def written(address: str) -> str:
    return f"[{address}]" if ":" in address else address


def redirecting(request: str) -> bytes:
    """`/to/N` leads to the Nth target, `/again/…` further along the same host; all else is a page."""
    path = request.split(" ")[1]
    if path.startswith("/to/"):
        return f"HTTP/1.1 302 X\r\nLocation: {TARGETS[int(path[4:])]}\r\n\r\n".encode()
    if path.startswith("/again/"):
        return f"HTTP/1.1 302 X\r\nLocation: {path}x\r\n\r\n".encode()
    return say()


TARGETS = [f"{scheme}://{host}/" for scheme in ("http", "https") for host in [*map(written, INNER), *SPELLINGS]]


def test_nothing_inner_is_ever_connected_to() -> None:
    """51 addresses and more, 45 spellings, names of them, names of both kinds, turning names, redirects to all."""
    assert len(INNER) >= 51
    assert len(SPELLINGS) >= 45
    known: dict[str, Sequence[str]] = {"outer.example": [OUTER]}
    known |= {f"n{n}.example": [address] for n, address in enumerate(INNER)}
    known |= {f"both{n}.example": [OUTER, address] for n, address in enumerate(INNER)}
    turning = {f"turn{n}.example": [[OUTER]] * (n % 4 + 1) + [[address]] for n, address in enumerate(INNER)}
    urls = [*TARGETS, *(f"http://{name}/" for name in known if name != "outer.example")]
    urls += [f"http://{name}/again/" for name in turning]
    urls += [f"http://outer.example/to/{n}" for n in range(len(TARGETS))]
    with counting(lambda _: say()) as (inner, reached), counting(redirecting) as (outer, asked):
        network = JudgedNetwork(Names(known, turning), Map(outer, inner))
        clock = ReplayClock(datetime(2026, 9, 14, tzinfo=UTC))
        fetcher = WebFetcher(Fetching(timeout=20, pause=0), clock, version="1", network=network)
        answers = list(fetcher.fetch([Request(url, robots=n % 5 == 0) for n, url in enumerate(urls)]))
    assert len(answers) == len(urls) > 550
    assert reached == [], "TCP connections to the inner server"
    assert len(asked) > len(TARGETS), "the outer server was asked, and led there"
    kinds = {answer.kind for answer in answers if isinstance(answer, Failure)}
    assert kinds <= {FailureKind.FORBIDDEN, FailureKind.UNREACHABLE, FailureKind.ROBOTS, FailureKind.SERVER_ERROR}
    assert not [answer for answer in answers if isinstance(answer, Page)]


# ---------------------------------------------------------------- 2: at most so much memory

GIB = 2**30


def packed(wbits: int, head: bytes = b"") -> bytes:
    """A GiB of nothing: a MiB in a piece that may be repeated."""
    packer = zlib.compressobj(9, wbits=wbits)
    first = packer.compress(bytes(2**20)) + packer.flush(zlib.Z_FULL_FLUSH)
    piece = packer.compress(bytes(2**20)) + packer.flush(zlib.Z_FULL_FLUSH)
    return head + first + piece * 1023


def pouring(head: bytes, piece: bytes, count: int) -> Callable[[socket.socket], None]:
    def script(connection: socket.socket) -> None:
        connection.sendall(head)
        for _ in range(count):
            connection.sendall(piece)

    return script


MIB = bytes(2**20)
BOMBS: dict[str, Script] = {
    "gzip": say(body=packed(31), Content_Encoding="gzip"),
    "deflate": say(body=packed(15), Content_Encoding="deflate"),
    "raw deflate": say(body=packed(-15), Content_Encoding="deflate"),
    "plain": pouring(b"HTTP/1.1 200 X\r\n\r\n", MIB, 1024),
    "chunks": pouring(b"HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n", b"100000\r\n" + MIB + b"\r\n", 1024),
    "headers": pouring(b"HTTP/1.1 200 X\r\n", b"X: " + b"y" * 65_000 + b"\r\n", GIB // 65_000),
    "one header": pouring(b"HTTP/1.1 200 X\r\nX: ", b"y" * 2**20, 1024),
    "coded twice": say(body=zlib.compress(packed(31)), Content_Encoding="gzip, deflate"),
}

MEASURE = """
import json, resource, sys
from citewatch.fetch import SystemClock, WebFetcher
from citewatch.model import Fetching, Request
fetcher = WebFetcher(Fetching(pause=0, timeout=20), SystemClock(), via=("127.0.0.1", int(sys.argv[1])), version="1")
def used(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
def get(path): return next(iter(fetcher.fetch([Request("http://a.example" + path, robots=False)])))
get("/small")
before = used()
answer = get(sys.argv[2])
print(json.dumps([answer.kind.value, used() - before]))
"""


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_gib_takes_no_40_mb(bomb: str) -> None:
    """In a process of its own, whose greatest size is read before and after."""
    with Wild() as wild:
        wild.scripts |= {"/small": say(), "/bomb": BOMBS[bomb]}
        command = [sys.executable, "-c", MEASURE, str(wild.address[1]), "/bomb"]
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=60, check=True)
    kind, grown = json.loads(done.stdout)
    assert kind in {"too-big", "garbled"}
    assert grown < 40


# ---------------------------------------------------------------- 7: politeness


def test_a_thousand_requests_break_no_rule() -> None:
    """Log of arrivals: pauses, one connection a host, crawl delays and disallowed paths; many hosts at once."""
    robots = b"User-agent: *\nDisallow: /no\n"
    with Wild() as wild:
        wild.scripts |= {"/robots.txt": say(body=robots), "/": say()}
        for n in range(0, 50, 5):
            wild.scripts[f"h{n}.example/robots.txt"] = say(body=robots + b"Crawl-delay: 7")
        urls = [f"http://h{n % 50}.example/{'no' if n % 7 == 3 else ''}?{n}" for n in range(1000)]
        wild.scripts |= {f"/?{n}": later(0.01, say()) for n in range(1000)}
        answers = list(wild.fetcher(pause=1.0, timeout=20).fetch([Request(url) for url in urls]))
        arrivals: defaultdict[str, list[datetime]] = defaultdict(list)
        for host, at in wild.times:
            arrivals[host].append(at)
        paths = [path for _, path, _ in wild.log]
    refused = [answer for answer in answers if isinstance(answer, Failure)]
    assert len(answers) == 1000
    assert {answer.kind for answer in refused} == {FailureKind.ROBOTS}
    assert len(refused) == sum("/no" in url for url in urls)
    assert len(paths) == 1000 - len(refused) + 50, "robots.txt once for each host"
    assert not [path for path in paths if path.startswith("/no")]
    assert not wild.crowded
    assert wild.most > 8
    least = {host: timedelta(seconds=7 if int(host[1:].split(".")[0]) % 5 == 0 else 1) for host in arrivals}
    hasty = [host for host, times in arrivals.items() for one, two in pairwise(times) if two - one < least[host]]
    assert hasty == []


# ---------------------------------------------------------------- 6: conditional requests

FEED = "blog.example/feed"
CONDITIONS = ("If-None-Match", "If-Modified-Since")


class Asked(Days):
    def conditions(self) -> list[tuple[str | None, str | None]]:
        """The conditions under which the last run asked for the feed, at the wire."""
        met = [headers for _, host, path, headers in self.arrivals if (host, path) == ("blog.example", "/feed")]
        return [(one.get(CONDITIONS[0]), one.get(CONDITIONS[1])) for one in met]


def feed(tmp_path: Path, headers: str, day: str = "2026-09-14", body: str = "") -> Asked:
    put(tmp_path / "web", FEED, body or atom(entry(f"tag:{day}", "x")), day)
    put(tmp_path / "web", "blog.example/host.yaml", f"/feed: {{headers: {{{headers}}}}}", day)
    return Asked(tmp_path, tmp_path / "web", one_feed())


DATE = "Mon, 14 Sep 2026 00:00:00 GMT"


@pytest.mark.parametrize(
    ("headers", "sent"),
    [
        (f"ETag: null, Last-Modified: '{DATE}'", (None, DATE)),
        ("ETag: '\"a\"', Last-Modified: null", ('"a"', None)),
        ("ETag: null, Last-Modified: null", (None, None)),
        ("ETag: 'W/\"odd, \\ tag\"x', Last-Modified: 'yesterday, 25:00'", ('W/"odd, \\ tag"x', "yesterday, 25:00")),
    ],
    ids=["date only", "tag only", "neither", "byte for byte"],
)
def test_validators_are_sent_as_they_came(tmp_path: Path, headers: str, sent: tuple[str | None, str | None]) -> None:
    days = feed(tmp_path, headers)
    days.run()
    assert days.conditions() == [(None, None)]
    days.run_on(1)
    assert days.conditions() == [sent]


def test_validators_are_replaced_with_every_page(tmp_path: Path) -> None:
    days = feed(tmp_path, f"ETag: '\"a\"', Last-Modified: '{DATE}'")
    days.run()
    feed(tmp_path, "ETag: '\"b\"', Last-Modified: null", "2026-09-15")
    days.run_on(1)
    assert days.conditions() == [('"a"', DATE)]
    days.run_on(2)
    assert days.conditions() == [('"b"', None)], "the date of the earlier page is gone"


def test_once_a_week_a_feed_is_asked_for_in_full(tmp_path: Path) -> None:
    days = feed(tmp_path, "ETag: '\"a\"', Last-Modified: null")
    full = []
    for day in range(22):
        days.run_on(day)
        full += [day] if days.conditions() == [(None, None)] else []
    assert full == [0, 8, 16]


def test_a_page_that_is_no_feed_gives_no_validators(tmp_path: Path) -> None:
    days = feed(tmp_path, "ETag: '\"a\"', Last-Modified: null")
    days.run()
    feed(tmp_path, "ETag: '\"html\"', Last-Modified: null", "2026-09-15", "<!doctype html><p>Be right back")
    days.run_on(1)
    days.run_on(2)
    assert days.conditions() == [(None, None)]


def test_without_the_body_there_is_no_condition(tmp_path: Path) -> None:
    days = feed(tmp_path, "ETag: '\"a\"', Last-Modified: null")
    days.run()
    with days.line(MORNING + timedelta(days=1)) as line:
        assert line.store.prune(MORNING + timedelta(hours=12), 10**6) >= 0
        line.store._connection.execute("UPDATE bodies SET bytes = x''")  # type: ignore[attr-defined]
    days.run_on(1)
    assert days.conditions() == [(None, None)]
