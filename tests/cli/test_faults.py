"""Wrong use and bad luck: what commands say then, and that they harm nothing."""

import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from citewatch.store import open_store
from tests.cli.running import Ran, Run, website
from tests.days import atom, cites, entry, put

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
