"""Find the bookings that somebody types words for."""

from __future__ import annotations

from django.db import connection

from hospes.kit.statements import load

SEARCH = load(__name__, "search_bookings")
MOST = 1000


def search_bookings(agency_id: int, words: str) -> list[int]:
    """Ids of bookings with this reference, or whose guest's name or e-mail address holds the words.

    At most 1,000; of a guest's bookings the newest.
    """
    escaped = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    asked: dict[str, int | str] = {
        "agency": agency_id,
        "words": words,
        "pattern": f"%{escaped}%",
        "most": MOST,
    }
    with connection.cursor() as cursor:
        cursor.execute(SEARCH, asked)
        return [row[0] for row in cursor.fetchall()]
