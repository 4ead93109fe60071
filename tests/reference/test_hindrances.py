from typing import Any

import pytest

from tests.reference.examples import booking, facts, planned, shown, solution
from tests.reference.visits import with_relatives
from tests.reference.world import Booking, Change, Consent, Facts

BEFORE = {"anchor": "arrival", "offset": -3, "unit": "days", "at": "15:00"}
AFTER = {"anchor": "departure", "offset": 1, "unit": "days", "at": "10:00"}
FIRST, SECOND = {"goes_on": True}, {"continues": True}
MAY_EMAIL = ("marketing", "email")


def plan(*changes: tuple[str, Facts], trigger: dict[str, Any] = BEFORE, **rule: Any) -> dict[int, str]:
    return shown(planned(solution(trigger, **rule), booking(*changes)))


@pytest.mark.parametrize(
    ("trigger", "touching", "rule", "speaks"),
    [
        (BEFORE, FIRST, {}, True),
        (BEFORE, SECOND, {}, False),
        (AFTER, FIRST, {}, False),
        (AFTER, SECOND, {}, True),
        (BEFORE, SECOND, {"stitch": False}, True),
        (BEFORE, SECOND, {"recipe": "pending_payment"}, True),
        ({"anchor": "payment_due"}, FIRST, {}, True),
        ({"anchor": "event:completed"}, FIRST, {"recipe": "review_request"}, False),
    ],
)
def test_s35_one_booking_of_a_stitched_stay_speaks(
    trigger: dict[str, Any], touching: dict[str, bool], rule: dict[str, Any], speaks: bool
) -> None:
    stay = facts(payment_due=facts().arrival, status="completed", **touching)
    found = plan(
        ("2026-05-01 12:00", stay), trigger={"offset": 0, **trigger}, conditions={"statuses": []}, **rule
    )
    assert bool(found) is speaks


def test_s35_a_booking_that_comes_to_touch_takes_over() -> None:
    alone = ("2026-05-01 12:00", facts())
    assert plan(alone, ("2026-05-02 12:00", facts(goes_on=True)), trigger=AFTER) == {1: "withdrawn(stitched)"}


@pytest.mark.parametrize(
    ("kind", "said", "expected"),
    [
        ("transactional", {("service", "email"): False}, True),
        ("service", {}, True),
        ("service", {("service", "email"): False}, False),
        ("service", {("service", "sms"): False}, True),
        ("marketing", {}, False),
        ("marketing", {("marketing", "email"): False}, False),
        ("marketing", {MAY_EMAIL: True}, True),
        ("marketing", {("marketing", "sms"): True}, False),
    ],
)
def test_s25_what_a_guest_refused_or_never_allowed_is_not_planned(
    kind: str, said: dict[tuple[str, str], bool], expected: bool
) -> None:
    assert bool(plan(("2026-05-01 12:00", facts(permissions=said)), kind=kind)) is expected


def test_s25_the_guests_will_does_not_decide_where_the_owner_is_written_to_as_well() -> None:
    both = [{"to": role, "template": "words", "channels": ["email"]} for role in ("guest", "owner")]
    refused = facts(permissions={("service", "email"): False})
    assert plan(("2026-05-01 12:00", refused), kind="service", notifications=both) == {
        1: "planned 2026-06-07 15:00"
    }


def test_s29_a_payment_in_progress_holds_the_reminder_and_gives_a_grace_when_it_ends() -> None:
    rule: dict[str, Any] = {
        "trigger": {"anchor": "booked", "offset": 1, "unit": "days"},
        "recipe": "pending_payment",
    }
    paying = ("2026-05-02 11:00", facts(is_paying=True))
    changes = ("2026-05-01 12:00", facts()), paying
    assert plan(*changes, **rule) == {1: "held(paying)"}
    assert plan(*changes, ("2026-05-02 11:30", facts()), **rule) == {1: "planned 2026-05-02 12:00"}
    assert plan(*changes, ("2026-05-02 18:00", facts()), **rule) == {1: "planned 2026-05-02 18:02"}
    assert plan(*changes, ("2026-06-10 14:59", facts()), **rule) == {1: "expired(deadline)"}


def test_a_side_of_an_event_counts_the_events_of_that_side_only() -> None:
    rule = solution({"anchor": "event:cancelled", "offset": 0, "unit": "minutes"})
    gone = facts(status="cancelled")
    for side, by, expected in (
        ("guest", "client", True),
        ("guest", "", False),
        ("us", "", True),
        ("us", "guest", False),
        ("", "guest", True),
    ):
        story = booking(("2026-05-01 12:00", facts()))
        cancelled = Change(story.changes[0].at.replace(day=2), gone, by=by)
        lived = Booking("B1", (*story.changes, cancelled))
        sided = type(rule)(**{**vars(rule), "event_by": side})
        assert bool(planned(sided, lived)) is expected


def test_the_newest_word_of_a_guest_counts_from_when_it_was_said() -> None:
    story = booking(("2026-05-01 12:00", facts()))
    at = story.changes[0].at
    said = [Consent(at.replace(day=day), "ana@example.com", "service", "email", day == 3) for day in (2, 3)]
    (lived,) = with_relatives([story], said)
    assert [change.facts.permissions for change in lived.changes] == [
        {},
        {("service", "email"): False},
        {("service", "email"): True},
    ]
