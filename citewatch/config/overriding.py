"""`overrides.yaml` → what editors decided; every fault with its line."""

from collections.abc import Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from citewatch.config.reading import Document, Fault, read, shown
from citewatch.config.saying import said
from citewatch.errors import ConfigError
from citewatch.model import Override, Verb

_KEYS = (*(verb.value for verb in Verb), "of", "date", "reason")
_FEWEST = {Verb.SAME: 2, Verb.DIFFERENT: 2, Verb.SOURCE: 2, Verb.EXCLUDE: 1, Verb.SPEAKER: 1}


def load_overrides(path: Path) -> tuple[Override, ...]:
    """The decisions in the order of the file; none where there is no file.

    Raises: ConfigError, with one line `file:line: fault` for every fault.
    """
    if not path.exists() or not path.read_bytes().strip():
        return ()
    document = read(path)
    faults = [*document.faults, *_faults(document)]
    if faults:
        raise ConfigError("", "\n".join(said(fault, document, path) for fault in faults))
    return tuple(_override(entry) for entry in document.values or ())


def _faults(document: Document) -> Iterator[Fault]:
    entries = document.values
    if entries is not None and not isinstance(entries, list):
        yield Fault((), "expected a list, each entry with one of same, different, speaker, source and exclude")
        return
    for number, entry in enumerate(entries or ()):
        if not isinstance(entry, dict):
            yield Fault((number,), "expected a mapping such as {exclude: ID, date: 2026-11-01, reason: …}")
            continue
        yield from (Fault((number, *at), wrong) for at, wrong in _wrong(entry))


def _wrong(entry: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], str]]:
    for key in entry:
        if key not in _KEYS:
            close = get_close_matches(key.lower(), _KEYS, n=1)
            hint = f"did you mean {close[0]}?" if close else f"known are {', '.join(_KEYS)}"
            yield (key,), f"unknown key; {hint}"
    verbs = [verb for verb in Verb if verb.value in entry]
    if len(verbs) != 1:
        yield (), "needs exactly one of same, different, speaker, source and exclude"
        return
    yield from _wrong_things(verbs[0], entry)
    if not isinstance(entry.get("reason"), str) or not entry["reason"].strip():
        yield ("reason",), "is missing; say why, for it is published"
    if _day(entry.get("date")) is None:
        yield ("date",), "expected a day such as 2026-11-01"


def _wrong_things(verb: Verb, entry: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], str]]:
    where = "of" if verb == Verb.SPEAKER else verb.value
    if verb == Verb.SPEAKER and (not isinstance(entry["speaker"], str) or len(entry["speaker"].split()) < 2):
        yield ("speaker",), "expected the speaker's full name; the statement's id goes into of:"
    if verb != Verb.SPEAKER and "of" in entry:
        yield ("of",), "stands with speaker: only"
    things = _things(entry.get(where))
    if len(set(things)) < _FEWEST[verb]:
        number = "the id of a statement" if verb == Verb.SPEAKER else f"{_FEWEST[verb]} or more"
        kind = "addresses" if verb == Verb.SOURCE else "ids or addresses" if verb == Verb.EXCLUDE else "ids"
        yield (where,), f"expected {number}" if verb == Verb.SPEAKER else f"expected {number} {kind}"
    for one in things:
        if verb == Verb.SOURCE and not one.startswith(("http://", "https://")):
            yield (where,), f"{shown(one)} is no http(s) address"


def _things(value: object) -> tuple[str, ...]:
    listed = value if isinstance(value, list) else [value]
    return tuple(one for one in listed if isinstance(one, str) and one.strip())


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def _override(entry: Mapping[str, Any]) -> Override:
    verb = next(verb for verb in Verb if verb.value in entry)
    things = _things(entry["of" if verb == Verb.SPEAKER else verb.value])
    name = entry["speaker"] if verb == Verb.SPEAKER else None
    return Override(verb, things, date.fromisoformat(str(entry["date"])), entry["reason"], name)
