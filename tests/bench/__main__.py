"""Run all measures, or those of some rooms, and compare their ratios with the baseline that is kept beside this file.

`python -m tests.bench [posts quotations …] [--json FILE] [--keep]`. Ratios are of one run on one machine, so they hold
on others; a ratio that is more than 1.5 times its baseline fails, and so does a promised figure that is missed.
"""

import argparse
import json
import os
import platform
import sys
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path

from tests.bench.timing import Measure, measures_of

FOLDER = Path(__file__).parent
ROOMS = sorted(file.stem for file in FOLDER.glob("[a-z]*.py") if file.stem != "timing")
BASELINE = FOLDER / "baseline.json"
WORSE = 1.5
_LIBRARIES = ("daft", "feedparser", "httpx", "jinja2", "rapidfuzz", "reader", "rensa", "selectolax", "spacy", "textacy")


def main(arguments: Iterable[str]) -> int:
    """1 when a measure is worse than it may be."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("rooms", nargs="*", metavar="ROOM", help=", ".join(ROOMS))
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the results, with machine and versions")
    parser.add_argument("--keep", action="store_true", help="make these ratios the baseline of their rooms")
    chosen = parser.parse_args([*arguments])
    if unknown := set(chosen.rooms) - set(ROOMS):
        parser.error(f"{', '.join(sorted(unknown))}: one of {', '.join(ROOMS)}")
    baseline: dict[str, float] = json.loads(BASELINE.read_text("utf-8")) if BASELINE.exists() else {}
    found: list[Measure] = []
    print(f"{'':42} {'ratio':>7} {'before':>7}  against")
    for room in chosen.rooms or ROOMS:
        for one in _measured(room):
            print(line(one, baseline.get(one.name)), flush=True)
            found.append(one)
    if chosen.json:
        chosen.json.write_text(json.dumps(results(found), indent=1, ensure_ascii=False) + "\n", "utf-8")
    if chosen.keep:
        kept = baseline | {one.name: round(one.ratio, 3) for one in found if one.ratio is not None}
        BASELINE.write_text(json.dumps(kept, indent=1, ensure_ascii=False, sort_keys=True) + "\n", "utf-8")
    return int(any(is_worse(one, baseline.get(one.name)) for one in found))


def _measured(room: str) -> list[Measure]:
    """The measures of a room, in a process of its own: its memory is no other's."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(measures_of, room).result()


def is_worse(one: Measure, before: float | None) -> bool:
    """Whether a measure misses what is promised, or has worsened by more than `WORSE`."""
    return not one.kept or (one.ratio is not None and before is not None and one.ratio > WORSE * before)


def line(one: Measure, before: float | None) -> str:
    """A line of the table, and one below it for what else there is to tell."""
    ratio = "" if one.ratio is None else f"{one.ratio:.2f}"
    was = "" if before is None else f"{before:.2f}"
    verdict = "  WORSE" if is_worse(one, before) else ""
    told = f"\n    {one.told}" if one.told else ""
    return f"{one.name:42} {ratio:>7} {was:>7}  {one.against}{verdict}{told}"


def results(found: Iterable[Measure]) -> dict[str, object]:
    """All that was measured, and on what."""
    machine = {"system": platform.platform(), "cores": os.cpu_count(), "python": platform.python_version()}
    versions = {name: version(name) for name in ("citewatch", *_LIBRARIES)}
    return {"machine": machine, "versions": versions, "measures": [asdict(one) for one in found]}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
