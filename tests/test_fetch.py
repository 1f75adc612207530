"""The fetcher against a real, ill-natured server on loopback: what it asks, what it makes of the answers, and when."""

import gzip
import random
import socket
import struct
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator, Mapping

import pytest

from citewatch.fetch import SystemClock, WebFetcher
from citewatch.model import Failure, FailureKind, Fetching, Request
from citewatch.replay import ReplayClock
from tests.wild import NOON, Script, Wild, failure, get, later, moved, page, say


@pytest.fixture
def wild() -> Iterator[Wild]:
    with Wild() as wild:
        yield wild


# What was asked


def test_a_page_is_asked_for_with_a_name_and_without_luggage(wild: Wild, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    wild.scripts["/вода"] = b""
    wild.scripts["/%D0%B2?q=1"] = say(body="Вода".encode("cp1251"), Set_Cookie="a=b", X_Own="\xe4")
    fetcher = WebFetcher(Fetching(contact="https://who.example\r\nX: y"), wild.clock, via=wild.address, version="1.2")
    got = page(get(fetcher, "https://a.example/в?q=1#part"))
    get(fetcher, "https://a.example/в?q=1")
    assert got.body == "Вода".encode("cp1251")
    assert (got.url, got.final_url, got.status, got.hops) == ("https://a.example/в?q=1#part", got.url, 200, ())
    assert (got.fetched_at, got.header("x-own")) == (NOON, "\xc3\xa4")
    for host, path, asked in wild.log:
        assert (host, path) == ("a.example", "/%D0%B2?q=1")
        assert b"\r\nUser-Agent: citewatch/1.2 (+https://who.example X: y)\r\n" in asked
        assert b"\r\nAccept-Encoding: gzip, deflate\r\n" in asked
        assert b"\r\nX-Forwarded-Proto: https\r\n" in asked
        assert b"ookie" not in asked
        assert b"If-" not in asked


def test_validators_go_back_byte_for_byte(wild: Wild) -> None:
    sent = b'\r\nETag: W/"caf\xe9, \x80"x\r\nLast-Modified: yesterday, 25:00\r\n\r\n'
    wild.scripts["/"] = say().replace(b"\r\n\r\n", sent)
    first = page(get(wild.fetcher(), "http://a.example/"))
    etag, modified = first.header("etag"), first.header("last-modified")
    assert (etag, modified) == ('W/"caf\xe9, \x80"x', "yesterday, 25:00")
    wild.scripts["/"] = b'HTTP/1.1 304 X\r\nETag: "new"\r\n\r\n'
    second = page(get(wild.fetcher(), "http://a.example/", etag=etag, last_modified=modified))
    asked = wild.log[-1][2]
    assert b'\r\nIf-None-Match: W/"caf\xe9, \x80"x\r\n' in asked
    assert b"\r\nIf-Modified-Since: yesterday, 25:00\r\n" in asked
    assert (second.status, second.body, second.header("ETag")) == (304, b"", '"new"')


# What came back


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("identity", b"text"),
        ("gzip", b""),
        ("GZIP", gzip.compress(b"text", mtime=0)),
        ("x-gzip", gzip.compress(b"te", mtime=0) + gzip.compress(b"xt", mtime=0) + b"\0\0"),
        ("deflate", zlib.compress(b"text")),
        ("deflate", zlib.compress(b"text")[2:-4]),
    ],
)
def test_codings_are_undone(wild: Wild, coding: str, body: bytes) -> None:
    wild.scripts["/"] = say(body=body, Content_Encoding=coding)
    assert page(get(wild.fetcher(), "http://a.example/")).body == (b"text" if body else b"")


def drip(first: bytes, more: bytes) -> Callable[[socket.socket], None]:
    def script(connection: socket.socket) -> None:
        connection.sendall(first)
        for _ in range(200):
            time.sleep(0.02)
            connection.sendall(more)

    return script


