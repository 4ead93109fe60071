"""Setting up properties."""

from datetime import time
from typing import Any

import pytest

from hospes.agencies.models import Agency
from hospes.bookings.facts import PersonFacts
from hospes.bookings.models import Property
from hospes.bookings.save_properties import PropertyFacts, save_properties
from hospes.kit.errors import Malformed
from tests.bookings.receiving import later, received_id
from tests.making import NOW

OWNER = PersonFacts(name="Marta Puig", email="Marta@Example.com", tags=("VIP",))


def outcome(agency: Agency, facts: PropertyFacts) -> str:
    return save_properties(agency.id, [facts], now=NOW)["Casa Mar"].outcome


def test_a_new_property_has_the_usual_times(agency: Agency) -> None:
    assert outcome(agency, PropertyFacts("Casa Mar", owner=OWNER)) == "added"
    found = Property.objects.select_related("owner").get()
    assert (found.check_in, found.check_out, found.timezone) == (time(15), time(11), "")
    assert found.owner is not None
    assert (found.owner.email, found.owner.tags) == ("Marta@example.com", ["VIP"])


def test_what_is_not_said_stays(agency: Agency) -> None:
    outcome(agency, PropertyFacts("Casa Mar", timezone="Atlantic/Canary", tags=("sea",), owner=OWNER))
    assert outcome(agency, PropertyFacts("Casa Mar", check_in=time(16))) == "changed"
    found = Property.objects.get()
    assert (found.timezone, found.tags, found.check_in) == ("Atlantic/Canary", ["sea"], time(16))
    assert found.owner_id is not None


def test_the_same_again_writes_nothing(agency: Agency) -> None:
    facts = PropertyFacts("Casa Mar", texts={"wifi": {"en": "sun"}}, tags=("sea",), owner=OWNER)
    assert [outcome(agency, facts), outcome(agency, facts)] == ["added", "same"]


def test_a_property_that_a_booking_made_can_be_completed(agency: Agency) -> None:
    received_id(agency)
    assert outcome(agency, PropertyFacts("Casa Mar", city="Begur", country="es")) == "changed"
    assert Property.objects.get().country == "ES"


def test_a_zone_that_does_not_exist_is_refused(agency: Agency) -> None:
    with pytest.raises(Malformed, match="not a time zone"):
        save_properties(agency.id, [PropertyFacts("Casa Mar", timezone="Mars/Base")], now=later(1))


def test_secrets_and_information_are_kept_until_others_are_given(agency: Agency) -> None:
    told = [{"when": "paid", "text": {"en": "The key is under the pot."}}]
    outcome(agency, PropertyFacts("Casa Mar", secrets={"door_code": "4711"}, information=told))
    assert outcome(agency, PropertyFacts("Casa Mar", secrets={"door_code": "4711"})) == "same"
    assert outcome(agency, PropertyFacts("Casa Mar", secrets={"door_code": "4712"})) == "changed"
    found = Property.objects.get()
    assert (found.secrets, found.information) == ({"door_code": "4712"}, told)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"secrets": {"Door code": "1"}}, "call a secret by small letters"),
        ({"secrets": {"door_code": "••••"}}, "must be its true text"),
        ({"secrets": {"door_code": 4711}}, "must be its true text"),
        ({"information": [{"when": "sometimes", "text": {}}]}, "write each information as"),
        ({"information": ["Bring towels"]}, "write each information as"),
    ],
)
def test_what_no_property_can_have_is_refused(agency: Agency, change: dict[str, Any], words: str) -> None:
    with pytest.raises(Malformed, match=words):
        outcome(agency, PropertyFacts("Casa Mar", **change))
    assert not Property.objects.exists()


def test_a_property_needs_a_name(agency: Agency) -> None:
    with pytest.raises(Malformed, match="needs a name"):
        save_properties(agency.id, [PropertyFacts(" ")], now=NOW)
