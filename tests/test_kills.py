"""Runs that are killed at any moment: the next run completes them as if nothing had happened."""

import os
import random
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.days import CONFIG, WEB

KILLS = int(os.environ.get("CITEWATCH_KILLS", "25"))

# Every run is a process of its own, forked from one that has loaded the libraries already: that takes a second each.
# Arguments: a folder, and after how many seconds each run is killed; 0 for not at all.
FORKS = """
import os, signal, sys, time
import citewatch.cli.work
from citewatch.cli import main

def start():
    pid = os.fork()
    if pid == 0:
        try:
            main()
        except SystemExit as left:
            os._exit(left.code)
        os._exit(99)
    return pid

folder, *delays = sys.argv[1:]
sys.argv = sys.argv[:1]
for number, delay in enumerate(map(float, delays)):
    place = os.path.join(folder, str(number))
    sys.argv = ["citewatch", "run", "--db", f"{place}/store.db", "--site", f"{place}/site", *os.environ["RUN"].split()]
    if delay:
        pid = start()
        time.sleep(delay)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    begun = time.monotonic()
    status = os.waitstatus_to_exitcode(os.waitpid(start(), 0)[1])
    print(status, time.monotonic() - begun, flush=True)
"""


def runs(folder: Path, delays: Sequence[float]) -> list[tuple[int, float]]:
    """Exit status and seconds of the whole run in each folder `0`, `1`, …; before it, one was killed there."""
    options = f"--config {CONFIG} --replay {WEB} --as-of 2026-09-14 --quiet"
    command = [sys.executable, "-c", FORKS, str(folder), *map(str, delays)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ | {"RUN": options})
    assert done.stderr == ""
    return [(int(status), float(seconds)) for status, seconds in (line.split() for line in done.stdout.splitlines())]


def website(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_killed_run_is_completed_by_the_next(tmp_path: Path) -> None:
    ((status, whole),) = runs(tmp_path, [0])
    assert status == 0
    expected = website(tmp_path / "0" / "site")
    assert len(expected) > 100
    chance = random.Random(7)  # noqa: S311 - moments, not secrets
    # Two runs at once are slower than one was alone.
    delays = [chance.uniform(0, 1.5 * whole) for _ in range(KILLS)]
    lanes = {str(tmp_path / name): part for name, part in (("even", delays[::2]), ("odd", delays[1::2]))}
    with ThreadPoolExecutor() as pool:
        found = dict(zip(lanes, pool.map(runs, map(Path, lanes), lanes.values()), strict=True))
    for lane, part in lanes.items():
        assert [status for status, _ in found[lane]] == [0] * len(part)
        for number, delay in enumerate(part):
            assert website(Path(lane, str(number), "site")) == expected, f"killed after {delay:.3f} s"
