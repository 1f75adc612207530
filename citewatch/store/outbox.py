"""Recorded rows: what each edition had to say, and the mails in which it was sent."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from secrets import token_hex
from typing import Any

from citewatch.model import Mail, MailState, Told
from citewatch.store.connection import Database

_COLUMNS = "recipient, edition, since, at, state, tried, answer"


class Outbox(Database):
    """Mails."""

    def own_secret(self) -> str:
        """The secret of the HMAC of recipients where the user has given none; made once."""
        with self._write() as cursor:
            cursor.execute("INSERT OR IGNORE INTO secret VALUES (1, ?)", (token_hex(32),))
            ((key,),) = cursor.execute("SELECT key FROM secret").fetchall()
        return str(key)

    def mails(self) -> tuple[Mail, ...]:
        """All mails, in the order in which they were meant."""
        rows = self._rows(f"SELECT {_COLUMNS} FROM outbox ORDER BY at, edition, recipient")
        return tuple(_mail(*row) for row in rows)

    def told(self, edition: str) -> Told | None:
        """What an edition had to say; None when that is not known."""
        row = self._row("SELECT content FROM editions WHERE mark = ?", edition)
        return _told(json.loads(row[0])) if row else None

    def intend(self, mails: Sequence[Mail], edition: str, told: Told, now: datetime) -> None:
        """Record what is to be sent, before it is; what the edition had to say at first stays what it says."""
        with self._write() as cursor:
            content = json.dumps(asdict(told), ensure_ascii=False)
            cursor.execute("INSERT OR IGNORE INTO editions VALUES (?, ?, ?)", (edition, now.isoformat(), content))
            cursor.executemany(
                f"INSERT OR REPLACE INTO outbox ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)",
                [(one.recipient, one.edition, one.since, one.at.isoformat(), one.state.value, _text(one.tried),
                  one.answer) for one in mails],
            )  # fmt: skip

    def record_mail(self, mail: Mail, state: MailState, now: datetime, answer: str | None = None) -> None:
        """Record what became of a mail."""
        with self._write() as cursor:
            cursor.execute(
                "UPDATE outbox SET state = ?, tried = ?, answer = ? WHERE recipient = ? AND edition = ?",
                (state.value, now.isoformat(), answer, mail.recipient, mail.edition),
            )


def _mail(recipient: str, edition: str, since: str | None, at: str, state: str, *last: str | None) -> Mail:
    tried, answer = last
    moment = datetime.fromisoformat(tried) if tried else None
    return Mail(recipient, edition, since, datetime.fromisoformat(at), MailState(state), moment, answer)


def _told(content: dict[str, Any]) -> Told:
    ranked = {key: tuple(place) for key, place in content.pop("ranked").items()}
    return Told(ranked=ranked, **{name: tuple(keys) for name, keys in content.items()})


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
