"""Cells of the matrix become solutions, and the same cells again change nothing."""

from __future__ import annotations

from typing import Any

import pytest

from hospes.agencies.models import Agency
from hospes.kit.errors import Malformed
from hospes.planning.export_solutions import export_solutions
from hospes.planning.find_system_notifications import (
    export_system_notifications,
    find_cells,
    find_matrix,
)
from hospes.planning.models import Solution, SystemNotification
from hospes.planning.save_system_notifications import SavedCell, save_system_notifications
from hospes.planning.switch_solutions import switch_solution
from tests.making import NOW, make_agency, make_member, make_solution, make_template

pytestmark = pytest.mark.django_db
CONFIRMED = {"event": "confirmed"}
REMINDER = {"event": "reminder", "channel": "sms", "leads": ["3h", "24h"]}


def save(agency: Agency, *cells: object, **options: Any) -> list[SavedCell]:
    return save_system_notifications(agency.pk, cells, now=NOW, by="test", **options)


def on() -> list[str]:
    return list(Solution.objects.filter(is_active=True).order_by("name").values_list("name", flat=True))


def test_a_cell_becomes_a_solution_of_the_system_that_everybody_can_read() -> None:
    agency = make_agency()
    (saved,) = save(agency, CONFIRMED)
    assert (saved.outcome, [each.outcome for each in saved.solutions]) == ("created", ["created"])
    solution = Solution.objects.get()
    assert solution.name == "System: booking confirmed · guest · e-mail"
    assert (solution.is_system, solution.category, solution.recipe) == (True, "bookings", "notification")
    assert (solution.purpose, solution.kind, solution.event_kind) == (
        "confirmation",
        "transactional",
        "confirmed",
    )
    line = solution.notifications.get()
    assert (line.role, line.template, line.attach) == (
        "guest",
        "system/confirmed/guest",
        ["calendar", "codes"],
    )


def test_a_reminder_makes_one_solution_for_each_lead() -> None:
    agency = make_agency()
    save(agency, REMINDER)
    found = Solution.objects.order_by("offset").values_list("name", "offset", "unit", "purpose", "late")
    assert list(found) == [
        ("System: reminder 24 h before · guest · SMS", -1440, "minutes", "reminder@1440", "skip"),
        ("System: reminder 3 h before · guest · SMS", -180, "minutes", "reminder@180", "skip"),
    ]


def test_a_lead_that_is_taken_away_switches_its_reminder_off_and_brings_it_back_as_the_same() -> None:
    agency = make_agency()
    save(agency, REMINDER)
    before = dict(Solution.objects.values_list("name", "id"))
    (saved,) = save(agency, {**REMINDER, "leads": ["3h"]})
    assert on() == ["System: reminder 3 h before · guest · SMS"]
    assert saved.outcome == "changed"
    assert [(each.name[8:21], each.outcome, each.is_active) for each in saved.solutions] == [
        ("reminder 3 h ", "unchanged", True),
        ("reminder 24 h", "changed", False),
    ]
    save(agency, REMINDER)
    assert dict(Solution.objects.values_list("name", "id")) == before
    assert len(on()) == 2


def test_a_cell_that_is_switched_off_switches_its_solution_off() -> None:
    agency = make_agency()
    save(agency, CONFIRMED)
    save(agency, {**CONFIRMED, "active": False})
    assert on() == []
    assert SystemNotification.objects.get().is_active is False


def test_a_cell_that_is_off_from_the_beginning_makes_nothing() -> None:
    agency = make_agency()
    (saved,) = save(agency, {**CONFIRMED, "active": False})
    assert (saved.outcome, saved.solutions) == ("created", ())
    assert Solution.objects.count() == 0


def test_the_same_cells_again_change_nothing() -> None:
    agency = make_agency()
    cells = (CONFIRMED, REMINDER, {"event": "moved", "audience": "administrators"})
    save(agency, *cells)
    before = list(Solution.objects.order_by("id").values())
    again = save(agency, *cells)
    assert {cell.outcome for cell in again} == {"unchanged"}
    assert {each.outcome for cell in again for each in cell.solutions} == {"unchanged"}
    assert list(Solution.objects.order_by("id").values()) == before


def test_a_dry_run_saves_nothing() -> None:
    agency = make_agency()
    assert save(agency, CONFIRMED, dry_run=True)[0].outcome == "created"
    assert (Solution.objects.count(), SystemNotification.objects.count()) == (0, 0)


def test_a_solution_that_was_switched_off_behind_the_matrix_is_put_right() -> None:
    agency = make_agency()
    (first,) = save(agency, CONFIRMED)
    switch_solution(agency.pk, first.solutions[0].solution_id, on=False, now=NOW, by="test")
    assert save(agency, CONFIRMED)[0].outcome == "changed"
    assert on() == ["System: booking confirmed · guest · e-mail"]


def test_who_cancelled_decides_which_cell_speaks() -> None:
    agency = make_agency()
    save(agency, {"event": "cancelled_by_us"}, {"event": "cancelled_by_guest"})
    found = dict(Solution.objects.values_list("name", "event_by"))
    assert found == {
        "System: cancelled by us · guest · e-mail": "us",
        "System: cancelled by the guest · guest · e-mail": "guest",
    }


