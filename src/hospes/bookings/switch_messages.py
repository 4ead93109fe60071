"""Switch messages of a booking on or off."""

from hospes.bookings.changing import lock_stored
from hospes.bookings.models import Booking
from hospes.bookings.receive_bookings import Received


def switch_messages(
    agency_id: int, booking_id: int, *, email: bool | None = None, sms: bool | None = None
) -> Received:
    """Let a booking's messages go by e-mail, and by SMS or Viber, or not; None leaves a switch alone.

    A new booking takes the switches of its agency; later changes of the agency do not touch it. Runs in the
    caller's transaction.

    Raises:
        NotFound: the agency has no such booking.
    """
    row = lock_stored(agency_id, booking_id).row
    given = {"sends_email": email, "sends_sms": sms}
    wanted = {name: value for name, value in given.items() if value is not None}
    booking = Booking.objects.filter(agency_id=agency_id, id=booking_id)
    if booking.filter(**wanted).exists():
        return Received(booking_id, row.reference, "unchanged")
    booking.update(**wanted)
    return Received(booking_id, row.reference, "changed")
