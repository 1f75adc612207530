"""Editions: what the pages say, in words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from citewatch import ranking, statements
from citewatch.editions import Material, compose, compose_window, why
from citewatch.model import (
    ArticleState,
    CitedLink,
    Count,
    Edition,
    Evidence,
    Feed,
    Kind,
    Passage,
    Possible,
    Post,
    Role,
    Row,
    Settings,
    Site,
    Statement,
    StatementPage,
    Window,
)
from tests.builders import DAY, FEED, citation, link, passage, posts_of, source_of

EVER: Window = "all"
ICE = "Nobody has refused us, and the ice does not wait"
LAKE = "The lake is dying not from the heat but from our own reports"
READ = ArticleState(
    "https://outlet.example/a", "Лёд и стол", "Б. Сагинтаев", datetime(2026, 5, 1, 9, tzinfo=UTC), "ru", None
)
REFUSED = ArticleState(None, None, None, None, None, "refused: 403")


def outlet_of(url: str) -> str:
    return "Степной вестник" if "outlet.example" in url else "elsewhere.example"


def material(
    passages: Sequence[Passage],
    *,
    links: Sequence[CitedLink] | None = None,
    states: Mapping[str, ArticleState] | None = None,
    posts: Mapping[str, Post] | None = None,
    windows: Sequence[Window] = (7, "all"),
    as_of: date = DAY,
    join: Callable[[Sequence[Passage]], tuple[tuple[Statement, ...], tuple[Possible, ...]]] = statements.join,
) -> Material:
    """What the line hands over for these passages; links are those that the passages cite, if not given."""
    joined, possible = join(passages)
    names = statements.name(joined, ())
    by_id = {names.ids[one.root.id]: one for one in joined}
    cited = [(one, each) for one in passages for each in one.citations if each.role == Role.QUOTED_FROM]
    found = (
        [CitedLink(one.post, one.day, source_of(each.url), outlet_of(each.url), url=each.url) for one, each in cited]
        if links is None
        else links
    )
    tallies = {window: ranking.tally(by_id, possible, found, source_of, window, as_of) for window in {*windows, EVER}}
    return Material(
        settings=Settings((Feed(FEED, "Sarylim Watch"),), site=Site("A title", "https://watch.example")),
        as_of=as_of,
        method=3,
        near=0.8,
        posts=posts or posts_of(passages),
        statements=by_id,
        possible=possible,
        ids=names.ids,
        aliases={},
        paged=frozenset(),
        overrides=(),
        knows=frozenset(["en", "ru"]),
        rows=tuple(tallies[window].rows() for window in windows),
        histories=tallies[EVER].histories(),
        links=found,
        source=source_of,
        outlet=outlet_of,
        states=states or {},
        answered={FEED: datetime(2026, 5, 4, 6, tzinfo=UTC)},
        answers={FEED: ("quiet", None, None)},
    )


def page_of(edition: Edition, words: str = ICE) -> StatementPage:
    (page,) = [one for one in edition.statements if one.text == words]
    return page


# ---------------------------------------------------------------- why


def row(
    place: int = 4,
    tied: int = 0,
    best: int = 0,
    worst: int = 0,
    lo: tuple[int, int] = (2, 2),
    hi: tuple[int, int] = (0, 0),
) -> Row:
    return Row("id", place, tied, best or place, worst or place, Count(*lo), Count(*max(lo, hi)), True, DAY)


@pytest.mark.parametrize(
    ("given_row", "others", "line"),
    [
        (row(4, 1, 3, 5, hi=(3, 2)), "source",
         "=4 (between 3 and 5): cited in 2 posts, from 2 sources; 1 more possible"),
        (row(1), "source", "1: cited in 2 posts, from 2 sources"),
        (row(1, lo=(1, 1)), "source", "1: cited in 1 post, from 1 source"),
        (row(2, 0, 1, 2, hi=(5, 4)), "source",
         "2 (between 1 and 2): cited in 2 posts, from 2 sources; 3 more possible"),
        (row(7, 2, 7, 9), "source", "=7 (between 7 and 9): cited in 2 posts, from 2 sources"),
        (row(1, lo=(2, 1), hi=(2, 2)), "source", "1: cited in 2 posts, from 1 source"),  # no more posts, only sources
        (row(3, lo=(5, 1)), "statement", "3: cited in 5 posts, with 1 statement"),
        (row(3, lo=(5, 0)), "statement", "3: cited in 5 posts, with 0 statements"),
    ],
)  # fmt: skip
def test_why(given_row: Row, others: str, line: str) -> None:
    assert why(given_row, others) == line


def test_why_in_an_edition_is_the_line_of_the_design() -> None:
    top = [passage(LAKE, f"t{n}", speaker="Oleg Lansky", cites=["a", "b", "c"]) for n in range(2)]
    mine = [passage(ICE, "p1", cites=["a"]), passage(ICE, "p2", cites=["b"])]
    tied = [passage("The road to the pass is closed again", f"q{n}", cites=[f"q{n}"]) for n in range(2)]
    maybe = passage(ICE, "p3", speaker=None, cites=[])
    window = compose_window(material([*top, *mine, *tied, maybe]))
    # The uncertain one may be the same as mine: with its two posts it might stand above any of them.
    assert {one.text: one.why for one in window.statements} == {
        LAKE: "1 (between 1 and 3): cited in 2 posts, from 3 sources",
        ICE: "=2 (between 1 and 3): cited in 2 posts, from 2 sources; 1 more possible",
        tied[0].text: "=2 (between 2 and 4): cited in 2 posts, from 2 sources",
    }


# ---------------------------------------------------------------- windows


def test_a_window_parts_what_is_ranked_from_what_is_cited_once() -> None:
    edition = compose(material([passage(ICE, "p1"), passage(ICE, "p2"), passage(LAKE, "p3", cites=["b"])]))
    week = edition.windows[0]
    assert [one.text for one in week.statements] == [ICE]
    assert [one.text for one in week.once] == [LAKE]
    assert (week.window, week.first, week.last) == (7, DAY - timedelta(days=6), DAY)


def test_cited_once_is_ordered_by_the_posts_that_cite_its_source_then_by_date() -> None:
    lone = passage("The boats have gone down to the delta", "p1", cites=["b"], ago=0)
    later = passage("We will plant the garden again ourselves", "p2", cites=["c"], ago=1)
    busy = passage(LAKE, "p3", cites=["a"], ago=5)
    others = [link(f"q{n}", "a", ago=2) for n in range(2)] + [link("q9", "b", ago=40) for _ in range(3)]
    given_ = [link("p1", "b"), link("p2", "c"), link("p3", "a"), *others]
    posts = posts_of([lone, later, busy, *(passage(post=one.post) for one in others)])
    once = compose_window(material([lone, later, busy], links=given_, posts=posts)).once
    assert [one.text for one in once] == [busy.text, lone.text, later.text]


def test_an_unbounded_window_begins_with_the_first_post() -> None:
    edition = compose(material([passage(ago=99), passage(post="p2", ago=3)], windows=["all"]))
    assert edition.windows[0].first == DAY - timedelta(days=99)
    assert compose(material([], windows=["all"])).windows[0].first is None


def test_an_edition_says_what_it_is() -> None:
    edition = compose(material([passage()]))
    assert (edition.title, edition.base_url, edition.as_of, edition.method, edition.near) == (
        "A title", "https://watch.example", DAY, 3, 0.8,
    )  # fmt: skip
    (feed,) = edition.feeds
    assert (feed.name, feed.posts, feed.newest, feed.problem) == ("Sarylim Watch", 1, DAY, None)


def test_a_feed_counts_posts_and_not_days() -> None:
    (feed,) = compose(material([passage(post="p1"), passage(post="p2")])).feeds
    assert feed.posts == 2


def test_nothing_recorded_is_an_edition_too() -> None:
    edition = compose(material([]))
    assert (edition.statements, edition.sources, edition.speakers, edition.outlets) == ((), (), (), ())
    assert (edition.feeds[0].posts, edition.feeds[0].newest) == (0, None)


# ---------------------------------------------------------------- statement pages


def test_a_statement_page_has_its_evidence() -> None:
    near = "Nobody has yet refused us, and the ice does not wait"
    edition = compose(material([passage(ICE, "p1"), passage(near, "p2", ago=9)], states={"outlet.example/a": READ}))
    page = page_of(edition, near)
    assert page.speaker is not None
    assert (page.speaker.name, page.lang, page.original) == ("Damir Esenkulov", "en", None)
    assert [(window, line.row.lo) for window, line in page.places] == [(7, Count(1, 1)), ("all", Count(2, 1))]
    first, second = page.passages
    assert (first.match, second.match) == ("the same words", "nearly the same words")
    assert (first.post_title, first.post_url, first.feed) == (
        "Post p2",
        "https://blog.example/p2.html",
        "Sarylim Watch",
    )
    assert (first.context, first.cue) == (("Before 0 “", near, "” behind it."), "says")
    (source,) = first.sources
    assert (source.source.name, source.role, source.evidence, source.lang) == (
        "Лёд и стол", "quoted from", "same sentence", "ru",
    )  # fmt: skip
    assert (source.outlet.name, source.unread) == ("Степной вестник", None)


def test_an_indirect_quotation_is_said_to_be_reported() -> None:
    page = page_of(compose(material([passage(ICE, kind=Kind.INDIRECT)])))
    assert page.passages[0].match == "the same words, reported"


def test_a_source_that_was_not_read_says_why() -> None:
    edition = compose(material([passage(cites=["a", "b"])], states={"outlet.example/a": REFUSED}))
    assert [one.unread for one in page_of(edition).passages[0].sources] == ["refused: 403", "not asked for yet"]


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        ({"live": False}, "the post is gone"),
        ({"withdrawn": date(2026, 5, 1)}, "withdrawn from the post on 2026-05-01"),
        ({"cites": []}, "the post names no source for it"),
        ({"cites": [citation("a", evidence=Evidence.NONE)]}, "the post names no source for it"),
        ({"cites": [citation("a", Role.SEE_ALSO)]}, "its link is background, no source of the words"),
        ({"cites": [citation("a", Role.OWN_POST)]}, "its link is background, no source of the words"),
        ({"cites": [citation("a", Role.SEE_ALSO), citation("b")]}, None),
        ({"withdrawn": DAY + timedelta(days=1)}, None),  # not yet, on this day
    ],
)
def test_a_passage_that_does_not_count_says_why(other: Mapping[str, object], reason: str | None) -> None:
    page = page_of(compose(material([passage(ICE, "p1"), passage(ICE, "p2", **other)])))  # type: ignore[arg-type]  # a table of keywords
    view = page.passages[1]
    assert (view.counted, view.why_not) == (reason is None, reason)
    assert page.passages[0].counted
    assert page.places[-1][1].row.lo.posts == (2 if reason is None else 1)


def test_what_may_be_the_same_is_shown_on_both_pages() -> None:
    known, unknown = passage(ICE, "p1"), passage(ICE + " for us", "p2", speaker=None, cites=["b"])
    edition = compose(material([known, unknown]))
    (view,) = page_of(edition).possible
    assert (view.statement.name, view.why) == (ICE + " for us", "the speaker is not named")
    assert view.statement.id == page_of(edition, ICE + " for us").id
    assert view.passage.match == "possibly the same"
    (back,) = page_of(edition, ICE + " for us").possible
    assert back.statement.id == page_of(edition).id


def test_what_has_no_page_is_shown_without_an_address() -> None:
    edition = compose(material([passage(ICE, "p1"), passage(ICE, "p2", speaker=None, cites=[])]))
    assert [one.text for one in edition.statements] == [ICE]
    (view,) = page_of(edition).possible
    assert (view.statement.id, view.passage.why_not) == ("", "the post names no source for it")


def test_two_speakers_with_the_same_words_lead_to_each_other() -> None:
    edition = compose(material([passage(ICE, "p1"), passage(ICE, "p2", speaker="Oleg Lansky")]))
    one, two = edition.statements
    assert [view.statement.id for view in one.possible] == [two.id]
    assert [view.statement.id for view in two.possible] == [one.id]
    assert one.possible[0].why == "another speaker is reported with the same words"
    assert all(line.row.hi == line.row.lo for page in (one, two) for _, line in page.places)


def test_an_uncertain_day_is_said() -> None:
    one = passage()
    found = posts_of([one])
    unsure = {key: replace(post, day_uncertain=True, title="") for key, post in found.items()}
    view = page_of(compose(material([one], posts=unsure))).passages[0]
    assert (view.day_uncertain, view.post_title) == (True, "blog.example/p1.html")


def test_aliases_stand_on_the_page() -> None:
    made = material([passage()])
    (key,) = made.statements
    assert compose(replace(made, aliases={key: ("older-name",)})).statements[0].aliases == ("older-name",)
