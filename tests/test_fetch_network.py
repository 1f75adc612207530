"""No connection to an address that was not judged: addresses, spellings, names that point both ways, redirects."""

import gc
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path

import httpcore
import pytest

from citewatch.fetch import JudgedNetwork, WebFetcher
from citewatch.fetch.addresses import closed
from citewatch.fetch.failures import explained
from citewatch.fetch.network import look_up
from citewatch.model import Failure, FailureKind, Fetching, Page, Request
from citewatch.replay import ReplayClock

INNER = """
0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.100.100.200 100.127.255.255 127.0.0.1 127.1.2.3
168.63.129.16 169.254.0.1 169.254.169.254 169.254.170.2 172.16.0.1 172.31.255.255 192.0.0.1 192.0.0.192 192.0.2.1
192.88.99.1 192.168.0.1 192.168.255.255 198.18.0.1 198.19.255.255 198.51.100.7 203.0.113.7 224.0.0.1 233.252.0.1
239.255.255.250 240.0.0.1 255.255.255.255
:: ::1 ::127.0.0.1 ::ffff:0:127.0.0.1 ::ffff:10.0.0.1 ::ffff:8.8.8.8 64:ff9b::7f00:1 64:ff9b::808:808 64:ff9b:1::1
100::1 2001::1 2001:0:7f00:1:: 2001:2::1 2001:10::1 2001:20::1 2001:db8::1 2002:7f00:1:: 2002:808:808:: 3fff::1
3fff:fff:ffff::1 4000::1 5f00::1 fc00::1 fd00:ec2::254 fd12:3456::1 fe80::1 fe80::1%1 fec0::1 ff02::1 ff0e::1
""".split()

OUTER = """
1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.1 93.184.216.34 100.63.255.255 100.128.0.1 126.255.255.255 128.0.0.1
168.63.129.17 172.15.255.255 172.32.0.1 192.0.1.1 192.167.255.255 192.169.0.1 198.17.255.255 198.20.0.1
223.255.255.255 2001:200::1 2001:4860:4860::8888 2606:4700:4700::1111 2a00:1450:4001:80e::200e 2003::1 2400:cb00::1
""".split()

# How an internal address can be written so that a resolver, though no simple check, knows it.
SPELLINGS = """
127.0.0.1 127.1 127.0.1 0 0.0.0.0 2130706433 0x7f000001 0x7f.1 0x7f.0.0.1 0177.0.0.1 017700000001 0177.1 127.0.0.001
0x7F.0x0.0x0.0x1 127.0.0x1 localhost LOCALHOST localhost. 10.1 0xa000001 167772161 012.0.0.1 3232235521 192.168.1
0xc0a80001 2852039166 0xa9fea9fe 169.254.43518 0251.0376.0251.0376 0xa9.254.0251.254 [::1] [::] [::ffff:127.0.0.1]
[::ffff:7f00:1] [0:0:0:0:0:0:0:1] [::127.0.0.1] [64:ff9b::127.0.0.1] [fe80::1] [fc00::1] [2002:7f00:1::] [ff02::1]
１２７.0.0.1 127。0。0。1 ⓛocalhost 127.0.0.1. 00.00.00.00 [0:0::1] [::ffff:169.254.169.254] 0x7f.0.1
""".split()


class Wires(httpcore.AsyncNetworkBackend):
    """Notes where connections would go, and leads them to a port on loopback."""

    def __init__(self, port: int = 0, dead: Sequence[str] = ()) -> None:
        self.port = port
        self.dead = dead
        self.reached: list[str] = []

    async def connect_tcp(
        self,
        host: str,
        port: int,  # noqa: ARG002 - the signature is httpcore's
        timeout: float | None = None,  # noqa: ASYNC109 - as above
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        self.reached.append(host)
        if host in self.dead:
            raise httpcore.ConnectError("no route")
        return await httpcore.AnyIOBackend().connect_tcp("127.0.0.1", self.port, timeout, local_address, socket_options)


@contextmanager
def answering(answer: bytes | None, tls: ssl.SSLContext | None = None) -> Iterator[tuple[int, list[bytes]]]:
    """A port, and what was sent to it; each connection gets the answer, or silence."""
    got: list[bytes] = []
    over = threading.Event()

    def talk(plain: socket.socket) -> None:
        with tls.wrap_socket(plain, server_side=True) if tls else plain as connection:
            got.append(connection.recv(65536))
            if answer is None:
                over.wait(5)
            else:
                connection.sendall(answer)

    def serve(listener: socket.socket) -> None:
        while not over.is_set():
            with suppress(OSError), listener.accept()[0] as plain:
                talk(plain)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, args=(listener,))
        thread.start()
        try:
            yield listener.getsockname()[1], got
        finally:
            over.set()
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()


