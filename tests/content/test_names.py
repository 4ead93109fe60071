import pytest
from hypothesis import given
from hypothesis import strategies as st

from hospes.content.names import given_name


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("Ana García López", "Ana"),
        ("García López, Ana", "Ana"),
        ("GARCÍA LÓPEZ, ANA MARÍA", "Ana"),
        ("Dr. Ana García", "Ana"),
        ("Herr Dr. Max Muster", "Max"),
        ("paní Jana Nováková", "Jana"),
        ("JOHN SMITH", "John"),
        ("jean-luc picard", "Jean-Luc"),
        ("O'Brien", "O'Brien"),
        ("Ana y Luis García", "Ana y Luis"),
        ("Anna & Jens Holm", "Anna & Jens"),
        ("Anna Ek (Booking.com)", "Anna"),
        ("J. Smith", "J. Smith"),
        ("Costa Tours GmbH", "Costa Tours GmbH"),
        ("Ana", "Ana"),
        ("McDonald Ian", "McDonald"),
        ("Smith,", "Smith"),
        ("", ""),
        ("1234", ""),
        ("anna@example.com", ""),
    ],
)
def test_a_letter_addresses_people_by_the_right_part_of_their_name(name: str, given: str) -> None:
    assert given_name(name) == given


def test_a_language_that_puts_the_family_first_keeps_the_whole_name() -> None:
    assert given_name("Nagy Anna", "hu") == "Nagy Anna"
    assert given_name("Nagy, Anna", "hu-HU") == "Anna"


@given(st.text(max_size=60))
def test_what_comes_out_is_never_longer_than_the_name(name: str) -> None:
    assert len(given_name(name)) <= 2 * len(name)
