"""An explanation as values: what a person may ask of one solution and one booking."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Checked:
    """One condition: what the solution requires, what the booking has, and whether that holds."""

    condition: str
    required: str
    seen: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Occurrence:
    """How one occurrence came to its instant and state.

    `anchor_local` and `wish_local` are local times in `anchor_zone` and `wish_zone`; `shift` says what a
    change of clocks did to the wished time: "", "gap" (moved forward) or "overlap" (the earlier of two).
    `derived_at` is P as it follows from the facts now, `planned_at` that of the task (after it was done the
    two may differ). `is_stored` is False for what planning would make now. What was decided is stored:
    `version` of the solution, `decided_at` (None: not executed yet) and `seen`, what its conditions saw then.
    `waits` says what a planned one waits for: quiet, spacing, cap or secret.
    """

    occurrence: int
    state: str
    reason: str
    anchor_at: datetime | None
    anchor_local: datetime | None
    anchor_zone: str
    wish_local: datetime | None
    wish_zone: str
    shift: str
    derived_at: datetime | None
    planned_at: datetime
    due_at: datetime
    deadline: datetime | None
    is_late: bool
    is_stored: bool
    version: int | None = None
    decided_at: datetime | None = None
    seen: Mapping[str, Any] | None = None
    waits: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything about one solution and one booking.

    `verdict` is eligible, or the first thing in the way: off, portal_excluded, conditions, message_group,
    scope, review, no_anchor, stitched, consent. `version` is the solution's now; `zone` is the agency's;
    `is_system` says that the matrix of notifications made it.
    """

    solution_id: int
    solution: str
    booking_id: int
    reference: str
    verdict: str
    conditions: tuple[Checked, ...]
    trigger: Mapping[str, Any]
    clock_zone: str
    scope: str
    occurrences: tuple[Occurrence, ...]
    version: int = 1
    zone: str = "UTC"
    is_system: bool = False

    @property
    def is_idle(self) -> bool:
        """Whether it does not apply and never acted."""
        return self.verdict != "eligible" and not self.occurrences
