"""What the commands do with a line: publish the site, mail the digest, show rankings, run the demo."""

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import typer

from citewatch import digest, exports, pipeline, resources, site
from citewatch.cli import tables, wiring
from citewatch.cli.options import Options, moment
from citewatch.errors import ConfigError, MailError, RunError
from citewatch.model import Settings, Window
from citewatch.pipeline import Line
from citewatch.replay import recorded_days


def publish(line: Line, folder: Path) -> str:
    """Write the site; says what stands first and why."""
    line.notice("rendering")
    edition = pipeline.edition(line, line.started.date())
    site.write_site(edition, folder)
    return tables.first_place(edition.windows[0])


# ---------------------------------------------------------------- rankings


def window(value: str, settings: Settings) -> Window:
    """A window from the command line. Raises: typer.BadParameter."""
    if not value:
        return settings.windows[0]
    if value == "all":
        return "all"
    if not value.isdecimal() or not 1 <= int(value) <= 100_000:
        raise typer.BadParameter(f"--window {value}: a number of days, or all")
    return int(value)


def ranking_json(line: Line, days: Window, of: str) -> dict[str, Any]:
    """A ranking as JSON."""
    as_of = line.started.date()
    ranked = pipeline.rank(line, as_of, [days])
    posts = {post.key: post for post in line.store.posts()}

    def describe(key: str) -> Mapping[str, Any]:
        if of == "statements":
            return exports.statement(key, ranked.by_id[key], posts)
        return {of.removesuffix("s"): key}

    return exports.ranking(getattr(ranked.rows[0], of), describe, days, as_of, pipeline.METHOD)


def ranking_table(line: Line, days: Window, of: str, limit: int) -> object:
    """A ranking for the terminal."""
    return tables.rankings(pipeline.window_edition(line, line.started.date(), days), of, limit)


# ---------------------------------------------------------------- digest


def preview_digest(line: Line, folder: Path) -> list[str]:
    """Write the digest to look at; says where, and who would get it. Raises: ConfigError, RunError."""
    settings = _digest_settings(line)
    message = digest.compose(pipeline.edition(line, line.started.date()), settings, line.clock.now())
    if message is None:
        return ["There is nothing to say; no digest would be sent."]
    paths = digest.write_preview(message, folder)
    return [*map(str, paths), f"to: {', '.join(settings.to) or 'nobody'}"]


def send_digest(line: Line, *, must: bool = False) -> list[str]:
    """Mail this edition to each recipient who has not got it; nothing where no recipient is configured, unless it must.

    Noted before it is handed over, and taken back when the server refuses: so none goes out twice.
    Raises: ConfigError, MailError after all recipients were tried.
    """
    if not must and not (line.settings.digest and line.settings.digest.to):
        return []
    settings = _digest_settings(line)
    edition = pipeline.edition(line, line.started.date())
    message = digest.compose(edition, settings, line.clock.now())
    if message is None:
        return ["There is nothing to say; no digest is sent."]
    mailer, mark = digest.SmtpMailer(settings.smtp), digest.edition_mark(edition)
    told, failed = [], []
    for recipient in settings.to:
        if line.store.was_sent(mark, recipient):
            told.append(f"{recipient}: has got this edition")
            continue
        line.store.record_sent(mark, recipient, line.clock.now())
        try:
            mailer.send(message.as_bytes(recipient), settings.sender, recipient)
        except MailError as error:
            line.store.forget_sent(mark, recipient)
            failed.append(str(error))
        else:
            told.append(f"{recipient}: sent")
    if failed:
        raise MailError("", "\n".join(["the site is written, and the digest failed:", *failed]))
    return told


def _digest_settings(line: Line) -> Any:
    if line.settings.digest is None:
        raise ConfigError("", "no digest is configured; add a digest: section to the settings")
    return line.settings.digest


# ---------------------------------------------------------------- demo


def demo(folder: Path) -> Iterator[str]:
    """Run the job for each recorded day, as cron would; says what each day brought."""
    _clear(folder)
    web = resources.demo_web()
    options = Options(resources.demo_settings(), folder / "store.db", folder / "site", replay=web, quiet=True)
    first = ""
    for day in recorded_days(web):
        today = Options(options.config, options.db, options.site, moment(day.isoformat()), web, quiet=True)
        with wiring.open_line(today, lambda _: None) as line:
            found = pipeline.run(line)
            first = publish(line, today.site)
        new = sum(feed.new for feed in found.feeds)
        yield f"{day}: {new} new posts, {found.sources_read} sources read, {len(found.unread)} not read"
    yield f"\nThe page: {folder / 'site' / 'index.html'}"
    yield f"In first place: {first}"


def _clear(folder: Path) -> None:
    """Remove an earlier demo, and nothing else."""
    if (folder / "site").exists() and not (folder / "store.db").exists():
        raise RunError(str(folder), "is not a folder of an earlier demo; name another one")
    for name in ("store.db", "store.db-wal", "store.db-shm", "store.db.lock"):
        (folder / name).unlink(missing_ok=True)
    shutil.rmtree(folder / "site", ignore_errors=True)
