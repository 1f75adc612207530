"""What an edition lists of sources, speakers and outlets, and that all of it leads somewhere."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from citewatch.editions import compose, compose_window
from citewatch.model import (
    CitedLink,
    Listed,
    Role,
    Step,
    Via,
)
from tests.builders import DAY, citation, passage, posts_of
from tests.test_editions import ICE, LAKE, READ, material, page_of

# ---------------------------------------------------------------- sources, speakers, outlets


def test_a_source_page_says_what_is_cited_and_where() -> None:
    said = [passage(ICE, "p1"), passage(ICE, "p2", ago=3), passage(LAKE, "p2", 1, ago=3, cites=["a"])]
    edition = compose(material(said, states={"outlet.example/a": READ}))
    (page,) = edition.sources
    assert (page.title, page.byline, page.published, page.lang, page.unread) == (
        "Лёд и стол", "Б. Сагинтаев", date(2026, 5, 1), "ru", None,
    )  # fmt: skip
    assert page.url == "https://outlet.example/a"
    assert [one.url for one in page.posts] == ["https://blog.example/p1.html", "https://blog.example/p2.html"]
    assert [one.text for one in page.statements] == [ICE, LAKE]
    line = edition.windows[-1].sources[0]
    assert (line.text, line.lang, line.why) == ("Лёд и стол", "ru", "1: cited in 2 posts, with 2 statements")


def test_a_source_from_which_nothing_is_quoted_has_a_page_with_the_address_that_was_cited() -> None:
    only = CitedLink("p1", DAY, "outlet.example/77", "Степной вестник", url="https://outlet.example/77-a-slug.html")
    edition = compose(material([], links=[only], posts=posts_of([passage()])))
    (page,) = edition.sources
    assert (page.url, page.statements, page.unread) == (only.url, (), "not asked for yet")
    (line,) = edition.windows[0].sources
    assert (line.row.id, line.text, line.lang) == (page.id, "outlet.example/77-a-slug.html", "und")


def test_a_source_page_says_how_it_was_read() -> None:
    at = datetime(2019, 9, 18, tzinfo=UTC)
    state = replace(READ, via=Via(Step.ARCHIVE, at), guessed="koi8-r")
    (page,) = compose(material([passage()], states={"outlet.example/a": state})).sources
    assert page.notes == ("read from an archived copy of 2019-09-18", "its charset was guessed: koi8-r")
    assert READ.notes == ()


def test_see_also_and_own_posts_are_on_no_source_page() -> None:
    both = passage(cites=["a", citation("b", Role.SEE_ALSO), citation("c", Role.OWN_POST)])
    edition = compose(material([both]))
    assert [one.url for one in edition.sources] == ["https://outlet.example/a"]


def test_a_speaker_page_has_all_spellings_and_statements() -> None:
    said = [
        passage(ICE, "p1", speaker="Sergey Lvov"),
        passage(LAKE, "p2", speaker="Sergei Lvov"),
        passage(LAKE, "p3", speaker="Sergei Lvov"),
    ]
    edition = compose(material(said))
    (page,) = edition.speakers
    assert (page.name, page.names) == ("Sergei Lvov", ("Sergei Lvov", "Sergey Lvov"))
    assert [one.text for one in page.statements] == [LAKE, ICE]
    assert len(page.posts) == 3
    (line,) = edition.windows[-1].speakers
    assert (line.row.id, line.text, line.why) == (page.id, "Sergei Lvov", "1: cited in 3 posts, with 2 statements")


def test_a_speaker_without_a_full_name_has_no_page() -> None:
    edition = compose(material([passage(ICE, speaker="Esenkulov")]))
    page = page_of(edition)
    assert page.speaker is not None
    assert (page.speaker.id, page.speaker.name) == ("", "Esenkulov")
    assert not edition.speakers
    assert not edition.windows[0].speakers
    assert page_of(compose(material([passage(ICE, speaker=None)]))).speaker is None


def test_an_outlet_page_lists_its_sources_most_cited_first() -> None:
    said = [passage(ICE, "p1", cites=["a", "b"]), passage(ICE, "p2", cites=["b"])]
    edition = compose(material(said, states={"outlet.example/a": READ}))
    (page,) = edition.outlets
    assert page.name == "Степной вестник"
    assert [one.text for one in page.sources] == ["outlet.example/b", "Лёд и стол"]
    assert edition.windows[-1].outlets[0].row.id == page.id
    assert edition.windows[-1].outlets[0].why == "1: cited in 2 posts, from 2 sources"


def test_pages_list_by_the_widest_window_wherever_it_stands() -> None:
    edition = compose(material([passage(ICE, ago=99)], windows=["all", 7]))
    assert [one.text for one in edition.sources[0].statements] == [ICE]
    assert [one.text for one in edition.speakers[0].statements] == [ICE]


# ---------------------------------------------------------------- all together

PASSAGES = st.lists(
    st.builds(
        lambda words, post, speaker, cites, ago: (words, post, speaker, cites, ago),
        st.sampled_from([ICE, LAKE, ICE + " for us", "No", "Лёд не ждёт нас, и мы его не ждём"]),
        st.integers(0, 3),
        st.sampled_from(["Damir Esenkulov", "Oleg Lansky", "Лев Ли", "Esenkulov", "…", None]),
        st.lists(st.sampled_from(["a", "b", "я", citation("c", Role.SEE_ALSO)]), max_size=2),
        st.integers(0, 12),
    ),
    max_size=7,
)


@given(PASSAGES)
def test_what_is_listed_has_a_page_and_every_id_is_valid(
    drawn: Sequence[tuple[str, int, str | None, Sequence[str], int]],
) -> None:
    said = [
        passage(words, f"p{post}", n, speaker=who, cites=cites, ago=post * 3)
        for n, (words, post, who, cites, _) in enumerate(drawn)
    ]
    edition = compose(material(said))
    pages = {
        kind: {page.id for page in getattr(edition, kind)} for kind in ("statements", "sources", "speakers", "outlets")
    }
    for kind, ids in pages.items():
        assert len(ids) == len(getattr(edition, kind))
        assert all(re.fullmatch(r"[a-z0-9-]{1,80}", one) for one in ids)
    for window in edition.windows:
        for kind, ids in pages.items():
            assert {line.row.id for line in getattr(window, kind)} <= ids
        assert {line.row.id for line in window.once} <= pages["statements"]
        _check_refs([*window.statements, *window.once], pages)
    for page in edition.statements:
        assert {view.statement.id for view in page.possible} - {""} <= pages["statements"]
        assert page.id not in {view.statement.id for view in page.possible}
        cited = [one for view in page.passages for one in view.sources if one.role == "quoted from"]
        assert {one.source.id for one in cited} <= pages["sources"]
        assert {one.outlet.id for one in cited} <= pages["outlets"]
    assert all(speaker.statements or speaker.posts for speaker in edition.speakers)


def _check_refs(lines: Sequence[Listed], pages: Mapping[str, set[str]]) -> None:
    for line in lines:
        assert line.speaker is None or line.speaker.id in {"", *pages["speakers"]}
        assert {outlet.id for outlet in line.outlets} <= pages["outlets"]


def test_one_window_is_composed_alone() -> None:
    made = material([passage(ICE, "p1"), passage(ICE, "p2")])
    assert compose_window(made) == compose(made).windows[0]
