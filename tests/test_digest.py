"""The digest: what the mail says, and how it stands on the wire."""

import email
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser
from typing import Any

import pytest

from citewatch.digest import Message, compose, edition_mark, news, tell
from citewatch.errors import MailError
from citewatch.model import (
    Correction,
    Count,
    Digest,
    Edition,
    FeedState,
    Listed,
    Mail,
    MailState,
    Ref,
    Row,
    Smtp,
    SourcePage,
    Told,
    WindowEdition,
)

DAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 5, 47, tzinfo=UTC)
READER = "reader@lake.example"
DIGEST = Digest(sender="digest@watch.example", to=(READER,), smtp=Smtp("mail.watch.example"))


def listed(key: str = "one", text: str = "The river will be dry by 2040", **changes: Any) -> Listed:
    lo = Count(changes.pop("posts", 2), 1)
    place, tied, last = changes.pop("place", 1), changes.pop("tied", 0), changes.pop("last", DAY)
    row = Row(key, place, tied, place, place, lo, lo, lo.posts > 1, last)
    mark = "=" if tied else ""
    why = f"{mark}{place}: cited in {lo.posts} posts, from 1 source"
    return replace(Listed(row, text, "en", why), **changes)


def edition(*statements: Listed, once: tuple[Listed, ...] = (), **changes: Any) -> Edition:
    window = WindowEdition(7, DAY - timedelta(days=6), DAY, statements, once, (), (), ())
    whole = Edition("River watch", "https://river.example/watch/", DAY, 1, 0.8, (window,), (), (), (), (), ())
    return replace(whole, **changes)


def mail_of(edition: Edition, since: str | None = None) -> Mail:
    return Mail("ab12", edition_mark(edition), since, NOW, MailState.MEANT)


def composing(edition: Edition, digest: Digest = DIGEST, before: Told | None = None) -> Message | None:
    """The mail about an edition for somebody who was told something before, or nothing."""
    since = "2026-11-20-river" if before else None
    return compose(edition, news(before, tell(edition)), digest, mail_of(edition, since))


def composed(edition: Edition, digest: Digest = DIGEST, before: Told | None = None) -> Message:
    message = composing(edition, digest, before)
    assert message is not None
    return message


def parsed(message: Message, recipient: str = READER) -> EmailMessage:
    mail = email.message_from_bytes(message.as_bytes(recipient), policy=default)
    assert isinstance(mail, EmailMessage)
    return mail


