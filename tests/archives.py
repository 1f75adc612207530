"""Archives under construction: a recorded web, the daily run over it, and the same pages read as an archive."""

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from citewatch import archive, pipeline
from citewatch.model import Rows, Settings, Statement
from citewatch.pipeline import Ranked
from citewatch.replay import export_warc
from tests.days import MORNING, WEB, Days


def warc_of(days: Days, moment: datetime, path: Path) -> Path:
    """All that a store has recorded."""
    with days.line(moment) as line:
        export_warc(path, line.store.exchanges(), "citewatch/1")
    return path


def gathered(inputs: list[Path], out: Path, settings: Settings, moment: datetime = MORNING) -> tuple[Ranked, int]:
    """The rankings of an archive; how many rows could not be read."""
    folder = archive.Folder(out)
    out.mkdir(parents=True, exist_ok=True)
    with Days(out, WEB, settings).line(moment) as line:
        told = archive.read(line, inputs, folder)
        return archive.rank(line, folder, moment.date(), settings.windows), told["unread"]


def ranked_daily(days: Days, moment: datetime) -> Ranked:
    with days.line(moment) as line:
        return pipeline.rank(line, moment.date(), days.settings.windows)


def outcome(ranked: Ranked) -> tuple[tuple[Rows, ...], object, dict[str, Statement]]:
    """All that a reader is told: places, what is only possible, and each statement with its evidence."""
    return ranked.rows, ranked.possible, dict(ranked.by_id)


def jsonl(path: Path, pages: Iterable[tuple[str, str]], at: str = "2026-09-14T05:00:00Z") -> Path:
    """A file of pages, by address and HTML."""
    path.write_text("".join(json.dumps({"url": url, "at": at, "html": html}) + "\n" for url, html in pages), "utf-8")
    return path


def post_page(title: str, *paragraphs: str, day: str = "2026-09-10") -> str:
    body = "".join(f"<p>{one}</p>" for one in paragraphs)
    return (
        f'<html><head><title>{title}</title><meta property="article:published_time" content="{day}T08:00:00Z"></head>'
        f"<body><article><h1>{title}</h1>{body}</article></body></html>"
    )
