"""What was recorded comes back byte for byte, and what was read in it as it was."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from citewatch.model import (
    Anchor,
    FailureKind,
    FeedOutcome,
    Kind,
    MailState,
    OutletReport,
    Page,
    Passage,
    Post,
    Role,
    Told,
)
from citewatch.store import Store, open_store
from tests.store.rows import (
    FEED,
    MAIL,
    NOON,
    SOURCE,
    TODAY,
    WRITES,
    document,
    failure,
    fill,
    page,
    passage,
    post,
    report,
    rows,
    unchanged,
    walk,
)

# What was recorded


BODIES = (b"", b"\0\xff\xfe\r\n" * 3, bytes(range(256)) * 1000, "Вода ".encode("cp1251"), "е\u0301 \U0001f41f".encode())


def test_bodies_and_headers_come_back_byte_for_byte(store: Store) -> None:
    given = []
    for n, body in enumerate(BODIES):
        url = f"https://paper.example/{n}"
        headers = (("ETag", 'W/"\xe9"'), ("X", "a"), ("X", "b"))
        given.append(Page(url, f"{url}?to", 200, headers, body, NOON + timedelta(microseconds=n), (url,)))
        store.record(given[-1], "article", url)
        walk(store, given[-1])
    assert [found for _, found in store.unread_articles(1)] == given
    assert [found for *_, found in store.unread_feed_pages(1)] == given


def test_equal_bodies_are_kept_once(store: Store, path: Path) -> None:
    for _ in range(3):
        walk(store, page(body=b"same"))
    assert rows(path, "SELECT count(*) FROM bodies") == [(1,)]


def test_validators_are_those_of_the_last_whole_page_byte_for_byte(store: Store) -> None:
    assert store.validators(FEED, NOON) == (None, None)
    walk(store, page(ETAG='W/"caf\xe9, \x80" ', last_modified="yesterday, 25:00"))
    walk(store, failure())
    walk(store, unchanged())
    assert store.validators(FEED, NOON) == ('W/"caf\xe9, \x80" ', "yesterday, 25:00")
    walk(store, page(etag='"only"', at=NOON + timedelta(1)))
    assert store.validators(FEED, NOON) == ('"only"', None)
    assert store.validators(FEED, NOON + timedelta(2)) == (None, None), "too old"
    walk(store, page(at=NOON + timedelta(2)))
    assert store.validators(FEED, NOON) == (None, None), "replaced on every 200, also by none"


def test_a_page_that_is_no_feed_has_no_validators(store: Store) -> None:
    walk(store, page(etag='"html"', body=b"<html>"))
    ((number, _, _),) = store.unread_feed_pages(1)
    store.save_feed_reading(number, (), 1, "a web page was answered")
    assert store.validators(FEED, NOON) == (None, None)


def test_failures_are_counted_since_the_last_answer(store: Store) -> None:
    first, second, third = (failure(SOURCE, NOON + timedelta(n), kind) for n, kind in enumerate(list(FailureKind)[:3]))
    for answer in (first, page(SOURCE), second, failure("https://else.example/"), third):
        store.record(answer, "article", SOURCE)
    assert store.failures(SOURCE) == (second, third)
    walk(store, failure(), unchanged())
    assert store.failures(FEED) == (), "«not modified» is an answer"


def test_failures_of_a_feed_in_a_row(store: Store) -> None:
    assert store.failures_in_a_row("feed", FEED) == 0
    assert store.feed_state(FEED) == ("failed", "not-asked", "never asked for")
    for _ in range(3):
        walk(store, failure(), complete=False)
    assert store.failures_in_a_row("feed", FEED) == 3
    assert store.failures_in_a_row("outlet", FEED) == store.failures_in_a_row("feed", SOURCE) == 0
    bad = replace(report("a web page was answered"), trouble="web-page", outcome=FeedOutcome.FAILED)
    store.record_walk(bad, [(page(body=b"<html>"), ())], NOON)
    assert store.feed_state(FEED) == ("failed", "web-page", "a web page was answered")
    walk(store, unchanged())
    assert store.failures_in_a_row("feed", FEED) == 0
    assert store.feed_state(FEED) == ("quiet", None, None)


def test_outlets_that_bring_nothing_in_a_row(store: Store) -> None:
    for had in (1, 0, 0):
        store.record_outlets([OutletReport("Paper", had, {"gone": 1})], NOON)
    assert store.failures_in_a_row("outlet", "Paper") == 2


def test_entries_of_a_walk_that_failed_on_the_way_are_settled_by_a_later_one(store: Store) -> None:
    walk(store, page(), keys=("tag:1",), complete=False)
    assert store.seen(FEED) == {"tag:1": False}
    walk(store, page(), keys=("tag:2", "tag:1"))
    assert store.seen(FEED) == {"tag:1": True, "tag:2": True}
    walk(store, page(), keys=("tag:3", "tag:2"), complete=False)
    assert store.seen(FEED) == {"tag:1": True, "tag:2": True, "tag:3": False}


def test_an_entry_keeps_the_time_at_which_it_was_first_seen_in_any_feed(store: Store) -> None:
    later = NOON + timedelta(days=1)
    store.record_walk(report(url="https://second.example/"), [(page(), ["tag:1"])], later)
    walk(store, page(), keys=("tag:1",))
    store.record_walk(report(), [(page(), ["tag:1"])], later)
    assert store.first_seen("tag:1") == NOON
    assert store.first_seen("tag:2") is None
    assert store.seen("https://second.example/") == store.seen(FEED) == {"tag:1": True}


def test_sources_had_are_those_with_a_page_of_their_own(store: Store) -> None:
    store.record(failure(SOURCE), "article", SOURCE)
    walk(store, page())
    assert store.sources_had() == frozenset()
    store.record(page("https://paper.example/1?utm_x=1"), "article", SOURCE)
    assert store.sources_had() == {SOURCE}


def test_an_anchor_is_recorded_once_and_the_oldest_come_first(store: Store) -> None:
    store.record_anchors([Anchor("b", "tag:1", "words", "before", "after")], NOON)
    store.record_anchors([Anchor("a", "tag:2", "x"), Anchor("b", "tag:9", "other words")], NOON + timedelta(1))
    assert store.anchors() == (Anchor("b", "tag:1", "words", "before", "after"), Anchor("a", "tag:2", "x"))


def test_a_mail_is_written_down_before_it_is_sent(store: Store) -> None:
    told = Told({"one": (1, 2, 3)}, ("two",), ("c",), ("source",), ("problem",))
    store.intend([MAIL], MAIL.edition, told, NOON)
    assert store.mails() == (MAIL,)
    assert store.told(MAIL.edition) == told
    store.record_mail(MAIL, MailState.REFUSED, NOON, "550 no such user")
    assert store.mails() == (replace(MAIL, state=MailState.REFUSED, tried=NOON, answer="550 no such user"),)


def test_what_an_edition_had_to_say_at_first_stays(store: Store) -> None:
    store.intend([MAIL], MAIL.edition, Told({"one": (1, 2, 3)}), NOON)
    store.intend([MAIL], MAIL.edition, Told({}), NOON)
    assert store.told(MAIL.edition) == Told({"one": (1, 2, 3)})
    assert store.told("another") is None


def test_the_own_secret_is_made_once(store: Store, tmp_path: Path) -> None:
    assert store.own_secret() == store.own_secret()
    with open_store(tmp_path / "other.db") as other:
        assert other.own_secret() != store.own_secret()


# What was read in it


def test_posts_and_passages_come_back_as_they_were(store: Store) -> None:
    undated = Post("tag:2", FEED, "", "", "", None, NOON, TODAY - timedelta(1), day_uncertain=True)
    store.save_feed_reading(1, [post(), undated], 1)
    assert list(store.unread_posts(1)) == [undated, post()]
    assert store.posts() == (undated, post(html="")), "without their HTML"
    unknown = Passage("tag:2#0", "tag:2", undated.day, "x", "ru", None, None, Kind.INDIRECT, None, ("", "x", ""), ())
    store.save_post_reading(post(), document(), [passage()], 1)
    store.save_post_reading(undated, None, [unknown], 1, "broken")
    assert store.passages() == (passage(), unknown)
    assert not list(store.unread_posts(1))
    assert [one.key for one in store.unread_posts(2)] == ["tag:2", "tag:1"]
    (cited,) = store.cited_addresses()
    assert (cited.post, cited.day, cited.url, cited.href, cited.role) == (
        *("tag:1", TODAY, SOURCE, "https://paper.example/1?x=1"),
        Role.QUOTED_FROM,
    )


def test_a_newer_version_of_a_post_is_read_again_and_replaces_what_was_read(store: Store) -> None:
    store.save_feed_reading(1, [post()], 1)
    store.save_post_reading(post(), document(), [passage(), passage("tag:1#1")], 1)
    before = store.stale_posts()
    store.save_feed_reading(2, [post()], 1)
    assert not list(store.unread_posts(1)), "the same text is not read twice"
    edited = post(html="<p>Edited")
    store.save_feed_reading(3, [edited], 1)
    assert list(store.unread_posts(1)) == [edited]
    store.save_post_reading(edited, document(), [passage(text="only this")], 1)
    assert [one.text for one in store.passages()] == ["only this"]
    assert len(store.cited_addresses()) == 1
    assert store.stale_posts() != before


def test_a_post_that_a_second_feed_carries_stays_with_the_first(store: Store) -> None:
    store.save_feed_reading(1, [post()], 1)
    store.save_feed_reading(2, [post(html="<p>Read more", feed="https://second.example/feed")], 1)
    assert list(store.unread_posts(1)) == [post()]


def test_a_post_of_one_blog_may_be_a_source_of_another(store: Store) -> None:
    """A guid is often the post's own address."""
    guid = post(SOURCE)
    store.save_feed_reading(1, [guid], 1)
    store.record(page(SOURCE), "article", SOURCE)
    store.save_post_reading(guid, document(), [], 1)
    store.save_article_reading(SOURCE, page(SOURCE), document(), 1)
    assert not list(store.unread_posts(1))
    assert not list(store.unread_articles(1))


