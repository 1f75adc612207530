"""Statements → what the search finds them by."""

from collections.abc import Container, Iterator
from dataclasses import dataclass

from citewatch.model import Edition, StatementPage


@dataclass(frozen=True, slots=True)
class Record:
    """One statement to be found: `path` leads to it on the site, `words` are searched, filters choose among them."""

    path: str
    title: str
    words: tuple[str, ...]
    speaker: str
    outlets: tuple[str, ...]
    languages: tuple[str, ...]
    period: str
    day: str


def records(edition: Edition, paths: Container[str]) -> Iterator[Record]:
    """The statements that have a page."""
    for page in edition.statements:
        path = f"statement/{page.id}.html"
        if path in paths:
            yield _record(path, page)


def _record(path: str, page: StatementPage) -> Record:
    names = [page.speaker.name, page.speaker_original] if page.speaker else []
    first = min((one.day for one in page.passages), default=None)
    origins = [one.origin.exact for one in page.passages if one.origin]
    return Record(
        path=path,
        title=page.text,
        words=tuple(filter(None, dict.fromkeys([page.original, *names, *origins, *_contexts(page)]))),
        speaker=page.speaker.name if page.speaker else "",
        outlets=tuple(sorted({source.outlet.name for one in page.passages for source in one.sources})),
        languages=tuple(sorted(filter(None, {page.lang, page.original_lang}))),
        period=str(first.year) if first else "",
        day=first.isoformat() if first else "",
    )


def _contexts(page: StatementPage) -> list[str]:
    return ["".join(one.context) for one in page.passages]
