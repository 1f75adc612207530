"""Links → roles: quoted from, background, or the blog's own post."""

import re
from dataclasses import replace
from functools import cache

from citewatch import rules, urls
from citewatch.citations.outline import JOINER, Outline
from citewatch.model import Link, Role, Span

_ANNOUNCED = 200  # code points before a link in which «see …» and the like are looked for


def with_roles(outline: Outline, own_hosts: frozenset[str]) -> tuple[Link, ...]:
    """The links of a document, each with its role."""
    verdicts: dict[Span, bool] = {}

    def is_background(span: Span) -> bool:
        if span not in verdicts:
            verdicts[span] = bool(_see_also().search(outline.words_around_links(span)))
        return verdicts[span]

    roles = []
    for link, parenthesis in zip(outline.document.links, outline.parentheses, strict=True):
        if urls.host_of(link.url) in own_hosts:
            roles.append(Role.OWN_POST)
        elif parenthesis and _is_bare(outline, parenthesis):
            roles.append(Role.QUOTED_FROM)
        else:
            around = parenthesis or _before(outline, link)
            roles.append(Role.SEE_ALSO if is_background(around) else Role.QUOTED_FROM)
    return tuple(replace(link, role=role) for link, role in zip(outline.document.links, roles, strict=True))


def _is_bare(outline: Outline, parenthesis: Span) -> bool:
    """Whether a parenthesis holds only addresses and what joins them."""
    held = outline.document.links_in(parenthesis)
    at = parenthesis.start + 1
    for link in held:
        if not JOINER.fullmatch(outline.document.text, at, link.span.start):
            return False
        at = link.span.end
    return JOINER.fullmatch(outline.document.text[at : parenthesis.end].rstrip(") .")) is not None


def _before(outline: Outline, link: Link) -> Span:
    """The words before a link in its sentence: what stands outside a parenthesis is announced before it."""
    sentence = outline.sentences[outline.sentence_number(link.span.start)]
    start = max(sentence.start, link.span.start - _ANNOUNCED)
    return Span(start, max(start, link.span.start))


@cache
def _see_also() -> re.Pattern[str]:
    return re.compile("|".join(rules.lines("see-also-en")), re.IGNORECASE)
