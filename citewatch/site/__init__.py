"""An edition → a static site: flat pages, written so that a reader never meets a link to a missing one.

What templates are given is told in `rendering`; `templates/site` holds them.
"""

from pathlib import Path

from citewatch.model import Edition
from citewatch.site.rendering import render
from citewatch.site.writing import MANIFEST, SiteReport, Step, plan, write

__all__ = ["MANIFEST", "SiteReport", "Step", "plan", "render", "write", "write_site"]


def write_site(edition: Edition, folder: Path) -> SiteReport:
    """Make the folder hold this edition's site; files that citewatch did not write stay.

    Raises: RunError when the folder is not ours or cannot be written.
    """
    return write(render(edition), folder)
