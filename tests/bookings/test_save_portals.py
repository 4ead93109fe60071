"""Setting up portals."""

from hospes.agencies.models import Agency
from hospes.bookings.models import Portal
from hospes.bookings.save_portals import PortalFacts, save_portals
from tests.making import NOW


def outcome(agency: Agency, facts: PortalFacts) -> str:
    return save_portals(agency.id, [facts], now=NOW)["Airbnb"].outcome


def test_portals_are_made_changed_and_left_alone(agency: Agency) -> None:
    assert outcome(agency, PortalFacts("Airbnb", tags=("ota",))) == "added"
    assert outcome(agency, PortalFacts("Airbnb", is_excluded=True)) == "changed"
    assert outcome(agency, PortalFacts("Airbnb")) == "same"
    portal = Portal.objects.get()
    assert (portal.tags, portal.is_excluded) == (["ota"], True)
