"""The reference of the command is complete: every command, every option, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import typer.main

from hospes.cli.main import app
from tests.architecture.house import ROOT

SECTIONS = re.compile(r"^### (hospes [\w ]+)$\n(.*?)(?=^##)", re.MULTILINE | re.DOTALL)
EVERYWHERE = {"--help", "--agency", "--json"}


def commands(group: Any, name: str = "hospes") -> Iterator[tuple[str, Any]]:
    """Every command that does something, with its whole name."""
    if hasattr(group, "commands"):
        for word, command in group.commands.items():
            yield from commands(command, f"{name} {word}")
    else:
        yield name, group


def options(command: Any) -> set[str]:
    return {
        option
        for parameter in command.params
        if not getattr(parameter, "hidden", False)
        for option in parameter.opts
        if option.startswith("--")
    }


COMMANDS = dict(commands(typer.main.get_command(app)))
PAGE = (ROOT / "docs/reference/cli.md").read_text(encoding="utf-8") + "\n## end"
WRITTEN = dict(SECTIONS.findall(PAGE))


def test_every_command_has_a_section_and_every_section_a_command() -> None:
    assert sorted(WRITTEN) == sorted(COMMANDS)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_option_is_in_the_section_of_its_command(name: str) -> None:
    words = WRITTEN[name] if WRITTEN[name].strip() else PAGE.partition(f"### {name}")[2]
    assert {option for option in options(COMMANDS[name]) - EVERYWHERE if option not in words} == set()