def flood(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 X\r\n\r\n")
    while True:
        connection.sendall(b"x" * 65536)


def reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


SMALL = gzip.compress(b"words " * 1000, mtime=0)

FAULTS: list[tuple[Script, FailureKind, str]] = [
    (say(404), FailureKind.GONE, "the server answered 404 Not Found"),
    (say(410), FailureKind.GONE, "410 Gone"),
    (say(401), FailureKind.REFUSED, "401"),
    (say(403), FailureKind.REFUSED, "403"),
    (say(429), FailureKind.REFUSED, "429"),
    (say(451), FailureKind.REFUSED, "451"),
    (say(500), FailureKind.SERVER_ERROR, "500"),
    (say(503), FailureKind.SERVER_ERROR, "503"),
    (say(418), FailureKind.SERVER_ERROR, "418"),
    (say(299), FailureKind.SERVER_ERROR, "the server answered 299"),
    (say(206), FailureKind.SERVER_ERROR, "206"),
    (b"HTTP/1.1 204 X\r\n\r\n", FailureKind.SERVER_ERROR, "204"),
    (say(300), FailureKind.SERVER_ERROR, "300"),
    (b"", FailureKind.UNREACHABLE, "closed the connection without an answer"),
    (b"HTTP/1.1 200 O", FailureKind.UNREACHABLE, "closed the connection without an answer"),
    (reset, FailureKind.UNREACHABLE, "broke the connection off"),
    (b"SSH-2.0-OpenSSH_9\r\n\r\n", FailureKind.GARBLED, "breaks HTTP"),
    (b"HTTP/1.1 200 X\r\nContent-Length: a\r\n\r\n", FailureKind.GARBLED, "breaks HTTP"),
    (b"HTTP/1.1 200 X\r\n" + b"X: y\r\n" * 40_000, FailureKind.GARBLED, "breaks HTTP"),
    (b"HTTP/1.1 101 X\r\n\r\n", FailureKind.GARBLED, "breaks HTTP"),
    (b"HTTP/1.1 304 X\r\n\r\n", FailureKind.GARBLED, "to a first request"),
    (say(Content_Length="99"), FailureKind.GARBLED, "breaks HTTP"),
    (b"HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", FailureKind.GARBLED, "breaks HTTP"),
    (b"HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab", FailureKind.GARBLED, "breaks HTTP"),
    (say(body=SMALL[:-9], Content_Encoding="gzip"), FailureKind.GARBLED, "breaks off"),
    (say(body=b"x" + SMALL, Content_Encoding="gzip"), FailureKind.GARBLED, "damaged"),
    (say(body=gzip.compress(b"", mtime=0) * 20, Content_Encoding="gzip"), FailureKind.GARBLED, "too many parts"),
    (say(body=SMALL, Content_Encoding="gzip, gzip"), FailureKind.GARBLED, "gzip, gzip, which was not asked for"),
    (say(body=SMALL, Content_Encoding="br"), FailureKind.GARBLED, "coded as br"),
    (say(301, b""), FailureKind.GARBLED, "a redirect without an address"),
    (say(307, b"", Location="http://b.example:25/"), FailureKind.FORBIDDEN, "only ports"),
    (say(407), FailureKind.SERVER_ERROR, "407"),
    (say(508), FailureKind.SERVER_ERROR, "508"),
    (say(520), FailureKind.SERVER_ERROR, "the server answered 520"),
    (b"HTTP/1.1 999 Denied\r\nContent-Length: 0\r\n\r\n", FailureKind.SERVER_ERROR, "999"),
    (b"HTTP/1.1 20 X\r\n\r\n", FailureKind.GARBLED, "breaks HTTP"),
    (b"HTTP/2 200 X\r\n\r\n", FailureKind.GARBLED, "breaks HTTP"),
    (b"<p>no headers at all</p>\r\n\r\n", FailureKind.GARBLED, "breaks HTTP"),
    (b"HTTP/1.1 200 X\r\nno colon\r\n\r\n", FailureKind.GARBLED, "breaks HTTP"),
    (b"HTTP/1.1 200 X\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcd", FailureKind.GARBLED, "breaks HTTP"),
    (b"HTTP/1.1 200 X\r\nContent-Length: -1\r\n\r\nabcd", FailureKind.GARBLED, "breaks HTTP"),
    (b"HTTP/1.1 100 Continue\r\n\r\n", FailureKind.UNREACHABLE, "closed the connection without an answer"),
    (say(body=b"<p>not packed", Content_Encoding="gzip"), FailureKind.GARBLED, "damaged"),
    (say(Content_Type="image/png"), FailureKind.NOT_TEXT, "not a page of text but image/png"),
    (say(Content_Type="Application/PDF; x=y"), FailureKind.NOT_TEXT, "PDF"),
    (say(Content_Type="application/octet-stream", Content_Length="9" * 12), FailureKind.NOT_TEXT, "octet"),
    (say(Content_Length="100001"), FailureKind.TOO_BIG, "longer than 100000 bytes"),
    (say(Content_Length="9" * 5000), FailureKind.GARBLED, ""),
    (flood, FailureKind.TOO_BIG, "longer than"),
    (say(body=gzip.compress(b"\0" * 10**6, mtime=0) * 2, Content_Encoding="gzip"), FailureKind.TOO_BIG, "longer than"),
]


@pytest.mark.parametrize(("script", "kind", "words"), FAULTS, ids=range(len(FAULTS)))
def test_each_fault_has_its_kind(wild: Wild, script: Script, kind: FailureKind, words: str) -> None:
    wild.scripts["/x"] = script
    answer = failure(get(wild.fetcher(max_bytes=100_000), "http://a.example/x"))
    assert (answer.kind, answer.url, answer.at) == (kind, "http://a.example/x", NOON)
    assert words in answer.detail
    assert wild.paths("a.example") == ["/x"]


@pytest.mark.parametrize(
    "script",
    [
        drip(b"HTTP/1.1 200 X\r\nContent-Length: 9999\r\n\r\n", b"a"),
        drip(b"HTTP/1.1 200 X\r\n", b"A: b\r\n"),
        drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        later(0.8, b""),
    ],
    ids=["body", "headers", "continue", "silence"],
)
def test_slow_servers_are_left_at_the_deadline(wild: Wild, script: Script) -> None:
    wild.scripts["/"] = script
    start = time.monotonic()
    answer = failure(get(wild.fetcher(timeout=0.3), "http://a.example/"))
    assert time.monotonic() - start < 0.8
    assert answer.kind is FailureKind.SLOW
    assert answer.detail == "the answer took too long"


def test_the_deadline_holds_for_all_redirects_together(wild: Wild) -> None:
    for n in range(5):
        wild.scripts[f"/{n}"] = later(0.15, moved(f"/{n + 1}"))
    assert failure(get(wild.fetcher(timeout=0.4), "http://a.example/0")).kind is FailureKind.SLOW
    assert len(wild.log) < 5


def test_pauses_do_not_count_against_the_deadline(wild: Wild) -> None:
    wild.scripts |= {"/": moved("/2"), "/2": say()}
    fetcher = WebFetcher(Fetching(timeout=0.3, pause=0.5), SystemClock(), via=wild.address, version="1")
    assert page(get(fetcher, "http://a.example/")).body == b"<p>text"


@pytest.mark.parametrize(("coding", "wbits"), [("gzip", 31), ("x-gzip", 31), ("deflate", 15), ("deflate", -15)])
def test_bombs_take_no_memory(wild: Wild, coding: str, wbits: int) -> None:
    packer = zlib.compressobj(1, wbits=wbits)
    bomb = b"".join(packer.compress(bytes(2**20)) for _ in range(128)) + packer.flush()
    wild.scripts["/"] = say(body=bomb, Content_Encoding=coding)
    tracemalloc.start()
    try:
        answer = failure(get(wild.fetcher(), "http://a.example/"))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert answer.kind is FailureKind.TOO_BIG
    assert peak < 40 * 2**20


def test_no_server_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        address = closed.getsockname()
    answer = failure(get(WebFetcher(Fetching(), ReplayClock(NOON), via=address, version="1"), "http://a.example/"))
    assert (answer.kind, answer.detail) == (FailureKind.UNREACHABLE, "the server refuses connections")


@pytest.mark.parametrize(
    ("status", "value", "seconds"),
    [
        (429, "120", 120.0),
        (503, "Mon, 14 Sep 2026 12:02:00 GMT", 120.0),
        (403, "Mon, 14 Sep 2026 12:02:00 -0000", 120.0),
        (503, "Mon, 14 Sep 2020 12:02:00 GMT", 0.0),
        (503, "9" * 5000, 7 * 86400.0),
        (500, "Mon, 14 Sep 9999 12:02:00 GMT", 7 * 86400.0),
        (503, "-5", None),
        (503, "soon", None),
        (503, "Mon, 14 Sep 2026 12:02:00 +99999999999", None),
        (404, "120", None),
    ],
)
def test_retry_after_is_read_and_clamped(wild: Wild, status: int, value: str, seconds: float | None) -> None:
    wild.scripts["/"] = say(status, Retry_After=value)
    answer = failure(get(wild.fetcher(), "http://a.example/"))
    assert (answer.status, answer.retry_after) == (status, seconds)


def test_any_bytes_give_an_answer_and_the_run_goes_on(wild: Wild) -> None:
    dice = random.Random(7)  # noqa: S311 - damage, not secrets
    seeds = [script for script, *_ in FAULTS if isinstance(script, bytes) and script] + [say(), moved("/b")]
    for n in range(400):
        seed = bytearray(dice.choice(seeds)[:4000])
        for _ in range(dice.randint(1, 8)):
            seed[dice.randrange(len(seed))] = dice.randrange(256)
        wild.scripts[f"h{n}.example/"] = bytes(seed)
    urls = [f"http://h{n}.example/" for n in range(400)]
    answers = list(wild.fetcher(timeout=5).fetch([Request(url, robots=False) for url in urls]))
    assert sorted(answer.url for answer in answers) == sorted(urls)
    assert not any("Error" in answer.detail for answer in answers if isinstance(answer, Failure))


# Where it led


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed_and_recorded(wild: Wild, status: int) -> None:
    wild.scripts["a.example/old"] = moved("https://b.example/новый#x", status)
    wild.scripts["b.example/%D0%BD%D0%BE%D0%B2%D1%8B%D0%B9"] = moved("../new", status)
    wild.scripts["b.example/new"] = say()
    got = page(get(wild.fetcher(), "http://a.example/old", etag='"1"'))
    assert got.final_url == "https://b.example/new"
    assert got.hops == ("http://a.example/old", "https://b.example/%D0%BD%D0%BE%D0%B2%D1%8B%D0%B9")
    assert all(b'If-None-Match: "1"' in asked for *_, asked in wild.log)


@pytest.mark.parametrize(
    ("chain", "words", "asked"),
    [
        ({"/": "/"}, "in a circle", 1),
        ({"/": "/1", "/1": "/"}, "in a circle", 2),
        ({"/": "/1"} | {f"/{n}": f"/{n + 1}" for n in range(9)}, "more than 5 times", 6),
    ],
)
def test_endless_redirects_end(wild: Wild, chain: Mapping[str, str], words: str, asked: int) -> None:
    wild.scripts |= {path: moved(to) for path, to in chain.items()}
    answer = failure(get(wild.fetcher(), "http://a.example/"))
    assert (answer.kind, answer.status) == (FailureKind.SERVER_ERROR, 301)
    assert words in answer.detail
    assert len(wild.log) == asked


FORBIDDEN = [
    "javascript:alert(1)",
    "ftp://b.example/",
    "file:///etc/passwd",
    "data:text/html,x",
    "http://b.example:8080/",
    "https://b.example:22/",
    "http://b.example:99999/",
    "http://user:word@b.example/",
    "http://user@b.example/",
    "http://127.0.0.1/",
    "http://10.1.2.3/",
    "http://169.254.169.254/latest/meta-data/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[fe80::1]/",
    "https://[64:ff9b::7f00:1]:443/",
    "https://\u2764\ufe0f\u200d.example/",
    "http://[::1/",
    "http://a\x00b/",
    "http://b.example:http/",
    "http://xn--/",
    "http://xn--0.example/",
]


@pytest.mark.parametrize("address", FORBIDDEN)
def test_what_must_not_be_asked_is_not_asked_also_after_a_redirect(wild: Wild, address: str) -> None:
    wild.scripts["/"] = moved(address.replace("\x00", "\x7f"))
    direct, redirected = get(wild.fetcher(), address), get(wild.fetcher(), "http://a.example/")
    assert failure(direct).kind is failure(redirected).kind is FailureKind.FORBIDDEN
    assert {host for host, *_ in wild.log} == {"a.example"}


@pytest.mark.parametrize(
    "address", ["", "http://", "http:///path", "b.example/x", "//b.example/", "/x", "mailto:a@b.example", "http//x"]
)
def test_addresses_without_scheme_or_host_are_not_asked(wild: Wild, address: str) -> None:
    assert failure(get(wild.fetcher(), address)).kind is FailureKind.FORBIDDEN
    assert not wild.log
