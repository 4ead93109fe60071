"""Change portals, properties and message groups, and plan the bookings there, in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from hospes.agencies.record_audit import record_audit
from hospes.agencies.tenancy import acting_for
from hospes.bookings.find_bookings import find_bookings_where
from hospes.bookings.lock_bookings import lock_bookings
from hospes.bookings.save_portals import PortalFacts, save_portals
from hospes.bookings.save_properties import PropertyFacts, save_properties
from hospes.dispatch.propose_corrections import propose_corrections
from hospes.engine.plan_with_care import CAREFUL, Caution, plan_with_care
from hospes.planning.models import Solution
from hospes.planning.plan_difference import PlanDifference
from hospes.planning.plan_tasks import PlanOutcome, plan_tasks
from hospes.planning.release_filled import release_filled
from hospes.planning.save_message_groups import (
    Attached,
    GroupFacts,
    attach_properties,
    save_message_groups,
)


@dataclass(frozen=True, slots=True)
class ChangedPlaces:
    """What became of places.

    Attributes:
        outcomes: added, changed or same, by name.
        attached: the properties whose message group changed.
        difference: what it makes of the plan.
    """

    outcomes: Mapping[str, str]
    attached: Sequence[Attached]
    difference: PlanDifference


def change_portals(
    agency_id: int, portals: Sequence[PortalFacts], *, now: datetime, by: str, caution: Caution = CAREFUL
) -> ChangedPlaces:
    """Save portals, exclude them or include them again.

    Bookings of an excluded portal get no tasks; of one that is included again, what is still to come.

    Raises:
        Conflict: too much would go at once; nothing is changed then.
    """
    with acting_for(agency_id):
        saved = save_portals(agency_id, portals, now=now)
        changed = [one.id for one in saved.values() if one.outcome == "changed"]
        outcomes = {name: saved[name].outcome for name in sorted(saved)}
        _audit(agency_id, "change_portals", outcomes, by=by, now=now)
        difference = _planned(agency_id, Q(portal_id__in=changed), now=now, caution=caution)
        return ChangedPlaces(outcomes, (), difference)


def change_properties(
    agency_id: int,
    properties: Sequence[PropertyFacts],
    *,
    groups: Mapping[str, str],
    now: datetime,
    by: str,
    caution: Caution = CAREFUL,
) -> ChangedPlaces:
    """Save properties, any number in one call, and put them into message groups.

    Args:
        agency_id: whose.
        properties: what is known of each.
        groups: property → message group ("": none); the others stay in theirs.
        now: the instant.
        by: who does it.
        caution: whether it is a dry run, and how many messages may go at once.

    Raises:
        Malformed: a property cannot be like that.
        NotFound: there is no property that `groups` names.
        Conflict: too much would go at once; nothing is changed then.
    """
    with acting_for(agency_id):
        saved = save_properties(agency_id, properties, now=now)
        attached = attach_properties(agency_id, groups, now=now)
        changed = {one.id for one in saved.values() if one.outcome == "changed"}
        changed |= {one.property_id for one in attached}
        outcomes = {name: saved[name].outcome for name in sorted(saved)}
        moves = {one.name: f"{one.before or '-'} → {one.after or '-'}" for one in attached}
        _audit(agency_id, "change_properties", outcomes | moves, by=by, now=now)
        difference = _planned(agency_id, Q(property_id__in=changed), now=now, caution=caution)
        return ChangedPlaces(outcomes, attached, difference)


def change_message_groups(
    agency_id: int, groups: Sequence[GroupFacts], *, now: datetime, by: str, caution: Caution = CAREFUL
) -> ChangedPlaces:
    """Make message groups have exactly these properties.

    Raises:
        Malformed: a property in two groups.
        NotFound: there is no such property.
        Conflict: too much would go at once; nothing is changed then.
    """
    with acting_for(agency_id):
        attached = save_message_groups(agency_id, groups, now=now)
        changed = [one.property_id for one in attached]
        moves = {one.name: f"{one.before or '-'} → {one.after or '-'}" for one in attached}
        _audit(agency_id, "change_message_groups", moves, by=by, now=now)
        difference = _planned(agency_id, Q(property_id__in=changed), now=now, caution=caution)
        return ChangedPlaces({}, attached, difference)


def _planned(agency_id: int, where: Q, *, now: datetime, caution: Caution) -> PlanDifference:
    """Plan the bookings there; what is past stays unsent unless the person wants to catch up (S15).

    What their messages said of the places and is not so any more is corrected.
    """
    ids = find_bookings_where(agency_id, where)

    def plan() -> PlanOutcome:
        lock_bookings(agency_id, ids)
        planned = plan_tasks(agency_id, now=now, booking_ids=ids, edited=not caution.catch_up)
        release_filled(agency_id, ids, now=now)
        propose_corrections(agency_id, ids, now=now)
        return planned

    solutions = Solution.objects.filter(agency_id=agency_id, deleted_at=None).values_list("id", flat=True)
    _, difference = plan_with_care(
        agency_id, plan, solution_ids=list(solutions) if ids else [], now=now, caution=caution
    )
    return difference


def _audit(agency_id: int, verb: str, outcomes: Mapping[str, str], *, by: str, now: datetime) -> None:
    changed = {name: outcome for name, outcome in outcomes.items() if outcome != "same"}
    if changed:
        record_audit(agency_id, verb, ", ".join(changed), by=by, now=now, details=changed)
