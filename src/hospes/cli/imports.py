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
from hospes.kit.errors import Malformed

if TYPE_CHECKING:
    from hospes.bookings.facts import BookingFacts, Origin
    from hospes.bookings.import_bookings import ImportReport, TakeIn
    from hospes.bookings.import_feed import FeedReport
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
    from hospes.bookings.facts import Origin
    from hospes.bookings.import_bookings import ImportOptions, import_bookings
    from hospes.bookings.sources.maps import load_map

    now = datetime.now(UTC)
    chosen = load_map(column_map) if column_map else None
    with bar(file.name, lambda: count_rows(file)) as move:
        options = ImportOptions(column_map=chosen, dry_run=dry_run, progress=move)
        report = import_bookings(
            found.id, file, now=now, take_in=taking_in(found.id, now, Origin.IMPORT), options=options
        )
    if as_json:
        write_report(report, dry_run=dry_run)
    else:
        say_report(file, report, dry_run=dry_run)


@group.command(
    "ical",
    epilog="Example: hospes import ical https://www.airbnb.com/calendar/ical/1.ics?s=2 --property 'Casa Mar'",
)
def ical(  # noqa: PLR0913  options of a command
    source: Annotated[str, typer.Argument(metavar="URL|FILE", help="The address of a feed, or a file.")],
    *,
    agency: AgencyOption = None,
    property_name: Annotated[
        str, typer.Option("--property", metavar="NAME", help="Whose calendar it is.", show_default=False)
    ],
    portal: Annotated[
        str, typer.Option("--portal", metavar="NAME", help="The portal; else the calendar says it.")
    ] = "",
    allow_empty: Annotated[
        bool, typer.Option("--allow-empty", help="Believe an empty calendar: cancel what came from it.")
    ] = False,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Also fetch from your own network.")
    ] = False,
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Take in the bookings of a property from an iCal feed and plan them; again, only what changed.

    Bookings that vanished from the feed are cancelled; days that are only blocked are listed, not booked.
    """
    found = chosen_agency(agency)
    from hospes.bookings.facts import Origin
    from hospes.bookings.import_feed import Feed, FeedOptions, feed_key, import_feed

    is_address = "://" in source
    raw = fetch_calendar(source, allow_private=allow_private) if is_address else read_calendar(Path(source))
    feed = Feed(property_name, feed_key(source) if is_address else "file", portal)
    now = datetime.now(UTC)
    report = import_feed(
        found.id,
        feed,
        raw,
        now=now,
        take_in=taking_in(found.id, now, Origin.FEED),
        options=FeedOptions(dry_run=dry_run, allow_empty=allow_empty),
    )
    if as_json:
        write_report(report, dry_run=dry_run)
    else:
        say_feed(property_name, report, dry_run=dry_run)


def fetch_calendar(url: str, *, allow_private: bool) -> bytes:
    """The bytes behind an address; webcal is another name for https."""
    from hospes.kit.fetch import Limits, fetch

    scheme, _, rest = url.partition("://")
    return fetch(f"https://{rest}" if scheme == "webcal" else url, Limits(allow_private=allow_private))


def read_calendar(file: Path) -> bytes:
    """The bytes of a file, one more than are allowed at most."""
    from hospes.bookings.sources.read_ical import LARGEST

    try:
        with file.open("rb") as raw:
            return raw.read(LARGEST + 1)
    except OSError as error:
        raise Malformed(f"The file {file} cannot be read ({error.strerror}): check its name.") from error


def taking_in(agency_id: int, now: datetime, origin: "Origin") -> "TakeIn":
    """What receives and plans a batch."""
    from hospes.engine.take_in_bookings import take_in_bookings

    def take_in(facts: "Sequence[BookingFacts]") -> "Sequence[Received]":
        return take_in_bookings(agency_id, facts, now=now, origin=origin).received

    return take_in


def write_report(report: "ImportReport | FeedReport", *, dry_run: bool) -> None:
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


def say_feed(property_name: str, report: "FeedReport", *, dry_run: bool) -> None:
    """The report of a feed in words."""
    names = ("created", "changed", "unchanged", "cancelled", "stale")
    parts = [f"{getattr(report, name):,} {name}" for name in names if getattr(report, name)]
    parts += [counted(len(report.blocks), "block")] if report.blocks else []
    parts += [f"{len(report.refused):,} refused"] if report.refused else []
    parts += [f"{report.left_out:,} left out"] if report.left_out else []
    head = f"{property_name} on {report.portal}: {counted(report.events, 'event')}"
    say(f"{head}: {', '.join(parts)}." if parts else f"{head}.")
    if report.vanished:
        say(f"{counted(report.vanished, 'booking')} of the cancelled are not in the calendar any more.")
    if report.kept:
        gone = counted(report.kept, "booking")
        say(f"{gone} not in the calendar any more stay: an event without a UID could be one of them.")
    if report.left_out:
        say("Left out: what begins more than two years ahead.")
    for block in report.blocks[:SHOWN]:
        say(f"  block {block.since} to {block.until}: {block.summary}")
    for one in report.refused[:SHOWN]:
        say(f"  refused {one.since or 'without a day'}, {one.summary or one.uid or 'no name'}: {one.reason}")
    more = max(0, len(report.blocks) - SHOWN) + max(0, len(report.refused) - SHOWN)
    if more:
        say(f"  And {more:,} more; all of them with --json.")
    if dry_run:
        say("Dry run: nothing was taken in.")
