"""Nothing lost, nothing doubled: which entries are one post, whatever becomes of their ids, addresses and dates."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from html import escape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citewatch import sources, text
from citewatch.model import Entry, Post
from tests.days import MORNING, Days, atom, cites, one_feed, put

TODAY = MORNING.date()
WORDS = "<p>The boats of the harbour went out in all weathers, and the ice came late in this year again.</p>"
LONG = "".join(
    f"<p>In the year {n} the boats went out {n * 7} times, said the {n + 2} old men of the harbour.</p>"
    for n in range(9)
)


def item(inside: str, html: str = WORDS, published: str = "2026-09-12T10:00:00Z") -> str:
    dated = f"<published>{published}</published>" if published else ""
    return f"<entry>{inside}{dated}<content type='html'>{escape(html)}</content></entry>"


def met(tmp_path: Path, *days: Sequence[str] | str) -> dict[str, Post]:
    """The posts after a feed had these entries, day by day."""
    for n, entries in enumerate(days):
        feed = atom(*([entries] if isinstance(entries, str) else entries))
        put(tmp_path / "web", "blog.example/feed", feed, day=(MORNING + timedelta(days=n)).date().isoformat())
    found = Days(tmp_path, tmp_path / "web", one_feed())
    for n in range(len(days)):
        report = found.run_on(n)
        assert report.feeds[0].problem is None
    return found.posts()


# Seven shapes of id

LINK = "<link href='https://blog.example/2026/09/ice.html'/>"
SHAPES = {
    "Blogger's": ("<id>tag:blogger.com,1999:blog-7.post-12</id>" + LINK, "tag:blogger.com,1999:blog-7.post-12"),
    "its address": ("<id>https://blog.example/2026/09/ice.html</id>" + LINK, "https://blog.example/2026/09/ice.html"),
    "a number, which Atom makes an address": ("<id>12</id>" + LINK, "https://blog.example/12"),
    "a uuid": (
        "<id>urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6a</id>",
        "urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6a",
    ),
    "blanks around": ("<id>\n  tag:a \n</id>" + LINK, "tag:a"),
    "none, but a link": (LINK, "https://blog.example/2026/09/ice.html"),
    "none at all": ("", f"https://blog.example/feed#{text.digest(WORDS, size=32)}"),
}


@pytest.mark.parametrize(("inside", "key"), SHAPES.values(), ids=SHAPES)
def test_a_post_has_one_key_on_all_days(tmp_path: Path, inside: str, key: str) -> None:
    assert met(tmp_path, item(inside), [item("<id>tag:new</id>"), item(inside)]).keys() == {key, "tag:new"}


# Thirteen dates

NOT_STATED = (TODAY, True)
DATES = {
    "of the day": ("2026-09-14T05:00:00Z", (TODAY, False)),
    "with a zone": ("2026-09-11T23:30:00-02:00", (date(2026, 9, 12), False)),
    "in the form of mail": ("Sat, 12 Sep 2026 01:00:00 +0500", (date(2026, 9, 11), False)),
    "a day only": ("2026-09-10", (date(2026, 9, 10), False)),
    "long ago": ("1999-12-31T23:59:59Z", (date(1999, 12, 31), False)),
    "before there were blogs": ("1970-01-01T00:00:00Z", NOT_STATED),
    "some hours ahead": ("2026-09-14T20:00:00Z", (TODAY, False)),
    "next week": ("2026-09-21T00:00:00Z", NOT_STATED),
    "in 2099": ("2099-01-01T00:00:00Z", NOT_STATED),
    "a number": ("1700000000", NOT_STATED),
    "year 0": ("0000-00-00T00:00:00Z", NOT_STATED),
    "words": ("yesterday evening", NOT_STATED),
    "none": ("", NOT_STATED),
}


@pytest.mark.parametrize(("stated", "expected"), DATES.values(), ids=DATES)
def test_a_post_keeps_its_day(tmp_path: Path, stated: str, expected: tuple[date, bool]) -> None:
    one, other = item("<id>tag:1</id>", published=stated), item("<id>tag:2</id>", "<p>Other.</p>")
    post = met(tmp_path, one, [other, one], [item("<id>tag:3</id>", "<p>Third.</p>"), one])["tag:1"]
    assert (post.day, post.day_uncertain) == expected


# Other ids and addresses

BLOG = "http://steppe.blogspot.com/2026/09/ice.html"
ADDRESSES = (
    "https://steppe.blogspot.com/2026/09/ice.html",
    "http://steppe.blogspot.ca/2026/09/ice.html",
    "https://steppe.blogspot.co.uk/2026/09/ice.html?m=1",
    "http://steppe.blogspot.com.au/2026/09/ice.html?m=0",
    "http://www.steppe.blogspot.fr/2026/09/ice.html?utm_source=feed",
    "http://steppe.blogspot.com/2026/09/ice.html#comments",
)


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("named", [True, False])
def test_other_addresses_of_a_post_are_that_post(tmp_path: Path, address: str, named: bool) -> None:
    ids = ("<id>urn:old</id>", "<id>urn:new</id>") if named else ("", "")
    first, again = (item(f"{one}<link href='{href}'/>") for one, href in zip(ids, (BLOG, address), strict=True))
    assert met(tmp_path, first, again).keys() == {"urn:old" if named else BLOG}


def test_a_post_that_changes_its_address_stays_the_same(tmp_path: Path) -> None:
    old, new = (item(f"<id>tag:1</id><link href='https://{host}.example/ice'/>") for host in ("blog", "new"))
    posts = met(tmp_path, old, new)
    assert [post.url for post in posts.values()] == ["https://new.example/ice"]


def test_a_post_that_is_edited_and_changes_its_id_stays_the_same(tmp_path: Path) -> None:
    posts = met(tmp_path, item(f"<id>tag:1</id>{LINK}"), item(f"<id>tag:2</id>{LINK}", WORDS + "<p>Updated.</p>"))
    assert posts.keys() == {"tag:1"}
    assert "Updated" in posts["tag:1"].html


def test_a_blog_that_moved_and_gave_new_ids_counts_no_post_twice(tmp_path: Path) -> None:
    html = cites("paper.example/a.html") + LONG
    put(
        tmp_path / "web", "blog.example/feed", atom(item("<id>tag:1</id><link href='https://blog.example/ice'/>", html))
    )
    again = item("<id>tag:2</id><link href='https://new.example/99'/>", html, "2026-09-14T01:00:00Z")
    put(tmp_path / "web", "blog.example/feed", atom(again), day="2026-09-15")
    days = Days(tmp_path, tmp_path / "web", one_feed())
    days.run()
    days.run_on(1)
    with days.line(MORNING + timedelta(1)) as line:
        assert line.store.folded() == {"tag:2": "tag:1"}
        assert {one.root.post for one in line.store.statements()[0]} == {"tag:1"}


def test_of_very_many_equal_posts_one_counts(tmp_path: Path) -> None:
    """Each is compared with twenty; new ones whose keys come before those of all others are no group of their own."""
    days = Days(tmp_path, tmp_path / "web", one_feed())
    for day, name in enumerate(("b", "a", "c")):
        links = (f"<id>tag:{name}{n:02}</id><link href='https://blog.example/{name}{n}'/>" for n in range(40))
        put(
            tmp_path / "web",
            "blog.example/feed",
            atom(*(item(link, LONG) for link in links)),
            day=f"2026-09-1{4 + day}",
        )
        days.run_on(day)
    with days.line(MORNING + timedelta(2)) as line:
        assert set(line.store.folded().values()) == {"tag:b00"}
        assert len(line.store.folded()) == 119


def test_an_id_that_is_used_again_is_another_post(tmp_path: Path) -> None:
    first = item("<id>tag:1</id><link href='https://blog.example/a'/>", WORDS)
    second = item("<id>tag:1</id><link href='https://blog.example/b'/>", "<p>Other words.", "2026-09-15T01:00:00Z")
    posts = met(tmp_path, first, second, [second, first])
    assert posts.keys() == {"tag:1", "tag:1 https://blog.example/b"}
    assert posts["tag:1"].html == WORDS
    assert [post.day.day for _, post in sorted(posts.items())] == [12, 15]


@pytest.mark.parametrize("dated", [True, False])
def test_entries_that_all_have_one_id_are_all_kept(tmp_path: Path, dated: bool) -> None:
    def entries(*names: str) -> list[str]:
        links = {one: f"<id>tag:blog</id><link href='https://blog.example/{one}'/>" for one in names}
        days = {one: f"2026-09-0{ord(one) - 96}T01:00:00Z" if dated else "" for one in names}
        return [item(link, f"<p>{one}.</p>", days[one]) for one, link in links.items()]

    posts = met(tmp_path, entries("a"), entries("b", "a"), entries("c", "b", "a"))
    assert sorted(post.html for post in posts.values()) == ["<p>a.</p>", "<p>b.</p>", "<p>c.</p>"]


def test_two_entries_about_one_address_are_two_posts(tmp_path: Path) -> None:
    """Some blogs link each entry to what it is about."""
    first = item(f"<id>tag:1</id>{LINK}", WORDS)
    second = item(f"<id>tag:2</id>{LINK}", "<p>More about the same.</p>", "2026-09-14T01:00:00Z")
    assert met(tmp_path, [second, first], [second, first]).keys() == {"tag:1", "tag:2"}


# The rules themselves


def known(**changes: object) -> Post:
    given: dict[str, object] = {
        "key": "a", "feed": "f", "url": "https://blog.example/1", "title": "", "html": "", "published": MORNING,
        "first_seen": MORNING, "day": TODAY,
    }  # fmt: skip
    return Post(**{**given, **changes})  # type: ignore[arg-type]


LATER = MORNING + timedelta(days=1)


@pytest.mark.parametrize(
    ("key", "url", "published", "html", "same"),
    [
        ("a", "https://blog.example/1", LATER, "", True),
        ("a", "https://blog.example/2", MORNING, "", True),
        ("a", "https://blog.example/2", None, "", False),
        ("a", "https://blog.example/2", None, LONG, True),
        ("a", "", LATER, "", True),
        ("a", "https://blog.example/2", LATER, "", False),
        ("a", "https://blog.example/2", LATER, LONG, True),
        ("b", "https://blog.example/1", MORNING, "", True),
        ("b", "https://blog.example/1", None, "", True),
        ("b", "https://blog.example/1", LATER, "", False),
        ("b", "https://blog.example/1", LATER, LONG, True),
    ],
)
def test_when_an_entry_is_a_post_again(key: str, url: str, published: datetime | None, html: str, same: bool) -> None:
    assert sources.is_again(Entry(key, url, "", html, published), known(), LONG) is same


@pytest.mark.parametrize(
    ("now", "how"),
    [
        (LONG, "same"),
        (f"<div id='4'>{LONG.upper()}</div><!-- x > y -->", "same"),
        (LONG.replace("year 3", "year 4"), "edited"),
        (LONG[: len(LONG) // 3], "cut"),
        (LONG[: len(LONG) // 3] + "… Read more »", "cut"),
        ("", "cut"),
        (LONG[: len(LONG) * 3 // 4], "edited"),
        ("<p>Removed.</p>", "edited"),
        ("<p>Removed at the wish of the old men of the harbour, who said nothing.</p>", "edited"),
    ],
)
def test_what_a_newer_version_is(now: str, how: str) -> None:
    assert sources.change(LONG, now) == how


FULL = text.words_of_html(LONG)


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (FULL, True),
        (("first", "published", "elsewhere", *FULL), True),
        ((*FULL[:40], "misprinted", *FULL[41:]), True),
        (FULL[: len(FULL) * 2 // 3], False),
        ((*FULL, *(f"w{n}" for n in range(len(FULL)))), False),
        (FULL[::-1], False),
        (tuple(word.replace("boats", "cows").replace("harbour", "hills") for word in FULL), False),
    ],
)
def test_when_two_texts_are_one(other: tuple[str, ...], same: bool) -> None:
    assert text.same_content(FULL, other) is same
    assert text.same_content(other, FULL) is same
    if same:
        assert len(set(text.sketch(FULL)) & set(text.sketch(other))) >= 4, "else they are never compared"


def test_short_texts_are_never_copies() -> None:
    assert not text.same_content(FULL[:49], FULL[:49])
    assert text.sketch(FULL[:49]) == ()
    assert text.same_content(FULL[:50], FULL[:50])


LETTER = st.sampled_from("abcdefgh")


@given(st.lists(LETTER, min_size=50, max_size=90), st.lists(LETTER, max_size=90))
def test_sameness_is_mutual_and_holds_of_a_text_and_itself(one: list[str], other: list[str]) -> None:
    assert text.same_content(one, one)
    assert text.same_content(one, other) == text.same_content(other, one)
    assert text.sketch(one) == tuple(sorted(set(text.sketch(one))))


@given(st.lists(st.tuples(LETTER, LETTER).filter(lambda pair: pair[0] != pair[1])))
def test_copies_lead_to_a_first_one_that_is_none_whatever_their_order(pairs: list[tuple[str, str]]) -> None:
    posts = {key: known(key=key, day=TODAY - timedelta(days=ord(key) % 3)) for key in "abcdefgh"}
    folded = sources.republished(pairs, posts)
    assert sources.republished([pair[::-1] for pair in sorted(pairs)], posts) == folded
    assert not set(folded.values()) & folded.keys()
    assert all((posts[first].day, first) < (posts[copy].day, copy) for copy, first in folded.items())
