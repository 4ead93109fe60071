"""Commands: connection save, list, switch, test."""

import os
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer

from hospes.cli.installation import chosen_agency
from hospes.cli.options import AgencyOption, JsonOption
from hospes.cli.writing import hint, say, say_table, write_json
from hospes.kit.errors import Conflict, Malformed

if TYPE_CHECKING:
    from hospes.channels.models import Connection
    from hospes.channels.save_connection import ConnectionFacts

PASSWORD = "HOSPES_SMTP_PASSWORD"
PORTS = {"starttls": 587, "tls": 465, "none": 25}
HERE = {"localhost", "127.0.0.1", "::1"}
COLUMNS = (
    "name",
    "channel",
    "provider",
    "server",
    "security",
    "user",
    "concurrency",
    "per_second",
    "rank",
    "state",
)

group = typer.Typer(
    help="Set up and try the mail servers that an agency sends through.", no_args_is_help=True
)
NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="The connection's name.")]
HostOption = Annotated[str | None, typer.Option("--host", help="The mail server.")]
PortOption = Annotated[
    int | None,
    typer.Option("--port", min=1, max=65535, help="587, 465 or 25, by the security, if left out."),
]
SecurityOption = Annotated[
    str | None, typer.Option("--security", help="starttls (if left out), tls or none.")
]
UserOption = Annotated[str | None, typer.Option("--user", help="Who signs in; empty for nobody.")]
PasswordOption = Annotated[
    bool,
    typer.Option("--password-stdin", help=f"Read the password from standard input, not from {PASSWORD}."),
]
EhloOption = Annotated[
    str | None, typer.Option("--ehlo-name", help="How we introduce ourselves to the server.")
]
AuthorityOption = Annotated[
    Path | None,
    typer.Option(
        "--ca-file", exists=True, dir_okay=False, help="Certificates to trust instead of the usual."
    ),
]
ConcurrencyOption = Annotated[
    int | None, typer.Option("--concurrency", help="How many messages at once, 1 to 64; 4 if left out.")
]
RateOption = Annotated[
    float | None, typer.Option("--per-second", help="How many messages in a second; 0 is no limit.")
]
RankOption = Annotated[
    int | None, typer.Option("--rank", min=0, max=1000, help="The lowest is used first; 0 if left out.")
]


@dataclass(frozen=True, slots=True)
class Given:
    """What was typed of a connection; None is what was not. `limits` are those of any provider."""

    settings: dict[str, Any]
    limits: dict[str, Any]
    secret: str | None


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="connection")


@group.command(
    "save",
    epilog="Example: hospes connection save Office --host smtp.example.com --user stay --password-stdin",
)
def save(  # noqa: PLR0913  options of a command
    name: NameArgument,
    *,
    agency: AgencyOption = None,
    host: HostOption = None,
    port: PortOption = None,
    security: SecurityOption = None,
    user: UserOption = None,
    password_stdin: PasswordOption = False,
    ehlo_name: EhloOption = None,
    ca_file: AuthorityOption = None,
    concurrency: ConcurrencyOption = None,
    per_second: RateOption = None,
    rank: RankOption = None,
    as_json: JsonOption = False,
) -> None:
    """Save an SMTP server to send through; for a known name, change only what is given.

    The password comes from standard input or from HOSPES_SMTP_PASSWORD, and is stored encrypted.
    """
    found = chosen_agency(agency)
    trusted = str(ca_file.resolve()) if ca_file else None
    settings = {"host": host, "port": port, "security": security, "username": user}
    given = Given(
        settings={**settings, "ehlo_name": ehlo_name, "ca_file": trusted},
        limits={"concurrency": concurrency, "per_second": per_second, "rank": rank},
        secret=read_password(sys.stdin) if password_stdin else os.environ.get(PASSWORD),
    )
    saved = save_given(found.id, name, given)
    if as_json:
        write_json(shown(saved))
        return
    hint_at_open(saved)
    say(f"Connection “{saved.name}” of {found.slug} is saved: {server_of(saved)}, {said_security(saved)}.")
    say(f"Try it: hospes connection test {quote(saved.name)} --agency {found.slug} --to ADDRESS")


@group.command("list", epilog="Example: hospes connection list --agency costa-blava --json")
def show_all(agency: AgencyOption = None, as_json: JsonOption = False) -> None:
    """List the agency's connections in the order in which they are used, without their passwords."""
    found = chosen_agency(agency)
    from hospes.channels.find_connections import list_connections

    rows = [shown(one) for one in list_connections(found.id)]
    if as_json:
        write_json(rows)
    elif rows:
        say_table(
            COLUMNS, [["" if row[column] is None else row[column] for column in COLUMNS] for row in rows]
        )
    else:
        say("There is no connection: e-mail goes to the outbox, and nothing leaves this machine.")


@group.command("switch", epilog="Example: hospes connection switch Office --off --agency costa-blava")
def switch(
    name: NameArgument,
    *,
    on: Annotated[bool, typer.Option("--on/--off", help="Which way.", show_default=False)],
    agency: AgencyOption = None,
) -> None:
    """Switch a connection on or off; what waits for it goes on waiting."""
    found = chosen_agency(agency)
    from hospes.agencies.tenancy import acting_for
    from hospes.channels.switch_connections import switch_connection
    from hospes.engine.wake import wake

    with acting_for(found.id):
        is_new = switch_connection(found.id, name, on=on)
        wake()
    say(f"Connection “{name}” {'is' if is_new else 'was already'} switched {'on' if on else 'off'}.")


