"""Documents → readings, in several processes when there is much to read."""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from citewatch.model import Reading
from citewatch.pipeline import Told

ENOUGH = 600_000
"""Code points of text from which on the start of the workers, each of which loads a model, pays for itself."""
_MOST = 4  # workers: each holds a model of its own, of some 300 MB
_CHUNK = 8  # documents that are handed over at once


def map_documents(read: Callable[[Told], Reading], told: Iterable[Told]) -> Iterator[Reading]:
    """The same as `map`, also in its order."""
    given = list(told)
    workers = min(os.cpu_count() or 1, _MOST)
    if workers == 1 or sum(len(document.text) for document, _ in given) < ENOUGH:
        yield from map(read, given)
        return
    pool = ProcessPoolExecutor(workers, get_context("spawn"))  # a fork would take open connections along
    try:
        yield from pool.map(read, given, chunksize=_CHUNK)
    finally:
        pool.shutdown(cancel_futures=True)
