"""Puts worlds of the reference into the database: the rows that planning reads, written directly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from hospes.agencies.models import Agency
from hospes.bookings.models import Booking, Event, Permission, Person, Portal, Property
from hospes.content.save_templates import save_templates
from hospes.planning.models import GroupProperty, MessageGroup, Solution, Task
from hospes.planning.save_solutions import save_solutions
from tests.making import make_agency
from tests.reference.plan import Task as Expected
from tests.reference.strategies import RandomWorld
from tests.reference.world import Event as Happened
from tests.reference.world import Facts, Situation
from tests.reference.world import Person as Somebody

DATES = ("arrival", "departure", "starts_at", "ends_at")


@dataclass
class Planted:
    """A world in the database: ids by the reference's names."""

    agency: Agency
    solutions: dict[str, int]
    portals: dict[str, int]
    properties: dict[str, int]
    guests: dict[str, int]
    bookings: dict[str, int] = field(default_factory=dict)
    events: dict[str, int] = field(default_factory=dict)


def plant(world: RandomWorld, number: int) -> Planted:
    """The agency with portals, properties, guests and solutions; bookings follow with `show`."""
    now = world.switched_on_at
    agency = make_agency(f"World {number}", timezone=str(world.agency.zone), now=now)
    whose: dict[str, Any] = {"agency_id": agency.pk, "created_at": now}
    quiet = world.agency.quiet_hours or (None, None)
    Agency.objects.filter(pk=agency.pk).update(
        stitches_stays=world.agency.stitches_stays, quiet_from=quiet[0], quiet_to=quiet[1]
    )
    owners = Person.objects.bulk_create(
        [
            Person(**whose, key=home.owner, email=home.owner, tags=sorted(home.owner_tags))
            for home in world.homes
        ]
    )
    properties = Property.objects.bulk_create(
        [
            Property(
                **whose,
                name=home.property.name,
                timezone=str(home.property.zone or ""),
                check_in=home.property.check_in,
                check_out=home.property.check_out,
                tags=sorted(home.tags),
                owner_id=owner.pk,
            )
            for home, owner in zip(world.homes, owners, strict=True)
        ]
    )
    portals = Portal.objects.bulk_create(
        [Portal(**whose, name=p.name, tags=sorted(p.tags), is_excluded=p.excluded) for p in world.portals]
        + [Portal(**whose, name="")]
    )
    people = {b.changes[0].facts.guest.email: b.changes[0].facts.guest for b in world.bookings}
    guests = Person.objects.bulk_create([_guest(whose, person) for person in people.values()])
    _put_into_groups(world, properties, whose)
    save_templates(agency.pk, [{"name": "words", "versions": {"en": {"text": "Hello"}}}], now=now)
    saved = save_solutions(agency.pk, world.entries, now=now, by="test")
    for one, side in zip(saved, world.sides, strict=True):
        Solution.objects.filter(agency_id=agency.pk, pk=one.solution_id).update(event_by=side)
    return Planted(
        agency,
        {s.name: s.solution_id for s in saved},
        {p.name: p.pk for p in portals},
        {p.name: p.pk for p in properties},
        {p.key: p.pk for p in guests},
    )


def _guest(whose: Mapping[str, Any], somebody: Somebody) -> Person:
    return Person(
        **whose,
        key=somebody.email or "",
        email=somebody.email or "",
        address_key=somebody.email or "",
        language=somebody.language or "",
        country=somebody.country or "",
        timezone=str(somebody.zone or ""),
    )


def _put_into_groups(world: RandomWorld, properties: list[Property], whose: Mapping[str, Any]) -> None:
    names = sorted({name for home in world.homes for name in home.property.message_groups})
    groups = {
        g.name: g for g in MessageGroup.objects.bulk_create([MessageGroup(**whose, name=n) for n in names])
    }
    GroupProperty.objects.bulk_create(
        GroupProperty(agency_id=whose["agency_id"], property=place, group=groups[name])
        for home, place in zip(world.homes, properties, strict=True)
        for name in home.property.message_groups
    )


