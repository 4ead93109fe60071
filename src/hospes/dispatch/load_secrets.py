"""Load the codes that claimed messages name, for the moment in which they leave."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from hospes.content.secrets import holds_secrets, secrets_at
from hospes.dispatch.rows import rows_of
from hospes.kit.statements import load

LOAD = load(__name__, "load_secrets")
WORDS = ("subject", "html", "text")


def load_secrets(messages: Sequence[dict[str, Any]]) -> None:
    """Put under `secrets` of each message with marks in its words the values, all in one look.

    A message whose booking does not stand any more gets none, and so cannot leave.

    Args:
        messages: rows with id, agency_id, subject, html, text and payload, as they are claimed.
    """
    marked = {message["id"]: message for message in messages if _is_marked(message)}
    if not marked:
        return
    agencies = sorted({message["agency_id"] for message in marked.values()})
    for message in marked.values():
        message["secrets"] = {}
    for row in rows_of(LOAD, {"agency_ids": agencies, "message_ids": list(marked)}):
        columns = {
            "property": {"secrets": _read(row["of_property"])},
            "booking": {"secrets": _read(row["of_booking"])},
        }
        marked[row["message_id"]]["secrets"] = secrets_at(columns)


def _read(tree: Any) -> Any:
    """JSON as values: Django hands it over as text in statements of our own."""
    return json.loads(tree) if isinstance(tree, str) else tree


def _is_marked(message: Mapping[str, Any]) -> bool:
    payload = message["payload"]
    said = payload if isinstance(payload, str) else json.dumps(payload, ensure_ascii=False)
    return any(holds_secrets(message[part]) for part in WORDS) or holds_secrets(said)
