"""The matrix is changed with its difference, and the matrix alone decides about its solutions."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hospes.agencies.models import Agency
from hospes.engine.change_system_notifications import change_system_notifications
from hospes.engine.plan_with_care import Caution
from hospes.engine.switch_solutions import delete_solutions, switch_solutions
from hospes.kit.errors import Conflict, Refused
from hospes.planning.models import Solution, SystemNotification, Task
from tests.making import NOW, make_agency, make_facts, take_in

pytestmark = pytest.mark.django_db
REMINDER = {"event": "reminder", "leads": ["24h", "3h"]}
NAME = "System: reminder 24 h before · guest · e-mail"


def test_switching_on_plans_what_is_to_come_for_bookings_that_are_there() -> None:
    agency = make_agency()
    take_in(agency, make_facts("B1"), make_facts("B2"))
    made = change_system_notifications(agency.pk, [REMINDER], now=NOW, by="test")
    assert (made.difference.numbers["added"], made.difference.messages_at_once) == (4, 0)
    assert Task.objects.filter(state="planned").count() == 4


def test_nothing_that_has_happened_is_told_afterwards() -> None:
    agency = make_agency()
    take_in(agency, make_facts("B1"))
    later = NOW + timedelta(hours=1)
    made = change_system_notifications(agency.pk, [{"event": "confirmed"}], now=later, by="test")
    assert made.difference.messages_at_once == 0
    assert Task.objects.values_list("state", "reason").get() == ("skipped", "existing")


def test_a_dry_run_says_the_difference_and_takes_it_back() -> None:
    agency = make_agency()
    take_in(agency, make_facts("B1"))
    dry = change_system_notifications(
        agency.pk, [REMINDER], now=NOW, by="test", caution=Caution(is_dry_run=True)
    )
    assert dry.difference.numbers["added"] == 2
    assert (Task.objects.count(), Solution.objects.count(), SystemNotification.objects.count()) == (0, 0, 0)


def test_switching_off_withdraws_what_was_planned() -> None:
    agency = make_agency()
    take_in(agency, make_facts("B1"))
    change_system_notifications(agency.pk, [REMINDER], now=NOW, by="test")
    made = change_system_notifications(agency.pk, [{**REMINDER, "active": False}], now=NOW, by="test")
    assert made.difference.numbers["withdrawn"] == 2
    assert set(Task.objects.values_list("state", "reason")) == {("withdrawn", "off")}


def test_more_at_once_than_the_limit_must_be_confirmed() -> None:
    agency = make_agency()
    Agency.objects.filter(pk=agency.pk).update(blast_limit=0)
    change_system_notifications(agency.pk, [REMINDER], now=NOW, by="test")
    take_in(agency, make_facts("B1"))
    before = NOW + timedelta(days=41, hours=5, minutes=-1)  # a minute before the day before arrival, 15:00
    longer = {"event": "reminder", "channel": "email", "leads": ["24h"], "audience": "client"}
    with pytest.raises(Conflict, match="This would send 1 messages at once"):
        change_system_notifications(agency.pk, [longer], now=before, by="test")
    change_system_notifications(agency.pk, [longer], now=before, by="test", caution=Caution(confirmed=1))


def test_a_solution_of_the_matrix_is_switched_and_deleted_by_the_matrix_alone() -> None:
    agency = make_agency()
    change_system_notifications(agency.pk, [REMINDER], now=NOW, by="test")
    with pytest.raises(Refused, match="is one of the notifications of bookings: switch it there"):
        switch_solutions(agency.pk, [NAME], on=False, now=NOW, by="test")
    with pytest.raises(Refused, match="is one of the notifications of bookings"):
        delete_solutions(agency.pk, [NAME], now=NOW, by="test")
