"""Protocols for what is swapped: the web, the store, the mail server, the clock."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol

from citewatch.model import Failure, Page, Request


class Clock(Protocol):
    """The only source of the time."""

    def now(self) -> datetime:
        """Now, aware, in UTC."""
        ...

    async def pause(self, seconds: float) -> None:
        """Wait; a replayed clock moves on instead."""
        ...


class Fetcher(Protocol):
    """Asks the web, politely and within bounds."""

    def fetch(self, requests: Sequence[Request]) -> Iterator[Page | Failure]:
        """One answer per request, as they come in, in any order; never raises for what a server does."""
        ...


class Mailer(Protocol):
    """Hands one message to the mail server."""

    def send(self, message: bytes, sender: str, recipient: str) -> None:
        """Raises: MailError."""
        ...
