"""The commands. Rooms that are slow to import are imported where they are used: `--help` waits for none of them."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from citewatch.cli.options import (
    CONFIG,
    DB,
    SITE,
    AsOf,
    Config,
    Db,
    Json,
    Options,
    Quiet,
    Replay,
    Site,
    Verbose,
    moment,
)

if TYPE_CHECKING:
    from citewatch.model import Report
    from citewatch.pipeline import Line

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Ranks the statements that blogs cite most, with the evidence for each place.",
)
EVERY_FEED_FAILED = 4


@app.command()
def run(
    config: Config = CONFIG, db: Db = DB, site: Site = SITE, as_of: AsOf = None, replay: Replay = None,
    as_json: Json = False, quiet: Quiet = False, verbose: Verbose = False,
) -> None:  # fmt: skip
    """Do the whole job: fetch, derive, rank, render, and mail the digest if one is configured."""
    chosen = Options(config, db, site, moment(as_of), replay, quiet or as_json, verbose)
    with _line(chosen) as line:
        from citewatch import pipeline
        from citewatch.cli import work

        found = pipeline.run(line)
        first = None if found.all_failed else work.publish(line, chosen.site)  # else the last good page stays
        _report(found, as_json=as_json, quiet=quiet)
        if first and not chosen.quiet:
            print(f"\n{chosen.site / 'index.html'}\n{first}")
        if not found.all_failed:
            work.send_digest(line)
    _end(found)


@app.command()
def fetch(
    config: Config = CONFIG, db: Db = DB, as_of: AsOf = None, replay: Replay = None,
    as_json: Json = False, quiet: Quiet = False, verbose: Verbose = False,
) -> None:  # fmt: skip
    """Ask the feeds, and the sources that their posts cite, and record what they answer."""
    with _line(Options(config, db, SITE, moment(as_of), replay, quiet or as_json, verbose)) as line:
        from citewatch import pipeline

        found = pipeline.fetch(line)
        _report(found, as_json=as_json, quiet=quiet)
    _end(found)


@app.command()
def derive(
    config: Config = CONFIG, db: Db = DB, as_json: Json = False, quiet: Quiet = False, verbose: Verbose = False
) -> None:
    """Make everything that is derived again, from what was recorded."""
    with _line(Options(config, db, quiet=quiet or as_json, verbose=verbose)) as line:
        from citewatch import pipeline

        line.store.forget_readings()
        _report(pipeline.derive(line), as_json=as_json, quiet=quiet)


@app.command()
def rank(
    config: Config = CONFIG, db: Db = DB, as_of: AsOf = None, replay: Replay = None, as_json: Json = False,
    window: Annotated[str, typer.Option(help="7, 30, 365, all, or another number of days; the first configured one.")] = "",
    of: Annotated[str, typer.Option(help="statements, sources, outlets or speakers.")] = "statements",
    limit: Annotated[int, typer.Option(min=1, help="How many rows the terminal shows.")] = 20,
) -> None:  # fmt: skip
    """Print a ranking."""
    if of not in {"statements", "sources", "outlets", "speakers"}:
        raise typer.BadParameter(f"--of {of}: one of statements, sources, outlets, speakers")
    with _line(Options(config, db, SITE, moment(as_of), replay, quiet=True)) as line:
        from citewatch.cli import work

        days = work.window(window, line.settings)
        if as_json:
            print(json.dumps(work.ranking_json(line, days, of), ensure_ascii=False, indent=1))
        else:
            _show(work.ranking_table(line, days, of, limit))


@app.command()
def render(
    config: Config = CONFIG, db: Db = DB, site: Site = SITE, as_of: AsOf = None, replay: Replay = None,
    quiet: Quiet = False,
) -> None:  # fmt: skip
    """Write the site."""
    chosen = Options(config, db, site, moment(as_of), replay, quiet)
    with _line(chosen) as line:
        from citewatch.cli import work

        first = work.publish(line, site)
        if not quiet:
            print(f"{site / 'index.html'}\n{first}")


@app.command()
def digest(
    config: Config = CONFIG, db: Db = DB, as_of: AsOf = None, quiet: Quiet = False,
    preview: Annotated[Path | None, typer.Option(metavar="DIR", help="Write it there to look at, and mail nothing.")] = None,
    send: Annotated[bool, typer.Option("--send", help="Mail it to whoever has not got this edition.")] = False,
) -> None:  # fmt: skip
    """Write or mail the digest."""
    if (preview is None) == (not send):
        raise typer.BadParameter("choose one of --preview DIR and --send")
    with _line(Options(config, db, SITE, moment(as_of), quiet=True)) as line:
        from citewatch.cli import work

        lines = work.preview_digest(line, preview) if preview else work.send_digest(line, must=True)
        if not quiet:
            print("\n".join(lines))


@app.command()
def inspect(
    document: Annotated[str, typer.Argument(metavar="[FILE|URL|-]", help="What to read; - is standard input.")] = "-",
    kind: Annotated[str, typer.Option("--as", help="post or article.")] = "post",
    url: Annotated[str | None, typer.Option(help="Where the document stands.")] = None,
    plain: Annotated[bool, typer.Option("--text", help="The input is text, not HTML.")] = False,
    lang: Annotated[str | None, typer.Option(help="Its language, such as en or ru.")] = None,
    as_json: Json = False,
    lines: Annotated[bool, typer.Option("--jsonl", help="Read one JSON object per line and write one per line.")] = False,
    config: Config = CONFIG,
) -> None:  # fmt: skip
    """Show how one document is read: its quotations, its links, and what is bound to what."""
    if kind not in {"post", "article"}:
        raise typer.BadParameter(f"--as {kind}: one of post, article")
    from citewatch.cli import inspecting

    reader = inspecting.Reader(config, kind, lang, plain=plain)
    if lines:
        for line in reader.read_lines(sys.stdin):
            print(line)
        return
    reading = reader.read_source(document, url)
    if as_json:
        from citewatch import exports

        print(json.dumps(exports.inspection(reading), ensure_ascii=False, indent=1))
    else:
        from citewatch.cli import tables

        _show(tables.reading(reading))


@app.command()
def add(
    url: Annotated[str, typer.Argument(help="Where the page stands.")],
    file: Annotated[Path, typer.Argument(help="The page as saved from a browser.", exists=True, dir_okay=False)],
    config: Config = CONFIG, db: Db = DB, as_of: AsOf = None,
) -> None:  # fmt: skip
    """Record a page that you saved, for a source that could not be read."""
    with _line(Options(config, db, SITE, moment(as_of), quiet=True)) as line:
        from citewatch import pipeline

        print(pipeline.add(line, url, file.read_bytes()))


@app.command()
def check(
    config: Config = CONFIG,
    schema: Annotated[bool, typer.Option("--schema", help="Print the JSON Schema of the settings, for editors.")] = False,
) -> None:
    """Check the settings, and show what would be fetched."""
    if schema:
        from citewatch.config import json_schema

        print(json.dumps(json_schema(), indent=2, ensure_ascii=False))
        return
    from citewatch.cli import tables, wiring

    _show(tables.settings(wiring.settings_of(Options(config))))
    print(f"{config} is good.")


@app.command()
def demo(
    folder: Annotated[Path, typer.Argument(help="Where the demo's own store and site go.")] = Path("demo"),
    quiet: Quiet = False,
) -> None:
    """Do the whole job, day by day, on a recorded web of invented blogs; no network is used."""
    from citewatch.cli import work

    for line in work.demo(folder):
        if not quiet:
            print(line)


# ---------------------------------------------------------------- helpers


@contextmanager
def _line(chosen: Options) -> Iterator["Line"]:
    """The line, with a spinner in a terminal while it is at work."""
    from citewatch.cli import tables, wiring

    screen = tables.console(error=True)
    if chosen.quiet or not screen.is_terminal:
        with wiring.open_line(chosen, print if chosen.verbose and not chosen.quiet else _silent) as line:
            yield line
        return
    with screen.status("starting") as status, wiring.open_line(chosen, status.update) as line:
        yield line


def _silent(_: str) -> None:
    """Nobody is told."""


def _show(what: object) -> None:
    from citewatch.cli import tables

    tables.console().print(what)


def _report(found: "Report", *, as_json: bool, quiet: bool) -> None:
    """What a run did: as JSON, or as a table; under --quiet only feeds that failed."""
    if as_json:
        from citewatch import exports

        print(json.dumps(exports.report(found), ensure_ascii=False, indent=1))
    elif not quiet:
        from citewatch.cli import tables

        _show(tables.report(found))
    if quiet or found.all_failed:
        for feed in found.feeds:
            if feed.problem:
                print(f"citewatch: {feed.name} ({feed.url}): {feed.problem}", file=sys.stderr)


def _end(found: "Report") -> None:
    if found.all_failed:
        raise typer.Exit(EVERY_FEED_FAILED)
