"""A simulation plays the real engine on a copy: the copy is faithful, and the real rows never change."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from hospes.agencies.models import Agency
from hospes.bookings.facts import BookingFacts, PersonFacts
from hospes.bookings.models import Booking, Event, Person
from hospes.bookings.record_consents import ConsentFacts, record_consents
from hospes.bookings.record_reviews import ReviewFacts, record_review
from hospes.channels.save_connection import ConnectionFacts, save_connection
from hospes.dispatch.models import Message
from hospes.engine.save_files import save_file
from hospes.engine.simulate import simulate
from hospes.kit.errors import Malformed
from hospes.planning.models import Task
from tests.engine.fingerprints import sequence_fingerprints, table_fingerprints
from tests.making import NOW, make_agency, make_facts, make_solution, make_template, take_in

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=100)
FIRST, LAST = date(2026, 5, 1), date(2026, 8, 31)


@pytest.fixture
def agency() -> Agency:
    """An agency with words and one solution: to the guest the day before arrival at 15:00."""
    made = make_agency()
    make_template(made)
    make_solution(made)
    return made


def played(
    agency: Agency, *facts: BookingFacts, since: date = FIRST, until: date = LAST
) -> list[Mapping[str, object]]:
    """The messages of a simulation of bookings that came in long ago."""
    take_in(agency, *facts, now=LATER)
    messages: list[Mapping[str, object]] = []
    simulate(agency.id, sink=messages.append, since=since, until=until)
    return messages


def ignore(message: Mapping[str, object]) -> None:
    """A sink for what nobody reads."""


def fail(message: Mapping[str, object]) -> None:
    """A sink whose disk is full."""
    raise OSError("No space left on device")


def test_a_message_has_the_shape_that_programs_read(agency: Agency) -> None:
    assert played(agency, make_facts()) == [
        {
            "at": "2026-06-11T13:00:00Z",
            "solution": "Welcome",
            "booking": "B1",
            "to_role": "guest",
            "to": "guest-b1@example.com",
            "channel": "email",
            "language": "en",
            "subject": "Hello Anna",
            "text": "Dear Anna, see you soon.",
            "late": False,
        }
    ]


def test_real_rows_stay_untouched(agency: Agency) -> None:
    take_in(agency, make_facts(), now=LATER)
    before = everything()

    simulate(agency.id, sink=ignore, since=FIRST, until=LAST)

    assert everything() == before


def test_no_table_of_the_database_changes_whatever_the_solutions_do(agency: Agency) -> None:
    save_file(agency.id, WHATEVER, now=NOW, by="test")
    consents = [ConsentFacts(0, "email", "marketing", is_allowed=True, at=NOW, source="page")]
    pending = {"status": "pending", "total": Decimal(100), "paid": Decimal(100), "is_paid_at_once": True}
    received = take_in(
        agency,
        make_facts("B1", secrets={"door": "4711"}, codes=("Q1",)),
        make_facts("B2", **pending),
        now=LATER,
    )
    people = Person.objects.filter(agency_id=agency.id).values_list("id", flat=True)
    record_consents(agency.id, [replace(consents[0], person_id=id) for id in people], now=NOW)
    record_review(agency.id, received[0].booking_id or 0, ReviewFacts("R1", LATER, rating=5), now=LATER)
    before = {**table_fingerprints(), **sequence_fingerprints()}
    sent: list[Mapping[str, object]] = []

    simulate(agency.id, sink=sent.append, since=FIRST, until=LAST)

    assert {**table_fingerprints(), **sequence_fingerprints()} == before
    assert {message["solution"] for message in sent} >= {"Welcome", "Codes", "News", "Thanks"}


def test_a_booking_has_its_cards_and_codes_in_the_simulation_and_secrets_stay_secret(agency: Agency) -> None:
    words = "{{ booking.codes | join }} {{ booking.charge_on }} {{ booking.secrets.door }}"
    make_template(agency, "all", en={"subject": "All", "text": words})
    make_solution(agency, template="all")
    facts = make_facts(
        secrets={"door": "4711"}, codes=("Q1", "Q2"), has_card=True, charge_on=date(2026, 6, 13)
    )

    assert [m["text"] for m in played(agency, facts)] == ["Q1 Q2 13 June 2026 ••••"]


def test_only_messages_of_the_window_are_listed_but_all_of_the_past_is_played(agency: Agency) -> None:
    june, july = make_facts("B1"), make_facts("B2", arrival=date(2026, 7, 1), departure=date(2026, 7, 3))

    listed = played(agency, june, july, since=date(2026, 6, 30), until=date(2026, 6, 30))

    assert [(m["booking"], m["at"]) for m in listed] == [("B2", "2026-06-30T13:00:00Z")]


def test_the_last_day_of_the_window_ends_at_midnight_of_the_agency(agency: Agency) -> None:
    make_solution(
        agency,
        trigger={"anchor": "arrival", "offset": -1, "unit": "days", "at": "00:00"},
        applies_to="existing",
    )

    listed = played(agency, make_facts(), since=date(2026, 6, 1), until=date(2026, 6, 10))

    assert listed == []


def test_a_refused_request_was_pending_until_it_was_refused(agency: Agency) -> None:
    pending = {"anchor": "booked", "offset": 1, "unit": "hours"}
    make_solution(agency, "We look into it", trigger=pending, conditions={"statuses": ["pending"]})
    refused = make_facts(status="rejected", status_at=NOW + timedelta(days=1))

    assert [m["solution"] for m in played(agency, refused)] == ["We look into it"]


def test_a_booking_that_was_cancelled_before_its_message_gets_none(agency: Agency) -> None:
    gone = make_facts("B1", status="cancelled", status_at=datetime(2026, 6, 11, 13, 0, tzinfo=UTC))
    late = make_facts("B2", status="cancelled", status_at=datetime(2026, 6, 11, 13, 1, tzinfo=UTC))

    assert [m["booking"] for m in played(agency, gone, late)] == ["B2"]


def test_a_status_taken_as_the_booking_came_in_counts_at_once(agency: Agency) -> None:
    make_solution(agency, "Confirmation", trigger={"anchor": "booked", "offset": 0, "unit": "minutes"})
    at_once = make_facts("B1", status="cancelled", status_at=NOW)
    next_day = make_facts("B2", status="cancelled", status_at=NOW + timedelta(days=1))

    assert [(m["booking"], m["at"]) for m in played(agency, at_once, next_day)] == [
        ("B2", "2026-05-01T08:02:00Z")
    ]


def test_words_of_an_event_know_its_details(agency: Agency) -> None:
    make_template(agency, "sorry", en={"subject": "Cancelled", "text": "By: {{ booking.cancelled_by }}"})
    make_solution(
        agency,
        "Cancelled",
        template="sorry",
        trigger={"anchor": "event:cancelled", "offset": 0, "unit": "minutes"},
        conditions={"statuses": ["cancelled"]},
    )
    cancelled = make_facts(
        status="cancelled", status_at=datetime(2026, 6, 13, 8, tzinfo=UTC), cancelled_by="guest"
    )

    assert [m["text"] for m in played(agency, cancelled)] == ["Dear Anna, see you soon.", "By: guest"]


def test_solutions_count_as_switched_on_from_the_beginning(agency: Agency) -> None:
    make_solution(agency, "Only new ones", applies_to="new")

    assert {m["solution"] for m in played(agency, make_facts())} == {"Welcome", "Only new ones"}


def test_other_agencies_have_no_part_in_it(agency: Agency) -> None:
    other = make_agency("Montaña Verde")
    make_template(other)
    make_solution(other)
    take_in(other, make_facts("B9"), now=LATER)

    assert [m["booking"] for m in played(agency, make_facts())] == ["B1"]


def test_channels_are_the_agencys_but_nothing_leaves_over_them(agency: Agency) -> None:
    texts = {"sms": "See you soon, {{ guest.first_name }}."}
    make_template(agency, "short", en=texts)
    make_solution(agency, "Short", notifications=[{"to": "guest", "template": "short", "channels": ["sms"]}])
    save_connection(agency.id, ConnectionFacts("Phones", "sms", "scripted", {"port": 1}), now=NOW)
    guest = PersonFacts(name="Anna Keller", phone="+34612345678", language="en")

    assert [(m["channel"], m["to"], m["text"]) for m in played(agency, make_facts(guest=guest))] == [
        ("sms", "+34612345678", "See you soon, Anna.")
    ]
    assert Message.objects.values("id").count() == 0


def test_two_simulations_one_after_the_other_say_the_same(agency: Agency) -> None:
    first = played(agency, make_facts())

    assert played(agency, make_facts()) == first


def test_a_sink_that_fails_leaves_the_session_as_it_was(agency: Agency) -> None:
    take_in(agency, make_facts(), now=LATER)

    with pytest.raises(OSError, match="No space"):
        simulate(agency.id, sink=fail, since=FIRST, until=LAST)

    assert temporary_tables() == []
    with connection.cursor() as cursor:
        cursor.execute("SHOW enable_seqscan")
        assert cursor.fetchone() == ("on",)
    assert Booking.objects.values("id").count() == 1


def test_days_the_wrong_way_round_are_refused(agency: Agency) -> None:
    with pytest.raises(Malformed, match="swap the days"):
        simulate(agency.id, since=date(2026, 6, 2), until=date(2026, 6, 1), sink=ignore)


def test_it_counts_what_it_did(agency: Agency) -> None:
    take_in(agency, make_facts("B1"), make_facts("B2"), now=LATER)

    done = simulate(agency.id, sink=ignore, since=FIRST, until=LAST)

    assert (done.bookings, done.messages) == (2, 2)
    assert (done.by_solution, done.by_month) == ({"Welcome": 2}, {"2026-06": 2})


WHATEVER: dict[str, Any] = {
    "promo_pools": [{"name": "thanks", "codes": ["SEA-1", "SEA-2"]}],
    "templates": [
        {"name": "codes", "versions": {"en": {"subject": "Codes", "text": "{{ booking.secrets.door }}"}}},
        {"name": "thanks", "versions": {"en": {"subject": "Thanks", "text": "{{ reward.code }}"}}},
    ],
    "solutions": [
        {
            "name": "Codes",
            "trigger": {"anchor": "arrival", "offset": -1, "unit": "days"},
            "notifications": [{"to": "guest", "template": "codes", "attach": ["calendar", "codes"]}],
        },
        {
            "name": "Thanks",
            "recipe": "review_thanks",
            "trigger": {"anchor": "departure", "offset": 1, "unit": "days"},
            "reward": {"pool": "thanks"},
            "conditions": {"statuses": []},
            "notifications": [{"to": "guest", "template": "thanks"}],
        },
        {
            "name": "News",
            "kind": "marketing",
            "trigger": {"anchor": "departure", "offset": 2, "unit": "days"},
            "notifications": [{"to": "guest", "template": "welcome"}],
        },
        {"name": "By itself", "recipe": "auto_confirm", "trigger": {"anchor": "booked"}},
    ],
    "system_notifications": [{"event": "confirmed"}, {"event": "reminder", "leads": ["24h", "3h"]}],
}
"""Solutions of every kind: codes, rewards, marketing, an action, the matrix."""


def everything() -> list[Any]:
    """All rows that the engine writes."""
    models = (Booking, Event, Task, Message)
    return [list(model.objects.order_by("id").values()) for model in models]


def temporary_tables() -> list[str]:
    """The temporary tables of this session."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = pg_my_temp_schema() AND relkind = 'r'"
        )
        return [name for (name,) in cursor.fetchall()]
