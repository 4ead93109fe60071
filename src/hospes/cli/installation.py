"""What commands need to know of the installation they run in."""

from collections.abc import Sequence
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import psycopg

    from hospes.agencies.models import Agency


class Installation(Protocol):
    """This installation: its folder, its database, the environment of its processes."""

    asgi: str
    var: Path
    is_embedded: bool

    @property
    def database_folder(self) -> Path:
        """The folder of the embedded server."""

    def connect(self, database: str = "hospes") -> None:
        """Make this process ready to work: key, database, Django. Idempotent."""

    def keep_database(self, database: str = "hospes") -> None:
        """Start the embedded server if it is ours and does not run."""

    def program(self, name: str) -> Path:
        """A program of PostgreSQL, for example pg_dump."""

    def admin(self) -> "psycopg.Connection":
        """A connection as the embedded server's administrator, to no particular data."""

    def admin_environment(self) -> dict[str, str]:
        """What PostgreSQL's programs need to reach the embedded server as its administrator."""

    def environment(self, role: str) -> dict[str, str]:
        """The environment of a child process that works in a database role."""

    def words(self, *arguments: str) -> Sequence[str]:
        """The command line that starts this command again."""


_running: ContextVar[Installation] = ContextVar("installation")


def installation() -> Installation:
    """The installation of the running command."""
    return _running.get()


def use(place: Installation) -> None:
    """Let the commands of this process run in an installation."""
    _running.set(place)


def connect() -> None:
    """Make this process ready to work with the database."""
    installation().connect()


def chosen_agency(slug: str | None) -> "Agency":
    """Connect and find the agency that a command is about."""
    connect()
    from hospes.agencies.find_agencies import find_agency

    return find_agency(slug)
