"""Portals, properties and groups change, and the bookings there are planned in the same transaction."""

from datetime import date, time, timedelta
from typing import Any

import pytest

from hospes.agencies.change_agencies import change_agency
from hospes.agencies.models import Agency, AuditEntry
from hospes.bookings.facts import Origin
from hospes.bookings.models import Portal
from hospes.bookings.save_portals import PortalFacts
from hospes.bookings.save_properties import PropertyFacts
from hospes.engine.change_places import change_message_groups, change_portals, change_properties
from hospes.engine.plan_with_care import Caution
from hospes.engine.take_in_bookings import take_in_bookings
from hospes.kit.errors import Conflict
from hospes.planning.models import Task
from hospes.planning.save_message_groups import GroupFacts
from tests.making import NOW, make_agency, make_facts, make_solution, make_template

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def planned(**changes: Any) -> Agency:
    """An agency whose one booking has one planned task, the day before arrival."""
    agency = make_agency()
    make_template(agency)
    make_solution(agency, **changes)
    take_in_bookings(agency.pk, [make_facts()], now=NOW, origin=Origin.LIVE)
    return agency


def exclude(agency: Agency, *, excluded: bool, caution: Caution | None = None) -> dict[str, int]:
    facts = [PortalFacts("Web", is_excluded=excluded)]
    changed = change_portals(agency.pk, facts, now=LATER, by="Marta", caution=caution or Caution())
    return {kind: number for kind, number in changed.difference.numbers.items() if number}


def test_an_excluded_portal_loses_its_tasks_and_an_included_one_gets_them_again() -> None:
    agency = planned()
    assert exclude(agency, excluded=True) == {"withdrawn": 1}
    assert Task.objects.get().state == "withdrawn"
    assert exclude(agency, excluded=False) == {"added": 1}
    assert Task.objects.get().state == "planned"
    assert list(AuditEntry.objects.order_by("id").values_list("verb", "subject", "by")) == [
        ("change_portals", "Web", "Marta"),
        ("change_portals", "Web", "Marta"),
    ]


def test_a_dry_run_says_the_difference_and_changes_nothing() -> None:
    agency = planned()
    assert exclude(agency, excluded=True, caution=Caution(is_dry_run=True)) == {"withdrawn": 1}
    assert (Task.objects.get().state, Portal.objects.get().is_excluded) == ("planned", False)
    assert not AuditEntry.objects.exists()


def test_the_same_again_changes_and_records_nothing() -> None:
    agency = planned()
    assert exclude(agency, excluded=False) == {}
    assert not AuditEntry.objects.exists()


def test_other_check_in_times_move_the_tasks() -> None:
    agency = planned(trigger={"anchor": "arrival", "offset": -2, "unit": "hours"})
    assert Task.objects.get().due_at.hour == 11
    facts = [PropertyFacts("Casa Mar", check_in=time(18))]
    changed = change_properties(agency.pk, facts, groups={}, now=LATER, by="Marta")
    assert (changed.outcomes, changed.difference.numbers["moved"]) == ({"Casa Mar": "changed"}, 1)
    assert Task.objects.get().due_at.hour == 14


def test_a_solution_of_a_group_starts_when_the_property_joins_it() -> None:
    agency = planned(conditions={"message_group": "Seaside"})
    assert not Task.objects.exists()
    changed = change_properties(agency.pk, [], groups={"Casa Mar": "Seaside"}, now=LATER, by="Marta")
    assert changed.difference.numbers["added"] == 1
    gone = change_message_groups(agency.pk, [GroupFacts("Seaside")], now=LATER, by="Marta")
    assert gone.difference.numbers["withdrawn"] == 1
    assert [(one.name, one.before, one.after) for one in gone.attached] == [("Casa Mar", "Seaside", "")]


def test_five_hundred_properties_are_one_call() -> None:
    agency = make_agency()
    facts = [PropertyFacts(f"House {n}", secrets={"door_code": f"{n:04}"}) for n in range(500)]
    groups = {f"House {n}": "Seaside" for n in range(250)}
    changed = change_properties(agency.pk, facts, groups=groups, now=NOW, by="Marta")
    assert (len(changed.outcomes), len(changed.attached)) == (500, 250)
    assert AuditEntry.objects.count() == 1
    again = change_properties(agency.pk, facts, groups=groups, now=NOW, by="Marta")
    assert (set(again.outcomes.values()), again.attached) == ({"same"}, [])


def test_too_much_at_once_must_be_confirmed_with_its_number() -> None:
    agency = planned(trigger={"anchor": "arrival", "offset": -30, "unit": "days", "at": "15:00"})
    change_agency(agency.pk, blast_limit=0)
    exclude(agency, excluded=True)
    late = date(2026, 6, 12) - timedelta(days=20)
    due = NOW.replace(month=late.month, day=late.day)
    facts = [PortalFacts("Web", is_excluded=False)]
    catch_up = Caution(catch_up=True)
    with pytest.raises(Conflict, match="send 1 messages at once"):
        change_portals(agency.pk, facts, now=due, by="Marta", caution=catch_up)
    with pytest.raises(Conflict):
        change_portals(agency.pk, facts, now=due, by="Marta", caution=Caution(catch_up=True, confirmed=2))
    confirmed = Caution(catch_up=True, confirmed=1)
    assert (
        change_portals(agency.pk, facts, now=due, by="Marta", caution=confirmed).difference.messages_at_once
        == 1
    )
    assert not Portal.objects.get().is_excluded
