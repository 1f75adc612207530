"""Asks the child, bounds it, and starts another when it died."""

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
from citewatch.sandbox.frames import BAD, FULL, READY, receive, send

_START = 120.0  # seconds; it takes one, on a busy machine a few
_PROGRAM = "import sys; sys.path[:] = {path!r}; from citewatch.sandbox.child import serve; serve({memory}, {seconds})"

_FEED, _DOCUMENT = TypeAdapter(FeedReading), TypeAdapter(Document)
_FAULT = TypeAdapter(tuple[str, str])


@dataclass(frozen=True, slots=True)
class Limits:
    """What the child may use. Bytes of address space and of one answer; seconds of the CPU for one item.

    By the clock an item may take `patience` times as long: a verdict shall not hang on what else the machine does.
    """

    memory: int = 1024 * 1024 * 1024
    answer: int = 64 * 1024 * 1024
    seconds: float = 5.0
    patience: float = 3.0


class _DiedError(Exception):
    """The child is gone, or is not to be asked again; says why, with the class."""


class Sandbox:
    """Reads in a child process; an item that kills it is told as a bad item, and the next one is read.

    An item that kills a child which had read others before gets a second one for itself. The child is started when it
    is first needed, and gets nothing of this process but the way to the program.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._child: _Child | None = None

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
        message = pickle.dumps((work, args), pickle.HIGHEST_PROTOCOL)
        try:
            answer = self._asked(message)
            if answer[:1] == BAD:
                stated, why = _FAULT.validate_json(answer[1:])
                raise ParseError(stated or subject, why)
            return expected.validate_json(answer[1:])
        except _DiedError as error:
            raise ParseError(subject, str(error)) from None
        except ValidationError:
            self._drop()
            raise ParseError(subject, f"{FailureKind.GARBLED.value}: reading it gave nonsense") from None

    def _asked(self, message: bytes) -> bytes:
        """The child's answer. Raises: _DiedError, when a child that had read nothing before died of it too."""
        while True:
            child = self._child = self._child or _Child(self._limits)
            try:
                return child.ask(message)
            except _DiedError:
                self._drop()
                if child.was_fresh:
                    raise

    def _drop(self) -> None:
        if self._child:
            self._child.end()
            self._child = None


class _Child:
    """One child process. `was_fresh`: it had answered nothing before the last question. Raises: RunError."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        program = _PROGRAM.format(path=sys.path, memory=limits.memory, seconds=limits.seconds)
        command = [sys.executable, "-I", "-c", program]
        pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=nowhere, env={})  # noqa: S603 - ours
        self._down, self._up = cast("IO[bytes]", self._process.stdin), cast("IO[bytes]", self._process.stdout)
        self.was_fresh = False
        self._answered = 0
        with self._bounded(_START):
            greeting = receive(self._up, len(READY))
        if greeting != READY:
            self.end()
            raise RunError("", "the process that reads pages could not be started; is there memory enough?")

    def ask(self, message: bytes) -> bytes:
        """Raises: _DiedError."""
        self.was_fresh = self._answered == 0
        with self._bounded(self._limits.seconds * self._limits.patience):
            answer = self._exchange(message)
        if answer is None or answer == FULL:
            raise _DiedError(self._why(answer))
        self._answered += 1
        return answer

    def _exchange(self, message: bytes) -> bytes | None:
        try:
            send(self._down, message)
            return receive(self._up, self._limits.answer)
        except BrokenPipeError:
            return None

    def _why(self, answer: bytes | None) -> str:
        """What the child died of, in words that begin with the class of the failure."""
        if answer == FULL:
            allowed = f"{self._limits.memory // 2**20} MiB of memory"
            return f"{FailureKind.TOO_BIG.value}: reading it takes more than {allowed}"
        self._process.kill()  # it lives on when it answered too much
        match -self._process.wait():
            case signal.SIGPROF:
                return f"{FailureKind.SLOW.value}: reading it takes more than {self._limits.seconds:g} s"
            case signal.SIGKILL:
                return f"{FailureKind.SLOW.value}: reading it did not end, or made too much of it"
        return f"{FailureKind.GARBLED.value}: the process that read it died of it"

    @contextmanager
    def _bounded(self, seconds: float) -> Iterator[None]:
        """Kills the child when the block takes longer: what waits at the pipe then meets its end."""
        timer = Timer(seconds, self._process.kill)
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def end(self) -> None:
        """Also closes the pipes."""
        self._process.kill()
        with suppress(BrokenPipeError), self._process:
            pass
