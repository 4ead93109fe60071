"""Commands: quarantine list, quarantine release, quarantine skip."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from hospes.cli.differences import (
    ConfirmOption,
    YesOption,
    caution_for,
    change_when_agreed,
    difference_json,
)
from hospes.cli.installation import chosen_agency
from hospes.cli.options import AgencyOption, DryRunOption, JsonOption, read_instant, who
from hospes.cli.writing import say, say_table, write_json

if TYPE_CHECKING:
    from hospes.engine.plan_with_care import Caution
    from hospes.planning.plan_difference import PlanDifference

group = typer.Typer(help="Imported bookings: what waits for a person.", no_args_is_help=True)
SolutionOption = Annotated[str | None, typer.Option("--solution", help="Only of this solution.")]
ImportOption = Annotated[
    str | None,
    typer.Option("--import", metavar="INSTANT", help="Only of the import at this instant, as listed."),
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="quarantine")
    group.command("list", epilog="Example: hospes quarantine list --agency costa-blava")(list_all)
    group.command("release", epilog="Example: hospes quarantine release --solution 'Welcome' --dry-run")(
        release
    )
    group.command("skip", epilog="Example: hospes quarantine skip --solution 'Welcome'")(skip)


def list_all(agency: AgencyOption = None, as_json: JsonOption = False) -> None:
    """Say what waits: by import and solution, how many tasks, and when they should have gone."""
    found = chosen_agency(agency)
    from dataclasses import asdict

    from hospes.engine.clock import read_clock
    from hospes.planning.release_quarantine import list_quarantine

    cohorts = list_quarantine(found.id, now=read_clock())
    if as_json:
        write_json([asdict(cohort) for cohort in cohorts])
        return
    rows = [
        (f"{c.received_at:%Y-%m-%dT%H:%M:%S.%fZ}", c.solution, c.tasks, c.over, f"{c.first_at:%d %b %Y}",
         f"{c.last_at:%d %b %Y}")
        for c in cohorts
    ]  # fmt: skip
    if not rows:
        say("Nothing waits: no imported booking has a message that is late.")
        return
    say_table(("import", "solution", "tasks", "too late", "first", "last"), rows)


def release(  # noqa: PLR0913  options of a command
    *,
    agency: AgencyOption = None,
    solution: SolutionOption = None,
    received: ImportOption = None,
    dry_run: DryRunOption = False,
    confirm: ConfirmOption = None,
    yes: YesOption = False,
    as_json: JsonOption = False,
) -> None:
    """Let tasks of imported bookings go: at their time, at once when that has come. Says what, then asks."""
    found = chosen_agency(agency)
    from hospes.engine.release_imports import Chosen, release_imports

    chosen = Chosen(solution, read_instant(received, "UTC"))
    by = who()

    def change(caution: "Caution") -> "PlanDifference":
        return release_imports(found.id, chosen, now=datetime.now(UTC), by=by, caution=caution)

    _change(change, dry_run=dry_run, confirm=confirm, is_agreed=yes, as_json=as_json)


def skip(
    *,
    agency: AgencyOption = None,
    solution: SolutionOption = None,
    received: ImportOption = None,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
    as_json: JsonOption = False,
) -> None:
    """Skip tasks of imported bookings for good. Says which, then asks."""
    found = chosen_agency(agency)
    from hospes.engine.release_imports import Chosen, skip_imports

    chosen = Chosen(solution, read_instant(received, "UTC"))
    by = who()

    def change(caution: "Caution") -> "PlanDifference":
        return skip_imports(found.id, chosen, now=datetime.now(UTC), by=by, caution=caution)

    _change(change, dry_run=dry_run, is_agreed=yes, as_json=as_json)


def _change(
    change: Callable[["Caution"], "PlanDifference"],
    *,
    dry_run: bool,
    is_agreed: bool,
    as_json: bool,
    confirm: int | None = None,
) -> None:
    if as_json:
        made = change(caution_for(dry_run=dry_run, confirm=confirm))
        write_json({"dry_run": dry_run, "difference": difference_json(made)})
        return
    agreed = change_when_agreed(
        change, lambda one: one, dry_run=dry_run, is_agreed=is_agreed, confirm=confirm
    )
    if agreed is not None and not agreed.is_empty:
        say("Done.")
