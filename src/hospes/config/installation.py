"""This installation: its folder, its secret key, its database, and the environment of its processes."""

import os
import secrets
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import dj_database_url

from hospes.kit.errors import Refused

if TYPE_CHECKING:
    import psycopg

SETTINGS = "hospes.config.settings"
DATABASE = "hospes"
ASGI = "hospes.config.asgi:application"


class Installation:
    """Where Hospes keeps its things on this machine, and how its processes find them.

    Args:
        var: the folder for everything that is not code; None takes `HOSPES_VAR`, else `var` here.
    """

    asgi = ASGI

    def __init__(self, var: Path | None = None) -> None:
        self.var = (var or Path(os.environ.get("HOSPES_VAR") or "var")).resolve()
        self.is_embedded = not os.environ.get("DATABASE_URL")

    @property
    def database_folder(self) -> Path:
        """The folder of the embedded server."""
        return self.var / "pg"

    def connect(self, database: str = DATABASE) -> None:
        """Make this process ready to work: key, database, Django. Idempotent.

        Args:
            database: which one of the embedded server; nothing where DATABASE_URL names another server.

        Raises:
            Refused: the folder cannot be written, or the database is not there; the sentence says what to do.
        """
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
        os.environ["HOSPES_VAR"] = str(self.var)
        if not os.environ.get("HOSPES_SECRET_KEY"):
            self.set_key()
        self.keep_database(database)
        check_address(os.environ["DATABASE_URL"])
        set_django_up()
        reach_database()

    def keep_database(self, database: str = DATABASE) -> None:
        """Start the embedded server if it is ours and does not run."""
        if self.is_embedded:
            from hospes.config import embedded

            os.environ["DATABASE_URL"] = embedded.start(self.database_folder, database)

    def program(self, name: str) -> Path:
        """A program of PostgreSQL, for example pg_dump."""
        from hospes.config import embedded

        return embedded.program(name)

    def admin(self) -> "psycopg.Connection":
        """A connection as the embedded server's administrator, to no particular data."""
        import psycopg

        from hospes.config import embedded

        return psycopg.connect(
            embedded.address(self.database_folder, embedded.ADMIN, "postgres"), autocommit=True
        )

    def admin_environment(self) -> dict[str, str]:
        """What PostgreSQL's programs need to reach the embedded server as its administrator."""
        from hospes.config import embedded

        return {
            "PGHOST": str(embedded.sockets_of(self.database_folder)),
            "PGUSER": embedded.ADMIN,
            "PGPASSWORD": embedded.password_of(self.database_folder),
        }

    def set_key(self) -> None:
        """Read the secret key of this installation, made once."""
        place = self.var / "secret" / "key"
        try:
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with suppress(FileExistsError):
                handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                with os.fdopen(handle, "w") as file:
                    file.write(secrets.token_urlsafe(48))
            os.environ["HOSPES_SECRET_KEY"] = place.read_text()
        except OSError as error:
            raise Refused(
                f"The folder {self.var} cannot be used ({error.strerror}):"
                " run as its owner, or set HOSPES_VAR."
            ) from error

    def environment(self, role: str) -> dict[str, str]:
        """The environment of a child process that works in a database role (empty: as the owner)."""
        return {**os.environ, "HOSPES_ROLE": role, "PYTHONUNBUFFERED": "1"}

    def words(self, *arguments: str) -> Sequence[str]:
        """The command line that starts this command again."""
        return [sys.executable, "-m", "hospes", *arguments]


def check_address(address: str) -> None:
    """Refuse what is no address of a PostgreSQL database."""
    example = "write it as postgresql://user:password@host:5432/database"
    try:
        engine = dj_database_url.parse(address)["ENGINE"]
    except (ValueError, KeyError) as error:
        raise Refused(f"DATABASE_URL is not the address of a database: {example}.") from error
    if not engine.endswith("postgresql"):
        raise Refused(f"Hospes keeps its data in PostgreSQL, DATABASE_URL names something else: {example}.")


def set_django_up() -> None:
    """Load the settings and the rooms; logs go to standard error as JSON."""
    import django

    from hospes.config.logging import configure_logging

    django.setup()
    configure_logging()


def reach_database() -> None:
    """Refuse to go on without a database that answers."""
    from django.db import DatabaseError, connection

    try:
        connection.ensure_connection()
    except DatabaseError as error:
        seen = " ".join(str(error).split())
        raise Refused(f"The database does not answer ({seen}): start it, or correct DATABASE_URL.") from error
    version = connection.cursor().connection.info.server_version
    if version < 150000:
        raise Refused(f"Hospes needs PostgreSQL 15 or newer, this is {version // 10000}: upgrade the server.")
