"""Find a portal."""

from hospes.bookings.models import Portal
from hospes.kit.closest import closest
from hospes.kit.errors import NotFound


def known_portal(agency_id: int, name: str) -> str:
    """The name of a portal as it is written, when the agency has one of that name.

    Raises:
        NotFound: it has none; the sentence suggests the nearest.
    """
    names = list(Portal.objects.filter(agency_id=agency_id).values_list("name", flat=True))
    if name.strip() in names:
        return name.strip()
    likely = closest(name, names)
    advice = f"did you mean “{likely}”?" if likely else "look at the list of portals."
    raise NotFound(f"There is no portal “{name.strip()[:60]}”: {advice}", portal=name)
