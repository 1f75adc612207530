"""Who gets which mail: never lost, at most one duplicate for a crash, under the same Message-ID."""

import email
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citewatch import ledger
from citewatch.digest import Outbox, SmtpMailer
from citewatch.errors import ConfigError, MailError
from citewatch.model import Digest, Edition, MailState, Smtp
from citewatch.replay import ReplayClock
from citewatch.store import Store, open_store
from tests.test_digest import edition, listed
from tests.test_digest_sending import Handler, serving, talking

FIRST = datetime(2026, 11, 24, 5, 47, tzinfo=UTC)
ANNA, BERIK = "anna@lake.example", "berik@lake.example"


def edition_of(day: date) -> Edition:
    """Each day brings a statement of its own; those of earlier days stay."""
    days = [day - timedelta(days=ago) for ago in range(3)]
    return edition(
        *(listed(f"said-{one}", f"It was said on {one}", place=n) for n, one in enumerate(days, 1)), as_of=day
    )


def at(day: int) -> datetime:
    return FIRST + timedelta(days=day)


class Post:
    """A store with its recipients and a mail server, day after day."""

    def __init__(self, path: Path, **digest: object) -> None:
        self.path = path
        self.server = Handler()
        self.digest = replace(Digest("digest@watch.example", Smtp("x"), (ANNA, BERIK)), **digest)  # type: ignore[arg-type]

    def outbox(self, store: Store, day: int) -> Outbox:
        return Outbox(store, self.digest, ReplayClock(at(day)))

    def run(self, day: int, *, backlog: bool = False, smtp: Smtp | None = None) -> list[str]:
        """A day's run: what it says, its failures included."""
        with open_store(self.path) as store, serving(self.server) as here:
            outbox = self.outbox(store, day)
            said = outbox.intend(edition_of(at(day).date()), backlog=backlog)
            try:
                return [*said, *outbox.deliver(SmtpMailer(smtp or here), edition_of)]
            except MailError as error:
                return [*said, *str(error).splitlines()]

    def got(self, recipient: str) -> list[tuple[str, str]]:
        """What the server took for somebody: the Message-ID, and which days it tells of."""
        found = []
        for _, recipients, content in self.server.mails:
            if recipients == [recipient]:
                mail = email.message_from_bytes(content)
                told = mail.get_payload(0).get_payload(decode=True).decode()  # type: ignore[union-attr]
                found.append((mail["Message-ID"], " ".join(w for w in told.splitlines() if "It was said" in w)))
        return found

    def days_told(self, recipient: str) -> list[str]:
        return [word for _, told in self.got(recipient) for word in told.split() if word.startswith("2026-")]


@pytest.fixture
def post(tmp_path: Path) -> Post:
    return Post(tmp_path / "store.db")


