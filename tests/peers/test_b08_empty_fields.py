"""B8: empty fields.

What words cannot do without holds the task until it is filled in; the rest has its default. What people
suffered from: raw placeholders in what guests read (freescout-help-desk/freescout #4473, chatwoot/chatwoot
#8422, theCrag/website #2688, Wunderbyte-GmbH/moodle-mod_booking #853), or a hole in its place (Hostaway).
"""

import pytest

from hospes.bookings.facts import PersonFacts
from hospes.bookings.save_properties import PropertyFacts
from hospes.dispatch.execute_tasks import execute_tasks
from hospes.engine.change_places import change_properties
from hospes.kit.errors import Malformed
from tests.making import NOW
from tests.peers.worlds import DAY_BEFORE, House, ends, madrid, rule, sent, texts, words

pytestmark = pytest.mark.django_db
NAMELESS = PersonFacts(email="guest@example.com", language="en")


def saying(text: str) -> House:
    house = House()
    house.solve(rule("Reminder", trigger=DAY_BEFORE), versions={"Reminder": words("Reminder", text)})
    return house


def test_a_missing_value_holds_the_message_and_filling_it_in_lets_it_go() -> None:
    # freescout #4473, chatwoot #8422: the placeholder itself was sent.
    house = saying("Dear {{ guest.first_name }}")
    house.book(guest=NAMELESS)
    house.passes(madrid(6, 11, 16))
    assert (sent(), ends()) == ([], {("B1", "Reminder"): ("held", "missing_field")})

    house.book(
        now=madrid(6, 11, 18), booked_at=NOW, guest=PersonFacts(name="Anna Keller", email=NAMELESS.email)
    )
    house.passes(madrid(6, 30))

    assert texts() == ["Dear Anna"]


def test_what_is_not_filled_in_by_the_deadline_expires() -> None:
    house = saying("Dear {{ guest.first_name }}")
    house.book(guest=NAMELESS)
    house.passes(madrid(6, 11, 16))

    execute_tasks(now=madrid(6, 12, 15))

    assert (sent(), ends()["B1", "Reminder"][0]) == ([], "expired")


def test_a_default_stands_in_for_what_is_missing() -> None:
    # Hostaway: "Dear ," with a hole.
    house = saying('Dear {{ guest.first_name | default: "guest" }}')
    house.book(guest=NAMELESS)
    house.passes(madrid(6, 30))

    assert texts() == ["Dear guest"]


def test_a_sentence_around_what_is_missing_can_be_left_out() -> None:
    house = saying("See you soon.{% if property.instructions %} {{ property.instructions }}{% endif %}")
    house.book()
    house.passes(madrid(6, 30))

    assert texts() == ["See you soon."]


@pytest.mark.parametrize(
    "text", ["Dear {{ guest.firstname }}", "Dear {{ guest.first_name", "Dear {{ name }}"]
)
def test_a_placeholder_that_nobody_fills_in_cannot_be_saved(text: str) -> None:
    # theCrag/website #2688, moodle-mod_booking #853: a slip of the pen reached the guest.
    with pytest.raises(Malformed):
        saying(text)


def test_one_guest_with_a_missing_value_holds_up_no_other() -> None:
    house = saying("Dear {{ guest.first_name }}")
    house.book("B1", guest=NAMELESS)
    house.book("B2")
    house.passes(madrid(6, 11, 16))

    assert texts() == ["Dear Anna"]


def test_filling_in_a_value_of_the_property_lets_go_what_waited_for_it() -> None:
    house = saying("The key is here: {{ property.instructions }}")
    house.book()
    house.passes(madrid(6, 11, 16))
    assert ends() == {("B1", "Reminder"): ("held", "missing_field")}

    places = [PropertyFacts("Casa Mar", instructions="under the stone")]
    change_properties(house.agency.pk, places, groups={}, now=madrid(6, 11, 17), by="test")
    house.passes(madrid(6, 30))

    assert texts() == ["The key is here: under the stone"]


def test_filling_in_another_value_leaves_it_waiting() -> None:
    house = saying("Dear {{ guest.first_name }}")
    house.book(guest=NAMELESS)
    house.passes(madrid(6, 11, 16))

    house.book(now=madrid(6, 11, 18), booked_at=NOW, guest=NAMELESS, adults=2)
    house.passes(madrid(6, 11, 20))

    assert (sent(), ends()) == ([], {("B1", "Reminder"): ("held", "missing_field")})
