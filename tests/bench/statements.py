"""Statements: joined from scratch at three sizes and beside rensa, and a day added to an archive.

The archives are invented (`tests/synthetic.py`): precision and recall over pairs are against what was truly said.
"""

import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from rapidfuzz.distance import Indel
from rensa import RMinHash, RMinHashLSH

from citewatch import statements, text
from citewatch.model import Document, Passage, Span
from citewatch.store import Store, open_store
from tests.bench.timing import Measure, growth, once
from tests.builders import post
from tests.synthetic import Archive

SIZES = (50_000, 100_000, 200_000)
DAY = 200
STEEPEST = 1.15
LONGEST_DAY = 10  # seconds


def measures() -> Iterator[Measure]:
    costs = []
    for size in SIZES:
        told, took = _in_own_process("scratch", size)
        costs.append(took)
        yield Measure(f"{size:,} passages joined", "", None, told)
    steep = growth(SIZES, costs)
    yield Measure("growth: passages joined", "their number", steep, f"at most {STEEPEST}", steep <= STEEPEST)
    said = [passage for _, passage in Archive().passages(20_000)]
    (ours, _), (peer, _) = once(lambda: statements.joined(said)), once(lambda: by_rensa(said))
    told = f"{len(said):,} in {ours:.1f} s; rensa {peer:.1f} s, without a guard"
    yield Measure("passages joined", "rensa", ours / peer, told)
    told, took = _in_own_process("day", SIZES[-1])
    yield Measure("a day joined to an archive", "", None, told, took <= LONGEST_DAY)


def by_rensa(passages: Sequence[Passage]) -> int:
    """How many near pairs of one speaker are found by MinHash of three words in a row, and verified."""
    index, pairs = RMinHashLSH(0.5, 128, 32), 0
    words = [text.words(one.text) for one in passages]
    for at, (passage, mine) in enumerate(zip(passages, words, strict=True)):
        sketch = RMinHash(128, 1)
        sketch.update([" ".join(run) for run in zip(mine, mine[1:], mine[2:], strict=False)])
        near = (n for n in index.query(sketch) if passages[n].person == passage.person)
        pairs += sum(Indel.normalized_similarity(mine, words[n], score_cutoff=statements.NEAR) > 0 for n in near)
        index.insert(at, sketch)
    return pairs


def _in_own_process(what: str, size: int) -> tuple[str, float]:
    """What is told, and seconds: a process each, so that every size has a peak of memory of its own."""
    command = [sys.executable, "-m", "tests.bench.statements", what, str(size)]
    told, last = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    return told, float(last)


def scratch(size: int) -> float:
    """All passages joined at once; returns the seconds of CPU."""
    told = list(Archive().passages(size))
    began = time.process_time()
    index = statements.joined([passage for _, passage in told])
    took = time.process_time() - began
    root = {one.node: one.root for one in index.settled.values()}
    homes = {passage.id: root[key] for key, node in index.nodes.items() for passage in node.passages}
    precision, recall = _pairs([(homes[passage.id], str(truth)) for truth, passage in told])
    print(f"{took:.1f} s of CPU, peak {_peak():,} MB; pairs: precision {precision:.3f}, recall {recall:.3f}")
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
    more = _peak() - before
    print(f"{DAY} passages to {size:,}: {took:.2f} s, at most {LONGEST_DAY}; {more} MB more than the building took")
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
