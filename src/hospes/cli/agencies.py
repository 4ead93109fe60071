"""Commands: agency, member."""

import os
import sys
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hospes.cli.differences import ConfirmOption, caution_for, difference_json, say_difference
from hospes.cli.installation import chosen_agency, connect
from hospes.cli.options import AgencyOption, DryRunOption, JsonOption, who
from hospes.cli.writing import say, say_table, write_json
from hospes.kit.errors import Malformed

if TYPE_CHECKING:
    from hospes.planning.plan_difference import PlanDifference

agency = typer.Typer(help="Make, change and list agencies.", no_args_is_help=True)
member = typer.Typer(help="Make people members of an agency.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(agency, name="agency")
    app.add_typer(member, name="member")


@agency.command(
    "create", epilog='Example: hospes agency create "Costa Blava" --timezone Europe/Madrid --language en'
)
def create(
    name: Annotated[str, typer.Argument(help="What guests know the agency by.")],
    *,
    timezone: Annotated[str, typer.Option("--timezone", help="IANA time zone, such as Europe/Madrid.")],
    currency: Annotated[str, typer.Option("--currency", help="ISO 4217 code.")] = "EUR",
    language: Annotated[
        list[str] | None, typer.Option("--language", help="The own language; repeat for more.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Make an agency; its slug, which other commands take, comes from its name."""
    connect()
    from hospes.agencies.create_agencies import create_agency

    made = create_agency(
        name, timezone=timezone, currency=currency, languages=language or ["en"], now=datetime.now(UTC)
    )
    if as_json:
        write_json(
            {"slug": made.slug, "name": made.name, "timezone": made.timezone, "currency": made.currency}
        )
    else:
        say(f"Agency “{made.name}” is made; its slug is {made.slug}.")


@agency.command("list", epilog="Example: hospes agency list --json")
def show_all(as_json: JsonOption = False) -> None:
    """List the agencies."""
    connect()
    from hospes.agencies.models import Agency

    columns = ("slug", "name", "timezone", "currency", "languages")
    rows = list(Agency.objects.order_by("slug").values_list(*columns))
    if as_json:
        write_json([dict(zip(columns, row, strict=True)) for row in rows])
    elif rows:
        say_table(columns, [(*row[:4], " ".join(row[4])) for row in rows])
    else:
        say("There is no agency yet: make one with “hospes agency create NAME”.")


@agency.command(
    "change",
    epilog="Example: hospes agency change --agency costa-blava --sender-email stay@costablava.example",
)
def change(  # noqa: PLR0913  options of a command
    *,
    agency: AgencyOption = None,
    name: Annotated[str | None, typer.Option("--name", help="What guests know it by.")] = None,
    sender_name: Annotated[str | None, typer.Option("--sender-name", help="Whom e-mail is from.")] = None,
    sender_email: Annotated[
        str | None, typer.Option("--sender-email", help="The address that e-mail is from.")
    ] = None,
    reply_to: Annotated[str | None, typer.Option("--reply-to", help="Where answers go.")] = None,
    email: Annotated[str | None, typer.Option("--email", help="The address guests may write to.")] = None,
    phone: Annotated[str | None, typer.Option("--phone", help="The number guests may call.")] = None,
    website: Annotated[str | None, typer.Option("--website", help="Its pages.")] = None,
    address: Annotated[str | None, typer.Option("--address", help="Its postal address.")] = None,
    iban: Annotated[str | None, typer.Option("--iban", help="The account guests transfer money to.")] = None,
    bic: Annotated[str | None, typer.Option("--bic", help="That account's bank.")] = None,
    account_holder: Annotated[
        str | None, typer.Option("--account-holder", help="Whose account it is; the agency's when empty.")
    ] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="SETTING=VALUE", help="Any other setting; repeat for more."),
    ] = None,
    dry_run: DryRunOption = False,
    confirm: ConfirmOption = None,
    as_json: JsonOption = False,
) -> None:
    """Change what is known of an agency; what is not given stays, and "" takes a value away."""
    found = chosen_agency(agency)
    given = {
        "name": name,
        "sender_name": sender_name,
        "sender_email": sender_email,
        "reply_to": reply_to,
        "email": email,
        "phone": phone,
        "website": website,
        "address": address,
        "iban": iban,
        "bic": bic,
        "account_holder": account_holder,
    }
    from hospes.engine.change_settings import change_settings
    from hospes.engine.clock import read_clock

    changes = {setting: value.strip() for setting, value in given.items() if value is not None}
    changes |= read_settings(settings or [])
    check_given(changes)
    caution = caution_for(dry_run=dry_run, confirm=confirm)
    difference = change_settings(found.id, changes, now=read_clock(), by=who(), caution=caution)
    report(found.slug, changes, difference, as_json=as_json)
    if dry_run and not as_json:
        say("Dry run: nothing was changed.")


def read_settings(written: list[str]) -> dict[str, Any]:
    """Settings as typed, `quiet_from=22:00`, as values of their columns.

    Raises:
        Malformed: without a “=”, of an unknown setting, or with a value that it cannot have.
    """
    from hospes.agencies.change_agencies import read_setting

    pairs = [one.partition("=") for one in written]
    for name, sign, _ in pairs:
        if not sign:
            raise Malformed(f"Write --set {name}=VALUE, for example --set quiet_from=22:00.", field=name)
    return {name.strip(): read_setting(name.strip(), value.strip()) for name, _, value in pairs}


def check_given(changes: dict[str, Any]) -> None:
    """Refuse a change of nothing, and of the name to nothing."""
    if not changes:
        raise Malformed("Say what to change, for example --sender-email ADDRESS.")
    if not changes.get("name", "x"):
        raise Malformed("An agency needs a name.", field="name")


def report(slug: str, changes: dict[str, Any], difference: "PlanDifference", *, as_json: bool) -> None:
    """Say how the settings are now, and what that makes of the plan."""
    from hospes.agencies.models import Agency

    stored: dict[str, Any] = Agency.objects.values(*changes).get(slug=slug)
    if as_json:
        follows = {} if difference.is_empty else {"difference": difference_json(difference)}
        write_json({"slug": slug, **stored, **follows})
        return
    for setting, value in stored.items():
        say(f"{slug}: {setting.replace('_', ' ')} is {plain(value)} now.")
    if not difference.is_empty:
        say_difference(difference)


def plain(value: Any) -> str:
    """A setting as people write it: on, 22:00, “en, es”."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, dict):
        value = "; ".join(f"{name}: {one}" for name, one in value.items())
    if isinstance(value, list | tuple):
        value = ", ".join(str(one) for one in value)
    if isinstance(value, time):
        value = f"{value:%H:%M}"
    return "empty" if value is None or value == "" else f"“{value}”"


@member.command(
    "create", epilog="Example: hospes member create anna@example.com --agency costa-blava --role manager"
)
def create_a_member(
    email: Annotated[str, typer.Argument(help="The address to sign in with.")],
    *,
    role: Annotated[str, typer.Option("--role", help="administrator, manager, staff or viewer.")],
    agency: AgencyOption = None,
    name: Annotated[str, typer.Option("--name", help="How the screen calls the person.")] = "",
    asks: Annotated[
        bool,
        typer.Option("--password", help="Ask for a password, or read it from standard input; else made up."),
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Make somebody a member, and say the password if one was made up.

    A password is never an argument, where others could see it: it is asked for, comes in by standard input,
    or stands in the variable HOSPES_PASSWORD; it has at least 12 characters.
    """
    import secrets

    password = given_password(asks=asks)
    found = chosen_agency(agency)
    from hospes.agencies.create_members import create_member

    secret = password or secrets.token_urlsafe(12)
    made = create_member(found.id, email, role=role, password=secret, now=datetime.now(UTC), name=name)
    told = {} if password else {"password": secret}
    if as_json:
        write_json({"email": made.email, "role": made.role, "agency": found.slug, **told})
        return
    say(f"{made.email} is {made.role} of {found.slug}.")
    if told:
        say(f"Password: {secret} (shown only now)")


def given_password(*, asks: bool) -> str:
    """The password that somebody gave, or "" when nobody did."""
    if not asks:
        return os.environ.get("HOSPES_PASSWORD", "")
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
    return sys.stdin.readline().rstrip("\r\n")
