"""Edition → e-mail: one message with a text and an HTML part, shown as files or handed to a mail server."""

import hashlib
import re
import smtplib
import ssl
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email import policy
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from functools import cache
from pathlib import Path
from urllib.parse import quote, urlsplit

import css_inline
import jinja2

from citewatch import resources
from citewatch.errors import MailError, RunError
from citewatch.model import Digest, Edition, FeedState, Listed, Smtp, Window

TOP = 10
NEW = 10
PROBLEMS = 10
TIMEOUT = 30.0  # seconds that the mail server may take for one answer

# Line breaks of any kind break headers; lone surrogates cannot be encoded; bidirectional overrides
# would turn round the words of ours that follow them.
_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\u202a-\u202e\u2066-\u2069]+")

_INLINER = css_inline.CSSInliner(load_remote_stylesheets=False, keep_at_rules=True)


# Seven bits only, since not every server takes eight. A line with an encoded word may have 76 characters (RFC 2047).
_WORDS = policy.SMTP.clone(max_line_length=76, cte_type="7bit")


class _Wire(EmailPolicy):
    """Folds the headers that hold words, and no other: a long List-Unsubscribe would be encoded into nonsense."""

    def fold_binary(self, name: str, value: str) -> bytes:
        return (
            _WORDS.fold_binary(name, value) if name in {"From", "To", "Subject"} else super().fold_binary(name, value)
        )


_POLICY = _Wire(linesep="\r\n", max_line_length=998, cte_type="7bit")


@dataclass(frozen=True, slots=True)
class Message:
    """A digest as everybody gets it; `as_bytes` addresses it to one of them. `mark`: see `edition_mark`."""

    subject: str
    sender: Address
    date: datetime
    mark: str
    text: str
    html: str

    def message_id(self, recipient: str) -> str:
        """The same for the same edition and recipient, so that a mail sent twice is shown once."""
        return f"<{_hash(self.mark, recipient)}@{self.sender.domain}>"

    def as_bytes(self, recipient: str) -> bytes:
        """The mail on the wire. Raises: MailError, when the recipient is no mail address."""
        mail = EmailMessage(policy=_POLICY)
        mail["From"] = self.sender
        mail["To"] = _address(recipient)
        mail["Subject"] = self.subject
        mail["Date"] = self.date
        mail["Message-ID"] = self.message_id(recipient)
        mail["List-Id"] = f"<digest.citewatch.{self.sender.domain}>"
        mail["List-Unsubscribe"] = f"<mailto:{quote(self.sender.addr_spec, safe='@')}?subject=unsubscribe>"
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(self.text)
        mail.add_alternative(self.html, subtype="html")
        mail.set_boundary(f"=_{_hash(self.mark, recipient)}")  # by default a random one
        return mail.as_bytes()


@dataclass(frozen=True, slots=True)
class _Item:
    """A line of a ranking as the mail shows it: every string is one clean line of bounded length."""

    place: str
    text: str
    lang: str
    original: str | None
    original_lang: str | None
    speaker: str
    outlets: str
    why: str
    url: str | None


@dataclass(frozen=True, slots=True)
class _Problem:
    feed: str
    problem: str
    newest: str | None


def compose(edition: Edition, settings: Digest, now: datetime) -> Message | None:
    """The digest of an edition's first window. None when it has nothing to say: such a digest is not sent.

    Nothing to say: no ranked statement, none newly cited once, and no feed with a problem.
    Raises: MailError, when the sender is no mail address.
    """
    window = edition.windows[0]
    base = _base(edition.base_url)
    top = tuple(_item(listed, base) for listed in window.statements[:TOP])
    new = tuple(_item(listed, base) for listed in _new(window.once, edition.as_of)[:NEW])
    broken = [feed for feed in edition.feeds if feed.problem]
    if not (top or new or broken):
        return None
    sender = _address(settings.sender, edition.title)
    day = _day(edition.as_of)
    values = {
        "title": _line(edition.title, 120),
        "day": day,
        "window": _window(window.window),
        "top": top,
        "new": new,
        "problems": tuple(_problem(feed) for feed in broken[:PROBLEMS]),
        "more_problems": len(broken[PROBLEMS:]),
        "base": base,
        "sender": sender.addr_spec,
    }
    return Message(
        subject=f"{_headline((*top, *new), len(broken))} ({day})",
        sender=sender,
        date=now,
        mark=edition_mark(edition),
        text=_render("digest.txt", values),
        html=_INLINER.inline(_render("digest.html", values)) + "\n",
    )


