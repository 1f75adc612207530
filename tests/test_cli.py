"""The commands as a user meets them: what they print, and their exit status."""

import io
import json
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from citewatch import search
from citewatch.cli import main
from citewatch.config import json_schema
from citewatch.store import open_store
from tests.days import CONFIG, ROOT, WEB, article, atom, cites, entry, put
from tests.test_digest_sending import Handler, serving

needs_pagefind = pytest.mark.skipif(
    not search.program(), reason="pagefind is not installed: pip install 'pagefind[bin]'"
)
SHARED = ROOT.parent / "shared"
LAST_DAY = "2026-09-16"


@dataclass(frozen=True)
class Ran:
    """What a command did."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        assert self.status == 0, self.err
        return json.loads(self.out)

    def failed(self, status: int) -> str:
        """Its complaint: some lines for people, and nothing else."""
        assert self.status == status, (self.status, self.out, self.err)
        assert self.out == ""
        assert "Traceback" not in self.err
        return self.err


Run = Callable[..., Ran]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's folder, in a terminal of 80 columns."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    for name in ("CITEWATCH_SMTP_PASSWORD", "CITEWATCH_RECIPIENTS", "CITEWATCH_WEEKLY_RECIPIENTS", "CITEWATCH_SECRET"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `citewatch` with these words in the user's folder."""
    assert folder.exists()

    def run(*words: object, given: bytes = b"") -> Ran:
        streams = [io.TextIOWrapper(io.BytesIO(data), encoding="utf-8") for data in (given, b"", b"")]
        with monkeypatch.context() as patch:
            patch.setattr(sys, "argv", ["citewatch", *map(str, words)])
            for name, stream in zip(("stdin", "stdout", "stderr"), streams, strict=True):
                patch.setattr(sys, name, stream)
            with pytest.raises(SystemExit) as left:
                main()
            for stream in streams[1:]:
                stream.flush()
        out, err = (stream.buffer.getvalue().decode() for stream in streams[1:])
        assert isinstance(left.value.code, int)
        return Ran(left.value.code, out, err)

    return run


def settings(folder: Path, *names: str, more: str = "") -> None:
    feeds = "".join(f"- {{url: 'https://{name}.example/feed', name: Blog {name}}}\n" for name in names)
    (folder / "sources.yaml").write_text(f"feeds:\n{feeds}{more}", "utf-8")


