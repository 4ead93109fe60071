"""Commands that run the product: serve, web, worker, migrate."""

import os
import socket
from typing import Annotated

import typer

from hospes.cli.installation import Installation, connect, installation
from hospes.cli.writing import say
from hospes.kit.errors import HospesError, Refused

WEB_ROLE, ENGINE_ROLE = "hospes_web", "hospes_engine"
HostOption = Annotated[str, typer.Option("--host", help="The address to listen on.")]
PortOption = Annotated[int, typer.Option("--port", min=1, max=65535, help="The port to listen on.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("serve", epilog="Example: hospes serve --port 8000")(serve)
    app.command("web", epilog="Example: DATABASE_URL=postgresql://… hospes web --port 8000")(web)
    app.command("worker", epilog="Example: DATABASE_URL=postgresql://… hospes worker")(worker)
    app.command("migrate", epilog="Example: hospes migrate")(migrate)


def serve(host: HostOption = "127.0.0.1", port: PortOption = 8000) -> None:
    """Run web, worker and the embedded PostgreSQL in one supervised tree; Ctrl-C ends all."""
    listening = listen(host, port)
    place = installation()
    place.connect()
    migrate_database()
    say(f"Hospes runs at http://{host}:{port} (Ctrl-C ends it)")
    run_tree(place, listening)


def run_tree(place: Installation, listening: socket.socket) -> None:
    """Run web and worker until told to end; the database is kept alive too."""
    from django.db import connections

    from hospes.engine.supervise import Child, supervise

    connections.close_all()
    door = listening.fileno()
    children = [
        Child("web", place.words("web", "--descriptor", str(door)), place.environment(WEB_ROLE), (door,)),
        Child("worker", place.words("worker"), place.environment(ENGINE_ROLE)),
    ]
    supervise(children, look=Keeper(place))


class Keeper:
    """Sees that the embedded database runs; a failure is said once and tried again at the next look."""

    def __init__(self, place: Installation) -> None:
        self.place = place
        self.said = ""

    def __call__(self) -> None:
        """Look."""
        try:
            self.place.keep_database()
            self.said = ""
        except HospesError as error:
            if error.message != self.said:
                self.said = error.message
                typer.echo(error.message, err=True)


def listen(host: str, port: int) -> socket.socket:
    """Open the port, before anything else is started.

    Raises:
        Refused: it is taken, or not ours to open.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    door = socket.socket(family, socket.SOCK_STREAM)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((host, port))
    except OSError as error:
        door.close()
        raise Refused(
            f"Port {port} on {host} cannot be opened ({error.strerror}): stop what uses it, or choose another"
            " with --port."
        ) from error
    door.listen(128)
    return door


def web(
    host: HostOption = "127.0.0.1",
    port: PortOption = 8000,
    descriptor: Annotated[int | None, typer.Option("--descriptor", hidden=True)] = None,
) -> None:
    """Run the web alone."""
    import uvicorn

    door = listen(host, port) if descriptor is None else socket.socket(fileno=descriptor)
    os.environ.setdefault("HOSPES_ROLE", WEB_ROLE)
    connect()
    config = uvicorn.Config(
        installation().asgi,
        log_config=None,
        access_log=False,
        lifespan="off",
        server_header=False,
        timeout_graceful_shutdown=10,
    )
    config.load()  # here, because the application reaches for the database, which no running loop may
    uvicorn.Server(config).run(sockets=[door])


def worker() -> None:
    """Run one worker alone; any number may run on one database."""
    os.environ.setdefault("HOSPES_ROLE", ENGINE_ROLE)
    connect()
    from hospes.engine.run_worker import run_worker

    run_worker()


def migrate() -> None:
    """Bring the database to this version; run it once, before the new version starts."""
    connect()
    count = migrate_database()
    say(
        f"The database is at this version ({count} migrations applied now)."
        if count
        else "Nothing to migrate."
    )


def migrate_database() -> int:
    """Apply the migrations that are missing and give the roles their rights; returns how many there were.

    Several processes may call it at once: one works, the others wait.
    """
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from hospes.agencies.tenancy import grant_rights

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(7468)")
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if missing:
            call_command("migrate", verbosity=0, interactive=False)
        grant_rights()
        cursor.execute("SELECT pg_advisory_unlock(7468)")
    return len(missing)
