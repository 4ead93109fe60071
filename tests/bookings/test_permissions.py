"""The law of the three kinds of messages (S25)."""

import pytest

from hospes.bookings.permissions import allowed


@pytest.mark.parametrize(
    ("kind", "permission", "goes"),
    [
        ("transactional", None, True),
        ("transactional", True, True),
        ("transactional", False, True),
        ("service", None, True),
        ("service", True, True),
        ("service", False, False),
        ("marketing", None, False),
        ("marketing", True, True),
        ("marketing", False, False),
        ("unheard_of", None, False),
    ],
)
def test_s25_a_kind_goes_by_its_own_law(kind: str, permission: bool | None, goes: bool) -> None:
    assert [allowed(kind, channel, permission) for channel in ("email", "sms", "viber")] == [goes] * 3
