"""Play a script: the real engine on a virtual clock, in a transaction that is taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from hospes.content.secrets import masked
from hospes.dispatch.execute_tasks import execute_tasks
from hospes.dispatch.fill_outbox import fill_outbox
from hospes.engine.expectations import Arrived, Ended, differences, unsent_differences
from hospes.engine.happenings import Scene, happen
from hospes.engine.make_scenes import make_scene
from hospes.engine.scripts import Happening, Script
from hospes.kit.statements import load
from hospes.planning.models import Task, TaskState

BATCH = 500
SENT = "sent"


@dataclass(frozen=True, slots=True)
class Played:
    """What came of a script.

    Attributes:
        arrived: the messages in the inboxes, in the order of arrival.
        unsent: messages that could not go, with state and reason.
        ended: tasks that made no message: withdrawn, skipped, expired, failed, or still waiting.
        differences: how that differs from what the script expects; a sentence each.
    """

    arrived: tuple[Arrived, ...]
    unsent: tuple[Arrived, ...]
    ended: tuple[Ended, ...]
    differences: tuple[str, ...]

    @property
    def inboxes(self) -> Mapping[str, list[Arrived]]:
        """Address → what arrived there, in order; the address that got something first comes first."""
        found: dict[str, list[Arrived]] = {}
        for one in self.arrived:
            found.setdefault(one.to, []).append(one)
        return found


def play_script(script: Script, *, copied: int | None = None) -> Played:
    """Play a script from its beginning to its end and read the inboxes. Nothing of it stays.

    Args:
        script: what happens.
        copied: the agency that is taken over where the script makes none of its own.

    Raises:
        Malformed: something in the script cannot happen; the sentence begins with the path.
    """
    with transaction.atomic():
        scene = make_scene(script, copied)
        _pass_time(scene, script)
        arrived, ended = _read_messages(scene), _read_ends(scene)
        transaction.set_rollback(True)
    inboxes = tuple(one for one in arrived if one.state == SENT)
    unsent = tuple(one for one in arrived if one.state != SENT)
    return Played(inboxes, unsent, ended, tuple(_differences(script, inboxes, ended)))


def _differences(script: Script, arrived: tuple[Arrived, ...], ended: tuple[Ended, ...]) -> list[str]:
    expected = script.expected or ()
    said = differences(expected, arrived, zone=script.zone, is_complete=script.is_complete)
    return said + unsent_differences(script.unsent, ended)


def _pass_time(scene: Scene, script: Script) -> None:
    """Go from instant to instant: what happens comes first (S13), then what is due."""
    left = list(script.happenings)
    now = script.starts_at
    while now < script.until:
        while left and left[0].at <= now:
            happen(scene, left.pop(0))
        _settle(scene, now)
        now = _next_instant(scene, left, now) or script.until


def _settle(scene: Scene, now: datetime) -> None:
    """Execute what is due, and what follows from it at the same instant, and let it arrive."""
    is_stirred = True
    while is_stirred:
        executed = execute_tasks(now=now, limit=BATCH, agency_id=scene.agency_id)
        is_stirred = executed.tasks + fill_outbox(now=now, limit=BATCH, agency_id=scene.agency_id) > 0


def _next_instant(scene: Scene, left: list[Happening], now: datetime) -> datetime | None:
    with connection.cursor() as cursor:
        cursor.execute(load(__name__, "read_next_instant"), {"agency": scene.agency_id, "now": now})
        [by_itself] = cursor.fetchone()
    instants = [by_itself] if by_itself else []
    return min([*instants, *(each.at for each in left[:1])], default=None)


def _read_messages(scene: Scene) -> tuple[Arrived, ...]:
    with connection.cursor() as cursor:
        cursor.execute(load(__name__, "read_inboxes"), {"agency": scene.agency_id})
        rows = cursor.fetchall()
    return tuple(Arrived(*(_shown(value) for value in row)) for row in rows)


def _shown(value: Any) -> Any:
    """A column as people may see it: codes as dots."""
    return tuple(value) if isinstance(value, list) else masked(value) if isinstance(value, str) else value


def _read_ends(scene: Scene) -> tuple[Ended, ...]:
    tasks = Task.objects.filter(agency_id=scene.agency_id).exclude(state=TaskState.DONE)
    columns = ("due_at", "booking__reference", "solution__name", "state", "reason")
    return tuple(Ended(*row) for row in tasks.order_by("due_at", "id").values_list(*columns))
