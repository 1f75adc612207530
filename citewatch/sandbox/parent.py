"""Asks the child, and bounds it."""

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Timer
from typing import IO, Any, Self, cast

from pydantic import TypeAdapter, ValidationError

from citewatch.errors import ParseError, RunError
from citewatch.model import Document, FailureKind, FeedReading, Page, Select
from citewatch.sandbox.frames import DEAD, FULL, NUMBER, READ, READY, receive, send

_PARTING = 0.5
_START = 120.0  # seconds; it takes one, on a busy machine a few
_PROGRAM = "import sys; sys.path[:] = {path!r}; from citewatch.sandbox.nursery import keep; keep({memory}, {seconds})"

_FEED, _DOCUMENT = TypeAdapter(FeedReading), TypeAdapter(Document)
_FAULT = TypeAdapter(tuple[str, str])


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use. Bytes of address space and of one answer; seconds of the CPU for one item.

    By the clock an item may take `patience` times as long: a verdict shall not hang on what else the machine does.
    """

    memory: int = 1024 * 1024 * 1024
    answer: int = 64 * 1024 * 1024
    seconds: float = 5.0
    patience: float = 3.0


class _DiedError(Exception):
    """The child died of the item; says of what, beginning with the class of the failure. `fresh`: it was its first."""

    def __init__(self, kind: FailureKind, words: str, *, fresh: bool) -> None:
        super().__init__(f"{kind.value}: {words}")
        self.fresh = fresh


class Sandbox:
    """Reads in a child process; an item that kills it is told as a bad item, and the next one is read.

    An item that kills a child which had read others before gets a second one for itself. The process is started when it
    is first needed, and gets nothing of this one but the way to the program.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._nursery: _Nursery | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._drop()

    def read_feed(self, page: Page) -> FeedReading:
        return cast("FeedReading", self._read("read_feed", _FEED, page.url, (page,)))

    def read_post(self, html: str, url: str | None, lang: str) -> Document:
        return cast("Document", self._read("read_post", _DOCUMENT, url or "", (html, url, lang)))

    def read_article(self, page: Page, select: Select | None = None, lang: str | None = None) -> Document:
        return cast("Document", self._read("read_article", _DOCUMENT, page.url, (page, select, lang)))

    def _read(self, work: str, expected: TypeAdapter[Any], subject: str, args: Sequence[object]) -> object:
        """Raises: ParseError."""
        try:
            kind, answer = self._asked(pickle.dumps((work, args), pickle.HIGHEST_PROTOCOL))
            if kind == READ:
                return expected.validate_json(answer)
            stated, why = _FAULT.validate_json(answer)
        except _DiedError as error:
            raise ParseError(subject, str(error)) from None
        except ValidationError:
            self._drop()
            raise ParseError(subject, f"{FailureKind.GARBLED.value}: reading it gave nonsense") from None
        raise ParseError(stated or subject, why)

    def _asked(self, message: bytes, *, again: bool = True) -> tuple[bytes, bytes]:
        """The child's answer. Raises: _DiedError, when a child that had read nothing before died of it."""
        self._nursery = self._nursery or _Nursery(self._limits)
        try:
            return self._nursery.ask(message)
        except _DiedError as error:
            if not self._nursery.alive:
                self._drop()
            if error.fresh or not again:
                raise
        return self._asked(message, again=False)

    def _drop(self) -> None:
        if self._nursery:
            self._nursery.end()
            self._nursery = None


class _Nursery:
    """The other process, with a child in it that reads. Raises: RunError, when it does not start."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        program = _PROGRAM.format(path=sys.path, memory=limits.memory, seconds=limits.seconds)
        self._process = subprocess.Popen(  # noqa: S603 - this Python, and a program of this module
            [sys.executable, "-I", "-c", program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            start_new_session=True,
        )
        self._down, self._up = cast("IO[bytes]", self._process.stdin), cast("IO[bytes]", self._process.stdout)
        self._asked = self._answered = 0  # the latter by the present child
        self.alive = True
        with self._bounded(_START):
            greeting = receive(self._up, len(READY))
        if greeting != READY:
            self.end()
            raise RunError("", "the process that reads pages could not be started; is there memory enough?")

    def ask(self, message: bytes) -> tuple[bytes, bytes]:
        """How the child's answer begins, and the rest. Raises: _DiedError."""
        fresh = self._answered == 0
        self._asked += 1
        number = self._asked.to_bytes(NUMBER, "big")
        answer = self._exchange(number + message)
        if answer.startswith(DEAD):
            self._answered = 0
            raise _DiedError(*self._cause(answer.removeprefix(DEAD)), fresh=fresh)
        self._answered += 1
        self.alive = answer[1 : 1 + NUMBER] == number
        if not self.alive:
            words = "reading it did not end, or made too much of it"
            raise _DiedError(FailureKind.SLOW, words, fresh=fresh and not answer)
        return answer[:1], answer[1 + NUMBER :]

    def _exchange(self, message: bytes) -> bytes:
        """The answer to a message; nothing when it did not come in time."""
        with self._bounded(self._limits.seconds * self._limits.patience), suppress(BrokenPipeError):
            send(self._down, message)
            return receive(self._up, self._limits.answer) or b""
        return b""

    def _cause(self, status: bytes) -> tuple[FailureKind, str]:
        if status == b"%d" % FULL:
            return FailureKind.TOO_BIG, f"reading it takes more than {self._limits.memory // 2**20} MiB of memory"
        if status == b"%d" % -signal.SIGPROF:
            return FailureKind.SLOW, f"reading it takes more than {self._limits.seconds:g} s"
        return FailureKind.GARBLED, "the process that read it died of it"

    @contextmanager
    def _bounded(self, seconds: float) -> Iterator[None]:
        """Kills all when the block takes longer: what waits at the pipe then meets its end."""
        timer = Timer(seconds, self._kill)
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _kill(self) -> None:
        """The process and its child; never a process that got the same number since."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)

    def end(self) -> None:
        """At the end of its input it leaves by itself, unless something keeps it. Also closes the pipes."""
        with suppress(BrokenPipeError, subprocess.TimeoutExpired):
            self._down.close()
            self._process.wait(_PARTING)
        self._kill()
        with suppress(BrokenPipeError), self._process:
            pass
