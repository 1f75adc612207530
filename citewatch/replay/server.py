"""Requests on loopback → replies of the recorded web, in real HTTP/1.1."""

import socket
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

from citewatch.ports import Clock
from citewatch.replay.opening import Recording, open_recording
from citewatch.replay.replies import Reply, reply

Arrival = tuple[str, str, str, Mapping[str, str]]
"""Method, host, path with query, headers."""


class ReplayServer:
    """Serves a recorded web while the context lasts; a host that was not recorded gets no answer at all.

    It shows the day of `clock` at each request: a clock of its own holds the web still during a run.
    `arrivals`: all requests, as they came.
    """

    def __init__(self, folder: Path, clock: Clock) -> None:
        """Raises: ConfigError, when it is no recorded web."""
        self.arrivals: list[Arrival] = []
        self._recording = open_recording(folder)
        self._clock = clock

    @property
    def address(self) -> tuple[str, int]:
        """Host and port, once the context is entered."""
        return "127.0.0.1", self._server.server_port

    def __enter__(self) -> Self:
        self._server = _Server(self._recording, self._clock, self.arrivals)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), name="replay", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.stop()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # waited for at the end
    request_queue_size = 64

    def __init__(self, recording: Recording, clock: Clock, arrivals: list[Arrival]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.recording = recording
        self.clock = clock
        self.arrivals = arrivals
        self.stopping = threading.Event()
        self.connections: set[socket.socket] = set()

    def stop(self) -> None:
        self.stopping.set()
        self.shutdown()
        for connection in tuple(self.connections):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self.server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients may leave when they like; anything else is shown."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.server.connections.add(self.connection)

    def finish(self) -> None:
        self.server.connections.discard(self.connection)
        super().finish()

    def do_GET(self) -> None:
        host = self.headers.get("Host", "").partition(":")[0].lower()
        self.server.arrivals.append((self.command, host, self.path, dict(self.headers.items())))
        recorded = self.server.recording.find(host, self.path, self.server.clock.now().date())
        if recorded is None:
            self.close_connection = True
            return
        self.server.stopping.wait(recorded.entry.delay)
        self._send(reply(recorded, self.headers))

    do_HEAD = do_GET  # noqa: N815 - the name is http.server's

    def _send(self, answer: Reply) -> None:
        self.send_response_only(answer.status)
        self.send_header("Date", format_datetime(self.server.clock.now(), usegmt=True))
        for name, value in answer.headers.items():
            # Header fields are bytes; recorded ones are sent as UTF-8, as servers do with bare addresses.
            self.send_header(name, value.encode().decode("latin-1"))
        self.end_headers()
        if self.command == "GET":
            for _ in range(answer.repeat):
                self.wfile.write(answer.body)
        if answer.headers.get("Content-Length", "0") != str(len(answer.body) * answer.repeat):
            self.close_connection = True  # the recorded length is wrong: only the end of the connection ends the body

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is http.server's
        """Says nothing."""
