from dataclasses import replace
from datetime import date

from tests.reference.examples import booking, facts, madrid
from tests.reference.visits import with_relatives


def test_the_next_booking_of_a_guest_is_known_from_its_booking_until_it_is_cancelled() -> None:
    first = booking(("2026-05-01 12:00", facts()))
    again = facts(arrival=date(2026, 9, 1), departure=date(2026, 9, 5), booked_at=madrid("2026-07-01 12:00"))
    second = replace(
        booking(("2026-07-01 12:00", again), ("2026-07-05 12:00", replace(again, status="cancelled"))),
        reference="B2",
    )
    linked, last = with_relatives([first, second])
    assert [(c.at, c.facts.next_booked_at) for c in linked.changes] == [
        (madrid("2026-05-01 12:00"), None),
        (madrid("2026-07-01 12:00"), madrid("2026-07-01 12:00")),
        (madrid("2026-07-05 12:00"), None),
    ]
    assert [c.facts.next_booked_at for c in last.changes] == [None, None]


def test_other_guests_do_not_count() -> None:
    first = booking(("2026-05-01 12:00", facts()))
    other = replace(booking(("2026-07-01 12:00", facts(people={}))), reference="B2")
    assert with_relatives([first, other]) == [first, other]
