"""The demo agency itself."""

from hospes.cli.demo.places import Agency, read_agency
from hospes.planning.recipes.load_recipes import LANGUAGES

AGENCY: Agency = read_agency()


def test_there_are_forty_properties_in_three_time_zones() -> None:
    assert len(AGENCY.properties) == 40
    zones = {place.timezone for place in AGENCY.properties}
    assert zones == {"Europe/Madrid", "Atlantic/Canary", "Atlantic/Azores"}


def test_property_names_are_unique() -> None:
    assert len({place.name for place in AGENCY.properties}) == 40


def test_there_are_five_portals_and_one_is_excluded() -> None:
    assert len(AGENCY.portals) == 5
    assert [portal.name for portal in AGENCY.portals if portal.excluded] == ["House Swap Circle"]


def test_there_are_saunas_and_courses_with_hours() -> None:
    with_hours = [place for place in AGENCY.properties if place.slots]
    assert {tag for place in with_hours for tag in place.tags} == {"appointment", "sauna", "course"}


def test_some_owners_are_vips_and_every_owner_has_a_property() -> None:
    assert any("VIP" in owner.tags for owner in AGENCY.owners)
    assert {place.owner.email for place in AGENCY.properties} == {owner.email for owner in AGENCY.owners}


def test_every_property_says_how_to_get_in_in_every_language() -> None:
    for place in AGENCY.properties:
        assert set(place.texts) == {f"access_{language}" for language in LANGUAGES}
        assert all(text and "{" not in text for text in place.texts.values())
        assert place.instructions == place.texts["access_en"]


def test_roles_of_members_are_those_of_the_product() -> None:
    assert [member.role for member in AGENCY.members] == ["administrator", "manager", "staff", "viewer"]


def test_door_codes_are_kept_apart_from_what_everybody_may_read() -> None:
    with_code = [place for place in AGENCY.properties if place.code]
    assert len(with_code) == 25
    assert all(place.code not in text for place in with_code for text in place.texts.values())
