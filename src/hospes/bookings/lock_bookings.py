"""Lock bookings until the transaction ends."""

from collections.abc import Collection

from hospes.bookings.models import Booking


def lock_bookings(agency_id: int, ids: Collection[int]) -> None:
    """Wait for whoever changes these bookings, and keep others from changing them (in order of their ids).

    Needed before planning bookings that the transaction did not change itself: their plan must not be made
    from facts that another transaction is about to replace.
    """
    locked = Booking.objects.select_for_update(no_key=True).filter(agency_id=agency_id, id__in=list(ids))
    list(locked.order_by("id").values_list("id"))
