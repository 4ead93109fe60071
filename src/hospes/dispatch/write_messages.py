"""Write a message by hand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from hospes.bookings.lock_bookings import lock_bookings
from hospes.bookings.models import Person
from hospes.dispatch.attach_to_messages import attach_to_messages
from hospes.dispatch.drafts import Draft
from hospes.dispatch.insert_messages import insert_messages
from hospes.dispatch.models import Message
from hospes.dispatch.word_messages import Letter, word_message
from hospes.kit.errors import Malformed
from hospes.planning.lines import ATTACHMENTS


@dataclass(frozen=True, slots=True)
class Written:
    """A message that waits to leave.

    Attributes:
        message_id: its id.
        draft: what it says.
        warnings: what its writer should know: "opted_out", "switched_off", "duplicate".
        left_out: files that could not be made → why.
    """

    message_id: int
    draft: Draft
    warnings: tuple[str, ...]
    left_out: dict[str, str]


def write_message(agency_id: int, letter: Letter, *, now: datetime, by: str) -> Written:
    """Queue a message by hand: it goes at once, at any hour (S22), and can be cancelled until it leaves.

    With a purpose it counts as said: a planned task of the same purpose for the same booking and address
    then skips itself (S19). A refused service message goes only to those who do not mind, unless the writer
    insists; marketing never goes without consent (S25).

    Args:
        agency_id: whose.
        letter: what is written, to whom.
        now: the instant of writing.
        by: who writes.

    Raises:
        Malformed, NotFound, Refused, Unwordable: as `word_message`; then nothing is queued.
    """
    check_files(letter.attach, letter.booking_id)
    with transaction.atomic():
        if letter.booking_id is not None:
            lock_bookings(agency_id, [letter.booking_id])
        else:
            _lock_person(agency_id, letter.person_id or 0)
        worded = word_message(agency_id, letter, now=now)
        made = replace(worded.draft, by=by[:254])
        message_id = queue_by_hand(made, now=now)
        wanted = {(agency_id, message_id): letter.attach} if letter.attach else {}
        left_out = attach_to_messages(wanted, now=now)
    return Written(message_id, made, worded.warnings, left_out.get((agency_id, message_id), {}))


def queue_by_hand(made: Draft, *, now: datetime) -> int:
    """Insert the message of a draft and return its id; to be called in a transaction."""
    insert_messages([made], now=now)
    mine = Message.objects.filter(agency_id=made.agency_id, task=None, queued_at=now, by=made.by)
    newest = mine.filter(to_address=made.to_address, channel=made.channel).order_by("-id")
    return int(newest.values_list("id", flat=True)[0])


def _lock_person(agency_id: int, person_id: int) -> None:
    """Who is refusing messages at this moment is waited for, and finds what was queued before."""
    list(Person.objects.select_for_update().filter(agency_id=agency_id, id=person_id).values_list("id"))


def check_files(attach: tuple[str, ...], booking_id: int | None) -> None:
    """Refuse files that there are not, and files without a booking.

    Raises:
        Malformed: either.
    """
    for name in attach:
        if name not in ATTACHMENTS:
            raise Malformed(f"“{name[:30]}” is no file: use {', '.join(ATTACHMENTS)}.", field="attach")
    if attach and booking_id is None:
        raise Malformed("Files belong to a booking: write to the booking, not to the person.", field="attach")
