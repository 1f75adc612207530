"""Derived rows: passages with their citations and origins."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from citewatch import text
from citewatch.model import Citation, Evidence, Kind, Origin, Passage, Place, Role

Rows = Callable[..., list[tuple[Any, ...]]]
"""Runs a query with its values."""

GIVEN = "IN (SELECT value FROM json_each(?))"
"""For a list of any length as one parameter: `given`."""


def given(keys: Iterable[str] | Iterable[int]) -> str:
    return json.dumps(list(keys))


def load(rows: Rows, among: Iterable[str] | None = None) -> tuple[Passage, ...]:
    """Passages in the order of their ids: all of them, or those with some ids."""
    some = () if among is None else (given(among),)
    where = "" if among is None else f" WHERE id {GIVEN}"
    citations, origins = _citations(rows, some), _origins(rows, some)
    found = rows(
        "SELECT id, passages.post, posts.day, text, lang, person, speaker, kind, cue, context, quotation,"
        " passages.post NOT IN (SELECT post FROM gone), withdrawals.day FROM passages JOIN posts ON passages.post = key"
        f" LEFT JOIN withdrawals ON passage = id{where} ORDER BY id",
        *some,
    )
    return tuple(
        Passage(number, post, date.fromisoformat(day), words, lang, person, speaker, Kind(kind), cue,
                tuple(json.loads(context)), tuple(citations[number]), bool(live),
                date.fromisoformat(withdrawn) if withdrawn else None, origins=tuple(origins[post, quotation]))
        for number, post, day, words, lang, person, speaker, kind, cue, context, quotation, live, withdrawn in found
    )  # fmt: skip


def _citations(rows: Rows, some: Sequence[str]) -> dict[str, list[Citation]]:
    where = f" WHERE passage {GIVEN}" if some else ""
    found: dict[str, list[Citation]] = defaultdict(list)
    for passage, url, evidence, distance, role, reason in rows(
        f"SELECT passage, url, evidence, distance, role, reason FROM citations{where} ORDER BY passage, n", *some
    ):
        found[passage].append(Citation(url, Evidence(evidence), distance, Role(role), reason))
    return found


def _origins(rows: Rows, some: Sequence[str]) -> dict[tuple[str, str], list[Origin]]:
    """By post and digest of the quotation."""
    where = f" WHERE post IN (SELECT post FROM passages WHERE id {GIVEN})" if some else ""
    found: dict[tuple[str, str], list[Origin]] = defaultdict(list)
    for post, quotation, *row in rows(
        "SELECT post, quotation, url, lang, exact, prefix, suffix, body, score, lead, places, why, lost, speaker"
        f" FROM origins{where} ORDER BY post, quotation, url",
        *some,
    ):
        found[post, quotation].append(_origin(row))
    return found


def _origin(row: Sequence[object]) -> Origin:
    url, lang, exact, prefix, suffix, body, score, lead, places, why, lost, speaker = row
    return Origin(
        url=str(url),
        lang=str(lang),
        exact=str(exact),
        prefix=str(prefix),
        suffix=str(suffix),
        body=str(body),
        score=float(str(score)),
        lead=float(str(lead)),
        places=tuple(Place(*one) for one in json.loads(str(places))),
        why=None if why is None else str(why),
        lost=bool(lost),
        speaker=None if speaker is None else str(speaker),
    )


def quotation_key(passage: Passage) -> str:
    """The same for equal words, however they are numbered in their post."""
    return text.digest(*text.words(passage.text), size=24)


def save_origins(cursor: sqlite3.Cursor, passage: Passage) -> None:
    cursor.executemany(
        "INSERT OR REPLACE INTO origins VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (passage.post, quotation_key(passage), one.url, one.lang, one.exact, one.prefix, one.suffix, one.body,
             one.score, one.lead, json.dumps([[p.sentence, p.start, p.end] for p in one.places]), one.why, one.lost,
             one.speaker)
            for one in passage.origins
        ],
    )  # fmt: skip
