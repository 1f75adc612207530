"""One URL → one answer of its server, redirects not followed, the body decoded and bounded."""

import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import httpcore
import httpx

from citewatch.fetch.answers import Headers, decoded, header, too_big
from citewatch.fetch.failures import FetchError
from citewatch.model import FailureKind, Fetching

_ACCEPT = "text/html, application/xhtml+xml, application/atom+xml, application/rss+xml, application/xml, */*;q=0.5"


Network = httpcore.AsyncNetworkBackend


def plain_network() -> Network:
    """Connects wherever it is told to."""
    return httpcore.AnyIOBackend()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said. The body is read for status 200 only."""

    status: int
    headers: Headers
    body: bytes = b""


class Wire:
    """Makes exchanges, each on a connection of its own: between two requests to a host there is a pause anyway.

    With `via` all connections go to that address in plain HTTP, `https` ones too, and keep their true Host.
    """

    def __init__(self, rules: Fetching, agent: str, network: Network, via: tuple[str, int] | None) -> None:
        self._rules = rules
        self._agent = agent
        self._network = network
        self._via = via

    async def get(self, url: httpx.URL, extra: Headers, suits: Callable[[str], bool]) -> Answer:
        """Raises: FetchError, and whatever the libraries raise; `suits` says which content types are read."""
        place = self._place(url)
        timeout = {"connect": self._rules.timeout}
        async with (
            httpcore.AsyncHTTPConnection(
                place.origin, ssl_context=self._tls if place.scheme == b"https" else None, network_backend=self._network
            ) as connection,
            connection.stream(
                "GET", place, headers=self._headers(url, extra), extensions={"timeout": timeout}
            ) as response,
        ):
            headers = tuple((_text(name), _text(value)) for name, value in response.headers)
            if response.status != 200:
                return Answer(response.status, headers)
            self._judge(headers, suits)
            return Answer(200, headers, await self._body(response, headers))

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        """Made once: loading the certificates takes longer than a page."""
        return httpx.create_ssl_context(trust_env=False)

    def _place(self, url: httpx.URL) -> httpcore.URL:
        if self._via:
            host, port = self._via
            return httpcore.URL(scheme=b"http", host=host.encode(), port=port, target=url.raw_path)
        return httpcore.URL(
            scheme=url.raw_scheme,
            host=url.raw_host,
            port=url.port or (443 if url.scheme == "https" else 80),
            target=url.raw_path,
        )

    def _headers(self, url: httpx.URL, extra: Headers) -> Sequence[tuple[bytes, bytes]]:
        headers = [
            (b"Host", url.netloc),
            (b"User-Agent", self._agent.encode()),
            (b"Accept", _ACCEPT.encode()),
            (b"Accept-Encoding", b"gzip, deflate"),
            (b"Connection", b"close"),
            *((name.encode(), value.encode("latin-1")) for name, value in extra),
        ]
        return [*headers, (b"X-Forwarded-Proto", url.raw_scheme)] if self._via else headers

    def _judge(self, headers: Headers, suits: Callable[[str], bool]) -> None:
        """Raises: FetchError, when the headers already say that the body cannot be used."""
        content_type = header(headers, "content-type") or ""
        if not suits(content_type):
            raise FetchError(FailureKind.NOT_TEXT, f"not a page of text but {content_type}")
        length = header(headers, "content-length") or ""
        if length.isdigit() and len(length) < 20 and int(length) > self._rules.max_bytes:
            raise too_big(self._rules.max_bytes)

    async def _body(self, response: httpcore.Response, headers: Headers) -> bytes:
        raw = bytearray()
        async for chunk in response.aiter_stream():
            raw += chunk
            if len(raw) > self._rules.max_bytes:
                raise too_big(self._rules.max_bytes)
        return decoded(bytes(raw), header(headers, "content-encoding") or "", self._rules.max_bytes)


def _text(value: bytes) -> str:
    """Each byte as one character, so that validators go back byte for byte."""
    return value.decode("latin-1")
