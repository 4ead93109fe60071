"""Save what a file of solutions holds, each part by the verb of its room."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hospes.content.save_templates import save_templates
from hospes.planning.models import Alternative, Solution
from hospes.planning.places import Place
from hospes.planning.save_message_groups import GroupFacts, save_message_groups
from hospes.planning.save_promo_pools import save_promo_pools
from hospes.planning.save_solutions import Saved, save_solutions
from hospes.planning.save_system_notifications import save_system_notifications

FILE_KEYS = ("solutions", "templates", "system_notifications", "message_groups", "promo_pools")
"""What may stand at the top of a file."""


@dataclass(frozen=True, slots=True)
class SavedFile:
    """What was saved.

    Attributes:
        solutions: those of the file, then those of system notifications that were saved or switched.
        regrouped: ids of solutions that ask for message groups, when a property changed its group.
    """

    solutions: list[Saved]
    regrouped: tuple[int, ...] = ()


def save_file(agency_id: int, written: Mapping[str, Any], *, now: datetime, by: str) -> SavedFile:
    """Save all parts of a file, in the order in which they need each other; the caller's transaction.

    Args:
        agency_id: whose.
        written: some of `FILE_KEYS`; what is left out or null stays as it is.
        now: the instant of saving.
        by: who saves, for the history.

    Raises:
        Malformed: a mistake; the sentence begins with its path.
        NotFound: a message group names a property that there is not.
    """
    groups = _read_groups(written.get("message_groups") or [])
    moved = save_message_groups(agency_id, groups, now=now)
    save_promo_pools(agency_id, written.get("promo_pools") or [], now=now)
    save_templates(agency_id, written.get("templates") or [], now=now)
    saved = save_solutions(agency_id, written.get("solutions") or [], now=now, by=by)
    cells = save_system_notifications(agency_id, written.get("system_notifications") or [], now=now, by=by)
    solutions = [*saved, *(solution for cell in cells for solution in cell.solutions)]
    return SavedFile(solutions, _grouped(agency_id) if moved else ())


def _read_groups(written: object) -> list[GroupFacts]:
    entries = [
        place.fields(("name", "properties"), required=("name",))
        for place in Place("message_groups", written).items()
    ]
    return [
        GroupFacts(each["name"].text(100), each["properties"].texts() if "properties" in each else ())
        for each in entries
    ]


def _grouped(agency_id: int) -> tuple[int, ...]:
    """The active solutions whose conditions name a message group."""
    asking = Alternative.objects.filter(agency_id=agency_id).exclude(groups_any=[], groups_none=[])
    active = Solution.objects.filter(agency_id=agency_id, is_active=True, deleted_at=None)
    return tuple(active.filter(id__in=asking.values("solution_id")).values_list("id", flat=True))
