"""Two ledgers → one, the same in whatever order: of two records of one thing it is settled which says more."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Record = dict[str, Any]
Records = Mapping[str, Mapping[str, Record]]
"""By kind and key."""

Join = Callable[[Record, Record], Record]


def line(value: object) -> str:
    """The one spelling of a value as JSON."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def either(one: Record, _: Record) -> Record:
    """Of records that are all key: they are equal."""
    return one


def earliest(one: Record, other: Record) -> Record:
    """What was recorded first stands."""
    return min(one, other, key=lambda record: (record["at"], line(record)))


def fullest(one: Record, other: Record) -> Record:
    """The reading of the newer method; then the later version; then the one that found more."""
    return max(one, other, key=lambda record: (_method(record), record.get("met", ""), len(line(record)), line(record)))


def furthest(one: Record, other: Record) -> Record:
    """A mail that was sent was sent; else the last try stands."""
    return max(one, other, key=lambda record: (record["state"] == "sent", record["tried"] or "", line(record)))


def first_met(one: Record, other: Record) -> Record:
    """An entry was met when the first had met it, and older ones are not missing when they were not missing for one."""
    return one | {"at": min(one["at"], other["at"]), "settled": max(one["settled"], other["settled"])}


def _method(record: Record) -> int:
    found = record.get("document", record)
    return found["method"] if found else -1


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record: the fields that are its key, how two with one key are joined, and by which day it is filed."""

    key: tuple[str, ...]
    join: Join
    day: str | None = None


KINDS: Mapping[str, Kind] = {
    "fetches": Kind((), earliest, "at"),  # what an address answered is its own key
    "seen": Kind(("post", "feed"), first_met),
    "anchors": Kind(("id",), earliest),
    "paged": Kind(("id",), either),
    "editions": Kind(("mark",), earliest, "at"),
    "outbox": Kind(("recipient", "edition"), furthest),
    "feed_readings": Kind(("fetch",), fullest, "fetch"),
    "articles": Kind(("key",), fullest),
    "article_sketches": Kind(("hash", "url"), either),
    "article_copies": Kind(("url", "other"), either),
    "posts": Kind(("key",), fullest, "day"),
}


def keyed(records: Iterable[tuple[str, Record]]) -> Records:
    """Records by kind and key; those that share one are joined."""
    found: dict[str, dict[str, Record]] = {kind: {} for kind in KINDS}
    for kind, record in records:
        fields = KINDS[kind].key
        key = line([record[field] for field in fields] if fields else record)
        mine = found[kind].get(key)
        found[kind][key] = KINDS[kind].join(mine, record) if mine else record
    return found


def merge(one: Records, other: Records) -> Records:
    """Commutes, and changes nothing when it is repeated."""
    pairs = ((kind, record) for records in (one, other) for kind in KINDS for record in records[kind].values())
    return keyed(pairs)


def news(known: Records, merged: Records) -> list[tuple[str, Record]]:
    """What of a merged ledger is not known as it is there."""
    return [(kind, record) for kind in KINDS for key, record in merged[kind].items() if known[kind].get(key) != record]
