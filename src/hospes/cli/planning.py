"""Commands: plan, explain."""

from dataclasses import asdict
from typing import Annotated

import typer

from hospes.cli.installation import chosen_agency
from hospes.cli.options import AgencyOption, JsonOption
from hospes.cli.solutions import plan_lines
from hospes.cli.writing import say, write_json


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("plan", epilog="Example: hospes plan --agency costa-blava")(plan)
    app.command("explain", epilog="Example: hospes explain --agency costa-blava --booking B-1024")(explain)


def plan(agency: AgencyOption = None, as_json: JsonOption = False) -> None:
    """Plan everything again and say what changed; a plan that is right stays as it is."""
    found = chosen_agency(agency)
    from hospes.agencies.tenancy import acting_for
    from hospes.engine.clock import read_clock
    from hospes.engine.wake import wake
    from hospes.planning.plan_tasks import plan_tasks

    with acting_for(found.id):
        outcome = asdict(plan_tasks(found.id, now=read_clock()))
        wake()
    if as_json:
        write_json(outcome)
        return
    for line in plan_lines(outcome):
        say(line)


def explain(
    *,
    booking: Annotated[str, typer.Option("--booking", metavar="REF", help="The booking's reference.")],
    agency: AgencyOption = None,
    solution: Annotated[str | None, typer.Option("--solution", help="Only this solution.")] = None,
    portal: Annotated[
        str | None, typer.Option("--portal", help="Where references repeat: the portal.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Say why each solution acts on a booking, and when, or why it does not."""
    found = chosen_agency(agency)
    from hospes.bookings.find_bookings import find_booking
    from hospes.engine.clock import read_clock
    from hospes.planning.explain_booking import explain_booking, explanation_sentences

    row = find_booking(found.id, booking, portal=portal)
    explanations = explain_booking(found.id, row.id, now=read_clock(), solution=solution)
    if as_json:
        write_json([asdict(explanation) for explanation in explanations])
        return
    for explanation in explanations:
        for sentence in explanation_sentences(explanation):
            say(sentence)
        say("")
