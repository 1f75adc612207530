"""`sources.yaml`, `overrides.yaml` and environment → checked values; the only reader of these."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from citewatch.config.judging import json_schema, judge
from citewatch.config.overriding import load_overrides
from citewatch.config.reading import Document, Fault, Keys, read
from citewatch.config.saying import OUTSIDE, said
from citewatch.errors import ConfigError
from citewatch.model.settings import Settings

__all__ = ["json_schema", "load_overrides", "load_settings"]

PASSWORD = "CITEWATCH_SMTP_PASSWORD"  # noqa: S105 - the name of the variable, not what it holds
SECRET = "CITEWATCH_SECRET"  # noqa: S105 - as above
_LISTS = {"to": 0, "weekly": -1}  # the recipients, and in which variable of OUTSIDE they are given


_DLE = frozenset({"dle"})


def load_settings(
    path: Path, environ: Mapping[str, str], key_names: frozenset[str] = _DLE, print_names: frozenset[str] = _DLE
) -> Settings:
    """What the file and the environment say. The names are those that an outlet's `key` and `print` may be.

    Raises: ConfigError, with one line `file:line: key: fault` for every fault.
    """
    document = _with_environment(read(path), environ)
    settings, faults = judge(document, key_names, print_names)
    if settings is None or faults:
        raise ConfigError("", "\n".join(said(fault, document, path) for fault in faults))
    return _in_lower_case(settings)


def _with_environment(document: Document, environ: Mapping[str, str]) -> Document:
    """Recipients and password are not for a file that may be public, so they come from outside."""
    digest = document.values.get("digest") if isinstance(document.values, dict) else None
    if not isinstance(digest, dict):
        return document
    document = _with_secret(document, digest, ("digest", "secret"), environ, SECRET)
    if isinstance(smtp := digest.get("smtp"), dict):
        document = _with_secret(document, smtp, ("digest", "smtp", "password"), environ, PASSWORD)
    for name, line in _LISTS.items():
        given = [part.strip() for part in environ.get(OUTSIDE[line], "").split(",") if part.strip()]
        document = _with_recipients(document, digest, name, given) if given else document
    return document


def _with_secret(
    document: Document, section: dict[str, object], keys: Keys, environ: Mapping[str, str], variable: str
) -> Document:
    written = keys[-1] in section
    section[str(keys[-1])] = environ.get(variable) or None  # a secret that is not set comes as an empty text
    if not written:
        return document
    message = f"does not belong in this file; remove it and put it into the environment variable {variable}"
    return replace(document, faults=(Fault(keys, message), *document.faults))


def _with_recipients(document: Document, digest: dict[str, object], name: str, recipients: list[str]) -> Document:
    """Their faults are said of the variable, since what the file has in their place is not read."""
    digest[name] = recipients
    at: Keys = ("digest", name)
    lines = {keys: line for keys, line in document.lines.items() if keys[:2] != at}
    faults = tuple(fault for fault in document.faults if fault.keys[:2] != at)
    return replace(document, lines=lines | {at: _LISTS[name]}, faults=faults)


def _in_lower_case(settings: Settings) -> Settings:
    return replace(
        settings,
        feeds=tuple(replace(feed, hosts=_lower(feed.hosts)) for feed in settings.feeds),
        outlets=tuple(replace(outlet, hosts=_lower(outlet.hosts)) for outlet in settings.outlets),
    )


def _lower(hosts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(host.lower() for host in hosts)
