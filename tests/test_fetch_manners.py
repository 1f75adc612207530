"""When the fetcher asks: pauses, robots.txt, many hosts at once; and how it ends."""

import gc
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from citewatch.fetch import SystemClock, WebFetcher
from citewatch.fetch.manners import read_robots
from citewatch.model import FailureKind, Fetching, Page, Request
from citewatch.replay import ReplayClock
from tests.wild import NOON, Wild, failure, get, later, moved, page, say


@pytest.fixture
def wild() -> Iterator[Wild]:
    with Wild() as wild:
        yield wild


def test_a_host_rests_between_requests_and_others_do_not_wait(wild: Wild) -> None:
    wild.scripts |= {"/": say(), "/2": moved("/3"), "/3": say()}
    hosts = [f"h{n}.example" for n in range(20)]
    list(wild.fetcher(pause=2.0).fetch([Request(f"http://{host}/", robots=False) for host in hosts]))
    assert wild.clock.now() == NOON, "between hosts there is no pause"
    fetcher = wild.fetcher(pause=2.0)
    list(fetcher.fetch([Request(f"http://a.example{path}", robots=False) for path in ("/", "/2", "/")]))
    list(fetcher.fetch([Request("http://a.example/", robots=False)]))
    times = [moment for host, moment in wild.times if host == "a.example"]
    assert len(times) == 5
    assert [later - sooner for sooner, later in pairwise(times)] == [timedelta(seconds=2)] * 4


def test_many_hosts_at_once_and_one_connection_each(wild: Wild) -> None:
    wild.scripts["/"] = later(0.05, say())
    requests = [Request(f"http://h{n % 16}.example/", robots=False) for n in range(64)]
    start = time.monotonic()
    answers = list(wild.fetcher().fetch(requests))
    assert all(isinstance(answer, Page) for answer in answers)
    assert len(answers) == 64
    assert time.monotonic() - start < 64 * 0.05 / 4
    assert not wild.crowded


def test_no_more_than_32_hosts_at_once(wild: Wild) -> None:
    wild.scripts["/"] = later(0.1, say())
    list(wild.fetcher().fetch([Request(f"http://h{n}.example/", robots=False) for n in range(80)]))
    assert 16 <= wild.most <= 32


def test_redirects_into_a_busy_host_wait_their_turn(wild: Wild) -> None:
    wild.scripts |= {"/": moved("http://busy.example/x"), "/x": later(0.05, say())}
    answers = list(wild.fetcher().fetch([Request(f"http://h{n}.example/", robots=False) for n in range(5)]))
    assert all(isinstance(answer, Page) for answer in answers)
    assert not wild.crowded


def test_hosts_that_redirect_into_each_other_do_not_wait_for_ever(wild: Wild) -> None:
    wild.scripts |= {"a.example/": moved("http://b.example/x"), "b.example/": moved("http://a.example/x"), "/x": say()}
    requests = [Request(f"http://{host}.example/{path}", robots=False) for host in "ab" for path in ("", "x", "")]
    assert len(list(wild.fetcher().fetch(requests))) == 6


def test_robots_are_asked_once_and_obeyed(wild: Wild) -> None:
    wild.scripts |= {"/robots.txt": say(body=b"User-agent: citewatch\nDisallow: /no\nCrawl-delay: 5"), "/yes": say()}
    fetcher = wild.fetcher()
    answers = {
        answer.url: answer
        for answer in fetcher.fetch([Request("http://a.example/no"), Request("http://a.example/yes")])
    }
    assert page(answers["http://a.example/yes"])
    refused = failure(answers["http://a.example/no"])
    assert (refused.kind, refused.detail) == (FailureKind.ROBOTS, "robots.txt disallows this page")
    list(fetcher.fetch([Request("https://a.example/yes")]))
    assert wild.paths("a.example") == ["/robots.txt", "/yes", "/yes"]
    assert wild.clock.now() == NOON + timedelta(seconds=10), "the host asked for 5 seconds"


def test_robots_are_not_asked_for_what_the_user_configured(wild: Wild) -> None:
    wild.scripts |= {"/robots.txt": say(body=b"User-agent: *\nDisallow: /"), "/": say()}
    assert page(get(wild.fetcher(), "http://a.example/"))
    assert wild.paths("a.example") == ["/"]


