"""S19: whoever stood back for a better solution speaks when that one ends without having spoken."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest

from hospes.agencies.models import Agency
from hospes.dispatch.execute_tasks import execute_tasks
from hospes.dispatch.models import Message
from hospes.engine.switch_solutions import delete_solutions, switch_solutions
from hospes.planning.hold_task import hold_task, skip_task
from hospes.planning.models import Solution, Task
from tests.dispatch.worlds import DUE, make_caller, make_chained, make_channels
from tests.making import take_in

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
LATER = DUE + timedelta(hours=5)
"""When the better one goes."""


def at(hour: str) -> dict[str, Any]:
    return {"anchor": "arrival", "offset": -1, "unit": "days", "at": hour}


def one_stands_back(**better: Any) -> Agency:
    """The general one is due at 15:00 and leaves the guest to the special one at 20:00."""
    agency = make_channels()
    common = {"purpose": "arrival_info", "channels": ["email"]}
    make_chained(agency, "General", trigger=at("15:00"), **common)
    special = {"trigger": at("20:00"), "conditions": {"nights": {"min": 1}}, **common, **better}
    make_chained(agency, "Special", **special)
    take_in(agency, make_caller())
    execute_tasks(now=DUE)
    assert ends()["General"] == ("skipped", "duplicate")
    return agency


def ends() -> dict[str, tuple[str, str]]:
    rows = Task.objects.values_list("solution__name", "state", "reason")
    return {name: (state, reason) for name, state, reason in rows}


def said(since: Any = LATER) -> list[str]:
    for passed in range(5):
        execute_tasks(now=since + passed * 2 * MINUTE)
    return list(Message.objects.order_by("id").values_list("solution__name", flat=True))


def special() -> Task:
    return Task.objects.get(solution__name="Special")


def test_the_better_one_speaks_alone_when_nothing_happens() -> None:
    one_stands_back()

    assert said() == ["Special"]
    assert ends() == {"General": ("skipped", "duplicate"), "Special": ("done", "")}


def test_the_next_takes_over_when_a_person_skips_the_better_one() -> None:
    agency = one_stands_back()

    skip_task(agency.id, special().id, now=DUE + MINUTE)

    assert said(DUE + 2 * MINUTE) == ["General"]


@pytest.mark.parametrize("end", [switch_solutions, delete_solutions])
def test_the_next_takes_over_when_the_better_one_is_switched_off_or_deleted(end: Any) -> None:
    agency = one_stands_back()

    how = {"on": False} if end is switch_solutions else {}
    end(agency.id, ["Special"], now=DUE + MINUTE, by="test", **how)

    assert ends()["Special"] == ("withdrawn", "off")
    assert said(DUE + 2 * MINUTE) == ["General"]


def test_the_next_takes_over_when_quiet_hours_end_the_better_one() -> None:
    one_stands_back(deadline=at("23:00"))
    rule = Solution.objects.filter(name="Special")
    rule.update(quiet="own", quiet_from=time(19), quiet_to=time(18))

    assert said() == ["General"]
    assert ends()["Special"] == ("skipped", "quiet")


def test_the_next_takes_over_when_nobody_released_the_better_one_in_time() -> None:
    agency = one_stands_back(deadline=at("23:00"))
    hold_task(agency.id, special().id, now=DUE + MINUTE)

    assert said(DUE + timedelta(hours=8)) == ["General"]
    assert ends()["Special"] == ("expired", "deadline")


def test_nobody_gets_it_twice_when_the_better_one_comes_back_after_the_next_has_spoken() -> None:
    agency = one_stands_back()
    switch_solutions(agency.id, ["Special"], on=False, now=DUE + MINUTE, by="test")
    assert said(DUE + 2 * MINUTE) == ["General"]

    switch_solutions(agency.id, ["Special"], on=True, now=DUE + 20 * MINUTE, by="test")

    assert said() == ["General"]
    assert ends()["Special"] == ("skipped", "duplicate")


def test_nothing_takes_over_when_the_booking_ends() -> None:
    agency = one_stands_back()

    take_in(agency, make_caller(status="cancelled"), now=DUE + MINUTE)

    assert said(DUE + 2 * MINUTE) == []


def test_S21_nobody_keeps_a_distance_to_what_was_left_out() -> None:
    agency = make_channels()
    for name in ("General", "Special"):
        conditions = {"nights": {"min": 1}} if name == "Special" else {}
        make_chained(agency, name, purpose="arrival_info", channels=["email"], conditions=conditions)
    take_in(agency, make_caller())

    execute_tasks(now=DUE)
    execute_tasks(now=DUE)

    assert ends() == {"General": ("skipped", "duplicate"), "Special": ("done", "")}