def part(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    assert body is not None
    content = body.get_content()
    assert isinstance(content, str)
    return content


class Elements(HTMLParser):
    """Every start tag of a page with the names of its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, set[str]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name for name, _ in attrs}))


def source(key: str, title: str, unread: str | None) -> SourcePage:
    outlet = Ref("steppe-post", "Steppe Post")
    return SourcePage(key, f"https://steppe.example/{key}", title, None, None, None, outlet, unread, (), ())


RICH = edition(
    listed(
        "river-dry",
        "The river will be dry by 2040, and those who say otherwise have not been at its banks for years",
        posts=3,
        original="Река пересохнет к 2040 году",
        original_lang="ru",
        speaker=Ref("aigul-serik", "Aigul Serik"),
        speaker_original="Айгуль Серик",
        outlets=(Ref("steppe-post", "Steppe Post"), Ref("lake-daily", "Lake Daily")),
    ),
    listed("tax", "No new tax this year", place=2, tied=1),
    once=(
        listed("yesterday", "Said yesterday", posts=1, last=DAY - timedelta(days=1), place=4, tied=2),
        listed("today", "Said today", posts=1, place=4, tied=2, speaker=Ref("b", "Bolat Omar")),
    ),
    feeds=(
        FeedState("Good blog", "https://good.example/", 4, DAY, None),
        FeedState("Lost blog", "https://lost.example/", 9, date(2026, 11, 3), "not found (404) since 20 November"),
    ),
    sources=(source("a-source", "How the river dries", "refused: 403"), source("read", "What was read", None)),
    corrections=(Correction("speaker", ("tax",), "Bolat Omar", date(2026, 11, 23), "the cue was misread"),),
)
RICH = replace(RICH, windows=(replace(RICH.windows[0], sources=(listed("a-source"), listed("read"))),))

GOLDEN = """\
River watch
24 November 2026, the first digest. Places are those of the last 7
days.

NEW IN THE RANKING

1    “The river will be dry by 2040, and those who say otherwise have
     not been at its banks for years”
     In the original:
     Река пересохнет к 2040 году
     Aigul Serik (Айгуль Серик) · Steppe Post, Lake Daily
     1: cited in 3 posts, from 1 source
     https://river.example/watch/statement/river-dry.html

=2   “No new tax this year”
     Speaker not known
     =2: cited in 2 posts, from 1 source
     https://river.example/watch/statement/tax.html

NEWLY CITED

  -  “Said yesterday”
     Speaker not known
     =4: cited in 1 posts, from 1 source
     https://river.example/watch/statement/yesterday.html

  -  “Said today”
     Bolat Omar
     =4: cited in 1 posts, from 1 source
     https://river.example/watch/statement/today.html

CORRECTIONS

  -  23 November 2026, speaker: tax, Bolat Omar: the cue was misread

COULD NOT BE READ

  -  Lost blog: not found (404) since 20 November; its newest post is
     of 3 November 2026
  -  Steppe Post: How the river dries: refused: 403
     https://river.example/watch/source/a-source.html

--\x20
This is the digest of “River watch”: what the watched blogs cite most,
counted by a program.
Each place with its evidence: https://river.example/watch/
To stop it, reply to this mail or write to digest@watch.example.
"""


class TestWhatItSays:
    def test_text_part(self) -> None:
        assert composed(RICH).text == GOLDEN
        assert part(parsed(composed(RICH)), "plain").replace("\r\n", "\n") == GOLDEN

    def test_html_part_says_the_same(self) -> None:
        page = part(parsed(composed(RICH)), "html")
        for words in (
            "New in the ranking",
            "Newly cited",
            "Corrections",
            "Could not be read",
            "Aigul Serik (Айгуль Серик)",
            "Steppe Post, Lake Daily",
            "the cue was misread",
            "refused: 403",
        ):
            assert words in page
        assert re.search(r'lang="ru"[^>]*>Река пересохнет к 2040 году<', page)
        assert 'href="https://river.example/watch/statement/river-dry.html"' in page

    def test_at_most_ten_of_each(self) -> None:
        many = tuple(listed(f"s-{n}", f"Words number {n}.", place=n) for n in range(1, 13))
        once = tuple(replace(one, row=replace(one.row, id=f"once-{one.row.id}")) for one in many)
        text = composed(edition(*many, once=once)).text
        assert text.count("Words number 10.") == 2
        assert "Words number 11." not in text
        assert text.count("and 2 more, on the page") == 2

    def test_only_what_is_new(self) -> None:
        """A statement that was told is told again only when more posts cite it and its place is better."""
        told = tell(RICH)
        assert composing(RICH, before=told) is None
        cited = replace(told, ranked={"river-dry": (2, 2, 1), "tax": (2, 2, 1)}, problems=(), once=("today",))
        text = composed(RICH, before=cited).text
        assert "24 November 2026, new since 20 November 2026." in " ".join(text.split())
        assert "RISEN\n\n1    “The river" in text
        assert "1: cited in 3 posts, from 1 source; before: 2, in 2 posts" in text
        assert "Said yesterday" in text
        assert "Said today" not in text
        assert "No new tax" not in text
        assert "How the river dries" not in text
        assert "Lost blog" in text

    @pytest.mark.parametrize(("before", "told"), [((1, 2, 1), False), ((3, 3, 1), False), ((2, 2, 1), True)])
    def test_risen(self, before: tuple[int, int, int], told: bool) -> None:
        """Not: cited more at the same place; a better place only because others have left."""
        found = news(Told({"a": before}), Told({"a": (1, 3, 1)}))
        assert bool(found.risen) == told

    def test_what_was_ranked_and_is_cited_once_now_is_no_news(self) -> None:
        assert not news(Told({"a": (1, 2, 1)}), Told({}, once=("a",)))

    def test_many_broken_feeds_are_counted(self) -> None:
        feeds = tuple(FeedState(f"Blog {n}", f"https://b{n}.example/", 0, None, "not found") for n in range(23))
        message = composed(edition(feeds=feeds))
        assert "Blog 9: not found" in message.text
        assert "and 13 more" in message.text
        assert "Blog 10" not in message.text + message.html
        assert message.subject == "Could not be read (24 November 2026)"

    @pytest.mark.parametrize(("window", "words"), [(1, "the last day"), (30, "the last 30 days"), ("all", "on record")])
    def test_window_in_words(self, window: Any, words: str) -> None:
        whole = edition(listed())
        message = composed(replace(whole, windows=(replace(whole.windows[0], window=window),)))
        assert words in " ".join(message.text.splitlines()[1:3])

    @pytest.mark.parametrize("base", [None, "javascript:alert(1)", "ftp://river.example/"])
    def test_without_a_web_address_there_are_no_links(self, base: str | None) -> None:
        message = composed(replace(RICH, base_url=base))
        assert "statement/" not in message.text + message.html
        assert "source/" not in message.text + message.html
        assert re.findall(r'href="([^"]*)"', message.html) == ["mailto:digest@watch.example"]

    def test_nothing_to_say(self) -> None:
        good = FeedState("Good blog", "https://good.example/", 4, DAY, None)
        assert composing(edition(feeds=(good,))) is None
        message = composed(edition(feeds=(good,)), replace(DIGEST, always=True))
        assert message.subject == "Nothing new (24 November 2026)"
        assert "Nothing is new." in message.text
        assert "Nothing is new." in message.html

    def test_subject(self) -> None:
        assert composed(RICH).subject == (
            "“The river will be dry by 2040, and those who say otherwise have not…” (24 November 2026)"
        )
        assert composed(edition(once=RICH.windows[0].once)).subject == "“Said yesterday” (24 November 2026)"
        rest = replace(edition(), corrections=RICH.corrections, feeds=RICH.feeds)
        assert composed(rest).subject == "Corrections and Could not be read (24 November 2026)"

    def test_words_without_spaces_are_cut_all_the_same(self) -> None:
        assert len(composed(edition(listed(text="word " + "x" * 5_000))).subject) < 100


class TestOnTheWire:
    def test_headers(self) -> None:
        mail = parsed(composed(RICH))
        assert mail["From"] == "River watch <digest@watch.example>"
        assert mail["To"] == READER
        assert mail["Date"].datetime == NOW
        assert mail["List-Id"] == "<digest.citewatch.watch.example>"
        assert mail["List-Unsubscribe"] == "<mailto:digest@watch.example?subject=unsubscribe>"
        assert mail["Auto-Submitted"] == "auto-generated"
        assert mail.get_content_type() == "multipart/alternative"
        assert [each.get_content_type() for each in mail.iter_parts()] == ["text/plain", "text/html"]
        assert not mail.defects

    def test_one_can_leave_by_mail_or_at_an_address(self) -> None:
        message = composed(RICH, replace(DIGEST, unsubscribe="https://river.example/leave"))
        by_mail = "<mailto:digest@watch.example?subject=unsubscribe>"
        assert parsed(message)["List-Unsubscribe"] == f"<https://river.example/leave>, {by_mail}"
        assert "https://river.example/leave" in message.text
        assert 'href="https://river.example/leave"' in message.html

    def test_each_mail_stands_for_itself(self) -> None:
        """No mail program shows many days as one thread."""
        mail = parsed(composed(RICH))
        assert not {"in-reply-to", "references", "thread-index"} & {name.lower() for name in mail}
        assert mail["X-Entity-Ref-ID"] in mail["Message-ID"]

    def test_identity_is_pinned(self) -> None:
        """It must not drift: what was sent is known by it."""
        assert edition_mark(RICH) == "2026-11-24-d68a71411aa3"
        assert parsed(composed(RICH))["Message-ID"] == "<6b8d536f87c106f61159886d450fbf05@watch.example>"

    def test_identity_is_of_day_title_and_recipient(self) -> None:
        same = [composed(RICH), composed(edition(listed(text="Changed within the day")))]
        others = [composed(replace(RICH, as_of=DAY + timedelta(days=1))), composed(replace(RICH, title="Lake watch"))]
        another = compose(RICH, news(None, tell(RICH)), DIGEST, replace(mail_of(RICH), recipient="cd34"))
        assert another is not None
        assert len({message.message_id for message in same}) == 1
        assert len({message.message_id for message in (*same, *others, another)}) == 4

    def test_same_bytes_every_time(self) -> None:
        assert composed(RICH).as_bytes(READER) == composed(RICH).as_bytes(READER)

    def test_ascii_and_short_lines(self) -> None:
        raw = composed(edition(listed(text="Слова и слова " * 90))).as_bytes(READER)
        assert raw.isascii()
        assert max(map(len, raw.split(b"\r\n"))) <= 998
        assert b"\n" not in raw.replace(b"\r\n", b"")

    @pytest.mark.parametrize(
        "rest", ["\r\nBcc: x@evil.example", "\nX: y", "\x85Bcc: z", "\u2028Bcc: z", "\x00", "\ud800", "\u202e"]
    )
    def test_hostile_names_stay_in_their_header(self, rest: str) -> None:
        digest = replace(DIGEST, sender=f"A{rest} <digest@watch.example>")
        titled = parsed(composed(edition(listed(text=f"Words{rest}"), title=f"Title{rest}")))
        named = parsed(composed(RICH, digest), f"Reader{rest} <{READER}>")
        for mail in (titled, named):
            assert set(mail) & {"Bcc", "X"} == set()
            assert mail["From"].addresses[0].addr_spec == "digest@watch.example"
            assert mail["To"].addresses[0].addr_spec == READER
            assert not re.search(r"[\x00-\x1f\x7f-\x9f\u2028\ud800\u202e]", mail["Subject"] + mail["From"])

    def test_a_long_sender_does_not_break_the_unsubscribe_address(self) -> None:
        sender = f"{'very.' * 12}long@{'sub.' * 15}watch.example"
        raw = composed(RICH, replace(DIGEST, sender=sender)).as_bytes(sender)
        assert raw.count(b"<" + sender.encode() + b">") == 1
        assert f"List-Unsubscribe: <mailto:{sender}?subject=unsubscribe>\r\n".encode() in raw

    def test_encoded_words_are_short(self) -> None:
        """RFC 2047, section 2: at most 75 characters each, and 76 on a line that has one."""
        message = composed(edition(listed(text="Река пересохнет к 2040 году, " * 9), title="Наблюдатель реки " * 4))
        head = message.as_bytes(f"Иван Константинович Константинопольский <{READER}>").split(b"\r\n\r\n")[0]
        encoded = [line for line in head.split(b"\r\n") if b"=?" in line]
        assert len(encoded) >= 6
        assert max(map(len, encoded)) <= 76
        assert parsed(message)["Subject"] == message.subject

    def test_international_domains(self) -> None:
        mail = parsed(composed(RICH, replace(DIGEST, sender="Река <d@вода.example>")), "c@вода.example")
        assert mail["From"].addresses[0].addr_spec == "d@xn--80adg3b.example"
        assert mail["From"].addresses[0].display_name == "Река"
        assert mail["To"] == "c@xn--80adg3b.example"
        assert mail["Message-ID"].endswith("@xn--80adg3b.example>")

    @pytest.mark.parametrize(
        "address", ["", "nobody", "a b@c.example", "a@", "a@b@c", "<", "я@b.example", "a@..example"]
    )
    def test_no_address(self, address: str) -> None:
        with pytest.raises(MailError, match="no mail address"):
            composed(RICH, replace(DIGEST, sender=address))
        with pytest.raises(MailError, match="no mail address"):
            composed(RICH).as_bytes(address)
