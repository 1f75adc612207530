"""A server on loopback that says what it is told to, right or wrong, and what tests ask it with."""

import socket
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Self

from citewatch.fetch import WebFetcher
from citewatch.model import Failure, Fetching, Page, Request
from citewatch.replay import ReplayClock

NOON = datetime(2026, 9, 14, 12, tzinfo=UTC)

Script = bytes | Callable[[socket.socket], None]


class Wild:
    """A server that says what it is told to, by host and path; `log` has host, path and whole request.

    `crowded`: hosts that were met on two connections at once; `most`: how many connections there were at once.
    """

    def __init__(self, **scripts: Script) -> None:
        self.scripts: dict[str, Script] = dict(scripts)
        self.log: list[tuple[str, str, bytes]] = []
        self.times: list[tuple[str, datetime]] = []
        self.crowded: set[str] = set()
        self.most = 0
        self.clock = ReplayClock(NOON)
        self._busy: Counter[str] = Counter()
        self._closing = threading.Event()
        self._threads: list[threading.Thread] = []

    @property
    def address(self) -> tuple[str, int]:
        return "127.0.0.1", self._listener.getsockname()[1]

    def __enter__(self) -> Self:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self._threads.append(threading.Thread(target=self._accept))
        self._threads[0].start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(10)
        self._listener.close()

    def _accept(self) -> None:
        while not self._closing.is_set():
            with suppress(OSError):
                thread = threading.Thread(target=self._serve, args=(self._listener.accept()[0],))
                self._threads.append(thread)
                thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.settimeout(10)
            asked = b""
            while b"\r\n\r\n" not in asked:
                if not (more := connection.recv(65536)):
                    return
                asked += more
            path = asked.split(b" ")[1].decode()
            host = asked.split(b"Host: ")[1].split(b"\r\n")[0].decode()
            self.log.append((host, path, asked))
            self.times.append((host, self.clock.now()))
            self._busy[host] += 1
            self.most = max(self.most, self._busy.total())
            if self._busy[host] > 1:
                self.crowded.add(host)
            try:
                script = self.scripts.get(host + path, self.scripts.get(path, say(404)))
                script(connection) if callable(script) else connection.sendall(script)
            finally:
                self._busy[host] -= 1

    def fetcher(self, **rules: Any) -> WebFetcher:
        return WebFetcher(Fetching(**rules), self.clock, via=self.address, version="1.2")

    def paths(self, host: str) -> list[str]:
        return [path for asked, path, _ in self.log if asked == host]


def say(status: int = 200, body: bytes = b"<p>text", **headers: str) -> bytes:
    given = {"Content-Length": str(len(body)), "Content-Type": "text/html"}
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in given.items())
    return f"HTTP/1.1 {status} X\r\n{lines}\r\n".encode() + body


def moved(to: str, status: int = 301) -> bytes:
    return say(status, b"", Location=to)


def later(seconds: float, answer: bytes) -> Callable[[socket.socket], None]:
    def script(connection: socket.socket) -> None:
        time.sleep(seconds)
        connection.sendall(answer)

    return script


def get(fetcher: WebFetcher, url: str, **given: str | None) -> Page | Failure:
    (answer,) = fetcher.fetch([Request(url, robots=False, **given)])
    return answer


def page(answer: Page | Failure) -> Page:
    assert isinstance(answer, Page), answer
    return answer


def failure(answer: Page | Failure) -> Failure:
    assert isinstance(answer, Failure), answer
    return answer