def edition_mark(edition: Edition) -> str:
    """The key under which it is recorded who has got this edition: its day, and a hash of its title."""
    return f"{edition.as_of.isoformat()}-{_hash(edition.title)[:12]}"


def write_preview(message: Message, folder: Path) -> tuple[Path, ...]:
    """The digest as files to look at; the mail itself is addressed to its sender. Raises: RunError."""
    files = {
        "digest.html": message.html.encode(),
        "digest.txt": message.text.encode(),
        "digest.eml": message.as_bytes(message.sender.addr_spec),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (folder / name).write_bytes(content)
    except OSError as error:
        raise RunError(str(folder), f"the digest cannot be written here: {error.strerror}") from error
    return tuple(folder / name for name in files)


class SmtpMailer:
    """Hands messages to the configured mail server, one connection each."""

    def __init__(self, smtp: Smtp) -> None:
        self._smtp = smtp
        self._name = f"{smtp.host}:{smtp.port}"

    def send(self, message: bytes, sender: str, recipient: str) -> None:
        """Returns when the server has taken the message. Raises: MailError."""
        self._check_login()
        addresses = _address(sender).addr_spec, _address(recipient).addr_spec
        try:
            server = self._connect()
            try:
                self._greet(server)
                server.sendmail(*addresses, message)
            finally:
                _leave(server)
        except (OSError, ValueError) as error:  # smtplib's own errors are OSErrors
            raise MailError(self._name, _explain(error, recipient)) from error

    def _check_login(self) -> None:
        if self._smtp.user is None:
            return
        if self._smtp.security == "none":
            raise MailError(
                self._name, "a password is only sent over an encrypted connection: set security to starttls or tls"
            )
        if not self._smtp.password:
            raise MailError(
                self._name,
                f"no password for user {self._smtp.user}: set the environment variable CITEWATCH_SMTP_PASSWORD",
            )

    def _connect(self) -> smtplib.SMTP:
        host, port = self._smtp.host, self._smtp.port
        if self._smtp.security == "tls":
            return smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=ssl.create_default_context())
        return smtplib.SMTP(host, port, timeout=TIMEOUT)

    def _greet(self, server: smtplib.SMTP) -> None:
        if self._smtp.security == "starttls":
            server.starttls(context=ssl.create_default_context())
        if self._smtp.user is not None:
            server.login(self._smtp.user, self._smtp.password or "")


def _leave(server: smtplib.SMTP) -> None:
    """A server that is rude at the end has taken the message all the same."""
    with suppress(OSError):
        server.quit()
    server.close()


# The first class that fits decides; `{0}` is the server's answer or the system's reason.
_SENTENCES: tuple[tuple[type[Exception], str], ...] = (
    (smtplib.SMTPAuthenticationError, "user or password refused ({0}): check both (CITEWATCH_SMTP_PASSWORD)"),
    (smtplib.SMTPSenderRefused, "the sender is refused ({0}): check digest.sender"),
    (smtplib.SMTPRecipientsRefused, "the recipient {1} is refused ({0}): check digest.to"),
    (smtplib.SMTPResponseException, "the server answered {0}: if it does so again, ask whoever runs it"),
    (smtplib.SMTPServerDisconnected, "the connection broke ({0}): run `citewatch digest --send` again later"),
    (smtplib.SMTPNotSupportedError, "the server does not offer this ({0}): check digest.smtp.security and user"),
    (smtplib.SMTPException, "the server cannot be used ({0}): check digest.smtp"),
    (ssl.SSLCertVerificationError, "the server's certificate is not trusted ({0}): check digest.smtp.host"),
    (ssl.SSLError, "no encrypted connection ({0}): check that digest.smtp.security fits the port"),
    (OSError, "no connection ({0}): check digest.smtp.host and port, or try again later"),
    (ValueError, "the host, user or password has characters that cannot be used here: check digest.smtp"),
)


