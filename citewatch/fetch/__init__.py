"""URL → Page or Failure: judged, polite, conditional, bounded; async inside, synchronous at its port.

`fetcher` runs the errands; `manners` lets each host rest and asks its robots.txt; `wire` makes one exchange over
a `network` that judges `addresses`; `targets` and `answers` judge what goes out and what comes back.
"""

from citewatch.fetch.clock import SystemClock
from citewatch.fetch.fetcher import WebFetcher
from citewatch.fetch.network import JudgedNetwork

__all__ = ["JudgedNetwork", "SystemClock", "WebFetcher"]
