"""Creating an agency."""

import pytest

from hospes.kit.errors import Conflict, Malformed
from tests.making import make_agency

pytestmark = pytest.mark.django_db


def test_the_slug_comes_from_the_name() -> None:
    assert make_agency("Costa Blava Rentals").slug == "costa-blava-rentals"


def test_a_second_agency_of_the_same_name_is_refused() -> None:
    make_agency("Costa Blava")
    with pytest.raises(Conflict, match="choose another name"):
        make_agency("Costa  Blava!")


def test_a_zone_that_does_not_exist_is_refused_with_an_example() -> None:
    with pytest.raises(Malformed, match="Europe/Madrid"):
        make_agency(timezone="Europe/Atlantis")


def test_a_currency_has_three_letters() -> None:
    with pytest.raises(Malformed, match="EUR"):
        make_agency(currency="€")