def _explain(error: Exception, recipient: str) -> str:
    sentence = next(sentence for kind, sentence in _SENTENCES if isinstance(error, kind))
    return sentence.format(_answer(error), _line(recipient, 320))


def _answer(error: Exception) -> str:
    """What the server or the system said, as one short line."""
    code: int
    said: bytes | str
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        code, said = error.smtp_code, error.smtp_error
    else:
        return _line(str(error), 200)
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return _line(f"{code} {words}", 200)


def _hash(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()[:32]


def _line(text: str, limit: int) -> str:
    """One line without control characters, cut at a word when it is longer than `limit` code points."""
    whole = " ".join(_UNFIT.sub(" ", text).split())
    if len(whole) <= limit:
        return whole
    head = whole[:limit].rpartition(" ")[0]
    return (head if len(head) > limit // 2 else whole[: limit - 1]).rstrip(" ,;:.–—-") + "…"


def _address(written: str, name: str = "") -> Address:
    """A mail address with its domain in ASCII, under `name` where it has none of its own. Raises: MailError."""
    before, _, address = _line(written, 320).removesuffix(">").rpartition("<")  # parseaddr would guess
    local, _, domain = address.rpartition("@")
    try:
        return Address(_line(before.strip(' "') or name, 80), addr_spec=f"{local}@{domain.encode('idna').decode()}")
    except (ValueError, IndexError, MessageError) as error:
        raise MailError(_line(written, 80), "no mail address: check digest.sender and digest.to") from error


def _base(url: str | None) -> str | None:
    """The site's address without its last slash; None when it is no web address."""
    return url.rstrip("/") if url and urlsplit(url).scheme in {"http", "https"} else None


def _new(once: Iterable[Listed], as_of: date) -> list[Listed]:
    """Cited since yesterday, latest first: a morning's run never sees the whole of its own day."""
    dated = [(listed.row.last, listed) for listed in once if listed.row.last is not None]
    recent = [pair for pair in dated if pair[0] >= as_of - timedelta(days=1)]
    return [listed for _, listed in sorted(recent, key=lambda pair: pair[0], reverse=True)]


def _item(listed: Listed, base: str | None) -> _Item:
    row = listed.row
    return _Item(
        place=f"={row.place}" if row.tied else str(row.place),
        text=_line(listed.text, 500),
        lang=_line(listed.lang, 20),
        original=_line(listed.original, 400) if listed.original else None,
        original_lang=_line(listed.original_lang, 20) if listed.original_lang else None,
        speaker=_line(listed.speaker.name, 80) if listed.speaker else "Speaker not known",
        outlets=", ".join(_line(outlet.name, 60) for outlet in listed.outlets[:5]),
        why=_line(listed.why, 200),
        url=f"{base}/{listed.path}" if base else None,
    )


def _problem(feed: FeedState) -> _Problem:
    return _Problem(_line(feed.name, 80), _line(feed.problem or "", 200), _day(feed.newest) if feed.newest else None)


def _headline(items: tuple[_Item, ...], problems: int) -> str:
    if items:
        return f"“{_line(items[0].text, 70)}”"
    return "A feed has a problem" if problems == 1 else f"{problems} feeds have problems"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _window(window: Window) -> str:
    if window == "all":
        return "all posts on record"
    return "the last day" if window == 1 else f"the last {window} days"


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(resources.templates() / "digest"),
        autoescape=jinja2.select_autoescape(disabled_extensions=("txt",), default=True),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _render(name: str, values: dict[str, object]) -> str:
    return _environment().get_template(name).render(values)
