"""Plan what a change of rules asks for, with its difference, and stop before too much would go at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from hospes.agencies.models import Agency
from hospes.engine.wake import wake
from hospes.kit.errors import Conflict
from hospes.planning.plan_difference import PlanDifference, compare_tasks, remember_tasks
from hospes.planning.plan_tasks import PlanOutcome, settled_bookings


@dataclass(frozen=True, slots=True)
class Caution:
    """How careful a change of rules is.

    Attributes:
        is_dry_run: do all of it, say the difference and take it back.
        catch_up: also send what the edit finds in the past (S15); otherwise that is skipped.
        confirmed: the number of messages that may go at once, as a person has read and repeated it.
    """

    is_dry_run: bool = False
    catch_up: bool = False
    confirmed: int | None = None


CAREFUL = Caution()
"""Nothing past is sent, and never more at once than the agency's limit."""


def plan_with_care(
    agency_id: int,
    plan: Callable[[], PlanOutcome | None],
    *,
    solution_ids: Sequence[int],
    now: datetime,
    caution: Caution = CAREFUL,
) -> tuple[PlanOutcome | None, PlanDifference]:
    """Run a plan over rules inside the transaction that changed them, and say what it changes.

    Args:
        agency_id: whose rules.
        plan: plans the solutions; called once.
        solution_ids: the solutions that were changed.
        now: the instant of the change, the same that `plan` uses.
        caution: dry runs take the whole transaction back.

    Returns:
        The outcome of `plan`, and the difference.

    Raises:
        Conflict: more messages would go at once than the agency's limit, and not exactly that number was
            confirmed; details: at_once, limit. Nothing is changed then.
    """
    if solution_ids:
        settled_bookings(agency_id)
    before = remember_tasks(agency_id, solution_ids)
    outcome = plan()
    difference = compare_tasks(agency_id, solution_ids, before, now=now)
    if caution.is_dry_run:
        transaction.set_rollback(True)
        return outcome, difference
    check_blast(agency_id, difference.messages_at_once, caution)
    wake()
    return outcome, difference


def check_blast(agency_id: int, messages: int, caution: Caution) -> None:
    """Refuse to let more messages go at once than the limit, unless a person confirmed the number.

    Raises:
        Conflict: see `plan_with_care`.
    """
    limit = Agency.objects.values_list("blast_limit", flat=True).get(pk=agency_id)
    if messages <= limit or caution.confirmed == messages:
        return
    raise Conflict(
        f"This would send {messages:,} messages at once, and more than {limit:,} must be confirmed: look at"
        f" the difference, then repeat it with the number {messages}.",
        at_once=messages,
        limit=limit,
    )
