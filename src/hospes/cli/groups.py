"""Commands: group list, attach, detach, delete."""

from typing import Annotated

import typer

from hospes.cli.differences import ConfirmOption, caution_for
from hospes.cli.installation import chosen_agency
from hospes.cli.options import AgencyOption, DryRunOption, JsonOption, who
from hospes.cli.properties import instant, report
from hospes.cli.writing import say, say_table, write_json

group = typer.Typer(help="Message groups: solutions for some properties only.", no_args_is_help=True)
NameArgument = Annotated[str, typer.Argument(metavar="GROUP", help="The group.")]
PropertiesArgument = Annotated[list[str], typer.Argument(metavar="PROPERTY…", help="The properties.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="group")


@group.command("list", epilog="Example: hospes group list")
def show(*, agency: AgencyOption = None, as_json: JsonOption = False) -> None:
    """List the groups with their properties."""
    found = chosen_agency(agency)
    from hospes.planning.save_message_groups import list_message_groups

    groups = list_message_groups(found.id)
    if as_json:
        write_json([{"name": one.name, "properties": list(one.properties)} for one in groups])
    elif groups:
        say_table(("group", "properties"), [(one.name, ", ".join(one.properties)) for one in groups])
    else:
        say("There is no message group yet: attach a property to one.")


@group.command("attach", epilog="Example: hospes group attach Seaside 'Casa Mar' 'Casa Sol'")
def attach(
    name: NameArgument,
    properties: PropertiesArgument,
    *,
    agency: AgencyOption = None,
    dry_run: DryRunOption = False,
    confirm: ConfirmOption = None,
    as_json: JsonOption = False,
) -> None:
    """Put properties into a group, which is made when there is none; they leave the one they were in."""
    _put(properties, name, agency, dry_run=dry_run, confirm=confirm, as_json=as_json)


@group.command("detach", epilog="Example: hospes group detach 'Casa Mar'")
def detach(
    properties: PropertiesArgument,
    *,
    agency: AgencyOption = None,
    dry_run: DryRunOption = False,
    confirm: ConfirmOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take properties out of their group."""
    _put(properties, "", agency, dry_run=dry_run, confirm=confirm, as_json=as_json)


@group.command("delete", epilog="Example: hospes group delete Seaside")
def delete(name: NameArgument, *, agency: AgencyOption = None) -> None:
    """Delete a group to which no solution applies; its properties stay."""
    found = chosen_agency(agency)
    from hospes.agencies.record_audit import record_audit
    from hospes.agencies.tenancy import acting_for
    from hospes.planning.save_message_groups import delete_message_group

    with acting_for(found.id):
        delete_message_group(found.id, name)
        record_audit(found.id, "delete_message_group", name, by=who(), now=instant())
    say(f"The group {name} is deleted.")


def _put(
    properties: list[str],
    name: str,
    agency: str | None,
    *,
    dry_run: bool,
    confirm: int | None,
    as_json: bool,
) -> None:
    found = chosen_agency(agency)
    from hospes.engine.change_places import change_properties

    groups = dict.fromkeys([one.strip() for one in properties], name)
    caution = caution_for(dry_run=dry_run, confirm=confirm)
    changed = change_properties(found.id, [], groups=groups, now=instant(), by=who(), caution=caution)
    report(changed, dry_run=dry_run, as_json=as_json)
