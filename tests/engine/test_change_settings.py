"""Settings from which times follow move the plan in the same transaction."""

from datetime import time, timedelta

import pytest

from hospes.agencies.models import AuditEntry
from hospes.bookings.facts import Origin
from hospes.engine.change_settings import change_settings
from hospes.engine.take_in_bookings import take_in_bookings
from hospes.kit.errors import Malformed
from hospes.planning.models import Task
from tests.making import NOW, make_agency, make_facts, make_solution, make_template

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def planned() -> int:
    """An agency with one task, at 15:00 in Madrid."""
    agency = make_agency()
    make_template(agency)
    make_solution(agency)
    take_in_bookings(agency.pk, [make_facts()], now=NOW, origin=Origin.LIVE)
    return agency.pk


def test_another_zone_moves_the_tasks_and_leaves_a_line() -> None:
    agency = planned()
    assert Task.objects.get().due_at.hour == 13
    difference = change_settings(agency, {"timezone": "Atlantic/Canary"}, now=LATER, by="Marta")
    assert (difference.numbers["moved"], Task.objects.get().due_at.hour) == (1, 14)
    assert list(AuditEntry.objects.values_list("verb", "subject", "by")) == [
        ("change_settings", "timezone", "Marta")
    ]


def test_the_same_settings_again_leave_no_line() -> None:
    agency = planned()
    change_settings(agency, {"timezone": "Europe/Madrid", "quiet_from": None}, now=LATER, by="Marta")
    assert not AuditEntry.objects.exists()


def test_new_quiet_hours_count_for_what_is_planned() -> None:
    agency = planned()
    quiet = {"quiet_from": time(14), "quiet_to": time(16)}
    change_settings(agency, quiet, now=LATER, by="Marta")
    assert AuditEntry.objects.get().subject == "quiet_from, quiet_to"


def test_what_is_refused_changes_nothing() -> None:
    agency = planned()
    with pytest.raises(Malformed):
        change_settings(agency, {"timezone": "Mars", "name": "New"}, now=LATER, by="Marta")
    assert not AuditEntry.objects.exists()
