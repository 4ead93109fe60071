"""The people and properties that a set of bookings names: gathered first, then saved all at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hospes.bookings.facts import BookingFacts, PersonFacts
from hospes.bookings.inherit_refusals import inherit_refusals
from hospes.bookings.people import PersonRow, describe_person, merge_people, tidy_tags
from hospes.bookings.rows import Stored
from hospes.bookings.save_people import save_people
from hospes.bookings.save_properties import save_property_rows
from hospes.bookings.saving import Saved
from hospes.bookings.versions import Place

BookingKey = tuple[int, str]
"""Portal and reference."""

NOBODY = PersonFacts()


@dataclass(frozen=True, slots=True)
class Named:
    """Whom and what one booking names; people as keys into the set's `people`."""

    property: str
    property_tags: list[str] | None
    owner: str | None
    guest: str
    client: str | None
    agent: str | None


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a set names, each person once."""

    people: dict[str, PersonRow]
    named: dict[BookingKey, Named]


@dataclass(frozen=True, slots=True)
class Parties:
    """What a set names, with ids; `addresses` are those of the guests."""

    named: dict[BookingKey, Named]
    addresses: dict[BookingKey, str]
    people: dict[str, Saved]
    properties: dict[str, Saved]

    def of(self, key: BookingKey) -> Place:
        """The ids that a booking points at."""
        named, ids = self.named[key], self.people
        return Place(
            portal_id=key[0],
            property_id=self.properties[named.property].id,
            guest_id=ids[named.guest].id,
            client_id=ids[named.client].id if named.client else None,
            agent_id=ids[named.agent].id if named.agent else None,
        )

    def touches(self, key: BookingKey) -> bool:
        """Whether something that the booking points at has changed with this set."""
        named = self.named[key]
        people = (named.owner, named.guest, named.client, named.agent)
        outcomes = [self.people[person].outcome for person in people if person]
        return "changed" in [*outcomes, self.properties[named.property].outcome]

    @property
    def changed_people(self) -> set[int]:
        """Known people who are different now."""
        return {saved.id for saved in self.people.values() if saved.outcome == "changed"}

    @property
    def changed_properties(self) -> set[int]:
        """Known properties that are different now."""
        return {saved.id for saved in self.properties.values() if saved.outcome == "changed"}


def gather_parties(bookings: Sequence[tuple[BookingKey, BookingFacts]], *, country: str) -> Gathered:
    """Describe everybody and everything that the bookings name.

    Args:
        bookings: in order; of what two say of one person or property the later counts.
        country: the agency's, to read phone numbers of people without one.
    """
    people: dict[str, PersonRow] = {}

    def meet(person: PersonFacts | None, place: str) -> str | None:
        if person is None or person == NOBODY:
            return None
        row = describe_person(person, place=place, country=country)
        people[row.key] = merge_people(people[row.key], row) if row.key in people else row
        return row.key

    named = {}
    owners: dict[tuple[PersonFacts | None, str], str | None] = {}
    for key, facts in bookings:
        place = f"{facts.portal.strip()}/{key[1]}"
        guest = meet(facts.guest, f"{place}/guest")
        if guest is None:
            row = describe_person(NOBODY, place=f"{place}/guest", country=country)
            people[row.key], guest = row, row.key
        house = facts.property.strip()
        if (facts.owner, house) not in owners:
            owners[facts.owner, house] = meet(facts.owner, f"{house}/owner")
        named[key] = Named(
            property=house,
            property_tags=None if facts.property_tags is None else tidy_tags(facts.property_tags),
            owner=owners[facts.owner, house],
            guest=guest,
            client=meet(facts.client, f"{place}/client"),
            agent=meet(facts.agent, f"{place}/agent"),
        )
    return Gathered(people, named)


def save_parties(
    agency_id: int, gathered: Gathered, *, now: datetime, stored: Mapping[BookingKey, Stored]
) -> Parties:
    """Save people, then the properties they own.

    Args:
        agency_id: whose.
        gathered: what a set of bookings names.
        now: the instant of creation.
        stored: the bookings as they were: their people may be corrected by them.
    """
    own = {id for known in stored.values() for id in _people_of(known)}
    people = save_people(agency_id, gathered.people.values(), now=now, own=own)
    inherit_refusals(agency_id, [one.id for one in people.values() if one.outcome == "added"], now=now)
    rows: dict[str, dict[str, Any]] = {}
    for named in gathered.named.values():
        columns = rows.setdefault(named.property, {})
        columns |= _property_columns(named, people)
    addresses = {key: gathered.people[named.guest].address_key for key, named in gathered.named.items()}
    return Parties(gathered.named, addresses, people, save_property_rows(agency_id, rows, now=now))


def _people_of(known: Stored) -> Iterator[int]:
    row = known.row
    yield from (id for id in (row.guest_id, row.client_id, row.agent_id) if id and id not in known.forgotten)


def _property_columns(named: Named, people: Mapping[str, Saved]) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    if named.owner:
        columns["owner_id"] = people[named.owner].id
    if named.property_tags is not None:
        columns["tags"] = named.property_tags
    return columns
