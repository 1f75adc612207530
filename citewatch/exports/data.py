"""An edition → the values of the JSON files under data/, each as `data/schema/` describes it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, TypeAlias

from citewatch.exports.contract import place
from citewatch.model import (
    Correction,
    Edition,
    FeedState,
    Listed,
    OriginView,
    OutletPage,
    PassageView,
    PossibleView,
    PostRef,
    SourcePage,
    SourceView,
    SpeakerPage,
    StatementPage,
    WindowEdition,
)

Value: TypeAlias = dict[str, Any]


# Rankings


def rows(window: WindowEdition, kind: str) -> list[Value]:
    """The lines of one ranking; of statements, those cited once come behind the ranked ones."""
    listed: tuple[Listed, ...] = getattr(window, kind)
    make = _ROWS[kind]
    return [{**make(one), "why": one.why, **place(one.row)} for one in (*listed, *_once(window, kind))]


def _once(window: WindowEdition, kind: str) -> tuple[Listed, ...]:
    return window.once if kind == "statements" else ()


def _statement_row(one: Listed) -> Value:
    return {
        "statement": one.row.id,
        "text": one.text,
        "lang": one.lang,
        "original": one.original,
        "original_lang": one.original_lang,
        "speaker": one.speaker.name if one.speaker else None,
        "speaker_original": one.speaker_original,
        "outlets": [outlet.name for outlet in one.outlets],
    }


def _source_row(one: Listed) -> Value:
    return {
        "source": one.row.id,
        "title": one.text,
        "lang": one.lang,
        "outlets": [outlet.name for outlet in one.outlets],
    }


def _outlet_row(one: Listed) -> Value:
    return {"outlet": one.row.id, "name": one.text}


def _speaker_row(one: Listed) -> Value:
    return {"speaker": one.row.id, "name": one.text}


_ROWS: Mapping[str, Callable[[Listed], Value]] = {
    "statements": _statement_row,
    "sources": _source_row,
    "outlets": _outlet_row,
    "speakers": _speaker_row,
}


# Statements


def statement(page: StatementPage) -> Value:
    """A statement with every passage. Its places stand in the rankings: so a statement's file changes only with it."""
    return {
        "statement": page.id,
        "aliases": list(page.aliases),
        "text": page.text,
        "lang": page.lang,
        "original": page.original,
        "original_lang": page.original_lang,
        "speaker": page.speaker.name if page.speaker else None,
        "speaker_id": (page.speaker.id or None) if page.speaker else None,
        "speaker_original": page.speaker_original,
        "passages": [_passage(one) for one in page.passages],
        "possible": [_possible(one) for one in page.possible],
    }


def _passage(one: PassageView) -> Value:
    return {
        "post": one.post_url,
        "day": one.day.isoformat(),
        "day_uncertain": one.day_uncertain,
        "lang": one.lang,
        "context": list(one.context),
        "cue": one.cue,
        "match": one.match,
        "counted": one.counted,
        "why_not": one.why_not,
        "citations": [_citation(source) for source in one.sources],
        "origin": _origin(one.origin) if one.origin else None,
        "no_origin": one.no_origin,
    }


def _citation(one: SourceView) -> Value:
    return {
        "source": one.source.id,
        "url": one.url,
        "outlet": one.outlet.id,
        "role": role(one),
        "evidence": one.evidence,
        "unread": one.unread,
    }


def role(one: SourceView) -> str:
    """What a link is, as the contract spells it: an edition has it in words."""
    return one.role.replace(" ", "-")


def _origin(one: OriginView) -> Value:
    return {
        "source": one.source.id,
        "url": one.url,
        "lang": one.lang,
        "prefix": one.prefix,
        "exact": one.exact,
        "suffix": one.suffix,
        "sure": one.why is None,
        "how_sure": one.sure,
        "why": one.why,
        "lost": one.lost,
    }


def _possible(one: PossibleView) -> Value:
    return {"statement": one.statement.id or None, "post": one.passage.post_url, "why": one.why}


def year(page: StatementPage, edition: Edition) -> int:
    """The year of the first post that reports a statement."""
    return min((one.day for one in page.passages), default=edition.as_of).year


# Everything else


def source(page: SourcePage) -> Value:
    """A source, with the posts that cite it and the statements from it, best place first."""
    return {
        "source": page.id,
        "url": page.url,
        "title": page.title,
        "byline": page.byline,
        "published": _day(page.published),
        "lang": page.lang,
        "outlet": page.outlet.id,
        "unread": page.unread,
        "posts": [one.url for one in page.posts],
        "statements": [one.row.id for one in page.statements],
    }


def speaker(page: SpeakerPage) -> Value:
    """A speaker, with the spellings of the name, commonest first."""
    return {
        "speaker": page.id,
        "name": page.name,
        "names": list(page.names),
        "posts": [one.url for one in page.posts],
        "statements": [one.row.id for one in page.statements],
    }


def outlet(page: OutletPage) -> Value:
    """An outlet, with its cited sources, best place first."""
    return {"outlet": page.id, "name": page.name, "sources": [one.row.id for one in page.sources]}


def posts(edition: Edition) -> list[Value]:
    """The posts that cite, latest first, each with the statements that it reports and the sources that it cites."""
    known: dict[str, PostRef] = {}
    said: dict[str, dict[str, None]] = defaultdict(dict)
    cited: dict[str, dict[str, None]] = defaultdict(dict)
    for page in edition.statements:
        for one in page.passages:
            known[one.post_url] = PostRef(one.post_title, one.post_url, one.feed, one.day)
            said[one.post_url][page.id] = None
            cited[one.post_url].update(dict.fromkeys(each.source.id for each in one.sources))
    for origin in edition.sources:
        known.update((post.url, post) for post in origin.posts)
        for post in origin.posts:
            cited[post.url][origin.id] = None
    ordered = sorted(known.values(), key=lambda post: (-post.day.toordinal(), post.url))
    return [_post(one, said[one.url], cited[one.url]) for one in ordered]


def _post(one: PostRef, said: Iterable[str], cited: Iterable[str]) -> Value:
    return {
        "post": one.url,
        "title": one.title,
        "feed": one.feed,
        "day": one.day.isoformat(),
        "statements": sorted(said),
        "sources": sorted(cited),
    }


def correction(one: Correction) -> Value:
    """What an editor decided."""
    return {
        "verb": one.verb,
        "of": list(one.of),
        "name": one.name,
        "day": one.day.isoformat(),
        "reason": one.reason,
    }


def feed(one: FeedState) -> Value:
    """How a watched feed stands."""
    return {
        "name": one.name,
        "url": one.url,
        "posts": one.posts,
        "newest": _day(one.newest),
        "problem": one.problem,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
