"""A source that refuses programs → the other places where it may be read: its print page, an archived copy.

Archives: the Wayback Machine, https://archive.org/help/wayback_api.php. First it is asked whether it has a copy, then
for the page as it was archived, without what the archive adds (`id_` behind the time).
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

from citewatch import rules
from citewatch.model import Outlet, Step, Via

_LOOKUP = "https://archive.org/wayback/available?url="
_COPIES = "https://web.archive.org/web/"
_COPY = re.compile(r"https://web\.archive\.org/web/(\d{14})id_/")
_TIME = re.compile(r"\d{14}")


@dataclass(frozen=True, slots=True)
class Rung:
    """A place where a source may be read: what is asked for, and by which step, None for its own address."""

    url: str
    step: Step | None = None

    @property
    def via(self) -> Via | None:
        return Via(self.step) if self.step else None


def rungs(href: str, outlet: Outlet | None) -> Iterator[Rung]:
    """The places of a source, in the order in which they are tried."""
    yield Rung(href)
    if outlet and outlet.print and (printed := print_page(href, outlet.print)):
        yield Rung(printed, Step.PRINT)
    if outlet and outlet.archives:
        yield Rung(_LOOKUP + quote(href, safe=""), Step.ARCHIVE)


def print_page(href: str, way: str) -> str | None:
    """The address of an article's print page, None when its path names no article."""
    parts = urlsplit(href)
    folder, _, name = parts.path.rpartition("/")
    path = dict(rules.pairs("prints")).get(way, way).replace("{folder}", f"{folder}/").replace("{name}", name)
    return f"{parts.scheme}://{parts.netloc}{path}" if name and path != parts.path else None


def copy_of(href: str, answer: bytes) -> str | None:
    """The address of the archived copy that a lookup found, made of nothing but its time; None when it found none."""
    try:
        closest = json.loads(answer)["archived_snapshots"]["closest"]
        time, usable = str(closest["timestamp"]), closest["available"] is True and closest["status"] == "200"
    except (ValueError, LookupError, TypeError, RecursionError):
        return None
    return f"{_COPIES}{time}id_/{href}" if usable and _TIME.fullmatch(time) else None


def archived(url: str) -> Via:
    """The step that led to a copy, with the time that its address states."""
    stated = _COPY.match(url)
    try:
        at = datetime.strptime(stated[1], "%Y%m%d%H%M%S").replace(tzinfo=UTC) if stated else None
    except ValueError:
        at = None
    return Via(Step.ARCHIVE, at)


def print_names() -> frozenset[str]:
    """The names that an outlet's `print` may give."""
    return frozenset(name for name, _ in rules.pairs("prints"))
