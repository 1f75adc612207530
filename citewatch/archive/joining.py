"""Quotations → statements, as tables: the same as `statements.join`, whatever the number of machines.

Passages of equal words are one node; nodes that share a key meet, each with the highest of a bucket. Those whose words
are near, or which share a sentence of a source, are compared as a whole, in groups of nodes that have met the same one,
so that each is read once for many. Each keeps one edge; roots are found by pointer jumping; the tree of a root is
settled as a whole.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import daft
from daft import DataFrame, DataType, Window, col
from daft.functions import row_number, to_struct
from pydantic import TypeAdapter

from citewatch import statements
from citewatch.archive.tables import LinkedRow, SettledRow, datatype, plain
from citewatch.model import Edge, Joined, Match, Node, Passage, Settled

_PASSAGE, _PASSAGES, _EDGES = TypeAdapter(Passage), TypeAdapter(tuple[Passage, ...]), TypeAdapter(tuple[Edge, ...])
_NODE, _SETTLED = TypeAdapter(Node), TypeAdapter(SettledRow)
_GROUP = 250  # nodes that are compared by one worker in one go, of those that have met the same one
_RANK = ("length", "day", "first")


@daft.func(return_dtype=DataType.string())
def _node_key(passage: dict[str, Any]) -> str:
    return statements.node_key(_PASSAGE.validate_python(passage))


@daft.func(
    return_dtype=DataType.struct(
        {"node": DataType.string(), "length": DataType.int64(), "day": DataType.string(), "first": DataType.string(),
         "keys": DataType.list(DataType.int64()), "words": DataType.string(),
         "sentences": DataType.list(DataType.int64())}
    )
)  # fmt: skip
def _made(key: str, passages: list[dict[str, Any]]) -> dict[str, Any]:
    """A node as JSON, for it goes to each of those with which it is compared; its rank, keys, and what is near by."""
    node = statements.make(key, _PASSAGES.validate_python(passages))
    told = _NODE.dump_json(replace(node, passages=_compared(node))).decode()
    keys = statements.keys(node)
    near = {"words": " ".join(node.words), "sentences": [one for one in keys if one % 2]}
    return {"node": told, **dict(zip(_RANK, node.rank, strict=True)), "keys": list(keys), **near}


@daft.func(return_dtype=DataType.struct({"top": DataType.string(), "others": DataType.list(DataType.string())}))
def _near(words: str, sentences: list[int], met: list[dict[str, Any]]) -> dict[str, Any]:
    """Those among the met of which an edge is not out of the question, and the longest of them."""
    mine, places = words.split(), set(sentences)
    others = [
        (-len(yours), one["other"])
        for one, yours in ((one, one["words"].split()) for one in met)
        if not places.isdisjoint(one["sentences"]) or statements.alike(mine, yours) >= statements.NEAR
    ]
    return {"top": min(others)[1] if others else None, "others": [other for _, other in others]}


def _compared(node: Node) -> tuple[Passage, ...]:
    """The first passage, and those that say of further places that they are the origin; without their context."""
    kept, met = list[Passage](), set[object]()
    for passage in node.passages:
        places = {(origin.sure, place) for origin in passage.origins for place in origin.places}
        if not kept or not places <= met:
            kept.append(replace(passage, context=(), citations=()))
        met |= places
    return tuple(kept)


@daft.func(return_dtype=DataType.list(datatype(LinkedRow)))
def _linked(group: list[str], tasks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """By node of a group that has met others: its edges to them, and where the one leads that counts."""
    nodes = {node.key: node for node in map(_NODE.validate_json, group)}
    return [plain(_led(nodes[one["key"]], [nodes[other] for other in one["others"]])) for one in tasks]


def _led(node: Node, others: Iterable[Node]) -> LinkedRow:
    found = [(edge, other) for other in others if (edge := statements.edge(node, other))]
    best = statements.best(found)
    edges = tuple(edge for edge, _ in found)
    return LinkedRow(node.key, edges, best.other if best else None, best.match if best else None)


@daft.func(return_dtype=DataType.list(datatype(SettledRow)))
def _settle(tree: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A root and all that hangs on it."""
    read = [(_NODE.validate_json(one["node"]), Match(one["match"] or Match.EXACT)) for one in tree]
    nodes, matches = {node.key: node for node, _ in read}, {node.key: match for node, match in read}
    ordered = sorted((node.rank, node.key, None) for node in nodes.values())
    settled = statements.settle(ordered, nodes.__getitem__, matches.__getitem__)
    return [plain(SettledRow(one.node, one.root, one.match, one.apart or ())) for one in settled]


def join(quotations: DataFrame) -> Iterator[Joined]:
    """All that an index holds of the nodes of some passages."""
    found = nodes(quotations).collect()
    tasks = near(found, pairs(found)).collect()
    linked = edges(found, tasks).collect()
    ended = settled(found, linked, roots(linked, found))
    whole = found.select("key", "passages", "keys").join(linked, on="key", how="left").join(ended, on="key", how="left")
    return map(_joined, whole.iter_rows())


