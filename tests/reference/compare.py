"""Two lists of messages side by side: what the reference expects and what an outbox holds."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import zip_longest
from pathlib import Path
from typing import Any

from tests.reference.plan import GRACE
from tests.reference.run import Message

TOLERANCE = timedelta(minutes=10)
SAME = ("channel", "language", "late", "subject", "text")
Line = Mapping[str, Any]
Key = tuple[str, str, str, str]


@dataclass
class Differences:
    """`checked` messages agree in everything unless they are named here."""

    checked: int = 0
    missing: list[Message] = field(default_factory=list)
    unexpected: list[Line] = field(default_factory=list)
    mistimed: list[tuple[Message, Line]] = field(default_factory=list)
    different: list[tuple[str, Message, Line]] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.missing) + len(self.unexpected) + len(self.mistimed) + len(self.different)

    def __str__(self) -> str:
        kinds = ("missing", "unexpected", "mistimed", "different")
        found = [f"{kind} {len(getattr(self, kind))}: {getattr(self, kind)[:3]}" for kind in kinds]
        return "\n".join([f"checked {self.checked}", *found])


def read_outbox(path: Path) -> list[Line]:
    """The lines of a file that `simulate --outbox` has written."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def compare(
    expected: Iterable[Message],
    outbox: Iterable[Line],
    keys: tuple[str, ...] = SAME,
    *,
    tolerance: timedelta = TOLERANCE,
) -> Differences:
    """Pairs messages by solution, booking, role and address, in order of time, and says where they differ.

    A message may go up to `tolerance` after the instant of the reference, and a late one by as much earlier
    as the grace is long, but never before it was planned.
    """
    ours: dict[Key, list[Message]] = defaultdict(list)
    theirs: dict[Key, list[Line]] = defaultdict(list)
    for message in expected:
        ours[message.solution, message.booking, message.to_role, message.to].append(message)
    for line in outbox:
        theirs[line["solution"], line["booking"], line["to_role"], line["to"]].append(line)
    found = Differences()
    for key in sorted(ours.keys() | theirs.keys()):
        mine = sorted(ours.get(key, ()), key=lambda m: m.at)
        other = sorted(theirs.get(key, ()), key=lambda line: instant(line["at"]))
        for pair in zip_longest(mine, other):
            _note(found, *pair, keys=keys, tolerance=tolerance)
    return found


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def _note(
    found: Differences,
    message: Message | None,
    line: Line | None,
    *,
    keys: tuple[str, ...],
    tolerance: timedelta,
) -> None:
    if message is None:
        return found.unexpected.append(line or {})
    if line is None:
        return found.missing.append(message)
    found.checked += 1
    earliest = max(message.planned_at, message.at - GRACE) if message.late else message.at
    if not earliest <= instant(line["at"]) <= message.at + tolerance:
        found.mistimed.append((message, line))
    wished = message.as_line()
    found.different += [(key, message, line) for key in keys if line.get(key) != wished[key]]
    return None
