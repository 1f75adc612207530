"""Statements: joined from scratch at three sizes, and a day added to an archive; texts encoded for origins.

The archives are invented (`tests/synthetic.py`): precision and recall over pairs are against what was truly said.
"""

import math
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from citewatch import statements
from citewatch.model import Document, Passage, Span
from citewatch.models import SentenceEncoder
from citewatch.store import Store, open_store
from tests.bench.timing import seconds
from tests.builders import post
from tests.synthetic import Archive

SIZES = (50_000, 100_000, 200_000)
DAY = 200


def main() -> int:
    encoding()
    # A process each, so that every size has a peak of memory of its own.
    costs = [_in_own_process("scratch", size) for size in SIZES]
    exponent = math.log(costs[-1] / costs[0]) / math.log(SIZES[-1] / SIZES[0])
    print(f"  growth of CPU time   {exponent:8.2f}   at most 1.15")
    _in_own_process("day", SIZES[-1])
    return int(exponent > 1.15)


def encoding() -> None:
    words = [passage.text for _, passage in Archive().passages(400)]
    took = seconds(lambda: SentenceEncoder().encode(words))
    print(f"texts encoded          {len(words) / took:8.0f} a second, {len(words[0].split())} words the first")


def _in_own_process(what: str, size: int) -> float:
    command = [sys.executable, "-m", "tests.bench.statements", what, str(size)]
    *said, last = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    print("\n".join(said))
    return float(last)


def scratch(size: int) -> float:
    """All passages joined at once; returns the seconds of CPU."""
    told = list(Archive().passages(size))
    began = time.process_time()
    index = statements.joined([passage for _, passage in told])
    took = time.process_time() - began
    root = {one.node: one.root for one in index.settled.values()}
    homes = {passage.id: root[key] for key, node in index.nodes.items() for passage in node.passages}
    precision, recall = _pairs([(homes[passage.id], str(truth)) for truth, passage in told])
    print(
        f"{size:7,} statements joined {took:8.1f} s of CPU, peak {_peak():,} MB; pairs: precision {precision:.3f},"
        f" recall {recall:.3f}"
    )
    return took


def _pairs(found: Sequence[tuple[str, str]]) -> tuple[float, float]:
    """Precision and recall over pairs, from (statement as joined, statement in truth)."""

    def within(groups: Iterable[object]) -> int:
        return sum(count * (count - 1) // 2 for count in Counter(groups).values())

    right = within(found)
    return right / within(one for one, _ in found), right / within(truth for _, truth in found)


def day(size: int) -> float:
    """A day's passages added to an archive in a store; returns the seconds."""
    archive = Archive()
    old = [passage for _, passage in archive.passages(size)]
    late = old[-1].day + timedelta(days=1)
    new = [
        replace(one, id=f"new{at}#0", post=f"new{at}", day=late) for at, (_, one) in enumerate(archive.passages(DAY))
    ]
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder) / "store.db") as store:
        _save(store, old)
        store.rebuild_statements(statements.joined(store.passages()).all(), store.stale_posts())
        del old
        _save(store, new)
        before, began = _peak(), time.perf_counter()
        posts = store.stale_posts()
        store.update_statements((), store.passages(posts), posts)
        took = time.perf_counter() - began
    print(f"{DAY} added to {size:,} {took:8.2f} s, at most 10; {_peak() - before} MB more than the building took")
    return took


def _save(store: Store, passages: Sequence[Passage]) -> None:
    groups: dict[str, list[Passage]] = {}
    for one in passages:
        groups.setdefault(one.post, []).append(one)
    entries = [replace(post(key), day=group[0].day, html=key) for key, group in groups.items()]
    store.save_feed_reading(1, entries, 1)
    for entry in entries:
        store.save_post_reading(entry, Document("post", "text", (Span(0, 4),)), groups[entry.key], 1)


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    print({"scratch": scratch, "day": day}[sys.argv[1]](int(sys.argv[2])))
