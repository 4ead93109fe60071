"""Find bookings."""

from collections.abc import Collection

from django.db.models import Q

from hospes.bookings.models import Booking
from hospes.kit.errors import Conflict, NotFound


def find_booking(agency_id: int, reference: str, *, portal: str | None = None) -> Booking:
    """The booking with a reference, with its portal, property and guest loaded.

    Args:
        agency_id: whose booking.
        reference: as the portal wrote it; blanks around it do not count.
        portal: name of the portal; needed only when two portals use the same reference.

    Raises:
        NotFound: there is none.
        Conflict: several portals have one with this reference.
    """
    found = Booking.objects.filter(agency_id=agency_id, reference=reference.strip())
    if portal is not None:
        found = found.filter(portal__name=portal.strip())
    bookings = list(found.select_related("portal", "property", "guest").order_by("portal__name")[:20])
    if not bookings:
        place = f" on {portal.strip()}" if portal is not None else ""
        raise NotFound(f"There is no booking “{reference.strip()[:60]}”{place}: check the reference.")
    if len(bookings) > 1:
        portals = [booking.portal.name for booking in bookings]
        message = (
            f"Several portals have a booking “{reference.strip()[:60]}”: name one of {', '.join(portals)}."
        )
        raise Conflict(message, portals=portals)
    return bookings[0]


def find_bookings_of(agency_id: int, person_ids: Collection[int]) -> list[int]:
    """Bookings in which people have a part: as guest, client, agent or owner of the property; ascending."""
    if not person_ids:
        return []
    ids = list(person_ids)
    part = Q(guest_id__in=ids) | Q(client_id__in=ids) | Q(agent_id__in=ids) | Q(property__owner_id__in=ids)
    return find_bookings_where(agency_id, part)


def find_bookings_where(agency_id: int, where: Q) -> list[int]:
    """The bookings for which a condition on their columns holds, by id."""
    found = Booking.objects.filter(where, agency_id=agency_id)
    return list(found.order_by("id").values_list("id", flat=True))
