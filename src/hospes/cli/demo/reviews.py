"""What guests say of their stays, and which of them agreed to advertising."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from hospes.cli.demo.dice import Dice
from hospes.cli.demo.season import Season

_RATINGS = [(5, 52), (4, 28), (3, 11), (2, 6), (1, 3)]
_WORDS = {
    5: (
        "We would come back tomorrow.",
        "Spotless, quiet, and a lovely welcome.",
        "Better than the pictures.",
    ),
    4: ("A very good stay; the beds are a little soft.", "Great place, parking takes patience."),
    3: ("Fine for a few nights.", "Nice house, but the Wi-Fi is slow."),
    2: ("The heating did not work on the first day.",),
    1: ("Too loud for us.",),
}


@dataclass(frozen=True, slots=True)
class Said:
    """A review: of which booking, when, how many stars of five, and in which words."""

    at: datetime
    portal: str
    reference: str
    rating: int
    text: str


def tell_reviews(season: Season) -> list[Said]:
    """The reviews of a season in order; about every third guest who stayed writes one."""
    return sorted(_reviews(season), key=lambda each: (each.at, each.portal, each.reference))


def _reviews(season: Season) -> Iterator[Said]:
    for each in season.happenings:
        dice = Dice(season.seed, "review", each.portal, each.reference)
        if each.kind == "completed" and dice.falls(0.35):
            rating = dice.weighted(_RATINGS)
            at = each.at + timedelta(minutes=dice.between(300, 12_000))
            yield Said(at, each.portal, each.reference, rating, dice.pick(_WORDS[rating]))


def agreed(season: Season) -> Mapping[str, datetime]:
    """E-mail address → when its guest, booking on the agency's own page, ticked the box for advertising."""
    own = season.agency.portal("web").name
    ticked: dict[str, datetime] = {}
    for row in season.bookings:
        email = row["guest_email"]
        if row["portal"] == own and email and Dice(season.seed, "agreed", email).falls(0.55):
            booked_at = datetime.fromisoformat(row["booked_at"])
            ticked[email] = min(booked_at, ticked.get(email, booked_at))
    return ticked
