"""Properties, portals and message groups on the command line."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from hospes.bookings.facts import Origin
from hospes.bookings.models import Portal, Property
from hospes.engine.take_in_bookings import take_in_bookings
from hospes.planning.models import Task
from tests.cli.running import CommandLine
from tests.making import NOW, make_agency, make_facts, make_solution, make_template

pytestmark = pytest.mark.django_db
LATER = date(2030, 6, 12)
FILE = """\
properties:
  - name: Casa Mar
    timezone: Europe/Madrid
    check_in: "16:00"
    check_out: 10:30
    address: Carrer de la Mar 1
    owner: {name: Marta Puig, email: marta@example.com}
    tags: [sea]
    texts: {parking: {en: Behind the house}}
    secrets: {door_code: "0471", wifi: sun}
    information:
      - {when: paid, text: {en: The key is under the pot.}}
    message_group: Seaside
  - name: Casa Alta
"""


def write(folder: Path, text: str = FILE) -> str:
    file = folder / "properties.yaml"
    file.write_text(text, encoding="utf-8")
    return str(file)


def test_a_file_of_properties_is_saved_and_again_changes_nothing(hospes: CommandLine, tmp_path: Path) -> None:
    make_agency()
    said = hospes("property", "save", write(tmp_path))
    assert said.out == (
        "2 added: Casa Alta, Casa Mar\nCasa Mar is in Seaside now.\nThe plan stays as it is.\n"
    )
    found = Property.objects.get(name="Casa Mar")
    assert (str(found.check_in), str(found.check_out)) == ("16:00:00", "10:30:00")
    assert (found.secrets, found.texts) == (
        {"door_code": "0471", "wifi": "sun"},
        {"parking": {"en": "Behind the house"}},
    )
    again = hospes("property", "save", write(tmp_path))
    assert again.out == "2 same: Casa Alta, Casa Mar\nThe plan stays as it is.\n"


def test_the_list_names_secrets_and_never_shows_them(hospes: CommandLine, tmp_path: Path) -> None:
    make_agency()
    hospes("property", "save", write(tmp_path))
    said = hospes("property", "list")
    assert ("door_code wifi" in said.out, "0471" in said.out, "Seaside" in said.out) == (True, False, True)
    assert "0471" not in hospes("property", "list", "--json").out


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("properties: [{name: A, secrets: {door_code: 0471}}]", "write the secret in quotes"),
        ("properties: [{name: A, chek_in: '15:00'}]", "Did you mean check_in?"),
        ("properties: [{name: A}, {name: A}]", "properties[1]: “A” is there twice"),
        ("properties: [{timezone: Europe/Madrid}]", "properties[0].name: is missing."),
        ("properties: [{name: A, timezone: Mars}]", "Mars"),
        ("- name: A", "must be a mapping with properties"),
        ("properties: [", "line 2, column 1"),
    ],
)
def test_a_mistake_in_the_file_is_said_and_nothing_is_saved(
    hospes: CommandLine, tmp_path: Path, text: str, sentence: str
) -> None:
    make_agency()
    said = hospes("property", "save", write(tmp_path, text + "\n"))
    assert said.code == 1
    assert sentence in said.err
    assert not Property.objects.exists()


def test_a_portal_is_excluded_and_included(hospes: CommandLine) -> None:
    take_in_bookings(make_agency().pk, [make_facts()], now=NOW, origin=Origin.LIVE)
    assert hospes("portal", "exclude", "Web").out == "1 changed: Web\nThe plan stays as it is.\n"
    assert Portal.objects.get().is_excluded
    assert hospes("portal", "list", "--json").json == [
        {"name": "Web", "excluded": True, "tags": [], "bookings": 1}
    ]
    hospes("portal", "include", "Web")
    assert not Portal.objects.get().is_excluded
    assert "did you mean “Web”" in hospes("portal", "exclude", "Wep").err


def test_a_portal_is_excluded_before_its_first_booking(hospes: CommandLine) -> None:
    agency = make_agency()
    assert hospes("portal", "exclude", "Web").out == "1 added: Web\nThe plan stays as it is.\n"
    take_in_bookings(agency.pk, [make_facts()], now=NOW, origin=Origin.LIVE)
    assert Portal.objects.values_list("name", "is_excluded").get() == ("Web", True)
    assert hospes("portal", "exclude", "Web2", "--new").code == 0
    assert "needs a name" in hospes("portal", "exclude", " ").err


def test_excluding_says_what_is_withdrawn_and_asks_unless_told_not_to(hospes: CommandLine) -> None:
    agency = make_agency()
    make_template(agency)
    make_solution(agency)
    take_in_bookings(
        agency.pk,
        [make_facts(arrival=LATER, departure=LATER + timedelta(days=7))],
        now=NOW,
        origin=Origin.LIVE,
    )
    assert Task.objects.get().state == "planned"
    said = hospes("portal", "exclude", "Web", "--dry-run").out
    assert said.startswith("1 changed: Web\nWithdrawn: 1 task.\n")
    assert hospes("portal", "exclude", "Web", "--yes").code == 0
    assert Task.objects.get().state == "withdrawn"


def test_groups_are_filled_listed_and_deleted(hospes: CommandLine, tmp_path: Path) -> None:
    make_agency()
    hospes("property", "save", write(tmp_path))
    said = hospes("group", "attach", "Hills", "Casa Mar", "Casa Alta").out
    assert said == (
        "Casa Mar is in Hills now (was in Seaside).\nCasa Alta is in Hills now.\nThe plan stays as it is.\n"
    )
    hospes("group", "detach", "Casa Alta")
    assert hospes("group", "list", "--json").json == [
        {"name": "Hills", "properties": ["Casa Mar"]},
        {"name": "Seaside", "properties": []},
    ]
    assert hospes("group", "delete", "Seaside").out == "The group Seaside is deleted.\n"
