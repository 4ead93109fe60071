"""A room's tables are written only by that room: in Python here, in SQL in test_statements."""

from __future__ import annotations

import pytest
from django.apps import apps

from tests.architecture.house import ROOMS, PythonFile, python_files, report
from tests.architecture.writers import foreign_writes

RELATED = {"events": "bookings", "tasks": "planning"}


def related_names_of_models() -> dict[str, str]:
    """Reverse accessors of our models' foreign keys, with the room that owns the rows behind them."""
    return {
        name: relation.related_model._meta.app_label
        for model in apps.get_models()
        for relation in model._meta.related_objects
        if (name := relation.get_accessor_name()) and relation.related_model._meta.app_label in ROOMS
    }


def test_a_rooms_tables_are_written_only_inside_that_room() -> None:
    names = related_names_of_models()
    faults = [fault for file in python_files() for fault in foreign_writes(file, names)]
    assert not faults, report(faults)


@pytest.mark.parametrize(
    "text",
    [
        "from hospes.planning.models import Task\nTask.objects.create(due_at=now)",
        "from hospes.planning.models import Task\nTask.objects.filter(id=1).update(state='held')",
        "from hospes.planning.models import Task\ndef f(t: Task) -> None:\n    t.save()",
        "from hospes.planning.models import Task\ndef f(t: Task | None) -> None:\n    Task(id=1).save()",
        "from hospes.planning import models\nmodels.Task.objects.bulk_create([])",
        "from hospes.bookings.models import Booking\ndef f():\n  b = Booking.objects.get(id=1)\n  b.delete()",
        "from hospes.bookings.models import Booking\nfor b in Booking.objects.all():\n    b.save()",
        "from hospes.bookings.models import Booking\nasync def f(b: Booking):\n  await b.events.acreate()",
        "def f(booking):\n    booking.events.create(kind='paid')",
    ],
)
def test_a_write_from_another_room_is_found(text: str) -> None:
    assert len(foreign_writes(PythonFile("delivery/send_messages.py", text), RELATED)) == 1


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("planning/hold_tasks.py", "from hospes.planning.models import Task\nTask.objects.create()"),
        (
            "planning/migrations/0002_x.py",
            "from hospes.bookings.models import Booking\nBooking.objects.update(a=1)",
        ),
        (
            "delivery/send_messages.py",
            "from hospes.planning.models import Task\nTask.objects.filter(id=1).get()",
        ),
        ("delivery/send_messages.py", "seen = set()\nseen.add(1)\nseen.clear()\n{}.update(a=1)"),
    ],
)
def test_what_is_allowed_is_not_reported(path: str, text: str) -> None:
    assert foreign_writes(PythonFile(path, text), RELATED) == []
