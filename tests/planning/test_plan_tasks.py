"""`plan_tasks`: when things go, for new, late, moved, cancelled and reinstated bookings (S1–S17)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from hospes.agencies.models import Agency
from hospes.bookings.facts import BookingFacts, Origin
from hospes.bookings.receive_bookings import receive_bookings
from hospes.planning.models import Solution, Task
from hospes.planning.plan_solutions import plan_solutions
from hospes.planning.plan_tasks import PlanOutcome, plan_tasks
from hospes.planning.switch_solutions import switch_solution
from tests.making import NOW, make_agency, make_facts
from tests.planning.making import save_rules

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def agency_with(*rules: Mapping[str, Any], **agency: Any) -> Agency:
    made = make_agency(**agency)
    save_rules(made, *({"purpose": "news", **rule} for rule in rules))
    return made


def take_in(
    agency: Agency, facts: BookingFacts, *, now: datetime = NOW, origin: Origin = Origin.LIVE
) -> PlanOutcome:
    received = receive_bookings(agency.pk, [facts], now=now, origin=origin)
    ids = [r.booking_id for r in received if r.booking_id]
    return plan_tasks(agency.pk, now=now, booking_ids=ids)


def task() -> Task:
    return Task.objects.get()


def plan_of_one(rule: Mapping[str, Any], **facts: Any) -> Task:
    take_in(agency_with(rule), make_facts(**facts))
    return task()


@pytest.mark.parametrize(
    ("trigger", "planned_at"),
    [
        ({"anchor": "arrival", "offset": -1, "unit": "days"}, "2027-03-28 13:00"),
        ({"anchor": "arrival", "offset": -24, "unit": "hours"}, "2027-03-28 13:00"),
        ({"anchor": "arrival", "offset": -2, "unit": "days"}, "2027-03-27 14:00"),
        ({"anchor": "arrival", "offset": -48, "unit": "hours"}, "2027-03-27 13:00"),
        ({"anchor": "arrival", "offset": -1, "unit": "weeks", "at": "09:30"}, "2027-03-22 08:30"),
        ({"anchor": "arrival", "offset": -2, "unit": "months"}, "2027-01-28 14:00"),
        ({"anchor": "arrival", "offset": -1, "unit": "days", "at": "02:30"}, "2027-03-28 01:30"),
        ({"anchor": "departure", "offset": 0, "unit": "days", "at": "08:00"}, "2027-04-03 06:00"),
        ({"anchor": "departure", "offset": 90, "unit": "minutes"}, "2027-04-03 10:30"),
    ],
)
def test_S1_S3_S4_S6_offsets_count_from_the_stay_on_the_local_calendar(
    trigger: dict[str, Any], planned_at: str
) -> None:
    # Clocks go forward on 28 March 2027; arrival on the 29th at 15:00 is 13:00 UTC.
    planned = plan_of_one({"trigger": trigger}, arrival=date(2027, 3, 29), departure=date(2027, 4, 3))
    assert planned.planned_at == utc(planned_at)
    assert (planned.state, planned.due_at) == ("planned", utc(planned_at))


def test_S3_a_month_is_30_days() -> None:
    agency = agency_with(
        {"trigger": {"anchor": "arrival", "offset": -2, "unit": "months"}}, now=utc("2023-01-01 00:00")
    )
    facts = make_facts(
        arrival=date(2023, 6, 12), departure=date(2023, 6, 19), booked_at=utc("2023-01-02 00:00")
    )
    take_in(agency, facts, now=utc("2023-01-02 00:00"))
    assert task().planned_at == utc("2023-04-13 13:00")


def test_S4_an_appointment_counts_from_its_real_start() -> None:
    starts = utc("2026-06-12 07:15")
    planned = plan_of_one(
        {"trigger": {"anchor": "arrival", "offset": -1, "unit": "hours"}},
        starts_at=starts,
        ends_at=starts + HOUR,
        departure=date(2026, 6, 12),
    )
    assert planned.planned_at == utc("2026-06-12 06:15")


@pytest.mark.parametrize(
    ("clock", "planned_at"),
    [("agency", "2026-06-09 13:00"), ("property", "2026-06-09 18:00"), ("guest", "2026-06-09 09:15")],
)
def test_S5_the_clock_may_be_the_agencys_the_propertys_or_the_guests(clock: str, planned_at: str) -> None:
    agency = agency_with({"clock": clock, "trigger": {"anchor": "arrival", "offset": -3, "at": "15:00"}})
    facts = make_facts()
    receive_bookings(agency.pk, [facts], now=NOW, origin=Origin.LIVE)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE bookings_property SET timezone = 'Atlantic/Stanley' WHERE name = 'Casa Mar'")
        cursor.execute("UPDATE bookings_person SET country = 'NP' WHERE name = 'Anna Keller'")
    plan_tasks(agency.pk, now=NOW)
    assert task().planned_at == utc(planned_at)


def test_S8_S9_what_is_late_when_planned_goes_after_a_grace_or_not_at_all() -> None:
    late = {"trigger": {"anchor": "arrival", "offset": -60, "unit": "days"}}
    agency = agency_with(
        {**late, "name": "Now"},
        {**late, "name": "Skip", "late": "skip"},
        {**late, "name": "Within", "late": {"send_if_within": "6h"}},
        {**late, "name": "Bundle", "late": "bundle"},
    )
    Solution.objects.update(applies_to="existing")
    take_in(agency, make_facts())
    found = {t.solution.name: (t.state, t.reason, t.due_at, t.is_late) for t in Task.objects.all()}
    planned = utc("2026-04-13 13:00")
    assert found == {
        "Now": ("planned", "", NOW + timedelta(minutes=2), True),
        "Skip": ("skipped", "late", NOW + timedelta(minutes=2), True),
        "Within": ("skipped", "late", NOW + timedelta(minutes=2), True),
        "Bundle": ("planned", "", NOW + timedelta(minutes=2), True),
    }
    assert {t.planned_at for t in Task.objects.all()} == {planned}


def test_S9_of_several_late_repetitions_only_the_last_goes() -> None:
    agency = agency_with({
        "trigger": {"anchor": "arrival", "offset": -50, "unit": "days"},
        "repeat": {"every_days": 5, "times": 4},
    })  # fmt: skip
    take_in(agency, make_facts())
    assert [(t.occurrence, t.state, t.reason) for t in Task.objects.order_by("occurrence")] == [
        (1, "skipped", "superseded"),
        (2, "planned", ""),
        (3, "planned", ""),
        (4, "planned", ""),
    ]


@pytest.mark.parametrize(
    ("rule", "deadline"),
    [
        ({"trigger": {"anchor": "booked"}}, "2026-06-12 13:00"),
        ({"trigger": {"anchor": "arrival", "offset": -3}}, "2026-06-12 13:00"),
        ({"trigger": {"anchor": "arrival", "offset": -3}, "recipe": "instructions"}, "2026-06-19 09:00"),
        ({"trigger": {"anchor": "arrival", "offset": 1}}, "2026-06-19 09:00"),
        ({"trigger": {"anchor": "departure", "offset": -1}}, "2026-06-19 09:00"),
        ({"trigger": {"anchor": "departure", "offset": 1}}, "2026-07-03 09:00"),
        ({"trigger": {"anchor": "event:confirmed", "offset": 1}}, "2026-05-04 08:00"),
        (
            {"deadline": {"anchor": "arrival", "offset": 1, "unit": "days", "at": "12:00"}},
            "2026-06-13 10:00",
        ),
        ({"trigger": {"anchor": "last_visit", "offset": 1, "unit": "months"}}, None),
    ],
)
def test_S10_the_deadline_follows_from_the_anchor(rule: dict[str, Any], deadline: str | None) -> None:
    assert plan_of_one(rule).deadline == (utc(deadline) if deadline else None)


def test_S10_nothing_is_planned_for_a_deadline_that_is_over() -> None:
    take_in(agency_with({}), make_facts(), now=utc("2026-06-12 13:00"))
    assert (task().state, task().reason) == ("skipped", "too_late")


def test_S12_a_task_moves_with_its_booking_and_stays_the_same_task() -> None:
    agency = agency_with({})
    take_in(agency, make_facts())
    before = task()
    later = make_facts(arrival=date(2026, 6, 14), version_at=NOW + HOUR)
    outcome = take_in(agency, later, now=NOW + HOUR)
    assert (outcome.added, outcome.moved, outcome.withdrawn) == (0, 1, 0)
    assert task().pk == before.pk
    assert task().planned_at == before.planned_at + timedelta(days=2)
    assert outcome.next_due == utc("2026-06-11 13:00")


def test_S12_a_reminder_that_has_gone_goes_once_more_when_the_stay_moves_by_a_day() -> None:
    agency = agency_with({})
    take_in(agency, make_facts())
    Task.objects.update(state="done")
    take_in(agency, make_facts(arrival=date(2026, 6, 14), version_at=NOW + HOUR), now=NOW + HOUR)
    assert [(t.occurrence, t.state) for t in Task.objects.order_by("occurrence")] == [
        (1, "done"),
        (2, "planned"),
    ]
    take_in(agency, make_facts(version_at=NOW + 2 * HOUR), now=NOW + 2 * HOUR)
    again = Task.objects.get(occurrence=2)
    assert (again.state, again.reason) == ("withdrawn", "moved_back")


def test_S12_a_confirmation_that_has_gone_never_goes_again() -> None:
    agency = agency_with({"purpose": "confirmation"})
    take_in(agency, make_facts())
    Task.objects.update(state="done")
    take_in(agency, make_facts(arrival=date(2026, 6, 14), version_at=NOW + HOUR), now=NOW + HOUR)
    assert task().state == "done"


def test_S12_moves_within_ten_minutes_are_one_and_a_move_back_sends_nothing() -> None:
    agency = agency_with({"trigger": {"anchor": "event:moved", "offset": 0, "unit": "minutes"}})
    take_in(agency, make_facts())
    for minutes, day in ((1, 14), (8, 15)):
        now = NOW + timedelta(minutes=minutes)
        take_in(agency, make_facts(arrival=date(2026, 6, day), version_at=now), now=now)
    assert (task().state, task().due_at) == ("planned", NOW + timedelta(minutes=18))
    back = NOW + timedelta(minutes=9)
    take_in(agency, make_facts(version_at=back), now=back)
    assert (task().state, task().reason) == ("withdrawn", "moved_back")


def test_S13_S14_a_cancelled_booking_loses_its_tasks_and_gets_them_back_when_reinstated() -> None:
    agency = agency_with({})
    take_in(agency, make_facts())
    outcome = take_in(agency, make_facts(status="cancelled", version_at=NOW + HOUR), now=NOW + HOUR)
    assert (outcome.withdrawn, task().state, task().reason) == (1, "withdrawn", "cancelled")
    take_in(agency, make_facts(version_at=NOW + 2 * HOUR), now=NOW + 2 * HOUR)
    assert (task().state, task().due_at) == ("planned", utc("2026-06-09 13:00"))


def test_S15_a_solution_switched_off_withdraws_its_tasks_and_plans_them_again_when_on() -> None:
    agency = agency_with({}, {"trigger": {"anchor": "arrival", "offset": -40}})
    rules = [s.pk for s in Solution.objects.order_by("id")]
    take_in(agency, make_facts())
    for on, now in ((False, NOW + HOUR), (True, utc("2026-05-10 00:00"))):
        for rule in rules:
            switch_solution(agency.pk, rule, on=on, now=now, by="test")
        plan_solutions(agency.pk, rules, now=now)
    assert [(t.state, t.reason) for t in Task.objects.order_by("solution_id")] == [
        ("planned", ""),
        ("expired", "off"),
    ]


def test_S15_an_edit_catches_nothing_up_that_is_past() -> None:
    agency = agency_with({})
    take_in(agency, make_facts())
    (saved,) = save_rules(
        agency, {"purpose": "news", "trigger": {"anchor": "arrival", "offset": -60}}, now=NOW
    )
    seen: list[tuple[int, int]] = []
    plan_solutions(
        agency.pk,
        [saved.solution_id],
        now=NOW,
        edited=True,
        progress=lambda done, all_: seen.append((done, all_)),
    )
    assert (task().state, task().reason, task().solution_version) == ("skipped", "edit", 2)
    assert seen == [(1, 1)]


@pytest.mark.parametrize(
    ("applies_to", "count"),
    [("new", 0), ("existing", 1), ({"since": "2026-05-01T09:59"}, 1), ({"since": "2026-05-01T10:01"}, 0)],
)
def test_S16_the_scope_decides_whether_a_booking_from_before_counts(applies_to: Any, count: int) -> None:
    agency = make_agency()
    receive_bookings(agency.pk, [make_facts()], now=NOW, origin=Origin.LIVE)
    save_rules(agency, {"applies_to": applies_to}, now=NOW + HOUR)
    plan_tasks(agency.pk, now=NOW + HOUR)
    assert Task.objects.count() == count


def test_S16_what_was_due_before_a_solution_was_switched_on_stays_unsent() -> None:
    agency = make_agency()
    receive_bookings(agency.pk, [make_facts()], now=NOW, origin=Origin.LIVE)
    save_rules(agency, {"trigger": {"anchor": "booked", "offset": 10, "unit": "minutes"}}, now=NOW + HOUR)
    plan_tasks(agency.pk, now=NOW + HOUR)
    assert (task().state, task().reason) == ("skipped", "existing")


def test_S17_old_news_of_an_import_is_skipped_held_or_planned() -> None:
    agency = agency_with(
        {"trigger": {"anchor": "booked", "offset": 1, "unit": "minutes"}},
        {"trigger": {"anchor": "arrival", "offset": -60}},
        {"trigger": {"anchor": "arrival", "offset": -3}},
    )
    take_in(agency, make_facts(booked_at=NOW - timedelta(days=80)), origin=Origin.IMPORT)
    assert [(t.state, t.reason) for t in Task.objects.order_by("solution_id")] == [
        ("skipped", "imported"),
        ("held", "imported"),
        ("planned", ""),
    ]


def test_S29_nobody_is_reminded_of_money_in_the_first_two_hours() -> None:
    planned = plan_of_one(
        {"recipe": "pending_payment", "trigger": {"anchor": "booked", "offset": 5, "unit": "minutes"}}
    )
    assert planned.due_at == NOW + timedelta(hours=2)


def test_planning_unchanged_facts_writes_no_row() -> None:
    agency = agency_with(
        {}, {"trigger": {"anchor": "event:booked"}}, {"repeat": {"every_days": 1, "times": 3}}
    )
    take_in(agency, make_facts())
    before = versions()
    assert plan_tasks(agency.pk, now=NOW + HOUR) == PlanOutcome()
    assert versions() == before


def versions() -> list[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, xmin::text FROM planning_task ORDER BY id")
        return list(cursor.fetchall())


def test_the_outcome_counts_what_was_written_and_names_the_next_instant() -> None:
    agency = agency_with({}, {"trigger": {"anchor": "arrival", "offset": -1}})
    outcome = take_in(agency, make_facts())
    assert outcome == PlanOutcome(added=2, next_due=utc("2026-06-09 13:00"))


def test_another_agencys_solutions_and_bookings_have_no_part_in_the_plan() -> None:
    mine, other = agency_with({}), agency_with({}, name="Other")
    take_in(mine, make_facts())
    receive_bookings(other.pk, [make_facts()], now=NOW, origin=Origin.LIVE)
    assert [t.agency_id for t in Task.objects.all()] == [mine.pk]


def test_the_check_in_time_of_the_property_counts() -> None:
    agency = agency_with({"trigger": {"anchor": "arrival", "offset": 0, "unit": "minutes"}})
    receive_bookings(agency.pk, [make_facts()], now=NOW, origin=Origin.LIVE)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE bookings_property SET check_in = '16:30'")
    plan_tasks(agency.pk, now=NOW)
    assert task().planned_at == utc("2026-06-12 14:30")
