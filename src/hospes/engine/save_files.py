"""Save what a file of solutions holds, each part by the verb of its room."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hospes.content.save_templates import save_templates
from hospes.planning.save_promo_pools import save_promo_pools
from hospes.planning.save_solutions import Saved, save_solutions
from hospes.planning.save_system_notifications import save_system_notifications

FILE_KEYS = ("solutions", "templates", "system_notifications", "promo_pools")
"""What may stand at the top of a file."""


def save_file(agency_id: int, written: Mapping[str, Any], *, now: datetime, by: str) -> list[Saved]:
    """Save all parts of a file, in the order in which they need each other; the caller's transaction.

    Args:
        agency_id: whose.
        written: some of `FILE_KEYS`; what is left out or null stays as it is.
        now: the instant of saving.
        by: who saves, for the history.

    Returns:
        The solutions that were saved or switched, those of system notifications after the others.

    Raises:
        Malformed: a mistake; the sentence begins with its path.
    """
    save_promo_pools(agency_id, written.get("promo_pools") or [], now=now)
    save_templates(agency_id, written.get("templates") or [], now=now)
    saved = save_solutions(agency_id, written.get("solutions") or [], now=now, by=by)
    cells = save_system_notifications(agency_id, written.get("system_notifications") or [], now=now, by=by)
    return [*saved, *(solution for cell in cells for solution in cell.solutions)]
