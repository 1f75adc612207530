"""Invented passages, statements, posts and readings for tests: what is not named takes a plain default."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from citewatch import text
from citewatch.model import Citation, CitedLink, Evidence, Kind, Match, Member, Passage, Possible, Post, Role, Statement

DAY = date(2026, 5, 4)
FEED = "https://blog.example/feeds/posts/default"


def citation(source: str = "a", role: Role = Role.QUOTED_FROM, evidence: Evidence = Evidence.SENTENCE) -> Citation:
    """A citation of `https://outlet.example/<source>`."""
    return Citation(f"https://outlet.example/{source}", evidence, 0, role, "same sentence")


def passage(
    words: str = "Nobody has refused us, and the ice does not wait",
    post: str = "p1",
    number: int = 0,
    *,
    speaker: str | None = "Damir Esenkulov",
    ago: int = 0,
    cites: Iterable[str | Citation] = ("a",),
    kind: Kind = Kind.DIRECT,
    cue: str | None = "says",
    live: bool = True,
    withdrawn: date | None = None,
) -> Passage:
    """A passage of a post, `ago` days before DAY; `cites`: names of quoted sources, or citations."""
    return Passage(
        id=f"{post}#{number}",
        post=post,
        day=DAY - timedelta(days=ago),
        text=words,
        lang="en",
        person=text.person_key(speaker) if speaker else None,
        speaker=speaker,
        kind=kind,
        cue=cue,
        context=(f"Before {number} “", words, "” behind it."),
        citations=tuple(citation(one) if isinstance(one, str) else one for one in cites),
        live=live,
        withdrawn=withdrawn,
    )


def statement(*passages: Passage, match: Match = Match.EXACT) -> Statement:
    """One statement of these passages, the first its root; `match` of the others."""
    matches = [Match.EXACT, *[match] * (len(passages) - 1)]
    return Statement(tuple(Member(one, how) for one, how in zip(passages, matches, strict=True)))


def post(key: str = "p1", *, ago: int = 0, title: str | None = None, uncertain: bool = False) -> Post:
    """A post of FEED, `ago` days before DAY."""
    day = DAY - timedelta(days=ago)
    at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    return Post(
        key,
        FEED,
        f"https://blog.example/{key}.html",
        f"Post {key}" if title is None else title,
        "",
        at,
        at,
        day,
        uncertain,
    )


def posts_of(passages: Iterable[Passage]) -> Mapping[str, Post]:
    """The posts in which passages stand."""
    return {one.post: post(one.post, ago=(DAY - one.day).days) for one in passages}


def link(
    post_key: str = "p1", source: str = "a", *, ago: int = 0, outlet: str = "Outlet", live: bool = True
) -> CitedLink:
    """A quoted-from link to the source that `citation` cites."""
    return CitedLink(post_key, DAY - timedelta(days=ago), f"outlet.example/{source}", outlet, live)


def source_of(url: str) -> str:
    """The key of the source at an address: the address without its scheme."""
    return url.removeprefix("https://")


def together(statements: Sequence[Statement]) -> set[frozenset[str]]:
    """Which passages are one statement."""
    return {frozenset(member.passage.id for member in one.members) for one in statements}


def pairs(possible: Iterable[Possible]) -> set[frozenset[str]]:
    """Which passages are only possibly the same."""
    return {frozenset((one.passage, one.other)) for one in possible}
