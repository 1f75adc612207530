"""The line: it calls the stations in order and decides nothing; one item's failure ends here.

- feeds | posts | quotations | speakers | citations > store
- addresses | articles > store
- passages, articles | origins > store
- passages | statements > store
- statements | ranking | editions > site, digest
"""

from citewatch.model import Report
from citewatch.pipeline.backfilling import backfill
from citewatch.pipeline.deriving import add, derive, derive_articles
from citewatch.pipeline.entries import derive_posts, page_post
from citewatch.pipeline.fetching import fetch
from citewatch.pipeline.line import Found, Line, Notice, Sought, Told
from citewatch.pipeline.ranked import Ranked, edition, head, rank, statement_page
from citewatch.pipeline.reading import own_hosts, read_article, read_post, read_told
from citewatch.pipeline.tracing import Search, derive_origins
from citewatch.rules import METHOD

__all__ = [
    "METHOD",
    "Found",
    "Line",
    "Notice",
    "Ranked",
    "Search",
    "Sought",
    "Told",
    "add",
    "backfill",
    "derive",
    "derive_articles",
    "derive_origins",
    "derive_posts",
    "edition",
    "fetch",
    "head",
    "own_hosts",
    "page_post",
    "rank",
    "read_article",
    "read_post",
    "read_told",
    "run",
    "statement_page",
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
