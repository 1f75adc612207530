"""A folder with a recorded web → the same web served on loopback, as it was on the day that the clock shows.

`recording` finds what stands for an address on a day; `exceptions` reads `host.yaml`; `server` answers in HTTP.
"""

from citewatch.replay.clock import ReplayClock
from citewatch.replay.recording import last_moment, recorded_days
from citewatch.replay.server import ReplayServer

__all__ = ["ReplayClock", "ReplayServer", "last_moment", "recorded_days"]
