"""Every way in which a file can be bad, and what becomes of the good rows in it."""

import gzip
import tracemalloc
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from hospes.bookings.facts import BookingFacts, PersonFacts
from hospes.bookings.sources.csv_lines import LONGEST_LINE
from hospes.bookings.sources.read_csv import Defaults, RowRead, open_csv
from hospes.kit.errors import Malformed
from tests.bookings.files import HEADER, row, write

DEFAULTS = Defaults("Europe/Madrid", "EUR")


def read(path: Path) -> list[RowRead]:
    text, bookings = open_csv(path, DEFAULTS)
    with text:
        return list(bookings.rows())


def good(path: Path) -> list[str]:
    return [each.facts.reference for each in read(path) if each.facts]


def bad(path: Path) -> list[tuple[int, str, str]]:
    return [(each.line, each.column, each.reason) for each in read(path) if each.reason]


def only(folder: Path, line: str, header: str = HEADER) -> BookingFacts:
    facts = read(write(folder, line, header=header))[0].facts
    assert facts is not None
    return facts


def test_all_canonical_columns_are_understood(tmp_path: Path) -> None:
    header = (
        "reference,status,status_at,cancelled_by,portal,property,owner_email,owner_name,agent_email,guest_name,"
        "guest_email,guest_phone,guest_language,guest_country,client_name,client_email,client_phone,booked_at,"
        "arrival,departure,starts_at,ends_at,adults,children,total,paid,currency,payment_due,payment_method,tags,"
        "property_tags,owner_tags,notes"
    )
    line = (
        "B1,Cancelled,2026-04-02T09:30:00Z,guest,Airbnb,Casa Mar,m@example.com,Marta,a@example.com,Anna,"
        "g@example.com,+34612345678,sk,SK,Carl,c@example.com,+34698765432,2026-04-01 10:00,"
        "2026-06-12,2026-06-19,2026-06-12T15:00,2026-06-19T11:00,2,1,700.50,70,USD,2026-05-01,card,"
        'a|b,sea,VIP,"Late, after 22:00"'
    )
    assert only(tmp_path, line, header) == BookingFacts(
        reference="B1",
        status="cancelled",
        status_at=datetime(2026, 4, 2, 9, 30, tzinfo=UTC),
        cancelled_by="guest",
        portal="Airbnb",
        property="Casa Mar",
        owner=PersonFacts(name="Marta", email="m@example.com", tags=("VIP",)),
        agent=PersonFacts(email="a@example.com"),
        guest=PersonFacts(
            name="Anna", email="g@example.com", phone="+34612345678", language="sk", country="SK"
        ),
        client=PersonFacts(name="Carl", email="c@example.com", phone="+34698765432"),
        booked_at=datetime(2026, 4, 1, 8, 0, tzinfo=UTC),
        arrival=date(2026, 6, 12),
        departure=date(2026, 6, 19),
        starts_at=datetime(2026, 6, 12, 13, 0, tzinfo=UTC),
        ends_at=datetime(2026, 6, 19, 9, 0, tzinfo=UTC),
        adults=2,
        children=1,
        total=Decimal("700.50"),
        paid=Decimal(70),
        currency="USD",
        payment_due=date(2026, 5, 1),
        payment_method="card",
        tags=("a", "b"),
        property_tags=("sea",),
        notes="Late, after 22:00",
    )


def test_padded_and_quoted_values_are_cleaned(tmp_path: Path) -> None:
    facts = only(tmp_path, row(' "B1" ', guest_name=' "Anna ""Nan"" Keller, Dr." ', total=" 12.50 "))
    assert (facts.reference, facts.guest.name, facts.total) == (
        "B1",
        'Anna "Nan" Keller, Dr.',
        Decimal("12.50"),
    )


@pytest.mark.parametrize("nothing", ["NULL", "NA", "N/A", "null", ""])
def test_words_for_nothing_are_nothing(tmp_path: Path, nothing: str) -> None:
    facts = only(tmp_path, row("B1", total=nothing, guest_email=nothing, portal=nothing))
    assert (facts.total, facts.guest.email, facts.portal) == (Decimal(0), "", "Direct")


def test_a_value_may_go_over_several_lines(tmp_path: Path) -> None:
    path = write(tmp_path, row("B1", guest_name='"Anna\nKeller"'), row("B2", arrival="x"))
    assert (good(path), bad(path)[0][0]) == (["B1"], 4)


def test_an_appointment_needs_no_dates(tmp_path: Path) -> None:
    header = "reference,status,property,booked_at,starts_at,ends_at"
    facts = only(tmp_path, "B1,confirmed,Sauna,2026-04-01,2026-06-12T23:30:00Z,2026-06-13T00:30:00Z", header)
    assert (facts.arrival, facts.departure) == (date(2026, 6, 13), date(2026, 6, 13))


@pytest.mark.parametrize("separator", [";", "\t"])
def test_semicolons_and_tabs_separate_too(tmp_path: Path, separator: str) -> None:
    path = write(tmp_path, row("B1").replace(",", separator), header=HEADER.replace(",", separator))
    assert good(path) == ["B1"]


def test_a_byte_order_mark_is_no_part_of_the_first_column(tmp_path: Path) -> None:
    assert good(write(tmp_path, row("B1"), header="\ufeff" + HEADER)) == ["B1"]


def test_utf_16_is_read_by_its_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "stays.csv"
    path.write_bytes(f"{HEADER}\n{row('B1', guest_name='Žofia')}\n".encode("utf-16"))
    assert good(path) == ["B1"]


