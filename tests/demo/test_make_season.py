"""The demo's season: the same everywhere, complete, and without contradictions."""

import hashlib
import re
from collections import Counter
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from hospes.bookings.sources.columns import read_row
from hospes.cli.demo.bookings import COLUMNS
from hospes.cli.demo.season import Season, make_season

TODAY = date(2026, 11, 21)
STATUSES = {"inquiry", "pending", "confirmed", "rejected", "cancelled", "completed", "no_show"}


@pytest.fixture(scope="module")
def season() -> Season:
    return make_season(1, TODAY)


def test_the_same_seed_and_day_give_the_same_season() -> None:
    first, second = make_season(7, TODAY), make_season(7, TODAY)
    assert first.bookings == second.bookings
    assert first.happenings == second.happenings


def test_a_season_is_the_same_on_every_machine(season: Season) -> None:
    told = "\n".join(",".join(row[column] for column in COLUMNS) for row in season.bookings[:50])
    assert hashlib.sha256(told.encode()).hexdigest()[:16] == "acb8f331fcd29a87"


def test_another_seed_gives_other_bookings(season: Season) -> None:
    assert make_season(2, TODAY).bookings != season.bookings


@pytest.mark.parametrize("seed", [0, 1, 2, 3])
@pytest.mark.parametrize(
    "today", [date(2026, 1, 31), date(2026, 3, 29), date(2027, 8, 15), date(2028, 2, 29)]
)
def test_there_are_always_1500_bookings_made_before_the_morning_of_the_day(seed: int, today: date) -> None:
    season = make_season(seed, today)
    assert season.now == datetime(today.year, today.month, today.day, 9, tzinfo=ZoneInfo("Europe/Madrid"))
    assert len(season.bookings) == 1500
    assert all(datetime.fromisoformat(row["booked_at"]) <= season.now for row in season.bookings)


def test_every_status_is_there_on_the_day(season: Season) -> None:
    counted = Counter(row["status"] for row in season.rows_at(season.now))
    assert set(counted) == STATUSES
    assert min(counted.values()) >= 10


def test_every_kind_of_happening_is_there_before_and_after_the_day(season: Season) -> None:
    kinds = {
        "pending",
        "confirmed",
        "rejected",
        "cancelled",
        "reinstated",
        "moved",
        "paid",
        "completed",
        "no_show",
    }
    assert {each.kind for each in season.happenings if each.at <= season.now} == kinds
    later = {each.kind for each in season.happenings if each.at > season.now}
    assert later >= {"cancelled", "moved", "paid", "completed"}


def test_bookings_lie_before_and_after_the_day_and_some_were_made_late(season: Season) -> None:
    rows = season.rows_at(season.now)
    leads = [
        date.fromisoformat(row["arrival"]) - datetime.fromisoformat(row["booked_at"]).date()
        for row in season.bookings
    ]
    assert sum(row["arrival"] >= TODAY.isoformat() for row in rows) > 250
    assert sum(lead <= timedelta(days=3) for lead in leads) > 150
    assert sum(lead >= timedelta(days=121) for lead in leads) > 100


def test_both_sides_cancel(season: Season) -> None:
    by = Counter(row["cancelled_by"] for row in season.rows_at(season.now) if row["status"] == "cancelled")
    assert set(by) == {"guest", "agency"}


def test_rows_have_the_canonical_columns_in_order(season: Season) -> None:
    assert all(tuple(row) == COLUMNS for row in season.rows_at(season.now))


def test_references_are_unique_within_a_portal(season: Season) -> None:
    keys = [(row["portal"], row["reference"]) for row in season.bookings]
    assert len(set(keys)) == len(keys)


def test_rows_are_valid(season: Season) -> None:
    places = {place.name: place for place in season.agency.properties}
    for row in season.rows_at(season.now + timedelta(days=400)):
        assert row["status"] in STATUSES
        assert row["property"] in places
        assert date.fromisoformat(row["arrival"]) <= date.fromisoformat(row["departure"])
        assert Decimal(0) <= Decimal(row["paid"]) <= Decimal(row["total"])
        assert 1 <= int(row["adults"]) + int(row["children"]) <= places[row["property"]].sleeps
        assert datetime.fromisoformat(row["status_at"]) >= datetime.fromisoformat(row["booked_at"])
        assert row["guest_name"]
        assert row["currency"] == "EUR"


