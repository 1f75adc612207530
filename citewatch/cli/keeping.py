"""The commands of the ledger."""

from pathlib import Path
from typing import Annotated

import typer

from citewatch.cli.lines import line_of
from citewatch.cli.options import CONFIG, DB, Config, Db, Options, Quiet

ledger = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="The store as files, for git.")

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The folder of the ledger.")]
Remote = Annotated[str | None, typer.Option("--remote", help="The repository; by default where this one is from.")]
FOLDER = Path(".citewatch/ledger")


@ledger.command("export")
def export(folder: Folder = FOLDER, config: Config = CONFIG, db: Db = DB, quiet: Quiet = False) -> None:
    """Write all that is recorded, without other people's pages and without addresses."""
    with line_of(Options(config, db, quiet=True)) as line:
        from citewatch import ledger

        _say(f"{folder}: {ledger.export(line.store, folder):,} records", quiet=quiet)


@ledger.command("import")
def take_in(folder: Folder = FOLDER, config: Config = CONFIG, db: Db = DB, quiet: Quiet = False) -> None:
    """Merge a ledger into the store."""
    with line_of(Options(config, db, quiet=True)) as line:
        from citewatch import ledger

        _say(f"{folder}: {ledger.take_in(line.store, folder):,} records were new", quiet=quiet)


@ledger.command("pull")
def pull(
    folder: Folder = FOLDER, remote: Remote = None, config: Config = CONFIG, db: Db = DB, quiet: Quiet = False
) -> None:
    """Bring the branch «ledger» from a repository, and merge it into the store."""
    with line_of(Options(config, db, quiet=True)) as line:
        from citewatch import ledger

        _say(f"{ledger.pull(line.store, folder, remote):,} records were new", quiet=quiet)


@ledger.command("push")
def push(
    folder: Folder = FOLDER, remote: Remote = None, config: Config = CONFIG, db: Db = DB, quiet: Quiet = False
) -> None:
    """Bring the store's ledger to that branch; what has come there meanwhile is merged first."""
    with line_of(Options(config, db, quiet=True)) as line:
        from citewatch import ledger

        pushed = ledger.push(line.store, folder, f"What was recorded until {line.started:%Y-%m-%d %H:%M} UTC", remote)
        _say("pushed" if pushed else "nothing has changed", quiet=quiet)


def _say(words: str, *, quiet: bool) -> None:
    if not quiet:
        print(words)
