"""One message to many is prepared: one for each address, the others with reasons, counted before it goes."""

from datetime import date
from typing import Any

import pytest

from hospes.agencies.models import Agency
from hospes.bookings.facts import PersonFacts
from hospes.bookings.forget_people import forget_person
from hospes.bookings.models import Booking, Person
from hospes.bookings.record_consents import ConsentFacts, record_consents
from hospes.content.words import Words
from hospes.dispatch.bulk_filters import BookingFilter, PersonFilter
from hospes.dispatch.hand_facts import Manner
from hospes.dispatch.models import Bulk, BulkRecipient, Message
from hospes.dispatch.prepare_bulks import Circular, prepare_bulk
from hospes.kit.errors import Malformed, NotFound
from tests.dispatch.worlds import make_caller, make_channels
from tests.making import NOW, make_facts, take_in

pytestmark = pytest.mark.django_db
OWN = (Words("en", subject="The pool", text="The pool is closed."),)
SERVICE = Manner("service")


def make_world(*references: str) -> Agency:
    agency = make_channels()
    take_in(agency, *(make_facts(reference) for reference in references))
    return agency


def prepare(agency: Agency, **changes: Any) -> Bulk:
    given = {"name": "Pool", "chosen": BookingFilter(), "own": OWN, "manner": SERVICE, **changes}
    return prepare_bulk(agency.id, Circular(**given), now=NOW, by="staff@example.com")


def entries() -> list[tuple[str, str, str]]:
    return list(BulkRecipient.objects.order_by("id").values_list("address", "state", "reason"))


def guest_of(reference: str) -> int:
    return Booking.objects.get(reference=reference).guest_id


def consent(agency: Agency, person_id: int, kind: str, *, allowed: bool) -> None:
    record_consents(agency.id, [ConsentFacts(person_id, "email", kind, allowed, NOW, "page")], now=NOW)


def test_everybody_on_the_list_is_kept_and_nothing_is_sent() -> None:
    bulk = prepare(make_world("B1", "B2"))
    assert bulk.state == "prepared"
    assert bulk.counts == {
        "included": 2,
        "parts": 2,
        "credits": 0,
        "channels": {"email": 2},
        "languages": {"en": 2},
        "left_out": {},
    }
    assert entries() == [
        ("guest-b1@example.com", "included", ""),
        ("guest-b2@example.com", "included", ""),
    ]
    assert not Message.objects.values("id").exists()


def test_one_guest_with_twelve_bookings_gets_one_message() -> None:
    agency = make_channels()
    guest = PersonFacts(name="Anna Keller", email="anna@example.com")
    take_in(agency, *(make_facts(f"B{number}", guest=guest) for number in range(12)))
    bulk = prepare(agency)
    assert bulk.counts["included"] == 1
    assert bulk.counts["left_out"] == {"duplicate_address": 11}


def test_two_people_with_one_address_get_one_message() -> None:
    agency = make_channels()
    people = [PersonFacts(name=name, email="Family@Example.com") for name in ("Anna", "Bert")]
    take_in(agency, make_facts("B1", guest=people[0]), make_facts("B2", guest=people[1]))
    assert prepare(agency).counts["left_out"] == {"duplicate_address": 1}


def test_who_cannot_be_reached_stays_on_the_list_with_the_reason() -> None:
    agency = make_world("B1", "B2", "B3")
    take_in(agency, make_facts("B4", guest=PersonFacts(name="Without")))
    consent(agency, guest_of("B1"), "service", allowed=False)
    forget_person(agency.id, guest_of("B2"), now=NOW)
    bulk = prepare(agency)
    assert bulk.counts["left_out"] == {"opted_out": 1, "forgotten": 1, "no_address": 1}
    assert [reason for _, _, reason in entries()] == ["opted_out", "forgotten", "", "no_address"]


def test_advertising_goes_only_to_those_who_agreed() -> None:
    agency = make_world("B1", "B2", "B3")
    consent(agency, guest_of("B1"), "marketing", allowed=True)
    consent(agency, guest_of("B2"), "marketing", allowed=False)
    bulk = prepare(agency, manner=Manner("marketing"))
    assert bulk.counts["included"] == 1
    assert bulk.counts["left_out"] == {"opted_out": 1, "no_consent": 1}


