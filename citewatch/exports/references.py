"""Statements and sources → how to cite them: BibTeX and CSL-JSON."""

import json
import re
from collections.abc import Iterable
from datetime import date
from typing import Any
from urllib.parse import quote

from citewatch import text, urls
from citewatch.exports.places import Places
from citewatch.model import Edition, PassageView, SourcePage, StatementPage

Reference = dict[str, Any]

# BibTeX counts braces also behind a backslash, so they are spelled out.
_TEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "^": r"\textasciicircum{}",
        "~": r"\textasciitilde{}",
        **{sign: f"\\{sign}" for sign in "#$%&_"},
    }
)
_NOT_IN_URL = re.compile(r"[{}\\\"<>^`|]")


def csl(page: StatementPage | SourcePage, edition: Edition, places: Places) -> Reference:
    """How to cite a statement or a source, as CSL-JSON; only keys that have a value."""
    found = _statement(page, edition, places) if isinstance(page, StatementPage) else _source(page)
    return {key: value for key, value in found.items() if value}


def _statement(page: StatementPage, edition: Edition, places: Places) -> Reference:
    passages = sorted(page.passages, key=lambda one: (one.day, one.post_url))
    return {
        "id": f"statement-{page.id}",
        "type": "webpage",
        "title": _line(page.text),
        "author": _named(page.speaker.name if page.speaker else None),
        "container-title": _line(edition.title),
        "issued": _issued(passages[0].day if passages else None),
        "URL": places.statement(page),
        "language": page.lang,
        "note": _reported(passages),
    }


def _reported(passages: Iterable[PassageView]) -> str | None:
    """«As reported in “Title” (Blog, 2026-05-04), …»: the posts, and the sources they took it from."""
    posts = {one.post_url: f"“{_line(one.post_title)}” ({_line(one.feed)}, {one.day})" for one in passages}
    return f"As reported in {'; '.join(posts.values())}" if posts else None


def _source(page: SourcePage) -> Reference:
    return {
        "id": f"source-{page.id}",
        "type": "webpage",
        "title": _line(page.title or page.url),
        "author": _named(page.byline),
        "container-title": _line(page.outlet.name),
        "issued": _issued(page.published),
        "URL": urls.web(page.url),
        "language": page.lang,
    }


def _named(name: str | None) -> list[dict[str, str]]:
    """One author as the document names them: which word is the surname is not known."""
    return [{"literal": _line(name)}] if name else []


def _issued(day: date | None) -> dict[str, Any] | None:
    return {"date-parts": [[day.year, day.month, day.day]]} if day else None


def _line(value: str) -> str:
    return text.fold(text.shown(value))


def csl_json(references: Iterable[Reference]) -> str:
    """References as the file that other programs read: a bare list, one a line."""
    items = (json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in references)
    return "[\n" + ",\n".join(items) + "\n]\n"


def bibtex(reference: Reference) -> str:
    """A reference of `csl` as a BibTeX entry, in UTF-8; it holds in BibTeX and in biblatex."""
    issued = reference.get("issued", {}).get("date-parts", [None])[0]
    fields = {
        "author": f"{{{_tex(reference['author'][0]['literal'])}}}" if "author" in reference else None,
        "title": f"{{{_tex(reference['title'])}}}" if "title" in reference else None,
        "howpublished": _tex(reference.get("container-title", "")),
        "year": f"{issued[0]:04}" if issued else None,
        "date": "{:04}-{:02}-{:02}".format(*issued) if issued else None,
        "url": _NOT_IN_URL.sub(lambda found: quote(found[0]), text.shown(reference.get("URL", ""))),
        "note": _tex(reference.get("note", "")),
    }
    lines = (f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@misc{{{reference['id']},\n{''.join(lines)}}}\n"


def _tex(value: str) -> str:
    return value.translate(_TEX)
