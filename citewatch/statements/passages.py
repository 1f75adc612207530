"""A post's reading → passages: its quotations as statements and the ranking take them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from citewatch import text
from citewatch.model import Bound, Document, Passage, Post, Reading, Span

_CONTEXT = 280  # code points before and behind a quotation: enough for its cue and its citation


def passages_of(post: Post, reading: Reading) -> tuple[Passage, ...]:
    """The quotations of a post, in its order."""
    document = reading.document
    return tuple(_passage(post, document, n, bound) for n, bound in enumerate(reading.quotations))


def withdrawn(document: Document, earlier: Iterable[tuple[date, Sequence[Passage]]]) -> tuple[Passage, ...]:
    """The cited quotations of earlier versions of a post whose exact normal words it has no longer.

    `earlier`: the versions, the last first, each with the day of the version that took its place.
    """
    found: dict[str, Passage] = {}
    for day, passages in earlier:
        for one in passages:
            if one.citations and is_gone(document, one):
                number = f"{one.post}#~{text.digest(one.person or '', *text.words(one.text), size=10)}"
                found.setdefault(number, replace(one, id=number, withdrawn=day))
    return tuple(found.values())


def is_gone(document: Document, passage: Passage) -> bool:
    """Whether a version of a post lacks the exact normal words of a quotation."""
    now = _spaced(document.text)
    return not all(_spaced(part) in now for part in passage.context[1::2])


def _spaced(words: str) -> str:
    """Normal words, each with a blank on both sides."""
    return f" {' '.join(text.words(words))} "


def _passage(post: Post, document: Document, number: int, bound: Bound) -> Passage:
    quotation = bound.quotation
    return Passage(
        id=f"{post.key}#{number}",
        post=post.key,
        day=post.day,
        text=quotation.text(document),
        lang=document.lang,
        person=text.person_key(quotation.speaker) if quotation.speaker else None,
        speaker=quotation.speaker,
        kind=quotation.kind,
        cue=text.fold(quotation.cue_span.cut(document.text)) if quotation.cue_span else None,
        context=_context(document, quotation.spans),
        citations=bound.citations,
    )


def _context(document: Document, spans: tuple[Span, ...]) -> tuple[str, ...]:
    """The text around a quotation, cut at words, within its paragraphs; odd parts are the quoted words."""
    first, last = document.paragraph_at(spans[0].start), document.paragraph_at(spans[-1].end - 1)
    start = max(document.paragraphs[first].start, spans[0].start - _CONTEXT)
    end = min(document.paragraphs[last].end, spans[-1].end + _CONTEXT)
    parts, at = [], start
    for span in spans:
        parts += [document.text[at : span.start], span.cut(document.text)]
        at = span.end
    parts.append(document.text[at:end])
    if start > document.paragraphs[first].start:
        parts[0] = "… " + parts[0].partition(" ")[2]
    if end < document.paragraphs[last].end:
        parts[-1] = parts[-1].rpartition(" ")[0] + " …"
    return tuple(" ".join(f"|{part}|".split())[1:-1] for part in parts)
