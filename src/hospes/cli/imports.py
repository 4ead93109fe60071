"""Command: import bookings."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hospes.cli.installation import chosen_agency
from hospes.cli.options import AgencyOption, DryRunOption, JsonOption
from hospes.cli.progress import bar, count_rows
from hospes.cli.writing import counted, say, write_json

if TYPE_CHECKING:
    from hospes.bookings.facts import BookingFacts
    from hospes.bookings.import_bookings import ImportReport, TakeIn
    from hospes.bookings.receive_bookings import Received

group = typer.Typer(help="Take bookings in from files.", no_args_is_help=True)
SHOWN = 10


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="import")


@group.command(
    "bookings", epilog="Example: hospes import bookings bookings.csv --agency costa-blava --dry-run"
)
def bookings(
    file: Annotated[
        Path, typer.Argument(metavar="FILE.csv[.gz]", help="The file; it may be packed with gzip.")
    ],
    *,
    agency: AgencyOption = None,
    column_map: Annotated[
        str | None, typer.Option("--map", help="A map of columns: a YAML file, or hotel-booking-demand.")
    ] = None,
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Take in the good rows of a CSV file and plan them; bad rows go into FILE.rejected.csv with the reason.

    Interrupted, it goes on where it was when the same file is imported again.
    """
    found = chosen_agency(agency)
    from hospes.bookings.import_bookings import ImportOptions, import_bookings
    from hospes.bookings.sources.maps import load_map

    now = datetime.now(UTC)
    chosen = load_map(column_map) if column_map else None
    with bar(file.name, lambda: count_rows(file)) as move:
        options = ImportOptions(column_map=chosen, dry_run=dry_run, progress=move)
        report = import_bookings(found.id, file, now=now, take_in=taking_in(found.id, now), options=options)
    if as_json:
        write_report(report, dry_run=dry_run)
    else:
        say_report(file, report, dry_run=dry_run)


def taking_in(agency_id: int, now: datetime) -> "TakeIn":
    """What receives and plans a batch."""
    from hospes.bookings.facts import Origin
    from hospes.engine.take_in_bookings import take_in_bookings

    def take_in(facts: "Sequence[BookingFacts]") -> "Sequence[Received]":
        return take_in_bookings(agency_id, facts, now=now, origin=Origin.IMPORT).received

    return take_in


def write_report(report: "ImportReport", *, dry_run: bool) -> None:
    """The report for programs."""
    from dataclasses import asdict

    write_json({"dry_run": dry_run, **asdict(report)})


def say_report(file: Path, report: "ImportReport", *, dry_run: bool) -> None:
    """The report in words."""
    names = ("created", "changed", "unchanged", "stale", "left_out", "refused")
    parts = [f"{getattr(report, name):,} {name.replace('_', ' ')}" for name in names if getattr(report, name)]
    say(f"{file.name}: {counted(report.rows, 'row')}: {', '.join(parts) or 'nothing in it'}.")
    if report.resumed_after:
        say(f"Went on after row {report.resumed_after:,}, where an interrupted import had stopped.")
    if report.repeated:
        say(f"{counted(report.repeated, 'row')} repeated a reference: the later row counts.")
    if report.unknown_columns:
        say(f"Kept as custom fields: {', '.join(report.unknown_columns)}.")
    for fault in report.faults[:SHOWN]:
        place = f"line {fault.line}" + (f", {fault.column}" if fault.column else "")
        say(f"  {place}: {fault.reason}")
    if report.rejected:
        more = report.refused - min(len(report.faults), SHOWN)
        say(f"{f'And {more:,} more; all' if more > 0 else 'All'} refused rows are in {report.rejected}.")
    if dry_run:
        say("Dry run: nothing was taken in.")
