"""What the measures share: the clock."""

import math
import time
from collections.abc import Callable


def seconds(work: Callable[[], object], least: float = 0.5, clock: Callable[[], float] = time.perf_counter) -> float:
    """The time of one call, as the best of as many as fit into `least` seconds, two at the least.

    `clock`: `time.process_time` gives the time of one core, however many the work was shared among.
    """
    best, began = math.inf, time.perf_counter()
    rounds = 0
    while rounds < 2 or time.perf_counter() - began < least:
        start = clock()
        work()
        best = min(best, clock() - start)
        rounds += 1
    return best
