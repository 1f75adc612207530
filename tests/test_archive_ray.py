"""Archives on a Ray cluster of two nodes in this machine: the same result as on one, also when a worker dies."""

import os
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("daft", reason="daft is not installed: pip install 'citewatch[archive]'")
pytest.importorskip("ray", reason="ray is not installed: pip install 'citewatch[archive]'")

from citewatch import archive
from citewatch.replay import last_moment
from tests.archives import gathered, outcome, ranked_daily, warc_of
from tests.days import ROOT, WEB, Days, demo_settings

MOMENT = last_moment(WEB)

# Ray leaves its sockets and its helpers' pipes to the end of the process.
pytestmark = [
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
        made.shutdown()
    os.environ.clear()
    os.environ.update(before)


@pytest.mark.usefixtures("cluster")
def test_two_nodes_give_what_the_daily_run_gave(tmp_path: Path) -> None:
    import ray

    days = Days(tmp_path / "daily", WEB, demo_settings())
    days.db.parent.mkdir()
    days.run(MOMENT)
    warc = warc_of(days, MOMENT, tmp_path / "web.warc.gz")
    ranked, unread = gathered([warc], tmp_path / "out", demo_settings(), MOMENT)
    assert outcome(ranked) == outcome(ranked_daily(days, MOMENT))
    assert unread == 0
    assert len([node for node in ray.nodes() if node["Alive"]]) == 2
