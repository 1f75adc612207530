"""A store stays whole: what `check --db` finds, migrations that are killed, full disks, two runs at once."""

import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import zlib
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from unittest.mock import patch

import pytest

from citewatch.cli import main
from citewatch.store import open_store
from citewatch.store.connection import connect, migrations
from tests.days import CONFIG, WEB, atom, cites, entry, put
from tests.store.rows import dump, fill, post
from tests.test_kills import state


def cite(*words: object, status: int = 0) -> str:
    """What `citewatch` with these words prints: only complaints, where it fails with that status."""
    out, err = io.StringIO(), io.StringIO()
    argv = patch.object(sys, "argv", ["citewatch", *map(str, words)])
    with argv, redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as left:
        main()
    assert (left.value.code, (err if status == 0 else out).getvalue()) == (status, "")
    return (err if status else out).getvalue()


# What is found


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that a run left."""
    place = tmp_path_factory.mktemp("whole")
    for number in (15, 16):
        assert cite(*day(place, number)) == ""
    return place / "store.db"


def faults(path: Path) -> list[tuple[str, str]]:
    with open_store(path) as store:
        return list(store.faults())


def test_a_store_that_a_run_left_is_whole(whole: Path) -> None:
    said = cite("check", "--db", whole)
    assert said.endswith(f"{whole} is whole.\n")
    assert "0 pages no longer kept" in said


DAMAGE = {
    "UPDATE bodies SET bytes = x'00' WHERE hash = (SELECT min(hash) FROM bodies)": "is not what was recorded",
    "UPDATE bodies SET bytes = zip('other') WHERE hash = (SELECT min(hash) FROM bodies)": "is not what was recorded",
    "DELETE FROM bodies WHERE hash = (SELECT min(hash) FROM bodies)": "names one of bodies that is not there",
    "DELETE FROM fetches WHERE purpose = 'feed' AND id = (SELECT min(id) FROM fetches)": "feed_readings",
    "UPDATE fetches SET headers = NULL WHERE id = 1": "neither a page nor a failure",
    "UPDATE fetches SET headers = '[' WHERE id = 1": "headers that are no list",
    "UPDATE fetches SET at = 'yesterday' WHERE id = 1": "a time that is none",
    "DELETE FROM posts WHERE key = (SELECT min(post) FROM passages)": "a passage without its post",
    "DELETE FROM passages WHERE id = (SELECT min(passage) FROM citations)": "a citation without its passage",
    "DELETE FROM passages WHERE id = (SELECT min(passage) FROM members)": "a passage in a statement that is not there",
    "UPDATE nodes SET root = NULL WHERE key = (SELECT min(key) FROM nodes)": "without its root",
    "DELETE FROM members WHERE passage = (SELECT min(passage) FROM members)": "a passage without a statement",
    "DELETE FROM nodes WHERE key = (SELECT min(node) FROM members)": "a passage whose wording is not there",
    "INSERT INTO nodes (key, size, day, first, root) VALUES ('a', 0, '', '', 'a')": "a wording without passages",
    "INSERT INTO edges VALUES ('a', 'b', 'near', 0.9, NULL)": "an edge to a wording that is not there",
    "INSERT INTO anchors SELECT 'twin', post, exact, prefix, suffix, at FROM anchors LIMIT 1": "two published",
    "INSERT INTO gone VALUES ('tag:nowhere', '2026-09-14')": "a deletion or copy without its post",
    "INSERT INTO folded SELECT 'tag:nowhere', min(key) FROM posts": "a deletion or copy without its post",
    "DELETE FROM withdrawals": "whose withdrawal is not recorded",
    "UPDATE superseded SET post = 'tag:nowhere'": "an earlier version without its post",
}


@pytest.mark.parametrize(("damage", "what"), DAMAGE.items())
def test_what_does_not_hold_is_found_and_how_to_mend_it(whole: Path, tmp_path: Path, damage: str, what: str) -> None:
    path = tmp_path / "store.db"
    shutil.copy(whole, path)
    connection = sqlite3.connect(path)
    connection.create_function("zip", 1, lambda words: zlib.compress(words.encode()))
    assert connection.execute(damage).rowcount > 0
    connection.commit()
    connection.close()
    found = faults(path)
    assert [one for one, _ in found if what in one], found
    assert all(how for _, how in found)


def test_a_damaged_file_is_found(whole: Path, tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    data = bytearray(whole.read_bytes())
    data[30 * 4096 : 60 * 4096] = b"\xff" * (30 * 4096)
    path.write_bytes(data)
    said = cite("check", "--db", path, status=1)
    assert said.startswith(f"citewatch: {path}: ")
    assert "put a good copy" in said or "cannot be used as a store" in said


def test_each_fault_is_a_line_with_its_remedy(whole: Path, tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    shutil.copy(whole, path)
    connection = sqlite3.connect(path)
    connection.executescript("DELETE FROM members; DELETE FROM withdrawals;")
    connection.close()
    lines = cite("check", "--db", path, status=1).splitlines()
    assert len(lines) == 3
    assert all(line.startswith(f"citewatch: {path}: ") and "; to mend it: `citewatch derive`" in line for line in lines)
    assert "more" in lines[1]
    assert cite("derive", "--config", CONFIG, "--db", path, "--quiet") == ""
    assert "is whole" in cite("check", "--db", path)


def test_statements_that_are_to_be_joined_yet_are_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with open_store(path) as store:
        fill(store)
        store.save_post_reading(post(), None, [], 1)
        found = [what for what, _ in store.faults()]
    assert not [what for what in found if "statement" in what]
    assert "does not exist" in cite("check", "--db", tmp_path / "nowhere.db", status=2)


# Migrations


def old_store(path: Path) -> list[str]:
    """A store of the first schema with something in it."""
    connection = connect(path, migrations()[:1])
    at = "2026-09-14T06:00:00+00:00"
    rows: dict[str, list[tuple[object, ...]]] = {
        "bodies": [("a", zlib.compress(b"<rss/>"))],
        "fetches": [
            (1, "feed", "f", "f", at, 200, "f", "[]", "[]", "a", None, None, None),
            (2, "article", "s", "s", at, 404, None, None, None, None, "gone", "x", 1.5),
        ],
        "feed_readings": [(1, 2, None)],
        "seen": [("tag:1", "f", at, 1)],
        "posts": [("tag:1", "f", "", "", zlib.compress(b"<p>"), "h", None, at, "2026-09-14", 1)],
    }
    for table, values in rows.items():
        connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(values[0]))})", values)  # noqa: S608 - names from here
    connection.close()
    return dump(path)


# Copies a store and migrates the copy, which is killed before its first statement, then its second, …
KILLED = """
import os, pathlib, shutil, signal, sys
from citewatch.store import connection

