"""Host name → connection, to addresses that were judged only."""

import asyncio
import socket
import ssl
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address
from typing import Any

import httpcore

from citewatch.fetch.addresses import closed
from citewatch.fetch.failures import FetchError
from citewatch.model import FailureKind

Resolve = Callable[[str, int], Sequence[str]]
"""Host and port → its addresses, best first. Raises: OSError, UnicodeError."""


def look_up(host: str, port: int) -> Sequence[str]:
    """The addresses that the system's resolver knows, each once, in its order of preference."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))


class JudgedNetwork(httpcore.AsyncNetworkBackend):
    """Asks for a host's addresses once, judges all of them, and connects to what was judged.

    One bad address among good ones refuses the host: a name that points both ways is an attack (DNS rebinding).
    The name that TLS checks stays the host's.
    """

    def __init__(self, resolve: Resolve = look_up, connect: httpcore.AsyncNetworkBackend | None = None) -> None:
        self._resolve = resolve
        self._connect = connect or httpcore.AnyIOBackend()
        # Its own threads: a resolver that hangs must not hold up the others, nor the end of the run.
        self._threads = ThreadPoolExecutor(max_workers=32, thread_name_prefix="resolve")

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature is httpcore's
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        addresses = await self._judged(host, port)
        share = timeout / len(addresses) if timeout else None
        *others, last = addresses
        for address in others:
            try:
                return _Stream(await self._connect.connect_tcp(address, port, share, local_address, socket_options))
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue  # say, IPv6 on a machine that has only IPv4
        return _Stream(await self._connect.connect_tcp(last, port, share, local_address, socket_options))

    async def _judged(self, host: str, port: int) -> Sequence[str]:
        loop = asyncio.get_running_loop()
        try:
            addresses = await loop.run_in_executor(self._threads, self._resolve, host, port)
        except (OSError, UnicodeError) as error:
            raise FetchError(FailureKind.UNREACHABLE, f"no address is known for {host}") from error
        if not addresses:
            raise FetchError(FailureKind.UNREACHABLE, f"no address is known for {host}")
        for address in addresses:
            if words := closed(ip_address(address)):
                raise FetchError(FailureKind.FORBIDDEN, f"{host} leads to {address}, {words}")
        return addresses


class _Stream(httpcore.AsyncNetworkStream):
    """A connection that is closed when its TLS handshake is cancelled; httpcore leaves it open then."""

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature is httpcore's
    ) -> httpcore.AsyncNetworkStream:
        try:
            return await self._stream.start_tls(ssl_context, server_hostname, timeout)
        except BaseException:
            await self._stream.aclose()
            raise

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109 - as above
        return await self._stream.read(max_bytes, timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109 - as above
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._stream.aclose()

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
