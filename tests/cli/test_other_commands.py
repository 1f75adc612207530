"""The commands beside the daily ones: ledger, inspect, add, check, init."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from citewatch.config import json_schema
from tests.cli.running import SHARED, Ran, Run, settings
from tests.days import article, put

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
