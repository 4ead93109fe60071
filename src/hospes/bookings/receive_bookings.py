"""Receive bookings."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from hospes.agencies.models import Agency
from hospes.bookings.facts import BookingFacts, Origin
from hospes.bookings.history import first_events, later_events
from hospes.bookings.parties import NOBODY, Parties, gather_parties, save_parties
from hospes.bookings.rows import BookingRow, Stored
from hospes.bookings.save_portals import PortalFacts, save_portals
from hospes.bookings.storing import add_rows, change_rows, find_relatives, lock_rows, record_happenings
from hospes.bookings.validity import check_facts
from hospes.bookings.versions import first_row, is_stale, next_row
from hospes.kit.errors import Conflict, HospesError, NotFound

OLD_NEWS = timedelta(hours=1)
ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Received:
    """What became of one booking's facts.

    Attributes:
        booking_id: None when refused.
        reference: as given.
        outcome: created, changed, unchanged, stale (older than what is known) or refused.
        error: why it was refused.
        kinds: the events that follow from the change.
        relatives: other bookings whose plan may follow from it: of the same guest, property or owner. They
            are named once for a whole set, at its first entry.
    """

    booking_id: int | None
    reference: str
    outcome: str
    error: HospesError | None = None
    kinds: tuple[str, ...] = ()
    relatives: tuple[int, ...] = ()


@dataclass(slots=True)
class Intake:
    """One set on its way in: `results` by position of the input, and what was touched beside bookings."""

    agency_id: int
    country: str
    now: datetime
    origin: Origin
    results: dict[int, Received] = field(default_factory=dict)
    addresses: set[str] = field(default_factory=set)
    people: set[int] = field(default_factory=set)
    properties: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Arrived:
    """Facts that passed the checks, with their place in the input and their key: portal and reference."""

    position: int
    facts: BookingFacts
    key: tuple[int, str]


def receive_bookings(
    agency_id: int, facts: Sequence[BookingFacts], *, now: datetime, origin: Origin
) -> list[Received]:
    """Create or update bookings by portal and reference, and derive what happened to them.

    Idempotent: the same facts again write nothing. An older version, or an older status, never wins over a
    newer one. Facts that make no sense are refused one by one, and do not disturb the rest. Runs in the
    caller's transaction, in a handful of statements for one booking or five thousand; keeps the bookings
    locked until the transaction ends.

    Args:
        agency_id: whose bookings.
        facts: complete versions; of several of one booking the later in the list is the newer.
        now: the instant of receiving.
        origin: an import or a feed may show old news for the first time (S17).

    Returns:
        One entry for each of the facts, in their order.

    Raises:
        NotFound: there is no such agency.
        Conflict: another transaction receives the same bookings over and over.
    """
    intake = Intake(agency_id, _country(agency_id), now, origin)
    sound = list(_check_all(intake, facts))
    names = {one.portal.strip() for _, one in sound}
    portals = save_portals(agency_id, [PortalFacts(name) for name in names], now=now) if names else {}
    arrived = [
        Arrived(position, one, (portals[one.portal.strip()].id, one.reference.strip()))
        for position, one in sound
    ]
    for wave in _waves(arrived):
        _receive_wave(intake, wave)
    return _with_relatives(intake, len(facts))


def _country(agency_id: int) -> str:
    country = Agency.objects.filter(id=agency_id).values_list("country", flat=True).first()
    if country is None:
        raise NotFound("There is no such agency: create it first.")
    return country


def _check_all(intake: Intake, facts: Sequence[BookingFacts]) -> Iterator[tuple[int, BookingFacts]]:
    for position, one in enumerate(facts):
        try:
            check_facts(one)
        except HospesError as error:
            intake.results[position] = Received(None, one.reference, "refused", error)
        else:
            yield position, one


def _waves(arrived: Iterable[Arrived]) -> list[list[Arrived]]:
    """Split so that no booking is twice in a wave; a later version comes in a later wave."""
    waves: list[list[Arrived]] = []
    seen: dict[tuple[int, str], int] = {}
    for one in arrived:
        turn = seen.get(one.key, 0)
        seen[one.key] = turn + 1
        if turn == len(waves):
            waves.append([])
        waves[turn].append(one)
    return waves


def _receive_wave(intake: Intake, wave: list[Arrived]) -> None:
    """Receive bookings that differ from each other; what others insert meanwhile is looked at again."""
    for _ in range(ROUNDS):
        if not wave:
            return
        wave = _receive_once(intake, wave)
    if wave:
        raise Conflict("Somebody else is receiving the same bookings: try again.")


def _receive_once(intake: Intake, wave: list[Arrived]) -> list[Arrived]:
    """Receive a wave; gives back those that another transaction inserted after we had looked."""
    stored = lock_rows(intake.agency_id, [one.key for one in wave])
    live = [one for one in wave if not _stale(intake, one, stored.get(one.key))]
    named = [(one.key, _without_forgotten(one.facts, stored.get(one.key))) for one in live]
    parties = gather_parties(named, country=intake.country)
    saved = save_parties(intake.agency_id, parties, now=intake.now, stored=stored)
    intake.people |= saved.changed_people
    intake.properties |= saved.changed_properties
    _change_known(intake, [one for one in live if one.key in stored], stored=stored, parties=saved)
    return _add_new(intake, [one for one in live if one.key not in stored], parties=saved)


def _stale(intake: Intake, one: Arrived, known: Stored | None) -> bool:
    if known is None or not is_stale(known.row, one.facts, now=intake.now):
        return False
    intake.results[one.position] = Received(known.row.id, one.facts.reference, "stale")
    return True


def _without_forgotten(facts: BookingFacts, known: Stored | None) -> BookingFacts:
    """The facts without people whom we were told to forget, so that no source brings them back."""
    if known is None or not known.forgotten:
        return facts
    row, gone = known.row, known.forgotten
    return replace(
        facts,
        guest=NOBODY if row.guest_id in gone else facts.guest,
        client=None if row.client_id in gone else facts.client,
        agent=None if row.agent_id in gone else facts.agent,
    )


def _add_new(intake: Intake, wave: list[Arrived], *, parties: Parties) -> list[Arrived]:
    rows = {one.key: _first(intake, one, parties) for one in wave}
    ids = add_rows(intake.agency_id, rows.values())
    happened = []
    for one in wave:
        if one.key in ids:
            row = rows[one.key]
            events = list(first_events(row))
            happened += [(ids[one.key], event, row.is_imported) for event in events]
            kinds = tuple(event.kind for event in events)
            intake.addresses.add(parties.addresses[one.key])
            intake.results[one.position] = Received(ids[one.key], one.facts.reference, "created", kinds=kinds)
    record_happenings(intake.agency_id, happened, now=intake.now)
    return [one for one in wave if one.key not in ids]


def _first(intake: Intake, one: Arrived, parties: Parties) -> BookingRow:
    row = first_row(one.facts, parties.of(one.key), now=intake.now)
    old_news = intake.origin is not Origin.LIVE and row.booked_at < intake.now - OLD_NEWS
    return row._replace(is_imported=old_news)


def _change_known(
    intake: Intake, wave: list[Arrived], *, stored: dict[tuple[int, str], Stored], parties: Parties
) -> None:
    changed, happened = [], []
    for one in wave:
        known = stored[one.key]
        row = next_row(known, one.facts, parties.of(one.key), now=intake.now)
        events = list(later_events(known.row, row, now=intake.now))
        if row != known.row:
            changed.append(row)
        happened += [(row.id, event, False) for event in events]
        differs = row._replace(version_at=known.row.version_at) != known.row or parties.touches(one.key)
        if differs:
            intake.addresses.add(parties.addresses[one.key])
            # Whose stay it was before may have had another stay that touched it (S35).
            intake.people |= {known.row.guest_id} - {row.guest_id}
        intake.results[one.position] = Received(
            row.id,
            one.facts.reference,
            "changed" if differs else "unchanged",
            kinds=tuple(event.kind for event in events),
        )
    change_rows(intake.agency_id, changed)
    record_happenings(intake.agency_id, happened, now=intake.now)


def _with_relatives(intake: Intake, count: int) -> list[Received]:
    results = [intake.results[position] for position in range(count)]
    touched = [one.booking_id for one in results if one.outcome in ("created", "changed") and one.booking_id]
    if not touched:
        return results
    found = find_relatives(
        intake.agency_id, intake.addresses - {""}, people=intake.people, properties=intake.properties
    )
    relatives = tuple(sorted(found - set(touched)))
    return [replace(results[0], relatives=relatives), *results[1:]]
