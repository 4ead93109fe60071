"""Insert worded messages."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import datetime
from operator import attrgetter

from hospes.dispatch.drafts import Draft
from hospes.dispatch.rows import bound_cursor
from hospes.kit.statements import load

INSERT = load(__name__, "insert_messages")
LONG = ("html", "text")
COLUMNS = tuple(field.name for field in fields(Draft) if field.name not in LONG)
VALUES = attrgetter(*COLUMNS)
BETWEEN = "\x1e"


def insert_messages(drafts: Sequence[Draft], *, now: datetime) -> int:
    """Insert messages all at once; what is there already stays (S18). Returns how many are new.

    They go over as one JSON text with the long words beside it: an array for each column costs Python more
    than the database needs for everything.
    """
    if not drafts:
        return 0
    rows = [dict(zip(COLUMNS, VALUES(one), strict=True)) for one in drafts]
    written = {
        "messages": json.dumps(rows, ensure_ascii=False, default=str),
        "html": _one_text(one.html for one in drafts),
        "text": _one_text(one.text for one in drafts),
    }
    with bound_cursor() as cursor:
        cursor.execute(INSERT, {**written, "now": now})
        return cursor.rowcount


def _one_text(texts: Iterable[str]) -> str:
    return BETWEEN.join([text.replace(BETWEEN, " ") for text in texts])