def test_each_part_of_an_sms_costs_a_credit() -> None:
    agency = make_channels()
    take_in(agency, make_caller("B1"), make_facts("B2"))
    own = (Words("en", subject="x", text="x", sms="Dear {{ guest.first_name }}, " + "x" * 150),)
    bulk = prepare(agency, own=own, channels=("sms", "email"))
    assert (bulk.counts["parts"], bulk.counts["credits"]) == (3, 2)
    assert bulk.counts["channels"] == {"sms": 1, "email": 1}


def test_a_value_that_is_missing_is_told_before_anything_goes() -> None:
    agency = make_world("B1")
    own = (Words("en", subject="Hello", text="Pay by {{ booking.payment_due }}"),)
    assert prepare(agency, own=own).counts["left_out"] == {"missing_field": 1}


def test_each_gets_the_words_in_their_language() -> None:
    agency = make_world("B1", "B2")
    Person.objects.filter(id=guest_of("B2")).update(language="de-AT")
    own = (*OWN, Words("de", subject="Der Pool", text="Der Pool ist geschlossen."))
    assert prepare(agency, own=own).counts["languages"] == {"en": 1, "de": 1}


@pytest.mark.parametrize(
    ("chosen", "count"),
    [
        (BookingFilter(), 2),
        (BookingFilter(statuses=("cancelled",)), 1),
        (BookingFilter(statuses=()), 3),
        (BookingFilter(arrival_from=date(2026, 7, 1)), 1),
        (BookingFilter(arrival_until=date(2026, 7, 1)), 1),
        (BookingFilter(departure_from=date(2026, 8, 8), departure_until=date(2026, 8, 8)), 1),
        (BookingFilter(properties=("Casa Sol",)), 1),
        (BookingFilter(portals=("Booking",)), 1),
        (BookingFilter(tags=("vip",)), 1),
        (BookingFilter(words="b2"), 1),
        (BookingFilter(words="guest-b1@"), 1),
        (BookingFilter(words="%"), 0),
        (BookingFilter(role="owner"), 1),
        (BookingFilter(role="client"), 2),
        (BookingFilter(role="agent"), 0),
        (PersonFilter(), 2),
        (PersonFilter(roles=("owner",)), 1),
        (PersonFilter(languages=("de",)), 1),
        (PersonFilter(countries=("AT",)), 1),
        (PersonFilter(tags=("club",)), 1),
        (PersonFilter(last_visit_until=date(2026, 7, 1)), 1),
        (PersonFilter(last_visit_from=date(2026, 7, 1)), 1),
        (PersonFilter(words="bert"), 1),
    ],
)
def test_the_list_is_filtered_as_the_lists_are(chosen: BookingFilter | PersonFilter, count: int) -> None:
    agency = make_world("B1")
    bert = PersonFacts(name="Bert Frei", email="bert@example.com", language="de-AT", country="AT")
    august = {"arrival": date(2026, 8, 1), "departure": date(2026, 8, 8)}
    take_in(
        agency,
        make_facts("B2", guest=bert, property="Casa Sol", portal="Booking", tags=("vip",), **august),
        make_facts("B3", status="cancelled"),
    )
    Person.objects.filter(name="Bert Frei").update(tags=["club"])
    assert prepare(agency, chosen=chosen).counts["included"] == count


def test_what_is_not_there_is_told_with_the_nearest_name() -> None:
    agency = make_world("B1")
    with pytest.raises(NotFound, match="no property “Casa Mer”; did you mean “Casa Mar”"):
        prepare(agency, chosen=BookingFilter(properties=("Casa Mer",)))
    with pytest.raises(Malformed, match="“lost” is no status"):
        prepare(agency, chosen=BookingFilter(statuses=("lost",)))
    own = (Words("en", subject="x", text="{{ property.secrets.door_code }}"),)
    with pytest.raises(Malformed, match="needs a booking"):
        prepare(agency, chosen=PersonFilter(), own=own)
    assert not Bulk.objects.values("id").exists()


def test_another_agencys_guests_are_on_no_list() -> None:
    make_world("B1")
    other = make_channels(name="Other")
    assert prepare(other).counts["included"] == 0
