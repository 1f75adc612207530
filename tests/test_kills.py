"""Runs that are killed at any moment: the next run completes them as if nothing had happened.

`CITEWATCH_KILLS=200` makes as many random kills as that, and tries every failpoint; without it there are 8 kills, and
every second failpoint is tried.
"""

import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from citewatch.store import open_store
from tests.days import CONFIG, WEB, article, atom, cites, entry, put

KILLS = int(os.environ.get("CITEWATCH_KILLS", "8"))
STEP = 2 if KILLS < 200 else 1

# Every run is a process of its own, forked from one that has made a run and so has loaded all libraries and models.
# Arguments: a folder, then for each run when it is killed: after so many seconds; at the n-th failpoint, as `#n`; or
# never, as 0. A failpoint is a transaction that begins or commits, and a file of the site that is put in its place or
# removed, each before and after: between two of them a kill leaves the same. After each kill one whole run follows.
# The first failpoint that is not reached is the last that is tried.
FORKS = """
import contextlib, os, signal, sys, time, pathlib
import citewatch.cli.work, citewatch.store
from citewatch.cli import main
from citewatch.sandbox.direct import Direct
from tests.remembering import reading_once, remembering

# Pages are read in the run itself: the process that else reads them holds nothing that a kill could spoil. What the
# first run has parsed and encoded is not parsed and encoded again, so that most kills fall on what is kept.
kept = contextlib.ExitStack()
kept.enter_context(remembering())
kept.enter_context(reading_once(Direct()))

def words(place):
    return ["citewatch", *os.environ["RUN"].format(place=place).split()]

def arm(left):
    def reached(*_):
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
    def connected(path, connect=citewatch.store.connect):
        connection = connect(path)
        connection.set_trace_callback(lambda query: query.startswith(("BEGIN", "COMMIT")) and reached())
        return connection
    def around(done):
        return lambda *given, **named: (reached(), done(*given, **named), reached())[1]
    citewatch.store.connect = connected
    for name in ("replace", "unlink"):
        setattr(pathlib.Path, name, around(getattr(pathlib.Path, name)))

def start(failpoint=0):
    pid = os.fork()
    if pid == 0:
        if failpoint:
            arm(failpoint)
        try:
            main()
        except SystemExit as left:
            os._exit(left.code)
        os._exit(99)
    return pid

folder, *moments = sys.argv[1:]
sys.argv = words(os.path.join(folder, "warm"))
try:
    main()
except SystemExit:
    pass
for number, moment in enumerate(moments):
    sys.argv = words(os.path.join(folder, str(number)))
    met = True
    if moment.startswith("#"):
        met = os.waitstatus_to_exitcode(os.waitpid(start(int(moment[1:])), 0)[1]) == -signal.SIGKILL
    elif float(moment):
        pid = start()
        time.sleep(float(moment))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    begun = time.monotonic()
    status = os.waitstatus_to_exitcode(os.waitpid(start(), 0)[1])
    print(status, time.monotonic() - begun, int(met), flush=True)
    if not met:
        break
"""


def runs(folder: Path, run: str, moments: Sequence[object]) -> list[tuple[int, float, bool]]:
    """Status and seconds of the whole run in each folder `0`, `1`, …, and whether the one before it was killed."""
    command = [sys.executable, "-c", FORKS, str(folder), *map(str, moments)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ | {"RUN": run})
    assert done.stderr == ""
    found = (line.split() for line in done.stdout.splitlines())
    return [(int(status), float(seconds), met == "1") for status, seconds, met in found]


# What must be as if nothing had happened: all but the numbers and times of the answers.
ROWS = (
    "SELECT DISTINCT purpose, subject, url, status, body, failure FROM fetches WHERE status IS NOT 304",
    "SELECT * FROM seen", "SELECT id, post, exact FROM anchors", "SELECT * FROM documents", "SELECT * FROM links",
    "SELECT key, feed, url, title, hash, published, first_seen, day FROM posts", "SELECT * FROM passages",
    "SELECT * FROM citations", "SELECT * FROM members", "SELECT * FROM nodes", "SELECT * FROM edges",
    "SELECT * FROM joined", "SELECT * FROM origins",
    "SELECT post, hash FROM superseded", "SELECT * FROM withdrawals", "SELECT * FROM folded",
    "SELECT * FROM sketches", "SELECT * FROM copies",
    "SELECT * FROM backfills",
)  # fmt: skip


