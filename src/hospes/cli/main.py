"""The command line: which commands there are, and how errors end."""

import os
import sys
from collections.abc import Sequence

import typer

from hospes.cli import (
    agencies,
    backups,
    bookings,
    bulks,
    connections,
    consents,
    doctor,
    exports,
    forecasting,
    groups,
    imports,
    linting,
    messages,
    notifications,
    planning,
    processes,
    properties,
    quarantine,
    recipes,
    season,
    simulation,
    solution_list,
    solutions,
    switching,
    tasks,
)
from hospes.cli.installation import Installation, use
from hospes.cli.writing import hint, say_error
from hospes.kit.errors import HospesError

FAILED = 1
AWAY = {"OperationalError", "InterfaceError"}

app = typer.Typer(
    name="hospes",
    help="Automates what an agency says to its guests, owners and partners around bookings.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for group in (
    processes,
    agencies,
    connections,
    imports,
    bookings,
    properties,
    groups,
    consents,
    solutions,
    solution_list,
    recipes,
    switching,
    notifications,
    quarantine,
    linting,
    planning,
    tasks,
    forecasting,
    messages,
    bulks,
    simulation,
    exports,
    doctor,
    backups,
    season,
):
    group.register(app)


def run(words: Sequence[str], place: Installation) -> int:
    """Run one command.

    Args:
        words: the command line without the program's name.
        place: where it runs.

    Returns:
        The exit code: 0 done, 1 refused or failed, 2 usage.
    """
    try:
        use(place)
        app(list(words), prog_name="hospes")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else FAILED
    except HospesError as error:
        say_error(error, as_json="--json" in words)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except Exception as error:
        hint(sentence_for(error))
    return FAILED


def sentence_for(error: Exception) -> str:
    """What to say of an error that is not ours; a bug is raised again and shown whole."""
    name, lines = type(error).__name__, str(error).strip().splitlines() or [""]
    if isinstance(error, OSError):
        return f"{error.strerror or error}: {error.filename}" if error.filename else str(error)
    if name in AWAY:
        return (
            f"The database went away ({lines[-1]}): start it, then repeat the command; nothing was half done."
        )
    if name == "ProgrammingError" and "does not exist" in lines[0]:
        return "The database has no tables of this version yet: run “hospes migrate” first."
    raise error
