"""`sources.yaml`, `overrides.yaml` and environment → checked values; the only reader of these."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from citewatch.config.judging import json_schema, judge
from citewatch.config.overriding import load_overrides
from citewatch.config.reading import Document, Fault, Keys, read
from citewatch.config.saying import OUTSIDE, RECIPIENTS, said
from citewatch.errors import ConfigError
from citewatch.model.settings import Settings

__all__ = ["json_schema", "load_overrides", "load_settings"]

PASSWORD = "CITEWATCH_SMTP_PASSWORD"  # noqa: S105 - the name of the variable, not what it holds


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
    if isinstance(smtp := digest.get("smtp"), dict):
        document = _with_password(document, smtp, environ.get(PASSWORD))
    recipients = [part.strip() for part in environ.get(RECIPIENTS, "").split(",") if part.strip()]
    return _with_recipients(document, digest, recipients) if recipients else document


def _with_password(document: Document, smtp: dict[str, object], password: str | None) -> Document:
    written = "password" in smtp
    smtp["password"] = password or None  # a secret that is not set comes as an empty text
    if not written:
        return document
    message = f"does not belong in this file; remove it and put it into the environment variable {PASSWORD}"
    return replace(document, faults=(Fault(("digest", "smtp", "password"), message), *document.faults))


def _with_recipients(document: Document, digest: dict[str, object], recipients: list[str]) -> Document:
    """Their faults are said of the variable, since what the file has in their place is not read."""
    digest["to"] = recipients
    to: Keys = ("digest", "to")
    lines = {keys: line for keys, line in document.lines.items() if keys[:2] != to}
    faults = tuple(fault for fault in document.faults if fault.keys[:2] != to)
    return replace(document, lines=lines | {to: OUTSIDE}, faults=faults)


def _in_lower_case(settings: Settings) -> Settings:
    return replace(
        settings,
        feeds=tuple(replace(feed, hosts=_lower(feed.hosts)) for feed in settings.feeds),
        outlets=tuple(replace(outlet, hosts=_lower(outlet.hosts)) for outlet in settings.outlets),
    )


def _lower(hosts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(host.lower() for host in hosts)
