"""Addresses that are plainly good are stored as the full rules would store them."""

from hypothesis import given
from hypothesis import strategies as st

from hospes.bookings.people import usable_email
from hospes.kit.email import normalise_email
from hospes.kit.errors import Malformed

PART = st.text("abz09-._+", min_size=1, max_size=20)
TOP = st.sampled_from(["com", "test", "invalid", "local", "localhost", "onion", "arpa", "sk", "c", "x1"])


def by_the_full_rules(raw: str) -> str:
    try:
        return normalise_email(raw)
    except Malformed:
        return ""


@given(local=PART, domain=PART, top=TOP)
def test_the_short_way_and_the_full_rules_agree(local: str, domain: str, top: str) -> None:
    raw = f"{local}@{domain}.{top}"
    assert usable_email(raw) == by_the_full_rules(raw)


@given(raw=st.emails())
def test_they_agree_on_any_address(raw: str) -> None:
    assert usable_email(raw) == by_the_full_rules(raw)
