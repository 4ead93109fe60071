"""The quiet hours of PostgreSQL are those of the reference in Python, in any zone, when clocks change too."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from hospes.agencies.models import Agency
from hospes.bookings.models import Person, Property
from hospes.kit.statements import load
from hospes.planning.models import Solution, Task
from hospes.planning.plan_tasks import zones_of_countries
from tests.making import make_agency, make_facts, take_in
from tests.planning.making import save_rules
from tests.reference import examples
from tests.reference import world as known
from tests.reference.plan import Task as Expected
from tests.reference.timing import Pair, quiet_around

pytestmark = pytest.mark.django_db

ZONES = (
    "Europe/Madrid",
    "Atlantic/Canary",
    "America/Santiago",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "America/St_Johns",
)
clock_times = st.builds(time, st.integers(0, 23), st.sampled_from((0, 15, 30)))
changes_of_clocks = st.sampled_from(("2026-03-29", "2026-10-25", "2026-04-05", "2026-09-06", "2026-10-04"))
instants = st.builds(
    lambda day, minutes: datetime.fromisoformat(day).replace(tzinfo=UTC) + timedelta(minutes=minutes),
    st.one_of(changes_of_clocks, st.dates(date(2026, 1, 1), date(2026, 12, 31)).map(str)),
    st.integers(-1440, 2880),
)


def planted() -> Task:
    agency = make_agency()
    save_rules(agency, {"recipe": "free"})
    take_in(agency, make_facts())
    return Task.objects.get()


def stored_hours(task: Task, at: datetime) -> tuple[datetime, datetime] | None:
    Task.objects.filter(pk=task.pk).update(due_at=at, planned_at=at)
    with connection.cursor() as cursor:
        sql = f"SELECT quiet_start, quiet_end FROM ({load('hospes.planning', 'parts/find_quiet_hours')}) AS q"
        cursor.execute(sql, {"ids": [task.pk], "now": at, "zones": zones_of_countries()})
        start, end = cursor.fetchone()
    return (start, end) if start and start <= at else None


def expected_hours(zones: tuple[str, str], quiet: tuple[time, time], at: datetime) -> object:
    own, place = (ZoneInfo(name) for name in zones)
    stay = examples.facts(
        arrival=date(2026, 6, 12),
        departure=date(2026, 6, 19),
        property=known.Property("Casa Mar", zone=place),
        people={"guest": known.Person("guest-b1@example.com", zone=own)},
    )
    rule = examples.solution(
        {"anchor": "arrival", "offset": -3}, quiet_hours={"from": str(quiet[0]), "to": str(quiet[1])}
    )
    task = Expected("Solution", 1, at, at, None, "planned", "", stay.arrival)
    return quiet_around(Pair(rule, task), examples.received(stay), at)


def test_the_quiet_hours_are_those_of_the_reference() -> None:
    task = planted()

    @settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(
        st.tuples(st.sampled_from(ZONES), st.sampled_from(ZONES)),
        st.tuples(clock_times, clock_times),
        instants,
    )
    @example(("Europe/Madrid",) * 2, (time(22), time(2, 30)), datetime(2026, 10, 25, 1, 10, tzinfo=UTC))
    @example(("Europe/Madrid",) * 2, (time(2, 30), time(5)), datetime(2026, 3, 29, 1, 10, tzinfo=UTC))
    @example(("Asia/Kathmandu", "Europe/Madrid"), (time(21), time(9)), datetime(2026, 6, 13, 20, tzinfo=UTC))
    def check(zones: tuple[str, str], quiet: tuple[time, time], at: datetime) -> None:
        with transaction.atomic():
            Person.objects.filter(key__contains="guest").update(timezone=zones[0])
            Property.objects.update(timezone=zones[1])
            Solution.objects.update(quiet="own", quiet_from=quiet[0], quiet_to=quiet[1])
            assert stored_hours(task, at) == expected_hours(zones, quiet, at)

    check()
    assert Agency.objects.get().timezone == "Europe/Madrid"