def test_the_last_page_of_a_source_is_read_once_by_each_method(store: Store) -> None:
    for body in (b"old", b"new"):
        store.record(page(SOURCE, body), "article", SOURCE)
    store.record(failure(SOURCE), "article", SOURCE)
    ((url, found),) = store.unread_articles(1)
    assert (url, found.body) == (SOURCE, b"new")
    store.save_article_reading(url, found, document("https://paper.example/own"), 1)
    assert not list(store.unread_articles(1))
    assert len(list(store.unread_articles(2))) == 1
    state = store.article_states()[SOURCE]
    assert (state.own_url, state.title, state.byline, state.published, state.lang, state.unread) == (
        *("https://paper.example/own", "T", "B", NOON, "en"),
        None,
    )


def test_why_a_source_was_not_read(store: Store) -> None:
    refused = failure(SOURCE, kind=FailureKind.REFUSED)
    store.record(failure(SOURCE), "article", SOURCE)
    store.record(refused, "article", SOURCE)
    assert store.article_states()[SOURCE].unread == "refused: it took too long"
    store.record(page(SOURCE), "article", SOURCE)
    store.save_article_reading(SOURCE, page(SOURCE), None, 1, "has no text")
    store.record(refused, "article", SOURCE)
    assert store.article_states()[SOURCE].unread == "has no text", "a page that is there outranks later refusals"


