"""Options → the line, with a notice of what it is at work on."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from citewatch.cli.options import Options

if TYPE_CHECKING:
    from citewatch.pipeline import Line


@contextmanager
def line_of(chosen: Options) -> Iterator["Line"]:
    """The line; what it is at work on stands in the terminal meanwhile."""
    from citewatch.cli import tables, wiring

    notice = tables.notice(quiet=chosen.quiet, verbose=chosen.verbose)
    try:
        with wiring.open_line(chosen, notice) as line:
            yield line
    finally:
        notice("")