@pytest.mark.parametrize(
    ("robots", "allowed"),
    [
        (say(404), True),
        (say(403), True),
        (say(429), True),
        (say(body=b""), True),
        (say(body=b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /x"), False),
        (say(body=b"User-agent: *\nDisallow: /", Content_Type="application/octet-stream"), False),
        (say(body=b"\xff\xfe\x00" * 99), True),
        (say(body=b"User-agent: *\nDisallow: /" + b"\n#" * 300_000), False),
        (moved("http://b.example/rules"), False),  # RFC 9309 2.3.1.2: also over to another host
        (moved("/robots.txt"), True),
        (moved("http://127.0.0.1/robots.txt"), True),
        (say(500), False),
        (say(503), False),
        (b"", False),
        (say(Content_Length="99"), False),
    ],
    ids=range(15),
)
def test_robots_as_rfc_9309_has_them(wild: Wild, robots: bytes, allowed: bool) -> None:
    wild.scripts |= {"/x": say(), "/robots.txt": robots, "b.example/rules": say(body=b"User-agent: *\nDisallow: /")}
    (answer,) = wild.fetcher().fetch([Request("http://a.example/x")])
    assert isinstance(answer, Page) is allowed
    assert allowed or failure(answer).kind is (FailureKind.ROBOTS if robots else FailureKind.UNREACHABLE)


@pytest.mark.parametrize(
    ("name", "meant"),
    [("citewatch", True), ("CiteWatch # us", True), ("cite*", True), ("*", True), ("other", False), ("watch", False)],
)
@pytest.mark.parametrize("spelling", ["User-agent: {}", "useragent:{}", " USER AGENT {}", "User-Agent : {}"])
def test_rules_are_those_for_this_robot(name: str, meant: bool, spelling: str) -> None:
    body = f"User-agent: a\nDisallow: /all\n\nUser-agent: b\n{spelling.format(name)}\nDisallow: /x\n"
    robots = read_robots(body.encode())
    assert (robots.refusal("http://a.example/x") is not None) is meant
    assert robots.refusal("http://a.example/all") is None


@pytest.mark.parametrize("names", ["{}", "c{}*", "citewatch{}"])
def test_a_hostile_robots_txt_takes_no_time(names: str) -> None:
    """The parser alone needs minutes: each name is given each rule."""
    lines = [f"User-agent: {names.format('*' * n if '*' in names else n)}" for n in range(1, 4000)]
    lines += [f"Disallow: /{n}" for n in range(20_000)]
    start = time.process_time()
    read_robots("\n".join(lines).encode())
    assert time.process_time() - start < 2


def test_robots_are_asked_once_by_all_who_come_at_once(wild: Wild) -> None:
    wild.scripts |= {"/robots.txt": later(0.1, say(404)), "/": moved("http://busy.example/x"), "/x": say()}
    requests = [Request(f"http://h{n}.example/") for n in range(5)]
    assert all(isinstance(answer, Page) for answer in wild.fetcher().fetch(requests))
    assert wild.paths("busy.example") == ["/robots.txt", "/x", "/x", "/x", "/x", "/x"]


def test_unread_robots_say_why_and_when_to_try_again(wild: Wild) -> None:
    wild.scripts["/robots.txt"] = say(503, Retry_After="60")
    (answer,) = wild.fetcher().fetch([Request("http://a.example/x")])
    assert failure(answer).detail.endswith("nothing may be asked for: the server answered 503 Service Unavailable")
    assert failure(answer).retry_after == 60


def test_a_redirect_asks_the_robots_of_where_it_leads(wild: Wild) -> None:
    wild.scripts |= {"a.example/": moved("http://b.example/x"), "b.example/x": say()}
    wild.scripts["b.example/robots.txt"] = say(body=b"User-agent: *\nDisallow: /x")
    (answer,) = wild.fetcher().fetch([Request("http://a.example/")])
    assert failure(answer).kind is FailureKind.ROBOTS
    assert wild.paths("b.example") == ["/robots.txt"]


def test_no_host_may_ask_for_more_than_half_a_minute(wild: Wild) -> None:
    wild.scripts |= {"/robots.txt": say(body=b"User-agent: *\nCrawl-delay: 86400"), "/": say()}
    list(wild.fetcher().fetch([Request("http://a.example/")]))
    assert wild.clock.now() == NOON + timedelta(seconds=30)


def test_closed_early_it_leaves_nothing_behind(wild: Wild, caplog: pytest.LogCaptureFixture) -> None:
    wild.scripts |= {"quick.example/": say(), "/": later(0.5, say())}
    answers = wild.fetcher().fetch(
        [Request(f"http://{host}.example/", robots=False) for host in ("quick", "slow", "slower")]
    )
    assert page(next(answers)).url == "http://quick.example/"
    start = time.monotonic()
    answers.close()  # type: ignore[attr-defined]  # the iterator is a generator
    assert time.monotonic() - start < 0.45
    assert not [thread for thread in threading.enumerate() if thread.name == "fetch"]
    gc.collect()  # an open socket would warn here, a task that was left is logged
    assert not caplog.records


def test_it_does_not_run_far_ahead_of_its_caller(wild: Wild) -> None:
    wild.scripts["/"] = say()
    answers = wild.fetcher().fetch([Request(f"http://{host}.example/", robots=False) for host in "abc" * 30])
    next(answers)
    time.sleep(0.4)
    assert len(wild.log) <= 1 + 16 + 3, "taken, lying there, and one in each host's hands"
    assert len(list(answers)) == 89


def test_a_slow_caller_gets_all_answers_and_calls_may_nest(wild: Wild) -> None:
    wild.scripts["/"] = say()
    fetcher = wild.fetcher(timeout=0.5)
    hosts = [f"h{n}.example" for n in range(60)]
    got: list[Page] = []
    for answer in fetcher.fetch([Request(f"http://{host}/", robots=False) for host in hosts]):
        if not got:
            time.sleep(0.7)  # longer than the deadline of what is under way
            assert page(get(fetcher, "http://nested.example/"))
        got.append(page(answer))
    assert len(got) == 60


def test_nothing_to_ask_is_no_work() -> None:
    assert list(WebFetcher(Fetching(), SystemClock(), version="1").fetch([])) == []


def test_a_bug_ends_the_run() -> None:
    class Stopped(ReplayClock):
        def now(self) -> datetime:
            raise LookupError("no time")

    answers = WebFetcher(Fetching(), Stopped(NOON), version="1").fetch([Request("http://127.0.0.1/")])
    with pytest.raises(ExceptionGroup, match="unhandled"):
        list(answers)


def test_the_systems_clock_can_start_anywhere() -> None:
    assert abs(SystemClock().now() - datetime.now(UTC)) < timedelta(seconds=1)
    assert timedelta(0) <= SystemClock(NOON).now() - NOON < timedelta(seconds=1)