FOLLOWED: dict[str, Callable[[Store], object]] = {
    **{name: write for name, write in WRITES.items() if name not in ("rebuild_statements", "update_statements")},
    "another decision": lambda store: store.note_decisions({"tag:1": "another"}),
    "fold another": lambda store: store.save_folded({"tag:1": "tag:3", "tag:2": "tag:3"}),
    "unfold": lambda store: store.save_folded({}),
}


@pytest.mark.parametrize("write", FOLLOWED.values(), ids=FOLLOWED)
def test_what_follows_from_a_change_is_noted(store: Store, write: Callable[[Store], object]) -> None:
    for one in FOLLOWED.values():
        one(store)
    store.save_feed_reading(9, [post(), post("tag:2"), post("tag:3")], 1)
    store.save_post_reading(post(), document(), [passage()], 1)
    store.save_post_reading(post("tag:2"), document(), [], 1)
    store.save_folded({"tag:1": "tag:3"})
    store.rebuild_statements((), store.stale_posts())
    write(store)
    assert not [what for what, _ in store.faults() if "noted" in what]


def test_forgotten_readings_are_all_read_again(store: Store) -> None:
    fill(store)
    store.save_post_reading(post("tag:2"), None, [], 1)
    store.save_feed_reading(2, [], 1)
    unread = (store.unread_feed_pages, store.unread_posts, store.unread_articles)
    assert [len(list(one(1))) for one in unread] == [0, 0, 0]
    store.forget_readings()
    assert [len(list(one(1))) for one in unread] == [2, 2, 1]
    assert set(store.stale_posts()) == {"tag:1", "tag:2"}
