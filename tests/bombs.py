"""What kills or holds up parsers: pages and feeds made to, and damaged ones; all generated here."""

import random
from collections.abc import Iterator, Mapping, Sequence

PAGE_BOMBS: Mapping[str, bytes] = {
    "nested div": b"<div>" * 100_000,
    "nested b and i": b"<b><i>" * 10_000,
    "nested template": b"<template>" * 70_000,
    "open p": b"<p>" * 100_000,
    "nested tables": b"<table><tr><td>" * 30_000,
    "attributes": b"<p " + b"".join(b"a%d=1 " % n for n in range(30_000)) + b">words",
}


def _rss(item: bytes, head: bytes = b"") -> bytes:
    return b'<?xml version="1.0"?>%s<rss version="2.0"><channel><title>A</title>%s</channel></rss>' % (head, item)


def _item(inside: bytes) -> bytes:
    return b"<item><link>https://a.example/1</link>%s</item>" % inside


_LOLS = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))

FEED_BOMBS: Mapping[str, bytes] = {
    "one entity often": _rss(
        _item(b"<description>%s</description>" % (b"&a;" * 5000)),
        b'<!DOCTYPE r [<!ENTITY a "%s">]>' % (b"a" * 100_000),
    ),
    "billion laughs": _rss(_item(b"<title>&l9;</title>"), b'<!DOCTYPE r [<!ENTITY l0 "lol">%s]>' % _LOLS),
    "a file as entity": _rss(_item(b"<title>&x;</title>"), b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
    "an address as entity": _rss(
        _item(b"<title>&x;</title>"), b'<!DOCTYPE r [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x">%x;]>'
    ),
    "newlines": _rss(_item(b"<title>%s</title>" % (b"\n" * 40_000)))[:-30],
    "addresses": _rss(_item(b"<author>%s</author>" % (b"a." * 8000 + b"@"))),
    "attributes": _rss(_item(b"<title %s>x</title>" % b"".join(b'a%d="" ' % n for n in range(15_000)))),
    "nested elements": _rss(b"<a>" * 100_000),
    "nested markup": _rss(_item(b"<description>%s</description>" % (b"&lt;div&gt;" * 100_000))),
    "many entries": _rss(b"".join(_item(b"<guid>%d</guid>" % n) for n in range(60_000))),
    "names": _rss(b"".join(b'<x%d:y xmlns:x%d="u%d"/>' % (n, n, n) for n in range(30_000))),
    "bases": _rss(b'<a xml:base="x/">' * 5000 + _item(b"<title>x</title>")),
    "no text": _rss(_item(b"<title>x</title>")).replace(b'"1.0"', b'"1.0" encoding="zip"') + b"\0" * 100_000,
    "base64": _rss(_item(b'<content mode="base64" type="text/html">%s</content>' % (b"=A" * 500_000))),
    "dates": _rss(b"".join(_item(b"<pubDate>%s</pubDate>" % (b"9" * 4000)) for _ in range(300))),
}


def mutants(seeds: Sequence[bytes], count: int, seed: int = 7) -> Iterator[bytes]:
    """Damaged copies: bytes changed, cut out, doubled, and pieces of other seeds put in."""
    dice = random.Random(seed)  # noqa: S311 - damage, not secrets
    for _ in range(count):
        body = bytearray(dice.choice(seeds))
        for _ in range(dice.randint(1, 12)):
            _damage(body, dice, seeds)
        yield bytes(body)


def _damage(body: bytearray, dice: random.Random, seeds: Sequence[bytes]) -> None:
    at = dice.randrange(len(body) + 1)
    length = dice.choice((1, 1, 2, 10, 100))
    piece = bytes(body[at : at + length])
    match dice.randrange(5):
        case 0:
            body[at : at + length] = dice.randbytes(length)
        case 1:
            del body[at : at + length]
        case 2:
            body[at:at] = piece * dice.choice((1, 3, 50))
        case 3:
            other = dice.choice(seeds)
            start = dice.randrange(len(other))
            body[at:at] = other[start : start + length]
        case 4:
            body[at:at] = dice.choice((b"<", b">", b"&#xD800;", b"\0", b"]]>", b"<![CDATA[", b"<!--", b"&", b'"'))
