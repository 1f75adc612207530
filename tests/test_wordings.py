"""What pages show of wordings, posts, histories and outlets: put together from passages."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citewatch import ranking
from citewatch.editions import compose
from citewatch.editions.wordings import differing, head, shorten, variants
from citewatch.model import Match, Role, Site, StatementPage
from tests.builders import DAY, citation, passage, posts_of, statement
from tests.test_editions import ICE, LAKE, READ, REFUSED, material, page_of

WORDS = st.lists(st.sampled_from("лёд не ждёт the ice does not wait, us. “No”".split()), max_size=9).map(" ".join)


# How wordings differ


@given(WORDS, WORDS)
def test_marked_words_are_the_words_and_equal_ones_are_unmarked(one: str, other: str) -> None:
    left, right = differing(one, other)
    assert ("".join(left), "".join(right)) == (one, other)
    assert len(left) % 2 == len(right) % 2 == 1
    assert differing(one, one) == ((one,), (one,))


def test_what_the_other_wording_has_not_is_marked() -> None:
    left, right = differing("The ice does not wait, for us", "the ice does never wait for all of us")
    assert left == ("The ice does ", "not", " wait, for us")
    assert right == ("the ice does ", "never", " wait for ", "all of", " us")


def test_each_other_wording_is_a_variant_with_its_posts_and_first_day() -> None:
    near = "Nobody has yet refused us, and the ice does not wait"
    said = [
        passage(near, "p1", ago=1), passage(ICE, "p2", ago=9), passage(ICE.upper(), "p3", ago=4),
        passage(ICE, "p3", 1, ago=4), passage(near + "!", "p4"),
    ]  # fmt: skip
    (variant,) = variants(statement(*said, match=Match.NEAR), 999)
    assert (variant.posts, variant.first, variant.lang) == (2, DAY - timedelta(days=9), "en")
    assert (variant.own[1::2], variant.other[1::2]) == (("yet",), ())
    apart = variants(statement(passage(near), passage(ICE, "p2"), match=Match.POSSIBLE), 999)
    assert apart == (), "what is only possibly the same is no wording of it"


# How much is published


@given(st.lists(WORDS, min_size=3, max_size=7).filter(lambda parts: len(parts) % 2), st.integers(0, 60))
def test_no_more_of_a_document_is_shown_than_may_be(context: list[str], longest: int) -> None:
    shown = shorten(context, longest)
    assert len(shown) == len(context)
    assert sum(len(part.removeprefix("… ").removesuffix(" …")) for part in shown) <= max(longest, 0) + len(shown)
    if sum(map(len, context[1:-1])) + 2 * max(len(context[0]), len(context[-1])) <= longest:
        assert shown == tuple(context)


def test_a_long_quotation_is_cut_at_a_word() -> None:
    assert head("the ice does not wait", 12) == "the ice …"
    assert shorten(["he said that ", "the ice does not wait", " and left"], 35) == (
        "… that ",
        "the ice does not wait",
        " and …",
    )


def test_the_longest_passage_is_a_setting() -> None:
    made = material([passage("the ice " * 99)])
    site = Site("A title", None, longest_passage=200)
    (page,) = compose(replace(made, settings=replace(made.settings, site=site))).statements
    assert len(page.text) <= 202
    assert sum(map(len, page.passages[0].context)) <= 204


# Where statements stand


def test_a_statement_of_one_post_and_one_source_stands_on_the_page_of_the_post() -> None:
    edition = compose(material([passage(ICE, "p1"), passage(LAKE, "p1", 1), passage(LAKE, "p2")]))
    lone, shared = page_of(edition), page_of(edition, LAKE)
    first, second = edition.posts
    assert lone.alone
    assert lone.path == f"post/{first.id}.html#{lone.id}"
    assert shared.path == f"statement/{shared.id}.html"
    assert [one.path for one in edition.windows[-1].statements] == [shared.path]
    assert [one.path for one in edition.windows[-1].once] == [lone.path]
    assert (first.statements, second.statements) == ((lone.id, shared.id), (shared.id,))
    assert (first.title, first.url, first.day) == ("Post p1", "https://blog.example/p1.html", DAY)
    assert [one.text for one in first.sources] == ["outlet.example/a"]
    assert re.fullmatch(r"2026-05-04-[0-9a-f]{10}", first.id)


@pytest.mark.parametrize("gone", [{"live": False}, {"withdrawn": DAY}])
def test_a_statement_keeps_its_page_when_citations_of_it_are_lost(gone: dict[str, object]) -> None:
    page = page_of(compose(material([passage(ICE, "p1"), passage(ICE, "p2", **gone)])))  # type: ignore[arg-type]  # a table of keywords
    assert not page.alone
    assert not page.places[-1][1].row.ranked


def test_what_had_a_page_keeps_it_under_each_of_its_names() -> None:
    made = material([passage()])
    (key,) = made.statements
    assert page_of(compose(made)).alone
    assert not page_of(compose(replace(made, paged=frozenset({key})))).alone
    renamed = replace(made, aliases={key: ("older-name",)})
    assert not page_of(compose(replace(renamed, paged=frozenset({"older-name"})))).alone


def test_two_sources_of_one_post_make_a_page() -> None:
    assert not page_of(compose(material([passage(cites=["a", "b"])]))).alone
    assert page_of(compose(material([passage(cites=["a", citation("b", Role.SEE_ALSO)])]))).alone


def test_words_that_a_post_has_no_more_stand_behind_the_others() -> None:
    lost = replace(passage(LAKE, "p1", withdrawn=DAY), id="p1#~0a1b")
    edition = compose(material([lost, passage(ICE, "p1", 12)]))
    assert [page_of(edition, words).id for words in (ICE, LAKE)] == list(edition.posts[0].statements)
    assert page_of(edition, LAKE).passages[0].withdrawn == DAY


# Histories


@pytest.mark.parametrize(
    ("ago", "rising"), [([0, 29], 2), ([30], -1), ([0, 30, 59], -1), ([0, 60, 61], 1), ([29, 30], 0), ([], 0)]
)
def test_rising_is_this_month_against_the_one_before(ago: list[int], rising: int) -> None:
    found = ranking.history([DAY - timedelta(days=n) for n in ago], DAY)
    assert found.rising == rising
    assert list(found.days) == sorted(found.days)


def test_a_history_holds_each_counted_post_once_whatever_the_window() -> None:
    said = [
        passage(ICE, "p1", ago=400), passage(ICE, "p1", 1, ago=400), passage(ICE, "p2", ago=3),
        passage(ICE, "p3", live=False), passage(ICE, "p4", cites=[]),
    ]  # fmt: skip
    edition = compose(material(said, windows=[7]))
    page = page_of(edition)
    assert page.history is not None
    assert page.history == edition.speakers[0].history
    assert page.history.rising == 1
    assert page.history.days == (DAY - timedelta(days=400), DAY - timedelta(days=3))
    assert edition.outlets[0].history is not None
    assert edition.windows[0].statements == ()


# The state of things


def test_outlets_tell_how_their_sources_could_be_read() -> None:
    said = [passage(ICE, cites=["a", "b", "c", "d"])]
    states = {"outlet.example/a": READ, "outlet.example/b": REFUSED, "outlet.example/c": REFUSED}
    (outlet,) = compose(material(said, states=states)).reading
    assert (outlet.outlet.name, outlet.cited) == ("Степной вестник", 4)
    assert outlet.unread == (("refused", 2), ("not asked for yet", 1))


def test_the_last_good_run_is_the_last_good_answer_of_any_feed() -> None:
    made = material([passage()])
    assert compose(made).last_good == datetime(2026, 5, 4, 6, tzinfo=UTC)
    (feed,) = compose(replace(made, answered={})).feeds
    assert feed.answered is None
    assert compose(replace(made, answered={})).last_good is None


def test_a_passage_tells_when_its_source_was_published_and_where_its_post_stands() -> None:
    edition = compose(material([passage()], states={"outlet.example/a": READ}))
    view = page_of(edition).passages[0]
    assert view.sources[0].published == date(2026, 5, 1)
    assert {view.post} == {one.id for one in edition.posts} == {one.id for one in edition.sources[0].posts}


def test_a_post_that_only_cites_has_a_page_too() -> None:
    made = material([passage()])
    links = [replace(made.links[0], post="p9")]
    edition = compose(replace(made, links=links, posts=posts_of([passage(), passage(post="p9")])))
    (bare,) = [one for one in edition.posts if not one.statements]
    assert [one.text for one in bare.sources] == ["outlet.example/a"]


def test_a_statement_without_passages_stands_by_itself() -> None:
    page: StatementPage = page_of(compose(material([passage(cites=["a", "b"])])))
    assert replace(page, passages=()).path == f"statement/{page.id}.html"
