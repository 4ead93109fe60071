"""Find a portal."""

from hospes.bookings.models import Portal
from hospes.kit.closest import closest
from hospes.kit.errors import Malformed, NotFound

LONGEST = 100


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


def portal_to_save(agency_id: int, name: str, *, is_new: bool = False) -> str:
    """The name of a portal that may be there already, or come with its first booking.

    Args:
        agency_id: whose.
        name: as somebody wrote it.
        is_new: it is meant to be a new one, though another is called much like it.

    Raises:
        Malformed: there is no name.
        NotFound: there is none of that name, but one that is called much like it.
    """
    wanted = name.strip()
    if not wanted or len(wanted) > LONGEST:
        raise Malformed(f"A portal needs a name of at most {LONGEST} characters.", field="name")
    names = list(Portal.objects.filter(agency_id=agency_id).values_list("name", flat=True))
    likely = None if wanted in names or is_new else closest(wanted, names)
    if likely:
        message = f"There is no portal “{wanted}”: did you mean “{likely}”? Else say that it is new (--new)."
        raise NotFound(message, portal=name)
    return wanted
