"""Command: forecast."""

from dataclasses import asdict
from typing import Annotated

import typer

from hospes.cli.installation import chosen_agency
from hospes.cli.options import AgencyOption, JsonOption
from hospes.cli.writing import counted, say, say_table, write_json


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("forecast", epilog="Example: hospes forecast --agency costa-blava --days 14")(forecast)


def forecast(
    agency: AgencyOption = None,
    days: Annotated[int, typer.Option("--days", min=1, max=366, help="How many days, today included.")] = 14,
    as_json: JsonOption = False,
) -> None:
    """Say what the plan lets go in the next days: messages, parts and credits by solution and channel."""
    found = chosen_agency(agency)
    from hospes.engine.clock import read_clock
    from hospes.insight.forecast_messages import forecast_messages

    rows = forecast_messages(found.id, now=read_clock(), days=days)
    messages, credits = sum(row.messages for row in rows), sum(row.credits for row in rows)
    if as_json:
        parts = sum(row.parts for row in rows)
        total = {"messages": messages, "parts": parts, "credits": credits}
        write_json({"days": days, "total": total, "rows": [asdict(row) for row in rows]})
        return
    if rows:
        cells = [(r.day, r.solution, r.channel, r.messages, r.parts, r.credits) for r in rows]
        say_table(("day", "solution", "channel", "messages", "parts", "credits"), cells)
    say(f"{counted(messages, 'message')} and {counted(credits, 'credit')} in {counted(days, 'day')}.")
