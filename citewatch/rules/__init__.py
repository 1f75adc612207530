"""Word lists and patterns: data, each file with its origin in its first comment."""

from functools import cache
from importlib.resources import files

METHOD = 8
"""Goes up whenever the stations would read or join the same differently: then everything is derived again."""


@cache
def lines(name: str) -> tuple[str, ...]:
    """The lines of `rules/<name>.txt` without comments (a line that begins with #) and blanks."""
    text = (files(__name__) / f"{name}.txt").read_text("utf-8")
    return tuple(line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))


@cache
def words(name: str) -> frozenset[str]:
    """The same as a set."""
    return frozenset(lines(name))


@cache
def forms(name: str) -> frozenset[str]:
    """All words of all lines: lists with the forms of one word on a line."""
    return frozenset(form for line in lines(name) for form in line.split())


@cache
def pairs(name: str) -> tuple[tuple[str, str], ...]:
    """The same, each line split at its first blank."""
    return tuple((key, value.strip()) for key, _, value in (line.partition(" ") for line in lines(name)))
