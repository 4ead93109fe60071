"""Command: doctor."""

from dataclasses import dataclass
from datetime import datetime

import typer

from hospes.cli.installation import connect
from hospes.cli.options import JsonOption
from hospes.cli.writing import say, write_json


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `is_fine` is None where nobody can tell."""

    what: str
    is_fine: bool | None
    seen: str


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("doctor", epilog="Example: hospes doctor --json")(doctor)


def doctor(as_json: JsonOption = False) -> None:
    """Look at database, migrations, workers, time zones, delays and connections; exit 1 if one is wrong."""
    connect()
    from hospes.engine.clock import read_clock

    found = find_all(read_clock())
    if as_json:
        write_json([{"what": one.what, "fine": one.is_fine, "seen": one.seen} for one in found])
    else:
        for one in found:
            say(f"{ {True: 'fine', False: 'WRONG', None: 'note'}[one.is_fine]:6}{one.what}: {one.seen}")
    if any(one.is_fine is False for one in found):
        raise typer.Exit(1)


def find_all(now: datetime) -> list[Finding]:
    """Look at everything."""
    migrations = see_migrations()
    if not migrations.is_fine:
        return [see_database(), migrations]
    return [see_database(), migrations, see_workers(now), see_zones(), *see_delays(now), *see_connections()]


def see_database() -> Finding:
    """Version, and whether a commit means that the data are on disk."""
    from django.db import connection

    from hospes.delivery.check_durability import check_durability
    from hospes.kit.errors import Refused

    connection.ensure_connection()
    version = connection.connection.info.server_version
    try:
        check_durability()
    except Refused as error:
        return Finding("database", False, error.message)
    return Finding("database", True, f"PostgreSQL {version // 10000}.{version % 10000}, commits are durable")


def see_migrations() -> Finding:
    """Whether the database has every migration of this version."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    seen = f"{missing} are missing: run “hospes migrate”" if missing else "all are applied"
    return Finding("migrations", not missing, seen)


def see_workers(now: datetime) -> Finding:
    """Whether somebody does the work."""
    from hospes.engine.heartbeat import living_workers

    names = living_workers(now=now)
    return Finding(
        "workers", bool(names), ", ".join(names) or "none is alive: run “hospes serve” or “hospes worker”"
    )


def see_zones() -> Finding:
    """Whether PostgreSQL and Python agree on time zones."""
    from hospes.insight.compare_zones import compare_zones

    zones = compare_zones()
    seen = f"PostgreSQL has at least {zones.postgresql or '?'}, Python at least {zones.python or '?'}"
    if zones.differing:
        seen += f"; they differ for {', '.join(zones.differing)}: update the older one"
    return Finding("time zones", not zones.differing, seen)


def see_delays(now: datetime) -> list[Finding]:
    """Whether anything is late."""
    from hospes.insight.measure_health import measure_health

    health = measure_health(now=now)
    late = [Finding("delays", False, sentence) for sentence in health.faults()]
    if health.uncertain:
        late.append(
            Finding("messages", None, f"{health.uncertain} are uncertain: a person should look at them")
        )
    return late or [Finding("delays", True, "nothing is late")]


def see_connections() -> list[Finding]:
    """What each agency sends through."""
    from hospes.agencies.models import Agency
    from hospes.channels.models import Connection

    found = []
    for agency in Agency.objects.order_by("slug"):
        names = list(Connection.objects.filter(agency_id=agency.id).values_list("provider", flat=True))
        seen = ", ".join(sorted(names)) or "the outbox only: nothing leaves this machine"
        found.append(Finding(f"connections of {agency.slug}", None if not names else True, seen))
    return found
