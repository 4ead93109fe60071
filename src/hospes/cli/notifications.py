"""Commands: notifications list, on, off, set: the matrix of system notifications."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from hospes.cli.differences import ConfirmOption, YesOption, caution_for, change_when_agreed, difference_json
from hospes.cli.installation import chosen_agency
from hospes.cli.options import AgencyOption, DryRunOption, JsonOption, who
from hospes.cli.writing import counted, say, say_table, write_json
from hospes.kit.errors import Malformed

if TYPE_CHECKING:
    from hospes.agencies.models import Agency
    from hospes.engine.change_system_notifications import ChangedMatrix
    from hospes.engine.plan_with_care import Caution
    from hospes.planning.find_system_notifications import MatrixRow

group = typer.Typer(
    help="Switch the notifications of bookings on and off, and see them.", no_args_is_help=True
)
EventsArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="EVENT…", help="Which events: confirmed, moved, reminder …", show_default=False),
]
ToOption = Annotated[
    list[str] | None,
    typer.Option(
        "--to", metavar="WHO", help="guest (usual), client, administrators or staff:<e-mail>; repeat."
    ),
]
ChannelOption = Annotated[
    list[str] | None, typer.Option("--channel", help="email (usual), sms or viber; repeat for more.")
]
BeforeOption = Annotated[
    list[str] | None, typer.Option("--before", metavar="TIME", help="A reminder's lead, like 24h; repeat.")
]
TemplateOption = Annotated[
    str | None,
    typer.Option("--template", help="Your own words; an empty name goes back to the built-in ones."),
]
SuggestedOption = Annotated[bool, typer.Option("--suggested", help="All that most agencies want.")]
COLUMNS = ("", "event", "to", "channel", "before", "words", "replaced by")
STATES = {(True, True): "on", (True, False): "off", (False, False): "–"}


class Chosen(NamedTuple):
    """Cells to save, and those that were wished and are left out."""

    cells: list[dict[str, Any]]
    left_out: Sequence[dict[str, Any]] = ()


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="notifications")


@group.command("list", epilog="Example: hospes notifications list --agency costa-blava")
def list_all(agency: AgencyOption = None, as_json: JsonOption = False) -> None:
    """Show the matrix: what is on and off, what is suggested (–), and what own solutions say instead."""
    found = chosen_agency(agency)
    from hospes.planning.find_system_notifications import find_matrix

    rows = find_matrix(found.id)
    if as_json:
        write_json([_facts(row) for row in rows])
        return
    say_table(COLUMNS, [_columns(row) for row in rows])
    if not any(row.is_saved for row in rows):
        say("Nothing is on yet: “hospes notifications on --suggested” switches these on.")


@group.command(
    "on", epilog="Example: hospes notifications on reminder --channel sms --before 24h --before 3h"
)
def switch_on(  # noqa: PLR0913 - one option for each thing that can be chosen
    events: EventsArgument = None,
    *,
    to: ToOption = None,
    channel: ChannelOption = None,
    before: BeforeOption = None,
    template: TemplateOption = None,
    suggested: SuggestedOption = False,
    agency: AgencyOption = None,
    dry_run: DryRunOption = False,
    confirm: ConfirmOption = None,
    yes: YesOption = False,
    as_json: JsonOption = False,
) -> None:
    """Switch notifications on: says what is planned and what goes at once, then asks."""
    found = chosen_agency(agency)
    wanted, left = _suggested(found) if suggested else (_cells(events, to, channel), [])
    cells = [_merged(found.id, cell, active=True, leads=before, template=template) for cell in wanted]
    chosen = Chosen(cells, left)
    _change(found.id, chosen, dry_run=dry_run, is_agreed=yes, confirm=confirm, as_json=as_json)


@group.command("off", epilog="Example: hospes notifications off reminder --channel sms")
def switch_off(  # noqa: PLR0913 - one option for each thing that can be chosen
    events: EventsArgument = None,
    *,
    to: ToOption = None,
    channel: ChannelOption = None,
    agency: AgencyOption = None,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
    as_json: JsonOption = False,
) -> None:
    """Switch notifications off: says what is withdrawn, then asks."""
    found = chosen_agency(agency)
    cells = [_merged(found.id, cell, active=False) for cell in _cells(events, to, channel)]
    _change(found.id, Chosen(cells), dry_run=dry_run, is_agreed=yes, as_json=as_json)


@group.command("set", epilog="Example: hospes notifications set confirmed --template our-confirmation")
def set_words(  # noqa: PLR0913 - one option for each thing that can be chosen
    events: EventsArgument = None,
    *,
    to: ToOption = None,
    channel: ChannelOption = None,
    before: BeforeOption = None,
    template: TemplateOption = None,
    agency: AgencyOption = None,
    dry_run: DryRunOption = False,
    confirm: ConfirmOption = None,
    yes: YesOption = False,
    as_json: JsonOption = False,
) -> None:
    """Change words and leads of notifications, whether they are on or off; asks before the plan changes."""
    found = chosen_agency(agency)
    wanted = _cells(events, to, channel)
    cells = [_merged(found.id, cell, leads=before, template=template) for cell in wanted]
    _change(found.id, Chosen(cells), dry_run=dry_run, is_agreed=yes, confirm=confirm, as_json=as_json)


def _cells(events: list[str] | None, to: list[str] | None, channel: list[str] | None) -> list[dict[str, Any]]:
    if not events:
        raise Malformed(
            "Name one or more events, like confirmed or reminder; “hospes notifications list” has all."
        )
    return [
        {"event": event, "audience": audience, "channel": way}
        for event in dict.fromkeys(events)
        for audience in to or ["guest"]
        for way in channel or ["email"]
    ]


def _suggested(agency: "Agency") -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The suggested cells, and apart from them those for whose channel nothing is connected."""
    from hospes.channels.find_connections import connected_channels
    from hospes.planning.system_notifications import SUGGESTED

    cells = [{"event": cell.event, "audience": cell.to, "channel": cell.channel} for cell in SUGGESTED]
    if agency.is_sandbox:
        return cells, []
    ways = {"email", *connected_channels(agency.id)}
    return (
        [cell for cell in cells if cell["channel"] in ways],
        [cell for cell in cells if cell["channel"] not in ways],
    )


