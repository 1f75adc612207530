"""A folder or WARC file with a recorded web → the same web served on loopback, as it was on the day of the clock.

`recording` finds what stands for an address on a day, `warc` in a WARC file; `exceptions` reads `host.yaml`; `server`
answers in HTTP; `exporting` writes what a store has recorded as a WARC file.
"""

from citewatch.replay.clock import ReplayClock
from citewatch.replay.exporting import export_warc
from citewatch.replay.opening import last_moment, recorded_days
from citewatch.replay.server import ReplayServer
from citewatch.replay.warc import read_warc

__all__ = ["ReplayClock", "ReplayServer", "export_warc", "last_moment", "read_warc", "recorded_days"]