def test_the_product_reads_every_row(season: Season) -> None:
    read = [read_row(row, timezone="Europe/Madrid", currency="EUR") for row in season.rows_at(season.now)]
    assert len(read) == 1500
    assert sum(facts.guest.phone != "" for facts in read) > 500


def test_appointments_have_times_of_their_own_and_stays_have_none(season: Season) -> None:
    for row in season.bookings:
        is_appointment = "appointment" in row["property_tags"].split("|")
        assert bool(row["starts_at"]) is bool(row["ends_at"]) is is_appointment
        if is_appointment:
            assert row["starts_at"][:10] == row["arrival"] == row["departure"]
        else:
            assert row["arrival"] < row["departure"]


def test_no_two_guests_stay_in_one_home_at_the_same_time(season: Season) -> None:
    rows = season.rows_at(season.now + timedelta(days=400))
    stays = sorted(
        (row["property"], row["arrival"], row["departure"]) for row in rows if not row["starts_at"]
    )
    for (home, _, departure), (next_home, arrival, _) in pairwise(stays):
        assert home != next_home or departure <= arrival


def test_happenings_of_a_booking_come_after_it_and_in_order(season: Season) -> None:
    booked = {
        (row["portal"], row["reference"]): datetime.fromisoformat(row["booked_at"]) for row in season.bookings
    }
    assert [each.at for each in season.happenings] == sorted(each.at for each in season.happenings)
    assert all(each.at >= booked[each.portal, each.reference] for each in season.happenings)
    assert all(set(each.details) <= set(COLUMNS) for each in season.happenings)


def test_nothing_happens_after_the_end_of_a_booking(season: Season) -> None:
    ended: set[tuple[str, str]] = set()
    for each in season.happenings:
        key = (each.portal, each.reference)
        assert key not in ended or each.kind in {"reinstated", "paid"}
        if each.kind in {"rejected", "completed", "no_show"}:
            ended.add(key)


def test_some_moves_are_taken_back_within_ten_minutes(season: Season) -> None:
    moved = [each for each in season.happenings if each.kind == "moved"]
    pairs = [
        (one, two)
        for one in moved
        for two in moved
        if one.reference == two.reference and timedelta(0) < two.at - one.at < timedelta(minutes=10)
    ]
    assert pairs


def test_some_guests_come_again_and_some_stay_on(season: Season) -> None:
    emails = Counter(row["guest_email"] for row in season.bookings if row["portal"] == "Costa Blava Web")
    assert sum(count > 1 for count in emails.values()) > 10


def test_guests_speak_more_than_five_languages_and_some_have_no_template_in_theirs(season: Season) -> None:
    languages = Counter(row["guest_language"] for row in season.bookings)
    assert {"en", "es", "de", "da", "cs", "sk", "fr", "pt-BR"} <= set(languages)


def test_addresses_reach_nobody(season: Season) -> None:
    fictional = re.compile(
        r"\+1 \d{3} 555 01|\+44 7700 900|\+33 6 39 98|\+46 70 174 06|\+49 171 39200|\+49 176 040690"
    )
    for row in season.bookings:
        for column in ("guest_email", "client_email", "agent_email", "owner_email"):
            assert not row[column] or re.fullmatch(
                r"[a-z0-9.\-]+@([a-z]+\.)*example\.(com|org|net)", row[column]
            )
        assert not row["guest_phone"] or fictional.match(row["guest_phone"])


def test_portals_mask_addresses_and_some_guests_cannot_be_reached(season: Season) -> None:
    airbnb = [row["guest_email"] for row in season.bookings if row["portal"] == "Airbnb"]
    assert all(email.endswith("@airbnb.example.net") for email in airbnb)
    assert any(not row["guest_email"] and not row["guest_phone"] for row in season.bookings)
