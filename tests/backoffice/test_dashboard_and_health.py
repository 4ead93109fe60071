"""The first page and the health page."""

from datetime import timedelta

import pytest

from hospes.engine.clock import read_clock
from hospes.engine.heartbeat import beat
from hospes.planning.models import Task
from tests.backoffice.visiting import visitor, words_of
from tests.backoffice.worlds import make_sent, make_tasks
from tests.making import make_agency

pytestmark = pytest.mark.django_db


def test_the_dashboard_shows_what_comes_next_and_what_left() -> None:
    agency = make_sent("B1")
    page = words_of(visitor(agency).get("/"))

    assert "Welcome, Marta Ferrer" in page
    assert "Time saved in the last 30 days" in page
    assert "Hello Anna" in page


def test_the_first_day_offers_a_beginning() -> None:
    assert "Let a solution do the writing" in words_of(visitor(make_agency()).get("/"))


def test_without_a_worker_the_health_page_says_that_nothing_is_sent() -> None:
    page = words_of(visitor(make_agency()).get("/health"))

    assert "No worker is alive" in page
    assert "Everything is on time" not in page


def test_with_a_worker_and_nothing_due_everything_is_on_time() -> None:
    beat("worker-1", "worker", now=read_clock())

    page = words_of(visitor(make_agency()).get("/health"))

    assert "Everything is on time" in page
    assert "worker-1" in page
    assert "Alive" in page


def test_a_silent_worker_is_shown_as_silent() -> None:
    beat("worker-1", "worker", now=read_clock() - timedelta(minutes=5))

    page = words_of(visitor(make_agency()).get("/health"))

    assert "Silent" in page
    assert "No worker is alive" in page


def test_a_task_that_waits_too_long_is_said() -> None:
    agency = make_tasks("B1")
    beat("worker-1", "worker", now=read_clock())
    Task.objects.values("id").update(state="planned", due_at=read_clock() - timedelta(minutes=10))

    page = words_of(visitor(agency).get("/health"))

    assert "1 tasks are due and not executed: is a worker running?" in page
    assert "10 minutes" in page
