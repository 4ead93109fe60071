from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from hospes.content.fields import FIELDS
from hospes.content.formats import LanguageCode
from hospes.content.values import values_for
from hospes.kit.money import Money

Rows = dict[str, dict[str, Any] | None]
NOW = datetime(2026, 6, 8, 23, 30, tzinfo=UTC)
BOOKING = {
    "reference": "HX-1",
    "arrival": date(2026, 6, 12),
    "departure": date(2026, 6, 19),
    "adults": 2,
    "children": 1,
    "total": Decimal("840.00"),
    "paid": Decimal("210.00"),
    "currency": "EUR",
    "custom": {"door": "12"},
}
ROWS: Rows = {
    "agency": {"name": "Costa", "timezone": "Europe/Madrid"},
    "property": {"name": "Casa", "timezone": "Atlantic/Canary", "check_in": time(16), "check_out": time(10)},
    "booking": BOOKING,
    "guest": {"name": "García, Ana", "language": "es"},
    "client": None,
}


def branch(name: str, rows: Rows = ROWS) -> dict[str, object]:
    values = values_for(rows, now=NOW)[name]
    assert isinstance(values, dict)
    return values


def test_the_booking_is_counted_and_added_up() -> None:
    booking = branch("booking")
    assert (booking["nights"], booking["party"]) == (7, 3)
    assert repr(booking["balance"]) == repr(Money("630.00", "EUR"))
    assert booking["custom"] == {"door": "12"}


def test_s4_a_stay_begins_at_check_in_and_an_appointment_when_it_says() -> None:
    assert branch("booking")["starts_at"] == datetime(2026, 6, 12, 15, tzinfo=UTC)
    assert branch("booking")["ends_at"] == datetime(2026, 6, 19, 9, tzinfo=UTC)
    at = datetime(2026, 6, 12, 18, tzinfo=UTC)
    assert branch("booking", {**ROWS, "booking": {**BOOKING, "starts_at": at}})["starts_at"] == at


def test_what_was_paid_too_much_is_not_owed() -> None:
    paid = {**ROWS, "booking": {**BOOKING, "paid": Decimal("900")}}
    assert branch("booking", paid)["balance"] == 0


def test_a_person_is_addressed_by_the_given_name() -> None:
    guest = branch("guest")
    assert guest["first_name"] == "Ana"
    assert isinstance(guest["language"], LanguageCode)
    assert branch("client")["name"] is None


def test_today_is_the_date_at_the_property() -> None:
    values = values_for(ROWS, now=datetime(2026, 6, 8, 22, 30, tzinfo=UTC))
    assert values["today"] == date(2026, 6, 8)
    assert values_for(ROWS, now=NOW)["today"] == date(2026, 6, 9)


def test_every_field_of_the_tree_has_its_place() -> None:
    values = values_for(ROWS, now=NOW)
    for field in FIELDS:
        first, *rest = field.name.split(".")
        inside = values[first]
        assert not rest or first == "links" or (isinstance(inside, dict) and rest[0] in inside), field.name


def test_a_booking_without_codes_shows_its_reference() -> None:
    assert branch("booking")["codes"] == ["HX-1"]
    assert branch("booking", {**ROWS, "booking": {**BOOKING, "codes": ["A", "B"]}})["codes"] == ["A", "B"]


def test_information_is_said_as_far_as_the_booking_stands_and_is_paid() -> None:
    entries = [
        {"when": "always", "text": {"en": "Parking."}},
        {"when": "booked", "text": {"en": "The street.", "es": "La calle."}},
        {"when": "paid", "text": {"en": "The garage."}},
    ]
    place = {**(ROWS["property"] or {}), "information": entries}

    def said(**booking: object) -> object:
        rows = {**ROWS, "property": place, "booking": {**BOOKING, **booking}}
        found = values_for(rows, now=NOW, language="es-MX")["property"]
        return found["information"] if isinstance(found, dict) else None

    assert said(status="pending") == "Parking."
    assert said(status="confirmed") == "Parking.\n\nLa calle."
    assert said(status="confirmed", paid=Decimal(840)) == "Parking.\n\nLa calle.\n\nThe garage."


def test_the_footer_is_in_the_language_of_the_message() -> None:
    rows = {**ROWS, "agency": {"name": "Costa", "footer": {"en": "Yours", "cs": "Vaše"}}}
    found = values_for(rows, now=NOW, language="cs")["agency"]
    assert isinstance(found, dict)
    assert found["footer"] == "Vaše"
