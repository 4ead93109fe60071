"""Save portals."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from hospes.bookings.people import tidy_tags
from hospes.bookings.saving import Saved, save_rows
from hospes.kit.statements import load


@dataclass(frozen=True, slots=True)
class PortalFacts:
    """What is known of a portal; None leaves it as it is."""

    name: str
    tags: tuple[str, ...] | None = None
    is_excluded: bool | None = None


def save_portals(agency_id: int, portals: Iterable[PortalFacts], *, now: datetime) -> dict[str, Saved]:
    """Create or change portals by name; idempotent.

    Bookings of a portal that changed need planning again: tags and the switch decide about tasks.

    Returns:
        Name → id and outcome (added, changed, same).
    """
    rows = {
        portal.name.strip(): {
            "tags": None if portal.tags is None else tidy_tags(portal.tags),
            "is_excluded": portal.is_excluded,
        }
        for portal in portals
    }
    return save_rows(load(__name__, "save_portals"), rows, agency=agency_id, now=now)
