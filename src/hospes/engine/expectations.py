"""What a script expects to arrive, and how that differs from what arrived. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from hospes.engine.happening_forms import read_instant
from hospes.kit.clock import to_local
from hospes.planning.models import TaskState
from hospes.planning.places import Place

KEYS = ("at", "to", "channel", "solution", "booking", "subject", "contains", "language", "role", "files")
UNSENT_KEYS = ("booking", "solution", "state", "reason")
ENDS = tuple(state.value for state in TaskState if state is not TaskState.EXECUTING)


@dataclass(frozen=True, slots=True)
class Arrived:
    """One message as it lies in an inbox of a script; `files` are the names of what came along.

    `state` and `reason` are its own: a message that could not go is in no inbox.
    """

    at: datetime
    to: str
    channel: str
    solution: str
    booking: str
    role: str
    language: str
    subject: str
    text: str
    state: str
    reason: str = ""
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ended:
    """A task that made no message: how it ended, or what it waits for."""

    due_at: datetime
    booking: str
    solution: str
    state: str
    reason: str


@dataclass(frozen=True, slots=True)
class Expected:
    """A message that should arrive: what is said of it must hold, what is not said may be anything."""

    path: str
    at: datetime | None = None
    exact: Mapping[str, str] = field(default_factory=dict)
    contains: tuple[str, ...] = ()
    files: tuple[str, ...] | None = None


def read_expected(place: Place, zone: str) -> Iterable[Expected]:
    """The entries of `expect:`.

    Raises:
        Malformed: a key or value that cannot be.
    """
    for entry in place.items():
        fields = entry.fields(KEYS)
        yield Expected(
            entry.path,
            read_instant(fields["at"], zone) if "at" in fields else None,
            {key: fields[key].text(1_000) for key in KEYS if key in fields and key not in _OTHERS},
            _texts(fields["contains"]) if "contains" in fields else (),
            fields["files"].texts() if "files" in fields else None,
        )


_OTHERS = ("at", "contains", "files")


def read_unsent(place: Place) -> Iterable[dict[str, str]]:
    """The entries of `expect_not_sent:`: tasks that should have ended without a message.

    Raises:
        Malformed: a key or value that cannot be.
    """
    for entry in place.items():
        fields = entry.fields(UNSENT_KEYS, ("solution",))
        if "state" in fields:
            fields["state"].choice(ENDS)
        yield {key: each.text() for key, each in fields.items()}


def _texts(place: Place) -> tuple[str, ...]:
    return place.texts() if isinstance(place.value, list) else (place.text(1_000),)


def differences(
    expected: Sequence[Expected], arrived: Sequence[Arrived], *, zone: str, is_complete: bool
) -> list[str]:
    """How what arrived differs from what was expected, a sentence each; none when all is as it should be.

    Each expectation takes the first message that fits and that no other has taken.

    Args:
        expected: in any order.
        arrived: in the order of arrival.
        zone: of the instants in the sentences.
        is_complete: whether a message that nobody expects is a difference.
    """
    left = list(arrived)
    missing = []
    for one in expected:
        found = next((each for each in left if not faults(one, each, zone)), None)
        if found is None:
            missing.append(one)
        else:
            left.remove(found)
    said = [_missing(one, left, zone) for one in missing]
    return said + [f"Nobody expects {name(each, zone)}." for each in left if is_complete]


def faults(expected: Expected, arrived: Arrived, zone: str) -> list[str]:
    """What of a message is not as expected, in words."""
    found = []
    if expected.at and _minute(expected.at) != _minute(arrived.at):
        found.append(f"it came at {local(arrived.at, zone)}")
    for key, wanted in expected.exact.items():
        if (seen := getattr(arrived, key)) != wanted:
            found.append(f"{key} is “{seen}”")
    whole = f"{arrived.subject}\n{arrived.text}"
    found += [f"it does not say “{part}”" for part in expected.contains if part not in whole]
    if expected.files is not None and expected.files != arrived.files:
        found.append(f"files are {', '.join(arrived.files) or 'none'}")
    return found


def unsent_differences(unsent: Sequence[Mapping[str, str]], ended: Sequence[Ended]) -> list[str]:
    """Tasks that should have ended otherwise: one sentence for each that did not."""
    said = []
    for wanted in unsent:
        if not any(all(getattr(one, key) == value for key, value in wanted.items()) for one in ended):
            alike = [one for one in ended if one.solution == wanted["solution"]]
            there = "; ".join(f"{one.booking} is {one.state} ({one.reason or 'no reason'})" for one in alike)
            said.append(
                f"No task is {_words(wanted)}: {there or 'all of them made messages, or there is none'}."
            )
    return said


def name(arrived: Arrived, zone: str) -> str:
    """A message in a line."""
    title = arrived.subject or arrived.text[:60].replace("\n", " ")
    source = arrived.solution or "by hand"
    return f"{local(arrived.at, zone)} {arrived.to} ({arrived.channel}) {source}: “{title}”"


def local(at: datetime, zone: str) -> str:
    """An instant as clocks in the zone show it."""
    return f"{to_local(at, zone):%Y-%m-%d %H:%M}"


def written_expectations(arrived: Sequence[Arrived], zone: str) -> list[dict[str, Any]]:
    """What arrived, as the entries of `expect:` that it fulfils."""
    return [
        {
            "at": local(one.at, zone),
            "to": one.to,
            "channel": one.channel,
            **({"solution": one.solution} if one.solution else {}),
            **({"subject": one.subject} if one.subject else {"contains": one.text}),
            **({"files": list(one.files)} if one.files else {}),
        }
        for one in arrived
    ]


def _missing(expected: Expected, left: Sequence[Arrived], zone: str) -> str:
    at = {"at": local(expected.at, zone)} if expected.at else {}
    wanted = _words({**at, **expected.exact})
    if expected.contains:
        wanted += f", with “{'”, “'.join(expected.contains)}”"
    near = sorted(left, key=lambda each: (len(faults(expected, each, zone)), each.at))
    to = expected.exact.get("to")
    near = [each for each in near if not to or each.to == to] or near
    alike = (
        f" The nearest is {name(near[0], zone)}: {', '.join(faults(expected, near[0], zone))}."
        if near
        else ""
    )
    return f"{expected.path} did not arrive: {wanted}.{alike}"


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def _words(wanted: Mapping[str, str]) -> str:
    return ", ".join(f"{key} {value}" for key, value in wanted.items())
