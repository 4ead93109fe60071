"""What the demo's guests say: the same everywhere, and only of stays that ended."""

from datetime import date, datetime

import pytest

from hospes.cli.demo.reviews import agreed, tell_reviews
from hospes.cli.demo.season import Season, make_season


@pytest.fixture(scope="module")
def season() -> Season:
    return make_season(1, date(2026, 11, 21))


def test_the_same_season_has_the_same_reviews(season: Season) -> None:
    assert tell_reviews(season) == tell_reviews(make_season(1, date(2026, 11, 21)))


def test_about_every_third_guest_who_stayed_writes_one_review_afterwards(season: Season) -> None:
    ended = {(each.portal, each.reference): each.at for each in season.happenings if each.kind == "completed"}
    reviews = tell_reviews(season)
    assert [each.at for each in reviews] == sorted(each.at for each in reviews)
    assert len({(each.portal, each.reference) for each in reviews}) == len(reviews)
    assert all(each.at > ended[each.portal, each.reference] for each in reviews)
    assert 0.3 < len(reviews) / len(ended) < 0.4


def test_every_rating_is_given_and_most_are_good(season: Season) -> None:
    ratings = [each.rating for each in tell_reviews(season)]
    assert set(ratings) == {1, 2, 3, 4, 5}
    assert sum(rating >= 4 for rating in ratings) > len(ratings) / 2


def test_only_guests_of_the_own_page_agree_to_advertising_and_not_before_they_booked(season: Season) -> None:
    own = {row["guest_email"] for row in season.bookings if row["portal"] == "Costa Blava Web"}
    first = {
        email: min(
            datetime.fromisoformat(row["booked_at"]) for row in season.bookings if row["guest_email"] == email
        )
        for email in agreed(season)
    }
    assert 0.4 < len(agreed(season)) / len(own) < 0.7
    assert set(agreed(season)) <= own
    assert all(at >= first[email] for email, at in agreed(season).items())
