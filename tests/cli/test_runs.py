"""The commands as a user meets them: what they print, and their exit status."""

import json
import re
from pathlib import Path

import pytest

from citewatch import search
from citewatch.store import open_store
from tests.cli.running import LAST_DAY, Ran, Run, mailing, needs_pagefind, settings, website
from tests.days import put
from tests.test_digest_sending import Handler, serving

# run, fetch, derive


def test_run_does_the_whole_job(run: Run, small: Path) -> None:
    ran = run("run", "--replay", "web")
    assert ran.status == 0
    assert ran.err == ""
    for words in (
        "Blog one",
        "new",
        "2 posts read",
        "3 sources not read:",
        "paper.example/1.html",
        "public/index.html",
    ):
        assert words in ran.out
    assert "cited in 2 posts, from 2 sources" in ran.out.splitlines()[-1]
    assert (small / "public" / "index.html").is_file()
    assert max(map(len, ran.out.splitlines()[:-1])) <= 80


@pytest.mark.usefixtures("small")
def test_a_good_quiet_run_prints_nothing(run: Run) -> None:
    assert run("run", "--replay", "web", "--quiet") == Ran(0, "", "")
    assert run("run", "--replay", "web", "-q") == Ran(0, "", "")


def test_a_quiet_run_tells_of_a_feed_from_its_third_failure_on(run: Run, small: Path) -> None:
    settings(small, "one", "two", "dead")
    for day in (14, 15):
        assert run("run", "--replay", "web", "--as-of", f"2026-09-{day}", "--quiet") == Ran(0, "", "")
    third = run("run", "--replay", "web", "--as-of", "2026-09-16", "--quiet")
    assert (third.status, third.out) == (0, "")
    line, *outlets = third.err.splitlines()
    assert line.startswith("citewatch: Blog dead (https://dead.example/feed): unreachable: ")
    assert len(outlets) == 2
    assert all("press.example" in one or "paper.example" in one for one in outlets)


def test_run_as_json(run: Run, small: Path) -> None:
    settings(small, "one", "dead")
    found = run("run", "--replay", "web", "--json").json
    added = {"outlets", "posts_checked", "posts_gone", "notes"}
    assert found.keys() == {"schema", "feeds", "posts_read", "sources_read", "unread", "faults"} | added
    one, dead = found["feeds"]
    told = {"name": "Blog one", "url": "https://one.example/feed", "outcome": "new", "new": 1, "problem": None}
    assert one.items() >= told.items()
    assert (dead["outcome"], dead["new"]) == ("failed", 0)
    assert dead["problem"]
    assert {"url", "why"} == {key for one in found["unread"] for key in one}


def test_every_feed_failed(run: Run, small: Path) -> None:
    run("run", "--replay", "web", "--quiet")
    before = website(small)
    settings(small, "dead", "gone")
    put(small / "web", "gone.example/host.yaml", "/feed: {status: 410}")
    for command in ("run", "fetch"):
        for quiet in ("--quiet", "-q"):
            lines = run(command, "--replay", "web", quiet).failed(4).splitlines()
            assert [line.partition(" (")[0] for line in lines] == ["citewatch: Blog dead", "citewatch: Blog gone"]
    assert website(small) == before
    ran = run("run", "--replay", "web")
    assert (ran.status, len(ran.err.splitlines())) == (4, 2)
    assert "index.html" not in ran.out
    assert json.loads(run("fetch", "--replay", "web", "--json").out)["feeds"][1]["outcome"] == "failed"


def test_fetch_derive_and_render_are_the_parts_of_run(run: Run, small: Path) -> None:
    fetched = run("fetch", "--replay", "web", "--json").json
    assert [feed["new"] for feed in fetched["feeds"]] == [1, 1]
    assert not (small / "public").exists()
    run("render", "--replay", "web", "--quiet")
    before = website(small)
    assert "cited in 2 posts" in (small / "public" / "index.html").read_text("utf-8"), "what is pending is read first"
    assert run("derive", "--json").json["posts_read"] == 2
    assert run("derive", "--quiet") == Ran(0, "", "")
    assert "2 posts read, 0 sources read" in run("derive").out
    assert run("rank", "--json", "--window", "all").json["rows"][0]["P"] == 2
    run("render", "--replay", "web", "--quiet")
    assert website(small) == before


@pytest.mark.usefixtures("small")
def test_verbose_says_what_is_done(run: Run) -> None:
    ran = run("run", "--replay", "web", "-v")
    assert ran.err.splitlines()[:6] == [
        "asking Blog one",
        "asking Blog two",
        "asking for 3 cited sources",
        "looking for the original words",
        "joining statements",
        "rendering",
    ]


# rank


ROW = {"place", "tied", "best", "worst", "P", "Q", "P_hi", "Q_hi", "ranked", "last"}


