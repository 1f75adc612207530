"""Mails on their way: to a real server, and to servers that fail."""

import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from citewatch.digest import SmtpMailer
from citewatch.errors import MailError
from citewatch.model import (
    Smtp,
)
from citewatch.ports import Mailer
from tests.test_digest import DIGEST, READER, RICH, composed, edition, listed


class Handler:
    """Takes mail; `answers` by command, and those to some recipients in `refused`, replace its own."""

    def __init__(self, **answers: str) -> None:
        self.answers = answers
        self.refused: dict[str, str] = {}
        self.asked: list[str] = []
        self.mails: list[tuple[str, list[str], bytes]] = []

    async def handle_MAIL(self, _s: Any, _e: Any, envelope: Any, address: str, _o: Any) -> str:  # noqa: N802 (aiosmtpd's name)
        envelope.mail_from = address
        return self.answers.get("mail", "250 OK")

    async def handle_RCPT(self, _s: Any, _e: Any, envelope: Any, address: str, _o: Any) -> str:  # noqa: N802 (aiosmtpd's name)
        self.asked.append(address)
        answer = self.refused.get(address) or self.answers.get("rcpt", "250 OK")
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 (aiosmtpd's name)
        if self.answers.get("data") == "drop":
            server.transport.abort()
        self.mails.append((envelope.mail_from, envelope.rcpt_tos, envelope.content))
        return self.answers.get("data", "250 OK")

    async def handle_QUIT(self, _server: Any, _session: Any, _envelope: Any) -> str:  # noqa: N802 (aiosmtpd's name)
        return self.answers.get("quit", "221 Bye")


class Server(Controller):
    def _trigger_server(self) -> None:
        server: Any = self.server
        self.port = server.sockets[0].getsockname()[1]  # it was asked for port 0
        super()._trigger_server()  # type: ignore[no-untyped-call]  # aiosmtpd's own has no types


@contextmanager
def serving(handler: Handler, **options: Any) -> Iterator[Smtp]:
    server = Server(handler, hostname="127.0.0.1", port=0, **options)
    server.start()
    try:
        yield Smtp("127.0.0.1", server.port, security="none")
    finally:
        server.stop()


@contextmanager
def talking(*lines: bytes) -> Iterator[Smtp]:
    """A server that says these lines, one for each that it hears, and hangs up."""

    def serve() -> None:
        connection, _ = listener.accept()
        with connection, suppress(OSError):
            for line in lines:
                connection.sendall(line)
                connection.recv(4096)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(10)
        thread = threading.Thread(target=serve)
        thread.start()
        yield Smtp("127.0.0.1", listener.getsockname()[1], security="none")
        thread.join()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that nobody trusts, and its key."""
    if not shutil.which("openssl"):
        pytest.skip("the openssl command is not here to make a certificate with")
    folder = tmp_path_factory.mktemp("tls")
    cert, key = folder / "cert.pem", folder / "key.pem"
    subject = ["-subj", "/CN=citewatch test", "-addext", "subjectAltName=IP:127.0.0.1"]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject]
    subprocess.run([*command, "-out", cert, "-keyout", key], check=True, capture_output=True)
    return cert, key


@pytest.fixture
def trusted(certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """The server's side of TLS with that certificate, which OpenSSL now trusts."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    return server_context(certificate)


def server_context(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)
    return context


def send(smtp: Smtp) -> None:
    mailer: Mailer = SmtpMailer(smtp)
    mailer.send(composed(RICH).as_bytes(READER), DIGEST.sender, READER)


def only_joan(_server: Any, _session: Any, _envelope: Any, _mechanism: str, login: Any) -> AuthResult:
    return AuthResult(handled=False, success=(login.login, login.password) == (b"joan", b"right"))


def login_options(context: ssl.SSLContext) -> dict[str, Any]:
    return {"tls_context": context, "require_starttls": True, "authenticator": only_joan, "auth_required": True}


class TestSending:
    def test_plain(self) -> None:
        handler = Handler()
        with serving(handler) as smtp:
            send(smtp)
        [(sender, recipients, content)] = handler.mails
        assert (sender, recipients) == ("digest@watch.example", [READER])
        assert content == composed(RICH).as_bytes(READER)

    def test_lines_that_begin_with_a_dot(self) -> None:
        handler = Handler()
        message = composed(edition(listed(text="x"), title=".hidden"))
        with serving(handler) as smtp:
            SmtpMailer(smtp).send(message.as_bytes(READER), f"Named <{DIGEST.sender}>", f"Reader <{READER}>")
        assert handler.mails == [("digest@watch.example", [READER], message.as_bytes(READER))]

    def test_starttls_and_login(self, trusted: ssl.SSLContext) -> None:
        handler = Handler()
        with serving(handler, **login_options(trusted)) as smtp:
            send(replace(smtp, security="starttls", user="joan", password="right"))
        assert len(handler.mails) == 1

    def test_tls(self, trusted: ssl.SSLContext) -> None:
        handler = Handler()
        with serving(handler, ssl_context=trusted) as smtp:
            send(replace(smtp, security="tls"))
        assert len(handler.mails) == 1

    def test_a_server_that_is_rude_at_the_end_has_taken_the_mail(self) -> None:
        handler = Handler(quit="500 what?")
        with serving(handler) as smtp:
            send(smtp)
        assert len(handler.mails) == 1


class TestFaults:
    def fault(self, smtp: Smtp) -> str:
        with pytest.raises(MailError) as caught:
            send(smtp)
        assert caught.value.subject == f"{smtp.host}:{smtp.port}"
        return caught.value.message

    @pytest.mark.parametrize(
        ("answers", "message"),
        [
            ({"mail": "550 not you"}, "the sender is refused (550 not you): check digest.sender"),
            ({"rcpt": "550 no such user"}, f"the recipient {READER} is refused (550 no such user): check digest.to"),
            ({"rcpt": "450 later"}, f"the recipient {READER} is refused (450 later): check digest.to"),
            ({"data": "451 try later"}, "the server answered 451 try later: if it does so again, ask whoever runs it"),
            ({"data": "554 spam"}, "the server answered 554 spam: if it does so again, ask whoever runs it"),
            (
                {"data": "drop"},
                "the connection broke (Connection unexpectedly closed): run `citewatch digest --send` again later",
            ),
        ],
    )
    def test_answers(self, answers: dict[str, str], message: str) -> None:
        with serving(Handler(**answers)) as smtp:
            assert self.fault(smtp) == message

    def test_hung_up_at_once(self) -> None:
        with talking() as smtp:
            assert "the connection broke" in self.fault(smtp)

    def test_not_ready(self) -> None:
        with talking(b"421 too busy\x07\r\n") as smtp:
            assert "the server answered 421 too busy: if" in self.fault(smtp)

    def test_no_mail_server(self) -> None:
        with talking(b"HTTP/1.1 400 Bad Request\r\n") as smtp:
            assert self.fault(smtp).startswith("the server answered -1 ")

    def test_nobody_there(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
        assert self.fault(Smtp("127.0.0.1", port)).startswith("no connection ([Errno ")

    def test_impossible_host(self) -> None:
        assert "characters that cannot be used" in self.fault(Smtp("smtp..example"))

    def test_no_starttls(self) -> None:
        with serving(Handler()) as smtp:
            message = self.fault(replace(smtp, security="starttls"))
        assert message.startswith("the server does not offer this (STARTTLS")

    def test_tls_at_a_port_without(self) -> None:
        with talking(b"220 hello\r\n") as smtp:
            assert "no encrypted connection" in self.fault(replace(smtp, security="tls"))

    def test_untrusted_certificate(self, certificate: tuple[Path, Path]) -> None:
        handler = Handler()
        with serving(handler, tls_context=server_context(certificate)) as smtp:
            message = self.fault(replace(smtp, security="starttls"))
        assert message.startswith("the server's certificate is not trusted (")
        assert handler.mails == []

    def test_wrong_password(self, trusted: ssl.SSLContext) -> None:
        with serving(Handler(), **login_options(trusted)) as smtp:
            message = self.fault(replace(smtp, security="starttls", user="joan", password="wrong-one"))
        assert message.startswith("user or password refused (535")
        assert "CITEWATCH_SMTP_PASSWORD" in message
        assert "wrong-one" not in message

    def test_no_password_in_the_clear(self) -> None:
        handler = Handler()
        with serving(handler) as smtp:
            message = self.fault(replace(smtp, user="joan", password="right"))
        assert message == "a password is only sent over an encrypted connection: set security to starttls or tls"
        assert handler.mails == []

    @pytest.mark.parametrize("password", [None, ""])
    def test_no_password(self, password: str | None) -> None:
        message = self.fault(Smtp("mail.watch.example", user="joan", password=password))
        assert message == "no password for user joan: set the environment variable CITEWATCH_SMTP_PASSWORD"

    def test_no_address(self) -> None:
        with pytest.raises(MailError, match="nobody: no mail address"):
            SmtpMailer(Smtp("127.0.0.1", 1, security="none")).send(b"", DIGEST.sender, "nobody")
