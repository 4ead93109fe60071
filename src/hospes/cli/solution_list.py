"""Commands: solutions list, solutions show, solutions copy."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hospes.cli.installation import chosen_agency
from hospes.cli.options import AgencyOption, JsonOption, who
from hospes.cli.solutions import group
from hospes.cli.writing import say, say_table, write_json
from hospes.insight.timelines import when

if TYPE_CHECKING:
    from hospes.planning.models import Solution

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="The solution's name.")]
NewNameOption = Annotated[
    str | None, typer.Option("--name", help="What to call the copy; “Copy of …” if left out.")
]
SystemOption = Annotated[bool, typer.Option("--system", help="Also what the system notifications made.")]
COLUMNS = ("state", "name", "category", "recipe", "kind", "when", "version")


def register(app: typer.Typer) -> None:
    """Add the commands to those of solutions."""
    del app
    group.command("list", epilog="Example: hospes solutions list --agency costa-blava")(list_all)
    group.command("show", epilog='Example: hospes solutions show "Ask for a review" --agency costa-blava')(
        show
    )
    group.command("copy", epilog='Example: hospes solutions copy "Ask for a review" --name "Ask again"')(copy)


def list_all(agency: AgencyOption = None, system: SystemOption = False, as_json: JsonOption = False) -> None:
    """Say which solutions there are, whether they are on, and when they act."""
    found = chosen_agency(agency)
    from hospes.planning.find_solutions import list_solutions

    rows = [facts(solution) for solution in list_solutions(found.id, system=system)]
    if as_json:
        write_json(rows)
    elif rows:
        say_table(COLUMNS, [[row[column] for column in COLUMNS] for row in rows])
    else:
        say("There are no solutions yet: add one with “hospes recipes add”, or import a file.")


def show(name: NameArgument, agency: AgencyOption = None, as_json: JsonOption = False) -> None:
    """Write one solution as it stands in the file."""
    found = chosen_agency(agency)
    import yaml

    from hospes.planning.export_solutions import ordered
    from hospes.planning.find_solutions import find_solution

    solution = find_solution(found.id, name)
    if as_json:
        write_json({**facts(solution), "definition": ordered(solution.definition)})
        return
    say(f"# {facts(solution)['state']}, version {solution.version}")
    say(yaml.safe_dump(ordered(solution.definition), allow_unicode=True, sort_keys=False, width=110).rstrip())


def copy(
    name: NameArgument,
    *,
    agency: AgencyOption = None,
    new_name: NewNameOption = None,
    as_json: JsonOption = False,
) -> None:
    """Copy a solution; the copy is off until it is switched on."""
    found = chosen_agency(agency)
    from hospes.agencies.tenancy import acting_for
    from hospes.planning.copy_solution import copy_solution
    from hospes.planning.find_solutions import find_solution

    by = who()
    with acting_for(found.id):
        original = find_solution(found.id, name)
        saved = copy_solution(found.id, original.pk, now=datetime.now(UTC), by=by, name=new_name)
    if as_json:
        write_json({"name": saved.name, "active": saved.is_active, "version": saved.version})
        return
    say(f"“{saved.name}” is there, switched off.")


def facts(solution: "Solution") -> dict[str, Any]:
    """What lists show of a solution."""
    written = solution.definition
    return {
        "name": solution.name,
        "category": solution.category,
        "recipe": solution.recipe,
        "purpose": solution.purpose,
        "kind": solution.kind,
        "state": "on" if solution.is_active else "off",
        "mode": solution.mode,
        "system": solution.is_system,
        "when": when(written.get("trigger", {})),
        "version": solution.version,
    }
