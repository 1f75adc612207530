"""A fault → the line that tells the user."""

from pathlib import Path

from citewatch.config.fields import dotted
from citewatch.config.reading import Document, Fault

RECIPIENTS = "CITEWATCH_RECIPIENTS"
OUTSIDE = 0
"""The «line» of what comes from the environment."""


def said(fault: Fault, document: Document, path: Path) -> str:
    """`file:line: key: fault`."""
    line = document.line(fault.keys)
    place = RECIPIENTS if line == OUTSIDE else f"{path}:{line}"
    return ": ".join(part for part in (place, dotted(fault.keys), fault.message) if part)