def test_ranking_as_json(look: Run) -> None:
    found = look("rank", "--json", "--as-of", LAST_DAY, "--window", "30").json
    assert found.keys() == {"schema", "as_of", "window", "method", "rows"}
    assert (found["schema"], found["as_of"], found["window"]) == (1, LAST_DAY, 30)
    rows = found["rows"]
    assert len(rows) > 50
    for row in rows:
        assert row.keys() == ROW | {"statement", "text", "original", "speaker", "quotations"}
        assert row["best"] <= row["place"] <= row["worst"]
        assert row["ranked"] == (row["P"] >= 2 or row["Q"] >= 2)
        for quotation in row["quotations"]:
            assert quotation.keys() >= {"post", "published", "text", "match", "withdrawn", "citations", "origin"}
            assert quotation["match"] in {"exact", "near", "origin", "possible"}
            for citation in quotation["citations"]:
                assert citation.keys() == {"url", "evidence", "distance", "role"}
    pairs = [(row["P"], row["Q"]) for row in rows]
    assert pairs == sorted(pairs, reverse=True)
    assert [row["place"] for row in rows] == [1 + sum(other > pair for other in pairs) for pair in pairs]


@pytest.mark.parametrize("of", ["sources", "outlets", "speakers"])
def test_other_rankings_as_json(look: Run, of: str) -> None:
    rows = look("rank", "--json", "--as-of", LAST_DAY, "--of", of, "--window", "all").json["rows"]
    assert rows
    assert all(row.keys() == ROW | {of.removesuffix("s")} for row in rows)


def test_windows(look: Run) -> None:
    counts = []
    for window in ("1", "7", "30", "365", "all"):
        found = look("rank", "--json", "--as-of", LAST_DAY, "--window", window).json
        assert found["window"] == (window if window == "all" else int(window))
        counts.append(len(found["rows"]))
    assert counts == sorted(counts)
    assert counts[0] < counts[2] == counts[4]
    assert look("rank", "--json", "--as-of", "2026-09-07", "--window", "all").json["rows"] == []
    assert look("rank", "--json", "--as-of", LAST_DAY).json["window"] == 7, "the first that is configured"


