"""`hospes task`: what people do with a task by hand, on the command line."""

from __future__ import annotations

import pytest

from hospes.agencies.models import AuditEntry
from hospes.planning.models import Task
from tests.cli.running import CommandLine
from tests.making import make_agency, make_facts, make_solution, make_template, take_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def task() -> Task:
    """A planned task with a deadline far away."""
    agency = make_agency()
    make_template(agency)
    make_solution(agency)
    take_in(agency, make_facts())
    Task.objects.values("id").update(state="planned", reason="", deadline=None)
    return Task.objects.get()


def test_tasks_are_listed_with_their_reason_in_words_and_in_json(hospes: CommandLine, task: Task) -> None:
    width = max(len(str(task.id)), len("id"))
    assert hospes("task", "list").out.splitlines() == [
        f"{'id':<{width}}  state    due               solution  booking  guest        why",
        f"{task.id:<{width}}  planned  2026-06-11 15:00  Welcome   B1       Anna Keller",
    ]
    hospes("task", "hold", str(task.id))
    (row,) = hospes("task", "list", "--state", "held", "--booking", "B1", "--json").json
    assert (row["id"], row["reason"], row["sentence"]) == (
        task.id,
        "by_person",
        "Somebody stopped it by hand.",
    )
    assert hospes("task", "list", "--state", "failed").out == "There is no such task.\n"


def test_a_state_that_there_is_not_is_refused_with_those_there_are(hospes: CommandLine, task: Task) -> None:
    said = hospes("task", "list", "--state", "waiting")
    assert said.code == 1
    assert said.err.startswith("“waiting” is no state of a task: use planned, held,")


def test_a_task_is_held_released_skipped_and_retried_and_the_audit_trail_says_by_whom(
    hospes: CommandLine, task: Task
) -> None:
    number = str(task.id)
    assert hospes("task", "hold", number).out == f"{number}: Welcome · B1 is held now.\n"
    assert f"{number}: Welcome · B1 goes at " in hospes("task", "release", number).out
    assert hospes("task", "skip", number).out == f"{number}: Welcome · B1 is skipped now.\n"
    (retried,) = hospes("task", "retry", number, "--json").json
    assert (retried["state"], retried["reason"]) == ("planned", "")
    hospes("task", "run", number)
    entries = AuditEntry.objects.filter(verb__endswith="_task").order_by("id")
    assert list(entries.values_list("verb", "subject")) == [
        ("hold_task", "Welcome · B1"),
        ("release_task", "Welcome · B1"),
        ("skip_task", "Welcome · B1"),
        ("retry_task", "Welcome · B1"),
        ("run_task", "Welcome · B1"),
    ]
    assert all(entry.by.startswith("command line (") for entry in entries)


def test_what_its_state_forbids_is_refused_and_changes_none_of_several(
    hospes: CommandLine, task: Task
) -> None:
    said = hospes("task", "retry", str(task.id))
    assert (said.code, said.err) == (
        1,
        "This task is planned; that can be done only with tasks that are failed or skipped or expired.\n",
    )
    said = hospes("task", "hold", str(task.id), "999999999")
    assert (said.code, said.err) == (1, "There is no such task; choose one from the list of tasks.\n")
    task.refresh_from_db()
    assert task.state == "planned"
