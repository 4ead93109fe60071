"""Say that a worker is alive."""

from datetime import datetime, timedelta
from importlib.metadata import version

from hospes.engine.models import Worker

EVERY = timedelta(seconds=10)
SILENT_AFTER = timedelta(seconds=45)
FORGOTTEN_AFTER = timedelta(days=1)


def beat(name: str, role: str, *, now: datetime) -> None:
    """Record that the process is alive; the first time it counts as started."""
    born = {"role": role, "version": version("hospes"), "started_at": now, "seen_at": now, "stopped_at": None}
    Worker.objects.update_or_create(name=name, defaults={"seen_at": now}, create_defaults=born)
    Worker.objects.filter(seen_at__lt=now - FORGOTTEN_AFTER).delete()


def rest(name: str, *, now: datetime) -> None:
    """Record that the process has ended in order."""
    Worker.objects.filter(name=name).update(seen_at=now, stopped_at=now)


def living_workers(*, now: datetime) -> list[str]:
    """Names of the workers that were alive a moment ago."""
    alive = Worker.objects.filter(stopped_at=None, seen_at__gte=now - SILENT_AFTER)
    return sorted(alive.values_list("name", flat=True))
