"""Commands: agency, member."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from hospes.cli.installation import chosen_agency, connect
from hospes.cli.options import AgencyOption, JsonOption
from hospes.cli.writing import say, say_table, write_json

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
    changed = change_given(
        found.id, {setting: value for setting, value in given.items() if value is not None}
    )
    if as_json:
        write_json({"slug": found.slug, **changed})
        return
    for setting, value in changed.items():
        say(f"{found.slug}: {setting.replace('_', ' ')} is {f'“{value}”' if value else 'empty'} now.")


def change_given(agency_id: int, changes: dict[str, str]) -> dict[str, str]:
    """Change the settings that were given; returns them as they are stored."""
    from hospes.agencies.change_agencies import change_agency
    from hospes.agencies.models import Agency
    from hospes.agencies.tenancy import acting_for
    from hospes.kit.errors import Malformed

    if not changes:
        raise Malformed("Say what to change, for example --sender-email ADDRESS.")
    if not changes.get("name", "x").strip():
        raise Malformed("An agency needs a name.", field="name")
    with acting_for(agency_id):
        change_agency(agency_id, **{setting: value.strip() for setting, value in changes.items()})
        stored: dict[str, str] = Agency.objects.values(*changes).get(id=agency_id)
    return stored


@member.command(
    "create", epilog="Example: hospes member create anna@example.com --agency costa-blava --role manager"
)
def create_a_member(
    email: Annotated[str, typer.Argument(help="The address to sign in with.")],
    *,
    role: Annotated[str, typer.Option("--role", help="administrator, manager, staff or viewer.")],
    agency: AgencyOption = None,
    name: Annotated[str, typer.Option("--name", help="How the screen calls the person.")] = "",
    password: Annotated[
        str | None,
        typer.Option(
            "--password", envvar="HOSPES_PASSWORD", help="At least 12 characters; else one is made up."
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Make somebody a member, and say the password if one was made up."""
    import secrets

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
