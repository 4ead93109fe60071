"""Insert worded messages."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from operator import attrgetter

from hospes.dispatch.drafts import Draft
from hospes.dispatch.rows import bound_cursor
from hospes.kit.statements import load

INSERT = load(__name__, "insert_messages")
COLUMNS = tuple(field.name for field in fields(Draft))
VALUES = attrgetter(*COLUMNS)


def insert_messages(drafts: Sequence[Draft], *, now: datetime) -> int:
    """Insert messages all at once; what is there already stays (S18). Returns how many are new.

    They go over as one JSON text: measured, half the time of an array for each column.
    """
    if not drafts:
        return 0
    rows = [dict(zip(COLUMNS, VALUES(one), strict=True)) for one in drafts]
    written = json.dumps(rows, ensure_ascii=False, default=str)
    with bound_cursor() as cursor:
        cursor.execute(INSERT, {"messages": written, "now": now})
        return cursor.rowcount
