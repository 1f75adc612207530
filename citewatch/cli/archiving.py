"""The commands for archives: many pages, on one machine or many."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from citewatch.cli.lines import line_of
from citewatch.cli.options import CONFIG, AsOf, Config, Options, Quiet, Verbose, moment
from citewatch.errors import ConfigError

if TYPE_CHECKING:
    from citewatch.archive import Folder
    from citewatch.pipeline import Line

archive = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="The same line over archives of pages.")

Inputs = Annotated[
    list[Path], typer.Argument(metavar="INPUT…", help="WARC, Parquet or JSON Lines files, folders of them, a store.")
]
Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder of the tables.")]
Ray = Annotated[str | None, typer.Option("--ray", metavar="ADDRESS", help="A Ray cluster to work on.")]
OUT = Path(".citewatch/archive")


@archive.command("read")
def read(
    inputs: Inputs, out: Out = OUT, config: Config = CONFIG, ray: Ray = None, quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:  # fmt: skip
    """Read pages; what was cut off goes on with the same command."""
    with _opened(Options(config, quiet=quiet, verbose=verbose), out, ray) as (line, folder):
        from citewatch import archive

        found = archive.read(line, inputs, folder)
        if not quiet:
            print(f"{out}: {', '.join(f'{number:,} {what}' for what, number in found.items())}")


@archive.command("rank")
def rank(
    out: Out = OUT, config: Config = CONFIG, as_of: AsOf = None, ray: Ray = None, quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:  # fmt: skip
    """Join statements and rank them; `citewatch render --db DIR/store.db` makes the site of it."""
    until = moment(as_of)
    with _opened(Options(config, quiet=quiet, verbose=verbose), out, ray) as (line, folder):
        from citewatch import archive

        ranked = archive.rank(line, folder, (until or line.started).date(), line.settings.windows)
        if not quiet:
            print(f"{folder.store}: {len(ranked.by_id):,} statements")


@contextmanager
def _opened(options: Options, out: Path, ray: str | None) -> Iterator[tuple["Line", "Folder"]]:
    """Raises: ConfigError, where the libraries are not installed."""
    os.environ.setdefault("DAFT_PROGRESS_BAR", "0")  # it would be drawn by every worker
    try:
        from citewatch import archive
    except ModuleNotFoundError as error:
        raise ConfigError("", f"{error.name} is not installed (pip install 'citewatch[archive]')") from error
    if ray:
        archive.run_on(ray)
    folder = archive.Folder(out)
    with line_of(Options(options.config, folder.store, quiet=options.quiet, verbose=options.verbose)) as line:
        yield line, folder
