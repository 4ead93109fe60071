"""The commands about connections, against real SMTP servers on this machine."""

from __future__ import annotations

import io
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from hospes.agencies.change_agencies import change_agency
from hospes.agencies.models import Agency
from hospes.channels.models import Connection
from hospes.channels.save_connection import opened_secret
from hospes.cli.connections import read_password
from hospes.dispatch.models import Message
from tests.channels.certificates import make_certificate
from tests.channels.smtp_stub import HANG_UP, smtp_stub
from tests.cli.running import CommandLine, Said
from tests.making import NOW, make_agency

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS"),  # on this machine only
]
OFFICE = ("connection", "save", "Office", "--host", "127.0.0.1", "--security", "none")


def make_sender() -> Agency:
    """An agency with a sender address."""
    agency = make_agency()
    change_agency(agency.pk, sender_name="Costa", sender_email="stay@costablava.example")
    return agency


def try_office(hospes: CommandLine, port: int, *more: str) -> Said:
    """Save a connection to a port and try it."""
    assert hospes(*OFFICE, "--port", str(port), *more).code == 0
    return hospes("connection", "test", "Office", "--to", "anna@example.com")


class Keeping:
    """Keeps what it gets."""

    def __init__(self) -> None:
        self.found: list[tuple[str, list[str], str]] = []

    async def handle_DATA(self, server: Any, session: Any, letter: Any) -> str:
        self.found.append((letter.mail_from, letter.rcpt_tos, letter.content.decode()))
        return "250 2.0.0 Ok: queued as 4711"


