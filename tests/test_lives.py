"""Posts over their lives: edited, cut short by their feed, met elsewhere, deleted, and back again."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from citewatch import pipeline
from citewatch.model import Feed, Passage, Report, Row, Settings, Storing
from citewatch.pipeline.fetching import fetch_feeds
from citewatch.store import open_store
from tests.days import MORNING, Days, atom, cites, entry, one_feed, put

LAKE = "“The summer of 0 was not like any other,” Ada Lovel says (paper.example/0.html)."
ICE = "“Nobody here waits for the ice any more,” Ada Lovel says (paper.example/1.html)."
LONG = "".join(
    f"<p>In the year {n} the boats of the harbour went out {n + 3} times in all weathers.</p>" for n in range(9)
)


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def on(day: int) -> str:
    return (MORNING + timedelta(days=day)).date().isoformat()


def passages(days: Days) -> dict[str, Passage]:
    with open_store(days.db) as store:
        members = (member.passage for one in store.statements()[0] for member in one.members)
        return {one.text.rstrip(","): one for one in members}


def sources(days: Days, day: int = 0) -> dict[str, Row]:
    moment = MORNING + timedelta(days=day)
    with days.line(moment) as line:
        pipeline.derive(line)
        return {row.id: row for row in pipeline.rank(line, moment.date(), ["all"]).rows[0].sources}


def statements(days: Days, day: int) -> int:
    """How many statements have a place at the end of a day."""
    moment = MORNING + timedelta(days=day)
    with days.line(moment) as line:
        return len(pipeline.rank(line, moment.date(), ["all"]).rows[0].statements)


# Edited


def edited(tmp_path: Path, *versions: str) -> Days:
    """A post with one version a day."""
    for day, html in enumerate(versions):
        put(tmp_path / "web", "blog.example/feed", atom(entry("tag:1", html)), day=on(day))
    return Days(tmp_path, tmp_path / "web", one_feed())


def test_a_quotation_that_was_edited_out_is_withdrawn_on_that_day_and_shown(tmp_path: Path) -> None:
    days = edited(tmp_path, paragraphs(LAKE, ICE), paragraphs(ICE))
    days.run()
    assert {one.withdrawn for one in passages(days).values()} == {None}
    days.run_on(1)
    gone = passages(days)["The summer of 0 was not like any other"]
    assert gone.withdrawn == date(2026, 9, 15)
    assert [one.url for one in gone.citations] == ["https://paper.example/0.html"]
    assert passages(days)["Nobody here waits for the ice any more"].withdrawn is None
    assert [statements(days, day) for day in (0, 1)] == [2, 1]
    pages = [page.decode() for name, (page, _) in days.publish(MORNING + timedelta(1)).items() if "statement/" in name]
    assert sum("Withdrawn from the post on" in page.replace("withdrawn", "Withdrawn") for page in pages) == 1


def test_versions_that_were_met_in_one_run_are_told_apart_like_those_of_several(tmp_path: Path) -> None:
    versions = paragraphs(LAKE, ICE), paragraphs(LAKE), paragraphs("Nothing is left of it.")
    (tmp_path / "a").mkdir()
    daily = edited(tmp_path / "a", *versions)
    for day in range(3):
        daily.run_on(day)
    late = Days(tmp_path / "b", daily.web, daily.settings)
    late.db.parent.mkdir()
    for day in range(3):
        moment = MORNING + timedelta(days=day)
        with late.line(moment) as line:
            fetch_feeds(line, line.settings.feeds)
    with late.line(MORNING + timedelta(days=2)) as line:
        pipeline.derive(line)
    assert passages(late) == passages(daily)
    assert {one.withdrawn for one in passages(late).values()} == {date(2026, 9, 15), date(2026, 9, 16)}


def test_a_quotation_that_comes_back_counts_again(tmp_path: Path) -> None:
    days = edited(tmp_path, paragraphs(LAKE), paragraphs("Nothing."), paragraphs(LAKE), paragraphs("Nothing again."))
    found = []
    for day in range(4):
        days.run_on(day)
        found.append([one.withdrawn for one in passages(days).values()])
    assert found == [[None], [date(2026, 9, 15)], [None], [date(2026, 9, 17)]]


@pytest.mark.parametrize(
    "now",
    [
        paragraphs(LAKE.upper().replace("PAPER.EXAMPLE", "paper.example").replace("HTML", "html"), ICE),
        paragraphs(LAKE.replace("“", "").replace("”", ""), ICE),
        paragraphs("A new beginning.", ICE, LAKE),
        f"<div class='x'>{paragraphs(LAKE, ICE)}<script>track()</script></div>",
    ],
)
def test_words_that_still_stand_there_are_not_withdrawn(tmp_path: Path, now: str) -> None:
    days = edited(tmp_path, paragraphs(LAKE, ICE), now)
    days.run()
    days.run_on(1)
    assert {one.withdrawn for one in passages(days).values()} == {None}


def test_a_feed_that_begins_to_give_beginnings_only_withdraws_nothing(tmp_path: Path) -> None:
    days = edited(tmp_path, paragraphs(LAKE, ICE) + LONG, paragraphs(LAKE[:60], "Read more »"))
    days.run()
    report = days.run_on(1)
    assert report.posts_read == 0
    assert len(passages(days)) == 2
    assert {one.withdrawn for one in passages(days).values()} == {None}


def test_a_feed_that_breaks_off_inside_a_post_withdraws_nothing(tmp_path: Path) -> None:
    whole = atom(entry("tag:2", "<p>Quiet.</p>"), entry("tag:1", paragraphs(LAKE, ICE)))
    put(tmp_path / "web", "blog.example/feed", whole)
    put(tmp_path / "web", "blog.example/feed", whole[: whole.index("Nobody here")], day=on(1))
    days = Days(tmp_path, tmp_path / "web", one_feed())
    days.run()
    assert days.run_on(1).feeds[0].trouble == "truncated"
    assert len(passages(days)) == 2
    assert {one.withdrawn for one in passages(days).values()} == {None}


def test_deriving_again_gives_the_same_withdrawals_also_without_the_pages(tmp_path: Path) -> None:
    days = edited(tmp_path, paragraphs(LAKE, ICE), paragraphs(ICE), paragraphs("Nothing."))
    for day in range(3):
        days.run_on(day)
    before = passages(days)
    for keep in (0, 30, 30):
        days.settings = one_feed(store=Storing(keep))
        with days.line(MORNING + timedelta(days=33)) as line:
            line.store.forget_readings()
            pipeline.derive(line)
        assert passages(days) == before
    with open_store(days.db) as store:
        assert not list(store.unread_feed_pages(-1)), "no page of the feed is kept"
        assert store.validators("https://blog.example/feed", MORNING) == (None, None), "«not modified» would bring none"


def test_versions_do_not_grow_with_what_a_feed_changes_each_time(tmp_path: Path) -> None:
    long, short = paragraphs(LAKE, ICE), paragraphs(LAKE, ICE.replace("Nobody", "None"))
    days = edited(tmp_path, *(f"{(long, short)[n % 2]}<img src='/t?{n // 2}'>" for n in range(8)))
    for day in range(8):
        days.run_on(day)
    with open_store(days.db) as store:
        assert len(store.superseded("tag:1")) <= 7
        assert len([one for one in store.passages() if one.withdrawn]) == 1


# Republished


def two_feeds() -> Settings:
    return Settings(tuple(Feed(f"https://{name}.example/feed", name) for name in ("one", "two")))


@pytest.mark.parametrize("first", ["one", "two"])
def test_a_post_that_another_site_republishes_whole_counts_once(tmp_path: Path, first: str) -> None:
    other = {"one": "two", "two": "one"}[first]
    web, html = tmp_path / "web", paragraphs(LAKE, ICE) + LONG
    put(web, f"{first}.example/feed", atom(entry("tag:a", html, "2026-09-10T10:00:00Z", f"https://{first}.example/a")))
    copy = f"<p>First published by {first}.</p>{html}"
    put(web, f"{other}.example/feed", atom(entry("tag:b", copy, "2026-09-12T10:00:00Z", f"https://{other}.example/b")))
    days = Days(tmp_path, web, two_feeds())
    days.run()
    assert {one.post for one in passages(days).values()} == {"tag:a"}
    assert {(row.id, row.lo.posts) for row in sources(days).values()} == {
        ("paper.example/0.html", 1), ("paper.example/1.html", 1),
    }  # fmt: skip
    assert len(days.posts()) == 2, "nothing is lost"


@pytest.mark.parametrize(
    "other",
    [
        paragraphs(LAKE, ICE),  # an excerpt
        paragraphs(LAKE, ICE) + LONG.replace("harbour", "city").replace("boats", "trams"),
        paragraphs(LAKE, ICE) + LONG * 2 + paragraphs(*(f"And word {n} of another day." for n in range(30))),
    ],
)
def test_what_is_not_the_whole_post_is_another_post(tmp_path: Path, other: str) -> None:
    web = tmp_path / "web"
    put(web, "one.example/feed", atom(entry("tag:a", paragraphs(LAKE, ICE) + LONG, link="https://one.example/a")))
    put(web, "two.example/feed", atom(entry("tag:b", other, link="https://two.example/b")))
    days = Days(tmp_path, web, two_feeds())
    days.run()
    assert {row.lo.posts for row in sources(days).values()} == {2}


def test_a_blog_whose_posts_differ_by_a_number_has_many_posts(tmp_path: Path) -> None:
    weekly = [entry(f"tag:{n}", paragraphs(LAKE) + LONG + f"<p>{n} of 10.</p>") for n in range(3)]
    same = entry("tag:again", paragraphs(LAKE) + LONG + "<p>0 of 10.</p>", "2026-09-14T01:00:00Z")
    put(tmp_path / "web", "blog.example/feed", atom(*weekly, same))
    days = Days(tmp_path, tmp_path / "web", one_feed())
    days.run()
    assert sources(days)["paper.example/0.html"].lo.posts == 3


# Deleted


def leaving(tmp_path: Path, answers: dict[int, str]) -> Days:
    """A post that has left its feed on the second day; from some days on its page has another status."""
    web = tmp_path / "web"
    put(web, "blog.example/feed", atom(entry("tag:1", cites("paper.example/a.html"))))
    put(web, "blog.example/feed", atom(entry("tag:2", "<p>Quiet.</p>")), day=on(1))
    put(web, "blog.example/1", "<p>The post.</p>")
    for day, status in answers.items():
        put(web, "blog.example/host.yaml", f"/1: {{status: {status}}}", day=on(day))
    return Days(tmp_path, web, one_feed())


def run_days(days: Days, until: int) -> dict[int, Report]:
    """Runs on each day; the reports of those on which a post was looked for."""
    reports = {day: days.run_on(day) for day in range(until)}
    return {day: report for day, report in reports.items() if report.checked}


def test_a_post_that_left_its_feed_is_looked_for_weekly_then_monthly(tmp_path: Path) -> None:
    found = run_days(leaving(tmp_path, {}), 180)
    assert list(found) == [*range(7, 98, 7), 119, 147, 175]
    assert not any(report.gone for report in found.values())


def test_a_post_is_deleted_by_the_third_404_three_days_apart(tmp_path: Path) -> None:
    days = leaving(tmp_path, {5: "404"})
    found = run_days(days, 25)
    assert {day: report.gone for day, report in found.items()} == {7: (), 10: (), 13: ("tag:1",), 20: ()}
    assert sources(days, 20) == {}
    (passage,) = passages(days).values()
    assert not passage.live
    pages = [page.decode().lower() for name, (page, _) in days.publish(MORNING).items() if "statement/" in name]
    assert len(pages) == 1
    assert "the post is gone" in pages[0]


def test_a_post_is_deleted_by_one_410_and_alive_again_when_it_answers(tmp_path: Path) -> None:
    days = leaving(tmp_path, {5: "410", 12: "200"})
    found = run_days(days, 10)
    assert found[7].gone == ("tag:1",)
    assert sources(days, 10) == {}
    assert days.run_on(14).checked == 1
    assert sources(days, 14).keys() == {"paper.example/a.html"}


@pytest.mark.parametrize("status", ["403", "503", "200"])
def test_other_answers_are_no_deletion(tmp_path: Path, status: str) -> None:
    days = leaving(tmp_path, {2: status})
    assert not any(report.gone for report in run_days(days, 30).values())
    assert sources(days, 30).keys() == {"paper.example/a.html"}


def test_a_deleted_post_that_is_in_the_feed_again_is_live(tmp_path: Path) -> None:
    days = leaving(tmp_path, {5: "410"})
    run_days(days, 8)
    put(days.web, "blog.example/feed", atom(entry("tag:1", cites("paper.example/a.html"))), day=on(8))
    days.run_on(8)
    assert sources(days, 8).keys() == {"paper.example/a.html"}
    assert days.run_on(9).checked == 0


def test_robots_hold_for_pages_of_posts_and_posts_that_count_nowhere_are_not_looked_for(tmp_path: Path) -> None:
    days = leaving(tmp_path, {})
    put(days.web, "blog.example/robots.txt", "User-agent: *\nDisallow: /1\n", day=on(3))
    put(days.web, "blog.example/feed", atom(entry("tag:3", "<p>Quiet.</p>")), day=on(4))  # tag:2 has left too
    found = run_days(days, 9)
    assert {day: report.checked for day, report in found.items()} == {7: 1}
    assert days.asked("blog.example") == ["/feed"]
    assert sources(days, 9).keys() == {"paper.example/a.html"}
