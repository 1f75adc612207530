"""Statements, rows and what is known of posts and sources → the edition: all that the site and the digest say."""

from citewatch.editions.lists import Lists, why
from citewatch.editions.material import Material
from citewatch.editions.pages import Pages
from citewatch.model import Correction, Edition, StatementPage, WindowEdition

__all__ = ["Material", "compose", "compose_statement", "compose_window", "why"]


def compose(material: Material) -> Edition:
    """The edition of a day."""
    lists = Lists(material)
    pages = Pages(material, lists)
    return Edition(
        title=material.settings.site.title,
        base_url=material.settings.site.url,
        as_of=material.as_of,
        method=material.method,
        near=material.near,
        windows=tuple(lists.window(rows) for rows in material.rows),
        statements=tuple(pages.statement(key) for key in sorted(material.shown)),
        sources=tuple(pages.source(key) for key in sorted(pages.cited_sources)),
        speakers=tuple(pages.speaker(person) for person in sorted(material.said_by)),
        outlets=tuple(pages.outlet(name) for name in sorted(material.sources_by_outlet)),
        posts=tuple(pages.post(key) for key in sorted(material.said_at.keys() | material.cited_at.keys())),
        reading=tuple(pages.reading(name) for name in sorted(material.sources_by_outlet)),
        feeds=tuple(pages.feed(url, name) for url, name in material.feeds.items()),
        corrections=tuple(
            Correction(one.verb.value, one.of, one.name, one.day, one.reason)
            for one in sorted(material.overrides, key=lambda one: (one.day, one.verb.value, one.of), reverse=True)
        ),
    )


def compose_statement(material: Material, key: str) -> StatementPage:
    """One statement alone, by its id."""
    return Pages(material, Lists(material)).statement(key)


def compose_window(material: Material) -> WindowEdition:
    """The first window alone."""
    return Lists(material).window(material.rows[0])
