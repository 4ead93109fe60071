"""Commands: backup, restore (the embedded server; a server of your own has better tools)."""

import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hospes.cli.installation import Installation, installation
from hospes.cli.writing import counted, say
from hospes.kit.errors import Conflict, Malformed, Refused

if TYPE_CHECKING:
    import psycopg

    from hospes.engine.rest_after_restore import Rested

DATABASE, FRESH = "hospes", "hospes_restoring"
FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="The backup file.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("backup", epilog="Example: hospes backup hospes-2026-05-01.backup")(backup)
    app.command("restore", epilog="Example: hospes restore hospes-2026-05-01.backup")(restore)


def backup(file: FileArgument) -> None:
    """Write everything into one file, while the product goes on working; the secret key is not in it."""
    place = of_embedded()
    fresh = file.with_name(file.name + ".part")
    run(place, "pg_dump", "--format=custom", "--file", str(fresh), "--dbname", DATABASE)
    fresh.replace(file)
    say(f"{file}: {counted(file.stat().st_size // 1024, 'KiB', 'KiB')}. Keep {place.var / 'secret'} with it.")


def restore(file: FileArgument) -> None:
    """Put a backup in the place of the data; what may have been sent since waits for a person.

    Tasks that are due and messages that were on their way are held, so that nobody gets anything twice. The
    data that were there stay beside, under a name with the time.
    """
    if not file.is_file():
        raise Malformed(f"There is no file {file}.", path=str(file))
    place = of_embedded()
    with place.admin() as admin:
        refuse_while_used(admin)
        admin.execute(f"DROP DATABASE IF EXISTS {FRESH}")
        rested = fill_fresh(place, file)
        kept = f"hospes_{datetime.now(UTC):%Y%m%d_%H%M%S}"
        refuse_while_used(admin)
        with admin.transaction():
            admin.execute(f"ALTER DATABASE {DATABASE} RENAME TO {kept}")
            admin.execute(f"ALTER DATABASE {FRESH} RENAME TO {DATABASE}")
    tasks, messages = counted(rested.held_tasks, "task"), counted(rested.uncertain_messages, "message")
    say(f"Restored: {tasks} held, {messages} uncertain; a person releases them. The data before: {kept}.")


def fill_fresh(place: Installation, file: Path) -> "Rested":
    """Put the backup into a database beside the real one and make it safe, before any worker can see it."""
    place.connect(FRESH)
    from django.db import connection

    from hospes.agencies.tenancy import MAKE_ROLES
    from hospes.cli.processes import migrate_database
    from hospes.engine.clock import read_clock
    from hospes.engine.rest_after_restore import rest_after_restore

    with connection.cursor() as cursor:
        cursor.execute(MAKE_ROLES)
    connection.close()
    run(place, "pg_restore", "--exit-on-error", "--dbname", FRESH, str(file))
    migrate_database()
    rested = rest_after_restore(now=read_clock())
    connection.close()
    return rested


def of_embedded() -> Installation:
    """The installation with its embedded server running.

    Raises:
        Refused: DATABASE_URL names another server.
    """
    place = installation()
    if not place.is_embedded:
        raise Refused("DATABASE_URL names a server of your own: use its own tools, such as pg_dump.")
    place.keep_database()
    return place


def refuse_while_used(admin: "psycopg.Connection") -> None:
    """Refuse to change the data under somebody's feet."""
    query = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s"
    row = admin.execute(query, [DATABASE]).fetchone()
    if row and row[0]:
        raise Conflict("Hospes is running on these data: stop “hospes serve” first, then restore.")


def run(place: Installation, name: str, *words: str) -> None:
    """Run one of PostgreSQL's programs as the server's administrator.

    Raises:
        Refused: it failed; the sentence has its last words.
    """
    environment = {**os.environ, **place.admin_environment()}
    command = [str(place.program(name)), *words]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["it gave no reason"])[-1]
        raise Refused(f"{name} failed ({last}): nothing was changed.")
