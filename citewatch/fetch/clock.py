"""The time of day, from the system."""

import asyncio
from datetime import UTC, datetime, timedelta


class SystemClock:
    """The system's clock; with `start` (aware) it shows that time now and runs on from there."""

    def __init__(self, start: datetime | None = None) -> None:
        self._ahead = start - datetime.now(UTC) if start else timedelta(0)

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    async def pause(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
