"""The reference of the command is complete: every command, every option, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from hospes.cli.main import app
from tests.architecture.house import ROOT

SECTIONS = re.compile(r"^### (hospes [\w ]+)$\n(.*?)(?=^##)", re.MULTILINE | re.DOTALL)
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
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


def command_lines(text: str) -> list[list[str]]:
    """The words of every command line in a page: in `code`, and in blocks of code."""
    joined = text.replace("\\\n", " ")
    lines = re.findall(r"`(?:\./run )?hospes ([^`\n]+)`", joined)
    lines += re.findall(r"^ *(?:\./run )?hospes (.+)$", joined, re.MULTILINE)
    return [re.split(r"[|#]", line)[0].split() for line in lines if line[0].islower()]


def faults_of(words: list[str]) -> set[str]:
    """Options of a command line that its command does not have; the line when there is none."""
    names = [name for name in COMMANDS if ["hospes", *words][: len(name.split())] == name.split()]
    if not names:
        is_group = any(name.startswith(f"hospes {' '.join(words)} ") for name in COMMANDS)
        return set() if is_group else {" ".join(words)}
    known = options(COMMANDS[max(names, key=len)]) | EVERYWHERE
    secondary = {o for p in COMMANDS[max(names, key=len)].params for o in p.secondary_opts}
    return {word for word in words if word.startswith("--")} - known - secondary


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_line_in_a_page_is_one_of_the_command(page: Path) -> None:
    lines = [
        words for words in command_lines(page.read_text(encoding="utf-8")) if re.match(r"[a-z]", words[0])
    ]
    assert [faults_of(words) for words in lines if faults_of(words)] == []


def test_a_command_line_that_does_not_exist_is_found() -> None:
    found = command_lines("Say `hospes serve --fast`, or\n\n    ./run hospes fly \\\n  --to Mars\n")
    assert [faults_of(words) for words in found] == [{"--fast"}, {"fly --to Mars"}]
