"""Door codes, cards and payment facts come in with bookings, and never go out again in clear."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hospes.agencies.change_agencies import change_agency
from hospes.agencies.models import Agency
from hospes.bookings.facts import HIDDEN
from hospes.bookings.forget_people import forget_person
from hospes.bookings.models import Booking
from hospes.insight.export_bookings import export_bookings
from tests.bookings.files import HEADER, import_file, rejected_rows, row, write
from tests.bookings.receiving import later, receive_one, received_id, stored
from tests.making import make_facts

MORE = ",has_card,charge_on,paid_at_once,codes,secret_door_code,secret_wifi"


def imported(agency: Agency, folder: Path, more: str) -> Booking:
    import_file(agency, write(folder, row("B1") + more, header=HEADER + MORE))
    return Booking.objects.get(agency=agency, reference="B1")


def test_the_new_columns_are_read(agency: Agency, tmp_path: Path) -> None:
    booking = imported(agency, tmp_path, ",yes,2026-05-20,TRUE,QR-1|QR-2,4711#,sun & sea")
    assert (booking.has_card, booking.charge_on, booking.is_paid_at_once) == (True, date(2026, 5, 20), True)
    assert (booking.codes, booking.secrets) == (["QR-1", "QR-2"], {"door_code": "4711#", "wifi": "sun & sea"})
    assert booking.custom == {}


@pytest.mark.parametrize(
    ("more", "column"),
    [
        (",perhaps,,,,,", "has_card"),
        (",,soon,,,,", "charge_on"),
        (f",,,,{'x' * 201},,", "codes"),
        (f",,,,,{'x' * 201},", "secret_door_code"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_column(
    agency: Agency, tmp_path: Path, more: str, column: str
) -> None:
    import_file(agency, write(tmp_path, row("B1") + more, header=HEADER + MORE))
    assert rejected_rows(tmp_path / "stays.csv")[0]["column"] == column


def test_exports_show_that_there_is_a_secret_but_never_which(agency: Agency, tmp_path: Path) -> None:
    imported(agency, tmp_path, ",,,,,4711#,")
    text = "".join(export_bookings(agency.id))
    assert "4711" not in text
    assert text.splitlines()[0].endswith(",has_card,charge_on,paid_at_once,codes,secret_door_code")
    assert text.splitlines()[1].endswith(f",{HIDDEN}")


def test_an_export_that_is_imported_again_changes_nothing(agency: Agency, tmp_path: Path) -> None:
    imported(agency, tmp_path, ",yes,2026-05-20,yes,QR-1|QR-2,4711#,sun")
    export = tmp_path / "again.csv"
    export.write_text("".join(export_bookings(agency.id)), encoding="utf-8")
    report = import_file(agency, export)
    assert (report.changed, report.unchanged, report.refused) == (0, 1, 0)
    assert Booking.objects.get().secrets == {"door_code": "4711#", "wifi": "sun"}


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        (None, {"door_code": "4711"}),
        ({}, {}),
        ({"door_code": HIDDEN, "wifi": "sea"}, {"door_code": "4711", "wifi": "sea"}),
        ({"door_code": ""}, {}),
        ({"safe": HIDDEN}, {}),
    ],
)
def test_secrets_are_kept_replaced_or_taken_away(agency: Agency, told: Any, kept: dict[str, str]) -> None:
    booking = received_id(agency, secrets={"door_code": "4711"})
    receive_one(agency, make_facts(secrets=told), now=later(5))
    assert stored(booking).secrets == kept


def test_a_forgotten_guests_codes_and_secrets_do_not_come_back(agency: Agency) -> None:
    facts = make_facts(secrets={"door_code": "4711"}, codes=("QR-1",))
    booking = receive_one(agency, facts).booking_id
    assert booking is not None
    forget_person(agency.id, stored(booking).guest_id, now=later(1))
    receive_one(agency, facts, now=later(2))
    assert (stored(booking).secrets, stored(booking).codes) == ({}, [])


def test_a_new_booking_takes_over_the_agencys_switches(agency: Agency) -> None:
    first = received_id(agency, "B1")
    change_agency(agency.id, sends_sms=False)
    second = received_id(agency, "B2")
    assert [(stored(one).sends_email, stored(one).sends_sms) for one in (first, second)] == [
        (True, True),
        (True, False),
    ]
