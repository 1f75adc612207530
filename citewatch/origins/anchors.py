"""A place in an article ↔ the origin that is kept of it: exact words with what stands around them."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from citewatch import text
from citewatch.model import Document, Origin, Place, Span
from citewatch.origins.article import Article
from citewatch.origins.find import Found
from citewatch.people import FULL_NAME

_AROUND = 32  # code points of prefix and suffix
_TELLING = 6  # words from which on a sentence is taken for the same wherever it stands, as in copies of an article


def origin(found: Found, article: Article, url: str, body: str, person: str | None = None) -> Origin:
    """What is kept of a place. `url`: the address cited; `body`: SHA-256 of the page; `person`: the speaker's key."""
    document, span = article.document, found.span
    return Origin(
        url=url,
        lang=document.lang,
        exact=span.cut(document.text),
        prefix=document.text[max(0, span.start - _AROUND) : span.start],
        suffix=document.text[span.end : span.end + _AROUND],
        body=body,
        score=round(found.score, 3),
        lead=round(found.lead, 3),
        places=tuple(_places(article, span, url)),
        why=found.why,
        speaker=_spelled(document, person) if person else None,
    )


def _spelled(document: Document, person: str) -> str | None:
    """A person's name as a document spells it most often."""
    names = Counter(one[0] for one in FULL_NAME.finditer(document.text) if text.person_key(one[0]) == person)
    return min(names, key=lambda name: (-names[name], name), default=None)


def again(kept: Origin, document: Document, body: str) -> Origin:
    """The same origin in a source that has changed: its exact words, or these but for marks and blanks, else lost."""
    pattern = r"[\W_]+".join(map(re.escape, text.words(kept.exact)))
    found = re.search(rf"(?<!\w){pattern}(?!\w)", document.text, re.IGNORECASE) if pattern else None
    at = document.text.find(kept.exact)
    if at < 0 and found is None:
        return replace(kept, lost=True)
    span = Span(at, at + len(kept.exact)) if at >= 0 or found is None else Span(*found.span())
    exact = span.cut(document.text)
    prefix, suffix = document.text[max(0, span.start - _AROUND) : span.start], document.text[span.end :][:_AROUND]
    return replace(kept, exact=exact, prefix=prefix, suffix=suffix, body=body, lost=False)


def _places(article: Article, span: Span, url: str) -> Iterator[Place]:
    for number in article.sentences.over(span):
        sentence = article.sentences.spans[number]
        words = text.words(sentence.cut(article.document.text))
        key = text.digest(*words, *([] if len(words) >= _TELLING else ["", url]), size=16)
        start, end = max(span.start, sentence.start), min(span.end, sentence.end)
        yield Place(key, start - sentence.start, end - sentence.start)