def test_a_member_gets_a_cell_of_their_own_without_files() -> None:
    agency = make_agency()
    make_member(agency, "anna@example.com")
    save(agency, {"event": "confirmed", "audience": "staff:anna@example.com"})
    solution = Solution.objects.get()
    line = solution.notifications.get()
    assert solution.name == "System: booking confirmed · anna@example.com · e-mail"
    assert (line.role, line.target, line.template, line.attach) == (
        "member",
        "anna@example.com",
        "system/confirmed/staff",
        [],
    )


def test_own_words_go_in_the_place_of_the_built_in_ones() -> None:
    agency = make_agency()
    make_template(agency, "our-yes")
    save(agency, {**CONFIRMED, "template": "our-yes"})
    assert Solution.objects.get().notifications.get().template == "our-yes"
    save(agency, CONFIRMED)
    assert Solution.objects.get().notifications.get().template == "system/confirmed/guest"


def test_a_name_that_an_own_solution_has_is_refused() -> None:
    agency = make_agency()
    make_template(agency)
    make_solution(agency, "System: booking confirmed · guest · e-mail")
    with pytest.raises(Malformed, match="is taken by another kind of solution"):
        save(agency, CONFIRMED)


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ({}, r"system_notifications\[0\].event: is missing\."),
        ({"event": "confirm"}, r"\.event: 'confirm' is not allowed; .* Did you mean confirmed\?"),
        ({"event": "confirmed", "channel": "fax"}, r"\.channel: 'fax' is not allowed"),
        ({"event": "confirmed", "audience": "owner"}, r"\.audience: 'owner' is not allowed; use guest"),
        ({"event": "confirmed", "leads": ["3h"]}, r"\.leads: goes with the event reminder only"),
        ({"event": "reminder", "leads": []}, r"\.leads: name one or more times before the start"),
        ({"event": "reminder", "leads": ["400d"]}, r"\.leads: name one or more times before the start"),
        ({"event": "confirmed", "audience": "staff:eve@example.com"}, r"nobody with the e-mail eve@example"),
        ({"event": "confirmed", "template": "none"}, r"\.template: there is no template “none”"),
        (
            {"event": "confirmed", "template": "welcome", "channel": "sms"},
            r"“welcome” has no words for sms; write them first\.",
        ),
        (
            {"event": "confirmed", "template": "old-dates"},
            r"“old-dates” uses booking\.old_arrival, which has no value here",
        ),
    ],
)
def test_a_mistake_is_refused_with_its_path_and_what_to_do(cell: object, sentence: str) -> None:
    agency = make_agency()
    make_template(agency)
    make_template(agency, "old-dates", en={"subject": "Moved", "text": "{{ booking.old_arrival }}"})
    with pytest.raises(Malformed, match=sentence):
        save(agency, cell)
    assert SystemNotification.objects.count() == 0


def test_what_is_no_list_of_cells_is_refused() -> None:
    with pytest.raises(Malformed, match=r"^system_notifications: must be a list"):
        save_system_notifications(make_agency().pk, {"event": "confirmed"}, now=NOW, by="test")  # type: ignore[arg-type]


def test_a_cell_that_is_there_twice_is_refused() -> None:
    with pytest.raises(
        Malformed, match=r"\[1\]: confirmed to guest by email is there twice; write it once\."
    ):
        save(make_agency(), CONFIRMED, {"event": "confirmed", "audience": "guest"})


def test_what_is_exported_gives_the_same_matrix_back_and_no_solutions() -> None:
    agency, other = make_agency(), make_agency("Other")
    make_template(agency, "our-yes", en={"subject": "Yes", "text": "Yes", "sms": "Yes"})
    make_template(other, "our-yes", en={"subject": "Yes", "text": "Yes", "sms": "Yes"})
    save(
        agency,
        {"event": "reminder", "leads": ["2d", "90m"], "active": False},
        {**CONFIRMED, "channel": "sms", "template": "our-yes"},
    )
    written = export_system_notifications(agency.pk)
    assert written == [
        {
            "event": "confirmed",
            "audience": "guest",
            "channel": "sms",
            "active": True,
            "template": "our-yes",
        },
        {
            "event": "reminder",
            "audience": "guest",
            "channel": "email",
            "active": False,
            "leads": ["2d", "90m"],
        },
    ]
    save(other, *written)
    assert find_cells(other.pk) == find_cells(agency.pk)
    assert export_solutions(agency.pk)["solutions"] == []


def test_nothing_is_on_by_itself_but_the_usual_is_suggested() -> None:
    agency = make_agency()
    rows = find_matrix(agency.pk)
    assert [(row.cell.event, row.cell.to, row.cell.channel) for row in rows if not row.is_saved][:4] == [
        ("pending", "guest", "email"),
        ("pending", "administrators", "email"),
        ("confirmed", "guest", "email"),
        ("confirmed", "administrators", "email"),
    ]
    assert not any(row.cell.is_active for row in rows)
    save(agency, *(row.cell.written() | {"active": True} for row in rows))
    assert all(row.is_saved and row.cell.is_active for row in find_matrix(agency.pk))


def test_the_matrix_says_which_own_solution_speaks_in_the_place_of_a_cell() -> None:
    agency = make_agency()
    make_template(agency)
    make_solution(agency, "Our confirmation", purpose="confirmation")
    save(agency, CONFIRMED, {**CONFIRMED, "channel": "sms"})
    replaced = {row.cell.channel: row.replaced_by for row in find_matrix(agency.pk) if row.cell.is_active}
    assert replaced == {"email": ("Our confirmation",), "sms": ()}