def website(folder: Path) -> dict[str, tuple[bytes, int]]:
    files = [path for path in (folder / "public").rglob("*") if path.is_file()]
    return {str(path): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


@pytest.fixture
def small(folder: Path) -> Path:
    """Two blogs, each with a post; `folder/web` is the recorded web."""
    for name in ("one", "two"):
        html = cites("paper.example/1.html", f"{name}.press.example/2.html")
        put(folder / "web", f"{name}.example/feed", atom(entry(f"tag:{name}", html)))
    settings(folder, "one", "two")
    return folder


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the recorded web was read, to look at only."""
    path = tmp_path_factory.mktemp("filled")
    words = [
        "run",
        "--config",
        CONFIG,
        "--db",
        path / "store.db",
        "--site",
        path / "public",
        "--replay",
        WEB,
        "--quiet",
    ]
    done = subprocess.run(
        [sys.executable, "-m", "citewatch", *map(str, words)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    return path


@pytest.fixture
def look(run: Run, filled: Path) -> Run:
    """Runs a command on the recorded web's store."""
    return lambda *words, **given: run(*words, "--config", CONFIG, "--db", filled / "store.db", **given)


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


def mailing(port: int, *readers: str) -> str:
    to = ", ".join(readers)
    smtp = f"{{host: 127.0.0.1, port: {port}, security: none}}"
    return f"digest:\n  sender: watch@blog.example\n  to: [{to}]\n  smtp: {smtp}\n"


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


# ledger


@pytest.mark.usefixtures("small")
def test_the_ledger_goes_out_and_comes_in(run: Run) -> None:
    run("fetch", "--replay", "web", "--quiet")
    run("render", "--as-of", "2026-09-14", "--quiet")
    before = run("rank", "--json", "--as-of", "2026-09-14").json
    assert run("ledger", "export", "out").out.endswith(" records\n")
    assert "records were new" in run("ledger", "import", "out", "--db", "other.db").out
    assert run("ledger", "import", "out", "--db", "other.db").out == "out: 0 records were new\n"
    assert run("rank", "--json", "--as-of", "2026-09-14", "--db", "other.db").json == before
    assert "is no ledger" in run("ledger", "import", "web").failed(1)


# inspect


POST = "<p>“The summer was dry and long,” Ada Lovel says (paper.example/1.html).</p>"
INSPECTION = {"schema", "id", "url", "lang", "title", "published", "text", "paragraphs", "links", "quotations", "terms"}


def test_inspect_a_file_and_standard_input(run: Run, folder: Path) -> None:
    (folder / "post.html").write_text(POST, "utf-8")
    found = run("inspect", "post.html", "--json").json
    assert (
        found
        == run("inspect", "--json", given=POST.encode()).json
        == run("inspect", "-", "--json", given=POST.encode()).json
    )
    assert found.keys() >= INSPECTION
    (quotation,) = found["quotations"]
    assert quotation["speaker"] == "Ada Lovel"
    cited = {"url": "https://paper.example/1.html", "evidence": "sentence", "distance": 0, "role": "quoted-from"}
    assert quotation["citations"] == [cited]
    shown = run("inspect", "post.html").out
    assert "└ direct, Ada Lovel ← paper.example/1.html" in shown
    assert max(map(len, shown.splitlines())) <= 80


def test_inspect_reads_text_unchanged_and_articles(run: Run) -> None:
    plain = "A <b> that is no tag.\n\n“The summer was dry and long,” Ada Lovel says (paper.example/1.html).\n"
    found = run("inspect", "--text", "--json", given=plain.encode()).json
    assert found["text"] == plain
    assert len(found["quotations"]) == 1
    body = "".join(f"<p>Озеро обмелело ещё на {n} пальца за одно это лето, говорят рыбаки.</p>" for n in range(8))
    page = f"<html><head><title>Озеро</title></head><body><article><h1>Озеро</h1>{body}</article></body></html>"
    given = page.encode("windows-1251")
    found = run("inspect", "--as", "article", "--url", "paper.example/1", "--lang", "ru", "--json", given=given).json
    assert (found["url"], found["lang"]) == ("https://paper.example/1", "ru")
    assert "Озеро обмелело" in found["text"]
    assert found["links"] == []


@pytest.mark.usefixtures("small")
def test_inspect_knows_the_configured_blog(run: Run) -> None:
    given = POST.encode() + b"<p>See one.example/2020/old.html.</p>"
    found = run("inspect", "--url", "https://one.example/2026/new.html", "--json", given=given).json
    assert [link["role"] for link in found["links"]] == ["quoted-from", "own-post"]


def test_jsonl_gives_a_line_for_a_line(run: Run) -> None:
    lines = [
        json.dumps({"id": "a", "html": POST, "other": [1]}).encode(),
        b"{broken",
        json.dumps({"id": [1], "text": "“Это было давно и неправда”, — сказал Иван Петров.", "lang": "ru"}).encode(),
        b"\xff\xfe not UTF-8",
        b"[1, 2]",
        json.dumps({"id": 4}).encode(),
        json.dumps({"id": 5, "text": 5}).encode(),
        json.dumps({"id": 6, "text": "x", "as": "novel"}).encode(),
        json.dumps({"id": 7, "text": "x", "url": "javascript:1"}).encode(),
        json.dumps({"id": 8, "html": "", "as": "article"}).encode(),
        b"[" * 100_000,
        b"",
        json.dumps({"id": 9, "text": "half a pair: \ud83d, “and four words more,” Ada says.", "url": None}).encode(),
        b"\xef\xbb\xbf" + json.dumps({"id": 10, "text": "x", "as": "article", "url": "https://paper.example/1"}).encode(),
    ]  # fmt: skip
    ran = run("inspect", "--jsonl", given=b"\n".join(lines))
    assert ran.status == 0
    found = [json.loads(line) for line in ran.out.splitlines()]
    assert [one["id"] for one in found] == ["a", None, [1], None, None, 4, 5, 6, 7, 8, None, 9, 10]
    good = [one["id"] for one in found if "error" not in one]
    assert good == ["a", [1], 9, 10]
    for one in found:
        assert one.keys() >= (INSPECTION if one["id"] in good else {"schema", "id", "error"})
    assert found[11]["text"].startswith("half a pair: \ufffd, “and")
    assert len(ran.err.splitlines()) == 9
    assert ran.err.startswith("citewatch: line 2: is no JSON")


def test_json_is_utf8_whatever_the_locale(folder: Path) -> None:
    assert folder.exists()
    given = json.dumps({"id": 1, "text": "«Это было давно и неправда», — сказал Иван Петров."}).encode()
    done = subprocess.run(
        [sys.executable, "-m", "citewatch", "inspect", "--jsonl"],
        input=given,
        capture_output=True,
        check=True,
        env=os.environ | {"PYTHONIOENCODING": "latin-1"},
    )
    assert "Иван Петров" in json.loads(done.stdout.decode("utf-8"))["text"]


def test_the_seed(run: Run) -> None:
    """The first post that citewatch must read right: one of three sources is quoted from."""
    seed = SHARED / "real" / "seed.txt"
    if not seed.exists():
        pytest.skip("the first post is not there (shared/real)")
    found = run("inspect", seed, "--text", "--json").json
    assert [link["role"] for link in found["links"]] == ["quoted-from", "see-also", "see-also"]
    assert found["text"] == seed.read_text("utf-8")
    first = found["links"][0]["url"]
    spoken = [one for one in found["quotations"] if "Kopbayev" in (one["speaker"] or "")]
    assert len(spoken) >= 6
    for one in spoken:
        words = [found["text"][start:end] for start, end in one["spans"]]
        assert {citation["url"] for citation in one["citations"]} == {first}, words


# add, check, init


def test_a_saved_page_makes_a_refused_source_read(run: Run, small: Path) -> None:
    put(small / "web", "paper.example/host.yaml", "/1.html: {status: 403}")
    assert "refused: the server answered 403" in run("run", "--replay", "web").out
    (small / "saved.html").write_text(article("The lake"), "utf-8")
    ran = run("add", "paper.example/1.html", "saved.html", "--as-of", "2026-09-14")
    assert ran == Ran(0, "https://paper.example/1.html: read as «The lake». `citewatch render` shows it.\n", "")
    run("render", "--replay", "web", "--quiet")
    (page,) = [path for path in (small / "public" / "source").iterdir() if "The lake" in path.read_text("utf-8")]
    assert "403" not in page.read_text("utf-8")


def test_check(run: Run, small: Path) -> None:
    ran = run("check")
    assert (ran.status, ran.err) == (0, "")
    assert "https://one.example/feed" in ran.out
    assert ran.out.endswith("sources.yaml is good.\n")
    assert run("check", "--schema").json == json_schema()
    assert not (small / ".citewatch").exists(), "it only looks"


def test_check_tells_all_faults(run: Run, small: Path) -> None:
    settings(small, "one", more="windows: [0]\nsite: {titel: x}\nfetch: {pause: -1}\n")
    lines = run("check").failed(2).splitlines()
    assert len(lines) == 3
    assert all(line.startswith("citewatch: sources.yaml:") for line in lines)


def test_init_writes_settings_that_are_good_and_replaces_none(run: Run, folder: Path) -> None:
    assert "`citewatch init` writes a first one" in run("run").failed(2)
    assert run("init").status == 0
    assert run("check").status == 0
    (folder / "sources.yaml").write_text("mine")
    assert "is there already" in run("init").failed(2)
    assert (folder / "sources.yaml").read_text() == "mine"


# Wrong use and bad luck


def test_help_is_quick_and_names_every_command(run: Run) -> None:
    ran = run("--help")
    assert ran.status == 0
    for command in (
        "run",
        "fetch",
        "backfill",
        "derive",
        "rank",
        "render",
        "digest",
        "inspect",
        "add",
        "init",
        "check",
        "demo",
        "ledger",
    ):
        assert f"\n  {command} " in ran.out
    assert "..." not in ran.out.partition("Commands:")[2], "each fits on its line"
    code = "import citewatch.cli, sys; sys.exit(len({'citewatch.pipeline', 'rich'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0


BAD_USE: list[tuple[str, int, str]] = [
    ("--nonsense", 2, "No such option"),
    ("run --nonsense", 2, "No such option"),
    ("fly", 2, "No such command"),
    ("run --config nowhere.yaml", 2, "nowhere.yaml: is not there"),
    ("run --config .", 2, "cannot be read"),
    ("run --config binary", 2, "binary"),
    ("run --as-of yesterday", 2, "no time such as 2026-09-16"),
    ("run --as-of 0001-01-01", 2, "no time such as"),
    ("rank --as-of 9999-12-31", 2, "no time such as"),
    ("run --as-of 2026-02-30", 2, "no time such as"),
    ("run --replay nowhere", 2, "this is no recorded web"),
    ("run --replay sources.yaml", 2, "this is no recorded web"),
    ("run --replay empty", 2, "this is no recorded web"),
    ("rank --window soon", 2, "a number of days, or all"),
    ("rank --window 0", 2, "a number of days, or all"),
    ("rank --window -7", 2, "a number of days, or all"),
    ("rank --window 99999999999999999999", 2, "a number of days, or all"),
    ("rank --of posts", 2, "one of statements, sources, outlets, speakers"),
    ("rank --limit 0", 2, "--limit"),
    ("rank --limit many", 2, "--limit"),
    ("run --db empty", 1, "is a folder, and a store is a file"),
    ("run --db sources.yaml/store.db", 1, "no store can be kept here"),
    ("run --db sources.yaml", 1, "cannot be used as a store"),
    ("run --db /proc/store.db", 1, "no store can be kept here"),
    ("run --replay web --site sources.yaml", 1, "the site cannot be written"),
    ("render --site /proc/site", 1, "the site cannot be written"),
    ("inspect nowhere.html", 2, "nowhere.html: cannot be read"),
    ("inspect empty", 2, "empty: cannot be read"),
    ("inspect --config nowhere.yaml", 2, "nowhere.yaml: is not there"),
    ("inspect --as novel", 2, "one of post, article"),
    ("inspect --url mailto:a@b.example", 2, "no http(s) address"),
    ("inspect http://127.0.0.1/", 1, "forbidden: "),
    ("inspect --as article", 1, ""),
    ("add paper.example/1 nowhere.html", 2, "does not exist"),
    ("add paper.example/1 empty", 2, "is a directory"),
    ("add ftp://paper.example/1 binary", 1, "is no http(s) address"),
    ("add paper.example/1 binary", 1, "was not recorded"),
    ("check --config binary", 2, "binary"),
    ("init --config nowhere/sources.yaml", 1, "cannot be written"),
    ("digest --preview empty", 2, "no digest is configured"),
]


@pytest.mark.parametrize(("words", "status", "why"), BAD_USE, ids=[words for words, *_ in BAD_USE])
def test_bad_use_is_told_in_a_line(run: Run, small: Path, words: str, status: int, why: str) -> None:
    (small / "empty").mkdir()
    (small / "binary").write_bytes(bytes(range(256)))
    said = run(*words.split()).failed(status)
    assert why in said
    if status == 1 or said.startswith("citewatch: "):
        assert all(line.startswith("citewatch: ") for line in said.splitlines())
    assert status == 1 or words.startswith("digest") or not (small / ".citewatch").exists(), "wrong use leaves nothing"


def test_a_second_run_leaves_at_once(run: Run, small: Path) -> None:
    with open_store(small / ".citewatch" / "store.db"):
        code = [sys.executable, "-m", "citewatch", "run", "--replay", "web"]
        done = subprocess.run(code, capture_output=True, text=True, check=False, cwd=small)
    assert (done.returncode, done.stdout) == (3, "")
    assert (
        done.stderr
        == "citewatch: .citewatch/store.db: another run is at work on this store; try again when it has ended\n"
    )
    assert run("run", "--replay", "web", "--quiet").status == 0


def recorded(path: Path) -> int:
    """How many answers a run, which may be at work, has recorded."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            return int(connection.execute("SELECT count(*) FROM fetches").fetchone()[0])
    except sqlite3.Error:  # not there yet
        return 0


@pytest.fixture
def slow(small: Path) -> Iterator["subprocess.Popen[str]"]:
    """A run that has recorded one feed and waits for the answer of another."""
    put(small / "web", "two.example/host.yaml", "/feed: {delay: 60}")
    code = [sys.executable, "-m", "citewatch", "run", "--replay", "web", "-v"]
    # Where the tests run in the background of a shell, Ctrl-C is ignored and that is inherited.
    heard = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(code, cwd=small, preexec_fn=heard, **pipes) as process:
        assert process.stderr
        assert process.stderr.readline() == "asking Blog one\n"
        assert process.stderr.readline() == "asking Blog two\n"
        until = time.monotonic() + 25
        while not recorded(small / ".citewatch" / "store.db") and time.monotonic() < until:
            time.sleep(0.05)
        yield process
        process.kill()


def test_ctrl_c_ends_with_one_line_and_keeps_what_was_recorded(
    slow: "subprocess.Popen[str]", run: Run, small: Path
) -> None:
    slow.send_signal(signal.SIGINT)
    out, err = slow.communicate(timeout=10)
    assert (slow.returncode, out, err) == (1, "", "citewatch: stopped; what was recorded is kept\n")
    put(small / "web", "two.example/host.yaml", "")
    found = run("run", "--replay", "web", "--json").json
    assert [feed["outcome"] for feed in found["feeds"]] == ["unchanged", "new"]


FULL = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv.pop(1)), resource.RLIM_INFINITY))
from citewatch.cli import main
main()
"""


@pytest.mark.parametrize("bytes_left", [0, 4096, 40_000, 100_000])
def test_a_full_disk_ends_the_run_with_a_line_and_harms_nothing(run: Run, small: Path, bytes_left: int) -> None:
    """No file may grow beyond some bytes: so the database, its log or the site fails at another place each time."""
    run("run", "--replay", "web", "--as-of", "2026-09-14", "--quiet")
    before = website(small)
    noise = random.Random(1)  # noqa: S311 - what compression cannot make small
    more = [
        entry(f"tag:{n}", cites(f"paper.example/{n}.html") + f"<!--{noise.randbytes(4000).hex()}-->") for n in range(40)
    ]
    put(small / "web", "one.example/feed", atom(*more), day="2026-09-15")
    words = ["run", "--replay", "web", "--as-of", "2026-09-15", "--quiet"]
    code = [sys.executable, "-c", FULL, str(bytes_left), *words]
    done = subprocess.run(code, capture_output=True, text=True, check=False, cwd=small)
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("citewatch: ")
    kept = website(small)
    assert all(kept[name] == page for name, page in before.items() if "manifest" not in name)
    assert run(*words) == Ran(0, "", "")
    assert len(website(small)) > len(before)


def test_a_full_device_for_the_output(small: Path) -> None:
    code = [sys.executable, "-m", "citewatch", "check", "--schema"]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(code, stdout=full, stderr=subprocess.PIPE, text=True, check=False, cwd=small)
    assert (done.returncode, done.stderr.startswith("citewatch: "), len(done.stderr.splitlines())) == (1, True, 1)


def test_a_reader_that_leaves_early_is_no_error(small: Path) -> None:
    command = f"{sys.executable} -m citewatch check --schema | head -n 1"
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, check=True, cwd=small)
    assert (done.stdout, done.stderr) == ("{\n", "")
