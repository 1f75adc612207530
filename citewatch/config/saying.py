"""A fault → the line that tells the user."""

from pathlib import Path

from citewatch.config.fields import dotted
from citewatch.config.reading import Document, Fault

OUTSIDE = {0: "CITEWATCH_RECIPIENTS", -1: "CITEWATCH_WEEKLY_RECIPIENTS"}
"""The «lines» of what comes from the environment: by which variable."""


def said(fault: Fault, document: Document, path: Path) -> str:
    """`file:line: key: fault`."""
    line = document.line(fault.keys)
    place = OUTSIDE.get(line, f"{path}:{line}")
    return ": ".join(part for part in (place, dotted(fault.keys), fault.message) if part)
