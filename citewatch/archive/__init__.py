"""The same line over archives of any size, on one machine or many (Daft, Ray).

`pages` reads files, `reading` is what workers do, `gathering` makes tables of it, `joining` joins statements; `folder`
and `tables` say how it is kept.
"""

from collections.abc import Sequence
from datetime import date

import daft

from citewatch import pipeline
from citewatch.archive.folder import Folder
from citewatch.archive.gathering import read
from citewatch.archive.joining import join
from citewatch.archive.tables import RankedRow, datatype, plain
from citewatch.model import Window
from citewatch.pipeline import Line, Ranked

__all__ = ["Folder", "join", "rank", "read", "run_on"]


def run_on(ray: str) -> None:
    """Have the work done on a Ray cluster, by its address; else Daft does it in this machine, or where it is told to.

    Raises: DaftCoreException, when this process has begun to work elsewhere.
    """
    daft.set_runner_ray(ray)


def rank(line: Line, folder: Folder, as_of: date, windows: Sequence[Window]) -> Ranked:
    """Statements of the archive's quotations, into its store; the rankings of some windows, as a table."""
    line.store.rebuild_statements(join(folder.table("quotations")), line.store.stale_posts())
    ranked = pipeline.rank(line, as_of, windows)
    rows = (
        RankedRow(str(rows.window), of, row)
        for rows in ranked.rows
        for of in ("statements", "sources", "outlets", "speakers")
        for row in getattr(rows, of)
    )
    folder.write("ranking", map(plain, rows), datatype(RankedRow))
    return ranked
