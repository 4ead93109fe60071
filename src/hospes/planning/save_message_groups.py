"""Save message groups, and say which properties belong to which."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from hospes.bookings.models import Property
from hospes.kit.closest import closest
from hospes.kit.errors import Malformed, NotFound, Refused
from hospes.kit.statements import load
from hospes.planning.models import GroupProperty, MessageGroup, Solution


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """A message group and all its properties, by name."""

    name: str
    properties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attached:
    """A property whose group changed: the one it was in before and the one it is in now ("": none)."""

    property_id: int
    name: str
    before: str
    after: str

    @property
    def has_moved(self) -> bool:
        """Whether another group lost it."""
        return bool(self.before and self.after)


def save_message_groups(agency_id: int, groups: Sequence[GroupFacts], *, now: datetime) -> list[Attached]:
    """Make groups have exactly these properties; groups that are not named stay, but may lose properties.

    A property has one group at most: naming it takes it out of another, and the answer says so. The same
    groups again change nothing. Bookings of the properties returned need planning again.

    Returns:
        The properties whose group changed.

    Raises:
        Malformed: a group without a name, or a property in two of the groups.
        NotFound: there is no such property.
    """
    wanted: dict[str, str] = {}
    for group in groups:
        for name in group.properties:
            if wanted.setdefault(name, group.name.strip()) != group.name.strip():
                message = f"“{name}” is in two message groups: a property has one at most."
                raise Malformed(message, field="properties")
    with transaction.atomic():
        make_groups(agency_id, [group.name for group in groups], now=now)
        members = GroupProperty.objects.filter(
            agency_id=agency_id, group__name__in=[one.name.strip() for one in groups]
        )
        left = dict.fromkeys(members.values_list("property__name", flat=True), "")
        return attach_properties(agency_id, left | wanted, now=now)


def attach_properties(agency_id: int, groups: Mapping[str, str], *, now: datetime) -> list[Attached]:
    """Put each property, by name, into a group, or into none (""); other properties stay where they are.

    Raises:
        NotFound: there is no such property.
    """
    with transaction.atomic():
        ids = make_groups(agency_id, [name for name in groups.values() if name], now=now)
        properties = _properties(agency_id, groups)
        parameters: dict[str, Any] = {
            "agency": agency_id,
            "properties": [properties[name] for name in groups],
            "groups": [ids.get(group.strip()) for group in groups.values()],
        }
        with connection.cursor() as cursor:
            cursor.execute(load(__name__, "attach_properties"), parameters)
            before = dict(cursor.fetchall())
    return [
        Attached(properties[name], name, before[properties[name]] or "", group.strip())
        for name, group in groups.items()
        if properties[name] in before
    ]


def make_groups(agency_id: int, names: Collection[str], *, now: datetime) -> dict[str, int]:
    """Groups of these names, made where there are none; name → id.

    Raises:
        Malformed: an empty name, or one that is too long.
    """
    wanted = {name.strip() for name in names}
    if any(not name or len(name) > 100 for name in wanted):
        raise Malformed("A message group needs a name of at most 100 characters.", field="name")
    MessageGroup.objects.bulk_create(
        [MessageGroup(agency_id=agency_id, name=name, created_at=now) for name in sorted(wanted)],
        ignore_conflicts=True,
    )
    groups = MessageGroup.objects.filter(agency_id=agency_id, name__in=wanted)
    return dict(groups.values_list("name", "id"))


def delete_message_group(agency_id: int, name: str) -> None:
    """Delete a group; its properties stay, in no group.

    Raises:
        NotFound: there is no such group.
        Refused: a solution applies to it.
    """
    group = MessageGroup.objects.filter(agency_id=agency_id, name=name.strip()).first()
    if group is None:
        raise NotFound(f"There is no message group “{name}”: look at the list of groups.")
    users = Solution.objects.filter(agency_id=agency_id, message_group=group)
    if used := users.filter(deleted_at=None).values_list("name", flat=True).first():
        raise Refused(f"The solution “{used}” applies to this group: change it first.")
    if users.exists():
        raise Refused("A deleted solution applied to this group, and its history needs the name.")
    MessageGroup.objects.filter(agency_id=agency_id, id=group.id).delete()


def list_message_groups(agency_id: int) -> list[GroupFacts]:
    """All groups with their properties, by name."""
    groups: dict[str, list[str]] = {
        name: [] for name in MessageGroup.objects.filter(agency_id=agency_id).values_list("name", flat=True)
    }
    members = GroupProperty.objects.filter(agency_id=agency_id).order_by("property__name")
    for group, member in members.values_list("group__name", "property__name"):
        groups[group].append(member)
    return [GroupFacts(name, tuple(groups[name])) for name in sorted(groups)]


def _properties(agency_id: int, names: Collection[str]) -> dict[str, int]:
    known = dict(Property.objects.filter(agency_id=agency_id).values_list("name", "id"))
    if missing := sorted(set(names) - known.keys()):
        likely = closest(missing[0], list(known))
        advice = f"did you mean “{likely}”?" if likely else "save it first."
        raise NotFound(f"There is no property “{missing[0]}”: {advice}", property=missing[0])
    return {name: known[name] for name in names}
