"""Commands: solutions export, solutions import."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hospes.cli.differences import (
    CatchUpOption,
    ConfirmOption,
    caution_for,
    difference_json,
    say_difference,
)
from hospes.cli.installation import chosen_agency
from hospes.cli.linting import say_problems
from hospes.cli.options import AgencyOption, DryRunOption, JsonOption, who
from hospes.cli.writing import counted, say, write_json
from hospes.kit.errors import Malformed

if TYPE_CHECKING:
    from hospes.engine.change_solutions import Changed

group = typer.Typer(help="Take solutions and templates out and in, as YAML.", no_args_is_help=True)
FileArgument = Annotated[Path, typer.Argument(metavar="FILE.yaml", help="The file.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="solutions")


@group.command("export", epilog="Example: hospes solutions export solutions.yaml --agency costa-blava")
def export(file: FileArgument, agency: AgencyOption = None) -> None:
    """Write the agency's solutions and templates into a file; “-” writes them to standard output."""
    found = chosen_agency(agency)
    import yaml

    from hospes.planning.export_solutions import export_solutions

    written = export_solutions(found.id)
    text = yaml.safe_dump(written, allow_unicode=True, sort_keys=False, width=110)
    if str(file) == "-":
        say(text.rstrip("\n"))
        return
    file.write_text(text, encoding="utf-8")
    solutions, templates = len(written["solutions"]), len(written["templates"])
    say(f"{file}: {counted(solutions, 'solution')}, {counted(templates, 'template')}.")


@group.command(
    "import", epilog="Example: hospes solutions import solutions.yaml --agency costa-blava --dry-run"
)
def take_in(
    file: FileArgument,
    *,
    agency: AgencyOption = None,
    dry_run: DryRunOption = False,
    catch_up: CatchUpOption = False,
    confirm: ConfirmOption = None,
    as_json: JsonOption = False,
) -> None:
    """Save the solutions and templates of a file, and plan them; all of it or nothing."""
    found = chosen_agency(agency)
    from hospes.engine.change_solutions import change_solutions

    written = read_file(file)
    caution = caution_for(dry_run=dry_run, catch_up=catch_up, confirm=confirm)
    changed = change_solutions(found.id, written, now=datetime.now(UTC), by=who(), caution=caution)
    report(changed, dry_run=dry_run, as_json=as_json)


def read_file(file: Path) -> dict[str, Any]:
    """A YAML file of solutions.

    Raises:
        Malformed: it is no YAML, or not of this shape.
    """
    import yaml

    try:
        written = yaml.safe_load(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise Malformed(f"There is no file {file}.", path=str(file)) from error
    except UnicodeDecodeError as error:
        raise Malformed(f"{file} is not written in UTF-8: save it so.", path=str(file)) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        raise Malformed(f"{file}: {place}{getattr(error, 'problem', None) or 'this is no YAML'}.") from error
    from hospes.engine.save_files import FILE_KEYS

    if not isinstance(written, dict) or not set(written) <= set(FILE_KEYS):
        allowed = ", ".join(f"“{key}:”" for key in FILE_KEYS)
        raise Malformed(f"{file}: at the top there may be {allowed}, nothing else.")
    return written


def report(changed: "Changed", *, dry_run: bool, as_json: bool) -> None:
    """Say what was saved and how the plan changed."""
    from dataclasses import asdict

    plan = asdict(changed.plan) if changed.plan else {}
    if as_json:
        saved = [
            {"name": entry.name, "outcome": entry.outcome, "version": entry.version}
            for entry in changed.saved
        ]
        difference = difference_json(changed.difference)
        problems = [problem.as_dict() for problem in changed.problems]
        found = {"solutions": saved, "plan": plan, "difference": difference, "problems": problems}
        write_json({"dry_run": dry_run, **found})
        return
    for entry in changed.saved:
        say(f"{entry.outcome:9}  {entry.name} (version {entry.version})")
    say_difference(changed.difference)
    say_problems(changed.problems)
    if dry_run:
        say("Dry run: nothing was saved.")


def plan_lines(plan: dict[str, Any]) -> list[str]:
    """The change of a plan in words."""
    counts = {name: number for name, number in plan.items() if isinstance(number, int) and number}
    if not counts:
        return ["The plan stays as it is."]
    return [
        "Plan: " + ", ".join(f"{number:,} {name.replace('_', ' ')}" for name, number in counts.items()) + "."
    ]
