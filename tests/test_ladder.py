"""The ladder for sources that refuse: print page, archived copy, saved by hand; what is not got round."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest

from citewatch import ladder, pipeline
from citewatch.model import ArticleState, Outlet, Settings, Step, Via
from citewatch.store import open_store
from tests.days import MORNING, Days, article, atom, cites, entry, one_feed, put

HREF = "https://press.example/33656-slug.html"
PRINTED = "press.example/print:page,1,33656-slug.html"
LOOKUP = "/wayback/available?url=" + quote(HREF, safe="")
COPY = f"/web/20190918101500id_/{HREF}"


def outlet(print: str | None = "dle", *, archives: bool = True) -> Outlet:  # noqa: A002 - as the setting
    return Outlet("Press", ("press.example",), "en", "dle", print=print, archives=archives)


def press(web: Path, hosts: str, day: str = "2026-09-14") -> None:
    put(web, "press.example/host.yaml", hosts, day)


def known(web: Path, answer: object, day: str = "2026-09-14") -> None:
    put(web, f"archive.org{LOOKUP}", answer if isinstance(answer, str) else json.dumps(answer), day)


def closest(**given: object) -> object:
    found = {"status": "200", "available": True, "timestamp": "20190918101500", "url": "http://127.0.0.1/trap"}
    return {"url": HREF, "archived_snapshots": {"closest": found | given}}


class Ladder(Days):
    """Runs with one blog that cites one article."""

    def state(self) -> ArticleState:
        with open_store(self.db) as store:
            (state,) = store.article_states().values()
        return state


def days(tmp_path: Path, *outlets: Outlet) -> Ladder:
    put(tmp_path / "web", "blog.example/feed", atom(entry("tag:1", cites(HREF))))
    press(tmp_path / "web", "/33656-slug.html: {status: 403}")
    return Ladder(tmp_path, tmp_path / "web", one_feed(outlets=outlets or (outlet(),)))


def test_a_refused_article_is_read_from_its_print_page(tmp_path: Path) -> None:
    ladder = days(tmp_path)
    put(ladder.web, PRINTED, article("Printed"))
    report = ladder.run()
    assert (report.unread, report.sources_read) == ((), 1)
    assert report.notes == ((HREF, "read from its print page"),)
    assert ladder.state() == ArticleState(HREF, "Printed", None, None, "en", None, Via(Step.PRINT))
    assert ladder.asked("press.example") == ["/33656-slug.html", "/print:page,1,33656-slug.html"]
    ladder.run_on(30)
    assert ladder.asked("press.example") == [], "what was had is not asked for again"
    assert not ladder.asked("archive.org")


def test_then_from_an_archived_copy(tmp_path: Path) -> None:
    ladder = days(tmp_path)
    known(ladder.web, closest())
    put(ladder.web, f"web.archive.org{COPY}", article("Archived"))
    report = ladder.run()
    assert report.notes == ((HREF, "read from an archived copy of 2019-09-18"),)
    at = datetime(2019, 9, 18, 10, 15, tzinfo=UTC)
    assert ladder.state() == ArticleState(HREF, "Archived", None, None, "en", None, Via(Step.ARCHIVE, at))
    assert ladder.asked("archive.org") == [LOOKUP]
    assert ladder.asked("web.archive.org") == [COPY], "made of the time that the archive gave, and nothing else"


def test_a_redirect_in_the_archive_tells_the_time_of_the_copy(tmp_path: Path) -> None:
    ladder = days(tmp_path)
    known(ladder.web, closest())
    there = COPY.replace("20190918101500", "20190102030405")
    put(ladder.web, "web.archive.org/host.yaml", f'"{COPY}": {{status: 302, location: "{there}"}}')
    put(ladder.web, f"web.archive.org{there}", article("Archived"))
    ladder.run()
    assert str(ladder.state().via) == "an archived copy of 2019-01-02"


@pytest.mark.parametrize(
    "answer",
    [
        {"archived_snapshots": {}},
        {"archived_snapshots": {"closest": []}},
        [],
        "no json",
        "[" * 100_000,
        closest(status="404"),
        closest(available=False),
        closest(timestamp="2019"),
        closest(timestamp="../../../evil/"),
        closest(timestamp=None),
    ],
    ids=range(10),
)
def test_without_a_copy_the_source_is_told_with_every_step(tmp_path: Path, answer: object) -> None:
    ladder = days(tmp_path)
    known(ladder.web, answer)
    why = (
        "refused: the server answered 403 Forbidden; its print page: gone: the server answered 404 Not Found; "
        "an archive: gone: it has no copy"
    )
    assert ladder.run().unread == ((HREF, why),)
    assert ladder.state().unread == why
    assert ladder.state().via is None
    assert not ladder.asked("web.archive.org")


def test_nothing_is_hammered(tmp_path: Path) -> None:
    """In 100 days each place is asked a few times, at growing distances, and the archive never more than asked."""
    ladder = days(tmp_path)
    known(ladder.web, {"archived_snapshots": {}})
    counts = {"/33656-slug.html": 0, "/print:page,1,33656-slug.html": 0, LOOKUP: 0}
    for day in range(100):
        ladder.run_on(day)
        for path in (*ladder.asked("press.example"), *ladder.asked("archive.org")):
            counts[path] += 1
    assert counts == {"/33656-slug.html": 4, "/print:page,1,33656-slug.html": 3, LOOKUP: 3}


def test_a_copy_that_fails_counts_as_a_failure_of_the_archive(tmp_path: Path) -> None:
    ladder = days(tmp_path, outlet(None))
    known(ladder.web, closest())
    put(ladder.web, "web.archive.org/host.yaml", f'"{COPY}": {{status: 503}}')
    assert "an archived copy of 2019-09-18: server-error: the server answered 503" in ladder.run().unread[0][1]
    ladder.run(MORNING + timedelta(hours=2))
    assert not ladder.asked("archive.org"), "not before tomorrow"
    ladder.run_on(1)
    assert ladder.asked("archive.org") == [LOOKUP]


@pytest.mark.parametrize("given", [outlet(None, archives=False), Outlet("Other", ("other.example",))])
def test_a_step_that_is_not_configured_is_not_taken(tmp_path: Path, given: Outlet) -> None:
    ladder = days(tmp_path, given)
    known(ladder.web, closest())
    put(ladder.web, f"web.archive.org{COPY}", article("Archived"))
    assert ladder.run().unread == ((HREF, "refused: the server answered 403 Forbidden"),)
    assert not ladder.asked("archive.org")


def test_robots_are_not_got_round(tmp_path: Path) -> None:
    ladder = days(tmp_path)
    put(ladder.web, "press.example/robots.txt", "User-agent: *\nDisallow: /33656")
    known(ladder.web, closest())
    assert ladder.run().unread == ((HREF, "robots: robots.txt disallows this page"),)
    assert not ladder.asked("press.example")
    assert not ladder.asked("archive.org")


def test_the_robots_of_print_pages_and_archives_hold(tmp_path: Path) -> None:
    ladder = days(tmp_path)
    put(ladder.web, "press.example/robots.txt", "User-agent: *\nDisallow: /print")
    known(ladder.web, closest())
    put(ladder.web, "archive.org/robots.txt", "User-agent: *\nDisallow: /wayback/")
    assert "its print page: robots: robots.txt disallows this page" in ladder.run().unread[0][1]
    assert not ladder.asked("archive.org"), "a step that robots forbid does not lead to the next"


def test_a_broken_server_is_given_time_before_the_archive_is_asked(tmp_path: Path) -> None:
    ladder = days(tmp_path, outlet(None))
    press(ladder.web, "/33656-slug.html: {status: 500}")
    known(ladder.web, closest())
    put(ladder.web, f"web.archive.org{COPY}", article("Archived"))
    for day in range(3):
        assert ladder.state().unread if day else True
        ladder.run_on(day)
    assert str(ladder.state().via) == "an archived copy of 2019-09-18"


def test_a_dead_host_is_unreachable_and_in_the_end_looked_for_in_the_archive(tmp_path: Path) -> None:
    ladder = days(tmp_path, outlet(None))
    (ladder.web / "2026-09-14/press.example/host.yaml").unlink()
    (ladder.web / "2026-09-14/press.example").rmdir()
    known(ladder.web, closest())
    put(ladder.web, f"web.archive.org{COPY}", article("Archived"))
    assert ladder.run().unread[0][1].startswith("unreachable: ")
    for day in (1, 2):
        ladder.run_on(day)
    assert ladder.state().title == "Archived"


def test_a_page_that_a_script_draws_gives_way_too(tmp_path: Path) -> None:
    """That it cannot be read is known once it is read, so the next run looks elsewhere; the page stays as it is."""
    ladder = days(tmp_path)
    press(ladder.web, "")
    put(ladder.web, "press.example/33656-slug.html", "<div id=app></div>" + "<script>x</script>" * 50)
    put(ladder.web, PRINTED, article("Printed"))
    assert ladder.run().unread == ((HREF, "the page has no readable text: scripts draw it"),)
    assert ladder.run_on(1).notes == ((HREF, "read from its print page"),)
    assert ladder.asked("press.example") == ["/print:page,1,33656-slug.html"]
    assert ladder.state().title == "Printed"


def test_a_copy_is_read_as_if_it_stood_at_the_source(tmp_path: Path) -> None:
    ladder = days(tmp_path, outlet(None))
    known(ladder.web, closest())
    body = article("Archived").replace("<h1>", "<link rel=canonical href='https://press.example/33656-new.html'><h1>")
    put(ladder.web, f"web.archive.org{COPY}", body)
    ladder.run()
    assert ladder.state().own_url == "https://press.example/33656-new.html"


def test_a_saved_page_says_so(tmp_path: Path) -> None:
    ladder = days(tmp_path, outlet(None, archives=False))
    ladder.run()
    with ladder.line() as line:
        pipeline.add(line, HREF, article("Saved").encode())
    assert (ladder.state().title, str(ladder.state().via)) == ("Saved", "a page that was saved by hand")


@pytest.mark.parametrize(
    ("href", "way", "printed"),
    [
        (HREF, "dle", f"https://{PRINTED}"),
        ("http://a.example/news/2/7-x.html?y=1", "dle", "http://a.example/news/2/print:page,1,7-x.html"),
        ("https://a.example/n/x.html", "/print/{name}", "https://a.example/print/x.html"),
        ("https://a.example/n/x", "{folder}{name}?print=1", "https://a.example/n/x?print=1"),
        ("https://a.example/n/", "dle", None),
        ("https://a.example", "dle", None),
        ("https://a.example/x", "/{name}", None),
    ],
)
def test_ways_to_print_pages(href: str, way: str, printed: str | None) -> None:
    assert ladder.print_page(href, way) == printed


def test_the_shipped_settings_try_every_step_for_camonitor() -> None:
    from citewatch.config import load_settings

    settings = load_settings(Path(__file__).parents[1] / "sources.yaml", {})
    assert isinstance(settings, Settings)
    (found,) = [one for one in settings.outlets if "camonitor.kz" in one.hosts]
    steps = [rung.step for rung in ladder.rungs("https://camonitor.kz/33656-slug.html", found)]
    assert steps == [None, Step.PRINT, Step.ARCHIVE]
    assert ladder.archived("https://web.archive.org/web/20191399999999id_/x") == Via(Step.ARCHIVE)