def test_ranking_in_a_narrow_terminal(look: Run) -> None:
    ran = look("rank", "--as-of", LAST_DAY, "--window", "all", "--limit", "3")
    assert (ran.status, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[0] == "Most-cited statements: all days"
    assert max(map(len, lines)) <= 80
    assert len(re.findall(r"^ +=?\d+.*: cited in \d posts, from \d sources?\b", ran.out, re.MULTILINE)) == 3
    assert lines[-1].endswith("more (--limit)")
    assert look("rank", "--as-of", "2020-01-01").out.endswith("Nothing is cited in these days.\n")


@pytest.mark.usefixtures("small")
def test_ranking_before_the_first_run(run: Run) -> None:
    assert run("rank") == Ran(0, "Nothing is recorded yet; `citewatch run` asks the feeds.\n", "")
    assert run("rank", "--json").json["rows"] == []


# render


def test_render_writes_the_site_and_leaves_other_files_alone(run: Run, small: Path) -> None:
    run("fetch", "--replay", "web", "--quiet")
    ran = run("render", "--replay", "web")
    assert ran.status == 0
    assert ran.out.startswith("public/index.html\n")
    before = website(small)
    assert run("render", "--replay", "web", "--quiet") == Ran(0, "", "")
    assert website(small) == before
    (small / "mine").mkdir()
    (small / "mine" / "diary.txt").write_text("dear diary")
    assert "it holds files that citewatch did not write" in run("render", "--site", "mine").failed(1)
    assert [path.name for path in (small / "mine").iterdir()] == ["diary.txt"]


@needs_pagefind
def test_render_makes_a_site_that_can_be_searched(run: Run, small: Path) -> None:
    run("fetch", "--replay", "web", "--quiet")
    assert "without search" not in run("render", "--replay", "web").out
    assert (small / "public/search/pagefind.js").exists()
    assert 'href="search.html"' in (small / "public/index.html").read_text("utf-8")


def test_render_says_that_it_goes_without_search(run: Run, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("fetch", "--replay", "web", "--quiet")
    monkeypatch.setattr(search, "program", lambda: None)
    ran = run("render", "--replay", "web")
    assert ran.out.splitlines()[-1] == (
        "The site goes without search: pagefind is not installed (pip install 'citewatch[search]')"
    )
    assert not (small / "public/search.html").exists()
    assert "search" not in (small / "public/index.html").read_text("utf-8")
    monkeypatch.setattr(search, "program", lambda: Path("/nowhere/pagefind"))
    ran = run("render", "--replay", "web")
    assert "The site goes without search: the index was not built: [Errno 2]" in ran.out


def test_as_of_in_render_is_no_clock(run: Run, small: Path) -> None:
    run("run", "--replay", "web", "--quiet")
    run("render", "--replay", "web", "--as-of", "2001-01-01", "--quiet")
    with open_store(small / ".citewatch" / "store.db") as store:
        ((first,),) = store._rows("SELECT min(at) FROM anchors")
    assert first.startswith("2026-09-14")


# digest


def test_a_digest_goes_once_to_each_who_was_told_from_when_on(run: Run, small: Path) -> None:
    handler = Handler()
    run("fetch", "--replay", "web", "--quiet")
    with serving(handler) as smtp:
        settings(small, "one", "two", more=mailing(smtp.port, "a@b.example", "c@d.example"))
        first = run("digest", "--send", "--as-of", "2026-09-14")
        second = run("digest", "--send-backlog", "--as-of", "2026-09-14")
        settings(small, "one", "two", more=mailing(smtp.port, "a@b.example", "e@f.example"))
        third = run("digest", "--send-backlog", "--as-of", "2026-09-14")
        fourth = run("digest", "--send", "--as-of", "2026-09-15", "--quiet")
    told = "is told what is new from now on"
    assert first.out.splitlines() == [
        f"{reader}: {told} (--send-backlog mails what there is)" for reader in ("a@b.example", "c@d.example")
    ]
    assert second.out == f"a@b.example: {told}\nc@d.example: {told}\n"
    assert third.out == f"a@b.example: {told}\ne@f.example: sent\n"
    assert fourth == Ran(0, "", "")
    assert [to for _, (to,), _ in handler.mails] == ["e@f.example"]


def test_intended_and_delivered_apart(run: Run, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    handler = Handler()
    settings(small, "one", "two", more=mailing(9, "a@b.example"))
    assert "set CITEWATCH_SECRET" in run("digest", "--intend").failed(2)
    monkeypatch.setenv("CITEWATCH_SECRET", "made up")
    run("fetch", "--replay", "web", "--quiet")
    with serving(handler) as smtp:
        settings(small, "one", "two", more=mailing(smtp.port, "a@b.example"))
        assert run("digest", "--deliver", "--as-of", "2026-09-14").out == "\n"
        assert run("digest", "--intend", "--send-backlog", "--as-of", "2026-09-14").out == "\n"
        assert handler.mails == []
        assert run("digest", "--deliver", "--as-of", "2026-09-16").out == "a@b.example: sent\n"
    assert b"(14 September 2026)" in handler.mails[0][2]


def test_a_refused_digest_is_sent_later_and_to_the_others_at_once(run: Run, small: Path) -> None:
    handler = Handler(data="451 Try later")
    run("fetch", "--replay", "web", "--quiet")
    with serving(handler) as smtp:
        settings(small, "one", "two", more=mailing(smtp.port, "a@b.example", "c@d.example"))
        lines = run("digest", "--send-backlog", "--as-of", "2026-09-14").failed(1).splitlines()
        assert [line.split(": ")[1] for line in lines] == [
            f"the digest was not sent to {reader}" for reader in ("a@b.example", "c@d.example")
        ]
        handler.answers.clear()
        assert run("digest", "--send", "--as-of", "2026-09-14").out.count(": sent") == 2
    ids = [next(line for line in mail.splitlines() if line.startswith(b"Message-ID")) for _, _, mail in handler.mails]
    assert ids[:2] == ids[2:], "a mail sent twice is the same mail"


def test_run_mails_what_is_new(run: Run, small: Path) -> None:
    handler = Handler()
    with serving(handler) as smtp:
        settings(small, "one", "two", more=mailing(smtp.port, "a@b.example"))
        for _ in range(2):
            assert run("run", "--replay", "web", "--quiet", "--as-of", "2026-09-14") == Ran(0, "", "")
        assert handler.mails == []
        settings(small, "one", "two", more=mailing(smtp.port, "a@b.example") + "  always: true\n")
        assert run("run", "--replay", "web", "--as-of", "2026-09-15").status == 0
    assert b"Nothing new (15 September 2026)" in handler.mails[0][2]


def test_a_failed_digest_fails_the_run_and_the_site_is_good(run: Run, small: Path) -> None:
    settings(small, "one", "two", more=mailing(1, "a@b.example") + "  always: true\n")
    assert run("run", "--replay", "web", "--quiet") == Ran(0, "", "")
    (small / "public" / "index.html").unlink()
    ran = run("run", "--replay", "web", "--quiet", "--as-of", "2026-09-15")
    assert (small / "public" / "index.html").exists()
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.startswith("citewatch: the digest was not sent to a@b.example: 127.0.0.1:1: no connection")


def test_a_preview_is_written_and_nothing_mailed(run: Run, small: Path) -> None:
    run("fetch", "--replay", "web", "--quiet")
    settings(small, "one", "two", more=mailing(9, "a@b.example"))
    ran = run("digest", "--preview", "mail", "--as-of", "2026-09-14")
    assert ran.status == 0
    assert ran.out.splitlines() == [
        *("mail/digest.html", "mail/digest.txt", "mail/digest.eml"),
        "a@b.example: is told what is new from now on (--send-backlog mails what there is)",
    ]
    assert "cited in 2 posts" in (small / "mail" / "digest.txt").read_text("utf-8")


@pytest.mark.usefixtures("small")
def test_a_digest_needs_to_be_configured_and_one_of_its_ways(run: Run) -> None:
    assert "no digest is configured" in run("digest", "--send").failed(2)
    for words in ([], ["--send", "--preview", "x"], ["--intend", "--deliver"], ["--deliver", "--send-backlog"]):
        assert "choose one of --preview DIR, --send," in run("digest", *words).failed(2)
