"""Command: lint."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from hospes.cli.installation import chosen_agency
from hospes.cli.options import AgencyOption, JsonOption
from hospes.cli.writing import counted, say, write_json

if TYPE_CHECKING:
    from hospes.planning.problems import Problem

SEVERITIES = ("error", "warning", "hint")
SolutionOption = Annotated[
    list[str] | None, typer.Option("--solution", help="Only this solution; repeat it.")
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("lint", epilog="Example: hospes lint --agency costa-blava")(lint)


def lint(agency: AgencyOption = None, solution: SolutionOption = None, as_json: JsonOption = False) -> None:
    """Find what can never work, or not as meant, in solutions and templates; exit code 1 on errors."""
    found = chosen_agency(agency)
    from hospes.engine.clock import read_clock
    from hospes.planning.lint_solutions import lint_solutions

    problems = lint_solutions(found.id, now=read_clock(), names=solution)
    if as_json:
        write_json([problem.as_dict() for problem in problems])
    else:
        say_problems(problems)
        say(summary(problems))
    if any(problem.severity == "error" for problem in problems):
        raise typer.Exit(1)


def say_problems(problems: "Sequence[Problem]") -> None:
    """Each problem with its code, what it is about, its sentence and its fix."""
    for problem in problems:
        say(f"{problem.severity:8} {problem.code}: {problem.subject} “{problem.name}”")
        say(f"         {problem.sentence}")
        say(f"         → {problem.fix}")


def summary(problems: "Sequence[Problem]") -> str:
    """How many of each severity."""
    counts = [
        counted(number, severity)
        for severity in SEVERITIES
        if (number := sum(1 for problem in problems if problem.severity == severity))
    ]
    return f"{', '.join(counts)}." if counts else "Nothing to complain about."
