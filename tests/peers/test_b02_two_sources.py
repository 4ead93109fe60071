"""B2: two sources tell the same news. Every message has a purpose, and one purpose is told once.

What people suffered from: a workflow's mail beside the standard one for one cancellation (calcom/cal.diy
#26429, #16072), *denied* and *cancelled* for one refusal (thunderbird/appointment #1183), an older mail
beside that of the rule (Wunderbyte-GmbH/moodle-mod_booking #827, #1184), a copy for each participant to the
one who cancelled (moodle-mod_booking #837).
"""

from datetime import timedelta

import pytest

from hospes.bookings.facts import PersonFacts
from hospes.dispatch.models import Message
from hospes.planning.explain_booking import explain_booking
from hospes.planning.find_system_notifications import find_matrix
from tests.making import NOW
from tests.peers.worlds import ANNA, BOOKED, House, ends, madrid, rule, subjects, words

pytestmark = pytest.mark.django_db
CANCELLED = {**BOOKED, "anchor": "event:cancelled"}


def test_an_own_mail_about_a_cancellation_takes_the_place_of_the_built_in_one() -> None:
    # cal.diy #26429 and #16072: the guest got both.
    house = House()
    house.matrix({"event": "confirmed"}, {"event": "cancelled_by_guest"})
    own = rule("Sorry to see you go", purpose="cancellation", trigger=CANCELLED)
    house.solve({**own, "conditions": {"statuses": ["cancelled"]}})
    house.book()
    house.passes(madrid(5, 2))

    house.cancel(now=madrid(5, 10), by="guest")
    house.passes(madrid(5, 20))

    assert Message.objects.filter(state="sent").count() == 2
    assert subjects()[1] == "Sorry to see you go"


def test_a_request_that_was_refused_is_told_of_once() -> None:
    # appointment #1183: the guest read "denied" and then "cancelled".
    house = House()
    house.matrix({"event": "pending"}, {"event": "rejected"}, {"event": "cancelled_by_us"})
    house.book(status="pending")
    house.passes(madrid(5, 2))

    house.book(now=madrid(5, 3), status="rejected", booked_at=NOW)
    house.passes(madrid(6, 30))

    purposes = Message.objects.filter(state="sent").order_by("id").values_list("purpose", flat=True)
    assert list(purposes) == ["pending", "rejection"]


def test_two_own_rules_for_one_purpose_are_one_message_and_the_other_says_why() -> None:
    # moodle-mod_booking #827 and #1184: the older mail stayed on beside the rule.
    house = House()
    house.solve(
        rule("Older", purpose="arrival_info", trigger=BOOKED),
        rule("For long stays", purpose="arrival_info", trigger=BOOKED, conditions={"nights": {"min": 5}}),
    )
    house.book()
    house.passes(madrid(6, 19))

    assert subjects() == ["For long stays"]
    assert ends()["B1", "Older"] == ("skipped", "duplicate")
    said = explain_booking(house.agency.pk, house.id_of(), now=madrid(6, 19), solution="Older")
    assert [one.reason for one in said[0].occurrences] == ["duplicate"]


def test_who_cancels_for_two_roles_gets_one_copy() -> None:
    # moodle-mod_booking #837: who cancelled got the mail once for every participant.
    house = House()
    lines = [{"to": role, "template": "Off", "channels": ["email"]} for role in ("guest", "client")]
    house.solve(
        rule("Confirmation", trigger=BOOKED), {**rule("Off", trigger=CANCELLED), "notifications": lines}
    )
    house.book(client=PersonFacts(name="A. Keller", email="ANNA@example.com"))
    house.passes(madrid(5, 2))

    house.cancel(now=madrid(5, 10))
    house.passes(madrid(5, 20))

    assert subjects() == ["Confirmation", "Off"]


def test_a_different_person_who_booked_gets_a_copy_of_their_own() -> None:
    house = House()
    lines = [{"to": role, "template": "Hello", "channels": ["email"]} for role in ("guest", "client")]
    house.solve({**rule("Hello", trigger=BOOKED), "notifications": lines})
    house.book(client=PersonFacts(name="Office", email="office@example.com"))
    house.passes(madrid(5, 2))

    addresses = Message.objects.filter(state="sent").values_list("to_address", flat=True)
    assert sorted(addresses) == [str(ANNA.email), "office@example.com"]


def test_the_matrix_shows_what_speaks_in_the_place_of_a_built_in_notification() -> None:
    # The replacement must be visible, not a silence that nobody can explain.
    house = House()
    house.matrix({"event": "confirmed"})
    house.solve(rule("Our welcome", purpose="confirmation", trigger={**BOOKED, "anchor": "event:confirmed"}),
                versions={"Our welcome": words("Welcome")})  # fmt: skip
    house.book()
    house.passes(NOW + timedelta(hours=1))

    [cell] = [one for one in find_matrix(house.agency.pk) if one.cell.event == "confirmed" and one.is_saved]
    assert subjects() == ["Welcome"]
    assert cell.replaced_by == ("Our welcome",)
    assert sorted(ends().values()) == [("done", ""), ("skipped", "replaced")]