class TestWhoIsDue:
    def test_the_first_run_mails_nothing_and_the_next_what_is_new(self, post: Post) -> None:
        assert all("is told what is new from now on" in one for one in post.run(0))
        assert post.server.mails == []
        assert post.run(1) == [f"{ANNA}: sent", f"{BERIK}: sent"]
        assert post.days_told(ANNA) == ["2026-11-25”"]

    def test_the_backlog_is_sent_when_it_is_wanted(self, post: Post) -> None:
        assert post.run(0, backlog=True) == [f"{ANNA}: sent", f"{BERIK}: sent"]
        assert len(post.days_told(ANNA)) == 3
        post.run(1)
        assert len(post.days_told(ANNA)) == 4

    def test_nobody_gets_an_edition_twice(self, post: Post) -> None:
        post.run(0)
        post.run(1)
        assert post.run(1) == [f"{ANNA}: has got this edition", f"{BERIK}: has got this edition"]
        assert len(post.server.mails) == 2

    def test_an_older_edition_is_no_news(self, post: Post) -> None:
        post.run(3, backlog=True)
        assert post.run(1) == [f"{ANNA}: has got this edition", f"{BERIK}: has got this edition"]

    def test_who_comes_later_begins_later(self, post: Post) -> None:
        post.digest = replace(post.digest, to=(ANNA,))
        post.run(0)
        post.digest = replace(post.digest, to=(ANNA, BERIK))
        post.run(1)
        post.run(2)
        assert len(post.got(ANNA)) == 2
        assert post.days_told(BERIK) == ["2026-11-26”"]

    def test_weekly(self, post: Post) -> None:
        post.digest = replace(post.digest, to=(ANNA,), weekly=(BERIK, ANNA))
        said = [post.run(day) for day in range(9)]
        assert len(post.got(ANNA)) == 8  # once a day though listed twice
        assert len(post.got(BERIK)) == 1
        assert f"{BERIK}: the next one is due on 2026-12-01" in said[3]
        assert f"{BERIK}: sent" in said[7]

    def test_no_news_no_mail(self, post: Post) -> None:
        post.run(0)
        with open_store(post.path) as store:
            same = replace(edition_of(at(0).date()), as_of=at(1).date())
            assert post.outbox(store, 1).intend(same) == [f"{ANNA}: nothing is new", f"{BERIK}: nothing is new"]
            post.digest = replace(post.digest, always=True)
            assert post.outbox(store, 1).intend(same) == []

    def test_a_lost_state_is_a_beginning(self, post: Post) -> None:
        post.run(0)
        post.run(1)
        post.path.unlink()
        assert all("from now on" in one for one in post.run(2))
        assert len(post.server.mails) == 2

    def test_foreseen_and_not_done(self, post: Post) -> None:
        post.run(0)
        with open_store(post.path) as store:
            outbox = post.outbox(store, 1)
            assert outbox.foresee(edition_of(at(1).date())) == [
                f"{ANNA}: would get what is new",
                f"{BERIK}: would get what is new",
            ]
            assert {mail.state for mail in store.mails()} == {MailState.BASELINE}

    def test_who_left_gets_nothing_more(self, post: Post) -> None:
        post.run(0)
        with open_store(post.path) as store:
            post.outbox(store, 1).intend(edition_of(at(1).date()))
        post.digest = replace(post.digest, to=(ANNA,))
        post.run(2)
        assert post.got(BERIK) == []

    def test_nobody(self, post: Post) -> None:
        post.digest = replace(post.digest, to=())
        with open_store(post.path) as store, pytest.raises(ConfigError, match="CITEWATCH_RECIPIENTS"):
            post.outbox(store, 0)

    def test_addresses_are_nowhere_in_the_store(self, post: Post, tmp_path: Path) -> None:
        post.run(0, backlog=True)
        assert b"anna" not in post.path.read_bytes()
        with open_store(post.path) as store:
            ledger.export(store, tmp_path / "ledger")
        whole = b"".join(path.read_bytes() for path in (tmp_path / "ledger").rglob("*") if path.is_file())
        assert b"anna" not in whole
        assert b'"state":"sent"' in whole

    def test_a_store_made_from_the_ledger_knows_who_got_what(self, post: Post, tmp_path: Path) -> None:
        """With the secret of the environment, which both have; with another one, it is a beginning."""
        post.digest = replace(post.digest, secret="shared")
        post.run(0, backlog=True)
        with open_store(post.path) as store:
            ledger.export(store, tmp_path / "ledger")
        other = Post(tmp_path / "other.db", secret="shared")
        stranger = Post(tmp_path / "stranger.db", secret="other")
        for one in (other, stranger):
            with open_store(one.path) as store:
                ledger.take_in(store, tmp_path / "ledger")
        assert other.run(0) == [f"{ANNA}: has got this edition", f"{BERIK}: has got this edition"]
        assert all("from now on" in one for one in stranger.run(0))


