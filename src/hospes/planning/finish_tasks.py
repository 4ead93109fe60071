"""Finish tasks that were claimed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from hospes.kit.statements import load


@dataclass(frozen=True, slots=True)
class Finished:
    """How the execution of one task ended; `details` is what a person needs to know (JSON).

    A task that is planned once more waits for `due_at`.
    """

    task_id: int
    state: str
    reason: str = ""
    details: Mapping[str, Any] | None = None
    due_at: datetime | None = None


def finish_tasks(finished: Sequence[Finished], *, now: datetime) -> int:
    """Give claimed tasks their end, all at once, in the transaction that claimed them; returns how many."""
    if not finished:
        return 0
    rows = [
        {"id": f.task_id, "state": f.state, "reason": f.reason, "details": f.details, "due_at": f.due_at}
        for f in finished
    ]
    wanted: dict[str, Any] = {
        "ids": [f.task_id for f in finished],
        "finished": json.dumps(rows, ensure_ascii=False, default=_plain),
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(load(__name__, "finish_tasks"), wanted)
        return int(cursor.rowcount)


def _plain(value: Any) -> Any:
    """What JSON does not know: mappings that are no dict, and instants."""
    return dict(value) if isinstance(value, Mapping) else str(value)
