"""The list of tasks: tabs, search, filters, pages, and whose they are."""

from datetime import timedelta

import pytest

from hospes.planning.hold_task import hold_task
from hospes.planning.models import Task
from tests.backoffice.visiting import visitor, words_of
from tests.backoffice.worlds import DUE, make_sent, make_tasks, take_in_named, task_of
from tests.making import NOW, make_agency, make_facts, make_solution, take_in

pytestmark = pytest.mark.django_db


def test_a_planned_task_shows_when_what_to_whom_and_for_which_booking() -> None:
    page = words_of(visitor(make_tasks("B1")).get("/tasks"))

    assert "11 Jun" in page
    assert "15:00" in page
    assert "Welcome" in page
    assert "to Anna Keller" in page
    assert ">B1</a>" in page
    assert "Casa Mar" in page
    assert "Scheduled" in page


def test_nothing_scheduled_is_said() -> None:
    assert "Nothing is scheduled" in words_of(visitor(make_agency()).get("/tasks"))


def test_no_failed_task_is_good_news() -> None:
    assert "Nothing failed" in words_of(visitor(make_tasks("B1")).get("/tasks?tab=errors"))


def test_tabs_count_their_states() -> None:
    agency = make_sent("B1", "B2")
    take_in(
        agency, make_facts("B3", arrival=DUE.date() + timedelta(90), departure=DUE.date() + timedelta(97))
    )
    marta = visitor(agency)

    response = marta.get("/tasks?tab=done")

    assert [(tab.group.name, tab.count) for tab in response.context["tabs"]] == [
        ("all", 3), ("scheduled", 1), ("held", 0), ("done", 2), ("errors", 0), ("skipped", 0),
    ]  # fmt: skip
    assert sorted(references(response)) == ["B1", "B2"]
    assert references(marta.get("/tasks")) == ["B3"]


def test_a_reference_finds_its_tasks() -> None:
    assert references(visitor(make_tasks("B1", "B2")).get("/tasks?q=b2")) == ["B2"]


def test_part_of_a_guests_name_finds_their_tasks() -> None:
    agency = make_tasks("B1")
    take_in_named(agency, "B2", "Zoë O'Brien-Löw")

    assert references(visitor(agency).get("/tasks", {"q": "brien-LÖ"})) == ["B2"]


@pytest.mark.parametrize("words", ["%", "_", "\\", "'; --", "\x00", "💥"])
def test_odd_words_find_nothing_and_break_nothing(words: str) -> None:
    response = visitor(make_tasks("B1")).get("/tasks", {"q": words})

    assert response.status_code == 200
    assert references(response) == (["B1"] if words == "\x00" else [])


def test_a_search_without_a_match_says_so_with_the_words() -> None:
    page = words_of(visitor(make_tasks("B1")).get("/tasks?q=Kellr"))

    assert "Nothing matches “Kellr”" in page
    assert "Clear filters" in page


def test_a_solution_and_days_narrow_the_list() -> None:
    agency = make_tasks("B1")
    other = make_solution(
        agency, "Second", trigger={"anchor": "arrival", "offset": -3, "unit": "days", "at": "10:00"}
    )
    take_in(agency, make_facts("B2"))
    marta = visitor(agency)

    assert references(marta.get(f"/tasks?solution={other.solution_id}")) == ["B2"]
    assert sorted(references(marta.get("/tasks?since=2026-06-11&until=2026-06-11"))) == ["B1", "B2"]
    assert references(marta.get("/tasks?since=2026-06-12")) == []
    assert references(marta.get("/tasks?until=2026-06-09")) == ["B2"]


@pytest.mark.parametrize(
    "query", ["since=tomorrow", "until=0001-01-01", "solution=x", "after=x", "after=2026_1"]
)
def test_a_choice_that_cannot_be_read_says_how_to_go_on(query: str) -> None:
    response = visitor(make_tasks("B1")).get(f"/tasks?{query}")

    assert response.status_code == 400
    assert "Go to the dashboard" in words_of(response)


def test_show_more_goes_on_where_the_page_ended() -> None:
    agency = make_tasks(*(f"B{number:03}" for number in range(120)))
    marta = visitor(agency)

    pages = [marta.get("/tasks")]
    while pages[-1].context["page"].following:
        pages.append(marta.get("/tasks", {"after": str(pages[-1].context["page"].following)}))

    assert [len(references(page)) for page in pages] == [50, 50, 20]
    seen = [reference for page in pages for reference in references(page)]
    assert sorted(seen) == [f"B{number:03}" for number in range(120)]
    assert "Show more" in words_of(pages[0])
    assert "Show more" not in words_of(pages[2])


def test_a_held_task_says_why_it_waits() -> None:
    agency = make_tasks("B1")
    hold_task(agency.id, task_of(agency, "B1").id, now=NOW)

    page = words_of(visitor(agency).get("/tasks?tab=held"))

    assert "Waiting" in page
    assert "Somebody stopped it by hand." in page


def test_another_agencys_tasks_are_not_there() -> None:
    other = make_tasks("B1", name="Hotel Miramar")
    marta = visitor(make_agency())

    assert references(marta.get("/tasks?tab=all")) == []
    assert references(marta.get("/tasks?tab=all&q=B1")) == []
    assert marta.get(f"/tasks/{task_of(other, 'B1').id}").status_code == 404
    assert marta.post(f"/tasks/{task_of(other, 'B1').id}/hold").status_code == 404
    assert Task.objects.values_list("state", flat=True).get() == "planned"


def references(response: object) -> list[str]:
    """The bookings of the rows, in order."""
    rows = response.context["page"].rows  # type: ignore[attr-defined]
    return [row.task.booking.reference for row in rows]
