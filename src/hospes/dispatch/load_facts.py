"""Load what the messages of tasks are made of, in a fixed number of queries for any number of tasks."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from hospes.agencies.models import Member
from hospes.channels.models import Connection
from hospes.content.load_templates import load_words
from hospes.content.words import Words
from hospes.dispatch.purposes import Row, load_rivals
from hospes.dispatch.recipients import Facts, Line, Ways
from hospes.dispatch.rows import bound_cursor, rows_of
from hospes.kit.statements import load
from hospes.planning.models import Notification

LOAD = load(__name__, "load_facts")
PERMISSIONS = load(__name__, "load_permissions")
TREES = (
    "task.reward", "agency.footer", "booking.custom", "booking.secrets", "property.texts", "property.secrets",
    "property.information", "event.details",
)  # fmt: skip
PEOPLE = ("guest", "client", "owner", "agent")
MEMBER_COLUMNS = ("agency_id", "role", "name", "email", "phone", "language")


@dataclass(slots=True)
class Shelf:
    """What changes seldom, loaded once: notifications and rivals of solutions, ways and words of agencies.

    A shelf is as old as its first use: make a new one for each batch unless nothing can change meanwhile.
    Where nobody looks at what goes along with messages, `makes_files` is false.
    """

    lines: dict[int, list[Line]] = field(default_factory=dict)
    ways: dict[int, Ways] = field(default_factory=dict)
    words: dict[int, dict[str, dict[str, Words]]] = field(default_factory=dict)
    rivals: dict[int, list[Row]] = field(default_factory=dict)
    compared: set[int] = field(default_factory=set)
    makes_files: bool = True

    def lines_of(self, solution_ids: set[int]) -> dict[int, list[Line]]:
        """Solution → its notifications in order."""
        missing = solution_ids - self.lines.keys()
        if missing:
            self.lines |= {id: [] for id in missing} | load_lines(missing)
        return self.lines

    def ways_of(self, agency_ids: set[int]) -> dict[int, Ways]:
        """Agency → its channels and members."""
        missing = agency_ids - self.ways.keys()
        if missing:
            self.ways |= load_ways(missing)
        return self.ways

    def rivals_of(self, agency_ids: set[int]) -> dict[int, list[Row]]:
        """Solution → those that go before it and serve the same purpose, where there are any."""
        missing = agency_ids - self.compared
        if missing:
            self.rivals |= load_rivals(missing)
            self.compared |= missing
        return self.rivals

    def words_of(self, agency_ids: set[int]) -> dict[int, dict[str, dict[str, Words]]]:
        """Agency → template → language → words."""
        for agency_id in agency_ids - self.words.keys():
            self.words[agency_id] = load_words(agency_id)
        return self.words


def load_facts(task_ids: Sequence[int]) -> dict[int, Facts]:
    """Task → group → column → value: agency, booking, property, portal, event and the four people.

    The group "permissions" says what these people allow for messages of the task's kind: "channel person" →
    yes or no; who said nothing is not in it.
    """
    found = grouped_rows(LOAD, {"task_ids": list(task_ids)})
    return with_permissions({facts["task"]["id"]: facts for facts in found})


def grouped_rows(statement: str, parameters: Mapping[str, Any]) -> list[dict[str, dict[str, Any]]]:
    """The rows of a statement whose columns are named group.column: group → column → value."""
    with bound_cursor() as cursor:
        cursor.execute(statement, parameters)
        names = [column.name for column in cursor.description or ()]
        rows = cursor.fetchall()
    groups, trees = _groups(names), [names.index(name) for name in TREES if name in names]
    return [
        {name: dict(zip(columns, row[begin:end], strict=True)) for name, columns, begin, end in groups}
        for row in (_with_trees(row, trees) for row in rows)
    ]


def with_permissions(found: Mapping[int, Facts]) -> dict[int, Facts]:
    """S25: who allows what; transactional messages need not ask."""
    asked = [facts for facts in found.values() if facts["task"]["kind"] != "transactional"]
    said: dict[tuple[int, str], dict[str, bool]] = defaultdict(dict)
    if asked:
        people = sorted({facts[role]["id"] for facts in asked for role in PEOPLE if facts[role]["id"]})
        agencies = sorted({facts["task"]["agency_id"] for facts in asked})
        for row in rows_of(PERMISSIONS, {"agency_ids": agencies, "person_ids": people}):
            said[row["agency_id"], row["kind"]][f"{row['channel']} {row['person_id']}"] = row["is_allowed"]
    nothing: dict[str, bool] = {}
    return {
        id: {**facts, "permissions": said.get((facts["task"]["agency_id"], facts["task"]["kind"]), nothing)}
        for id, facts in found.items()
    }


def _with_trees(row: Sequence[Any], places: Sequence[int]) -> list[Any]:
    """The row with its JSON read: Django hands it over as text in statements of our own."""
    read = list(row)
    for place in places:
        text = read[place]
        if isinstance(text, str):
            read[place] = {} if text == "{}" else [] if text == "[]" else json.loads(text)
    return read


def load_lines(solution_ids: set[int]) -> dict[int, list[Line]]:
    """Solution → its notifications in order."""
    lines: dict[int, list[Line]] = defaultdict(list)
    for row in Notification.objects.filter(solution_id__in=solution_ids).order_by("solution_id", "position"):
        lines[row.solution_id].append(
            Line(row.position, row.role, row.target, row.template, row.chain, row.cc, row.bcc)
        )
    return lines


def load_ways(agency_ids: set[int]) -> dict[int, Ways]:
    """Agency → channels it can send over (e-mail always: else into the outbox) and its members."""
    channels: dict[int, set[str]] = defaultdict(set)
    for agency_id, channel in Connection.objects.filter(agency_id__in=agency_ids, is_active=True).values_list(
        "agency_id", "channel"
    ):
        channels[agency_id].add(channel)
    members: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for member in Member.objects.filter(agency_id__in=agency_ids).order_by("id").values(*MEMBER_COLUMNS):
        members[member["agency_id"]].append(dict(member))
    return {
        agency: Ways(frozenset({"email", *channels[agency]}), tuple(members[agency])) for agency in agency_ids
    }


def _groups(names: Sequence[str]) -> list[tuple[str, list[str], int, int]]:
    """Groups of neighbouring columns: name, columns, first and end."""
    groups, at = [], 0
    for name, columns in groupby(names, key=lambda column: column.partition(".")[0]):
        short = [column.partition(".")[2] for column in columns]
        groups.append((name, short, at, at + len(short)))
        at += len(short)
    return groups
