"""Commands: plan, explain."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from hospes.cli.differences import ConfirmOption, caution_for, difference_json, say_difference
from hospes.cli.installation import chosen_agency
from hospes.cli.options import AgencyOption, DryRunOption, JsonOption
from hospes.cli.writing import counted, say, say_table, write_json
from hospes.kit.errors import Malformed

if TYPE_CHECKING:
    from hospes.planning.explanations import Explanation


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("plan", epilog="Example: hospes plan --agency costa-blava")(plan)
    app.command("explain", epilog="Example: hospes explain --agency costa-blava --booking B-1024")(explain)


def plan(
    *,
    agency: AgencyOption = None,
    dry_run: DryRunOption = False,
    confirm: ConfirmOption = None,
    as_json: JsonOption = False,
) -> None:
    """Plan everything again and say what changed; a plan that is right stays as it is."""
    found = chosen_agency(agency)
    from hospes.engine.clock import read_clock
    from hospes.engine.plan_again import plan_again

    caution = caution_for(dry_run=dry_run, confirm=confirm)
    outcome, difference = plan_again(found.id, now=read_clock(), caution=caution)
    if as_json:
        write_json({"dry_run": dry_run, **asdict(outcome), "difference": difference_json(difference)})
        return
    say_difference(difference)
    if dry_run:
        say("Dry run: nothing was changed.")


def explain(  # noqa: PLR0913  options of a command
    *,
    booking: Annotated[
        str | None, typer.Option("--booking", metavar="REF", help="The booking's reference.")
    ] = None,
    agency: AgencyOption = None,
    solution: Annotated[str | None, typer.Option("--solution", help="Only this solution.")] = None,
    portal: Annotated[
        str | None, typer.Option("--portal", help="Where references repeat: the portal.")
    ] = None,
    not_sent: Annotated[
        bool, typer.Option("--not-sent", help="All bookings that do not get the solution's message.")
    ] = False,
    everything: Annotated[
        bool, typer.Option("--all", help="Also what does not apply to the booking and never acted on it.")
    ] = False,
    reason: Annotated[str, typer.Option("--reason", help="With --not-sent: only of this code.")] = "",
    as_json: JsonOption = False,
) -> None:
    """Say why each solution acts on a booking, and when, or why not; or who does not get one at all."""
    found = chosen_agency(agency)
    if not_sent and solution:
        say_not_sent(found.id, solution, reason=reason, as_json=as_json)
        return
    if not booking:
        raise Malformed("Say which booking (--booking REF), or --solution NAME together with --not-sent.")
    from hospes.bookings.find_bookings import find_booking
    from hospes.engine.clock import read_clock
    from hospes.planning.explain_booking import explain_booking, explanation_sentences

    row = find_booking(found.id, booking, portal=portal)
    each = explain_booking(found.id, row.id, now=read_clock(), solution=solution)
    explanations = [one for one in each if everything or solution or not one.is_idle]
    if as_json:
        write_json([asdict(explanation) for explanation in explanations])
        return
    for explanation in explanations:
        for sentence in explanation_sentences(explanation):
            say(sentence)
        say("")
    if len(explanations) < len(each):
        say_left_out([one for one in each if one.is_idle])


def say_left_out(idle: "list[Explanation]") -> None:
    """What does not apply: own solutions by their names, the matrix by number."""
    named = [f"“{one.solution}”" for one in idle if not one.is_system]
    system = sum(one.is_system for one in idle)
    if system:
        named.append(counted(system, "notification of the matrix", "notifications of the matrix"))
    say(f"Left out, for they do not apply: {', '.join(named)}. --all says why, --solution NAME for one.")


def say_not_sent(agency_id: int, solution: str, *, reason: str, as_json: bool) -> None:
    """Who does not get a solution's message: how many for each reason, then the newest bookings."""
    from hospes.engine.clock import read_clock
    from hospes.insight.search_reasons import search_reasons

    found = search_reasons(agency_id, solution, now=read_clock(), reason=reason)
    if as_json:
        write_json(asdict(found))
        return
    if not found.counts:
        say(f"Everybody has got “{solution}”, or is going to.")
        return
    for code, number in found.counts.items():
        say(f"{number:>7,}  {code}: {found.sentences[code]}")
    rows = [
        (row.reference, row.guest or "–", row.property, row.arrival, row.why.reason) for row in found.rows
    ]
    say("")
    say_table(("booking", "guest", "property", "arrival", "reason"), rows)
    if found.following is not None:
        say(f"The newest {len(rows)}; with --json a program reads on, with --reason you see one reason only.")
