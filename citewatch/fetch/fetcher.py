"""Requests → pages and failures, as they come in: the port of this room."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Sequence

from citewatch.fetch.bridge import Hand, handed_over
from citewatch.fetch.errands import Errands
from citewatch.fetch.failures import FetchError
from citewatch.fetch.manners import TOKEN, Host
from citewatch.fetch.network import JudgedNetwork
from citewatch.fetch.targets import target
from citewatch.fetch.wire import Network, Wire, plain_network
from citewatch.model import Failure, Fetching, Page, Request
from citewatch.ports import Clock


class WebFetcher:
    """Asks the web. Hosts and their robots.txt are remembered as long as it lives: make one per run.

    `via`: a loopback address that all connections go to instead, for a recorded web. `network` replaces the way to
    the web in tests.
    """

    def __init__(
        self,
        rules: Fetching,
        clock: Clock,
        *,
        via: tuple[str, int] | None = None,
        version: str,
        network: Network | None = None,
    ) -> None:
        self._rules = rules
        self._clock = clock
        contact = " ".join((rules.contact or TOKEN).split())
        agent = f"{TOKEN}/{version} (+{contact})"
        self._wire = Wire(rules, agent, network or (plain_network() if via else JudgedNetwork()), via)
        self._hosts: defaultdict[str, Host] = defaultdict(Host)

    def fetch(self, requests: Sequence[Request]) -> Iterator[Page | Failure]:
        """One answer per request, as they come in; closed early, what is under way is dropped."""
        return handed_over(lambda hand: self._all(requests, hand))

    async def _all(self, requests: Sequence[Request], hand: Hand[Page | Failure]) -> None:
        errands = Errands(self._wire, self._rules, self._clock, self._hosts)
        async with asyncio.TaskGroup() as group:
            for lane in _lanes(requests):
                group.create_task(_walk(lane, errands, hand))


async def _walk(lane: Sequence[Request], errands: Errands, hand: Hand[Page | Failure]) -> None:
    for request in lane:
        await hand(await errands.run(request))


def _lanes(requests: Sequence[Request]) -> Sequence[Sequence[Request]]:
    """The requests of each host, in their order."""
    lanes: defaultdict[str, list[Request]] = defaultdict(list)
    for request in requests:
        lanes[_host(request.url)].append(request)
    return list(lanes.values())


def _host(address: str) -> str:
    try:
        return target(address).host
    except FetchError:
        return ""  # will fail without asking anyone