def _merged(
    agency_id: int,
    wanted: dict[str, Any],
    *,
    active: bool | None = None,
    leads: list[str] | None = None,
    template: str | None = None,
) -> dict[str, Any]:
    """The cell as it stands, with what was given on the command line."""
    from hospes.planning.find_system_notifications import find_matrix

    same = ("event", "audience", "channel")
    written = (row.cell.written() for row in find_matrix(agency_id))
    old = next((each for each in written if all(each[key] == wanted[key] for key in same)), {"active": False})
    given = {"active": active, "leads": leads or None, "template": template}
    changed = {key: value for key, value in given.items() if value is not None}
    return {key: value for key, value in {**old, **wanted, **changed}.items() if value != ""}


def _change(
    agency_id: int,
    chosen: Chosen,
    *,
    dry_run: bool,
    is_agreed: bool,
    as_json: bool,
    confirm: int | None = None,
) -> None:
    """Show the difference, ask unless told not to, and make it; say what was left out of it."""
    from hospes.engine.change_system_notifications import change_system_notifications

    def change(caution: "Caution") -> "ChangedMatrix":
        by = who()
        return change_system_notifications(
            agency_id, chosen.cells, now=datetime.now(UTC), by=by, caution=caution
        )

    if as_json:
        made = change(caution_for(dry_run=dry_run, confirm=confirm))
        saved = [{**each.cell.written(), "outcome": each.outcome} for each in made.saved]
        told = {"cells": saved, "left_out": chosen.left_out, "difference": difference_json(made.difference)}
        write_json({"dry_run": dry_run, **told})
        return
    _say_left_out(chosen.left_out)
    agreed = change_when_agreed(
        change, lambda one: one.difference, dry_run=dry_run, is_agreed=is_agreed, confirm=confirm
    )
    if agreed is not None:
        _say_saved(agreed)


def _say_left_out(left: Sequence[dict[str, Any]]) -> None:
    for each in left:
        say(f"Left out: {each['event']} · {each['audience']} · {each['channel']}, for nothing sends it yet.")
    if left:
        channels = " and ".join(dict.fromkeys(str(each["channel"]) for each in left))
        say(f"Repeat this command when there is a connection for {channels}.")


def _say_saved(made: "ChangedMatrix") -> None:
    changed = [each for each in made.saved if each.outcome != "unchanged"]
    for each in changed:
        state = "on" if each.cell.is_active else "off"
        say(f"{state:3}  {each.cell.event} · {each.cell.to} · {each.cell.channel}")
    say(f"Saved: {counted(len(changed), 'notification')}." if changed else "They were that way already.")


def _facts(row: "MatrixRow") -> dict[str, Any]:
    words = {"words": row.cell.words, "is_saved": row.is_saved, "replaced_by": list(row.replaced_by)}
    return {**row.cell.written(), **words}


def _columns(row: "MatrixRow") -> list[str]:
    facts = _facts(row)
    words = row.cell.template or "built in"
    return [
        STATES[row.is_saved, row.cell.is_active],
        row.cell.event,
        row.cell.to,
        row.cell.channel,
        " ".join(facts.get("leads", [])),
        words,
        ", ".join(row.replaced_by),
    ]
