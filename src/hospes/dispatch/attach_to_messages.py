"""Attach files to messages that exist already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import structlog

from hospes.dispatch.files import Enclosed, Row, files_of
from hospes.dispatch.rows import bound_cursor, rows_of
from hospes.kit.statements import load

FIND = load(__name__, "find_attachables")
ATTACH = load(__name__, "attach_files")
SHOW = load(__name__, "show_files")
log = structlog.get_logger(__name__)


def attach_to_messages(
    wanted: Mapping[tuple[int, int], Sequence[str]], *, now: datetime
) -> dict[tuple[int, int], dict[str, str]]:
    """Make the calendar files, pages of codes and payment codes of messages.

    Only queued e-mails about a booking that have no files yet get any, so repeating changes nothing. What
    cannot be made is left out. To be called in the transaction that inserted the messages.

    Args:
        wanted: agency and id of a message → "calendar", "codes", "payment_qr".
        now: what calendar files say of their making.

    Returns:
        Agency and id of a message → what was left out → why, of those where something was.
    """
    if not wanted:
        return {}
    agencies, messages = zip(*wanted, strict=True)
    attach = [",".join(names) for names in wanted.values()]
    rows = rows_of(FIND, {"agency_ids": list(agencies), "message_ids": list(messages), "attach": attach})
    made = [(row, files_of(row, now=now)) for row in rows]
    _insert(made)
    _show(made)
    for row, enclosed in made:
        if enclosed.left_out:
            log.info("files_left_out", message=row["id"], **enclosed.left_out)
    return {(row["agency_id"], row["id"]): one.left_out for row, one in made if one.left_out}


def _insert(made: Sequence[tuple[Row, Enclosed]]) -> None:
    files = [
        (row["agency_id"], row["id"], position, file)
        for row, enclosed in made
        for position, file in enumerate(enclosed.files)
    ]
    if not files:
        return
    columns = {
        "agency_id": [agency for agency, *_ in files],
        "message_id": [message for _, message, *_ in files],
        "position": [position for *_, position, _ in files],
        **{
            name: [getattr(file, name) for *_, file in files]
            for name in ("name", "content_type", "content_id", "content")
        },
    }
    with bound_cursor() as cursor:
        cursor.execute(ATTACH, columns)


def _show(made: Sequence[tuple[Row, Enclosed]]) -> None:
    changed = [(row, one) for row, one in made if one.sequence or one.html != row["html"]]
    if not changed:
        return
    columns = {
        "agency_id": [row["agency_id"] for row, _ in changed],
        "message_id": [row["id"] for row, _ in changed],
        "sequence": [one.sequence for _, one in changed],
        "html": [one.html for _, one in changed],
    }
    with bound_cursor() as cursor:
        cursor.execute(SHOW, columns)