def state(folder: Path) -> dict[str, Any]:
    """What a run left: the rows of the store, and the files of the site."""
    with open_store(folder / "store.db") as store:
        assert not list(store.faults())
    connection = sqlite3.connect(folder / "store.db")
    found: dict[str, Any] = {query: sorted(map(repr, connection.execute(query))) for query in ROWS}
    connection.close()
    site = folder / "site"
    pages = (
        path for path in site.rglob("*") if path.is_file() and path.name != "status.html"
    )  # how feeds answered last
    return found | {str(path.relative_to(site)): path.read_bytes() for path in pages}


def assert_completed(folder: Path, run: str, moments: Sequence[object], expected: dict[str, Any]) -> int:
    """Kill at each moment, run again, and compare. Returns how many runs were killed."""
    lanes = {folder / name: part for name, part in (("even", moments[::2]), ("odd", moments[1::2]))}
    with ThreadPoolExecutor() as pool:
        found = dict(zip(lanes, pool.map(lambda lane: runs(lane, run, lanes[lane]), lanes), strict=True))
    for lane, part in lanes.items():
        assert {status for status, *_ in found[lane]} == {0}
        for number, moment in enumerate(part[: len(found[lane])]):
            assert state(lane / str(number)) == expected, f"killed at {moment}"
    return sum(met for lane in found.values() for *_, met in lane)


def test_a_run_that_is_killed_at_any_time_is_completed_by_the_next(tmp_path: Path) -> None:
    options = f"--config {CONFIG} --replay {WEB} --as-of 2026-09-14 --quiet"
    run = f"run {options} --db {{place}}/store.db --site {{place}}/site"
    ((status, whole, _),) = runs(tmp_path, run, [0])
    assert status == 0
    expected = state(tmp_path / "0")
    assert len(expected) > 100
    chance = random.Random(7)  # noqa: S311 - moments, not secrets
    # Two runs at once are slower than one was alone.
    assert_completed(tmp_path, run, [chance.uniform(0.01, 1.5 * whole) for _ in range(KILLS)], expected)


SETTINGS = "feeds: [{url: https://blog.example/feed, name: A blog}]\nfetch: {first_posts: 2}\n"


@pytest.mark.parametrize("command", ["run --site {place}/site", "backfill --since 2020-01-01"])
def test_a_run_that_is_killed_at_any_failpoint_is_completed_by_the_next(tmp_path: Path, command: str) -> None:
    """On the second day one post is edited, one is new, one is a copy of that, and there are older pages."""
    web = tmp_path / "web"
    long = "".join(f"<p>In the year {n} the boats went out {n * 7} times in all weathers.</p>" for n in range(9))
    first = entry("tag:1", cites("paper.example/1.html"))
    second = entry("tag:2", cites("paper.example/2.html") + long)
    copy = entry("tag:3", cites("paper.example/2.html") + long, "2026-09-14T10:00:00Z")
    put(web, "blog.example/feed", atom(first, entry("tag:0"), following="/feed?page=2"))
    put(web, "blog.example/feed?page=2", atom(entry("tag:a"), following="/feed?page=3"))
    put(web, "blog.example/feed?page=3", atom(entry("tag:b")))
    put(
        web,
        "blog.example/feed",
        atom(copy, second, entry("tag:1", "<p>No more.</p>"), following="/feed?page=2"),
        "2026-09-15",
    )
    put(web, "paper.example/1.html", article("The lake"))
    put(web, "paper.example/2.html", article("The ice"))
    (tmp_path / "sources.yaml").write_text(SETTINGS, "utf-8")
    run = f"{command} --config {tmp_path}/sources.yaml --replay {web} --db {{place}}/store.db --quiet --as-of"
    first_day = f"{run} 2026-09-14".replace("backfill --since 2020-01-01", "fetch")
    runs(tmp_path / "first", first_day, [0])
    moments = [f"#{n}" for n in range(1, 240, STEP)]
    for place in (f"{lane}/{number}" for lane in ("even", "odd") for number in range(120)):
        shutil.copytree(tmp_path / "first" / "0", tmp_path / place)
    shutil.copytree(tmp_path / "first" / "0", tmp_path / "0")
    assert [status for status, *_ in runs(tmp_path, f"{run} 2026-09-15", [0])] == [0]
    expected = state(tmp_path / "0")
    queries = ("SELECT * FROM withdrawals", "SELECT * FROM copies", "SELECT * FROM folded")
    assert all(expected[query] for query in queries)
    met = assert_completed(tmp_path, f"{run} 2026-09-15", moments, expected)
    assert 20 < met < len(moments) - 1, "all that there are"
