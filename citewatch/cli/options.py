"""The options that commands share."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Annotated

import typer

from citewatch import urls
from citewatch.model import Window

Config = Annotated[Path, typer.Option("--config", help="The settings.", show_default=True)]
Db = Annotated[Path, typer.Option("--db", help="The store: all that was recorded.")]
Site = Annotated[Path, typer.Option("--site", help="The folder of the site.")]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="ISO-TIME", help="The time of the run; in rank and render the end of the window."),
]
Replay = Annotated[
    Path | None, typer.Option("--replay", metavar="DIR|WARC", help="A recorded web to use instead of the network.")
]
Json = Annotated[bool, typer.Option("--json", help="Write JSON.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print only what went wrong.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Say what is being done.")]

CONFIG = Path("sources.yaml")
DB = Path(".citewatch/store.db")
SITE = Path("public")


@dataclass(frozen=True, slots=True)
class Options:
    """What the user chose; defaults are those of the commands."""

    config: Path = CONFIG
    db: Path = DB
    as_of: datetime | None = None
    replay: Path | None = None
    quiet: bool = False
    verbose: bool = False


def calendar_day(option: str, value: str) -> date:
    """A day from the command line. Raises: typer.BadParameter."""
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise typer.BadParameter(f"{option} {value}: no day such as 2004-01-31") from None


def moment(value: str | None) -> datetime | None:
    """A time from the command line, in UTC; a bare day means its end. Raises: typer.BadParameter."""
    if value is None:
        return None
    found = _day_end(value) or _time(value)
    # Beyond these years, windows and pauses would lead out of the calendar.
    if found is None or not 1990 <= found.year <= 2999:
        raise typer.BadParameter(f"--as-of {value}: no time such as 2026-09-16 or 2026-09-16T06:00:00Z")
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def _day_end(value: str) -> datetime | None:
    try:
        return datetime.combine(date.fromisoformat(value), time(23, 59, 59))
    except ValueError:
        return None


def _time(value: str) -> datetime | None:
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None


def one_of(option: str, value: str, *allowed: str) -> None:
    """Raises: typer.BadParameter."""
    if value not in allowed:
        raise typer.BadParameter(f"{option} {value}: one of {', '.join(allowed)}")


def window_of(value: str) -> Window | None:
    """A window from the command line, None where none was chosen. Raises: typer.BadParameter."""
    if value == "all" or not value:
        return "all" if value else None
    if not value.isdecimal() or not 1 <= int(value) <= 100_000:
        raise typer.BadParameter(f"--window {value}: a number of days, or all")
    return int(value)


def address(value: str | None) -> str | None:
    """An address from the command line; a scheme may be left out. Raises: typer.BadParameter."""
    if value is None:
        return None
    found = urls.absolute(value if "://" in value else f"https://{value}")
    if found is None:
        raise typer.BadParameter(f"--url {value}: no http(s) address")
    return found
