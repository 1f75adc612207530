"""How a host wants to be treated: one request at a time, rests between them, robots.txt (RFC 9309)."""

import asyncio
import re
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from protego import Protego

from citewatch.fetch.failures import FetchError
from citewatch.model import FailureKind
from citewatch.ports import Clock

TOKEN = "citewatch"  # noqa: S105 - RFC 9309's product token, not a secret
_LONGEST_DELAY = 30.0
_NO_ANSWER = (FailureKind.UNREACHABLE, FailureKind.SLOW)  # what is wrong is the host, not its rules
_HOSTS_AT_ONCE = 32

# RFC 9309 section 2.5 asks for at least 500 KiB; what lies behind is not read.
_ROBOTS_BYTES = 512 * 1024

# A line that begins a group, in all spellings that the parser takes.
_AGENT = re.compile(r"^\s*user(?:-|\s*)agent(?:\s*:|\s)(?P<name>[^#]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Robots:
    """What a host's robots.txt says. `unread`: why it could not be read, which disallows everything."""

    rules: Protego
    unread: FetchError | None = None

    def refusal(self, url: str) -> FetchError | None:
        """Why this page must not be asked for."""
        if self.unread:
            detail = f"robots.txt could not be read, so nothing may be asked for: {self.unread.detail}"
            kind = self.unread.kind if self.unread.kind in _NO_ANSWER else FailureKind.ROBOTS
            return FetchError(kind, detail, retry_after=self.unread.retry_after)
        if self.rules.can_fetch(url, TOKEN):
            return None
        return FetchError(FailureKind.ROBOTS, "robots.txt disallows this page")

    @property
    def delay(self) -> float:
        """Seconds asked for between two requests, within reason."""
        return min(self.rules.crawl_delay(TOKEN) or 0.0, _LONGEST_DELAY)


def read_robots(body: bytes) -> Robots:
    lines = body[:_ROBOTS_BYTES].decode("utf-8-sig", errors="replace").splitlines()
    return Robots(Protego.parse("\n".join(_AGENT.sub(_without_strangers, line) for line in lines)))


def _without_strangers(line: re.Match[str]) -> str:
    """Robots that are not we get one name: the parser's time grows with names times rules (246 KB took 213 s)."""
    name = line["name"].strip().lower()
    bare = name.replace("*", "")
    ours = name == "*" or (bare and TOKEN.startswith(bare))
    return f"User-agent: {bare or name if ours else 'stranger'}"


def missing_robots(fault: FetchError) -> Robots:
    """What it means that robots.txt was not had.

    An answer below 500 means that there is none: all is allowed (RFC 9309 section 2.3.1.3); no answer, or a broken
    one, means that nothing is (2.3.1.4). A forbidden address says nothing here: the page's own will be judged.
    """
    absent = fault.status is not None and fault.status < 500
    allowed = absent or fault.kind is FailureKind.FORBIDDEN
    return Robots(Protego.parse(""), None if allowed else fault)


@dataclass(slots=True)
class Host:
    """What is remembered of a host between calls. `rested_from`: the end of the last exchange with it."""

    rested_from: datetime | None = None
    robots: Robots | None = None


class Turns:
    """Who may speak now: one at a time per host, after its pause, and not with too many hosts at once."""

    def __init__(self, clock: Clock, pause: float) -> None:
        self._clock = clock
        self._pause = pause
        self._busy: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._slots = asyncio.Semaphore(_HOSTS_AT_ONCE)

    @asynccontextmanager
    async def turn(self, name: str, host: Host) -> AsyncIterator[None]:
        async with self._busy[name]:
            await self._let_rest(host)
            async with self._slots:
                try:
                    yield
                finally:
                    host.rested_from = self._clock.now()

    async def _let_rest(self, host: Host) -> None:
        if host.rested_from is None:
            return
        delay = max(self._pause, host.robots.delay if host.robots else 0.0)
        rested = (self._clock.now() - host.rested_from).total_seconds()
        if rested < delay:
            await self._clock.pause(delay - rested)
