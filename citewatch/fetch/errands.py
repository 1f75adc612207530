"""One request → one page or failure: robots.txt asked first, redirects followed, each judged like a first request."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx

from citewatch.fetch.answers import PERMANENT, REDIRECTS, Headers, header, is_text, refusal
from citewatch.fetch.failures import FetchError, explained
from citewatch.fetch.manners import Host, Robots, Turns, missing_robots, read_robots
from citewatch.fetch.targets import target
from citewatch.fetch.wire import Answer, Wire
from citewatch.model import Failure, FailureKind, Fetching, Page, Request
from citewatch.ports import Clock

_MOST_REDIRECTS = 5

Admit = Callable[[httpx.URL], Awaitable[None]]
"""Raises FetchError when this URL must not be asked for."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Where the redirects led. `hops`: the addresses that redirected; `moved`: where the permanent ones led first."""

    url: httpx.URL
    hops: tuple[str, ...]
    answer: Answer
    moved: str | None = None


class Errands:
    """Runs the errands of one call of `fetch`; `hosts` outlives it."""

    def __init__(self, wire: Wire, rules: Fetching, clock: Clock, hosts: defaultdict[str, Host]) -> None:
        self._wire = wire
        self._rules = rules
        self._clock = clock
        self._hosts = hosts
        self._turns = Turns(clock, rules.pause)
        self._asking_robots: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def run(self, request: Request) -> Page | Failure:
        try:
            arrival = await self._follow(
                request.url, _validators(request), is_text, self._permit if request.robots else _anyone
            )
            return self._page(request, arrival)
        except FetchError as fault:
            return Failure(request.url, self._clock.now(), fault.kind, fault.detail, fault.status, fault.retry_after)

    def _page(self, request: Request, arrival: Arrival) -> Page:
        """Raises: FetchError, when the answer is none."""
        answer, now = arrival.answer, self._clock.now()
        if answer.status == 304 and not _validators(request):
            raise FetchError(FailureKind.GARBLED, "the server answered «not modified» to a first request", status=304)
        if answer.status not in (200, 304):
            raise refusal(answer.status, answer.headers, now)
        final = str(arrival.url) if arrival.hops else request.url
        pairs = tuple(answer.headers)
        return Page(request.url, final, answer.status, pairs, answer.body, now, arrival.hops, arrival.moved)

    async def _follow(self, address: str, extra: Headers, suits: Callable[[str], bool], admit: Admit) -> Arrival:
        """The end of the redirects. Raises: FetchError."""
        try:
            url, hops, moved = target(address), list[str](), list[str]()
            deadline = _Deadline(self._rules.timeout)
            while True:
                await admit(url)
                async with self._turns.turn(url.host, self._hosts[url.host]), deadline.running():
                    answer = await self._wire.get(url, extra, suits)
                if answer.status not in REDIRECTS:
                    return Arrival(url, tuple(hops), answer, moved[-1] if moved else None)
                hops.append(str(url))
                url = _next(url, answer, hops)
                if answer.status in PERMANENT and len(moved) == len(hops) - 1:  # none before it was temporary
                    moved.append(str(url))
        except Exception as error:
            # Libraries raise what they like at hostile answers; one URL never ends a run.
            raise explained(error) from error

    async def _permit(self, url: httpx.URL) -> None:
        """Raises: FetchError, when robots.txt, asked for once per host, disallows the URL."""
        host = self._hosts[url.host]
        async with self._asking_robots[url.host]:
            if host.robots is None:
                host.robots = await self._robots(url)
        if fault := host.robots.refusal(str(url)):
            raise fault

    async def _robots(self, url: httpx.URL) -> Robots:
        try:
            arrival = await self._follow(str(url.join("/robots.txt")), (), _any_type, _anyone)
        except FetchError as fault:
            return missing_robots(fault)
        if arrival.answer.status != 200:
            return missing_robots(refusal(arrival.answer.status, arrival.answer.headers, self._clock.now()))
        return read_robots(arrival.answer.body)


class _Deadline:
    """Seconds that all exchanges for one URL may take together; its waits for a turn do not count."""

    def __init__(self, seconds: float) -> None:
        self._left = seconds

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        loop = asyncio.get_running_loop()
        start = loop.time()
        try:
            async with asyncio.timeout(self._left):
                yield
        finally:
            self._left -= loop.time() - start


def _next(url: httpx.URL, answer: Answer, hops: Sequence[str]) -> httpx.URL:
    """Where a redirect leads. Raises: FetchError."""
    location = header(answer.headers, "location")
    if not location:
        raise FetchError(FailureKind.GARBLED, "a redirect without an address", status=answer.status)
    following = target(_readable(location), base=url)
    if str(following) in hops:
        raise FetchError(FailureKind.SERVER_ERROR, "the page redirects in a circle", status=answer.status)
    if len(hops) > _MOST_REDIRECTS:
        raise FetchError(
            FailureKind.SERVER_ERROR, f"the page redirects more than {_MOST_REDIRECTS} times", status=answer.status
        )
    return following


def _readable(location: str) -> str:
    """Headers come as one character per byte; some servers send an address in bare UTF-8."""
    try:
        return location.encode("latin-1").decode()
    except UnicodeDecodeError:
        return location


def _validators(request: Request) -> Headers:
    pairs = (("If-None-Match", request.etag), ("If-Modified-Since", request.last_modified))
    return [(name, value) for name, value in pairs if value is not None]


def _any_type(_: str) -> bool:
    return True


async def _anyone(_: httpx.URL) -> None:
    """Admits every URL."""
