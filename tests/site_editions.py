"""Invented editions for the tests of the site: a rich one, an empty one, and one of hostile strings."""

from collections.abc import Iterable
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta

from citewatch.model import (
    Count,
    Edition,
    FeedState,
    History,
    Listed,
    OriginView,
    OutletPage,
    OutletState,
    PassageView,
    PossibleView,
    PostPage,
    PostRef,
    Ref,
    Row,
    SourcePage,
    SourceView,
    SpeakerPage,
    StatementPage,
    Window,
    WindowEdition,
)
from tests.site_facts import (
    AS_OF,
    CORRECTIONS,
    GOOD,
    OUTLETS,
    POSTS,
    SAID,
    SOURCES,
    SPEAKERS,
    SPELLED,
    VARIANT,
    Said,
    day,
)


def rich(windows: tuple[Window, ...] = (7, 30, "all"), said: tuple[Said, ...] = SAID) -> Edition:
    """An edition with ties, long words, two alphabets, a right-to-left one, and everything that may be missing."""
    made = tuple(_window(window, said) for window in windows)
    everything = made[-1]
    pages = tuple(_statement(each, made) for each in said)
    posts = tuple(_post_page(n, pages, everything) for n in range(len(POSTS)))
    return Edition(
        posts=posts,
        reading=tuple(OutletState(ref, 3, (("refused", 1), ("not asked for yet", 1))) for ref in OUTLETS.values()),
        corrections=CORRECTIONS,
        title="Sarylim Watch: most-cited statements",
        base_url="https://watch.example/sarylim",
        as_of=AS_OF,
        method=3,
        near=0.86,
        windows=made,
        statements=pages,
        sources=tuple(_source(id_, everything, said) for id_ in SOURCES),
        speakers=tuple(_speaker(ref, everything, said) for ref in SPEAKERS.values()),
        outlets=tuple(_outlet(ref, everything) for ref in OUTLETS.values()),
        feeds=(
            FeedState("Sarylim Watch", "https://blog.example/feeds/posts/default", 1204, AS_OF, None, answered=GOOD),
            FeedState("Northern Notes", "https://notes.example/rss", 0, None, "it answered with a web page, no feed"),
        ),
    )


def empty() -> Edition:
    """What a first run without a single post has to show."""
    none = WindowEdition("all", None, AS_OF, (), (), (), (), ())
    week = replace(none, window=7, first=AS_OF - timedelta(days=6))
    return Edition("Most-cited statements", None, AS_OF, 1, 0.9, (week, none), (), (), (), (), ())


def many(number: int) -> tuple[Said, ...]:
    """So many ranked statements and as many cited once."""
    ranked = (
        Said(f"ranked-{n}", f"Words that two posts carry, number {n}.", None, ((0, "ferry"), (1, "ferry")))
        for n in range(number)
    )
    once = (
        Said(f"once-{n}", f"Words that one post carries, number {n}.", None, ((0, "ferry"),)) for n in range(number)
    )
    return (*ranked, *once)


def hostile(text: str) -> Edition:
    """The rich edition with `text` in every place that takes words or an address."""
    spoiled = _spoil(replace(rich(), base_url=None), text)
    assert isinstance(spoiled, Edition)
    return spoiled


