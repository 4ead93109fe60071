"""One task: its times and messages, and what can be done by hand."""

from datetime import date

import pytest

from hospes.agencies.models import Agency
from hospes.planning.models import Solution, Task
from tests.backoffice.visiting import visitor, words_of
from tests.backoffice.worlds import make_sent, make_tasks, message_of, task_of
from tests.making import make_facts, make_solution, take_in

pytestmark = pytest.mark.django_db


def test_a_planned_task_shows_its_times_and_its_stay() -> None:
    agency = make_tasks("B1")

    page = words_of(visitor(agency).get(address(agency)))

    assert "By the rule" in page
    assert "Thu 11 Jun, 15:00" in page
    assert "Fri 12 Jun" in page
    assert "Casa Mar" in page
    assert "The words are written when the time comes" in page
    assert "Why, as things stand now" in page


def test_a_done_task_leads_to_its_messages() -> None:
    agency = make_sent("B1")

    page = words_of(visitor(agency).get(address(agency)))

    assert "Hello Anna" in page
    assert "Send now" not in page


def test_a_task_tells_its_own_time_apart_from_its_sisters() -> None:
    agency = make_tasks()
    Solution.objects.update(is_active=False)
    make_solution(agency, name="Every day", repeat={"every_days": 1, "times": 3})
    take_in(agency, make_facts("B1"))
    first = Task.objects.order_by("occurrence").first()
    assert first

    page = words_of(visitor(agency).get(f"/tasks/{first.id}"))

    own, _, others = page.partition("The other times of this solution")
    assert "By the rule it goes at 11 June 2026, 15:00" in own
    assert others.count("By the rule it goes at") == Task.objects.count() - 1 > 0
    assert "“Status” holds" in own


def test_a_correction_shows_what_is_not_as_it_was_said() -> None:
    agency = make_sent("B1")
    message = message_of(agency, "B1")
    changes = {"property.check_in": ["15:00", "16:00"], "property.secrets.door_code": ["••••", "••••"]}
    Task.objects.update(corrects=message.id, state="held", reason="prepared", details={"changes": changes})

    page = words_of(visitor(agency).get(address(agency)))

    assert "Correction" in page
    assert '<span class="medium">Check-in</span> <s class="muted">15:00</s> 16:00' in page
    assert '<span class="medium">Door code</span> <s class="muted">••••</s> ••••' in page
    assert f'href="/messages/{message.id}"' in page


@pytest.mark.parametrize(
    ("actions", "state"),
    [
        (["hold"], "held"),
        (["skip"], "skipped"),
        (["hold", "skip"], "skipped"),
    ],
)
def test_staff_steer_a_task_by_hand(actions: list[str], state: str) -> None:
    agency = make_tasks("B1")
    marta = visitor(agency)

    for action in actions:
        response = marta.post(f"{address(agency)}/{action}")
        assert response.headers["Location"] == address(agency)

    assert task_of(agency, "B1").state == state


@pytest.mark.parametrize(("actions", "is_pinned"), [(["hold", "release"], False), (["run"], True)])
def test_staff_let_a_task_go_as_long_as_it_is_of_use(actions: list[str], is_pinned: bool) -> None:
    agency = make_tasks()
    take_in(agency, make_facts("B1", arrival=date(2126, 6, 12), departure=date(2126, 6, 19)))
    marta = visitor(agency)

    for action in actions:
        marta.post(f"{address(agency)}/{action}")

    task = task_of(agency, "B1")
    assert (task.state, task.is_pinned) == ("planned", is_pinned)


def test_going_back_leads_to_the_list_with_what_was_said() -> None:
    agency = make_tasks("B1")
    marta = visitor(agency)

    response = marta.post(f"{address(agency)}/hold", {"back": "/tasks?tab=all"}, follow=True)

    assert response.redirect_chain == [("/tasks?tab=all", 302)]
    assert "Held. It waits until somebody releases it." in words_of(response)


def test_going_back_never_leads_to_another_site() -> None:
    agency = make_tasks("B1")

    response = visitor(agency).post(f"{address(agency)}/hold", {"back": "https://elsewhere.example/"})

    assert response.headers["Location"] == address(agency)


def test_what_has_gone_cannot_be_held_and_the_page_says_so() -> None:
    agency = make_sent("B1")

    response = visitor(agency).post(f"{address(agency)}/hold", follow=True)

    assert 'data-tone="warn" role="status"' in words_of(response)
    assert task_of(agency, "B1").state == "done"


def test_a_viewer_sees_no_buttons_and_changes_nothing() -> None:
    agency = make_tasks("B1")
    viewer = visitor(agency, role="viewer")

    assert "Hold" not in words_of(viewer.get(address(agency)))
    assert viewer.post(f"{address(agency)}/hold").status_code == 403
    assert task_of(agency, "B1").state == "planned"


def test_an_action_needs_a_post_and_a_name_that_exists() -> None:
    agency = make_tasks("B1")
    marta = visitor(agency)

    assert marta.get(f"{address(agency)}/hold").status_code == 405
    assert marta.post(f"{address(agency)}/explode").status_code == 404


def test_an_action_needs_the_forms_token() -> None:
    agency = make_tasks("B1")
    marta = visitor(agency)
    marta.handler.enforce_csrf_checks = True

    response = marta.post(f"{address(agency)}/hold")

    assert response.status_code == 403
    assert "This form has expired" in words_of(response)
    assert Task.objects.values_list("state", flat=True).get() == "planned"


def address(agency: Agency) -> str:
    return f"/tasks/{task_of(agency, 'B1').id}"
