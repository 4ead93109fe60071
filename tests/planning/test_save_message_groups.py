"""Message groups: a property has one at most, and moving it says so."""

import pytest

from hospes.agencies.models import Agency
from hospes.bookings.save_properties import PropertyFacts, save_properties
from hospes.kit.errors import Malformed, NotFound, Refused
from hospes.planning.save_message_groups import (
    GroupFacts,
    attach_properties,
    delete_message_group,
    list_message_groups,
    save_message_groups,
)
from tests.making import NOW, make_agency, make_solution, make_template

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency() -> Agency:
    """An agency with the properties A, B and C."""
    made = make_agency()
    save_properties(made.id, [PropertyFacts(name) for name in "ABC"], now=NOW)
    return made


def save(agency: Agency, **groups: str) -> list[tuple[str, str, str, bool]]:
    """Save groups given as SEA="AB"; what changed as (property, before, after, has moved)."""
    facts = [GroupFacts(name, tuple(members)) for name, members in groups.items()]
    changed = save_message_groups(agency.id, facts, now=NOW)
    return [(one.name, one.before, one.after, one.has_moved) for one in changed]


def groups(agency: Agency) -> dict[str, str]:
    return {one.name: "".join(one.properties) for one in list_message_groups(agency.id)}


def test_groups_have_exactly_their_properties(agency: Agency) -> None:
    assert save(agency, SEA="AB", HILL="") == [("A", "", "SEA", False), ("B", "", "SEA", False)]
    assert groups(agency) == {"HILL": "", "SEA": "AB"}
    assert save(agency, SEA="B") == [("A", "SEA", "", False)]
    assert groups(agency) == {"HILL": "", "SEA": "B"}


def test_the_same_groups_again_change_nothing(agency: Agency) -> None:
    save(agency, SEA="AB")
    assert save(agency, SEA="AB") == []


def test_a_property_that_another_group_names_moves_there_and_it_is_said(agency: Agency) -> None:
    save(agency, SEA="AB")
    assert save(agency, HILL="BC") == [("B", "SEA", "HILL", True), ("C", "", "HILL", False)]
    assert groups(agency) == {"HILL": "BC", "SEA": "A"}


def test_a_property_in_two_groups_is_refused(agency: Agency) -> None:
    with pytest.raises(Malformed, match="“B” is in two message groups"):
        save(agency, SEA="AB", HILL="B")
    assert groups(agency) == {}


def test_an_unknown_property_is_refused_with_a_suggestion(agency: Agency) -> None:
    save_properties(agency.id, [PropertyFacts("Casa Mar")], now=NOW)
    with pytest.raises(NotFound, match="did you mean “Casa Mar”"):
        attach_properties(agency.id, {"Casa Mat": "SEA"}, now=NOW)
    assert groups(agency) == {}


def test_single_properties_are_attached_and_detached(agency: Agency) -> None:
    attach_properties(agency.id, {"A": "SEA", "B": "SEA"}, now=NOW)
    attach_properties(agency.id, {"A": ""}, now=NOW)
    assert groups(agency) == {"SEA": "B"}


def test_a_group_without_a_name_is_refused(agency: Agency) -> None:
    with pytest.raises(Malformed, match="needs a name"):
        save_message_groups(agency.id, [GroupFacts(" ", ("A",))], now=NOW)


def test_groups_of_other_agencies_are_not_seen(agency: Agency) -> None:
    save(agency, SEA="A")
    assert groups(make_agency("Other")) == {}


def test_a_group_in_use_is_not_deleted(agency: Agency) -> None:
    save(agency, SEA="A", HILL="B")
    make_template(agency)
    make_solution(agency, conditions={"message_group": "SEA"})
    with pytest.raises(Refused, match="“Welcome” applies to this group"):
        delete_message_group(agency.id, "SEA")
    delete_message_group(agency.id, "HILL")
    assert groups(agency) == {"SEA": "A"}
    with pytest.raises(NotFound):
        delete_message_group(agency.id, "HILL")
