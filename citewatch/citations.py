"""Quotations and links of a post → which quotation cites which source: role, evidence, distance, reason.

The parenthesis follows its statement; what has no link of its own inherits the last source of its speaker, else of
the post (design: definitions). In round-ups nothing is carried from item to item.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from citewatch import rules, text, urls
from citewatch.model import Bound, Citation, Document, Evidence, Link, Quotation, Role, Span

_JOINER = re.compile(r"(?:[\s,;]|\band\b|\breposted at\b|\breposted\b|\bи\b)*")
_LONELY = re.compile(r"\s*\(.*\)[.\s]*$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Group:
    """Links that stand together, as in one parenthesis. `names`: surnames, levelled, in the sentence they support."""

    links: tuple[Link, ...]
    span: Span
    sentence: Span
    paragraph: int
    names: frozenset[str]


def bind(
    document: Document, quotations: Sequence[Quotation], own_hosts: frozenset[str]
) -> tuple[tuple[Link, ...], tuple[Bound, ...]]:
    """The links with their roles, and the quotations with their citations."""
    sentences = [
        (n, one) for n, paragraph in enumerate(document.paragraphs) for one in _sentences(document, n, paragraph)
    ]
    links = _with_roles(document, sentences, own_hosts)
    surnames = frozenset(_surname(one) for one in quotations) - {""}
    groups = _groups(document, [one for one in links if one.role == Role.QUOTED_FROM], sentences, surnames)
    binder = _Binder(document, groups, quotations)
    return links, tuple(Bound(one, binder.citations(one)) for one in quotations)


def unbound(quotation: Quotation) -> Bound:
    """A quotation of an article, which cites nothing."""
    return Bound(quotation)


def _sentences(document: Document, number: int, paragraph: Span) -> list[Span]:
    """Sentences; one that is only a parenthesis belongs to the sentence before it."""
    joined: list[Span] = []
    for one in text.sentences(document.text, paragraph, document.lang):
        inside = any(
            one.start < link.span.start and link.span.end > one.end
            for link in document.links
            if link.paragraph == number
        )
        if joined and (inside or _cuts_link(document, joined[-1], number)):
            joined[-1] = Span(joined[-1].start, one.end)
        else:
            joined.append(one)
    return joined


def _cuts_link(document: Document, sentence: Span, number: int) -> bool:
    """Whether a sentence ends inside an address (a full stop in it is none)."""
    return any(one.span.start < sentence.end < one.span.end for one in document.links if one.paragraph == number)


# ---------------------------------------------------------------- roles


def _with_roles(document: Document, sentences: list[tuple[int, Span]], own_hosts: frozenset[str]) -> tuple[Link, ...]:
    return tuple(
        replace(link, role=_role(document, link, _parenthesis(document, link), _holding(sentences, link), own_hosts))
        for link in document.links
    )


def _role(document: Document, link: Link, parenthesis: Span | None, sentence: Span, own_hosts: frozenset[str]) -> Role:
    if urls.host(link.href) in own_hosts:
        return Role.OWN_POST
    around = parenthesis or Span(sentence.start, max(sentence.start, link.span.start))
    words = _without_links(document, around)
    if parenthesis and _JOINER.fullmatch(words.strip("() .")):
        return Role.QUOTED_FROM
    return Role.SEE_ALSO if _see_also().search(words) else Role.QUOTED_FROM


def _parenthesis(document: Document, link: Link) -> Span | None:
    """The parenthesis around a link, within its paragraph, addresses and nested ones skipped; None when there is none."""
    paragraph = document.paragraphs[link.paragraph]
    inside = {
        at for one in document.links if one.paragraph == link.paragraph for at in range(one.span.start, one.span.end)
    }
    start = _opening(document.text, paragraph, link.span.start, inside)
    if start is None:
        return None
    depth = 0
    for at in range(start, paragraph.end):
        if at not in inside and document.text[at] in "()":
            depth += 1 if document.text[at] == "(" else -1
            if depth == 0:
                return Span(start, at + 1) if at >= link.span.end else None
    return Span(start, _sentence_end(document.text, link.span.end, paragraph.end))


def _opening(body: str, paragraph: Span, before: int, inside: set[int]) -> int | None:
    depth = 0
    for at in range(before - 1, paragraph.start - 1, -1):
        if at in inside:
            continue
        if body[at] == ")":
            depth += 1
        elif body[at] == "(":
            if depth == 0:
                return at
            depth -= 1
    return None


def _sentence_end(body: str, start: int, end: int) -> int:
    found = re.compile(r"[.!?](?:\s|$)").search(body, start, end)
    return found.start() if found else end


def _without_links(document: Document, span: Span) -> str:
    inside = sorted(one.span for one in document.links if span.overlaps(one.span))
    pieces, at = [], span.start
    for one in inside:
        pieces.append(document.text[at : one.start])
        at = one.end
    return " ".join([*pieces, document.text[at : span.end]])


@cache
def _see_also() -> re.Pattern[str]:
    return re.compile("|".join(rules.lines("see-also-en")), re.IGNORECASE)


def _holding(sentences: list[tuple[int, Span]], link: Link) -> Span:
    for number, sentence in sentences:
        if number == link.paragraph and sentence.start <= link.span.start < sentence.end:
            return sentence
    return link.span


# ---------------------------------------------------------------- groups


def _groups(
    document: Document, links: list[Link], sentences: list[tuple[int, Span]], surnames: frozenset[str]
) -> list[Group]:
    runs: list[list[Link]] = []
    for link in links:
        if (
            runs
            and runs[-1][-1].paragraph == link.paragraph
            and _JOINER.fullmatch(document.text[runs[-1][-1].span.end : link.span.start])
        ):
            runs[-1].append(link)
        else:
            runs.append([link])
    return [_group(document, run, sentences, surnames) for run in runs]


def _group(document: Document, run: list[Link], sentences: list[tuple[int, Span]], surnames: frozenset[str]) -> Group:
    span = Span(run[0].span.start, run[-1].span.end)
    number = run[0].paragraph
    own = [one for n, one in sentences if n == number]
    at = next((n for n, one in enumerate(own) if one.start <= span.start < one.end), 0)
    sentence = own[at] if own else span
    if _LONELY.fullmatch(sentence.cut(document.text)) and at > 0:
        sentence = Span(
            own[at - 1].start, sentence.end
        )  # a sentence that is only a parenthesis supports the one before
    said = {
        text.level(word) for word in re.findall(r"[^\W\d_][\w’'-]+", sentence.cut(document.text)) if word[0].isupper()
    }
    return Group(tuple(run), span, sentence, number, frozenset(said & surnames))


# ---------------------------------------------------------------- evidence


class _Binder:
    """Answers, for one quotation after another, which group of links it cites, and how the post ties the two."""

    def __init__(self, document: Document, groups: list[Group], quotations: Sequence[Quotation]) -> None:
        self.document = document
        self.groups = groups
        self.speakers: dict[Span, set[str]] = {}  # by span of the group: whose quotations stand with it
        for one in quotations:
            group = self._in_sentence(one)
            if group is not None:
                self.speakers.setdefault(group.span, set()).add(_surname(one))

    def citations(self, quotation: Quotation) -> tuple[Citation, ...]:
        for find, evidence in (
            (self._in_sentence, Evidence.SENTENCE),
            (self._in_paragraph, Evidence.PARAGRAPH),
            (self._carried, Evidence.CARRIED),
        ):
            group = find(quotation)
            if group is not None:
                distance = quotation.paragraph - group.paragraph
                reason = self._reason(quotation, group, evidence, distance)
                return tuple(Citation(link.url, evidence, distance, link.role, reason) for link in group.links)
        return ()

    def _in_sentence(self, quotation: Quotation) -> Group | None:
        """The first parenthesis behind the quotation in its sentence, else the last one before it there."""
        here = [
            one
            for one in self.groups
            if one.paragraph == quotation.paragraph and any(one.sentence.overlaps(span) for span in quotation.spans)
        ]
        behind = [one for one in here if one.span.start >= quotation.spans[0].end]
        return behind[0] if behind else (here[-1] if here else None)

    def _in_paragraph(self, quotation: Quotation) -> Group | None:
        here = [one for one in self.groups if one.paragraph == quotation.paragraph]
        same = [one for one in here if self._is_of(one, quotation)]
        behind = [one for one in same or here if one.span.start >= quotation.spans[-1].end]
        if same:
            before = [one for one in same if one.span.start < quotation.spans[0].start]
            return before[-1] if before else behind[0]
        foreign = behind and self._whose(behind[0]) and _surname(quotation)
        return behind[0] if behind and not foreign else None

    def _carried(self, quotation: Quotation) -> Group | None:
        if quotation.paragraph in self.document.items:
            return None
        groups = [one for one in self.groups if one.paragraph not in self.document.items]
        before = [one for one in groups if one.span.start < quotation.spans[0].start]
        same = [one for one in before if self._is_of(one, quotation)]
        if before:
            return (same or before)[-1]
        return self._introduced_later(quotation, groups)

    def _introduced_later(self, quotation: Quotation, groups: list[Group]) -> Group | None:
        """For a lead before the first link: the paragraph that introduces the same speaker, or the same words."""
        said = set(text.words(quotation.text(self.document)))
        for one in groups[:1]:
            paragraph = self.document.paragraphs[one.paragraph]
            shared = said & set(text.words(paragraph.cut(self.document.text)))
            if self._is_of(one, quotation) or len([word for word in shared if len(word) > 4]) >= 3:
                return one
        return None

    def _is_of(self, group: Group, quotation: Quotation) -> bool:
        surname = _surname(quotation)
        return bool(surname) and surname in self._whose(group)

    def _whose(self, group: Group) -> frozenset[str]:
        return group.names | frozenset(self.speakers.get(group.span, ())) - {""}

    def _reason(self, quotation: Quotation, group: Group, evidence: Evidence, distance: int) -> str:
        if evidence == Evidence.SENTENCE:
            return "in the same sentence"
        whose = "same speaker" if self._is_of(group, quotation) else "last source before it"
        if evidence == Evidence.PARAGRAPH:
            return "in the same paragraph"
        if distance < 0:
            return f"taken from the link {_paragraphs(-distance)} later, which introduces it"
        return f"carried over {_paragraphs(distance)}: {whose}"


def _paragraphs(count: int) -> str:
    return f"{count} paragraph{'s' if count != 1 else ''}"


def _surname(quotation: Quotation) -> str:
    return text.level(quotation.speaker.split()[-1]) if quotation.speaker else ""
