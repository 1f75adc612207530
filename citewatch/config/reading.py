"""Bytes of a YAML file → plain values, the line of each, and the faults of the file itself."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import yaml

from citewatch.errors import ConfigError

Keys = tuple[str | int, ...]
"""The way to a value: `("outlets", 0, "name")`."""

_Node = yaml.MappingNode | yaml.SequenceNode | yaml.ScalarNode

_MOST_BYTES = 1024 * 1024  # PyYAML reads a megabyte in some ten seconds
_MOST_VALUES = 50_000  # aliases can turn a few lines into billions of values
_DEEPEST = 20  # an alias may stand inside what it names

_WORDS: Mapping[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile(r"[-+]?[0-9]{1,15}")
_DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_SURROGATE = re.compile("[\ud800-\udfff]")
_PLAIN_TAGS = frozenset(f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map"))

_PLAINER = {
    "but found another document": "a second document begins here; keep one",
    "mapping values are not allowed here": (
        "a colon is not expected here; check the indentation, and put text that holds a colon into quotes"
    ),
    "found character '\\t' that cannot start any token": "a tab cannot indent YAML; use spaces",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with the value at `keys`."""

    keys: Keys
    message: str


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read. `lines`: of the key or list item at which each value stands, from 1."""

    values: Any
    lines: Mapping[Keys, int]
    faults: tuple[Fault, ...] = ()

    def line(self, keys: Keys) -> int:
        """The line of a value; of what should hold it, when it is missing."""
        while keys not in self.lines:
            keys = keys[:-1]
        return self.lines[keys]


def read(path: Path) -> Document:
    """Raises: ConfigError, when nothing more can be said about the file than what is wrong first."""
    root = _compose(_decode(_load(path), path), path)
    if root is None:
        raise ConfigError(f"{path}:1", "the file is empty; it needs at least feeds, each with url and name")
    walk = _Walk(path)
    values = walk.value(root, ())
    return Document(values, walk.lines, tuple(walk.faults))


def _load(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except FileNotFoundError:
        raise ConfigError(str(path), "is not there; `citewatch init` writes a first one") from None
    except OSError as error:
        raise ConfigError(str(path), f"cannot be read: {error.strerror}") from None
    if len(data) > _MOST_BYTES:
        raise ConfigError(str(path), f"is larger than {_MOST_BYTES} bytes; is it the right file?")
    return data


def _decode(data: bytes, path: Path) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{path}:{line}", "is not UTF-8; save the file in that encoding") from None


def _compose(text: str, path: Path) -> _Node | None:
    """The tree of nodes. BaseLoader takes every plain scalar for text, so that `_scalar` decides what it is."""
    try:
        return cast("_Node | None", yaml.compose(text, Loader=yaml.BaseLoader))
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise ConfigError(f"{path}:{line}", "holds a control character; remove it") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise ConfigError(f"{path}:{mark.line + 1 if mark else 1}", _plainer(error)) from None
    except RecursionError:
        raise ConfigError(str(path), "is nested too deep; settings need five levels") from None
    except Exception:  # noqa: BLE001 - PyYAML lets ValueError, IndexError and others out on odd input
        raise ConfigError(str(path), "is not YAML, at a place that cannot be told") from None


def _plainer(error: yaml.MarkedYAMLError) -> str:
    problem = " ".join((error.problem or error.context or "it cannot be understood").split())
    return _PLAINER.get(problem) or f"this is not YAML: {shown(problem, quote='')}"


class _Walk:
    """Turns nodes into dict, list, str, int, float, bool and None, and notes lines and faults on the way."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines: dict[Keys, int] = {(): 1}
        self.faults: list[Fault] = []
        self.values = 0

    def value(self, node: _Node, keys: Keys) -> object:
        self._bound(node, len(keys))
        self.lines.setdefault(keys, _line(node))
        if node.tag not in _PLAIN_TAGS:
            self._fault(keys, f"the tag {shown(node.tag)} is not used here; remove it")
            return None
        match node:
            case yaml.MappingNode():
                return self._mapping(node, keys)
            case yaml.SequenceNode():
                return [self.value(item, (*keys, number)) for number, item in enumerate(node.value)]
            case _:
                return self._scalar(node, keys)

    def _bound(self, node: yaml.Node, depth: int) -> None:
        self.values += 1
        if self.values > _MOST_VALUES or depth > _DEEPEST:
            raise ConfigError(
                f"{self.path}:{_line(node)}",
                f"too much: more than {_DEEPEST} levels or {_MOST_VALUES} values, with what aliases (*) repeat",
            )

    def _mapping(self, node: yaml.MappingNode, keys: Keys) -> dict[str, object]:
        values: dict[str, object] = {}
        for key, child in node.value:
            name = _SURROGATE.sub("\ufffd", key.value) if isinstance(key, yaml.ScalarNode) else "?"
            at = (*keys, name)
            if name in values:
                self._repeated(at, _line(key))
                continue
            self.lines[at] = _line(key)
            values[name] = self.value(child, at)
            if not isinstance(key, yaml.ScalarNode):
                self._fault(at, "a list or mapping stands here as a key; a key is one word")
        return values

    def _repeated(self, keys: Keys, line: int) -> None:
        first, self.lines[keys] = self.lines[keys], line
        self._fault(keys, f"given twice, first in line {first}; keep one")

    def _scalar(self, node: yaml.ScalarNode, keys: Keys) -> object:
        if _SURROGATE.search(node.value):
            self._fault(keys, "holds half of a surrogate pair; write the character itself")
            return None
        return node.value if node.style else _scalar(node.value)

    def _fault(self, keys: Keys, message: str) -> None:
        self.faults.append(Fault(keys, message))


def _scalar(text: str) -> str | int | float | bool | None:
    """What an unquoted word is by YAML 1.2: `no` and `3:20:10` stay text, which 1.1 makes False and 12010."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text) and math.isfinite(float(text)):
        return float(text)
    return text


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def shown(text: str, quote: str = '"', longest: int = 80) -> str:
    """Text as it may stand in a message: one line, printable, bounded."""
    cut = text if len(text) <= longest else text[: longest - 1] + "…"
    return quote + "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in cut) + quote
