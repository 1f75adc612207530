"""Statements → what the search finds them by."""

from collections.abc import Container, Iterator
from dataclasses import dataclass

from citewatch.model import Edition, StatementPage

KINDS = ("speaker", "outlet", "language", "period")


@dataclass(frozen=True, slots=True)
class Record:
    """One statement to be found: `path` leads to it on the site, `words` are searched.

    `filters`: pairs of kind and value by which it can be chosen; `period` is the year of its first post.
    """

    path: str
    title: str
    words: tuple[str, ...]
    speaker: str
    day: str
    filters: tuple[tuple[str, str], ...]


def records(edition: Edition, paths: Container[str]) -> Iterator[Record]:
    """The statements that stand on the site."""
    for page in edition.statements:
        if page.path.partition("#")[0] in paths:
            yield _record(page.path, page)


def _record(path: str, page: StatementPage) -> Record:
    names = [page.speaker.name, page.speaker_original] if page.speaker else []
    first = min((one.day for one in page.passages), default=None)
    origins = [one.origin.exact for one in page.passages if one.origin]
    return Record(
        path=path,
        title=page.text,
        words=tuple(filter(None, dict.fromkeys([page.original, *names, *origins, *_contexts(page)]))),
        speaker=page.speaker.name if page.speaker else "",
        day=first.isoformat() if first else "",
        filters=tuple((kind, value) for kind in KINDS for value in sorted(filter(None, _values(kind, page)))),
    )


def _values(kind: str, page: StatementPage) -> set[str | None]:
    if kind == "speaker":
        return {page.speaker.name if page.speaker else None}
    if kind == "outlet":
        return {source.outlet.name for one in page.passages for source in one.sources}
    if kind == "language":
        return {page.lang, page.original_lang}
    return {str(min(one.day for one in page.passages).year) if page.passages else None}


def _contexts(page: StatementPage) -> list[str]:
    return ["".join(one.context) for one in page.passages]
