"""Explain a booking: for every solution, why it acts and when, or why it does not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from hospes.bookings.models import Booking
from hospes.kit.clock import to_local
from hospes.kit.errors import NotFound
from hospes.planning.asked import conditions_asked
from hospes.planning.condition_sentences import seen_text, wanted_text
from hospes.planning.derivations import Derivations
from hospes.planning.explanations import Checked, Explanation, Occurrence
from hospes.planning.models import Solution, Task
from hospes.planning.sentences import explanation_sentences

__all__ = ["explain_booking", "explanation_sentences"]


def explain_booking(
    agency_id: int, booking_id: int, *, now: datetime, solution: str | None = None
) -> list[Explanation]:
    """Explain a booking: exactly one explanation for each solution, in their order; nothing is changed.

    What is shown of instants and conditions comes out of the planner's own statement; states and reasons are
    those of the tasks that are there.

    Args:
        agency_id: whose booking.
        booking_id: the booking.
        now: the instant of asking.
        solution: only the one of this name.

    Raises:
        NotFound: no such booking, or no such solution.
    """
    booking = Booking.objects.filter(agency_id=agency_id, pk=booking_id).first()
    if booking is None:
        raise NotFound("There is no such booking; check its reference.")
    solutions = _solutions(agency_id, solution)
    derived = Derivations(agency_id, booking_id, now)
    with transaction.atomic():
        facts = derived.facts()
        checked = _check(derived, solutions, {**facts, "currency": booking.currency} if facts else {})
        wishes, tasks = derived.wishes(), derived.tasks()
    return [
        _explain(rule, booking, facts, found=(checked[rule.pk], _of(rule, wishes), _tasks_of(rule, tasks)))
        for rule in solutions
    ]


_READ = (
    "name", "definition", "is_active", "message_group_id", "applies_to", "applies_since", "switched_on_at",
    "version", "is_system",
)  # fmt: skip


def _solutions(agency_id: int, name: str | None) -> list[Solution]:
    found = Solution.objects.filter(agency_id=agency_id, deleted_at=None).order_by("position", "id")
    found = found.only(*_READ)
    solutions = list(found if name is None else found.filter(name=name))
    if name is not None and not solutions:
        raise NotFound(f"There is no solution “{name}”; check its name in the list of solutions.")
    return solutions


def _of(rule: Solution, wishes: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [wish for wish in wishes if wish["solution_id"] == rule.pk]


def _tasks_of(rule: Solution, tasks: Iterable[Task]) -> list[Task]:
    return [task for task in tasks if task.solution_id == rule.pk]


def _check(
    derived: Derivations, solutions: Sequence[Solution], facts: Mapping[str, Any]
) -> dict[int, tuple[Checked, ...]]:
    """Every condition of every solution by itself, decided by the planner's own words."""
    asked = {rule.pk: conditions_asked(rule.definition) for rule in solutions}
    choices = [
        {"solution_id": pk, "position": place, **alternative}
        for pk, tree in asked.items()
        for place, one in enumerate(tree)
        for alternative in one.alternatives
    ]
    held = derived.held(choices) if facts else set()
    seen = {key: seen_text(key, facts) for key in {one.key for tree in asked.values() for one in tree}}
    return {
        pk: tuple(
            Checked(one.key, wanted_text(one.key, one.wanted), seen[one.key], (pk, place) in held)
            for place, one in enumerate(tree)
        )
        for pk, tree in asked.items()
    }


HINDRANCES = {None: "eligible", "stitched": "stitched", "opted_out": "consent"}
"""What keeps an eligible pair from being wished → verdict."""
Found = tuple[tuple[Checked, ...], list[Mapping[str, Any]], list[Task]]
"""What there is of one pair: its conditions, its wishes, its tasks."""


