"""The whole line over recorded webs: what each day brings, what fails and when it is asked again, what stays."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from citewatch import pipeline, schedule, urls
from citewatch.errors import RunError
from citewatch.model import ArticleState, FeedOutcome, Fetching, Outlet, Post, Report
from citewatch.replay import recorded_days
from citewatch.replay.server import Arrival
from citewatch.store import Store, open_store
from tests.days import MORNING, ROOT, WEB, Days, article, atom, cites, demo_settings, entry, one_feed, put
from tests.test_pipeline_feeds import feeds_settings

REAL = ROOT.parent / "shared" / "real"
FEED = "https://blog.example/feed"


@cache
def expected() -> Mapping[str, Any]:
    found: Mapping[str, Any] = yaml.safe_load((ROOT / "fixtures/expected/web.yaml").read_text("utf-8"))
    return found


# The recorded web


@dataclass
class Day:
    """What stood in the store at the end of a recorded day."""

    report: Report
    posts: dict[str, Post]
    states: Mapping[str, ArticleState]
    arrivals: list[Arrival]


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> Days:
    return Days(tmp_path_factory.mktemp("days"), WEB, demo_settings())


@pytest.fixture(scope="module")
def recorded(days: Days) -> dict[date, Day]:
    found = {}
    for day in recorded_days(WEB):
        report = days.run(MORNING.replace(day=day.day))
        arrivals = days.arrivals
        posts = {post.url: post for post in days.posts().values()}
        with open_store(days.db) as store:
            found[day] = Day(report, posts, store.article_states(), arrivals)
    return found


def test_each_day_stores_the_posts_that_it_brings(recorded: dict[date, Day]) -> None:
    for day, found in recorded.items():
        due = {url for url, post in expected()["posts"].items() if post["recorded"] <= day.isoformat()}
        assert found.posts.keys() == due, day
    new = [sum(feed.new for feed in found.report.feeds) for found in recorded.values()]
    assert new == [17, 4, 5]


def test_the_first_day_pages_back_over_another_host_and_later_days_do_not(recorded: dict[date, Day]) -> None:
    first, second, third = recorded.values()
    following = "/feeds/7301546/posts/default?start-index=11&max-results=10"
    assert [path for _, host, path, _ in first.arrivals if host == "www.blogger.example"] == [following]
    for later in (second, third):
        assert not [path for _, host, path, _ in later.arrivals if host == "www.blogger.example"]


def test_posts_have_the_day_on_which_they_were_published(recorded: dict[date, Day]) -> None:
    *_, last = recorded.values()
    days = {url: post.day.isoformat() for url, post in last.posts.items()}
    assert days == {url: post["day"] for url, post in expected()["posts"].items()}
    assert not [url for url, post in last.posts.items() if post.day_uncertain]


def test_an_edited_post_is_replaced(recorded: dict[date, Day], days: Days) -> None:
    ((url, words),) = [
        (url, one["spans"][0])
        for url, post in expected()["posts"].items()
        for one in post["quotations"]
        if "withdrawn" in one
    ]
    assert [words in found.posts[url].html for found in recorded.values()] == [True, True, False]
    with open_store(days.db) as store:
        key = recorded[max(recorded)].posts[url].key
        found = {passage.text: passage.withdrawn for passage in store.passages() if passage.post == key}
    assert found.pop(words) == date(2026, 9, 16)
    assert found
    assert set(found.values()) == {None}


def test_sources_that_cannot_be_read_say_why(recorded: dict[date, Day]) -> None:
    first, *_ = recorded.values()
    reasons = {address: state.unread or "" for address, state in first.states.items() if state.unread}
    unread = expected()["unread"]
    assert {urls.canonical(url) for url in unread} <= reasons.keys()
    kinds = {"403": "refused: ", "404": "gone: ", "robots": "robots: "}
    for url, how in unread.items():
        if how in kinds:
            assert reasons[urls.canonical(url)].startswith(kinds[how]), url
        else:  # nobody answers there, not even to say what its robots.txt allows
            assert "without an answer" in reasons[urls.canonical(url)], url
    assert len(first.report.unread) == len(reasons)


def test_what_failed_is_not_asked_again_a_day_later(recorded: dict[date, Day]) -> None:
    first, second, _ = recorded.values()
    failed = {urls.host(url) for url, _ in first.report.unread} - {"severkurier.example"}
    assert len(failed) > 3
    asked = {host for _, host, path, _ in second.arrivals if path != "/robots.txt"}
    assert not failed & asked


def test_other_addresses_of_a_page_are_one_source(days: Days, recorded: dict[date, Day]) -> None:
    with days.line(MORNING.replace(day=max(recorded).day)) as line:
        ranked = pipeline.rank(line, max(recorded), ["all"])
        for other, page in expected()["addresses"].items():
            assert ranked.shelf.source(other) == ranked.shelf.source(page), other
    keys = [row.id for row in ranked.rows[0].sources]
    assert len([key for key in keys if "34102" in key]) == 1
    assert len(keys) == len(set(keys))


def test_a_day_that_brings_nothing_makes_no_derived_work(days: Days, recorded: dict[date, Day]) -> None:
    moment = MORNING.replace(day=max(recorded).day, hour=22)
    before = days.publish(moment)
    with days.line(moment) as line:
        assert isinstance(line.store, Store)
        connection = line.store._connection
        written = connection.total_changes
        report = pipeline.run(line)
        written = connection.total_changes - written
    assert [feed.outcome for feed in report.feeds] == [FeedOutcome.UNCHANGED] * 2
    assert (report.posts_read, report.sources_read, report.unread, report.faults) == (0, 0, (), ())
    heads = 4 * len(days.settings.windows)
    assert written == 2 * len(report.feeds) + heads, "the two answers, how they were, and that no ranking is kept"
    after = days.publish(moment)
    assert after.keys() == before.keys()
    changed = {name for name, file in after.items() if file != before[name]}
    assert changed == {"status.html", "site.js"}, (
        "also the times of all other files: only how the feeds answered is news"
    )


def test_deriving_everything_again_gives_the_same(days: Days, recorded: dict[date, Day]) -> None:
    moment = MORNING.replace(day=max(recorded).day, hour=22)
    before = days.publish(moment)
    with days.line(moment) as line:
        line.store.forget_readings()
        report = pipeline.derive(line)
    assert report.posts_read == len(recorded[max(recorded)].posts)
    assert report.faults == ()
    assert days.publish(moment) == before


# Days of posts


def test_undated_and_future_posts_have_the_day_on_which_they_were_first_seen(tmp_path: Path) -> None:
    web = tmp_path / "web"
    undated = [
        entry("tag:none", cites("paper.example/1.html"), published=None),
        entry("tag:odd", published="1700000000"),
        entry("tag:1800", published="1800-01-01T00:00:00Z"),
    ]
    future = [entry("tag:2099", published="2099-01-01T00:00:00Z"), entry("tag:zone", published="2026-09-14T20:00:00Z")]
    dated = [entry("tag:old", published="2026-09-01T23:30:00-02:00")]
    put(web, "blog.example/feed", atom(*undated, *future, *dated))
    days = Days(tmp_path, web, one_feed())
    for day in range(3):  # they keep it, also when the feed is read again
        days.run_on(day)
        put(web, "blog.example/feed", atom(*undated, *future, *dated, entry(f"tag:new{day}")))
    today = MORNING.date()
    found = {key.removeprefix("tag:"): (post.day, post.day_uncertain) for key, post in days.posts().items()}
    for key in ("none", "odd", "1800", "2099"):
        assert found[key] == (today, True), key
    assert found["zone"] == (today, False), "a clock may be some hours ahead"
    assert found["old"] == (date(2026, 9, 2), False), "by UTC"
    assert any(b"date uncertain" in page for name, (page, _) in days.publish().items() if name.startswith("post/"))


# Sources


def source_days(tmp_path: Path, exceptions: str, *addresses: str, **given: Any) -> Days:
    web = tmp_path / "web"
    put(web, "blog.example/feed", atom(entry("tag:1", cites(*addresses))))
    put(web, "paper.example/host.yaml", exceptions)
    return Days(tmp_path, web, one_feed(**given))


ASKED_AGAIN = {
    "refused": ("{status: 403}", [0, 7, 14, 42]),
    "missing": ("{status: 404}", [0, 3, 6]),
    "broken": ("{status: 500}", [0, 1, 2, 3, 10, 17, 45]),
    "busy": ("{status: 429, headers: {Retry-After: '950400'}}", [0, 8, 16, 44]),  # no longer than a week is believed
    "paper": ("{status: 200, file: /x.pdf}", [0]),
    "dead": (None, [0, 1, 2, 3, 10, 17, 45]),
}


def test_a_failed_source_is_asked_again_when_it_is_due(tmp_path: Path) -> None:
    web = tmp_path / "web"
    put(web, "blog.example/feed", atom(entry("tag:1", cites(*(f"{name}.example/a.html" for name in ASKED_AGAIN)))))
    for name, (exception, _) in ASKED_AGAIN.items():
        if exception:
            put(web, f"{name}.example/x.pdf", b"%PDF-1.7")
            put(web, f"{name}.example/host.yaml", f"/a.html: {exception}")
    days = Days(tmp_path, web, one_feed())
    asked: defaultdict[str, list[int]] = defaultdict(list)
    for day in range(50):
        days.run_on(day)
        for name in ASKED_AGAIN:
            asked[name] += [day] * (f"{name}.example" in {host for _, host, _, _ in days.arrivals})
    assert asked == {name: due for name, (_, due) in ASKED_AGAIN.items()}
    with open_store(days.db) as store:
        for name in ASKED_AGAIN:
            failures = store.failures(f"https://{name}.example/a.html")
            assert len(failures) == len(asked[name]), name
            assert not schedule.is_due(failures, MORNING + timedelta(days=49)), name


def test_a_source_that_comes_back_is_read_and_asked_for_no_more(tmp_path: Path) -> None:
    days = source_days(tmp_path, "/a.html: {status: 404}", "paper.example/a.html")
    put(tmp_path / "web", "paper.example/a.html", article("The lake"), day="2026-09-17")
    asked, read = [], []
    for day in range(9):
        report = days.run_on(day)
        asked += [day] * len(days.asked("paper.example"))
        read += [day] * report.sources_read
    assert (asked, read) == ([0, 3], [3])


def test_one_document_under_several_addresses_is_asked_for_once(tmp_path: Path) -> None:
    outlet = Outlet("Paper", ("paper.example",), key="dle")
    others = ("www.paper.example/12-other.html?utm_source=x", "http://paper.example/12-one.html")
    days = source_days(tmp_path, "", "paper.example/12-one.html", *others, outlets=(outlet,))
    put(tmp_path / "web", "paper.example/12-one.html", article("The lake"))
    assert days.run().sources_read == 1
    assert days.asked("paper.example") == ["/12-one.html"]
    assert days.asked("www.paper.example") == []


def test_a_saved_page_makes_a_refused_source_read(tmp_path: Path) -> None:
    outlet = Outlet("Paper", ("paper.example",), key="dle")
    days = source_days(tmp_path, "/12-one.html: {status: 403}", "paper.example/12-one.html", outlets=(outlet,))
    assert len(days.run().unread) == 1
    with days.line() as line:  # as the browser shows it: another spelling of the same document
        said = pipeline.add(line, "http://www.paper.example/12-renamed.html", article("The lake").encode())
        (row,) = pipeline.rank(line, MORNING.date(), ["all"]).rows[0].sources
        states = pipeline.rank(line, MORNING.date(), ["all"]).states
    assert said == "http://www.paper.example/12-renamed.html: read as «The lake». `citewatch render` shows it."
    assert states[row.id].unread is None
    for day in (1, 7, 14):
        days.run_on(day)
        assert days.asked("paper.example") == []


def test_a_saved_page_is_judged(tmp_path: Path) -> None:
    days = source_days(tmp_path, "", "paper.example/1.html")
    with days.line() as line:
        with pytest.raises(RunError, match="no http"):
            pipeline.add(line, "javascript:alert(1)//://", b"")
        with pytest.raises(RunError, match="was not recorded: "):
            pipeline.add(line, "paper.example/empty.html", b"")
        said = pipeline.add(line, "else.example/2.html", article("Uncited").encode())
        with pytest.raises(RunError, match="no address of the web"):
            pipeline.add(line, "notaurl", article("A lake").encode())
        with pytest.raises(RunError, match="was not recorded: "):  # and what was read before stays
            pipeline.add(line, "else.example/2.html", b"\x89PNG\r\n")
        assert line.store.article_states()["https://else.example/2.html"].unread is None
    assert said.endswith("read as «Uncited»; no post cites it yet.")


def test_links_to_the_blog_itself_and_to_what_is_only_seen_also(tmp_path: Path) -> None:
    days = source_days(tmp_path, "", "paper.example/1.html", "blog.example/2026/old.html")
    days.run()
    assert days.asked("blog.example") == ["/feed"], "its own posts are not asked for"
    assert days.asked("paper.example") == ["/1.html"]


def test_a_blog_that_cites_a_post_of_another_reads_it_both_ways(tmp_path: Path) -> None:
    web = tmp_path / "web"
    post = "https://one.example/2026/lake.html"
    put(web, "one.example/feed", atom(entry(post, cites("paper.example/1.html"), link=post)))
    put(web, "one.example/2026/lake.html", article("The lake"))
    put(web, "two.example/feed", atom(entry("tag:2", cites("one.example/2026/lake.html"))))
    days = Days(tmp_path, web, feeds_settings("one", "two"))
    assert days.run().sources_read == 1
    report = days.run_on(1)
    assert (report.posts_read, report.sources_read) == (0, 0)


# A run that every feed fails


def test_a_run_whose_every_feed_fails_says_so(tmp_path: Path) -> None:
    put(tmp_path / "web", "one.example/host.yaml", "/feed: {status: 500}")
    report = Days(tmp_path, tmp_path / "web", feeds_settings("one", "two")).run()
    assert report.all_failed
    assert [bool(feed.problem) for feed in report.feeds] == [True, True]


# A real feed


def test_the_real_blogger_feed(tmp_path: Path) -> None:
    real = REAL / "quiltville_blogger_2021.atom"
    if not real.exists():
        pytest.skip("no real feed here")
    web = tmp_path / "web"
    put(web, "quiltville.blogspot.com/feeds/posts/default", real.read_bytes())
    older = [entry(f"tag:blogger.com,1999:blog-13569819.post-{n}", published="2021-01-01T00:00:00Z") for n in range(3)]
    following = "/feeds/13569819/posts/default?start-index=26&max-results=25"
    put(web, f"www.blogger.com{following}", atom(*older))
    settings = one_feed("https://quiltville.blogspot.com/feeds/posts/default")
    days = Days(tmp_path, web, replace(settings, fetch=Fetching(first_posts=26)))
    report = days.run()
    assert report.feeds[0].problem is None
    assert report.feeds[0].new == 25 + 3
    assert ("www.blogger.com", following) in [(host, path) for _, host, path, _ in days.arrivals]
    posts = [post for post in days.posts().values() if "post-" in post.key and len(post.html) > 10]
    assert len(posts) == 25
    for post in posts:
        assert post.key.startswith("tag:blogger.com,1999:blog-13569819.post-")
        assert post.url.startswith(("http://quiltville.blogspot.com/", "https://quiltville.blogspot.com/"))
        assert datetime(2021, 1, 1).date() < post.day < datetime(2022, 1, 1).date()  # noqa: DTZ001 - only its day is used
        assert post.title
    assert days.run_on(1).feeds[0].outcome == FeedOutcome.UNCHANGED
