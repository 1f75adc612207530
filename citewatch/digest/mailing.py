"""Messages → the mail server, and what it makes of them."""

import smtplib
import ssl
from contextlib import suppress

from citewatch.digest.words import address_of, one_line
from citewatch.errors import MailError, RecipientError, UncertainError
from citewatch.model import Smtp

_FINAL = 500  # answers from here on are for good (RFC 5321, section 4.2.1)
TIMEOUT = 30.0  # seconds that the mail server may take for one answer


class SmtpMailer:
    """Hands messages to the configured mail server, one connection each."""

    def __init__(self, smtp: Smtp) -> None:
        self._smtp = smtp
        self._name = f"{smtp.host}:{smtp.port}"

    def send(self, message: bytes, sender: str, recipient: str) -> None:
        """Returns when the server has taken the message.

        Raises: RecipientError, when it will not; UncertainError, when nobody knows; MailError, when it was never asked.
        """
        self._check_login()
        addresses = address_of(sender).addr_spec, address_of(recipient).addr_spec
        on_its_way = False
        try:
            server = self._connect()
            try:
                self._greet(server)
                on_its_way = True
                server.sendmail(*addresses, message)
            finally:
                _leave(server)
        except (OSError, ValueError) as error:  # smtplib's own errors are OSErrors
            raise self._failed(error, recipient, on_its_way=on_its_way) from error

    def _failed(self, error: Exception, recipient: str, *, on_its_way: bool) -> MailError:
        sentence = _explain(error, recipient)
        if isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError):
            return RecipientError(self._name, sentence, final=_code(error) >= _FINAL)
        uncertain = on_its_way and not isinstance(error, smtplib.SMTPResponseException | ValueError)
        return UncertainError(self._name, sentence) if uncertain else MailError(self._name, sentence)

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
    return sentence.format(_answer(error), one_line(recipient, 320))


def _answer(error: Exception) -> str:
    """What the server or the system said, as one short line."""
    said: bytes | str
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        _, said = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
    else:
        return one_line(str(error), 200)
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return one_line(f"{_code(error)} {words}", 200)


def _code(error: Exception) -> int:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return int(next(iter(error.recipients.values()))[0])
    return int(error.smtp_code) if isinstance(error, smtplib.SMTPResponseException) else 0