def _explain(
    rule: Solution, booking: Booking, facts: Mapping[str, Any] | None, *, found: Found
) -> Explanation:
    checked, wishes, tasks = found
    by_number = {task.occurrence: task for task in tasks}
    wished = {wish["occurrence"]: wish for wish in wishes if _is_wished(wish)}
    return Explanation(
        solution_id=rule.pk,
        solution=rule.name,
        booking_id=booking.pk,
        reference=booking.reference,
        verdict=_verdict(rule, facts, found),
        conditions=checked,
        trigger=rule.definition["trigger"],
        clock_zone=wishes[0]["clock_zone"] if wishes else "",
        scope=_scope(rule),
        occurrences=tuple(
            _occurrence(number, wished.get(number), by_number.get(number))
            for number in sorted({*by_number, *wished})
        ),
        version=rule.version,
        zone=facts["agency_zone"] if facts else "UTC",
        is_system=rule.is_system,
    )


def _is_wished(wish: Mapping[str, Any]) -> bool:
    return wish["anchor_at"] is not None and wish["hindrance"] is None


def _scope(rule: Solution) -> str:
    if rule.applies_to == "existing":
        return ""
    since = rule.applies_since if rule.applies_to == "since" else rule.switched_on_at
    return since.isoformat(timespec="minutes") if since else ""


def _verdict(rule: Solution, facts: Mapping[str, Any] | None, found: Found) -> str:
    """The first thing in the way."""
    checked, wishes, _ = found
    if wishes:
        has_anchor = any(wish["anchor_at"] for wish in wishes)
        return HINDRANCES[wishes[0]["hindrance"]] if has_anchor else "no_anchor"
    if not rule.is_active:
        return "off"
    if facts is None:
        return "portal_excluded"
    if not all(condition.holds for condition in checked):
        return "conditions"
    if rule.message_group_id and rule.message_group_id != facts["group_id"]:
        return "message_group"
    return "scope" if _is_out_of_scope(rule, facts) else "review"


def _is_out_of_scope(rule: Solution, facts: Mapping[str, Any]) -> bool:
    since = rule.applies_since if rule.applies_to == "since" else rule.switched_on_at
    received = datetime.fromisoformat(facts["received_at"])
    return rule.applies_to != "existing" and since is not None and received < since


def _occurrence(number: int, wish: Mapping[str, Any] | None, task: Task | None) -> Occurrence:
    """What is stored wins; the derivation says where it comes from."""
    wish = wish or {}
    return Occurrence(
        occurrence=number,
        state=task.state if task else wish["state"],
        reason=task.reason if task else wish["reason"],
        anchor_at=wish.get("anchor_at"),
        anchor_local=wish.get("anchor_local"),
        anchor_zone=wish.get("anchor_zone", ""),
        wish_local=wish.get("wish_local"),
        wish_zone=wish.get("wish_zone", task.zone if task else ""),
        shift=_shift(wish),
        derived_at=wish.get("planned_at"),
        planned_at=task.planned_at if task else wish["planned_at"],
        due_at=task.due_at if task else wish["due_at"],
        deadline=task.deadline if task else wish["deadline"],
        is_late=task.is_late if task else wish["is_late"],
        is_stored=task is not None,
        **(_stored(task) if task else {}),
    )


def _stored(task: Task) -> dict[str, Any]:
    """What was kept when the task was decided."""
    details = task.details or {}
    seen = details.get("seen")
    return {
        "version": task.solution_version,
        "decided_at": datetime.fromisoformat(seen["now"]) if seen else task.executed_at,
        "seen": seen,
        "waits": str(details.get("waits", "")),
    }


def _shift(wish: Mapping[str, Any]) -> str:
    local, zone = wish.get("wish_local"), wish.get("wish_zone")
    if local is None or zone is None:
        return ""
    shown = to_local(wish["planned_at"], zone)
    if shown != local:
        return "gap"
    later = to_local(wish["planned_at"] + timedelta(hours=1), zone)
    return "overlap" if later == local else ""