def split(script, statements=connection.statements):
    global left
    for one in statements(script):
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        yield one

connection.statements = split
path = pathlib.Path(sys.argv[1])
for fatal in range(1, 200):
    left, copy = fatal, path.with_name(f"{fatal}.db")
    shutil.copy(path, copy)
    pid = os.fork()
    if pid == 0:
        connection.connect(copy).close()
        os._exit(0)
    if os.waitpid(pid, 0)[1] == 0:
        print(fatal)
        break
"""


def test_a_migration_that_is_killed_at_any_statement_is_made_by_the_next_run(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    before = old_store(path)
    done = subprocess.run([sys.executable, "-c", KILLED, path], capture_output=True, text=True, check=True)
    points = int(done.stdout)
    assert points > 15
    connect(path).close()
    after = dump(path)
    for fatal in range(1, points):
        killed = tmp_path / f"{fatal}.db"
        connection = sqlite3.connect(killed)
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        connection.close()
        if version == 1:
            assert dump(killed) == before, "nothing, or the whole step"
        connect(killed).close()
        assert dump(killed) == after
        assert dump(tmp_path / f"{fatal}.db.v1") == before, "the copy that was made before"
    with open_store(path) as store:
        assert [one for one, _ in store.faults() if "passage" in one] == []


# Full disks

# Runs a copy of a store's folder into each limit, as `how:size`: so many pages more for the database; or so many bytes
# for any file, from the beginning or when the site is written. Prints for each, as JSON: the exit status, what was
# said, and the number of the last answer that the store had taken.
LIMITED = """
import json, os, resource, signal, sys
import citewatch.site, citewatch.store
from citewatch.cli import main
import contextlib
from citewatch.sandbox.direct import Direct
from tests.remembering import reading_once, remembering
kept = contextlib.ExitStack()  # as in `test_kills`
kept.enter_context(remembering())
kept.enter_context(reading_once(Direct()))

def limit(size):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

def arm(how, size):
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    def connected(path, connect=citewatch.store.connect):
        connection = connect(path)
        if how == "pages":
            (used,) = connection.execute("PRAGMA page_count").fetchone()
            connection.execute(f"PRAGMA max_page_count = {used + size}")
        return connection
    def written(*given, write=citewatch.site.write):
        if how == "site":
            limit(size)
        return write(*given)
    def acknowledged(done):
        def doing(store, *given, **named):
            done(store, *given, **named)
            print(store.last_fetch(), flush=True)
        return doing
    citewatch.store.connect, citewatch.site.write = connected, written
    for name in ("record", "record_walk"):
        setattr(citewatch.store.Store, name, acknowledged(getattr(citewatch.store.Store, name)))
    if how == "bytes":
        limit(size)

def run(words, how, size):
    (out, out_end), (err, err_end) = os.pipe(), os.pipe()
    pid = os.fork()
    if pid == 0:
        os.dup2(out_end, 1)
        os.dup2(err_end, 2)
        arm(how, size)
        sys.argv = words
        try:
            main()
        except SystemExit as left:
            sys.stdout.flush()
            os._exit(left.code)
    os.close(out_end)
    os.close(err_end)
    said = [open(end).read() for end in (out, err)]
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), said[1], int((said[0].split() or ["0"])[-1])

