"""What the measures share: the clock, and how a measure is told."""

import importlib
import math
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Measure:
    """One line of the table.

    `ratio`: how many times as long as `against` it took in the same run, or an exponent of growth; None where only
    absolute figures are told. `kept`: False when it misses a figure that is promised.
    """

    name: str
    against: str
    ratio: float | None
    told: str = ""
    kept: bool = True


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


def cpu(work: Callable[[], object], least: float = 0.5) -> float:
    """The same in seconds of the processor: what else the machine does disturbs it less."""
    return seconds(work, least, time.process_time)


def once(work: Callable[[], T]) -> tuple[float, T]:
    """Seconds of the processor for one call, also of ended processes that it started; and what it returned."""
    before = os.times()
    made = work()
    return sum(os.times()[:4]) - sum(before[:4]), made


def once_in_user(work: Callable[[], object]) -> float:
    """The same without what the system takes: to make and remove files takes it thrice as long now and then."""
    before = os.times()
    work()
    after = os.times()
    return after.user + after.children_user - before.user - before.children_user


def growth(sizes: Sequence[float], costs: Sequence[float]) -> float:
    """The exponent with which costs grow from the first size to the last; 1.0 is linear."""
    return math.log(costs[-1] / costs[0]) / math.log(sizes[-1] / sizes[0])


def measures_of(room: str) -> list[Measure]:
    """All that a room measures; here, where another process finds it."""
    return [*importlib.import_module(f"tests.bench.{room}").measures()]
