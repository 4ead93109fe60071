"""Commands: property save, property list, portal exclude, portal include, portal list."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hospes.cli.differences import (
    CatchUpOption,
    ConfirmOption,
    YesOption,
    caution_for,
    difference_json,
    say_difference,
)
from hospes.cli.installation import chosen_agency
from hospes.cli.options import AgencyOption, DryRunOption, JsonOption, who
from hospes.cli.property_files import read_properties
from hospes.cli.writing import say, say_table, write_json

if TYPE_CHECKING:
    from hospes.bookings.save_portals import PortalFacts
    from hospes.engine.change_places import ChangedPlaces
    from hospes.engine.plan_with_care import Caution

group = typer.Typer(help="Set up properties.", no_args_is_help=True)
portals = typer.Typer(help="Leave portals out, or take them in again.", no_args_is_help=True)
SHOWN = 10
NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="The portal.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="property")
    app.add_typer(portals, name="portal")


@group.command("save", epilog="Example: hospes property save properties.yaml --agency costa-blava --dry-run")
def save(
    file: Annotated[Path, typer.Argument(metavar="FILE.yaml", help="The file.")],
    *,
    agency: AgencyOption = None,
    dry_run: DryRunOption = False,
    catch_up: CatchUpOption = False,
    confirm: ConfirmOption = None,
    as_json: JsonOption = False,
) -> None:
    """Create or change the properties of a file, all of it or nothing; what it does not say stays."""
    found = chosen_agency(agency)
    from hospes.engine.change_places import change_properties

    properties, groups = read_properties(file)
    caution = caution_for(dry_run=dry_run, catch_up=catch_up, confirm=confirm)
    changed = change_properties(found.id, properties, groups=groups, now=instant(), by=who(), caution=caution)
    report(changed, dry_run=dry_run, as_json=as_json)


@group.command("list", epilog="Example: hospes property list --json")
def show(*, agency: AgencyOption = None, as_json: JsonOption = False) -> None:
    """List the properties; of secrets, only their names."""
    found = chosen_agency(agency)
    from hospes.bookings.models import Property
    from hospes.planning.save_message_groups import list_message_groups

    groups = {name: one.name for one in list_message_groups(found.id) for name in one.properties}
    rows = [
        {
            "name": one.name,
            "timezone": one.timezone or found.timezone,
            "check_in": f"{one.check_in:%H:%M}",
            "check_out": f"{one.check_out:%H:%M}",
            "owner": one.owner.name if one.owner else "",
            "tags": list(one.tags),
            "message_group": groups.get(one.name, ""),
            "secrets": sorted(one.secrets),
        }
        for one in Property.objects.filter(agency_id=found.id).select_related("owner").order_by("name")
    ]
    if as_json:
        write_json(rows)
    elif rows:
        cells = [[" ".join(v) if isinstance(v, list) else v for v in row.values()] for row in rows]
        say_table(list(rows[0]), cells)
    else:
        say("There is no property yet: save some, or import bookings.")


@portals.command("exclude", epilog="Example: hospes portal exclude Airbnb")
def exclude(
    name: NameArgument,
    *,
    new: Annotated[bool, typer.Option("--new", help="It is new, though another is called alike.")] = False,
    agency: AgencyOption = None,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
    as_json: JsonOption = False,
) -> None:
    """Send nothing for the bookings of a portal, also before its first; says what is withdrawn, then asks."""
    found = chosen_agency(agency)
    from hospes.bookings.find_portals import portal_to_save
    from hospes.bookings.save_portals import PortalFacts

    portal = PortalFacts(portal_to_save(found.id, name, is_new=new), is_excluded=True)
    _switch(found.id, portal, dry_run=dry_run, is_agreed=yes, as_json=as_json)


@portals.command("include", epilog="Example: hospes portal include Airbnb")
def include(
    name: NameArgument,
    *,
    agency: AgencyOption = None,
    dry_run: DryRunOption = False,
    confirm: ConfirmOption = None,
    as_json: JsonOption = False,
) -> None:
    """Plan the bookings of a portal again; what is past stays unsent."""
    found = chosen_agency(agency)
    from hospes.bookings.find_portals import known_portal
    from hospes.bookings.save_portals import PortalFacts

    portal = PortalFacts(known_portal(found.id, name), is_excluded=False)
    _switch(found.id, portal, dry_run=dry_run, as_json=as_json, confirm=confirm)


@portals.command("list", epilog="Example: hospes portal list")
def show_portals(*, agency: AgencyOption = None, as_json: JsonOption = False) -> None:
    """List the portals, with how many bookings each has."""
    found = chosen_agency(agency)
    from django.db.models import Count

    from hospes.bookings.models import Booking, Portal

    counts = dict(
        Booking.objects.filter(agency_id=found.id)
        .values("portal_id")
        .annotate(bookings=Count("id"))
        .values_list("portal_id", "bookings")
    )
    columns = ("name", "excluded", "tags", "bookings")
    rows = [
        (one.name, one.is_excluded, list(one.tags), counts.get(one.id, 0))
        for one in Portal.objects.filter(agency_id=found.id).order_by("name")
    ]
    if as_json:
        write_json([dict(zip(columns, row, strict=True)) for row in rows])
    elif rows:
        say_table(columns, [(row[0], "yes" if row[1] else "", " ".join(row[2]), row[3]) for row in rows])
    else:
        say("There is no portal yet: import bookings.")


def _switch(
    agency_id: int,
    portal: "PortalFacts",
    *,
    dry_run: bool,
    as_json: bool,
    is_agreed: bool = True,
    confirm: int | None = None,
) -> None:
    from hospes.engine.change_places import change_portals

    def change(caution: "Caution") -> "ChangedPlaces":
        return change_portals(agency_id, [portal], now=instant(), by=who(), caution=caution)

    if not (is_agreed or dry_run or as_json):
        difference = change(caution_for(dry_run=True)).difference
        if not difference.is_empty:
            say_difference(difference)
            typer.confirm("Go on?", abort=True)
    changed = change(caution_for(dry_run=dry_run, confirm=confirm))
    report(changed, dry_run=dry_run, as_json=as_json)


def instant() -> datetime:
    """Now, by the engine's clock."""
    from hospes.engine.clock import read_clock

    return read_clock()


def report(changed: "ChangedPlaces", *, dry_run: bool, as_json: bool) -> None:
    """Say what was saved and what it makes of the plan."""
    moved = [{"property": one.name, "before": one.before, "after": one.after} for one in changed.attached]
    if as_json:
        difference = difference_json(changed.difference)
        write_json(
            {"dry_run": dry_run, "saved": dict(changed.outcomes), "groups": moved, "difference": difference}
        )
        return
    for outcome in ("added", "changed", "same"):
        names = [name for name, became in changed.outcomes.items() if became == outcome]
        if names:
            more = " …" if len(names) > SHOWN else ""
            say(f"{len(names):,} {outcome}: {', '.join(names[:SHOWN])}{more}")
    for one in moved:
        was = f" (was in {one['before']})" if one["before"] else ""
        say(f"{one['property']} is in {one['after'] or 'no group'} now{was}.")
    say_difference(changed.difference)
    if dry_run:
        say("Dry run: nothing was saved.")
