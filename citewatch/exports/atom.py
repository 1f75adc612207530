"""Entries → an Atom feed (RFC 4287)."""

from collections.abc import Sequence
from datetime import date
from xml.etree import ElementTree as ET

from citewatch import text
from citewatch.exports.news import Entry
from citewatch.exports.places import Places


def atom(path: str, title: str, page: str, entries: Sequence[Entry], places: Places, as_of: date) -> bytes:
    """The feed at a path of the site. `page`: the path of the page that it goes with; `as_of` dates an empty feed."""
    feed = ET.Element("feed", xmlns="http://www.w3.org/2005/Atom")
    _add(feed, "id", places.tag(path))
    _add(feed, "title", title)
    _add(feed, "updated", _moment(max((one.updated for one in entries), default=as_of)))
    _link(feed, "self", places.of(path))
    _link(feed, "alternate", places.of(page))
    _add(ET.SubElement(feed, "author"), "name", title)
    for one in entries:
        _entry(ET.SubElement(feed, "entry"), one)
    ET.indent(feed, "")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(feed, "unicode")}\n'.encode()


def _entry(entry: ET.Element, one: Entry) -> None:
    _add(entry, "id", one.id)
    _add(entry, "title", one.title)
    _add(entry, "updated", _moment(one.updated))
    _link(entry, "alternate", one.link)
    _link(entry, "via", one.via)
    if one.author:
        _add(ET.SubElement(entry, "author"), "name", one.author)
    _add(entry, "summary", one.summary)


def _add(parent: ET.Element, name: str, value: str) -> None:
    ET.SubElement(parent, name).text = text.shown(value)


def _link(parent: ET.Element, rel: str, address: str | None) -> None:
    if address:
        ET.SubElement(parent, "link", rel=rel, href=text.shown(address))


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
