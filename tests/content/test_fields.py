from pathlib import Path

import pytest

from hospes.content.fields import FIELDS, example_values, field_names, find_field, reference_page, suggest
from hospes.content.formats import Manner
from hospes.content.wording import compile_wording

PAGE = Path(__file__).parents[2] / "docs/reference/fields.md"


def test_the_reference_page_is_the_one_that_the_fields_make() -> None:
    assert PAGE.read_text(encoding="utf-8") == reference_page()


def test_every_field_is_told_apart_and_explained() -> None:
    assert len(set(field_names())) == len(FIELDS)
    assert all(field.meaning and field.example is not None for field in FIELDS)


@pytest.mark.parametrize("name", [field.name.replace("*", "example") for field in FIELDS])
def test_the_example_of_each_field_can_be_written(name: str) -> None:
    text, missing = compile_wording(f"{{{{ {name} }}}}").fill(example_values(), Manner("en"))
    assert text
    assert missing == []


@pytest.mark.parametrize("name", ["guest.name", "today", "booking.custom.door", "booking.custom.Tür 2"])
def test_a_field_is_found(name: str) -> None:
    assert find_field(name) is not None


@pytest.mark.parametrize(
    "name", ["guest", "guest.nam", "booking.custom", "booking.custom.", "x.y", "", "guest.name.size"]
)
def test_what_is_no_field_is_not_found(name: str) -> None:
    assert find_field(name) is None


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("guest.frist_name", "guest.first_name"),
        ("guest.firstname", "guest.first_name"),
        ("guestFirstName", "guest.first_name"),
        ("booking.arival", "booking.arrival"),
        ("check_in_date", "booking.arrival"),
        ("booking_id", "booking.reference"),
        ("hotel_name", "property.name"),
        ("balance_due", "booking.balance"),
        ("property.checkin", "property.check_in"),
        ("qqqqqqqqqqqq", None),
        ("", None),
    ],
)
def test_a_wrong_name_gets_the_field_that_was_meant(written: str, meant: str | None) -> None:
    assert suggest(written) == meant


def test_what_opens_a_door_is_secret() -> None:
    secrets = {field.name for field in FIELDS if field.is_secret}
    assert {
        "booking.custom.*",
        "property.instructions",
        "property.texts.*",
        "links.pay",
        "links.stay",
    } <= secrets