def _spoil(value: object, text: str) -> object:
    if isinstance(value, str):
        return text
    if isinstance(value, tuple):
        return tuple(_spoil(each, text) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        kept = ("id", "aliases", "window", "places", "post", *(["statements"] if isinstance(value, PostPage) else []))
        spoiled = {f.name: _spoil(getattr(value, f.name), text) for f in fields(value) if f.name not in kept}
        return replace(value, **spoiled)
    return value


# Rows


def _rows(counts: dict[str, Count], last: dict[str, date], possible: dict[str, int] | None = None) -> dict[str, Row]:
    """The places of these counts; what is possible adds posts."""
    extra = possible or {}
    hi = {id_: Count(lo.posts + extra.get(id_, 0), lo.others) for id_, lo in counts.items()}
    rows = []
    for id_, lo in counts.items():
        others = counts.keys() - {id_}
        row = Row(
            id=id_,
            place=1 + sum(counts[other] > lo for other in others),
            tied=sum(counts[other] == lo for other in others),
            best=1 + sum(counts[other] > hi[id_] for other in others),
            worst=1 + sum(hi[other] > lo for other in others),
            lo=lo,
            hi=hi[id_],
            ranked=lo.posts > 1 or lo.others > 1,
            last=last[id_],
        )
        rows.append(row)
    return {row.id: row for row in sorted(rows, key=lambda row: (row.place, row.id))}


def _why(row: Row, noun: str) -> str:
    place = f"={row.place}" if row.tied else f"{row.place}"
    between = f" (between {row.best} and {row.worst})" if row.best < row.worst else ""
    more = f"; {row.hi.posts - row.lo.posts} more possible" if row.hi > row.lo else ""
    return f"{place}{between}: cited in {row.lo.posts} posts, from {row.lo.others} {noun}{more}"


def _listed(row: Row, said: Said) -> Listed:
    outlets = {SOURCES[source][1]: None for _, source in said.cited}
    return Listed(
        row=row,
        text=said.text,
        lang=said.lang,
        why=_why(row, "sources"),
        original=said.original,
        original_lang=said.original_lang if said.original else None,
        speaker=SPEAKERS[said.speaker] if said.speaker else None,
        speaker_original=SPELLED.get(said.speaker or ""),
        cue="denies" if said.possible else None,
        history=_history(post for post, _ in said.cited),
        outlets=tuple(OUTLETS[name] for name in outlets),
    )


def _window(window: Window, said: Iterable[Said]) -> WindowEdition:
    first = day(len(POSTS) - 1) if window == "all" else AS_OF - timedelta(days=window - 1)
    cited = {each: tuple(c for c in each.cited if day(c[0]) >= first) for each in said}
    cited = {each: pairs for each, pairs in cited.items() if pairs}
    statements = _rank({each.id: pairs for each, pairs in cited.items()}, {each.id: each.possible for each in cited})
    listed = [_listed(row, each) for id_, row in statements.items() for each in cited if each.id == id_]
    triples = [(each, post, source) for each, pairs in cited.items() for post, source in pairs]
    sources = _rank(_group((source, (post, each.id)) for each, post, source in triples))
    outlets = _rank(_group((OUTLETS[SOURCES[source][1]].id, (post, source)) for _, post, source in triples))
    spoken = ((each.speaker, post, each.id) for each, post, _ in triples if each.speaker)
    speakers = _rank(_group((SPEAKERS[name].id, (post, id_)) for name, post, id_ in spoken))
    names = {ref.id: ref.name for ref in (*OUTLETS.values(), *SPEAKERS.values())}
    return WindowEdition(
        window=window,
        first=first,
        last=AS_OF,
        statements=tuple(item for item in listed if item.row.ranked),
        once=tuple(item for item in listed if not item.row.ranked),
        sources=tuple(_thing(row, SOURCES[id_][0], SOURCES[id_][2], "statements") for id_, row in sources.items()),
        outlets=tuple(_thing(row, names[id_], "und", "sources") for id_, row in outlets.items()),
        speakers=tuple(_thing(row, names[id_], "en", "statements") for id_, row in speakers.items()),
    )


def _group(pairs: Iterable[tuple[str, tuple[int, str]]]) -> dict[str, tuple[tuple[int, str], ...]]:
    listed = list(pairs)
    return {id_: tuple(pair for other, pair in listed if other == id_) for id_, _ in listed}


def _rank(cited: dict[str, tuple[tuple[int, str], ...]], possible: dict[str, int] | None = None) -> dict[str, Row]:
    counts = {id_: Count(*(len(set(column)) for column in zip(*pairs, strict=True))) for id_, pairs in cited.items()}
    return _rows(counts, {id_: max(day(post) for post, _ in pairs) for id_, pairs in cited.items()}, possible)


def _thing(row: Row, text: str, lang: str, noun: str) -> Listed:
    outlets = (OUTLETS[SOURCES[row.id][1]],) if row.id in SOURCES else ()
    return Listed(row=row, text=text, lang=lang, why=_why(row, noun), outlets=outlets)


# Pages


def _view(
    said: Said, post: int, sources: tuple[str, ...], match: str = "the same words", why_not: str = ""
) -> PassageView:
    title, _ = POSTS[post]
    before = "The regional transport office is to decide in June, by which time the water will have fallen. "
    start, _, end = said.text.partition(". ")
    quoted = (start + ".", "” he says. “", end) if end else (said.text,)
    return PassageView(
        post_title=title,
        post_url=f"https://blog.example/2026/05/{post}.html",
        feed="Sarylim Watch",
        day=day(post),
        day_uncertain=post == 4,
        lang=said.lang,
        context=(
            before + "“",
            *quoted,
            "”\nThe captain is not hopeful, and the larger boats have gone down to the delta.",
        ),
        cue="he says" if end else None,
        match=match,
        counted=not why_not,
        why_not=why_not or None,
        withdrawn=AS_OF if why_not.startswith("withdrawn") else None,
        post=f"post-{post}",
        origin=_origin(said, sources[0]) if said.original and sources else None,
        no_origin=None if said.original else "not found in the source",
        sources=tuple(_cited(source, number) for number, source in enumerate(sources)),
    )


def _cited(source: str, number: int) -> SourceView:
    title, outlet, lang, unread = SOURCES[source]
    return SourceView(
        source=Ref(source, title),
        url=f"https://{OUTLETS[outlet].id}.example/{source}?a=1&b=2",
        outlet=OUTLETS[outlet],
        role="see also" if number > 1 else "quoted from",
        evidence=("carried over 2 paragraphs: same speaker", "same sentence")[number % 2],
        lang=lang,
        unread=unread or None,
        published=None if unread else AS_OF - timedelta(days=60),
    )


def _statement(said: Said, windows: tuple[WindowEdition, ...]) -> StatementPage:
    places = ((each.window, item) for each in windows for item in _of(each, {said.id}))
    posts = sorted({post for post, _ in said.cited})
    passages = [_view(said, post, tuple(s for p, s in said.cited if p == post)) for post in posts]
    other = SAID[0] if said.id == "one-ambulance" else SAID[1]
    possible = _view(other, 5, ("bees",), "some of the words", "it is not sure that it is the same statement")
    views = (PossibleView(Ref(other.id, other.text), possible, "the numbers differ"),) if said.possible else ()
    if said.possible or not said.cited:
        passages.append(_view(said, 3, ("lake",) if said.possible else (), why_not="no source is tied to it"))
    if said.possible:
        passages.append(_view(said, 1, ("parom",), why_not="withdrawn from the post on 2026-05-04"))
    return StatementPage(
        id=said.id,
        aliases=("the-ice-does-not-wait", "old-keys") if said.id == "nobody-has-refused-us" else (),
        text=said.text,
        lang=said.lang,
        original=said.original,
        original_lang=said.original_lang if said.original else None,
        speaker=SPEAKERS[said.speaker] if said.speaker else None,
        speaker_original=SPELLED.get(said.speaker or ""),
        places=tuple(places),
        passages=tuple(passages),
        possible=views,
        variants=(VARIANT,) if said.possible else (),
        history=_history(post for post, _ in said.cited),
        alone=len({view.post for view in passages}) == 1 and len({source for _, source in said.cited}) <= 1,
    )


def _history(posts: Iterable[int]) -> History:
    days = tuple(sorted(day(post) for post in set(posts)))
    fresh = sum(one > AS_OF - timedelta(days=30) for one in days)
    return History(days, 2 * fresh - len(days))


def _post(n: int) -> PostRef:
    return PostRef(POSTS[n][0], f"https://blog.example/2026/05/{n}.html", "Sarylim Watch", day(n), f"post-{n}")


def _post_page(n: int, pages: Iterable[StatementPage], window: WindowEdition) -> PostPage:
    ref, stands = _post(n), {page.id: page for page in pages if f"post-{n}" in {view.post for view in page.passages}}
    cited = {one.source.id for page in stands.values() for view in page.passages for one in view.sources}
    sources = tuple(item for item in window.sources if item.row.id in cited)
    return PostPage(ref.id, ref.title, ref.url, ref.feed, ref.day, n == 4, tuple(stands), sources)


def _origin(said: Said, source: str) -> OriginView:
    """Sure of the first statement, only possible of the others."""
    why = None if said.id == SAID[0].id else "another place of the source is as much like it"
    exact = said.original or ""
    lang = said.original_lang or "und"
    url = f"https://stepnoy-vestnik.example/{source}#:~:text={source}"
    return OriginView(
        Ref(source, SOURCES[source][0]),
        url,
        lang,
        "н говорит: «",
        exact,
        "», и молчи",
        "similarity 0.81",
        why,
        bool(why),
    )


def _source(id_: str, window: WindowEdition, said: Iterable[Said]) -> SourcePage:
    title, outlet, lang, unread = SOURCES[id_]
    citing = [each for each in said if any(source == id_ for _, source in each.cited)]
    return SourcePage(
        id=id_,
        url=f"https://{OUTLETS[outlet].id}.example/{id_}",
        title=None if unread else title,
        byline=None if unread else "Б. Сагинтаев" if lang == "ru" else "Staff",
        published=None if unread else AS_OF - timedelta(days=9),
        lang=None if unread else lang,
        outlet=OUTLETS[outlet],
        unread=unread or None,
        posts=tuple(_post(n) for n in sorted({p for each in citing for p, source in each.cited if source == id_})),
        statements=_of(window, {each.id for each in citing}),
    )


def _speaker(ref: Ref, window: WindowEdition, said: Iterable[Said]) -> SpeakerPage:
    spoken = [each for each in said if each.speaker == ref.name]
    posts = sorted({post for each in spoken for post, _ in each.cited})
    names = (ref.name, "Дамир Есенкулов", "Esenkulov") if ref.id == "damir-esenkulov" else (ref.name,)
    statements = _of(window, {each.id for each in spoken})
    return SpeakerPage(ref.id, ref.name, names, tuple(_post(n) for n in posts), statements)


def _of(window: WindowEdition, ids: set[str]) -> tuple[Listed, ...]:
    return tuple(item for item in (*window.statements, *window.once) if item.row.id in ids)


def _outlet(ref: Ref, window: WindowEdition) -> OutletPage:
    return OutletPage(ref.id, ref.name, tuple(item for item in window.sources if ref in item.outlets))
