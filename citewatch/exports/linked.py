"""Pages → what machines read in their heads: schema.org as JSON-LD, and Open Graph cards."""

import json
from collections.abc import Sequence
from typing import Any

from citewatch import text, urls
from citewatch.exports.places import Places
from citewatch.model import Edition, PassageView, SourcePage, SpeakerPage, StatementPage

Node = dict[str, Any]

_IN_SCRIPT = str.maketrans({"<": r"\u003c", ">": r"\u003e", "&": r"\u0026"})
_CARD = 200  # code points of a card's description


def linked(page: object, edition: Edition, places: Places) -> str:
    """A page as JSON-LD that may stand in a script element; empty for kinds of page that have none.

    A statement is a Quotation and never a ClaimReview: nothing is judged here.
    """
    if isinstance(page, StatementPage):
        node = _quotation(page, places)
    elif isinstance(page, SourcePage):
        node = _article(page, places)
    elif page is edition:
        node = {"@type": "WebSite", "name": edition.title, "url": places.of("")}
    else:
        return ""
    said = json.dumps(_full({"@context": "https://schema.org", **node}), ensure_ascii=False, separators=(",", ":"))
    return text.shown(said.translate(_IN_SCRIPT))


def _quotation(page: StatementPage, places: Places) -> Node:
    original = {"@type": "Quotation", "text": page.original, "inLanguage": page.original_lang}
    return {
        "@type": "Quotation",
        "@id": places.tag(f"statement/{page.id}"),
        "url": places.page("statement", page.id),
        "text": page.text,
        "inLanguage": page.lang,
        "spokenByCharacter": _speaker(page),
        "translationOfWork": original if page.original else None,
        "isPartOf": _sources(page.passages),
        "subjectOf": _posts(page.passages),
    }


def _speaker(page: StatementPage) -> Node | None:
    if page.speaker is None:
        return None
    return {"@type": "Person", "name": page.speaker.name, "alternateName": page.speaker_original}


def _sources(passages: Sequence[PassageView]) -> list[Node]:
    """The documents from which the passages that count were quoted."""
    found = {one.url: one for passage in passages if passage.counted for one in passage.sources}
    return [
        {"@type": "Article", "headline": one.source.name, "url": url, "publisher": _outlet(one.outlet.name)}
        for url, one in found.items()
        if urls.web(url)
    ]


def _posts(passages: Sequence[PassageView]) -> list[Node]:
    found = {one.post_url: one for one in passages if one.counted and urls.web(one.post_url)}
    return [
        {"@type": "BlogPosting", "headline": one.post_title, "url": url, "datePublished": one.day.isoformat()}
        for url, one in found.items()
    ]


def _article(page: SourcePage, places: Places) -> Node:
    return {
        "@type": "Article",
        "@id": urls.web(page.url),
        "url": urls.web(page.url),
        "mainEntityOfPage": places.page("source", page.id),
        "headline": page.title,
        "author": {"@type": "Person", "name": page.byline} if page.byline else None,
        "datePublished": page.published.isoformat() if page.published else None,
        "inLanguage": page.lang,
        "publisher": _outlet(page.outlet.name),
        "hasPart": [
            {"@type": "Quotation", "@id": places.tag(f"statement/{one.row.id}"), "text": one.text}
            for one in page.statements
        ],
    }


def _outlet(name: str) -> Node:
    return {"@type": "Organization", "name": name}


def _full(value: Any) -> Any:
    """A value without the keys that have none."""
    if isinstance(value, dict):
        return {key: _full(one) for key, one in value.items() if one}
    return [_full(one) for one in value] if isinstance(value, list) else value


def card(page: object, edition: Edition) -> tuple[str, str, str]:
    """A page's Open Graph title, description and type."""
    if isinstance(page, StatementPage):
        who = page.speaker.name if page.speaker else edition.title
        return who, _cut(page.text), "article"
    if isinstance(page, SourcePage):
        return (
            page.title or page.url,
            f"What blogs quote from it, and who. {page.outlet.name}",
            "article",
        )
    if isinstance(page, SpeakerPage):
        return page.name, "What blogs report this speaker to have said, most cited first.", "profile"
    return edition.title, "Which statements the watched blogs cite most, with the evidence for each place.", "website"


def _cut(value: str) -> str:
    return value if len(value) <= _CARD else f"{value[: _CARD - 1].rsplit(' ', 1)[0]}…"
