"""Readings and rankings → the JSON of the contract (design: section 4)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from citewatch import text
from citewatch.model import (
    Bound,
    Match,
    Member,
    Origin,
    Passage,
    Post,
    Reading,
    Report,
    Role,
    Row,
    Span,
    Statement,
    Window,
)

SCHEMA = 1

Counts = Callable[[Passage], bool]


def inspection(reading: Reading, number: object = None) -> dict[str, Any]:
    """How one document is read, as `inspect --json` writes it."""
    document = reading.document
    return {
        "schema": SCHEMA,
        "id": number,
        "url": document.url,
        "lang": document.lang,
        "level": reading.level.value,
        "title": document.title,
        "published": document.published.isoformat() if document.published else None,
        "text": document.text,
        "paragraphs": [_span(one) for one in document.paragraphs],
        "links": [
            {
                "url": one.url,
                "raw": one.raw,
                "span": _span(one.span),
                "role": one.role.value,
                "paragraph": one.paragraph,
            }
            for one in document.links
        ],
        "quotations": [_quotation(one, document.text, document.kind) for one in reading.quotations],
        "terms": [_span(one) for one in reading.terms],
        "cut": reading.cut,
    }


def _quotation(bound: Bound, body: str, kind: str) -> dict[str, Any]:
    quotation = bound.quotation
    cited = any(one.role == Role.QUOTED_FROM for one in bound.citations)
    return {
        "spans": [_span(one) for one in quotation.spans],
        "kind": quotation.kind.value,
        "counted": cited or kind == "article",
        "speaker": quotation.speaker,
        "speaker_span": _span(quotation.speaker_span) if quotation.speaker_span else None,
        "cue": text.fold(quotation.cue_span.cut(body)) if quotation.cue_span else None,
        "cue_span": _span(quotation.cue_span) if quotation.cue_span else None,
        "citations": [
            {"url": one.url, "evidence": one.evidence.value, "distance": one.distance, "role": one.role.value}
            for one in bound.citations
        ],
    }


def _span(span: Span) -> list[int]:
    return [span.start, span.end]


def report(found: Report) -> dict[str, Any]:
    """What a run did, as `run --json` and `fetch --json` write it."""
    return {
        "schema": SCHEMA,
        "feeds": [
            {
                "name": one.name,
                "url": one.url,
                "outcome": one.outcome.value,
                "new": one.new,
                "known": one.known,
                "problem": one.problem,
                "trouble": one.trouble,
                "failures": one.failures,
                "muted": one.muted,
                "moved": one.moved,
                "next_try": one.next_try.isoformat() if one.next_try else None,
            }
            for one in found.feeds
        ],
        "outlets": [
            {
                "name": one.name,
                "read": one.had,
                "failed": dict(one.failed),
                "failures": one.failures,
                "next_try": one.next_try.isoformat() if one.next_try else None,
            }
            for one in found.outlets
        ],
        "posts_checked": found.checked,
        "posts_gone": list(found.gone),
        "posts_read": found.posts_read,
        "sources_read": found.sources_read,
        "unread": [{"url": url, "why": why} for url, why in found.unread],
        "notes": [{"url": url, "how": how} for url, how in found.notes],
        "faults": [{"subject": subject, "fault": fault} for subject, fault in found.faults],
    }


def ranking(
    rows: Sequence[Row],
    describe: Callable[[str], Mapping[str, Any]],
    window: Window,
    as_of: date,
    method: int,
) -> dict[str, Any]:
    """A ranking as `rank --json` writes it. `describe` says what a row is, by its id."""
    return {
        "schema": SCHEMA,
        "as_of": as_of.isoformat(),
        "window": window,
        "method": method,
        "rows": [{**describe(row.id), **place(row)} for row in rows],
    }


def place(row: Row) -> dict[str, Any]:
    """A row's place and counts."""
    return {
        "place": row.place,
        "tied": row.tied,
        "best": row.best,
        "worst": row.worst,
        "P": row.lo.posts,
        "Q": row.lo.others,
        "P_hi": row.hi.posts,
        "Q_hi": row.hi.others,
        "ranked": row.ranked,
        "last": row.last.isoformat() if row.last else None,
    }


def statement(
    key: str, one: Statement, posts: Mapping[str, Post], alike: Sequence[Passage] = (), counts: Counts = lambda _: True
) -> dict[str, Any]:
    """What a statement is: its words, its speaker, and every quotation with its citations and its origin.

    `alike`: passages of others that are only possibly the same; `counts`: whether a passage counts in the window.
    """
    origin = one.origin
    members = [*one.members, *(Member(passage, Match.POSSIBLE) for passage in alike)]
    return {
        "statement": key,
        "text": one.fullest.text,
        "original": origin.exact if origin else None,
        "speaker": one.fullest.speaker,
        "quotations": [_member(member, posts[member.passage.post], counts) for member in members],
    }


def _member(member: Member, post: Post, counts: Counts) -> dict[str, Any]:
    passage = member.passage
    return {
        "post": post.url,
        "published": post.published.isoformat() if post.published else None,
        "text": passage.text,
        "match": member.match.value,
        "counted": member.match != Match.POSSIBLE and counts(passage),
        "withdrawn": passage.withdrawn.isoformat() if passage.withdrawn else None,
        "citations": [
            {"url": one.url, "evidence": one.evidence.value, "distance": one.distance, "role": one.role.value}
            for one in passage.citations
        ],
        "origin": _origin(passage.origin) if passage.origin else None,
    }


def _origin(origin: Origin) -> dict[str, Any]:
    return {
        "url": origin.url,
        "text": origin.exact,
        "sure": origin.sure,
        "why": origin.why,
        "lang": origin.lang,
        "prefix": origin.prefix,
        "suffix": origin.suffix,
        "score": origin.score,
        "lead": origin.lead,
        "lost": origin.lost,
    }
