"""`host.yaml` → what stands there for each path, checked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from citewatch.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Entry:
    """What a file cannot say of a path. `delay` in seconds; a header that is None is not sent."""

    status: int | None = None
    location: str | None = None
    headers: Mapping[str, str | None] = field(default_factory=dict)
    delay: float = 0.0
    file: str | None = None
    body_repeat: int = 1


def _is_int(low: int, high: int) -> Callable[[object], bool]:
    return lambda value: type(value) is int and low <= value <= high


def _is_delay(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e6


def _is_headers(value: object) -> bool:
    return isinstance(value, dict) and all(
        isinstance(name, str) and (text is None or type(text) in (str, int)) for name, text in value.items()
    )


_EXPECTED: Mapping[str, tuple[Callable[[object], bool], str]] = {
    "status": (_is_int(200, 599), "a number from 200 to 599"),
    "location": (lambda value: isinstance(value, str), "an address"),
    "headers": (_is_headers, "names with one text each"),
    "delay": (_is_delay, "a number of seconds"),
    "file": (lambda value: isinstance(value, str), "the name of a file"),
    "body_repeat": (_is_int(1, 10**9), "a number from 1"),
}


def read_exceptions(path: Path) -> dict[str, Entry]:
    """Entries by path, as written. Raises: ConfigError, with file and line."""
    try:
        loader = yaml.SafeLoader(path.read_text("utf-8"))
        root = loader.get_single_node()
        values = loader.construct_document(root) if root else {}
    except yaml.MarkedYAMLError as error:
        raise _wrong(path, error.problem_mark, str(error.problem)) from error
    except (yaml.YAMLError, OSError, ValueError, RecursionError) as error:
        raise ConfigError(str(path), f"cannot be read: {error}") from error
    if root is None:
        return {}
    if not isinstance(root, yaml.MappingNode):
        raise _wrong(path, root.start_mark, 'expected entries like "/page.html": {status: 404}')
    return _entries(path, root, values)


def _entries(path: Path, root: yaml.MappingNode, values: Mapping[Any, Any]) -> dict[str, Entry]:
    entries: dict[str, Entry] = {}
    for node, _ in root.value:
        key = node.value
        if not isinstance(key, str) or not key.startswith("/"):
            raise _wrong(path, node.start_mark, "expected a path that begins with /")
        if key in entries:
            raise _wrong(path, node.start_mark, f"{key} stands here for the second time")
        if fault := _fault(values.get(key)):
            raise _wrong(path, node.start_mark, f"{key}: {fault}")
        entries[key] = _entry(values.get(key) or {})
    return entries


def _fault(value: object) -> str | None:
    """What is wrong with the value of a path."""
    if not isinstance(value, dict | None):
        return f"expected {{{', '.join(_EXPECTED)}}}"
    for name, given in (value or {}).items():
        if name not in _EXPECTED:
            return f"unknown key {name}; known are {', '.join(_EXPECTED)}"
        fits, expected = _EXPECTED[name]
        if not fits(given):
            return f"{name}: expected {expected}, not {given!r}"
    return None


def _entry(fields: Mapping[str, Any]) -> Entry:
    headers = {name: text if text is None else str(text) for name, text in fields.get("headers", {}).items()}
    return Entry(**{**fields, "headers": headers})


def _wrong(path: Path, mark: yaml.Mark | None, message: str) -> ConfigError:
    return ConfigError(f"{path}:{mark.line + 1}" if mark else str(path), message)
