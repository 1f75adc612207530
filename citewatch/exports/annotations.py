"""Statements → W3C Web Annotations of their origins (https://www.w3.org/TR/annotation-model/)."""

from collections.abc import Iterator
from typing import Any

from citewatch import text, urls
from citewatch.exports.places import Places
from citewatch.model import Edition, OriginView, StatementPage


def annotations(edition: Edition, places: Places) -> Iterator[dict[str, Any]]:
    """One for each sure origin of each statement that is still found in its source."""
    for page in edition.statements:
        origins = (one.origin for one in page.passages if one.origin)
        sure = {(one.source.id, one.exact): one for one in origins if one.why is None and not one.lost}
        yield from (_annotation(page, one, places) for _, one in sorted(sure.items()) if urls.web(one.url))


def _annotation(page: StatementPage, origin: OriginView, places: Places) -> dict[str, Any]:
    name = text.digest(page.id, origin.source.id, origin.exact)
    body = {
        "type": "TextualBody",
        "purpose": "describing",
        "value": page.text,
        "format": "text/plain",
        "language": page.lang,
    }
    return {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": places.tag(f"origin/{page.id}/{name}"),
        "type": "Annotation",
        "motivation": "describing",
        "body": [body, *_pages(page, places)],
        "target": {
            "source": origin.url.partition("#")[0],
            "selector": {
                "type": "TextQuoteSelector",
                "exact": _uncut(origin.exact),
                "prefix": _uncut(origin.prefix),
                "suffix": _uncut(origin.suffix),
            },
        },
    }


def _uncut(words: str) -> str:
    """Words of a source without the dots where a long passage is cut: a selector has to match them."""
    return words.removeprefix("… ").removesuffix(" …")


def _pages(page: StatementPage, places: Places) -> list[dict[str, str]]:
    """Where the statement stands."""
    address = places.on_site(page)
    return [{"type": "SpecificResource", "purpose": "linking", "source": address}] if address else []