@group.command("test", epilog="Example: hospes connection test Office --to anna@example.com")
def try_out(
    name: NameArgument,
    *,
    to: Annotated[str, typer.Option("--to", metavar="ADDRESS", help="Who gets the test e-mail.")],
    agency: AgencyOption = None,
    as_json: JsonOption = False,
) -> None:
    """Hand one test e-mail to the server and say what it answered; a connection that works pauses no more."""
    found = chosen_agency(agency)
    from hospes.channels.find_connections import find_connection
    from hospes.channels.pause_connections import resume_connection
    from hospes.channels.protocol import Answer
    from hospes.delivery.try_connection import said_by, trouble_of, try_connection
    from hospes.engine.wake import wake

    if not (found.sender_email or found.email):
        raise Malformed("The agency has no sender address: “hospes agency change --sender-email ADDRESS”.")
    connection = find_connection(found.id, name)
    now = datetime.now(UTC)
    outcome = try_connection(found, connection, to, now=now)
    if outcome.answer is not Answer.ACCEPTED:
        raise trouble_of(outcome)
    resume_connection(connection.id, now=now)
    wake()
    if as_json:
        write_json({"answer": "accepted", "answer_code": outcome.code, "said": outcome.detail})
    else:
        say(f"{server_of(connection) or connection.name} took the test e-mail: {said_by(outcome)}")


def read_password(source: TextIO) -> str:
    """The first line of standard input; a terminal does not show it."""
    import getpass

    if source.isatty():
        return getpass.getpass("Password: ")
    return source.readline().rstrip("\r\n")


def save_given(agency_id: int, name: str, given: Given) -> "Connection":
    """Save what was given over what is stored of the connection."""
    from hospes.agencies.tenancy import acting_for
    from hospes.channels.models import Connection
    from hospes.channels.save_connection import save_connection
    from hospes.engine.wake import wake

    with acting_for(agency_id):
        old = Connection.objects.filter(agency_id=agency_id, name=name.strip()).first()
        saved = save_connection(agency_id, facts_of(name, given, old), now=datetime.now(UTC))
        wake()
    return saved


def facts_of(name: str, given: Given, old: "Connection | None") -> "ConnectionFacts":
    """The whole connection: what was given, else what is stored, else the default.

    Raises:
        Conflict: there is a connection of this name over something else than SMTP.
        Malformed: somebody is to sign in, and there is no password.
    """
    from hospes.channels.save_connection import ConnectionFacts

    if old and old.provider != "smtp":
        raise Conflict(f"“{name}” is a connection over {old.provider} already: choose another name.")
    settings = {**(old.settings if old else {}), **{k: v for k, v in given.settings.items() if v is not None}}
    settings = {key: value for key, value in settings.items() if value != ""}
    settings.setdefault("security", "starttls")
    settings.setdefault("port", PORTS.get(settings["security"], 587))
    if settings.get("username") and not (given.secret or (given.secret is None and old and old.secret)):
        raise Malformed(f"To sign in needs a password: give --password-stdin, or set {PASSWORD}.")
    kept = {limit: getattr(old, limit) for limit in given.limits} if old else {}
    limits = {**kept, **{limit: value for limit, value in given.limits.items() if value is not None}}
    limits["per_second"] = limits.get("per_second") or None
    is_active = old.is_active if old else True
    return ConnectionFacts(name, "email", "smtp", settings, given.secret, is_active=is_active, **limits)


def shown(connection: "Connection") -> dict[str, Any]:
    """What may be shown of a connection; never its secret."""
    return {
        "name": connection.name,
        "channel": connection.channel,
        "provider": connection.provider,
        "server": server_of(connection),
        "security": said_security(connection),
        "user": connection.settings.get("username", ""),
        "has_password": bool(connection.secret),
        "concurrency": connection.concurrency,
        "per_second": connection.per_second,
        "rank": connection.rank,
        "state": state_of(connection, datetime.now(UTC)),
    }


def server_of(connection: "Connection") -> str:
    """Host and port; empty where the provider has none."""
    host, port = connection.settings.get("host", ""), connection.settings.get("port", "")
    return f"{host}:{port}" if host else ""


def said_security(connection: "Connection") -> str:
    """How the way to an SMTP server is protected; empty for other providers."""
    return str(connection.settings.get("security", "starttls")) if connection.provider == "smtp" else ""


def state_of(connection: "Connection", now: datetime) -> str:
    """on, off, or until when it pauses."""
    if not connection.is_active:
        return "off"
    until = connection.paused_until
    return f"pauses until {until:%Y-%m-%d %H:%M:%S} UTC" if until and until > now else "on"


def hint_at_open(connection: "Connection") -> None:
    """Say so where passwords and messages go over the network in the open."""
    if said_security(connection) == "none" and connection.settings["host"] not in HERE:
        hint("Nothing is encrypted on the way to this server: --security starttls or tls would.")