def sign_in(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
    return AuthResult(success=(data.login, data.password) == (b"stay", b"open sesame"), handled=False)


@contextmanager
def mail_server(**options: Any) -> Iterator[tuple[Keeping, int]]:
    """A real server that wants a sign-in."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = int(found.getsockname()[1])
    keeping = Keeping()
    wanted = {"auth_required": True, "authenticator": sign_in, **options}
    controller = Controller(keeping, hostname="127.0.0.1", port=port, **wanted)
    controller.start()
    try:
        yield keeping, port
    finally:
        controller.stop()


def test_a_connection_is_saved_and_its_password_encrypted(
    hospes: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_agency()
    monkeypatch.setenv("HOSPES_SMTP_PASSWORD", "open sesame")
    said = hospes("connection", "save", "Our office", "--host", "mail.example.com", "--user", "stay")
    assert said.code == 0
    assert said.out == (
        "Connection “Our office” of costa-blava is saved: mail.example.com:587, starttls.\n"
        "Try it: hospes connection test 'Our office' --agency costa-blava --to ADDRESS\n"
    )
    saved = Connection.objects.get()
    assert saved.settings == {
        "host": "mail.example.com",
        "port": 587,
        "security": "starttls",
        "username": "stay",
    }
    assert (saved.concurrency, saved.per_second, saved.rank, saved.is_active) == (4, None, 0, True)
    assert "open sesame" not in saved.secret
    assert opened_secret(saved) == "open sesame"


def test_a_password_is_the_first_line_of_standard_input() -> None:
    assert read_password(io.StringIO("open sesame\r\nsecond line\n")) == "open sesame"
    assert read_password(io.StringIO("")) == ""


def test_saving_again_changes_only_what_is_given(
    hospes: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_agency()
    monkeypatch.setenv("HOSPES_SMTP_PASSWORD", "open sesame")
    hospes(*OFFICE, "--port", "2525", "--user", "stay", "--rank", "3", "--per-second", "2.5")
    hospes("connection", "switch", "Office", "--off")
    monkeypatch.delenv("HOSPES_SMTP_PASSWORD")

    assert hospes("connection", "save", "Office", "--concurrency", "8", "--per-second", "0").code == 0

    saved = Connection.objects.get()
    assert (saved.concurrency, saved.per_second, saved.rank, saved.is_active) == (8, None, 3, False)
    assert (saved.settings["port"], saved.settings["username"]) == (2525, "stay")
    assert opened_secret(saved) == "open sesame"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--port", "25"), "An SMTP connection needs a host and a port, for example 587.\n"),
        (("--host", "a", "--security", "ssl"), "The security of SMTP is one of starttls, tls, none.\n"),
        (("--host", "a", "--concurrency", "65"), "Between 1 and 64 messages can be on the wire at once.\n"),
        (
            ("--host", "a", "--user", "stay"),
            "To sign in needs a password: give --password-stdin, or set HOSPES_SMTP_PASSWORD.\n",
        ),
    ],
)
def test_what_cannot_be_a_connection_is_refused(
    hospes: CommandLine, words: tuple[str, ...], sentence: str
) -> None:
    make_agency()
    said = hospes("connection", "save", "Office", *words)
    assert (said.code, said.err) == (1, sentence)
    assert not Connection.objects.exists()


def test_a_password_among_the_words_is_wrong_usage(hospes: CommandLine) -> None:
    make_agency()
    assert hospes(*OFFICE, "--password", "open sesame").code == 2


def test_an_open_way_to_another_machine_is_pointed_out(hospes: CommandLine) -> None:
    make_agency()
    assert hospes(*OFFICE).err == ""
    said = hospes("connection", "save", "Office", "--host", "mail.example.com")
    assert (said.code, said.err) == (
        0,
        "Nothing is encrypted on the way to this server: --security starttls or tls would.\n",
    )


def test_connections_are_listed_without_their_secret(
    hospes: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_agency()
    monkeypatch.setenv("HOSPES_SMTP_PASSWORD", "open sesame")
    hospes(*OFFICE, "--port", "2525", "--user", "stay")
    table, listed = hospes("connection", "list"), hospes("connection", "list", "--json")
    assert table.out == (
        "name    channel  provider  server          security  user  concurrency  per_second  rank  state\n"
        "Office  email    smtp      127.0.0.1:2525  none      stay  4                        0     on\n"
    )
    (row,) = listed.json
    assert (row["has_password"], row["state"]) == (True, "on")
    secret = Connection.objects.get().secret
    assert not any(word in said.out for word in ("open sesame", secret) for said in (table, listed))


def test_without_a_connection_the_list_says_where_e_mail_goes(hospes: CommandLine) -> None:
    make_agency()
    assert hospes("connection", "list").out == (
        "There is no connection: e-mail goes to the outbox, and nothing leaves this machine.\n"
    )
    assert hospes("connection", "list", "--json").json == []


def test_a_connection_is_switched_off_and_on_again(hospes: CommandLine) -> None:
    make_agency()
    hospes(*OFFICE)
    assert hospes("connection", "switch", "Office", "--off").out == "Connection “Office” is switched off.\n"
    assert hospes("connection", "list", "--json").json[0]["state"] == "off"
    Connection.objects.update(failures=3, paused_until=NOW)

    assert hospes("connection", "switch", "Office", "--on").out == "Connection “Office” is switched on.\n"

    assert Connection.objects.values_list("is_active", "failures", "paused_until").get() == (True, 0, None)
    said = hospes("connection", "switch", "Office", "--on")
    assert (said.code, said.out) == (0, "Connection “Office” was already switched on.\n")


def test_a_connection_that_is_not_there_is_refused_by_name(hospes: CommandLine) -> None:
    make_agency()
    assert hospes("connection", "switch", "Hotel", "--on").err == (
        "There is no connection “Hotel”: there is none yet.\n"
    )
    hospes(*OFFICE)
    assert hospes("connection", "switch", "Hotel", "--on").err == (
        "There is no connection “Hotel”: use “Office”.\n"
    )
    assert hospes("connection", "switch", "Office").code == 2


def test_a_test_e_mail_reaches_the_server_signed_in_and_leaves_no_message(
    hospes: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_sender()
    monkeypatch.setenv("HOSPES_SMTP_PASSWORD", "open sesame")
    with mail_server(auth_require_tls=False) as (keeping, port):
        said = try_office(hospes, port, "--user", "stay")
    assert (said.code, said.err) == (0, "")
    assert said.out == f"127.0.0.1:{port} took the test e-mail: 2.0.0 Ok: queued as 4711\n"
    ((sender, recipients, content),) = keeping.found
    assert (sender, recipients) == ("stay@costablava.example", ["anna@example.com"])
    assert "From: Costa <stay@costablava.example>" in content
    assert "Subject: Test of the connection Office" in content
    assert not Message.objects.exists()


def test_a_server_with_its_own_certificate_is_trusted_by_its_file(
    hospes: CommandLine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    make_sender()
    monkeypatch.setenv("HOSPES_SMTP_PASSWORD", "open sesame")
    certificate, key = make_certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with mail_server(tls_context=context, require_starttls=True) as (keeping, port):
        safe = ("--host", "localhost", "--security", "starttls", "--user", "stay")
        doubted = try_office(hospes, port, *safe)
        assert (doubted.code, keeping.found) == (1, [])
        assert doubted.err.startswith("There is no safe connection to the server (")
        assert "self-signed certificate" in doubted.err
        trusted = try_office(hospes, port, *safe, "--ca-file", str(certificate))
    assert (trusted.code, len(keeping.found)) == (0, 1)


def test_a_wrong_password_is_said(hospes: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    make_sender()
    monkeypatch.setenv("HOSPES_SMTP_PASSWORD", "wrong")
    with mail_server(auth_require_tls=False) as (keeping, port):
        said = try_office(hospes, port, "--user", "stay")
    assert (said.code, said.out, keeping.found) == (1, "", [])
    assert said.err == (
        "The server refuses to sign us in (5.7.8 Authentication credentials invalid):"
        " check user and password.\n"
    )


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        (
            {"greeting": b"554 5.3.2 go away\r\n"},
            "The server turns us away (5.3.2 go away): ask who runs it.\n",
        ),
        (
            {"MAIL": b"550 5.7.1 not you\r\n"},
            "The server takes no mail from the sender's address (5.7.1 not you): ask who runs it.\n",
        ),
        (
            {"RCPT": b"550 5.1.1 no such user\r\n"},
            "The server takes no mail for this recipient (5.1.1 no such user): check the address.\n",
        ),
        ({"final": b"554 5.7.1 spam\r\n"}, "The server does not take the message (5.7.1 spam).\n"),
        (
            {"greeting": b"HTTP/1.1 200 OK\r\n"},
            "What answers there is no mail server (The server's answer is no SMTP):"
            " check host, port and security.\n",
        ),
        (
            {"final": HANG_UP},
            "The server did not say whether it took the message (The server hung up):"
            " look into the mailbox.\n",
        ),
    ],
)
def test_a_refusal_is_put_into_words(hospes: CommandLine, answers: dict[str, bytes], sentence: str) -> None:
    make_sender()
    with smtp_stub(answers) as server:
        said = try_office(hospes, server.port)
    assert (said.code, said.out, said.err) == (1, "", sentence)


def test_nobody_listening_and_no_tls_are_put_into_words(hospes: CommandLine) -> None:
    make_sender()
    with smtp_stub() as server:
        port = server.port
        open_one = try_office(hospes, port, "--security", "starttls")
        other = try_office(hospes, port, "--security", "tls")
    nobody = try_office(hospes, port, "--security", "none")
    assert open_one.err == (
        "The server offers no STARTTLS (5.5.1 what?): use its port for TLS, with security tls.\n"
    )
    assert "There is no safe connection to the server ([SSL: WRONG_VERSION_NUMBER]" in other.err
    assert nobody.err == (
        "The server cannot be reached or is silent ([Errno 111] Connection refused):"
        " check host, port, security, firewall.\n"
    )


def test_a_program_gets_the_answer_as_json(hospes: CommandLine) -> None:
    make_sender()
    with smtp_stub({"RCPT": b"450 4.2.0 greylisted\r\n"}) as server:
        hospes(*OFFICE, "--port", str(server.port))
        said = hospes("connection", "test", "Office", "--to", "anna@example.com", "--json")
    assert (said.code, said.json["code"]) == (1, "temporary")
    assert said.json["details"] == {
        "answer": "deferred",
        "answer_code": "4.2.0",
        "said": "rcpt: 4.2.0 greylisted",
    }


def test_a_connection_that_works_again_pauses_no_more(hospes: CommandLine) -> None:
    make_sender()
    with smtp_stub() as server:
        hospes(*OFFICE, "--port", str(server.port))
        Connection.objects.update(failures=3, paused_until=NOW)
        assert hospes("connection", "test", "Office", "--to", "anna@example.com").code == 0
    assert Connection.objects.values_list("failures", "paused_until").get() == (0, None)


def test_an_agency_without_a_sender_address_is_told_how_to_give_one(hospes: CommandLine) -> None:
    make_agency()
    hospes(*OFFICE)
    assert hospes("connection", "test", "Office", "--to", "anna@example.com").err == (
        "The agency has no sender address: “hospes agency change --sender-email ADDRESS”.\n"
    )


@pytest.mark.parametrize("word", ["save", "list", "switch", "test"])
def test_every_command_about_connections_shows_an_example(hospes: CommandLine, word: str) -> None:
    said = hospes("connection", word, "--help")
    assert said.code == 0
    assert f"Example: hospes connection {word}" in " ".join(said.out.split())