folder, *points = sys.argv[1:]
for point in ["warm", *points]:
    sys.argv = ["citewatch", *os.environ["RUN"].replace("{place}", os.path.join(folder, point)).split()]
    if point == "warm":
        try:
            main()  # loads all that is needed
        except SystemExit:
            continue
    how, _, size = point.partition(":")
    print(json.dumps(run(sys.argv, how, int(size))), flush=True)
"""
POINTS = (
    *(f"pages:{size}" for size in (0, 1, 2, 4, 8, 12, 16, 20)),
    *(f"bytes:{size}" for size in (0, 2_000, 20_000, 60_000, 100_000, 150_000)),
    *(f"site:{size}" for size in (0, 500, 1_000, 2_000, 4_000, 6_000)),
)


def day(place: Path, number: int) -> list[str]:
    words = (
        f"run --config {CONFIG} --db {place}/store.db --site {place}/site --replay {WEB} --as-of 2026-09-{number} -q"
    )
    return words.split()


@pytest.fixture(scope="module")
def first_day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("first")
    assert cite(*day(place, 14)) == ""
    return place


@pytest.fixture(scope="module")
def limited(first_day: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, tuple[int, str, int]]]:
    """A folder with a run of the second day into each limit, and a `warm` one without; and what each did."""
    place = tmp_path_factory.mktemp("limited")
    for point in ("warm", *POINTS):
        shutil.copytree(first_day, place / point)
    command = [sys.executable, "-c", LIMITED, str(place), *POINTS]
    words = " ".join(day(Path("{place}"), 15))
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ | {"RUN": words})
    return place, dict(zip(POINTS, map(json.loads, done.stdout.splitlines()), strict=True))


def test_full_disks_are_tried_at_twenty_points() -> None:
    assert len(set(POINTS)) == 20


@pytest.mark.parametrize("point", POINTS)
def test_a_full_disk_loses_nothing_that_was_acknowledged(
    first_day: Path, limited: tuple[Path, dict[str, tuple[int, str, int]]], point: str
) -> None:
    place = limited[0] / point
    status, said, acknowledged = limited[1][point]
    (line,) = said.splitlines()
    assert (status, line.startswith("citewatch: ")) == (1, True)
    before, after = kept(first_day), kept(place)
    assert after[: len(before)] == before
    assert len(after) >= acknowledged
    assert faults(place / "store.db") == []
    assert pages_of(place).keys() >= pages_of(first_day).keys()
    if not point.startswith("site"):
        assert pages_of(place) == pages_of(first_day), "the old site is as it was"
    assert cite(*day(place, 15)) == ""
    assert state(place) == state(limited[0] / "warm")


def kept(place: Path) -> list[str]:
    connection = sqlite3.connect(place / "store.db")
    try:
        return list(map(repr, connection.execute("SELECT * FROM fetches ORDER BY id")))
    finally:
        connection.close()


def pages_of(place: Path) -> dict[str, bytes]:
    site = place / "site"
    return {str(path.relative_to(site)): path.read_bytes() for path in site.rglob("*.html")}


# Two runs at once


def test_of_two_runs_at_once_one_works_and_one_leaves(tmp_path: Path) -> None:
    """Twenty pairs: each time the one that comes later leaves at once, and the store is whole."""
    put(tmp_path / "web", "blog.example/feed", atom(entry("tag:1", cites("paper.example/1.html"))))
    put(tmp_path / "web", "blog.example/host.yaml", "/feed: {delay: 0.4}")
    (tmp_path / "sources.yaml").write_text("feeds: [{url: https://blog.example/feed, name: A blog}]", "utf-8")
    words = f"fetch --config {tmp_path}/sources.yaml --db {tmp_path}/store.db --replay {tmp_path}/web --quiet".split()
    pairs = subprocess.run([sys.executable, "-c", PAIRS, *words], capture_output=True, text=True, check=True)
    found = [line.split() for line in pairs.stdout.splitlines()]
    assert len(found) == 20
    assert {tuple(sorted(pair)) for pair in found} == {("0", "3")}
    assert pairs.stderr.count("another run is at work on this store") == len(pairs.stderr.splitlines()) == 20
    assert faults(tmp_path / "store.db") == []


PAIRS = """
import os, sys
from citewatch.cli import main
import contextlib
from citewatch.sandbox.direct import Direct
from tests.remembering import reading_once, remembering
kept = contextlib.ExitStack()  # as in `test_kills`
kept.enter_context(remembering())
kept.enter_context(reading_once(Direct()))

def start():
    pid = os.fork()
    if pid == 0:
        try:
            main()
        except SystemExit as left:
            os._exit(left.code)
    return pid

try:
    main()  # loads all that is needed, so that the two are quick
except SystemExit:
    pass
for _ in range(20):
    pids = [start(), start()]
    print(*(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids), flush=True)
"""
