"""Forget a person."""

from datetime import datetime

from django.db.models import Q

from hospes.bookings.models import Booking, ConsentRecord, Person
from hospes.kit.errors import NotFound


def forget_person(agency_id: int, person_id: int, *, now: datetime) -> list[int]:
    """Erase who somebody is: name, addresses, language, place, tags, and the notes of their stays.

    Bookings, events and payments stay, for they are the agency's history and name nobody; so does what the
    person allowed and refused, as a proof, but not in their words. Nothing that could find the person again
    is kept, not even a hash: who books again is a new person. A source that goes on sending the known
    bookings does not bring their guest, client or agent back (`receive_bookings` sees to it); an owner whom a
    source goes on naming comes back as a new person. Messages already sent belong to their own room and are
    erased there.

    Idempotent; runs in the caller's transaction.

    Returns:
        Ids of the bookings in which the person has a part, to be planned again: nobody can be reached there.

    Raises:
        NotFound: the agency has no such person.
    """
    people = Person.objects.filter(agency_id=agency_id, id=person_id)
    person = people.select_for_update(no_key=True).first()
    if person is None:
        raise NotFound("There is no such person: look for them by name or address.", person=person_id)
    part = Q(guest_id=person_id) | Q(client_id=person_id) | Q(agent_id=person_id)
    bookings = Booking.objects.filter(part, agency_id=agency_id)
    if person.forgotten_at is None:
        people.update(**_nothing(person_id), forgotten_at=now)
        bookings.filter(guest_id=person_id).update(notes="", custom={}, secrets={}, codes=[])
        said = ConsentRecord.objects.filter(agency_id=agency_id, person_id=person_id)
        said.exclude(words="").update(words="")
    return sorted(bookings.values_list("id", flat=True))


def _nothing(person_id: int) -> dict[str, str | list[str]]:
    empty = (
        "address_key",
        "name",
        "email",
        "phone",
        "raw_email",
        "raw_phone",
        "language",
        "country",
        "timezone",
    )
    return {"key": f"/forgotten/{person_id}", "tags": [], **dict.fromkeys(empty, "")}
