"""The options that commands share."""

from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Annotated

import typer

Config = Annotated[Path, typer.Option("--config", help="The settings.", show_default=True)]
Db = Annotated[Path, typer.Option("--db", help="The store: all that was recorded.")]
Site = Annotated[Path, typer.Option("--site", help="The folder of the site.")]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="ISO-TIME", help="The time at which the run happens; for rank and render only the end of the window."),
]
Replay = Annotated[Path | None, typer.Option("--replay", metavar="DIR", help="A recorded web to use instead of the network.")]
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
    site: Path = SITE
    as_of: datetime | None = None
    replay: Path | None = None
    quiet: bool = False
    verbose: bool = False


def moment(value: str | None) -> datetime | None:
    """A time from the command line, in UTC; a bare day means its end. Raises: typer.BadParameter."""
    if value is None:
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        raise typer.BadParameter(f"{value!r} is no ISO time, such as 2026-09-16 or 2026-09-16T06:00:00Z") from None
    if len(value) == 10:
        found = datetime.combine(found.date(), time(23, 59, 59))
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
