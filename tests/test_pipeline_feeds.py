"""Feeds in every state, day after day."""

from pathlib import Path

from citewatch.model import Feed, FeedOutcome, Fetching, Settings
from citewatch.store import open_store
from tests.days import Days, atom, cites, entry, one_feed, put

# Feeds in every state


def feeds_settings(*names: str) -> Settings:
    return Settings(tuple(Feed(f"https://{name}.example/feed", name) for name in names))


STATES = {
    "good": (atom(entry("tag:good:1")), None, FeedOutcome.NEW, None),
    "html": ("<!doctype html><title>Moved</title>", None, FeedOutcome.FAILED, "a web page was answered"),
    "missing": (None, "status: 404", FeedOutcome.FAILED, "404"),
    "gone": (None, "status: 410", FeedOutcome.FAILED, "410"),
    "broken": (None, "status: 503", FeedOutcome.FAILED, "503"),
    "empty": ("", None, FeedOutcome.FAILED, "the answer is empty"),
    "truncated": (atom(entry("tag:t:1"), entry("tag:t:2"))[:-120], None, FeedOutcome.NEW, "breaks off"),
    "nothing": (atom(), None, FeedOutcome.QUIET, None),
    "dead": (None, None, FeedOutcome.FAILED, "unreachable"),
    "last": (atom(entry("tag:last:1")), None, FeedOutcome.NEW, None),
}


def test_every_state_of_a_feed_is_one_line_and_stops_no_other(tmp_path: Path) -> None:
    web = tmp_path / "web"
    for name, (body, exception, *_) in STATES.items():
        if body is not None:
            put(web, f"{name}.example/feed", body)
        if exception is not None:
            put(web, f"{name}.example/host.yaml", f"/feed: {{{exception}}}")
    days = Days(tmp_path, web, feeds_settings(*STATES))
    report = days.run()
    assert [feed.name for feed in report.feeds] == list(STATES)
    for feed, (_, _, outcome, why) in zip(report.feeds, STATES.values(), strict=True):
        assert feed.outcome == outcome, feed
        assert (feed.problem is None) if why is None else (why in (feed.problem or "")), feed
        assert feed.failures == (1 if why else 0), feed
    assert not report.all_failed
    assert report.faults == (), "each is told once, with its feed"
    assert {"tag:good:1", "tag:last:1", "tag:t:1"} <= days.posts().keys()

    again = {feed.name: feed for feed in days.run_on(1).feeds}
    assert again["good"].outcome == again["last"].outcome == FeedOutcome.UNCHANGED
    for name, (*_, why) in STATES.items():
        assert bool(again[name].problem) == bool(why), f"{name}: quiet is not dead, and dead is not quiet"
        assert again[name].failures == (1 if name == "gone" else 2 if why else 0), name
    with open_store(days.db) as store:
        found = {name: store.feed_state(f"https://{name}.example/feed") for name in STATES}
    assert {name for name, (_, _, problem) in found.items() if problem} == {
        name for name, state in STATES.items() if state[3]
    }
    troubles = [trouble for _, trouble, _ in found.values() if trouble]
    assert len(troubles) == len(set(troubles)), "each is told apart from all others"
    page = days.publish()["status.html"][0].decode()
    assert all(f"({trouble})" in page for trouble in troubles)
    assert "Answered that nothing has changed" in page


def test_a_feed_that_comes_back_is_good_at_once(tmp_path: Path) -> None:
    web = tmp_path / "web"
    put(web, "blog.example/feed", "<html>")
    put(web, "blog.example/feed", atom(entry("tag:1")), day="2026-09-16")
    days = Days(tmp_path, web, one_feed())
    found = [days.run_on(day).feeds[0] for day in range(4)]
    assert [feed.failures for feed in found] == [1, 2, 0, 0]
    assert [feed.outcome for feed in found[2:]] == [FeedOutcome.NEW, FeedOutcome.UNCHANGED]


def test_a_feed_is_asked_for_in_full_once_a_week(tmp_path: Path) -> None:
    web = tmp_path / "web"
    put(web, "blog.example/feed", atom(entry("tag:1")))
    days = Days(tmp_path, web, one_feed())
    conditional = []
    for day in range(10):
        days.run_on(day)
        conditional.append("If-None-Match" in days.arrivals[0][3])
    assert conditional == [False, *[True] * 7, False, True]


