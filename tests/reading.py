"""Helpers that read invented texts as the line does."""

import re

from citewatch import pipeline, posts, rules
from citewatch.model import Bound, Document, Reading
from citewatch.models import LanguageParser, SentenceEncoder

PARSER = LanguageParser()
ENCODER = SentenceEncoder()


def read(text: str, lang: str = "en", kind: str = "post") -> Reading:
    """A text with blank lines between its paragraphs, as a post or an article."""
    document = posts.read_text(text.strip(), "https://steppewindow.example/2026/09/a.html", lang, kind)
    if kind == "article":
        return pipeline.read_article(document, PARSER)
    return pipeline.read_post(document, frozenset({"steppewindow.example"}), PARSER)


def spans(bound: Bound, document: Document) -> list[str]:
    return [" ".join(span.cut(document.text).split()) for span in bound.quotation.spans]


def said(reading: Reading) -> list[tuple[str | None, list[str]]]:
    """By quotation: the speaker and the words."""
    return [(one.quotation.speaker, spans(one, reading.document)) for one in reading.quotations]


def ties(reading: Reading) -> list[tuple[str, int, list[str]]]:
    """By quotation: evidence, distance, and the addresses cited."""
    return [
        (one.evidence.value, one.citations[0].distance if one.citations else 0, [cited.url for cited in one.citations])
        for one in reading.quotations
    ]


def overstated(told: str) -> list[str]:
    """The figures of the page on the method that are higher than what a gate has just told; others it leaves out."""
    found = dict(re.findall(r"^(\S.*?)  +(\d\.\d{3})", told, re.MULTILINE))
    pairs = ((float(figure), what.partition(" | ")[0]) for figure, what in rules.pairs("measured"))
    return [
        f"{name}: {figure}, and {found[name]}"
        for figure, name in pairs
        if name in found and figure > float(found[name])
    ]
