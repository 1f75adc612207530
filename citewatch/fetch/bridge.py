"""Asynchronous work that hands things over → an iterator in the caller's thread.

The work's loop has a thread of its own and goes on while the caller is busy with what it got: else the deadlines of
answers under way would run out meanwhile.
"""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, Generic, TypeVar

T = TypeVar("T")

Hand = Callable[[T], Awaitable[None]]
"""Hands one thing over; waits while too many lie there untaken."""

_UNTAKEN = 16


def handed_over(work: Callable[[Hand[T]], Coroutine[Any, Any, None]]) -> Iterator[T]:
    """What the work hands over, until it is done; closed early, the work is cancelled."""
    with _loop_in_thread() as call:
        desk: _Desk[T] = call(_desk(work))
        try:
            while taken := call(desk.take()):
                yield taken[0]
        finally:
            call(desk.close())


class _Desk(Generic[T]):
    """Where the work lays things down and the caller takes them. Lives on the loop."""

    def __init__(self, work: Callable[[Hand[T]], Coroutine[Any, Any, None]]) -> None:
        self._things: asyncio.Queue[tuple[T] | None] = asyncio.Queue()
        self._room = asyncio.Semaphore(_UNTAKEN)
        self._work = asyncio.create_task(work(self._hand))
        self._work.add_done_callback(lambda _: self._things.put_nowait(None))

    async def _hand(self, thing: T) -> None:
        await self._room.acquire()
        self._things.put_nowait((thing,))

    async def take(self) -> tuple[T] | None:
        """The next thing; None when the work is done. Raises what the work raised."""
        thing = await self._things.get()
        if thing is None:
            self._work.result()
        self._room.release()
        return thing

    async def close(self) -> None:
        self._work.cancel()
        await asyncio.wait([self._work])


async def _desk(work: Callable[[Hand[T]], Coroutine[Any, Any, None]]) -> _Desk[T]:
    return _Desk(work)


class _Call:
    """Runs a coroutine on the loop; returns or raises what it does."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    def __call__(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result()


@contextmanager
def _loop_in_thread() -> Iterator[_Call]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="fetch", daemon=True)
    thread.start()
    try:
        yield _Call(loop)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()
