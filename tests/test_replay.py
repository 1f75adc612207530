"""A recorded web on loopback: which day is served, by which rules, and how a bad recording is told."""

import asyncio
import http.client
import re
import threading
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from citewatch.errors import ConfigError
from citewatch.fetch import WebFetcher
from citewatch.model import Failure, FailureKind, Fetching, Page, Request
from citewatch.replay import ReplayClock, ReplayServer, last_moment

Answered = tuple[int, bytes, Mapping[str, str]]
"""Status, body, headers in lower case."""

DAY1 = datetime(2026, 9, 14, 12, tzinfo=UTC)
DAY2 = DAY1 + timedelta(days=1)


class Web:
    """A recorded web under construction, and a client for it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, name: str, body: str | bytes, day: str = "2026-09-14") -> None:
        path = self.folder / day / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body.encode() if isinstance(body, str) else body)

    @contextmanager
    def at(self, moment: datetime) -> Iterator[ReplayServer]:
        with ReplayServer(self.folder, ReplayClock(moment)) as server:
            yield server

    def get(
        self, host: str, path: str, moment: datetime = DAY1, **headers: str
    ) -> tuple[int, bytes, Mapping[str, str]]:
        with self.at(moment) as server:
            return ask(server, host, path, headers)


def ask(server: ReplayServer, host: str, path: str, headers: Mapping[str, str]) -> Answered:
    client = http.client.HTTPConnection(*server.address, timeout=5)
    try:
        client.request("GET", path, headers={"Host": host} | {key.replace("_", "-"): v for key, v in headers.items()})
        answer = client.getresponse()
        return answer.status, answer.read(), {key.lower(): value for key, value in answer.getheaders()}
    finally:
        client.close()


@pytest.fixture
def web(tmp_path: Path) -> Web:
    web = Web(tmp_path)
    web.put("a.example/index", "<html>home")
    return web


def test_a_later_day_replaces_single_paths_and_inherits_the_rest(web: Web) -> None:
    web.put("a.example/kept.html", "kept")
    web.put("a.example/edited.html", "old")
    web.put("a.example/edited.html", "new", day="2026-09-15")
    web.put("a.example/late.html", "late", day="2026-09-15")
    assert web.get("a.example", "/edited.html")[1] == b"old"
    assert web.get("a.example", "/edited.html", DAY2)[1] == b"new"
    assert web.get("a.example", "/kept.html", DAY2 + timedelta(days=9))[1] == b"kept"
    assert [web.get("a.example", "/late.html", moment)[0] for moment in (DAY1, DAY2)] == [404, 200]


def test_entries_of_host_yaml_are_inherited_path_by_path(web: Web) -> None:
    web.put("a.example/host.yaml", "{/shut: {status: 403}, /moved: {location: /}, /back.html: {status: 503}}")
    web.put("a.example/host.yaml", "/shut: {status: 410}", day="2026-09-15")
    web.put("a.example/back.html", "back", day="2026-09-15")
    day1 = [web.get("a.example", path)[0] for path in ("/shut", "/moved", "/back.html")]
    day2 = [web.get("a.example", path, DAY2)[0] for path in ("/shut", "/moved", "/back.html")]
    assert day1 == [403, 301, 503]
    assert day2 == [410, 301, 200], "a file recorded later than the status takes its place"


def test_headers_of_an_entry_outlast_a_newer_file(web: Web) -> None:
    web.put("a.example/p.html", "old")
    web.put("a.example/host.yaml", "/p.html: {headers: {Content-Type: text/html; charset=windows-1251}}")
    web.put("a.example/p.html", "new", day="2026-09-15")
    _, body, headers = web.get("a.example", "/p.html", DAY2)
    assert (body, headers["content-type"]) == (b"new", "text/html; charset=windows-1251")


@pytest.mark.parametrize(
    ("file", "path"),
    [
        ("index", "/"),
        ("deep/er/index", "/deep/er/"),
        ("feed?start-index=11&max=10", "/feed?start-index=11&max=10"),
        ("index?p=12", "/?p=12"),
        ("новости.html", "/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8.html"),
        ("%D0%BD.html", "/%D0%BD.html"),
        ("print:page,1,33656-slug.html", "/print:page,1,33656-slug.html"),
        ("s?q=вода", "/s?q=%D0%B2%D0%BE%D0%B4%D0%B0"),
    ],
)
def test_files_are_found_by_path_and_query(web: Web, file: str, path: str) -> None:
    web.put(f"a.example/{file}", "found")
    assert web.get("a.example", path)[:2] == (200, b"found")


@pytest.mark.parametrize(
    "path",
    [
        "/../secret",
        "/%2e%2e/secret",
        "/..%2f..%2fsecret",
        "/x/../../../secret",
        "/%2e%2e%2fb.example/index",
        "/link/secret",
        "/host.yaml",
        "//etc/passwd",
        "/%00",
        "/" + "x" * 5000,
        "/nothing",
        "/index/more",
    ],
)
def test_no_path_leaves_its_host(web: Web, path: str, tmp_path: Path) -> None:
    web.put("b.example/index", "other")
    web.put("a.example/host.yaml", "{}")
    for place in (tmp_path, tmp_path / "2026-09-14"):
        (place / "secret").write_text("secret")
    (tmp_path / "2026-09-14/a.example/link").symlink_to(tmp_path)
    assert web.get("a.example", path)[0] == 404


@pytest.mark.parametrize("host", ["b.example", "..", "", "a.example/..", "."])
def test_an_unknown_host_gives_no_answer(web: Web, host: str) -> None:
    with pytest.raises(http.client.RemoteDisconnected):
        web.get(host, "/")


def test_a_host_is_unknown_before_its_first_day_and_a_fetcher_says_unreachable(web: Web) -> None:
    web.put("late.example/index", "late", day="2026-09-15")
    clock = ReplayClock(DAY1)
    with ReplayServer(web.folder, clock) as server:
        fetcher = WebFetcher(Fetching(), clock, via=server.address, version="1")
        (before,) = fetcher.fetch([Request("https://late.example/", robots=False)])
        asyncio.run(clock.pause(24 * 3600))
        (after,) = fetcher.fetch([Request("https://late.example/", robots=False)])
    assert isinstance(before, Failure)
    assert before.kind is FailureKind.UNREACHABLE
    assert isinstance(after, Page)
    assert after.body == b"late"


def test_host_yaml_gives_status_location_headers_file_and_repeats(web: Web) -> None:
    web.put("a.example/sorry.html", "<p>sorry")
    web.put(
        "a.example/host.yaml",
        """
        /shut: {status: 403, file: sorry.html, headers: {Retry-After: 120}}
        /старый.html: {status: 302, location: "https://b.example/новый"}
        /long: {file: sorry.html, body_repeat: 1000}
        /plain.html: {file: /sorry.html, headers: {ETag: null, last-modified: null, Content-Type: text/x-own}}
        """,
    )
    status, body, headers = web.get("a.example", "/shut")
    assert (status, body, headers["retry-after"], "etag" in headers) == (403, b"<p>sorry", "120", False)
    status, _, headers = web.get("a.example", "/%D1%81%D1%82%D0%B0%D1%80%D1%8B%D0%B9.html")
    assert (status, headers["location"].encode("latin-1").decode()) == (302, "https://b.example/новый")
    assert web.get("a.example", "/long", Accept_Encoding="gzip")[1] == b"<p>sorry" * 1000
    headers = web.get("a.example", "/plain.html")[2]
    assert headers["content-type"] == "text/x-own"
    assert not {"etag", "last-modified"} & headers.keys()


def test_a_wrong_length_can_be_recorded(web: Web) -> None:
    web.put("a.example/host.yaml", "/: {headers: {Content-Length: 99}}")
    with pytest.raises(http.client.IncompleteRead):
        web.get("a.example", "/")


@pytest.mark.parametrize(
    ("name", "body", "content_type"),
    [
        ("p.html", "Вода".encode(), "text/html; charset=utf-8"),
        ("p.html", "Вода".encode("cp1251"), "text/html"),  # its own declaration is the best that is known
        ("p.html?x=1.pdf", b"x", "text/html; charset=utf-8"),
        ("robots.txt", b"User-agent: *", "text/plain; charset=utf-8"),
        ("a.pdf", b"x", "application/pdf"),
        ("default", b"<?xml version='1.0'?>\n<feed xmlns='http://www.w3.org/2005/Atom'>", "application/atom+xml"),
        ("feed", b"\xef\xbb\xbf<rss version='2.0'>", "application/rss+xml"),
        ("data", b"<?xml version='1.0'?><x/>", "application/xml"),
        ("page", b"\n<!doctype html>", "text/html; charset=utf-8"),
        ("page", b"\x89PNG\r\n", "image/png"),
        ("page", b"\xff\x00", "application/octet-stream"),
        ("page", b"words", "text/plain; charset=utf-8"),
    ],
)
def test_content_type_is_guessed_from_name_then_bytes(web: Web, name: str, body: bytes, content_type: str) -> None:
    web.put(f"a.example/{name}", body)
    assert web.get("a.example", f"/{name}")[2]["content-type"] == content_type


def test_a_known_version_is_answered_with_304(web: Web) -> None:
    headers = web.get("a.example", "/")[2]
    etag, modified = headers["etag"], headers["last-modified"]
    assert modified == "Mon, 14 Sep 2026 00:00:00 GMT"
    asked = [
        ({"If_None_Match": etag}, 304),
        ({"If_None_Match": f'"x", W/{etag}'}, 304),
        ({"If_None_Match": "*"}, 304),
        ({"If_None_Match": '"x"'}, 200),
        ({"If_None_Match": '"x"', "If_Modified_Since": modified}, 200),
        ({"If_Modified_Since": modified}, 304),
        ({"If_Modified_Since": "Sun, 13 Sep 2026 23:59:59 GMT"}, 200),
        ({"If_Modified_Since": "yesterday"}, 200),
    ]
    assert [(given, web.get("a.example", "/", DAY1, **given)[0]) for given, _ in asked] == asked
    status, body, headers = web.get("a.example", "/", If_None_Match=etag)
    assert (status, body, headers["etag"]) == (304, b"", etag)


def test_a_changed_page_is_sent_again(web: Web) -> None:
    old = web.get("a.example", "/")[2]
    web.put("a.example/index", "<html>new", day="2026-09-15")
    assert web.get("a.example", "/", DAY2, If_None_Match=old["etag"])[:2] == (200, b"<html>new")
    assert web.get("a.example", "/", DAY2, If_Modified_Since=old["last-modified"])[0] == 200


@pytest.mark.parametrize(
    ("accepts", "coded"),
    [("gzip", True), ("br, GZIP;q=0.5", True), ("gzip;q=0", False), ("identity", False), ("", False)],
)
def test_long_text_is_compressed_for_those_who_accept_it(web: Web, accepts: str, coded: bool) -> None:
    web.put("a.example/long.html", "words " * 1000)
    _, body, headers = web.get("a.example", "/long.html", Accept_Encoding=accepts)
    assert (headers.get("content-encoding") == "gzip") is coded
    assert (zlib.decompress(body, 31) if coded else body) == b"words " * 1000
    assert int(headers["content-length"]) == len(body)


def test_short_or_binary_bodies_are_not_compressed(web: Web) -> None:
    web.put("a.example/long.png", b"\x89PNG" * 1000)
    for path in ("/", "/long.png"):
        assert "content-encoding" not in web.get("a.example", path, Accept_Encoding="gzip")[2]


def test_connections_are_kept_and_arrivals_logged(web: Web) -> None:
    with web.at(DAY1) as server:
        client = http.client.HTTPConnection(*server.address, timeout=5)
        for method in ("GET", "HEAD", "GET"):
            client.request(method, "/?x", headers={"Host": "A.example:80", "X-Own": "1"})
            answer = client.getresponse()
            answer.read()
            kept = client.sock
        client.close()
        assert kept is not None
        assert [(method, host, path, headers["X-Own"]) for method, host, path, headers in server.arrivals] == [
            ("GET", "a.example", "/?x", "1"),
            ("HEAD", "a.example", "/?x", "1"),
            ("GET", "a.example", "/?x", "1"),
        ]


def test_the_end_does_not_wait_for_delays_or_idle_connections(web: Web) -> None:
    web.put("a.example/host.yaml", "/: {delay: 600}")
    with web.at(DAY1) as server:
        waiting = http.client.HTTPConnection(*server.address)
        waiting.request("GET", "/", headers={"Host": "a.example"})
        while not server.arrivals:
            threading.Event().wait(0.01)
        idle = http.client.HTTPConnection(*server.address)
        idle.connect()
    waiting.close()
    idle.close()
    assert not [thread for thread in threading.enumerate() if thread.name == "replay"]


@pytest.mark.parametrize(
    ("yaml", "line", "message"),
    [
        ("- /x", 1, "expected entries like"),
        ("/x: {status: 404}\ny: {}", 2, "begins with /"),
        ("/x: {}\n/y: {}\n/x: {}", 3, "/x stands here for the second time"),
        ("\n/x: {stat: 1}", 2, "/x: unknown key stat; known are status"),
        ("/x: 404", 1, "/x: expected {status"),
        ("/x: {status: yes}", 1, "status: expected a number from 200 to 599, not True"),
        ("/x: {status: 99}", 1, "status: expected"),
        ("/x: {headers: {A: [1]}}", 1, "headers: expected names with one text each"),
        ("/x: {delay: -1}", 1, "delay: expected a number of seconds"),
        ("/x: {delay: .nan}", 1, "delay: expected a number of seconds"),
        ("/x: {location: 3}", 1, "location: expected an address"),
        ("/x: {body_repeat: 0}", 1, "body_repeat: expected a number from 1"),
        ("/x: {status: 200\n/y", 2, "expected"),
        ("a: [1", 1, "expected"),
        ("? [/x]\n: {}", 1, "unhashable key"),
        ("/x: !!python/name:os.system {}", 1, "could not determine a constructor"),
    ],
)
def test_a_bad_host_yaml_is_told_with_file_and_line(web: Web, yaml: str, line: int, message: str) -> None:
    web.put("a.example/host.yaml", yaml)
    with pytest.raises(ConfigError, match=re.escape(message)) as error:
        ReplayServer(web.folder, ReplayClock(DAY1))
    assert error.value.subject == f"{web.folder}/2026-09-14/a.example/host.yaml:{line}"


@pytest.mark.parametrize("yaml", [b"\xff\xfe\xff", b"\x00", b"/x: {file: nowhere.html}", b"{" * 500])
def test_an_unusable_host_yaml_is_told_with_its_file(web: Web, yaml: bytes) -> None:
    web.put("a.example/host.yaml", yaml)
    with pytest.raises(ConfigError, match=r"a\.example/host\.yaml"):
        ReplayServer(web.folder, ReplayClock(DAY1))


@pytest.mark.parametrize("yaml", ["", "# nothing", "{}", "/x:"])
def test_an_empty_host_yaml_says_nothing(web: Web, yaml: str) -> None:
    web.put("a.example/host.yaml", yaml)
    assert web.get("a.example", "/")[0] == 200


@pytest.mark.parametrize("folders", [[], ["notes"], ["2026-13-01"]])
def test_a_folder_without_days_is_no_recorded_web(tmp_path: Path, folders: list[str]) -> None:
    for name in folders:
        (tmp_path / name).mkdir()
    for make in (lambda: ReplayServer(tmp_path, ReplayClock(DAY1)), lambda: last_moment(tmp_path)):
        with pytest.raises(ConfigError, match="no recorded web"):
            make()
    with pytest.raises(ConfigError, match="no recorded web"):
        last_moment(tmp_path / "missing")


def test_last_moment_is_the_end_of_the_last_day(web: Web) -> None:
    web.put("a.example/x", "x", day="2026-10-02")
    assert last_moment(web.folder) == datetime(2026, 10, 2, 23, 59, 59, tzinfo=UTC)


def test_the_clock_moves_only_by_pauses() -> None:
    clock = ReplayClock(datetime(2026, 9, 14, 17, tzinfo=timezone(timedelta(hours=5))))
    assert clock.now() == DAY1

    async def pauses() -> None:
        await asyncio.gather(*(clock.pause(2.5) for _ in range(4)), clock.pause(-1))

    asyncio.run(pauses())
    assert clock.now() == DAY1 + timedelta(seconds=10)
    assert clock.now().tzinfo is UTC
    with pytest.raises(ValueError, match="time zone"):
        ReplayClock(datetime(2026, 9, 14))  # noqa: DTZ001 - the fault under test