def fetcher(network: JudgedNetwork, **rules: float) -> WebFetcher:
    clock = ReplayClock(datetime(2026, 9, 14, tzinfo=UTC))
    return WebFetcher(Fetching(timeout=rules.get("timeout", 5.0)), clock, version="1", network=network)


def get(network: JudgedNetwork, url: str, **rules: float) -> Page | Failure:
    (answer,) = fetcher(network, **rules).fetch([Request(url, robots=False)])
    return answer


def known(*addresses: str) -> Callable[[str, int], Sequence[str]]:
    return lambda _host, _port: addresses


@pytest.mark.parametrize("address", INNER)
def test_inner_addresses_are_closed(address: str) -> None:
    assert closed(ip_address(address))


@pytest.mark.parametrize("address", OUTER)
def test_outer_addresses_are_open(address: str) -> None:
    assert closed(ip_address(address)) is None


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_no_spelling_of_an_inner_address_is_connected_to(scheme: str) -> None:
    wires = Wires()
    requests = [Request(f"{scheme}://{host}/", robots=n % 2 == 0) for n, host in enumerate(SPELLINGS)]
    answers = list(fetcher(JudgedNetwork(look_up, wires)).fetch(requests))
    assert len(answers) == len(SPELLINGS)
    # What the system's resolver does not understand is no address at all.
    kinds = {answer.url: answer.kind for answer in answers if isinstance(answer, Failure)}
    assert set(kinds.values()) <= {FailureKind.FORBIDDEN, FailureKind.UNREACHABLE, FailureKind.ROBOTS}
    assert sum(kind is FailureKind.FORBIDDEN for kind in kinds.values()) >= len(SPELLINGS) - 5
    assert wires.reached == []


@pytest.mark.parametrize("addresses", [("127.0.0.1",), ("93.184.216.34", "10.0.0.1"), ("::1", "93.184.216.34")])
def test_one_inner_address_closes_the_host(addresses: Sequence[str]) -> None:
    wires = Wires()
    answer = get(JudgedNetwork(known(*addresses), wires), "http://two-faced.example/")
    assert isinstance(answer, Failure)
    assert answer.kind is FailureKind.FORBIDDEN
    assert "two-faced.example leads to" in answer.detail
    assert wires.reached == []


def test_the_judged_address_is_the_one_connected_to() -> None:
    """A name that is public when judged and private when connected to (DNS rebinding)."""
    replies = iter([("93.184.216.34",), ("127.0.0.1",), ("93.184.216.34",)])
    with answering(b"HTTP/1.1 301 X\r\nLocation: /again\r\n\r\n") as (port, got):
        wires = Wires(port)
        answer = get(JudgedNetwork(lambda _host, _port: next(replies), wires), "http://turning.example/")
    assert isinstance(answer, Failure)
    assert answer.kind is FailureKind.FORBIDDEN
    assert wires.reached == ["93.184.216.34"], "one look-up for one connection"
    assert b"\r\nHost: turning.example\r\n" in got[0]
    assert b"X-Forwarded-Proto" not in got[0]


def test_a_redirect_to_a_name_of_an_inner_address_is_not_followed() -> None:
    names = {"outer.example": ("93.184.216.34",), "inner.example": ("192.168.0.1",)}
    with answering(b"HTTP/1.1 302 X\r\nLocation: http://inner.example/\r\n\r\n") as (port, _):
        wires = Wires(port)
        answer = get(JudgedNetwork(lambda host, _: names[host], wires), "http://outer.example/")
    assert isinstance(answer, Failure)
    assert answer.kind is FailureKind.FORBIDDEN
    assert wires.reached == ["93.184.216.34"]


def test_a_dead_address_gives_way_to_the_next() -> None:
    with answering(b"HTTP/1.1 200 X\r\nContent-Length: 2\r\n\r\nok") as (port, _):
        wires = Wires(port, dead=["2606:4700:4700::1111"])
        answer = get(JudgedNetwork(known("2606:4700:4700::1111", "1.1.1.1"), wires), "http://both.example/")
    assert isinstance(answer, Page)
    assert answer.body == b"ok"
    assert wires.reached == ["2606:4700:4700::1111", "1.1.1.1"]