def show(planted: Planted, seen: Situation, *, settled_at: datetime | None = None) -> int:
    """Make the booking's rows what the situation says; returns its id."""
    columns = _columns(planted, seen)
    booking_id = planted.bookings.get(seen.reference)
    if booking_id is None:
        booking = Booking.objects.create(
            agency_id=planted.agency.pk,
            reference=seen.reference,
            received_at=seen.first_seen_at,
            version_at=seen.now,
            is_imported=seen.imported,
            currency="EUR",
            **columns,
        )
        booking_id = planted.bookings[seen.reference] = booking.pk
    else:
        Booking.objects.filter(agency_id=planted.agency.pk, pk=booking_id).update(**columns)
    _add_events(planted, seen, booking_id)
    _write_permissions(planted, seen)
    return booking_id


def _write_permissions(planted: Planted, seen: Situation) -> None:
    guest = planted.guests[str(seen.facts.guest.email)]
    for (kind, channel), is_allowed in seen.facts.permissions.items():
        Permission.objects.update_or_create(
            agency_id=planted.agency.pk,
            person_id=guest,
            kind=kind,
            channel=channel,
            defaults={"is_allowed": is_allowed, "changed_at": seen.now},
        )


def _columns(planted: Planted, seen: Situation) -> dict[str, Any]:
    facts: Facts = seen.facts
    return {
        "portal_id": planted.portals[facts.portal.name if facts.portal else ""],
        "property_id": planted.properties[facts.property.name],
        "guest_id": planted.guests[str(facts.guest.email)],
        "status": facts.status,
        "status_at": seen.closed_at or seen.now,
        "booked_at": facts.booked_at,
        "adults": facts.adults,
        "children": facts.children,
        "total": facts.total,
        "paid": facts.paid,
        "payment_due": facts.payment_due,
        "tags": sorted(facts.tags),
        "paying_since": seen.now if facts.is_paying else None,
        **{name: getattr(facts, name) for name in DATES},
    }


def _add_events(planted: Planted, seen: Situation, booking_id: int) -> None:
    known = planted.events.get(seen.reference, 0)
    counts: dict[str, int] = {}
    rows = []
    for event in seen.events:
        counts[event.kind] = counts.get(event.kind, 0) + 1
        rows.append(
            Event(
                agency_id=planted.agency.pk,
                booking_id=booking_id,
                kind=event.kind,
                ordinal=counts[event.kind],
                at=event.at,
                recorded_at=seen.now,
                details=_details(event),
            )
        )
    Event.objects.bulk_create(rows[known:])
    planted.events[seen.reference] = max(known, len(rows))


def _details(event: Happened) -> dict[str, str | None]:
    old = {f"old_{name}": _text(value) for name, value in zip(DATES, event.before, strict=False)}
    new = {f"new_{name}": _text(value) for name, value in zip(DATES, event.after, strict=False)}
    return old | new | ({"by": event.by} if event.by else {})


def _text(value: object) -> str | None:
    return None if value is None else str(value)


Plan = dict[tuple[str, str, int], tuple[Any, ...]]
"""Booking, solution, occurrence → what there is to compare."""


def stored_plan(planted: Planted) -> Plan:
    """The agency's tasks as the database has them."""
    solutions = {pk: name for name, pk in planted.solutions.items()}
    bookings = {pk: name for name, pk in planted.bookings.items()}
    return {
        (bookings[t.booking_id], solutions[t.solution_id], t.occurrence): (
            t.state, t.reason, t.planned_at, t.due_at, t.deadline, t.anchor_on, t.is_late,
        )
        for t in Task.objects.filter(agency_id=planted.agency.pk)
    }  # fmt: skip


def expected_plan(plans: Mapping[tuple[str, str], Mapping[int, Expected]]) -> Plan:
    """The reference's tasks of all pairs (booking, solution) in the same shape."""
    return {
        (booking, solution, n): (
            t.state, t.reason, t.planned_at, t.due_at, t.deadline, t.anchor_date, t.late,
        )
        for (booking, solution), tasks in plans.items()
        for n, t in tasks.items()
    }  # fmt: skip
