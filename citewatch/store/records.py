"""Rows → records of the ledger and back: without bodies, texts of documents and numbers that only this store knows."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

from citewatch.store.connection import Database

Record = dict[str, Any]

# By table: its kind in the ledger where it has one, else why it has none. Those of `OF_POST` are parts of their post.
PLAIN = ("seen", "anchors", "paged", "editions", "outbox", "feed_readings", "article_sketches", "article_copies")
OF_POST = (
    "links", "passages", "origins", "searched", "decided", "withdrawals", "gone", "folded", "sketches", "copies",
    "compared",
)  # fmt: skip
OWN = ("fetches", "posts", "documents", "citations")  # written out below
LEFT_OUT: Mapping[str, str] = {
    "bodies": "other people's pages stay private",
    "secret": "it is one",
    "superseded": "earlier versions are other people's pages; what was withdrawn from them is kept",
    "lookups": "an archive is asked again",
    "outcomes": "the next run tells how feeds and outlets stand",
    "backfills": "a backfill begins anew, and what is there already is not read twice",
    **dict.fromkeys(("nodes", "node_keys", "edges", "members", "joined"), "made again from passages alone"),
    **dict.fromkeys(("notes", "post_addresses"), "made again as rows come in"),
    "kept": "made again when it is asked for",
    **dict.fromkeys(("addresses", "keyed", "watched"), "made again from links, answers and posts"),
}

_PUBLISHED = frozenset({"anchors", "paged", "editions", "outbox", "secret"})

_JSON = frozenset({"headers", "hops", "context", "places", "content"})
_KEPT_HEADERS = frozenset({"content-type", "etag", "last-modified"})  # others may hold cookies
_NUMBERS = {"feed_readings": "fetch", "posts": "met"}  # columns with the number of a fetch; 0: none is known
_PRIVATE: Mapping[str, Mapping[str, object]] = {"posts": {"html": b""}, "documents": {"text": None}}
"""Columns that never leave the store, and what stands there in a store that was made from a ledger."""


class Ledgered(Database):
    """A store as records, and records as a store."""

    def records(self) -> Iterator[tuple[str, Record]]:
        """All that is recorded, and the derived rows that need a body, as (kind, record)."""
        numbers = {0: ""}
        for number, record in self._fetches():
            numbers[number] = fetch_key(record)
            yield "fetches", record
        for table in PLAIN:
            yield from ((table, _renamed(table, one, numbers)) for one in self._table(table))
        for one in self._table("documents", "kind = 'article'"):
            yield "articles", one
        yield from (("posts", _renamed("posts", one, numbers)) for one in self._posts())

    def take(self, records: Iterable[tuple[str, Record]]) -> None:
        """Records take the place of what is there under the same keys, in one transaction."""
        by_kind = defaultdict[str, list[Record]](list)
        for kind, record in records:
            by_kind[kind].append(record)
        with self._write() as cursor:
            if by_kind["fetches"]:
                self._take_fetches(cursor, by_kind["fetches"])
            numbers = {"": 0} | {fetch_key(record): number for number, record in self._fetches()}
            for table in PLAIN:
                rows = (_renamed(table, one, numbers) for one in by_kind[table])
                self._put(cursor, table, rows)
            self._put(cursor, "documents", by_kind["articles"])
            for one in by_kind["posts"]:
                self._take_post(cursor, _renamed("posts", one, numbers))

    def start_over(self) -> None:
        """Let go of all but what was published and mailed: other pages take the place of those that are here."""
        with self._write() as cursor:
            for table in (*PLAIN, *OF_POST, *OWN, *LEFT_OUT):
                if table not in _PUBLISHED:
                    cursor.execute(f"DELETE FROM {table}")
            cursor.execute("DELETE FROM notes")  # of what is no more

    # ------------------------------------------------------------ out

    def _fetches(self) -> Iterator[tuple[int, Record]]:
        """By number: the answers in their order, with the few headers that may be public."""
        for one in self._table("fetches"):
            if one["headers"] is not None:
                one["headers"] = [pair for pair in one["headers"] if pair[0].lower() in _KEPT_HEADERS]
            yield one.pop("id"), one

    def _posts(self) -> Iterator[Record]:
        """Posts, each with what was read in it."""
        citations = _grouped(self._table("citations"), "passage")
        parts = {table: _grouped(self._table(table), "post") for table in OF_POST}
        documents = {one.pop("key"): one for one in self._table("documents", "kind = 'post'")}
        for post in self._table("posts"):
            found = {table: parts[table].get(post["key"], []) for table in OF_POST}
            for passage in found["passages"]:
                passage["citations"] = citations.get(passage["id"], [])
            yield {**post, "document": documents.get(post["key"]), **found}

    def _table(self, table: str, where: str = "1") -> Iterator[Record]:
        """The rows of a table without what is private, in the order of its key."""
        columns = self._columns(table)
        order = ", ".join(str(n) for n in range(1, len(columns) + 1))
        for row in self._rows(f"SELECT {', '.join(columns)} FROM {table} WHERE {where} ORDER BY {order}"):
            pairs = zip(columns, row, strict=True)
            yield {name: json.loads(value) if name in _JSON and value else value for name, value in pairs}

    def _columns(self, table: str) -> list[str]:
        return [name for (name,) in self._rows("SELECT name FROM pragma_table_info(?)", table)
                if name not in _PRIVATE.get(table, {})]  # fmt: skip

    # ------------------------------------------------------------ in

    def _take_fetches(self, cursor: sqlite3.Cursor, records: Sequence[Record]) -> None:
        """Answers of another store come between those of this one, by time; all are numbered anew."""
        cursor.executemany(
            "INSERT OR IGNORE INTO bodies VALUES (?, x'')", [(one["body"],) for one in records if one["body"]]
        )
        self._put(cursor, "fetches", records)
        inorder = sorted((fetch_key(record), number) for number, record in self._fetches())
        moved = [(new, old) for new, (_, old) in enumerate(inorder, start=1) if new != old]
        for table, column in {"fetches": "id", **_NUMBERS}.items():
            cursor.executemany(f"UPDATE {table} SET {column} = -? WHERE {column} = ?", moved)  # none meets another
            cursor.execute(f"UPDATE {table} SET {column} = -{column} WHERE {column} < 0")

    def _take_post(self, cursor: sqlite3.Cursor, post: Record) -> None:
        """A post with all its parts; its HTML stays where it is of that version."""
        key, document = post["key"], post["document"]
        stale = "SELECT id FROM passages WHERE post = ?"
        cursor.execute(f"DELETE FROM citations WHERE passage IN ({stale})", (key,))
        for table in OF_POST:
            cursor.execute(f"DELETE FROM {table} WHERE post = ?", (key,))
            self._put(cursor, table, ({"post": key, **one} for one in post[table]))
        for passage in post["passages"]:
            self._put(cursor, "citations", ({"passage": passage["id"], **one} for one in passage["citations"]))
        self._put(cursor, "documents", [{"key": key, **document}] if document else [])
        self._put(cursor, "posts", [post])

    def _put(self, cursor: sqlite3.Cursor, table: str, records: Iterable[Record]) -> None:
        """Rows take the place of those with their key; private columns stay where the hash is the same."""
        columns, private = self._columns(table), _PRIVATE.get(table, {})
        names, places = ", ".join((*columns, *private)), ", ".join("?" * (len(columns) + len(private)))
        for one in records:
            mine = [self._kept(table, column, one, empty) for column, empty in private.items()]
            values = [_value(name, one.get(name)) for name in columns]
            cursor.execute(f"INSERT OR REPLACE INTO {table} ({names}) VALUES ({places})", (*values, *mine))

    def _kept(self, table: str, column: str, record: Record, empty: object) -> object:
        row = self._row(f"SELECT {column} FROM {table} WHERE key = ? AND hash = ?", record["key"], record["hash"])
        return row[0] if row else empty


def fetch_key(record: Record) -> str:
    """One answer's name in the ledger; it sorts by time."""
    whole = json.dumps(record, sort_keys=True, ensure_ascii=False)
    return f"{record['at']} {sha256(whole.encode()).hexdigest()[:16]}"


def _renamed(table: str, record: Record, names: Mapping[Any, Any]) -> Record:
    """With the name of a fetch in place of its number, or the other way round."""
    column = _NUMBERS.get(table)
    return record if column is None else record | {column: names[record[column]]}


def _grouped(rows: Iterable[Record], column: str) -> dict[str, list[Record]]:
    found = defaultdict[str, list[Record]](list)
    for row in rows:
        found[row.pop(column)].append(row)
    return found


def _value(name: str, value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if name in _JSON and value is not None else value
