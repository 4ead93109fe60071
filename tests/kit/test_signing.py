from datetime import UTC, datetime, timedelta
from re import ASCII, fullmatch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hospes.kit.errors import Malformed, Refused
from hospes.kit.signing import read_signed, sign

KEY, OLD = "k" * 40, "o" * 40
NOW = datetime(2026, 6, 12, 15, tzinfo=UTC)


@given(st.text(max_size=80))
def test_a_token_gives_back_what_was_signed(payload: str) -> None:
    token = sign(payload, "unsubscribe", KEY)
    assert read_signed(token, "unsubscribe", [KEY], now=NOW) == payload


def test_a_token_is_safe_in_a_url() -> None:
    assert fullmatch(r"[\w-]+\.[\w-]+", sign("17:ä/?", "x", KEY), ASCII)


def test_an_older_key_is_honoured_while_it_is_listed() -> None:
    token = sign("17", "unsubscribe", OLD)
    assert read_signed(token, "unsubscribe", [KEY, OLD], now=NOW) == "17"
    with pytest.raises(Malformed, match="not valid"):
        read_signed(token, "unsubscribe", [KEY], now=NOW)


def test_a_token_for_another_purpose_is_refused() -> None:
    with pytest.raises(Malformed, match="not valid"):
        read_signed(sign("17", "unsubscribe", KEY), "pay", [KEY], now=NOW)


@pytest.mark.parametrize("position", [0, 3, -1])
def test_one_changed_character_is_noticed(position: int) -> None:
    token = list(sign("booking-17", "unsubscribe", KEY))
    token[position] = "A" if token[position] != "A" else "B"
    with pytest.raises((Malformed, Refused)):
        read_signed("".join(token), "unsubscribe", [KEY], now=NOW)


@pytest.mark.parametrize("token", ["", ".", "a.b", "ž.ž", "=.=", "x" * 100_000])
def test_nonsense_is_refused(token: str) -> None:
    with pytest.raises(Malformed):
        read_signed(token, "unsubscribe", [KEY], now=NOW)


def test_a_token_ends_at_its_instant() -> None:
    token = sign("17", "login", KEY, expires_at=NOW)
    assert read_signed(token, "login", [KEY], now=NOW - timedelta(seconds=1)) == "17"
    with pytest.raises(Refused, match="too old"):
        read_signed(token, "login", [KEY], now=NOW)
