"""A document → the settings that it holds, and all its faults."""

import json
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from pydantic import TypeAdapter, ValidationError

from citewatch.config.checks import UNIQUE, Check, checks
from citewatch.config.fields import BOUNDS, DESCRIPTIONS, FILLED, described, dotted, names, pattern
from citewatch.config.reading import Document, Fault, Keys, shown
from citewatch.model.settings import Settings

_ADAPTER = TypeAdapter(Settings)

_EXPECTED = {
    "int_type": "a whole number",
    "float_type": "a number",
    "string_type": "text",
    "bool_type": "true or false",
    "tuple_type": "a list",
}


def judge(
    document: Document, key_names: frozenset[str], print_names: frozenset[str]
) -> tuple[Settings | None, list[Fault]]:
    """Settings where the structure is right, and every fault, at most one for each value, in the order of lines."""
    settings, wrong = _typed(document.values)
    own = checks(key_names, print_names)
    faults = [
        *document.faults,
        *wrong,
        *(fault for keys, value in _walk(document.values) for fault in _checked(keys, value, own)),
        *_repeated(document),
    ]
    first = {fault.keys: fault for fault in reversed(faults)}
    return settings, sorted(first.values(), key=lambda fault: (document.line(fault.keys), dotted(fault.keys)))


def json_schema() -> dict[str, object]:
    """JSON Schema (2020-12) of `sources.yaml`, for editors that check while one types."""
    schema = described(_ADAPTER.json_schema())
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "sources.yaml of citewatch"}
    return schema | head


def _typed(values: object) -> tuple[Settings | None, list[Fault]]:
    """By way of JSON, where pydantic can be strict about types and yet takes lists for tuples."""
    try:
        return _ADAPTER.validate_json(json.dumps(values), strict=True), []
    except ValidationError as error:
        return None, [_fault(item) for item in error.errors(include_url=False)]


def _fault(error: Mapping[str, Any]) -> Fault:
    kind, keys, found = error["type"], error["loc"], error["input"]
    match kind:
        case "missing":
            return Fault(keys, f"is missing; expected {DESCRIPTIONS[pattern(keys)]}")
        case "unexpected_keyword_argument":
            return Fault(keys, _unknown(str(keys[-1]), names(pattern(keys[:-1]))))
        case "dataclass_type":
            known = ", ".join(names(pattern(keys)))
            return Fault(keys, f"expected a mapping with keys ({known}), found {_found(found)}")
    if pattern(keys).startswith("windows[]"):  # pydantic adds which alternative it tried
        return Fault(keys[:2], f"expected a number of days or all, found {_found(found)}")
    expected = _EXPECTED.get(kind) or str(error["ctx"]["expected"]).replace("'", "")
    return Fault(keys, f"expected {expected}, found {_found(found)}{_hint(kind, found)}")


def _unknown(key: str, known: tuple[str, ...]) -> str:
    close = get_close_matches(key.lower(), known, n=1)
    return f"unknown key; did you mean {shown(close[0])}?" if close else f"unknown key; known are {', '.join(known)}"


def _found(value: object) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return str(value).lower()
        case int() | float():
            return f"the number {value}"
        case str():
            return shown(value)
        case list():
            return "a list"
        case _:
            return "a mapping"


def _hint(kind: str, found: object) -> str:
    if kind == "string_type" and isinstance(found, (bool, int, float)):
        return "; put it into quotes"
    if kind == "tuple_type" and isinstance(found, str):
        return f"; put it into brackets: [{shown(found)}]"
    return ""


def _walk(value: object, keys: Keys = ()) -> Iterator[tuple[Keys, object]]:
    """Every value with its way, outer before inner, in the order of the file."""
    yield keys, value
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield from _walk(inner, (*keys, key))


def _checked(keys: Keys, value: object, own: Mapping[str, Check]) -> Iterator[Fault]:
    at = pattern(keys)
    if isinstance(value, str) and at in own and (wrong := own[at](value)):
        yield Fault(keys, wrong)
    if isinstance(value, (int, float)) and at in BOUNDS and not BOUNDS[at][0] <= value <= BOUNDS[at][1]:
        yield Fault(keys, f"must be between {BOUNDS[at][0]} and {BOUNDS[at][1]}, found {value}")
    if value == [] and at in FILLED:
        yield Fault(keys, f"the list is empty; expected {DESCRIPTIONS[at]}")


def _repeated(document: Document) -> Iterator[Fault]:
    """Names, addresses and hosts that stand twice where each must be one thing's own."""
    first: dict[tuple[str, str], Keys] = {}
    for keys, value in _walk(document.values):
        at = pattern(keys)
        if at not in UNIQUE or not isinstance(value, (str, int)) or not (same := UNIQUE[at](str(value))):
            continue
        other = first.setdefault((at, same), keys)
        if other != keys:
            where = f"{dotted(other)} in line {document.line(other)}"
            yield Fault(keys, f"{shown(str(value))} is the same as {where}; each may stand once")