class TestFailures:
    def test_one_refused_recipient_keeps_nobody_else_waiting(self, post: Post) -> None:
        post.run(0)
        post.server.refused = {ANNA: "550 no such user"}
        said = post.run(1)
        assert f"the digest was not sent to {ANNA}" in said[0]
        assert "550 no such user" in said[0]
        assert len(post.got(BERIK)) == 1

    def test_who_is_refused_for_good_is_left_alone_for_a_week(self, post: Post) -> None:
        post.run(0)
        post.server.refused = {ANNA: "550 no such user"}
        asked = []
        for day in range(1, 11):
            said = post.run(day)
            asked.append(post.server.asked.count(ANNA))
            assert any("550 no such user" in one for one in said)
        assert asked[-1] == 2  # on the first day, and a week later
        post.server.refused = {}
        post.run(20)
        assert post.days_told(ANNA) == ["2026-12-14”", "2026-12-13”", "2026-12-12”"]  # all that is new since

    @pytest.mark.parametrize("answers", [{"rcpt": "450 later"}, {"data": "451 later"}, {"mail": "451 later"}])
    def test_later_is_tried_with_the_next_run(self, post: Post, answers: dict[str, str]) -> None:
        post.run(0)
        post.server.answers = answers
        assert len(post.run(1)) == 2
        refused = len(post.server.mails)
        post.server.answers = {}
        assert post.run(1) == [f"{ANNA}: sent", f"{BERIK}: sent"]
        assert len(post.server.mails) == refused + 2

    def test_what_was_not_taken_is_told_with_the_next(self, post: Post) -> None:
        post.run(0)
        post.server.answers = {"rcpt": "450 later"}
        post.run(1)
        post.server.answers = {}
        post.run(2)
        assert post.days_told(ANNA) == ["2026-11-26”", "2026-11-25”"]
        assert len(post.got(ANNA)) == 1

    def test_a_backlog_that_was_not_taken_stays_wanted(self, post: Post) -> None:
        post.server.answers = {"rcpt": "450 later"}
        post.run(0, backlog=True)
        post.server.answers = {}
        post.run(1)
        assert len(post.days_told(ANNA)) == 3

    def test_a_server_that_is_not_there_is_asked_once(self, post: Post) -> None:
        post.run(0)
        with talking(b"421 too busy\r\n") as smtp:
            said = post.run(1, smtp=smtp)
        assert [line.count("421 too busy") for line in said] == [1, 1]
        assert post.run(1) == [f"{ANNA}: sent", f"{BERIK}: sent"]

    @pytest.mark.parametrize(
        "lines",
        [
            (b"220 hello\r\n", b"250 ok\r\n"),
            (b"220 hello\r\n", b"250 ok\r\n", b"250 sender\r\n"),
            (b"220 hello\r\n", b"250 ok\r\n", b"250 sender\r\n", b"250 recipient\r\n"),
            (b"220 hello\r\n", b"250 ok\r\n", b"250 sender\r\n", b"250 recipient\r\n", b"354 go on\r\n"),
        ],
    )
    def test_dropped_after_any_answer(self, post: Post, lines: tuple[bytes, ...]) -> None:
        """Then nobody knows, and the same is sent again."""
        post.digest = replace(post.digest, to=(ANNA,))
        post.run(0)
        with talking(*lines) as smtp:
            assert "the connection broke" in post.run(1, smtp=smtp)[0]
        post.run(2)
        assert post.days_told(ANNA) == ["2026-11-25”"]
        post.run(2)
        assert post.days_told(ANNA) == ["2026-11-25”", "2026-11-26”"]

    def test_taken_and_dropped_before_the_answer_is_one_duplicate(self, post: Post) -> None:
        post.digest = replace(post.digest, to=(ANNA,))
        post.run(0)
        post.server.answers = {"data": "drop"}
        post.run(1)
        post.server.answers = {}
        post.run(2)
        (one, told), (other, again) = post.got(ANNA)
        assert (one, told) == (other, again)

    @settings(max_examples=25, deadline=None)
    @given(st.lists(st.sampled_from(["", "450 a", "550 b", "drop", "no"]), min_size=1, max_size=5))
    def test_whatever_happens_nothing_is_lost(self, tmp_path_factory: pytest.TempPathFactory, days: list[str]) -> None:
        post = Post(tmp_path_factory.mktemp("mail") / "store.db", to=(ANNA,))
        post.run(0)
        for day, what in enumerate(days, start=1):
            post.server.answers = {"data": what} if what == "drop" else {"rcpt": what} if what[1:] else {}
            post.run(day, smtp=Smtp("127.0.0.1", 1, security="none") if what == "no" else None)
        post.server.answers = {}
        post.run(len(days) + 8)
        post.run(len(days) + 8)
        ids = [one for one, _ in post.got(ANNA)]
        assert len(ids) - len(set(ids)) <= days.count("drop")
        last = len(days) + 8
        told = set(post.days_told(ANNA))
        assert {f"{at(day).date()}”" for day in range(last - 2, last + 1)} <= told


# Every write and every step of SMTP, with a kill before or after it.
KILLED = """
import os, sys
from pathlib import Path
from citewatch.digest import mailing
from citewatch.store.outbox import Outbox as Rows
from tests import test_outbox

place, port, db = sys.argv[1:]
name, _, when = place.partition(":")
home = mailing.smtplib.SMTP if name in {"connect", "mail", "rcpt", "data", "quit"} else Rows
real = getattr(home, name)

def killed(*values, **named):
    if when == "before":
        os._exit(9)
    real(*values, **named)
    os._exit(9)

setattr(home, name, killed)
post = test_outbox.Post(Path(db), to=(test_outbox.ANNA,))
with test_outbox.open_store(post.path) as store:
    outbox = post.outbox(store, 1)
    outbox.intend(test_outbox.edition_of(test_outbox.at(1).date()))
    smtp = test_outbox.Smtp("127.0.0.1", int(port), security="none")
    outbox.deliver(mailing.SmtpMailer(smtp), test_outbox.edition_of)
"""
PLACES = [f"{name}:{when}" for name in ("intend", "connect", "mail", "rcpt", "data", "quit", "record_mail")
          for when in ("before", "after")]  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_killed_at_every_step(post: Post, place: str) -> None:
    """The mail comes exactly once; twice only where the server had taken it and this was not yet written down."""
    post.digest = replace(post.digest, to=(ANNA,))
    post.run(0)
    with serving(post.server) as smtp:
        command = [sys.executable, "-c", KILLED, place, str(smtp.port), str(post.path)]
        done = subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parents[1], env=os.environ)
        assert (done.returncode, done.stderr) == (9, "")
    post.run(1)
    post.run(2)
    twice = place in {"data:after", "quit:before", "quit:after", "record_mail:before"}
    ids = [one for one, told in post.got(ANNA) if told.endswith("11-25”")]
    assert len(ids) == 1 + twice
    assert len(set(ids)) == 1
    assert len(post.days_told(ANNA)) == 2 + twice


def test_the_same_bytes_the_second_time(post: Post) -> None:
    """A later day, and a later edition, change nothing in what was meant."""
    post.digest = replace(post.digest, to=(ANNA,))
    post.run(0)
    post.server.answers = {"data": "drop"}
    post.run(1)
    post.server.answers = {}
    post.run(5)
    first, second = (content for _, _, content in post.server.mails)
    assert first == second
