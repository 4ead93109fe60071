"""Problems of whom a solution writes to, and over which channels. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from hospes.content.wording import compile_wording
from hospes.content.words import Words
from hospes.planning.definitions import Definition
from hospes.planning.lines import Line
from hospes.planning.lint_words import CHANNELS, Templates
from hospes.planning.problems import Problem

STAFF = frozenset({"member", "administrators", "email", "phone"})
"""Roles of who has no part in the booking."""
PREFIX = "recipient."


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom an agency can reach: its members, as columns, and its channels that deliver somewhere."""

    members: Sequence[Mapping[str, str]]
    channels: frozenset[str]


def recipient_problems(definition: Definition, templates: Templates, reach: Reach) -> Iterator[Problem]:
    """What is wrong with the recipients of a solution.

    Args:
        definition: the solution; one of the matrix counts as well.
        templates: all templates of the agency, by name and language.
        reach: whom and how the agency can reach.
    """
    for line in definition.lines:
        if line.role == "member" and not _members_of(line, reach):
            yield Problem("no_member", "solution", definition.name, {"email": line.target})
        channels = [str(step["channel"]) for step in line.chain]
        if not definition.is_sandbox and not reach.channels & set(channels):
            values = {"channel": ", ".join(CHANNELS[channel] for channel in channels)}
            yield Problem("no_connection", "solution", definition.name, values)
        for version in templates.get(line.template, {}).values():
            for field in _empty_fields(line, version, reach):
                values = {"template": line.template, "language": version.language, "field": field}
                yield Problem("empty_recipient", "solution", definition.name, values)


def _members_of(line: Line, reach: Reach) -> list[Mapping[str, str]]:
    if line.role == "administrators":
        return [one for one in reach.members if one["role"] == "administrator"]
    return [one for one in reach.members if one["email"].casefold() == line.target.casefold()]


def _empty_fields(line: Line, words: Words, reach: Reach) -> list[str]:
    """The recipient's fields that the words need and that somebody on the line has not."""
    if line.role not in STAFF:
        return []
    uses = (use for _, source in words.parts() for use in compile_wording(source).uses if use.required)
    used = dict.fromkeys(use.path for use in uses if use.path.startswith(PREFIX))
    if line.role in ("email", "phone"):
        return [path for path in used if path != PREFIX + line.role]
    columns = {path: path.removeprefix(PREFIX).replace("first_name", "name") for path in used}
    people = _members_of(line, reach)
    return [path for path, column in columns.items() if not all(one.get(column) for one in people)]