def no_such_name(host: str, port: int) -> Sequence[str]:
    raise socket.gaierror(socket.EAI_NONAME, f"no {host}:{port}")


@pytest.mark.parametrize("resolve", [no_such_name, known(), lambda _host, _port: [str(b"\xff", "utf-8")]])
def test_a_name_without_address_is_unreachable(resolve: Callable[[str, int], Sequence[str]]) -> None:
    answer = get(JudgedNetwork(resolve, Wires()), "https://nowhere.example/")
    assert isinstance(answer, Failure)
    assert (answer.kind, answer.detail) == (FailureKind.UNREACHABLE, "no address is known for nowhere.example")


def test_a_name_that_no_resolver_takes_is_unreachable() -> None:
    answer = get(JudgedNetwork(look_up, Wires()), f"http://{'a' * 70}.example/")
    assert isinstance(answer, Failure)
    assert answer.kind in {FailureKind.UNREACHABLE, FailureKind.FORBIDDEN}


def test_the_name_that_tls_is_told_stays_the_hosts() -> None:
    with answering(b"HTTP/1.1 400 This is no TLS\r\n\r\n") as (port, got):
        answer = get(JudgedNetwork(known("93.184.216.34"), Wires(port)), "https://secure.example/")
    assert isinstance(answer, Failure)
    assert (answer.kind, answer.detail) == (FailureKind.UNREACHABLE, "no secure connection could be made")
    assert got[0].startswith(b"\x16\x03")
    assert b"secure.example" in got[0]


def test_a_silent_handshake_ends_at_the_deadline_and_leaves_nothing_open() -> None:
    with answering(None) as (port, _):
        answer = get(JudgedNetwork(known("93.184.216.34"), Wires(port)), "https://silent.example/", timeout=0.3)
    assert isinstance(answer, Failure)
    assert answer.kind is FailureKind.SLOW
    gc.collect()  # a socket left open would warn here


def certificate(folder: Path, name: str, *signed_by: str) -> ssl.SSLContext:
    """A server's context with a certificate that nobody signed, or one that an authority nobody knows did."""
    key = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
    made = f"{key} -subj /CN={name} -keyout {folder / name}.key -out {folder / name}.pem"
    if signed_by:
        made += f" -CA {folder / signed_by[0]}.pem -CAkey {folder / signed_by[0]}.key"
    subprocess.run(["openssl", *made.split()], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / f"{name}.pem", folder / f"{name}.key")
    return context


@pytest.mark.skipif(not shutil.which("openssl"), reason="needs openssl to make a certificate")
@pytest.mark.parametrize(("chain", "words"), [((), "self"), (("authority.example",), "unable to get local issuer")])
def test_a_certificate_that_leads_to_nobody_is_not_trusted(tmp_path: Path, chain: Sequence[str], words: str) -> None:
    """One that nobody signed, and one whose chain is incomplete."""
    for name in chain:
        certificate(tmp_path, name)
    with answering(b"HTTP/1.1 200 X\r\n\r\nsecret", certificate(tmp_path, "own.example", *chain)) as (port, got):
        answer = get(JudgedNetwork(known("93.184.216.34"), Wires(port)), "https://own.example/")
    assert isinstance(answer, Failure)
    assert answer.kind is FailureKind.UNREACHABLE
    assert answer.detail.startswith(f"its certificate is not valid: {words}")
    assert got == []


@pytest.mark.parametrize(
    ("cause", "kind", "words"),
    [
        (OSError(113, "No route to host"), FailureKind.UNREACHABLE, "no connection to the server"),
        (ssl.SSLError(1, "alert"), FailureKind.UNREACHABLE, "no secure connection could be made"),
        (RuntimeError("odd"), FailureKind.GARBLED, "the answer could not be read: RuntimeError: odd"),
    ],
)
def test_what_libraries_raise_is_told_in_words(cause: Exception, kind: FailureKind, words: str) -> None:
    error: Exception = cause
    if isinstance(cause, OSError):
        error = httpcore.ConnectError("All connection attempts failed")
        error.__cause__ = cause
    assert (explained(error).kind, explained(error).detail) == (kind, words)