def test_rows_in_another_encoding_are_refused_and_the_others_go_in(tmp_path: Path) -> None:
    path = write(
        tmp_path, row("B1"), row("B2", guest_name="Žofia").encode("cp1250"), row("B3", guest_name="Žofia")
    )
    assert good(path) == ["B1", "B3"]
    assert bad(path) == [
        (3, "guest_name", "There are characters that are not UTF-8: save the file as UTF-8.")
    ]


def test_a_nul_character_refuses_its_row(tmp_path: Path) -> None:
    path = write(tmp_path, row("B1", guest_name="An\0na"), row("B2"))
    assert good(path) == ["B2"]
    assert bad(path) == [(2, "guest_name", "There is a NUL character: remove it.")]


@pytest.mark.parametrize(
    ("column", "written", "reason"),
    [
        ("arrival", "2026-02-30", "'2026-02-30' is not a date"),
        ("arrival", "12/06/2026", "'12/06/2026' is not a date"),
        ("arrival", "", "The column arrival is empty"),
        ("booked_at", "yesterday", "'yesterday' is not a date and time"),
        ("departure", "2026-06-11", "The departure 2026-06-11 is before the arrival 2026-06-12"),
        ("total", "-0.01", "The amount total is negative"),
        ("total", '"1,200.00"', "'1,200.00' is not an amount"),
        ("total", "1e9", "'1e9' is not an amount"),
        ("status", "maybe", "“maybe” is no status"),
        ("reference", "", "The reference is empty"),
        ("property", "", "The property is empty"),
    ],
)
def test_a_value_that_cannot_be_is_refused(tmp_path: Path, column: str, written: str, reason: str) -> None:
    path = write(tmp_path, row("B1", **{column: written}), row("B2"))
    assert good(path) == ["B2"]
    line, where, why = bad(path)[0]
    assert (line, where) == (2, column)
    assert why.startswith(reason)


def test_zero_nights_are_kept(tmp_path: Path) -> None:
    assert only(tmp_path, row("B1", departure="2026-06-12")).departure == date(2026, 6, 12)


def test_a_quote_that_nobody_closes_costs_its_own_row_only(tmp_path: Path) -> None:
    path = write(tmp_path, row("B1", guest_name='"Anna'), row("B2"), row("B3"))
    assert good(path) == ["B2", "B3"]
    assert bad(path) == [(2, "", "A quote is opened and never closed: close it or remove it.")]


def test_too_few_and_too_many_values_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "B1,confirmed", row("B2") + ",more", row("B3") + ",,")
    assert good(path) == ["B3"]
    assert [reason for _, _, reason in bad(path)] == [
        "The row has 2 values, the header 10: is the file cut off here?",
        "The row has 11 values, the header 10: put quotes around values with commas.",
    ]


def test_a_file_cut_off_in_the_middle_gives_the_rows_before(tmp_path: Path) -> None:
    path = write(tmp_path, row("B1"), row("B2"))
    path.write_bytes(path.read_bytes()[:-40])
    assert good(path) == ["B1"]
    assert "cut off" in bad(path)[0][2]


def test_a_packed_file_cut_off_in_the_middle_gives_the_rows_before(tmp_path: Path) -> None:
    lines = "\n".join([HEADER, *(row(f"B{n}", guest_name=f"Anna {n * n}") for n in range(5000))])
    path = tmp_path / "stays.csv.gz"
    path.write_bytes(gzip.compress(lines.encode())[:-9000])
    read_before = good(path)
    assert 100 < len(read_before) < 5000
    assert bad(path)[-1][2] == "The file is cut off here: get the whole file."


def test_a_line_of_ten_megabytes_is_refused_in_little_memory(tmp_path: Path) -> None:
    path = write(tmp_path, row("B1", guest_name="x" * 10_000_000), row("B2"))
    tracemalloc.start()
    rows = read(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [each.line for each in rows] == [2, 3]
    assert rows[0].reason == f"The line is longer than {LONGEST_LINE:,} characters: is this a CSV file?"
    assert peak < 2_000_000


def test_a_long_file_is_read_in_little_memory(tmp_path: Path) -> None:
    path = write(tmp_path, *[row(f"B{n}", guest_name="x" * 1000) for n in range(5000)])
    text, bookings = open_csv(path, DEFAULTS)
    tracemalloc.start()
    with text:
        count = sum(1 for each in bookings.rows() if each.facts)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (count, path.stat().st_size > 5_000_000) == (5000, True)
    assert peak < 2_000_000


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty: its first line must name the columns."),
        (b"\n\n", "The file is empty: its first line must name the columns."),
        (HEADER.encode() + b",total", "The column total is there twice: rename one."),
        (
            b"PK\x03\x04\0\0\xff\xfe",
            "The first line must name the columns. There is a NUL character: remove it.",
        ),
    ],
)
def test_a_file_without_a_usable_header_is_one_sentence(
    tmp_path: Path, content: bytes, sentence: str
) -> None:
    (tmp_path / "stays.csv").write_bytes(content)
    with pytest.raises(Malformed) as caught:
        read(tmp_path / "stays.csv")
    assert caught.value.message == sentence


def test_a_header_alone_is_a_file_of_nothing(tmp_path: Path) -> None:
    assert read(write(tmp_path)) == []


def test_a_likely_column_is_suggested(tmp_path: Path) -> None:
    with pytest.raises(Malformed, match="“arival” may be meant as arrival"):
        read(write(tmp_path, header=HEADER.replace("arrival", "arival")))
