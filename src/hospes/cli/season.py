"""Command: demo."""

import logging
import os
import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hospes.cli.installation import installation
from hospes.cli.processes import HostOption, PortOption, listen, migrate_database, run_tree
from hospes.cli.writing import hint, say

if TYPE_CHECKING:
    from hospes.agencies.models import Agency


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("demo", epilog="Example: hospes demo --port 8001")(demo)


def demo(
    *,
    host: HostOption = "127.0.0.1",
    port: PortOption = 8000,
    seed: Annotated[int, typer.Option("--seed", help="Another number gives another season.")] = 1,
    no_serve: Annotated[
        bool, typer.Option("--no-serve", help="Stop after the season, with the summary.")
    ] = False,
) -> None:
    """Run a demo agency with a season of bookings; again, it continues where it was."""
    door = None if no_serve else listen(host, port)
    place = installation()
    place.connect()
    migrate_database()
    password = password_in(place.var / "secret" / "demo")
    from hospes.cli.play_season import ADMINISTRATOR, demo_agency, make_demo_agency

    agency = demo_agency()
    if agency is None:
        hint("Making the demo agency and playing the last weeks of its season …")
        # What is noted of single messages is for the log of a running house.
        logging.getLogger("hospes").setLevel(logging.WARNING)
        agency = make_demo_agency(seed, password, now=datetime.now(UTC))
        logging.getLogger("hospes").setLevel(logging.NOTSET)
    show_summary(agency)
    if door is not None:
        say(f"Sign in at http://{host}:{port} as {ADMINISTRATOR}, password {password} (Ctrl-C ends it)")
        run_tree(place, door)


def password_in(file: Path) -> str:
    """The password of the demo's administrator, made up once."""
    if not file.exists():
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as out:
            out.write(secrets.token_urlsafe(12))
    return file.read_text()


def show_summary(agency: "Agency") -> None:
    """What the agency has, in a few lines."""
    from hospes.bookings.models import Booking, Property, Review
    from hospes.insight.count_figures import count_figures
    from hospes.planning.models import Task

    figures = count_figures(agency.id)
    rows = {
        "properties": Property.objects.filter(agency_id=agency.id).count(),
        "bookings": Booking.objects.filter(agency_id=agency.id).count(),
        "reviews": Review.objects.filter(agency_id=agency.id).count(),
        "active solutions": figures.active_solutions,
        **{f"tasks {state}": count for state, count in sorted(figures.tasks.items())},
        **{f"messages {state}": count for state, count in sorted(figures.messages.items())},
        "corrections to release": Task.objects.filter(
            agency_id=agency.id, state="held", corrects__isnull=False
        ).count(),
        "hours saved": round(figures.minutes_saved / 60),
    }
    say(f"{agency.name} ({agency.slug}, {agency.timezone})")
    for name, count in rows.items():
        say(f"  {name:24}{count:>8,}")
