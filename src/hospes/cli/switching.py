"""Commands: solutions on, off, delete; each says the difference and asks before it makes one."""

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
from hospes.cli.options import AgencyOption, DryRunOption, JsonOption, who
from hospes.cli.solutions import group
from hospes.cli.writing import say, write_json

if TYPE_CHECKING:
    from hospes.engine.plan_with_care import Caution
    from hospes.engine.switch_solutions import Switched

NamesArgument = Annotated[list[str], typer.Argument(metavar="NAME…", help="The solutions.")]


def register(app: typer.Typer) -> None:
    """Add the commands to those of solutions."""
    del app
    group.command("on", epilog="Example: hospes solutions on 'Arrival instructions'")(switch_on)
    group.command("off", epilog="Example: hospes solutions off 'Arrival instructions'")(switch_off)
    group.command("delete", epilog="Example: hospes solutions delete 'Old reminder'")(delete)


def switch_on(
    names: NamesArgument,
    *,
    agency: AgencyOption = None,
    dry_run: DryRunOption = False,
    confirm: ConfirmOption = None,
    yes: YesOption = False,
    as_json: JsonOption = False,
) -> None:
    """Switch solutions on: says what is planned and what goes at once, then asks."""
    change = _switching(agency, names, on=True)
    _change(change, "Switched on", dry_run=dry_run, confirm=confirm, is_agreed=yes, as_json=as_json)


def switch_off(
    names: NamesArgument,
    *,
    agency: AgencyOption = None,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
    as_json: JsonOption = False,
) -> None:
    """Switch solutions off: says what is withdrawn, then asks."""
    change = _switching(agency, names, on=False)
    _change(change, "Switched off", dry_run=dry_run, is_agreed=yes, as_json=as_json)


def delete(
    names: NamesArgument,
    *,
    agency: AgencyOption = None,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
    as_json: JsonOption = False,
) -> None:
    """Delete solutions: says what is withdrawn, then asks. Their history stays."""
    found = chosen_agency(agency)
    from hospes.engine.switch_solutions import delete_solutions

    def change(caution: "Caution") -> "Switched":
        return delete_solutions(found.id, names, now=datetime.now(UTC), by=who(), caution=caution)

    _change(change, "Deleted", dry_run=dry_run, is_agreed=yes, as_json=as_json)


def _switching(agency: str | None, names: list[str], *, on: bool) -> Callable[["Caution"], "Switched"]:
    found = chosen_agency(agency)
    from hospes.engine.switch_solutions import switch_solutions

    return lambda caution: switch_solutions(
        found.id, names, on=on, now=datetime.now(UTC), by=who(), caution=caution
    )


def _change(
    change: Callable[["Caution"], "Switched"],
    done: str,
    *,
    dry_run: bool,
    is_agreed: bool,
    as_json: bool,
    confirm: int | None = None,
) -> None:
    """Show the difference, ask unless told not to, and make it."""
    if as_json:
        made = change(caution_for(dry_run=dry_run, confirm=confirm))
        difference = difference_json(made.difference)
        write_json({"dry_run": dry_run, "solutions": made.names, "difference": difference})
        return
    agreed = change_when_agreed(
        change, lambda one: one.difference, dry_run=dry_run, is_agreed=is_agreed, confirm=confirm
    )
    if agreed is not None:
        say(f"{done}: {', '.join(agreed.names)}." if agreed.names else "They were that way already.")
