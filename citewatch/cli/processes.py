"""Posts → readings, in several processes when there is much to read."""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TypeVar

from citewatch.model import Post

ENOUGH = 1_000_000
"""Code points of HTML from which on the start of the workers, each of which loads a model, pays for itself."""
_MOST = 4  # workers: each holds a model of its own, of some 300 MB
_CHUNK = 8  # posts that are handed over at once

_Result = TypeVar("_Result")


def map_posts(read: Callable[[Post], _Result], posts: Iterable[Post]) -> Iterator[_Result]:
    """The same as `map`, also in its order."""
    given = list(posts)
    workers = min(os.cpu_count() or 1, _MOST)
    if workers == 1 or sum(len(post.html) for post in given) < ENOUGH:
        yield from map(read, given)
        return
    pool = ProcessPoolExecutor(workers, get_context("spawn"))  # a fork would take open connections along
    try:
        yield from pool.map(read, given, chunksize=_CHUNK)
    finally:
        pool.shutdown(cancel_futures=True)