def test_a_page_that_fails_on_the_way_back_is_made_up_for(tmp_path: Path) -> None:
    """Else a later run would meet known entries on the first page and never look behind them."""
    web = tmp_path / "web"
    put(web, "blog.example/feed", atom(entry("tag:4"), entry("tag:3"), following="/feed?page=2"))
    put(web, "blog.example/host.yaml", "{'/feed?page=2': {status: 503}}")
    put(web, "blog.example/feed?page=2", atom(entry("tag:2"), entry("tag:1")), day="2026-09-16")
    days = Days(tmp_path, web, one_feed())
    first, second, third, fourth = (days.run_on(day).feeds[0] for day in range(4))
    assert (first.outcome, first.new) == (FeedOutcome.NEW, 2)
    assert (second.outcome, second.new) == (FeedOutcome.QUIET, 0)
    assert "503" in (first.problem or "")
    assert first.problem == second.problem
    assert (third.outcome, third.new, third.problem) == (FeedOutcome.NEW, 2, None)
    assert fourth.outcome == FeedOutcome.UNCHANGED
    assert days.asked("blog.example") == ["/feed"]
    assert days.posts().keys() == {"tag:1", "tag:2", "tag:3", "tag:4"}


def test_a_first_run_reads_back_as_far_as_configured(tmp_path: Path) -> None:
    web = tmp_path / "web"
    for page in range(1, 9):
        name = "blog.example/feed" + (f"?page={page}" if page > 1 else "")
        put(web, name, atom(entry(f"tag:{page}a"), entry(f"tag:{page}b"), following=f"/feed?page={page + 1}"))
    days = Days(tmp_path, web, one_feed(fetch=Fetching(first_posts=5)))
    assert days.run().feeds[0].new == 6
    assert days.asked("blog.example") == ["/feed", "/feed?page=2", "/feed?page=3"]


def test_pages_that_lead_in_a_circle_end(tmp_path: Path) -> None:
    web = tmp_path / "web"
    put(web, "blog.example/feed", atom(entry("tag:1"), following="/feed?page=2"))
    put(web, "blog.example/feed?page=2", atom(entry("tag:2"), following="/feed"))
    report = Days(tmp_path, web, one_feed()).run()
    assert (report.feeds[0].new, report.feeds[0].problem) == (2, None)


def test_numbers_as_ids_are_told_apart_by_their_feeds(tmp_path: Path) -> None:
    web = tmp_path / "web"
    item = "<item><guid isPermaLink='false'>1</guid><title>One</title><description>words</description></item>"
    for name in ("one", "two"):
        put(web, f"{name}.example/feed", f"<rss version='2.0'><channel><title>A blog</title>{item}</channel></rss>")
    days = Days(tmp_path, web, feeds_settings("one", "two"))
    assert [feed.new for feed in days.run().feeds] == [1, 1]
    assert days.posts().keys() == {"https://one.example/feed#1", "https://two.example/feed#1"}
    assert [feed.new for feed in days.run_on(1).feeds] == [0, 0]


def test_a_post_that_two_feeds_carry_is_one(tmp_path: Path) -> None:
    web = tmp_path / "web"
    for name in ("one", "two"):
        put(web, f"{name}.example/feed", atom(entry("tag:1", cites("paper.example/1.html"))))
    days = Days(tmp_path, web, feeds_settings("one", "two"))
    days.run()
    assert [post.feed for post in days.posts().values()] == ["https://one.example/feed"]


def test_a_second_feed_does_not_overwrite_a_post(tmp_path: Path) -> None:
    web = tmp_path / "web"
    put(web, "one.example/feed", atom(entry("tag:1", cites("paper.example/1.html"))))
    put(web, "two.example/feed", atom(entry("tag:1", "Read more")))
    days = Days(tmp_path, web, feeds_settings("one", "two"))
    days.run()
    assert "Lovel" in days.posts()["tag:1"].html


def test_a_post_met_again_under_another_id_folds_into_the_first(tmp_path: Path) -> None:
    web = tmp_path / "web"
    html = cites("paper.example/1.html")
    put(web, "blog.example/feed", atom(entry("http://blog.example/1", html, link="http://blog.example/1")))
    moved = entry("https://blog.example/1", html, link="https://blog.example/1")
    put(web, "blog.example/feed", atom(moved), day="2026-09-15")
    days = Days(tmp_path, web, one_feed())
    days.run()
    days.run_on(1)
    assert days.posts().keys() == {"http://blog.example/1"}


def test_a_post_pinned_to_the_top_hides_no_gap(tmp_path: Path) -> None:
    web = tmp_path / "web"
    put(web, "blog.example/feed", atom(entry("tag:1")))
    put(web, "blog.example/feed", atom(entry("tag:1"), entry("tag:4"), following="/feed?page=2"), day="2026-09-15")
    put(web, "blog.example/feed?page=2", atom(entry("tag:3"), entry("tag:2")), day="2026-09-15")
    days = Days(tmp_path, web, one_feed())
    days.run()
    days.run_on(1)
    assert days.posts().keys() == {"tag:1", "tag:2", "tag:3", "tag:4"}
