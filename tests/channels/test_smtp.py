"""SMTP: what is definite and what is not (S27, reliability F18, F19, F24), kept connections, TLS."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from hospes.channels.protocol import Answer, Envelope, Outcome
from hospes.channels.providers.smtp import SmtpProvider
from hospes.kit.errors import Malformed
from tests.channels.certificates import make_certificate
from tests.channels.smtp_stub import HANG_UP, SILENCE, smtp_stub

QUICK = {"connect": 2, "greeting": 0.3, "command": 0.3, "final": 0.3}
LETTER = b"From: a@example.com\r\nSubject: x\r\n\r\nHello\r\n"


def envelope(**changes: Any) -> Envelope:
    fields = {"key": "k.g1", "sender": "a@example.com", "recipients": ["b@example.com"], "content": LETTER}
    return Envelope(**{**fields, **changes})


def provider(port: int, **settings: Any) -> SmtpProvider:
    shown = {"host": "127.0.0.1", "port": port, "security": "none", "limits": QUICK, **settings}
    return SmtpProvider(shown, "secret")


def outcome_of(answers: Mapping[str, bytes], **changes: Any) -> Outcome:
    with smtp_stub(answers) as server, closing(provider(server.port)) as sender:
        return sender.send(envelope(**changes))


def test_an_accepted_message_tells_how_the_server_calls_it() -> None:
    found = outcome_of({})
    assert (found.answer, found.code, found.provider_id) == (Answer.ACCEPTED, "2.0.0", "ABC123")


@pytest.mark.parametrize(
    ("answers", "answer", "code", "is_connection"),
    [
        ({"greeting": b"421 4.3.2 too busy\r\n"}, Answer.DEFERRED, "4.3.2", True),
        ({"greeting": b"554 no service\r\n"}, Answer.DEFERRED, "554", True),
        ({"greeting": HANG_UP}, Answer.DEFERRED, "no_route", True),
        ({"greeting": SILENCE}, Answer.DEFERRED, "no_route", True),
        ({"greeting": b"HTTP/1.1 200 OK\r\n"}, Answer.DEFERRED, "garbled", True),
        ({"MAIL": b"451 4.7.1 later\r\n"}, Answer.DEFERRED, "4.7.1", False),
        ({"MAIL": b"550 5.7.1 no\r\n"}, Answer.REFUSED, "5.7.1", False),
        ({"RCPT": b"450 4.2.0 greylisted\r\n"}, Answer.DEFERRED, "4.2.0", False),
        ({"RCPT": b"550 5.1.1 no such user\r\n"}, Answer.REFUSED, "5.1.1", False),
        ({"DATA": b"421 4.3.0 going down\r\n"}, Answer.DEFERRED, "4.3.0", True),
        ({"DATA": HANG_UP}, Answer.DEFERRED, "connection_lost", False),
        ({"DATA": SILENCE}, Answer.DEFERRED, "connection_lost", False),
        ({"final": b"554 5.7.1 spam\r\n"}, Answer.REFUSED, "5.7.1", False),
        ({"final": b"452 4.3.1 disk full\r\n"}, Answer.DEFERRED, "4.3.1", False),
        ({"final": HANG_UP}, Answer.UNCERTAIN, "no_answer", False),
        ({"final": SILENCE}, Answer.UNCERTAIN, "no_answer", False),
        ({"final": b"what?\r\n"}, Answer.UNCERTAIN, "no_answer", False),
        ({"final": b"bytes 250-yes\r\n250-indeed\r\n250 2.0.0 ok\r\n"}, Answer.ACCEPTED, "2.0.0", False),
    ],
)
def test_each_answer_is_definite_or_ambiguous_by_the_table(
    answers: Mapping[str, bytes], answer: Answer, code: str, is_connection: bool
) -> None:
    found = outcome_of(answers)
    assert (found.answer, found.code, found.is_connection) == (answer, code, is_connection)


def test_nothing_listening_is_a_definite_no() -> None:
    with smtp_stub() as server:
        port = server.port
    found = provider(port).send(envelope())
    assert (found.answer, found.code, found.is_connection) == (Answer.DEFERRED, "no_route", True)


def test_an_unknown_host_is_a_definite_no() -> None:
    found = provider(25, host="mail.invalid").send(envelope())
    assert (found.answer, found.code) == (Answer.DEFERRED, "dns")


def test_starttls_that_the_server_does_not_offer_sends_nothing() -> None:
    with smtp_stub() as server:
        found = provider(server.port, security="starttls").send(envelope())
        assert server.contents == []
    assert (found.answer, found.is_connection) == (Answer.DEFERRED, True)


def test_connections_are_kept_between_messages() -> None:
    with smtp_stub() as server:
        sender = provider(server.port)
        answers = [sender.send(envelope()).answer for _ in range(5)]
        assert (answers, server.connections) == ([Answer.ACCEPTED] * 5, 1)
        sender.close()


def test_a_kept_connection_that_died_is_replaced() -> None:
    with smtp_stub() as server:
        sender = provider(server.port)
        sender.send(envelope())
        sender._idle[0]._socket.shutdown(2)
        assert sender.send(envelope()).answer is Answer.ACCEPTED
        assert (server.connections, len(server.contents)) == (2, 2)
        sender.close()


def test_a_server_without_pipelining_is_asked_step_by_step() -> None:
    with smtp_stub({"EHLO": b"250 stub\r\n"}) as server, closing(provider(server.port)) as sender:
        assert sender.send(envelope()).answer is Answer.ACCEPTED
        assert server.lines[1:4] == [
            b"MAIL FROM:<a@example.com>\r\n",
            b"RCPT TO:<b@example.com>\r\n",
            b"DATA\r\n",
        ]


def test_dots_at_line_starts_are_doubled() -> None:
    with smtp_stub() as server, closing(provider(server.port)) as sender:
        sender.send(envelope(content=b".a\r\n.\r\n..b\r\nend"))
        assert server.contents == [b"..a\r\n..\r\n...b\r\nend\r\n"]


def test_a_worker_that_slept_past_its_lease_does_not_write_the_content() -> None:
    with smtp_stub() as server:
        found = provider(server.port).send(envelope(not_after=0.0))
        assert (found.answer, found.code, server.contents) == (Answer.DEFERRED, "lease_over", [])


def test_an_address_beyond_ascii_needs_a_server_that_can_carry_it() -> None:
    found = outcome_of({}, recipients=["žofia@example.com"])
    assert (found.answer, found.code) == (Answer.REFUSED, "smtputf8")
    able = {"EHLO": b"250-stub\r\n250-SMTPUTF8\r\n250 8BITMIME\r\n"}
    assert outcome_of(able, recipients=["žofia@example.com"]).answer is Answer.ACCEPTED


def test_settings_that_cannot_be_are_refused_with_a_sentence() -> None:
    with pytest.raises(Malformed, match="needs a host and a port"):
        SmtpProvider({"host": "x"}, "")
    with pytest.raises(Malformed, match="one of starttls, tls, none"):
        SmtpProvider({"host": "x", "port": 25, "security": "ssl3"}, "")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


class Keeping:
    """A handler of aiosmtpd that keeps what it gets."""

    def __init__(self) -> None:
        self.found: list[tuple[str, list[str], bytes]] = []

    async def handle_DATA(self, server: Any, session: Any, letter: Any) -> str:
        self.found.append((letter.mail_from, letter.rcpt_tos, letter.content))
        return "250 2.0.0 kept"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for localhost and its key."""
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def server(certificate: tuple[Path, Path]) -> Iterator[tuple[Keeping, int]]:
    """An aiosmtpd that wants STARTTLS and a sign-in."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    handler = Keeping()

    def sign_in(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=data.password == b"secret")

    controller = Controller(
        handler,
        hostname="127.0.0.1",
        port=free_port(),
        tls_context=context,
        require_starttls=True,
        auth_required=True,
        authenticator=sign_in,
    )
    controller.start()
    yield handler, controller.port
    controller.stop()


def test_starttls_and_sign_in(server: tuple[Keeping, int], certificate: tuple[Path, Path]) -> None:
    handler, port = server
    settings = {
        "host": "localhost",
        "security": "starttls",
        "username": "hospes",
        "ca_file": str(certificate[0]),
    }
    sender = provider(port, **settings)

    assert sender.send(envelope()).answer is Answer.ACCEPTED
    assert handler.found == [("a@example.com", ["b@example.com"], LETTER)]
    sender.close()


def test_a_wrong_password_pauses_the_connection_and_refuses_no_message(
    server: tuple[Keeping, int], certificate: tuple[Path, Path]
) -> None:
    _, port = server
    trusted = {"ca_file": str(certificate[0]), "limits": QUICK}
    shown = {"host": "localhost", "port": port, "username": "hospes", **trusted}
    found = SmtpProvider(shown, "wrong").send(envelope())
    assert (found.answer, found.is_connection) == (Answer.DEFERRED, True)


def test_a_certificate_that_nobody_vouches_for_sends_nothing(server: tuple[Keeping, int]) -> None:
    handler, port = server
    found = provider(port, host="localhost", security="starttls").send(envelope())
    assert (found.answer, found.code, found.is_connection, handler.found) == (
        Answer.DEFERRED,
        "tls",
        True,
        [],
    )