def _joined(row: dict[str, Any]) -> Joined:
    end = _SETTLED.validate_python(row["settled"])
    return Joined(
        statements.make(row["key"], _PASSAGES.validate_python(row["passages"])),
        tuple(row["keys"]),
        _EDGES.validate_python(row["edges"] or ()),
        row["parent"],
        Settled(end.node, end.root, end.match, (end.apart[0], end.apart[1]) if end.apart else None),
    )


def nodes(quotations: DataFrame) -> DataFrame:
    """Passages → nodes: `key`, `passages`, `node` as JSON, its rank, its `keys`, its `words` and `sentences`."""
    rows = quotations.select(to_struct(*(col(name) for name in quotations.column_names)).alias("passage"))
    keyed = rows.with_column("key", _node_key(col("passage")))
    grouped = keyed.groupby("key").agg(col("passage").list_agg().alias("passages"))
    made = grouped.with_column("made", _made(col("key"), col("passages")))
    return made.select("key", "passages", col("made").unnest())


def pairs(found: DataFrame) -> DataFrame:
    """Nodes that share a key: `key` and the `other` that outranks it, which is among the highest of a bucket."""
    put = found.select("key", *_RANK, col("keys").alias("bucket")).explode("bucket")
    place = row_number().over(Window().partition_by("bucket").order_by(*_RANK))
    placed = put.with_column("place", place)
    top = placed.where(f"place <= {statements.CROWD}").select(
        "bucket", col("key").alias("other"), col("place").alias("above"), col("length").alias("size")
    )
    # As `may_be_one` in statements/nodes.py; both lengths are below zero.
    worth = f"bucket % 2 = 1 or length <= {statements.SHORTEST} * size"
    met = placed.join(top, on="bucket").where("above < place").where(worth)
    return met.select("key", "other").distinct()


def near(found: DataFrame, met: DataFrame) -> DataFrame:
    """By node that has met others worth comparing as a whole: these `others`, and its group: a `top` and a `part`."""
    yours = found.select(col("key").alias("other"), "words", "sentences")
    one = to_struct(col("other"), col("words"), col("sentences"))
    others = met.join(yours, on="other").groupby("key").agg(one.list_agg().alias("met"))
    whole = others.join(found.select("key", "words", "sentences"), on="key")
    kept = whole.select("key", _near(col("words"), col("sentences"), col("met")).alias("near"))
    tasks = kept.select("key", col("near").unnest()).where(col("top").not_null())
    number = row_number().over(Window().partition_by("top").order_by("key"))
    return tasks.with_column("part", (number / _GROUP).floor())


def edges(found: DataFrame, tasks: DataFrame) -> DataFrame:
    """By node that has met others: its `edges`, and `parent` and `match` of the one that counts."""
    brought = members(tasks).join(found.select("key", "node"), on="key")
    groups = brought.groupby("top", "part").agg(col("node").list_agg().alias("group"))
    asked = tasks.select("top", "part", to_struct(col("key"), col("others")).alias("task"))
    whole = asked.groupby("top", "part").agg(col("task").list_agg().alias("tasks")).join(groups, on=["top", "part"])
    linked = whole.select(_linked(col("group"), col("tasks")).alias("row")).explode("row")
    return linked.select(col("row").unnest()).with_column_renamed("node", "key")


def members(tasks: DataFrame) -> DataFrame:
    """The nodes of each group: those that have met others, and these others."""
    others = tasks.select("top", "part", col("others").alias("key")).explode("key")
    return tasks.select("top", "part", "key").concat(others).distinct()


def roots(linked: DataFrame, found: DataFrame) -> DataFrame:
    """By node: the top of its tree. Each round doubles how far it is looked up."""
    led = found.select("key").join(linked.select("key", "parent"), on="key", how="left")
    tops = led.select("key", col("parent").coalesce(col("key")).alias("top")).collect()
    while True:
        above = tops.select(col("key").alias("top"), col("top").alias("next"))
        further = tops.join(above, on="top").select("key", col("next").alias("top"), col("top").alias("was")).collect()
        tops = further.select("key", "top").collect()
        if further.where("top <> was").count_rows() == 0:
            return tops


def settled(found: DataFrame, linked: DataFrame, tops: DataFrame) -> DataFrame:
    """By node: where it has ended."""
    matched = tops.join(linked.select("key", "match"), on="key", how="left").join(found.select("key", "node"), on="key")
    trees = matched.groupby("top").agg(to_struct(col("node"), col("match")).list_agg().alias("tree"))
    ended = trees.select(_settle(col("tree")).alias("settled")).explode("settled")
    return ended.select(col("settled")["node"].alias("key"), "settled")
