"""Options that several commands have."""

import getpass
from datetime import UTC, date, datetime, time
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from hospes.kit.errors import Malformed

AgencyOption = Annotated[
    str | None,
    typer.Option("--agency", metavar="SLUG", help="Which agency; may be left out when there is only one."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Write JSON, for programs.")]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")]

PortalOption = Annotated[
    str | None, typer.Option("--portal", metavar="NAME", help="Where references repeat: the portal.")
]


def who() -> str:
    """The person at the terminal, as the audit trail names them."""
    return f"command line ({getpass.getuser()})"


def read_day(written: str, option: str) -> date:
    """A day as typed: 2026-05-01.

    Raises:
        Malformed: it is none.
    """
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise Malformed(f"{option} “{written}” is no day: write it like 2026-05-01.", field=option) from error


def read_instant(written: str | None, zone: str) -> datetime | None:
    """An instant as typed: 2026-05-01 or 2026-05-01T08:00, in a zone unless it says another.

    Raises:
        Malformed: it is none.
    """
    if written is None:
        return None
    try:
        moment = datetime.fromisoformat(written)
    except ValueError as error:
        message = f"“{written}” is no instant: write it like 2026-05-01 or 2026-05-01T08:00."
        raise Malformed(message, field="since") from error
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def at_midnight(day: date, zone: str) -> datetime:
    """The first instant of a day in a zone."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
