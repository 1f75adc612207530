"""The time of a replayed run."""

import asyncio
import threading
from datetime import UTC, datetime, timedelta


class ReplayClock:
    """A clock that stands still; a pause moves it on at once. Safe to share between threads."""

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise ValueError(f"the clock needs a time with its time zone, not {start}")
        self._now = start.astimezone(UTC)
        self._lock = threading.Lock()

    def now(self) -> datetime:
        with self._lock:
            return self._now

    async def pause(self, seconds: float) -> None:
        with self._lock:
            self._now += timedelta(seconds=max(seconds, 0.0))
        await asyncio.sleep(0)  # as with a real clock, others get their turn
