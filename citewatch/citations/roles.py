"""Links → roles: quoted from, background, or the blog's own post."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from citewatch import rules, urls
from citewatch.citations.outline import JOINER, Outline
from citewatch.model import Link, Role, Span

_LEAD = 300  # code points before a link in which «see …» and the like are looked for


def with_roles(outline: Outline, own_hosts: frozenset[str]) -> tuple[Link, ...]:
    """The links of a document, each with its role."""
    return tuple(_with_roles(outline, own_hosts))


def _with_roles(outline: Outline, own_hosts: frozenset[str]) -> Iterator[Link]:
    last: Link | None = None
    role = Role.QUOTED_FROM
    for link, parenthesis in zip(outline.document.links, outline.parentheses, strict=True):
        if not (last and _stands_with(outline, last, link)):  # else one phrase announces them all
            role = Role.SEE_ALSO if _is_announced(_lead(outline, last, link, parenthesis)) else Role.QUOTED_FROM
        last = link
        mine = Role.OWN_POST if urls.host_of(link.url) in own_hosts else role
        yield link if mine == link.role else replace(link, role=mine)


def _stands_with(outline: Outline, last: Link, link: Link) -> bool:
    """Whether nothing but a joiner stands between two links."""
    near = last.paragraph == link.paragraph and last.span.end <= link.span.start
    return near and JOINER.fullmatch(outline.document.text, last.span.end, link.span.start) is not None


def _lead(outline: Outline, last: Link | None, link: Link, parenthesis: Span | None) -> str:
    """The words that lead up to a link: within its parenthesis, else within its sentence."""
    if parenthesis:
        start = parenthesis.start + 1
    else:
        start = outline.sentences[outline.sentence_number(link.span.start)].start if outline.sentences else 0
    start = max(start, last.span.end if last else 0, link.span.start - _LEAD)
    return outline.document.text[start : link.span.start]


def _is_announced(lead: str) -> bool:
    return _phrases().search(lead) is not None


@cache
def _phrases() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{line})" for line in rules.lines("see-also-en")), re.IGNORECASE)
