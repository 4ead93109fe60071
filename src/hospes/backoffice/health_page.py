"""The health page: is everything on time, and who is at work."""

from functools import cache

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hospes.backoffice.agency_middleware import AgencyRequest
from hospes.engine.heartbeat import SILENT_AFTER
from hospes.engine.models import Worker
from hospes.insight.compare_zones import ZoneData, compare_zones
from hospes.insight.measure_health import measure_health


@require_safe
def health(request: AgencyRequest) -> HttpResponse:
    """Show how late things are for this agency, and the workers of the installation."""
    measured = measure_health(now=request.now, agency_id=request.agency.id)
    workers = list(Worker.objects.filter(stopped_at=None).order_by("role", "name"))
    alive = [worker for worker in workers if worker.seen_at >= request.now - SILENT_AFTER]
    shown = {
        "section": "health",
        "health": measured,
        "workers": [(worker, worker in alive) for worker in workers],
        "is_manned": bool(alive),
        "faults": measured.faults(),
        "zones": zones(),
    }
    return render(request, "backoffice/health.html", shown)


@cache
def zones() -> ZoneData:
    """The time-zone data of both sides, asked once: it changes only with a restart."""
    return compare_zones()
