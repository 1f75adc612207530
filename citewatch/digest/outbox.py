"""Who gets which edition: written down before a mail is sent, and what became of it after.

A mail of which nobody knows whether it was taken is sent again as it was, under the same Message-ID. What was surely
not taken is not lost either: the next mail tells of everything since the last one that was.
"""

import hmac
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from citewatch.digest.composing import Message, compose, edition_mark
from citewatch.digest.news import news, tell
from citewatch.digest.words import address_of
from citewatch.errors import ConfigError, MailError, RecipientError, UncertainError
from citewatch.model import Digest, Edition, Mail, MailState, Told
from citewatch.ports import Clock, Mailer, Store

WEEK = timedelta(days=7)
REFUSED_FOR = timedelta(days=7)  # a recipient who was refused for good is left alone so long
_GOT = frozenset({MailState.SENT, MailState.BASELINE})


@dataclass(frozen=True, slots=True)
class Recipient:
    """`address` as configured; `key`: HMAC of its bare, lower-case form."""

    address: str
    key: str
    weekly: bool


class Outbox:
    """The mails of one store."""

    def __init__(self, store: Store, settings: Digest, clock: Clock) -> None:
        """Raises: ConfigError, when nobody is to get the digest; MailError for what is no mail address."""
        self._store, self._settings, self._clock = store, settings, clock
        self._recipients = tuple(_recipients(settings, settings.secret or store.own_secret()))
        if not self._recipients:
            raise ConfigError("", "nobody is to get the digest; set digest.to or CITEWATCH_RECIPIENTS")

    def intend(self, edition: Edition, *, backlog: bool = False) -> list[str]:
        """Write down who is to get an edition; says who is not, and why.

        `backlog`: also who never got one; for them there is else a beginning, from which on they are told what is new.
        """
        mark = edition_mark(edition)
        told = self._store.told(mark) or tell(edition)
        found = [(one, *self._next(one, mark, told, backlog=backlog)) for one in self._recipients]
        if mails := [mail for _, mail, _ in found if mail]:
            self._store.intend(mails, mark, told, self._clock.now())
        return [f"{one.address}: {why}" for one, _, why in found if why]

    def foresee(self, edition: Edition) -> list[str]:
        """What `intend` would do with an edition, for each recipient."""
        mark = edition_mark(edition)
        told = self._store.told(mark) or tell(edition)
        found = [(one, self._next(one, mark, told, backlog=False)[1]) for one in self._recipients]
        return [f"{one.address}: {why or 'would get what is new'}" for one, why in found]

    def _next(self, one: Recipient, mark: str, told: Told, *, backlog: bool) -> tuple[Mail | None, str | None]:
        """The mail to be written down, or why none is."""
        now, history = self._clock.now(), [mail for mail in self._store.mails() if mail.recipient == one.key]
        last = history[-1] if history else None
        got = [mail for mail in history if mail.state in _GOT]
        since = got[-1] if got and self._store.told(got[-1].edition) else None
        meant = Mail(one.key, mark, since.edition if since else None, now, MailState.MEANT)
        if last and last.state == MailState.MEANT:
            return None, None  # it is sent as it is
        if since is None and not (backlog or (last and not got)):
            baseline = Mail(one.key, mark, None, now, MailState.BASELINE)
            return baseline, "is told what is new from now on (--send-backlog mails what there is)"
        if why := _not_due(one, last, mark):
            return None, why
        if last and last.state == MailState.REFUSED and last.tried and now < last.tried + REFUSED_FOR:
            again = (last.tried + REFUSED_FOR).date()
            return None, f"was refused on {last.tried.date()} ({last.answer}); is tried again from {again} on"
        before = self._store.told(since.edition) if since else None
        if not (self._settings.always or news(before, told)):
            return None, "nothing is new"
        return meant, None

    def deliver(self, mailer: Mailer, edition_of: Callable[[date], Edition]) -> list[str]:
        """Send what was written down; says who got it. `edition_of`: the edition of a day.

        Raises: MailError, with a line for every mail that was not sent, after all were tried.
        """
        said, failed = [], []
        whole: MailError | None = None
        meant = {mail.recipient: mail for mail in self._store.mails() if mail.state == MailState.MEANT}
        for one in self._recipients:
            if mail := meant.get(one.key):
                try:
                    said.append(f"{one.address}: {self._deliver(mailer, one, mail, edition_of, whole)}")
                except MailError as error:
                    failed.append(f"the digest was not sent to {one.address}: {error}")
                    whole = whole or (error if type(error) is MailError else None)
        if failed:
            raise MailError("", "\n".join(failed))
        return said

    def _deliver(
        self,
        mailer: Mailer,
        one: Recipient,
        mail: Mail,
        edition_of: Callable[[date], Edition],
        whole: MailError | None,
    ) -> str:
        """`whole`: what is wrong with the server; it is asked no more. Raises: MailError."""
        try:
            if whole:
                raise whole
            message = self.message(mail, edition_of(date.fromisoformat(mail.edition[:10])))
            if message is None:
                self._store.record_mail(mail, MailState.BASELINE, self._clock.now())
                return "nothing is left to say"
            mailer.send(message.as_bytes(one.address), self._settings.sender, one.address)
        except MailError as error:
            self._store.record_mail(mail, _state(error), self._clock.now(), error.message)
            raise
        self._store.record_mail(mail, MailState.SENT, self._clock.now())
        return "sent"

    def message(self, mail: Mail, edition: Edition) -> Message | None:
        """A mail as it was meant, whatever was found since; None when nothing is left to say."""
        before = self._store.told(mail.since) if mail.since else None
        return compose(edition, news(before, self._store.told(mail.edition) or tell(edition)), self._settings, mail)


def _recipients(settings: Digest, secret: str) -> Iterator[Recipient]:
    known = set()
    for weekly, addresses in ((False, settings.to), (True, settings.weekly)):
        for address in addresses:
            bare = address_of(address).addr_spec.lower()
            key = hmac.new(secret.encode(), bare.encode(), "sha256").hexdigest()
            if key not in known:
                known.add(key)
                yield Recipient(address, key, weekly)


def _not_due(one: Recipient, last: Mail | None, mark: str) -> str | None:
    if last is None or last.state not in _GOT:
        return None
    day, then = date.fromisoformat(mark[:10]), date.fromisoformat(last.edition[:10])
    if day <= then:
        return "has got this edition" if last.state == MailState.SENT else "is told what is new from now on"
    return f"the next one is due on {then + WEEK}" if one.weekly and day < then + WEEK else None


def _state(error: MailError) -> MailState:
    if isinstance(error, UncertainError):
        return MailState.MEANT
    final = isinstance(error, RecipientError) and error.final
    return MailState.REFUSED if final else MailState.LATER
