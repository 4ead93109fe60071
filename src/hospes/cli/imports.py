"""Commands: import bookings."""

import typer

group = typer.Typer(help="Take bookings in from files.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="import")


@group.command(
    "bookings", epilog="Example: hospes import bookings bookings.csv --agency costa-blava --dry-run"
)
def bookings() -> None:
    """Take in the bookings of a CSV file."""
