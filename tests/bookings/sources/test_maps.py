"""Maps: expressions over a row, row filters, and what is said when a map is wrong."""

from pathlib import Path

import pytest

from hospes.bookings.sources.maps import compile_map, load_map, parse_map
from hospes.kit.errors import Malformed, UnreadableBooking

NEEDED = """
  reference: id
  status: "'confirmed'"
  property: house
  booked_at: "'2026-04-01'"
  arrival: "'2026-06-12'"
  departure: "'2026-06-13'"
"""
HEADER = ["id", "house", "price", "nights", "year", "month", "day"]
ROW = ["7", "Casa Mar", "80.50", "3", "2026", "June", "12"]


def mapped(column: str, expression: str, values: list[str] = ROW) -> str:
    column_map = parse_map(f"columns:{NEEDED}  {column}: {expression}\n")
    row = compile_map(column_map, HEADER)(values, 5)
    assert row is not None
    return row[column]


def refusal(text: str) -> str:
    with pytest.raises(Malformed) as caught:
        compile_map(parse_map(text), HEADER)
    return caught.value.message


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("house", "Casa Mar"),
        ("\"'R' | append: row_number\"", "R5"),
        ("\"id | prepend: '#'\"", "#7"),
        ('"price | times: nights | round: 1"', "241.5"),
        ('"price | divided_by: nights | round: 2"', "26.83"),
        ('"nights | plus: 1 | minus: 2"', "2"),
        ('"house | upcase"', "CASA MAR"),
        ("\"house | downcase | replace: ' ', '-'\"", "casa-mar"),
        ('"year | date_with: month, day"', "2026-06-12"),
        ("\"year | date_with: month, day | minus_days: 12 | at_time: '12:00'\"", "2026-05-31T12:00"),
        ("\"year | date_with: 'Jun', day | plus_days: nights\"", "2026-06-15"),
        ("\"price | when_equal: house, 'Casa Mar'\"", "80.50"),
        ("\"price | when_equal: house, 'Casa Luz'\"", ""),
        ("{of: house, values: {Casa Mar: sea}}", "sea"),
        ("{of: house, values: {Casa Luz: sun}}", "Casa Mar"),
        ("{of: house, values: {Casa Luz: sun}, else: none}", "none"),
    ],
)
def test_an_expression_gives_a_value(expression: str, value: str) -> None:
    assert mapped("notes", expression) == value


def test_what_is_empty_or_na_counts_as_zero_and_takes_a_default() -> None:
    row = ["7", "NA", "NA", "", "2026", "June", "12"]
    assert mapped("total", '"price | plus: nights"', row) == "0"
    assert mapped("notes", "\"house | default: 'Home'\"", row) == "Home"


def test_rows_may_be_left_out() -> None:
    column_map = parse_map(f'keep: ["nights > 2", "house != \'Casa Luz\'"]\ncolumns:{NEEDED}')
    map_row = compile_map(column_map, HEADER)
    assert map_row(ROW, 1) is not None
    assert map_row([*ROW[:3], "2", *ROW[4:]], 1) is None


def test_names_for_values_in_between_may_build_on_each_other() -> None:
    column_map = parse_map(f'let: {{a: "nights | plus: 1", b: "a | times: 2"}}\ncolumns:{NEEDED}  total: b\n')
    row = compile_map(column_map, HEADER)(ROW, 1)
    assert row is not None
    assert row["total"] == "8"


@pytest.mark.parametrize(
    ("expression", "values"),
    [('"price | plus: 1"', [*ROW[:2], "dear", *ROW[3:]]), ('"year | date_with: month, 31"', ROW)],
)
def test_a_row_that_a_map_cannot_use_is_refused_by_column(expression: str, values: list[str]) -> None:
    with pytest.raises(UnreadableBooking) as caught:
        mapped("notes", expression, values)
    assert caught.value.details["column"] == "notes"


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("notes: hause", "columns.notes: there is no column “hause”, did you mean “house”? in “hause”."),
        (
            'notes: "house | upcas"',
            "columns.notes: there is no filter “upcas”, did you mean “upcase”? in “house | upcas”.",
        ),
        (
            'notes: "house | append"',
            "columns.notes: the filter “append” takes 1 values, not 0 in “house | append”.",
        ),
        ('notes: "house house"', "columns.notes: “house” is too much in “house house”."),
        ('notes: "{{ house }}"', "columns.notes: “{{ house }}” cannot be read in “{{ house }}”."),
        ('notes: ""', "columns.notes: a column, a 'text' or a number is missing in “”."),
    ],
)
def test_a_mistake_names_its_path_and_what_is_meant(line: str, sentence: str) -> None:
    assert refusal(f"columns:{NEEDED}  {line}\n") == sentence


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("columns: {reference: id}", "columns: status, property, booked_at, arrival, departure missing"),
        ("colums: {}", "columns: a map needs `columns`"),
        (f"columns:{NEEDED}rows: 1", "rows: unknown; allowed are about, columns, keep, let, name."),
        ("columns:\n  total: a | plus: b", "The map is not YAML in line 2: put quotes around expressions"),
        (f"columns:{NEEDED}let: [1]", "let: must be name: expression"),
        ("!!python/object/apply:os.abort []", "The map is not YAML"),
    ],
)
def test_a_map_that_cannot_be_used_is_one_sentence(text: str, sentence: str) -> None:
    assert refusal(text).startswith(sentence)


def test_an_unknown_map_names_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(Malformed, match="give a YAML file or one of hotel-booking-demand"):
        load_map(str(tmp_path / "none.yaml"))


def test_a_map_may_be_a_file(tmp_path: Path) -> None:
    path = tmp_path / "map.yaml"
    path.write_text(f"columns:{NEEDED}")
    assert compile_map(load_map(str(path)), HEADER)(ROW, 1) is not None
