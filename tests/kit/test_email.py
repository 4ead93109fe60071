import pytest
from hypothesis import given
from hypothesis import strategies as st

from hospes.kit.email import normalise_email
from hospes.kit.errors import Malformed


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (" Anna@Example.COM ", "Anna@example.com"),
        ("jörg@exämple.com", "jörg@exämple.com"),
        ("guest+1234567@guest.example.org", "guest+1234567@guest.example.org"),
        ("ops@relay.test", "ops@relay.test"),
    ],
)
def test_an_address_is_stored_in_one_form(typed: str, stored: str) -> None:
    assert normalise_email(typed) == stored
    assert normalise_email(stored) == stored


@pytest.mark.parametrize(
    "typed",
    ["a@example.com, b@example.com", "a@example.com;b@example.com", "a@b@x.com", "b@x.com,evil@x.com"],
)
def test_two_addresses_in_one_field_are_refused(typed: str) -> None:
    with pytest.raises(Malformed, match="exactly one e-mail address"):
        normalise_email(typed)


@pytest.mark.parametrize("code", ["\r\nBcc: x@x.com", "\n", "\0", "\x0b", "\x1c", "\x85", "\u202e", "\u200b"])
def test_a_control_character_is_refused(code: str) -> None:
    with pytest.raises(Malformed, match="invisible characters"):
        normalise_email(f"a{code}b@example.com")


@pytest.mark.parametrize(
    "typed", ["anna", "anna@", "@x.com", "a b@x.com", "Anna <a@x.com>", '"a b"@x.com', "a@[::1]"]
)
def test_what_is_no_address_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(Malformed, match=r"write one like anna@example\.com"):
        normalise_email(typed)


def test_an_empty_field_is_called_empty() -> None:
    with pytest.raises(Malformed, match="is empty"):
        normalise_email("  ")


@given(st.text(max_size=60))
def test_whatever_comes_out_is_one_clean_address(typed: str) -> None:
    try:
        stored = normalise_email(typed)
    except Malformed:
        return
    assert stored.count("@") == 1
    assert not any(character.isspace() or ord(character) < 32 for character in stored)
