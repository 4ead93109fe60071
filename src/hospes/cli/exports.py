"""Commands: export tasks, export messages, export bookings."""

import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Annotated

import typer

from hospes.cli.installation import chosen_agency
from hospes.cli.options import AgencyOption, read_instant

group = typer.Typer(help="Write tasks, messages or bookings to standard output.", no_args_is_help=True)
FormatOption = Annotated[str, typer.Option("--format", help="csv or jsonl.")]
SinceOption = Annotated[
    str | None, typer.Option("--since", help="Only from this instant on, such as 2026-05-01 (agency's time).")
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="export")


@group.command("tasks", epilog="Example: hospes export tasks --agency costa-blava --format csv > tasks.csv")
def tasks(agency: AgencyOption = None, form: FormatOption = "csv", since: SinceOption = None) -> None:
    """Tasks, in the order in which they are due; --since counts from when they are due."""

    def lines(agency_id: int, begin: datetime | None) -> Iterator[str]:
        from hospes.insight.export_tasks import export_tasks

        return export_tasks(agency_id, form=form, since=begin)

    write(agency, since, lines)


@group.command("messages", epilog="Example: hospes export messages --format jsonl --since 2026-05-01")
def messages(agency: AgencyOption = None, form: FormatOption = "csv", since: SinceOption = None) -> None:
    """Messages, oldest first; --since counts from when they were queued."""

    def lines(agency_id: int, begin: datetime | None) -> Iterator[str]:
        from hospes.insight.export_messages import export_messages

        return export_messages(agency_id, form=form, since=begin)

    write(agency, since, lines)


@group.command("bookings", epilog="Example: hospes export bookings --agency costa-blava > bookings.csv")
def bookings(agency: AgencyOption = None, form: FormatOption = "csv", since: SinceOption = None) -> None:
    """Bookings in the canonical columns; --since counts from when their facts changed last."""

    def lines(agency_id: int, begin: datetime | None) -> Iterator[str]:
        from hospes.insight.export_bookings import export_bookings

        return export_bookings(agency_id, form=form, since=begin)

    write(agency, since, lines)


def write(
    agency: str | None, since: str | None, lines: Callable[[int, datetime | None], Iterator[str]]
) -> None:
    """Write lines to standard output, as they come."""
    found = chosen_agency(agency)
    for line in lines(found.id, read_instant(since, found.timezone)):
        sys.stdout.write(line)
    sys.stdout.flush()
