"""Stitched stays: touching bookings of one guest in one property count as one stay (S35)."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection

from hospes.kit.statements import load


def stay_of(agency_ids: Collection[int], booking_ids: Collection[int]) -> dict[int, int]:
    """The stay of each of these bookings, named by the id of its first booking.

    Two bookings are one stay when they are of the same guest, or of guests with the same address, in the same
    property, one departs on the day the other arrives, and both are pending, confirmed or completed. Agencies
    that switched that off, and bookings without a night, have stays of one booking.

    Returns:
        Booking → first booking of its stay, for every given booking and for all others of their stays.
    """
    stays = {booking_id: booking_id for booking_id in booking_ids}
    with connection.cursor() as cursor:
        parameters = {"agencies": list(agency_ids), "bookings": list(booking_ids)}
        cursor.execute(load(__name__, "find_stays"), parameters)
        stays.update(cursor.fetchall())
    return stays
