"""Archives: pages read and statements joined as tables, on this machine, at several sizes; precision and recall.

The archives are invented (`tests/synthetic.py`, with traps). CPU time is that of this process and its children.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.statements import _pairs, _peak
from tests.bench.timing import Measure, growth

if TYPE_CHECKING:
    from daft import DataFrame

READ = (250, 500, 1_000)  # pages, of five quotations each
JOINED = (6_250, 12_500, 25_000)
_POST = 5
PRECISION, RECALL, STEEPEST = 0.98, 0.94, 1.15


def measures() -> Iterator[Measure]:
    for what, sizes in (("read", READ), ("joined", JOINED)):
        costs = []
        for size in sizes:
            told, took, precision, recall = _in_own_process(what, size)
            costs.append(took)
            right = precision >= PRECISION and recall >= RECALL
            yield Measure(f"archive: {size:,} posts {what}", "", None, told, right)
        steep = growth(sizes, costs)
        yield Measure(f"growth: archive {what}", "its posts", steep, f"at most {STEEPEST}", steep <= STEEPEST)


def _in_own_process(what: str, size: int) -> tuple[str, float, float, float]:
    """What is told; seconds of CPU, precision and recall. A process each, so that every size has a peak of its own."""
    command = [sys.executable, "-m", "tests.bench.archive", what, str(size)]
    told, last = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[-2:]
    took, precision, recall = map(float, last.split())
    return told, took, precision, recall


def _cpu() -> float:
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def read(size: int) -> tuple[float, float, float]:
    """Pages → statements: the whole way."""
    from tests.archives import gathered
    from tests.days import one_feed
    from tests.synthetic import Archive, pages, write_pages

    told = list(Archive(hard=True).passages(size * _POST))
    with tempfile.TemporaryDirectory() as folder:
        file = write_pages(pages(one for _, one in told), Path(folder) / "pages.warc.gz")
        began, before = time.perf_counter(), _cpu()
        ranked, _ = gathered([file], Path(folder) / "out", one_feed(windows=("all",)))
        took, used = time.perf_counter() - began, _cpu() - before
    homes = {m.passage.id: key for key, one in ranked.by_id.items() for m in one.members}
    truth = ((f"https://blog.example/{one.post}.html#{one.id.rpartition('#')[2]}", str(said)) for said, one in told)
    found = [(homes[key], said) for key, said in truth if key in homes]
    precision, recall = _pairs(found)
    print(
        f"{took:.1f} s, {used:.1f} s of CPU, peak {_peak():,} MB; {len(found) / len(told):.3f} of"
        f" the quotations found; pairs: precision {precision:.3f}, recall {recall:.3f}"
    )
    return used, precision, recall


def joined(size: int) -> tuple[float, float, float]:
    """The statements of so many posts, from their table."""
    from citewatch import archive
    from citewatch.archive.tables import datatype, plain
    from citewatch.model import Passage
    from tests.synthetic import Archive

    with tempfile.TemporaryDirectory() as place:
        folder = archive.Folder(Path(place))
        told = {one.id: str(said) for said, one in Archive(hard=True).passages(size * _POST)}
        rows = (plain(one) for _, one in Archive(hard=True).passages(size * _POST))
        folder.write("quotations", rows, datatype(Passage))
        written = sum(file.stat().st_size for file in folder.path.rglob("*.parquet"))
        began, before = time.perf_counter(), _cpu()
        index = archive.join(folder.table("quotations"))
        homes = {passage.id: one.settled.root for one in index for passage in one.node.passages}
        took, used, peak = time.perf_counter() - began, _cpu() - before, _peak()
        bytes_moved = moved(folder.table("quotations"))
    precision, recall = _pairs([(homes[key], said) for key, said in told.items()])
    print(
        f"{took:.1f} s, {used:.1f} s of CPU, peak {peak:,} MB, table of {written / 1e6:.0f} MB,"
        f" {bytes_moved / 1e6:,.0f} MB moved; pairs: precision {precision:.3f}, recall {recall:.3f}"
    )
    return used, precision, recall


def moved(quotations: "DataFrame") -> int:
    """Bytes that go from worker to worker while quotations are joined, were each row to find its partner elsewhere.

    They are those of the tables that are grouped or joined: passages by wording, keys by bucket (once to be numbered
    and once to meet), pairs, the words that each pair brings together, the nodes that are compared as a whole, the
    trees. Small rows of keys alone, as when roots are looked up, are left out.
    """
    from daft import col

    from citewatch.archive import joining

    found = joining.nodes(quotations).collect()
    keys = found.select("key", "length", "day", "first", col("keys").alias("bucket")).explode("bucket")
    met = joining.pairs(found).collect()
    words = met.join(found.select(col("key").alias("other"), "words", "sentences"), on="other")
    tasks = joining.near(found, met).collect()
    brought = joining.members(tasks).join(found.select("key", "node"), on="key")
    once = (found.select("key", "passages"), met, words, tasks, brought, found.select("key", "node"))
    return 2 * _bytes(keys) + sum(map(_bytes, once))


def _bytes(rows: "DataFrame") -> int:
    return sum(batch.nbytes for batch in rows.to_arrow_iter())


if __name__ == "__main__":
    print(*{"read": read, "joined": joined}[sys.argv[1]](int(sys.argv[2])))
