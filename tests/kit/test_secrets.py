import pytest

from hospes.kit.errors import Refused
from hospes.kit.secrets import mask, reseal, seal, unseal

KEY, OLD = "a long random string", "an older random string"
PLACE = (7, "channels_connection", "secret", 12)


def test_a_sealed_secret_opens_where_it_was_stored() -> None:
    sealed = seal("pässword", PLACE, [KEY])
    assert "pässword" not in sealed
    assert unseal(sealed, PLACE, [KEY]) == "pässword"


@pytest.mark.parametrize("place", [(8, *PLACE[1:]), (*PLACE[:3], 13), (*PLACE[:2], "other", 12)])
def test_a_sealed_secret_moved_to_another_row_does_not_open(place: tuple[str | int, ...]) -> None:
    with pytest.raises(Refused, match="another record"):
        unseal(seal("password", PLACE, [KEY]), place, [KEY])


def test_keys_rotate_without_a_gap() -> None:
    before = seal("password", PLACE, [OLD])
    after = reseal(before, PLACE, [KEY, OLD])
    assert unseal(before, PLACE, [KEY, OLD]) == "password"
    assert unseal(after, PLACE, [KEY]) == "password"
    with pytest.raises(Refused, match="cannot be opened"):
        unseal(before, PLACE, [KEY])


@pytest.mark.parametrize("sealed", ["", "nonsense", "gAAAA", "ž"])
def test_a_damaged_secret_is_refused(sealed: str) -> None:
    with pytest.raises(Refused, match="cannot be opened"):
        unseal(sealed, PLACE, [KEY])


def test_only_the_end_of_a_long_secret_is_shown() -> None:
    assert mask("sk_live_1234567890") == "••••7890"
    assert mask("short") == "••••"
