"""What people do in the demo's season beside booking: agree, review, edit, write, change a code."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from hospes.agencies.models import Agency
from hospes.bookings.models import Booking, Person
from hospes.bookings.record_consents import ConsentFacts
from hospes.bookings.record_reviews import ReviewFacts, record_review
from hospes.bookings.save_properties import PropertyFacts
from hospes.cli.demo.places import read_agency
from hospes.cli.demo.reviews import Said, agreed
from hospes.cli.demo.season import Season
from hospes.content.words import Words
from hospes.dispatch.models import Message, MessageState
from hospes.dispatch.word_messages import Letter
from hospes.engine.change_bookings import change_booking
from hospes.engine.change_places import change_properties
from hospes.engine.change_solutions import change_solutions
from hospes.engine.take_in_words import take_in_consents
from hospes.engine.write_by_hand import write_by_hand

BY = read_agency().members[0].email
EDITED = "Check-out information"
NEW_CODE = "9274"
SOON = timedelta(days=3)
SUBJECT = "The market on your day of arrival"
TEXT = (
    "Dear {{ guest.first_name | default: guest.name }},\n\n"
    "the street is closed for the market on {{ booking.arrival }}. Please park at the harbour and call us: we"
    " will come and help you with the luggage.\n\n{{ agency.name }}"
)


def record_agreed(agency: Agency, season: Season, *, now: datetime) -> None:
    """Note which of the guests so far agreed to advertising when they booked."""
    ticked = {email: at for email, at in agreed(season).items() if at <= now}
    people = Person.objects.filter(agency_id=agency.id, email__in=list(ticked)).order_by("id")
    consents = [
        ConsentFacts(id, "email", "marketing", is_allowed=True, at=ticked[email], source="page")
        for id, email in people.values_list("id", "email")
    ]
    take_in_consents(agency.id, consents, now=now)


def take_reviews(agency: Agency, reviews: Iterable[Said], *, now: datetime) -> None:
    """Record what guests said."""
    for each in reviews:
        stay = Booking.objects.filter(
            agency_id=agency.id, reference=each.reference, portal__name=each.portal
        ).values_list("id", flat=True)
        facts = ReviewFacts(f"R-{each.reference}", each.at, each.rating, each.text, each.portal)
        for booking_id in stay:
            change = partial(record_review, agency.id, booking_id, facts, now=now)
            change_booking(agency.id, change, now=now, by="")


def edit_solution(agency: Agency, written: dict[str, Any], *, now: datetime) -> None:
    """Somebody lets the words on checking out go an hour earlier."""
    found = next((each for each in written["solutions"] if each["name"] == EDITED), None)
    if found:
        edited = deepcopy(found)
        edited["trigger"]["at"] = "17:00"
        change_solutions(agency.id, {"solutions": [edited]}, now=now, by=BY)


def end_the_day(agency: Agency, *, now: datetime) -> None:
    """A door gets a new code after a guest was told the old one; another guest gets a few words by hand."""
    told = list(
        Message.objects.filter(
            agency_id=agency.id,
            state=MessageState.SENT,
            role="guest",
            solution__recipe="instructions",
            booking__status="confirmed",
            booking__arrival__range=(now.date(), (now + SOON).date()),
            booking__property__secrets__has_key="door_code",
        )
        .order_by("booking__property__name", "booking_id")
        .values_list("booking__property__name", "booking_id")
    )
    if told:
        code = PropertyFacts(told[0][0], secrets={"door_code": NEW_CODE})
        change_properties(agency.id, [code], groups={}, now=now, by=BY)
        own = (Words("en", subject=SUBJECT, text=TEXT),)
        write_by_hand(agency.id, Letter(told[-1][1], own=own, channels=("email",)), now=now, by=BY)
