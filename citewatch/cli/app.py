"""The commands. Rooms that are slow to import are imported where they are used: `--help` waits for none of them."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from citewatch.cli.archiving import archive
from citewatch.cli.keeping import ledger
from citewatch.cli.lines import line_of
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
    address,
    calendar_day,
    moment,
    one_of,
    window_of,
)
from citewatch.errors import ConfigError

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
app.add_typer(ledger, name="ledger")
app.add_typer(archive, name="archive")
EVERY_FEED_FAILED = 4


@app.command()
def run(
    config: Config = CONFIG, db: Db = DB, site: Site = SITE, as_of: AsOf = None, replay: Replay = None,
    as_json: Json = False, quiet: Quiet = False, verbose: Verbose = False,
) -> None:  # fmt: skip
    """Do the whole job: fetch, derive, rank, render, mail the digest."""
    with line_of(Options(config, db, moment(as_of), replay, quiet or as_json, verbose)) as line:
        from citewatch import pipeline
        from citewatch.cli import tables, work

        found = pipeline.run(line)
        made = None if found.all_failed else work.publish(line, site, line.started.date())  # else the old one stays
        _report(line, found, as_json=as_json, quiet=quiet)
        if made and not (quiet or as_json):
            print(f"\n{site / 'index.html'}\n{tables.published(made.edition, made.without)}")
        if made and line.settings.digest and (line.settings.digest.to or line.settings.digest.weekly):
            work.send_digest(line, line.settings.digest)
    _end(found)


@app.command()
def fetch(
    config: Config = CONFIG, db: Db = DB, as_of: AsOf = None, replay: Replay = None,
    as_json: Json = False, quiet: Quiet = False, verbose: Verbose = False,
    export: Annotated[
        Path | None, typer.Option("--export-warc", metavar="FILE", help="Write all that is recorded as a WARC file.")
    ] = None,
) -> None:  # fmt: skip
    """Ask the feeds, and the sources that their posts cite."""
    with line_of(Options(config, db, moment(as_of), replay, quiet or as_json, verbose)) as line:
        from citewatch import pipeline

        found = pipeline.fetch(line)
        _report(line, found, as_json=as_json, quiet=quiet)
        if export:
            from citewatch.cli import work

            said = work.export_warc(line, export)
            if not (quiet or as_json):
                print(said)
    _end(found)


@app.command()
def backfill(
    since: Annotated[str, typer.Option(metavar="DATE", help="How far back, such as 2004-01-31.")],
    config: Config = CONFIG, db: Db = DB, as_of: AsOf = None, replay: Replay = None,
    pages: Annotated[int, typer.Option(min=1, help="How many older pages of feeds are asked for at most.")] = 500,
    as_json: Json = False, quiet: Quiet = False, verbose: Verbose = False,
) -> None:  # fmt: skip
    """Ask for all posts since a day, and the sources that they cite."""
    first = calendar_day("--since", since)
    with line_of(Options(config, db, moment(as_of), replay, quiet or as_json, verbose)) as line:
        from citewatch import pipeline
        from citewatch.cli import tables

        with tables.progress(quiet=quiet or as_json) as told:
            found = pipeline.backfill(line, first, pages, told)
        _report(line, found, as_json=as_json, quiet=quiet)
    _end(found)


@app.command()
def derive(
    config: Config = CONFIG, db: Db = DB, as_json: Json = False, quiet: Quiet = False, verbose: Verbose = False
) -> None:
    """Read again all that was recorded."""
    with line_of(Options(config, db, quiet=quiet or as_json, verbose=verbose)) as line:
        from citewatch import pipeline

        line.store.forget_readings()
        _report(line, pipeline.derive(line), as_json=as_json, quiet=quiet)


@app.command()
def rank(
    config: Config = CONFIG, db: Db = DB, as_of: AsOf = None, replay: Replay = None, as_json: Json = False,
    window: Annotated[str, typer.Option(help="A number of days, or all; by default the first configured one.")] = "",
    of: Annotated[str, typer.Option(help="statements, sources, outlets or speakers.")] = "statements",
    limit: Annotated[int, typer.Option(min=1, help="How many rows the terminal shows.")] = 20,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
    why: Annotated[str, typer.Option(metavar="STATEMENT", help="Explain one statement, by its id.")] = "",
) -> None:  # fmt: skip
    """Print a ranking, or why a statement has its place."""
    one_of("--of", of, "statements", "sources", "outlets", "speakers")
    until, chosen = moment(as_of), window_of(window)
    with line_of(Options(config, db, replay=replay, quiet=True)) as line:
        from citewatch import exports, pipeline
        from citewatch.cli import work

        pipeline.derive(line)
        days, day = chosen or line.settings.windows[0], (until or line.started).date()
        if why:
            _show(work.why(line, days, day, why))
        elif as_json:
            _print_json(work.ranking_json(line, days, day, of))
        elif as_csv:
            print(exports.table(work.ranking_json(line, days, day, of)), end="")
        else:
            _show(work.ranking_table(line, days, day, of, limit))


@app.command()
def render(
    config: Config = CONFIG, db: Db = DB, site: Site = SITE, as_of: AsOf = None, replay: Replay = None,
    quiet: Quiet = False,
) -> None:  # fmt: skip
    """Write the site."""
    until = moment(as_of)
    with line_of(Options(config, db, replay=replay, quiet=True)) as line:
        from citewatch import pipeline
        from citewatch.cli import tables, work

        pipeline.derive(line)
        made = work.publish(line, site, (until or line.started).date())
        if not quiet:
            print(f"{site / 'index.html'}\n{tables.published(made.edition, made.without)}")


@app.command()
def digest(
    config: Config = CONFIG, db: Db = DB, as_of: AsOf = None, quiet: Quiet = False,
    preview: Annotated[Path | None, typer.Option(metavar="DIR", help="Write it there; mail nothing.")] = None,
    send: Annotated[bool, typer.Option("--send", help="Mail what is new to whoever is due.")] = False,
    intend: Annotated[bool, typer.Option("--intend", help="Only write down who is to get it.")] = False,
    deliver: Annotated[bool, typer.Option("--deliver", help="Only mail what was written down.")] = False,
    send_backlog: Annotated[
        bool, typer.Option("--send-backlog", help="As --send or --intend, also for those who never got one.")
    ] = False,
) -> None:  # fmt: skip
    """Write the digest to look at, or mail it."""
    if [preview is not None, send or (send_backlog and not intend), intend, deliver].count(True) != 1:
        raise typer.BadParameter("choose one of --preview DIR, --send, --intend and --deliver")
    with line_of(Options(config, db, moment(as_of), quiet=True)) as line:
        from citewatch import pipeline
        from citewatch.cli import work

        settings = work.digest_settings(line)
        pipeline.derive(line)
        if preview:
            said = work.preview_digest(line, settings, preview)
        elif deliver:
            said = work.deliver_digest(line, settings)
        else:
            if intend and not settings.secret:
                raise ConfigError("", "set CITEWATCH_SECRET: without it another store cannot tell who got what")
            how = work.intend_digest if intend else work.send_digest
            said = how(line, settings, backlog=send_backlog)
        if not quiet:
            print("\n".join(said))


@app.command()
def inspect(
    document: Annotated[str, typer.Argument(metavar="[FILE|URL|-]", help="What to read; - is standard input.")] = "-",
    kind: Annotated[str, typer.Option("--as", help="post or article.")] = "post",
    url: Annotated[str | None, typer.Option(help="Where the document stands.")] = None,
    plain: Annotated[bool, typer.Option("--text", help="The input is text, not HTML.")] = False,
    lang: Annotated[str | None, typer.Option(help="Its language, such as en or ru.")] = None,
    as_json: Json = False,
    lines: Annotated[bool, typer.Option("--jsonl", help="Read a JSON object per line and write one per line.")] = False,
    config: Config = CONFIG,
) -> None:  # fmt: skip
    """Show how one document is read, and what is bound to what."""
    one_of("--as", kind, "post", "article")
    where = address(url)
    from citewatch.cli import inspecting

    reader = inspecting.Reader(config, kind, lang, plain=plain)
    if lines:
        for line in reader.read_lines(sys.stdin.buffer):
            print(line)
        return
    reading = reader.read_source(document, where)
    if as_json:
        from citewatch import exports

        _print_json(exports.inspection(reading))
    else:
        from citewatch.cli import tables

        _show(tables.reading(reading))


@app.command()
def add(
    url: Annotated[str, typer.Argument(help="Where the page stands.")],
    file: Annotated[Path, typer.Argument(help="The page as saved from a browser.", exists=True, dir_okay=False)],
    config: Config = CONFIG, db: Db = DB, as_of: AsOf = None,
) -> None:  # fmt: skip
    """Record a saved page, for a source that could not be read."""
    with line_of(Options(config, db, moment(as_of), quiet=True)) as line:
        from citewatch import pipeline

        print(pipeline.add(line, url, file.read_bytes()))


@app.command()
def init(
    config: Config = CONFIG,
    feed: Annotated[str | None, typer.Option(help="The address of the blog's feed.")] = None,
    name: Annotated[str | None, typer.Option(help="The blog's name.")] = None,
    lang: Annotated[str | None, typer.Option(help="The language of its posts.")] = None,
    site: Annotated[str | None, typer.Option(help="The address at which the page will stand.")] = None,
    workflow: Annotated[bool, typer.Option("--workflow", help="Also write the daily workflow for GitHub.")] = False,
    install: Annotated[str, typer.Option(help="What pip installs there; by default this version.")] = "",
) -> None:  # fmt: skip
    """Write first settings for a blog; asks for it when not told."""
    from citewatch.cli import starting

    starting.write_settings(config, starting.asked(starting.Blog(feed, name, lang, site)))
    others = starting.write_others(config.parent, install if workflow else None)
    print(f"{', '.join(map(str, (config, *others)))} written; now `citewatch check`, then `citewatch run`")


@app.command()
def summary(config: Config = CONFIG, db: Db = DB, as_of: AsOf = None) -> None:
    """Print the ranking and how feeds and mails stand, as Markdown."""
    until = moment(as_of)
    with line_of(Options(config, db, quiet=True)) as line:
        from citewatch import pipeline
        from citewatch.cli.summary import summary

        pipeline.derive(line)
        edition = pipeline.edition(line, (until or line.started).date())
        print(summary(edition, line.store.mails()), end="")


@app.command()
def check(
    config: Config = CONFIG,
    schema: Annotated[bool, typer.Option("--schema", help="Print the settings' JSON Schema, for editors.")] = False,
    db: Annotated[Path | None, typer.Option(help="Check this store instead.", exists=True, dir_okay=False)] = None,
) -> None:  # fmt: skip
    """Check the settings, and show what would be fetched, or a store."""
    if schema:
        from citewatch.config import json_schema

        _print_json(json_schema())
        return
    if db:
        from citewatch.cli import work

        _show(work.check_store(db))
        print(f"{db} is whole.")
        return
    from citewatch.cli import tables, wiring

    _show(tables.settings(wiring.settings_of(config)))
    print(f"{config} is good.")


@app.command()
def demo(
    folder: Annotated[Path, typer.Argument(help="Where the demo's own store and site go.")] = Path("demo"),
    quiet: Quiet = False,
) -> None:
    """Do the whole job on a recorded web; no network is used."""
    from citewatch.cli import work

    for line in work.demo(folder):
        if not quiet:
            print(line, flush=True)


# ---------------------------------------------------------------- helpers


def _show(what: Any) -> None:
    from citewatch.cli import tables

    tables.console().print(what)


def _print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=1))


def _report(line: "Line", found: "Report", *, as_json: bool, quiet: bool) -> None:
    """What a run did: as JSON, or as a table; under --quiet only what fails again and again, or is back."""
    line.notice("")
    if as_json:
        from citewatch import exports

        _print_json(exports.report(found))
    elif not quiet:
        from citewatch.cli import tables

        _show(tables.report(found))
    if quiet or found.all_failed:
        from citewatch.cli import tables

        for told in tables.news(found):
            print(f"citewatch: {told}", file=sys.stderr)


def _end(found: "Report") -> None:
    if found.all_failed:
        raise typer.Exit(EVERY_FEED_FAILED)
