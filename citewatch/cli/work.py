"""What the commands do with a line: publish the site, mail the digest, show rankings, run the demo."""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import Any

from citewatch import __version__, digest, exports, pipeline, ranking, resources, search, site
from citewatch.cli import tables, wiring
from citewatch.cli.options import Options, moment
from citewatch.errors import ConfigError, RunError
from citewatch.model import Digest, Edition, Mail, MailState, Window
from citewatch.pipeline import Line
from citewatch.replay import export_warc as write_warc
from citewatch.replay import recorded_days
from citewatch.store import open_store

_OURS = ".citewatch-demo"
"""Stands in a demo's folder: without it nothing there is removed."""


@dataclass(frozen=True, slots=True)
class Published:
    """What was written. `without`: why the site goes without search, None when it has one."""

    edition: Edition
    without: str | None


def publish(line: Line, folder: Path, day: date) -> Published:
    """Write the site with the windows that end on that day. Raises: RunError."""
    line.notice("rendering")
    edition = pipeline.edition(line, day)
    files, without = site.render(edition), "pagefind is not installed (pip install 'citewatch[search]')"
    if pagefind := search.program():
        try:
            found = search.index(exports.records(edition, files), folder, pagefind)
        except RunError as error:  # the site is good without it
            without = str(error)
        else:
            files, without = {**found, **site.render(edition, searchable=True)}, ""
    site.write(files, folder)
    return Published(edition, without or None)


def export_warc(line: Line, path: Path) -> str:
    """Write all that is recorded as a WARC file; says so. Raises: RunError."""
    number = write_warc(path, line.store.exchanges(), f"citewatch/{__version__}")
    return f"{path}: {number:,} records"


# ---------------------------------------------------------------- rankings


def ranking_json(line: Line, days: Window, day: date, of: str) -> dict[str, Any]:
    """A ranking as JSON."""
    ranked = pipeline.rank(line, day, [days])

    def describe(key: str) -> Mapping[str, Any]:
        if of != "statements":
            return {of.removesuffix("s"): key}
        counts = partial(ranking.counts_in, window=days, as_of=day)
        return exports.statement(key, ranked.by_id[key], ranked.posts, ranked.alike(key), counts)

    return exports.ranking(getattr(ranked.rows[0], of), describe, days, day, pipeline.METHOD)


def why(line: Line, days: Window, day: date, statement: str) -> object:
    """One statement down to each passage, for the terminal. Raises: RunError for an id that no statement bears."""
    page = pipeline.statement_page(line, day, days, statement)
    if page is None:
        raise RunError(statement, "no statement bears this id; `citewatch rank --json` prints the ids")
    return tables.statement(page)


def ranking_table(line: Line, days: Window, day: date, of: str, limit: int) -> object:
    """A ranking for the terminal."""
    head = pipeline.head(line, day, days, of, limit)
    if not head.lines and not line.store.posts():
        return "Nothing is recorded yet; `citewatch run` asks the feeds."
    return tables.ranking(head, limit)


# ---------------------------------------------------------------- digest


def digest_settings(line: Line) -> Digest:
    """Raises: ConfigError, where no digest is configured."""
    if line.settings.digest is None:
        raise ConfigError("", "no digest is configured; add a digest: section to the settings")
    return line.settings.digest


def preview_digest(line: Line, settings: Digest, folder: Path) -> list[str]:
    """Write all that the first window has to say today; and who would get what is new, or why not.

    Raises: RunError.
    """
    edition = pipeline.edition(line, line.started.date())
    mail = Mail("preview", digest.edition_mark(edition), None, line.clock.now(), MailState.MEANT)
    message = digest.compose(edition, digest.news(None, digest.tell(edition)), settings, mail)
    if message is None:
        return ["There is nothing to say; no digest would be sent."]
    said = [str(path) for path in digest.write_preview(message, folder)]
    if not (settings.to or settings.weekly):
        return [*said, "to: nobody"]
    return [*said, *digest.Outbox(line.store, settings, line.clock).foresee(edition)]


def intend_digest(line: Line, settings: Digest, *, backlog: bool = False) -> list[str]:
    """Write down who is to get today's edition; says who is not, and why. Raises: ConfigError, MailError."""
    outbox = digest.Outbox(line.store, settings, line.clock)
    return outbox.intend(pipeline.edition(line, line.started.date()), backlog=backlog)


def deliver_digest(line: Line, settings: Digest) -> list[str]:
    """Mail what was written down; says who got it. Raises: ConfigError, MailError after all were tried."""
    outbox = digest.Outbox(line.store, settings, line.clock)
    return outbox.deliver(digest.SmtpMailer(settings.smtp), cache(partial(pipeline.edition, line)))


# ---------------------------------------------------------------- the store


def check_store(path: Path) -> object:
    """What a store holds. Raises: RunError with a line for each fault and how to mend it."""
    with open_store(path) as store:
        if faults := [f"{path}: {what}; to mend it: {how}" for what, how in store.faults()]:
            raise RunError("", "\n".join(faults))
        return tables.store(store.counts(), pending=store.is_pending())


# ---------------------------------------------------------------- first settings


def send_digest(line: Line, settings: Digest, *, backlog: bool = False) -> list[str]:
    """Both. Raises: ConfigError, MailError."""
    return [*intend_digest(line, settings, backlog=backlog), *deliver_digest(line, settings)]


# ---------------------------------------------------------------- demo


def demo(folder: Path) -> Iterator[str]:
    """Run the job for each recorded day, as cron would; says what each day brought. Raises: RunError."""
    _clear(folder)
    web, target = resources.demo_web(), folder / "site"
    for day in recorded_days(web):
        options = Options(resources.demo_settings(), folder / "store.db", moment(day.isoformat()), web, quiet=True)
        with wiring.open_line(options, lambda _: None) as line:
            found = pipeline.run(line)
            edition = publish(line, target, day).edition
        new = sum(feed.new for feed in found.feeds)
        yield f"{day}: {new} new posts, {found.sources_read} sources read, {len(found.unread)} not read"
    yield f"\nThe page: {target / 'index.html'}"
    yield f"In first place: {tables.first_place(edition.windows[0])}"


def _clear(folder: Path) -> None:
    """Make the folder, or remove an earlier demo from it and nothing else. Raises: RunError."""
    try:
        if folder.exists() and any(folder.iterdir()) and not (folder / _OURS).exists():
            raise RunError(str(folder), "is not the folder of an earlier demo; name a new or empty one")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / _OURS).touch()
        for name in ("store.db", "store.db-wal", "store.db-shm", "store.db.lock"):
            (folder / name).unlink(missing_ok=True)
        if (folder / "site").exists():
            shutil.rmtree(folder / "site")
    except OSError as error:
        raise RunError(str(folder), f"the demo cannot be written here: {error.strerror}") from error
