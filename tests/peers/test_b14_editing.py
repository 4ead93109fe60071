"""B14: editing and switching on.

The difference is shown first; no edit sends the past; imports wait in quarantine. What people suffered from:
an edit that cancelled and planned nothing anew (Cal-ID #790), a new rule that mailed all who were there
(odoo/odoo #191371), old dates that fired on switching on again (mautic/mautic #3340), steps that never
reached earlier people (#6323, #6445, #950), a rebuild that confirmed all future stays
(wootwoot1234/Superhost-Tools #62, #69, #70), an import that mailed thousands (zammad/zammad #3006), an
upgrade that turned past bookings into pending ones and told them (CentralAZ/Rock-CentralAZ #168), a copy that
fired at once (pretix/pretix #3181), thousands by mistake (#2099).
"""

from datetime import date, timedelta
from typing import Any

import pytest

from hospes.bookings.facts import Origin
from hospes.dispatch.execute_tasks import execute_tasks
from hospes.engine.plan_again import plan_again
from hospes.engine.plan_with_care import Caution
from hospes.engine.switch_solutions import switch_solutions
from hospes.kit.errors import Conflict
from tests.making import NOW
from tests.peers.worlds import BOOKED, DAY_BEFORE, House, ends, madrid, rule, sent, subjects

pytestmark = pytest.mark.django_db


def test_an_edit_moves_what_is_planned() -> None:
    # Cal-ID #790: the edit took the old ones away and made no new ones.
    house = House()
    house.solve(rule("Reminder", trigger=DAY_BEFORE))
    house.book()

    changed = house.solve(rule("Reminder", trigger={**DAY_BEFORE, "offset": -2}), now=madrid(5, 10))
    house.passes(madrid(6, 30))

    assert changed.difference.numbers["moved"] == 1
    assert sent() == [("06-10 15:00", "Reminder")]


def test_a_new_rule_tells_nobody_who_was_there_before() -> None:
    # odoo #191371.
    house = House()
    house.book("There before")

    house.solve(rule("Welcome", trigger=BOOKED), now=madrid(5, 10))
    house.book("New", now=madrid(5, 11))
    house.passes(madrid(6, 30))

    assert list(ends()) == [("New", "Welcome")]


def test_a_rule_for_those_who_are_there_sends_them_what_is_still_to_come_only() -> None:
    # odoo #191371; mautic #6323, #6445, #950: earlier people never got the later steps.
    house = House()
    house.book()
    steps = [rule("Welcome", trigger=BOOKED), rule("Reminder", trigger=DAY_BEFORE)]

    house.solve(*({**step, "applies_to": "existing"} for step in steps), now=madrid(5, 10))
    house.passes(madrid(6, 30))

    assert subjects() == ["Reminder"]
    assert ends()["B1", "Welcome"] == ("skipped", "existing")


def test_switching_on_again_sends_nothing_that_fell_due_meanwhile() -> None:
    # mautic #3340.
    house = House()
    house.solve(rule("Reminder", trigger=DAY_BEFORE))
    house.book()
    switch_solutions(house.agency.pk, ["Reminder"], on=False, now=madrid(6, 1), by="test")

    switch_solutions(house.agency.pk, ["Reminder"], on=True, now=madrid(6, 12, 9), by="test")
    house.passes(madrid(6, 30))

    assert (sent(), ends()) == ([], {("B1", "Reminder"): ("expired", "off")})


def test_planning_everything_anew_sends_nothing() -> None:
    # Superhost-Tools #62, #69, #70: the job that rebuilt everything confirmed all stays once more.
    house = House()
    house.solve(rule("Welcome", trigger=BOOKED), rule("Reminder", trigger=DAY_BEFORE))
    house.book()
    house.passes(madrid(5, 2))

    _, difference = plan_again(house.agency.pk, now=madrid(5, 10))
    house.passes(madrid(5, 11))

    assert difference.is_empty
    assert subjects() == ["Welcome"]


def test_an_import_tells_nobody_old_news() -> None:
    # zammad #3006.
    house = House()
    late = {**DAY_BEFORE, "offset": -60}
    house.solve(
        rule("Welcome", trigger=BOOKED), rule("Early", trigger=late), rule("Soon", trigger=DAY_BEFORE)
    )

    house.book(origin=Origin.IMPORT, booked_at=NOW - timedelta(days=90))
    house.passes(madrid(6, 30))
    execute_tasks(now=madrid(6, 30))

    assert subjects() == ["Soon"]
    assert ends()["B1", "Welcome"] == ("skipped", "imported")
    assert ends()["B1", "Early"][0] == "expired"


def test_past_stays_that_turn_pending_hear_nothing() -> None:
    # Rock-CentralAZ #168: an upgrade turned the past into requests, and everybody was told.
    house = House()
    house.matrix({"event": "pending"})
    past: dict[str, Any] = {
        "arrival": date(2026, 3, 1),
        "departure": date(2026, 3, 5),
        "booked_at": madrid(2, 1),
    }
    house.book(origin=Origin.IMPORT, **past)

    house.book(now=madrid(5, 2), status="pending", **past)
    house.passes(madrid(6, 30))

    assert sent() == []


def test_too_much_at_once_stops_until_the_number_is_confirmed() -> None:
    # pretix #2099.
    house = House()
    house.solve(rule("Welcome", trigger=DAY_BEFORE))
    for number in range(21):
        house.book(f"B{number}")
    edited = rule("Welcome", trigger=BOOKED)

    with pytest.raises(Conflict, match="21 messages at once"):
        house.solve(edited, now=madrid(5, 2), caution=Caution(catch_up=True))
    house.passes(madrid(5, 3))
    assert sent() == []

    house.solve(edited, now=madrid(5, 4), caution=Caution(catch_up=True, confirmed=21))
    house.passes(madrid(5, 5))
    assert len(sent()) == 21


def test_looking_at_the_difference_changes_nothing() -> None:
    house = House()
    house.solve(rule("Reminder", trigger=DAY_BEFORE))
    house.book()

    looked = house.solve(
        rule("Reminder", trigger=BOOKED), now=madrid(5, 10), caution=Caution(is_dry_run=True)
    )
    house.passes(madrid(6, 30))

    assert looked.difference.numbers["skipped"] == 1
    assert sent() == [("06-11 15:00", "Reminder")]
