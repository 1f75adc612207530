"""Feeds over the days: moved, gone, asking for rest, told in the report, and read back to an early day."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from citewatch import pipeline
from citewatch.cli import tables
from citewatch.model import Feed, FeedOutcome, FeedReport, Fetching, OutletReport, Report, Settings
from citewatch.pipeline.backfilling import GOES_ON
from citewatch.store import open_store
from tests.days import MORNING, Days, atom, cites, entry, one_feed, put

NEW = "https://new.example/feed"


def moving(tmp_path: Path, status: int) -> Days:
    web = tmp_path / "web"
    put(web, "blog.example/feed", atom(entry("tag:1", cites("paper.example/1.html"))))
    put(web, "blog.example/host.yaml", f"/feed: {{status: {status}, location: '{NEW}'}}", day="2026-09-15")
    put(web, "new.example/feed", atom(entry("tag:2", "<p>Words"), entry("tag:1")), day="2026-09-15")
    return Days(tmp_path, web, one_feed())


@pytest.mark.parametrize(("status", "remembered"), [(301, True), (308, True), (302, False), (307, False)])
def test_a_feed_that_moved_for_good_is_asked_at_its_new_address(tmp_path: Path, status: int, remembered: bool) -> None:
    days = moving(tmp_path, status)
    days.run()
    (moved,) = days.run_on(1).feeds
    assert (moved.outcome, moved.new, moved.moved) == (FeedOutcome.NEW, 1, NEW if remembered else None)
    assert len(days.asked("blog.example")) == 1
    (later,) = days.run_on(2).feeds
    assert later.moved == moved.moved
    assert len(days.asked("blog.example")) == (0 if remembered else 1)
    assert len(days.asked("new.example")) == 1
    page = days.publish()["status.html"][0].decode()
    assert ("moved for good" in page) is remembered


def test_a_move_to_what_is_no_feed_is_not_remembered(tmp_path: Path) -> None:
    days = moving(tmp_path, 301)
    put(days.web, "new.example/feed", "<!doctype html><title>Buy this domain</title>", day="2026-09-15")
    days.run()
    assert days.run_on(1).feeds[0].trouble == "web-page"
    days.run_on(2)
    assert len(days.asked("blog.example")) == 1


def test_a_feed_under_its_new_address_takes_over_all_that_was_recorded(tmp_path: Path) -> None:
    days = moving(tmp_path, 301)
    days.run()
    days.run_on(1)
    days.settings = one_feed(NEW)
    (report,) = days.run_on(2).feeds
    assert (report.outcome, report.moved) == (FeedOutcome.QUIET, None)
    assert {post.feed for post in days.posts().values()} == {NEW}
    put(days.web, "new.example/feed", atom(entry("tag:1", cites("paper.example/2.html"))), day="2026-09-17")
    days.run_on(3)
    assert "paper.example/2.html" in days.posts()["tag:1"].html, "its posts are still read anew"


def test_a_feed_that_is_gone_for_good_is_muted_until_its_address_is_changed(tmp_path: Path) -> None:
    web = tmp_path / "web"
    put(web, "blog.example/host.yaml", "/feed: {status: 410}")
    put(web, "blog.example/feed2", atom(entry("tag:1")))
    days = Days(tmp_path, web, one_feed())
    reports = [days.run_on(day) for day in range(3)]
    assert [len(days.asked("blog.example")), reports[0].feeds[0].muted] == [0, True]
    assert [len(list(tables.news(report))) for report in reports] == [1, 1, 1], "every feed failed"
    assert [report.feeds[0].asked for report in reports] == [True, False, False]
    assert "correct its address" in (reports[2].feeds[0].problem or "")
    assert "orrect its address" in days.publish()["status.html"][0].decode()
    days.settings = one_feed("https://blog.example/feed2")
    assert days.run_on(3).feeds[0].outcome == FeedOutcome.NEW


def test_a_feed_that_asks_for_rest_gets_it(tmp_path: Path) -> None:
    web = tmp_path / "web"
    put(web, "blog.example/host.yaml", "/feed: {status: 429, headers: {Retry-After: '200000'}}")
    put(web, "blog.example/host.yaml", "/feed: {status: 200}", day="2026-09-15")
    put(web, "blog.example/feed", atom(entry("tag:1")), day="2026-09-15")
    days = Days(tmp_path, web, one_feed())
    first, second, third, fourth = (days.run_on(day).feeds[0] for day in range(4))
    assert [first.trouble, second.trouble, third.trouble, fourth.trouble] == ["refused", "resting", "resting", None]
    assert second.next_try == third.next_try == MORNING + timedelta(seconds=200_000)
    assert (second.failures, fourth.outcome, fourth.back) == (1, FeedOutcome.NEW, 1)


# The report


def feed(**changes: object) -> FeedReport:
    given: dict[str, object] = {"name": "A", "url": "u", "outcome": FeedOutcome.NEW}
    return FeedReport(**{**given, **changes})  # type: ignore[arg-type]


BAD = {"outcome": FeedOutcome.FAILED, "problem": "slow", "trouble": "slow"}
NEWS: list[tuple[Report, list[str]]] = [
    (Report((feed(),)), []),
    (Report((feed(), feed(**BAD, failures=2))), []),
    (Report((feed(), feed(**BAD, failures=3))), ["A (u): slow"]),
    (Report((feed(**BAD, failures=1),)), ["A (u): slow"]),
    (Report((feed(), feed(**BAD, failures=1, muted=True))), ["A (u): slow"]),
    (Report((feed(), feed(**BAD, failures=5, muted=True, asked=False))), []),
    (Report((feed(back=2),)), []),
    (Report((feed(back=3),)), ["A (u): answers again, after 3 failures"]),
    (Report((feed(),), outlets=(OutletReport("P", 0, {"gone": 2, "slow": 1}, 2),)), []),
    (
        Report((feed(),), outlets=(OutletReport("P", 0, {"gone": 2, "slow": 1}, 3),)),
        ["P: no source could be read in 3 runs; now: 2 gone, 1 slow"],
    ),
    (
        Report((feed(),), outlets=(OutletReport("P", 1, {"gone": 1}, 0, 3),)),
        ["P: sources can be read again, after 3 runs"],
    ),
]


@pytest.mark.parametrize(("report", "said"), NEWS)
def test_what_a_quiet_run_tells(report: Report, said: list[str]) -> None:
    assert list(tables.news(report)) == said


def test_an_outlet_is_reported_by_class_with_its_next_try(tmp_path: Path) -> None:
    web = tmp_path / "web"
    posts = [entry(f"tag:{n}", cites(f"paper.example/{n}.html", f"good.example/{n}.html")) for n in range(3)]
    put(web, "paper.example/host.yaml", "{/0.html: {status: 404}, /1.html: {status: 403}, /2.html: {status: 403}}")
    for n in range(3):
        put(web, "blog.example/feed", atom(*posts[: n + 1]), day=f"2026-09-{14 + n}")
        put(web, f"good.example/{n}.html", f"<p>{'The lake is lower than it was. ' * 20}</p>")
    put(web, "paper.example/host.yaml", "{/3.html: {status: 200}}", day="2026-09-17")
    put(web, "paper.example/3.html", f"<p>{'The lake is lower than it was. ' * 20}</p>")
    put(web, "blog.example/feed", atom(entry("tag:3", cites("paper.example/3.html"))), day="2026-09-17")
    days = Days(tmp_path, web, one_feed())
    found = [{one.name: one for one in days.run_on(day).outlets} for day in range(4)]
    paper = [one["paper.example"] for one in found]
    assert [dict(one.failed) for one in paper] == [{"gone": 1}, {"refused": 1}, {"refused": 1}, {"gone": 1}]
    assert [one.failures for one in paper] == [1, 2, 3, 0]
    assert (paper[3].had, paper[3].back) == (1, 3)
    assert paper[0].next_try
    assert timedelta(days=2) < paper[0].next_try - MORNING < timedelta(days=3)
    assert [one["good.example"].had for one in found[:3]] == [1, 1, 1]
    assert "good.example" not in found[3]


# Back to an early day


def blog(web: Path, pages: int, *, total: bool = False) -> None:
    """Two posts a page, a day apart, from 2026-09-12 back, as Blogger pages them: over another host."""
    put(web, "paper.example/robots.txt", "")
    for page in range(pages):
        name = f"www.blogger.example/feeds/7/posts?start-index={2 * page + 1}" if page else "blog.example/feed"
        following = f"https://www.blogger.example/feeds/7/posts?start-index={2 * page + 3}" if page + 1 < pages else ""
        found = []
        for n in (2 * page, 2 * page + 1):
            day = date(2026, 9, 12) - timedelta(days=n)
            link = f"https://blog.example/{n}"
            found.append(entry(f"tag:{n}", cites(f"paper.example/{n}.html"), f"{day}T10:00:00Z", link))
        feed = atom(*found, following=following)
        if total:
            count = f"<openSearch:totalResults xmlns:openSearch='http://a9.com/-/spec/opensearchrss/1.0/'>{2 * pages}<"
            feed = feed.replace("<title>", f"{count}/openSearch:totalResults><title>", 1)
        put(web, name, feed)


def back(days: Days, since: str, most: int = 500, told: Callable[[str, int, int], None] = lambda *_: None) -> Report:
    with days.line() as line:
        return pipeline.backfill(line, date.fromisoformat(since), most, told)


def test_a_blog_is_read_back_to_a_day_and_its_sources_asked_for(tmp_path: Path) -> None:
    blog(tmp_path / "web", 30, total=True)
    days = Days(tmp_path, tmp_path / "web", one_feed(fetch=Fetching(first_posts=3)))
    days.run()
    assert len(days.posts()) == 4
    steps: list[tuple[str, int, int]] = []
    report = back(days, "2026-08-23", told=lambda *step: steps.append(step))
    assert report.feeds[0].problem is None
    assert report.feeds[0].new == 20, "two more than was asked for: what is older was seen on the last page"
    assert min(post.day for post in days.posts().values()) == date(2026, 8, 20)
    assert len(days.asked("paper.example")) == 20
    assert steps[0] == ("A blog: 4 of 60 posts", 2, 22)
    assert steps[-1] == ("cited sources", 20, 20)
    assert [step[1] for step in steps if step[0].startswith("A blog")] == sorted(
        step[1] for step in steps if step[0].startswith("A blog")
    )
    assert len(back(days, "2026-08-23").feeds) == 1
    assert days.asked("www.blogger.example") == [], "it was there already"
    assert len(days.asked("blog.example")) == 1
    back(days, "2000-01-01")
    assert len(days.posts()) == 60
    assert days.asked("www.blogger.example")[0].endswith("start-index=23"), "the last page again, and on"
    back(days, "1999-01-01")
    assert days.asked("www.blogger.example") == [], "the blog has an end"
    assert days.run_on(1).feeds[0].outcome == FeedOutcome.UNCHANGED


def test_reading_back_is_bounded_and_goes_on(tmp_path: Path) -> None:
    blog(tmp_path / "web", 10)
    days = Days(tmp_path, tmp_path / "web", one_feed())
    days.settings = one_feed(fetch=Fetching(first_posts=1))
    problems = [back(days, "2000-01-01", most=4).feeds[0].problem for _ in range(4)]
    assert problems == [GOES_ON, GOES_ON, None, None]
    assert len(days.posts()) == 20


def test_a_page_that_fails_on_the_way_back_is_asked_for_again_by_the_next(tmp_path: Path) -> None:
    blog(tmp_path / "web", 6)
    put(tmp_path / "web", "www.blogger.example/host.yaml", "{'/feeds/7/posts?start-index=7': {status: 503}}")
    days = Days(tmp_path, tmp_path / "web", one_feed(fetch=Fetching(first_posts=1)))
    assert "503" in (back(days, "2000-01-01").feeds[0].problem or "")
    assert len(days.posts()) == 6
    put(tmp_path / "web", "www.blogger.example/host.yaml", "{}")
    assert back(days, "2000-01-01").feeds[0].problem is None
    assert len(days.posts()) == 12


def test_posts_that_were_read_back_are_looked_for_monthly_and_not_all_at_once(tmp_path: Path) -> None:
    web = tmp_path / "web"
    old = [entry(f"tag:{n}", cites("paper.example/a.html"), "2019-01-01T00:00:00Z") for n in range(3)]
    put(web, "blog.example/feed", atom(entry("tag:new"), following="/feed?page=2"))
    put(web, "blog.example/feed?page=2", atom(*old))
    put(web, "blog.example/feed", atom(entry("tag:newer")), day="2026-09-15")
    for n in range(3):
        put(web, f"blog.example/{n}", "<p>The post.")
    days = Days(tmp_path, web, one_feed(fetch=Fetching(first_posts=1)))
    back(days, "2018-01-01")
    checked = [day for day in range(60) if days.run_on(day).checked]
    assert checked == [28, 56]


def test_a_feed_that_fails_is_not_read_back_and_others_are(tmp_path: Path) -> None:
    blog(tmp_path / "web", 3)
    settings = Settings((Feed("https://dead.example/feed", "Dead"), *one_feed().feeds), fetch=Fetching(first_posts=1))
    days = Days(tmp_path, tmp_path / "web", settings)
    dead, good = back(days, "2000-01-01").feeds
    assert (dead.outcome, good.new) == (FeedOutcome.FAILED, 6)
    with open_store(days.db) as store:
        assert store.reach(dead.url) is None
