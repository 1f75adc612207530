"""Archives on a Ray cluster of two nodes in this machine: the same result as on one, also when a worker dies.

A process works on a cluster or not, so these have one of their own:
`CITEWATCH_RAY=1 python -m pytest -n0 tests/test_archive_ray.py`.
"""

import os
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from threading import Thread

import pytest

pytest.importorskip("daft", reason="daft is not installed: pip install 'citewatch[archive]'")
pytest.importorskip("ray", reason="ray is not installed: pip install 'citewatch[archive]'")

from citewatch import archive
from citewatch.replay import last_moment
from tests.archives import gathered, outcome, ranked_daily, warc_of
from tests.days import MORNING, ROOT, WEB, Days, demo_settings, one_feed
from tests.synthetic import Archive, pages, write_pages

MOMENT = last_moment(WEB)

# Ray leaves its sockets and its helpers' pipes to the end of the process.
pytestmark = [
    pytest.mark.skipif(
        "CITEWATCH_RAY" not in os.environ, reason="set CITEWATCH_RAY=1 and run this file alone, with -n0"
    ),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
]


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """The address of a cluster; its workers find the project as this process does."""
    before = dict(os.environ)
    os.environ |= {"PYTHONPATH": str(ROOT), "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0", "DAFT_PROGRESS_BAR": "0"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import ray
        from ray.cluster_utils import Cluster

        size = 200 * 2**20
        made = Cluster(
            initialize_head=True,
            head_node_args={"num_cpus": 1, "object_store_memory": size, "include_dashboard": False},
        )
        made.add_node(num_cpus=1, object_store_memory=size)
        archive.run_on(made.address)
        yield made.address
        ray.shutdown()
        made.shutdown()  # type: ignore[no-untyped-call]
    os.environ.clear()
    os.environ.update(before)


@pytest.mark.usefixtures("cluster")
def test_two_nodes_give_what_the_daily_run_gave(tmp_path: Path) -> None:
    days = Days(tmp_path / "daily", WEB, demo_settings())
    days.db.parent.mkdir()
    days.run(MOMENT)
    warc = warc_of(days, MOMENT, tmp_path / "web.warc.gz")
    ranked, unread = gathered([warc], tmp_path / "out", demo_settings(), MOMENT)
    assert outcome(ranked) == outcome(ranked_daily(days, MOMENT))
    assert unread == 0
    assert len(_workers()) == 2  # one of each node


@pytest.mark.usefixtures("cluster")
def test_a_worker_that_dies_in_the_middle_changes_nothing(tmp_path: Path) -> None:
    told = [one for _, one in Archive(hard=True).passages(300)]
    inputs = [write_pages(pages(told[at : at + 50]), tmp_path / f"{at}.jsonl") for at in range(0, 300, 50)]
    settings, out = one_feed(windows=("all",)), tmp_path / "out"
    whole, _ = gathered(inputs, tmp_path / "whole", settings)
    killed: list[int] = []

    def kill() -> None:
        while not list(out.glob("pages/*/_done")):  # from then on posts are read
            time.sleep(0.02)
        killed.append(_workers()[-1])
        os.kill(killed[0], signal.SIGKILL)

    killer = Thread(target=kill)
    killer.start()
    ranked, unread = gathered(inputs, out, settings)
    killer.join()
    assert killed
    assert killed[0] not in _workers()
    assert unread == 0
    assert len(ranked.posts) == 60
    assert outcome(ranked) == outcome(whole)


def test_dafts_own_setting_works_on_the_cluster_too(cluster: str, tmp_path: Path) -> None:
    told = [one for _, one in Archive(hard=True).passages(60)]
    file = write_pages(pages(told), tmp_path / "a.warc.gz")
    (tmp_path / "sources.yaml").write_text("feeds: [{name: A blog, url: https://blog.example/feed}]\nwindows: [all]\n")
    environment = os.environ | {"DAFT_RUNNER": "ray", "RAY_ADDRESS": cluster}
    for words in (["read", str(file)], ["rank"]):
        options = ["--out", str(tmp_path / "out"), "--config", str(tmp_path / "sources.yaml"), "--quiet"]
        command = [sys.executable, "-m", "citewatch", "archive", *words, *options]
        subprocess.run(command, check=True, env=environment, capture_output=True, timeout=300)
    whole, _ = gathered([file], tmp_path / "whole", one_feed(windows=("all",)))
    assert outcome(ranked_daily(Days(tmp_path / "out", WEB, one_feed(windows=("all",))), MORNING)) == outcome(whole)


def _workers() -> list[int]:
    """The processes of this test's cluster in which pages are read."""
    stats = {int(one.parent.name): one for one in Path("/proc").glob("[0-9]*/stat")}
    parents, found = {}, []
    for pid, stat in stats.items():
        with suppress(OSError):
            parents[pid] = int(stat.read_text().rpartition(")")[2].split()[1])
            if b"Swordfish" in (stat.parent / "cmdline").read_bytes():
                found.append(pid)
    return sorted(pid for pid in found if _descends(pid, parents))


def _descends(pid: int, parents: Mapping[int, int]) -> bool:
    while pid in parents and pid != os.getpid():
        pid = parents[pid]
    return pid == os.getpid()
