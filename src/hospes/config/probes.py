"""What monitors ask: is it alive, is it ready, how late are things."""

import hmac
import os
from collections.abc import Iterator

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric

from hospes.agencies.tenancy import ENGINE_ROLE
from hospes.engine.clock import read_clock
from hospes.engine.heartbeat import living_workers
from hospes.insight.count_figures import count_figures
from hospes.insight.measure_health import measure_health


@login_not_required
@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """Alive: this process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@require_safe
def readyz(_request: HttpRequest) -> JsonResponse:
    """Ready: the database answers, its tables are those of this version, and a worker is alive (else 503)."""
    try:
        checks = {
            "database": True,
            "migrations": is_migrated(),
            "worker": bool(living_workers(now=read_clock())),
        }
    except DatabaseError:
        checks = {"database": False, "migrations": False, "worker": False}
    is_ready = all(checks.values())
    return JsonResponse({"ready": is_ready, **checks}, status=200 if is_ready else 503)


def is_migrated() -> bool:
    """Whether the database has every migration of this version."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


@login_not_required
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures of the whole installation for Prometheus; with HOSPES_METRICS_TOKEN only for its bearer."""
    token = os.environ.get("HOSPES_METRICS_TOKEN", "")
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token and not hmac.compare_digest(token.encode(), given.encode()):
        return HttpResponse("Send the token of HOSPES_METRICS_TOKEN as a bearer token.\n", status=401)
    registry = CollectorRegistry()
    registry.register(Figures())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


class Figures:
    """Reads the figures when Prometheus asks; counts only, nothing of an agency's own."""

    def collect(self) -> Iterator[Metric]:
        """The metrics, read in one transaction that sees all agencies."""
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL ROLE {ENGINE_ROLE}")
            now = read_clock()
            health, figures, workers = measure_health(now=now), count_figures(None), living_workers(now=now)
        yield gauge("workers", "Workers that are alive.", len(workers))
        yield gauge(
            "task_delay_seconds", "How long the oldest due task waits.", health.task_delay.total_seconds()
        )
        delay = health.message_delay.total_seconds()
        yield gauge("message_delay_seconds", "How long the oldest message waits.", delay)
        yield gauge("messages_past_lease", "Messages whose worker is silent.", health.past_lease)
        yield by_state("tasks", "Tasks by state.", figures.tasks)
        yield by_state("messages", "Messages by state.", figures.messages)
        yield gauge("active_solutions", "Solutions that are switched on.", figures.active_solutions)
        yield gauge("minutes_saved", "Minutes saved so far.", float(figures.minutes_saved))


def gauge(name: str, says: str, value: float) -> Metric:
    """One figure."""
    return GaugeMetricFamily(f"hospes_{name}", says, value=value)


def by_state(name: str, says: str, counts: dict[str, int]) -> Metric:
    """Counts by state."""
    family = GaugeMetricFamily(f"hospes_{name}", says, labels=["state"])
    for state, count in counts.items():
        family.add_metric([state], count)
    return family
