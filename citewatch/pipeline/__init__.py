"""The line: it calls the stations in order and decides nothing; one item's failure ends here.

- feeds | posts | quotations | speakers | citations > store
- addresses | articles > store
- passages, articles | origins > store
- passages | statements > store
- statements | ranking | editions > site, digest
"""

from citewatch.model import Report
from citewatch.pipeline.backfilling import backfill
from citewatch.pipeline.deriving import add, derive
from citewatch.pipeline.fetching import fetch
from citewatch.pipeline.line import METHOD, Line, Notice, Told
from citewatch.pipeline.ranked import Ranked, edition, rank, statement_page, window_edition
from citewatch.pipeline.reading import own_hosts, read_article, read_post

__all__ = [
    "METHOD",
    "Line",
    "Notice",
    "Ranked",
    "Told",
    "add",
    "backfill",
    "derive",
    "edition",
    "fetch",
    "own_hosts",
    "rank",
    "read_article",
    "read_post",
    "run",
    "statement_page",
    "window_edition",
]


def run(line: Line) -> Report:
    """Fetch, then derive: all that a day brings."""
    fetched = fetch(line)
    derived = derive(line)
    return Report(
        feeds=fetched.feeds,
        posts_read=fetched.posts_read + derived.posts_read,
        sources_read=derived.sources_read,
        unread=(*fetched.unread, *derived.unread),
        faults=(*fetched.faults, *derived.faults),
        notes=derived.notes,
        outlets=fetched.outlets,
        checked=fetched.checked,
        gone=fetched.gone,
    )
