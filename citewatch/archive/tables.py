"""Frozen values → the rows of a table, and back; each table says the type of its columns itself."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from daft import DataType

from citewatch.model import Citation, Edge, Match, Passage, Post, Row

_PLAIN: Mapping[Any, DataType] = {
    str: DataType.string(),
    int: DataType.int64(),
    float: DataType.float64(),
    bool: DataType.bool(),
    bytes: DataType.binary(),
    date: DataType.date(),
    datetime: DataType.timestamp("us", "UTC"),
}


@dataclass(frozen=True, slots=True)
class PageRow:
    """What an address answered. `purpose`: feed, post or article; `subject`: the feed of the blog of a post.

    `key`: of the document at the address; `location`: where a redirect leads; `problem`: why it was not read.
    """

    url: str
    at: datetime
    status: int
    content_type: str | None
    body: bytes | None
    purpose: str
    subject: str | None
    key: str
    location: str | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A page of a blog and what was read in it: a post, its document as JSON, its quotations and its sketch."""

    post: Post | None
    document: str | None
    passages: tuple[Passage, ...]
    sketch: tuple[int, ...]
    url: str
    at: datetime
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class CitationRow:
    """A citation with the quotation and the post in which it stands."""

    passage: str
    post: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class LinkedRow:
    """The edges of a node. `parent`, `match`: where the one leads that counts, and how."""

    node: str
    edges: tuple[Edge, ...]
    parent: str | None
    match: Match | None


@dataclass(frozen=True, slots=True)
class SettledRow:
    """Where a node has ended. `apart`: from which other it is kept apart, and why."""

    node: str
    root: str
    match: Match
    apart: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RankedRow:
    """A place in the ranking of one window. `of`: statements, sources, outlets or speakers."""

    window: str
    of: str
    row: Row


def datatype(kind: Any) -> DataType:
    """The type of a column that holds values of a type of ours."""
    made: DataType
    arguments = [one for one in get_args(kind) if one not in (type(None), ...)]
    if get_origin(kind) in (Union, UnionType):
        return datatype(arguments[0])
    if get_origin(kind) is tuple:
        made = DataType.list(datatype(arguments[0]))
    elif is_dataclass(kind):
        hints = get_type_hints(kind)
        made = DataType.struct({one.name: datatype(hints[one.name]) for one in fields(kind)})
    else:
        made = DataType.string() if issubclass(kind, Enum) else _PLAIN[kind]
    return made


def plain(value: Any) -> Any:
    """A value as a row holds it."""
    if isinstance(value, tuple):
        return [plain(one) for one in value]
    if is_dataclass(value):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
    return value.value if isinstance(value, Enum) else value
