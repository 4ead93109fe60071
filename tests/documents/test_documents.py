"""The documents say what is there: links lead somewhere, examples can be read, lists are complete."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path

import pytest
import yaml

from hospes.content.check import check_words
from hospes.content.words import Words
from hospes.planning import alternatives, conditions, definitions
from tests.architecture.house import ROOMS, ROOT, SOURCE, report

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")
YAML = re.compile(r"^```yaml\n(.*?)^```", re.MULTILINE | re.DOTALL)


FENCED = re.compile(r"^```\w+\n(.*?)^```", re.MULTILINE | re.DOTALL)


def broken_links(page: Path, text: str) -> list[str]:
    """Relative links of a page that lead to no file."""
    return [
        f"{page.relative_to(ROOT)}: {link} leads nowhere"
        for link in LINK.findall(text)
        if "://" not in link and not link.startswith("mailto:") and not (page.parent / link).exists()
    ]


def unnamed(names: Iterable[str], text: str) -> list[str]:
    """Names that a text does not mention in `code`, or as a word of a table's first column."""
    return [name for name in names if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text)]


def read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def examples() -> list[tuple[str, str]]:
    found = [(page, block) for page in PAGES for block in YAML.findall(page.read_text(encoding="utf-8"))]
    return [(f"{page.name}-{number}", block) for number, (page, block) in enumerate(found)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_relative_link_leads_to_a_file(page: Path) -> None:
    faults = broken_links(page, page.read_text(encoding="utf-8"))
    assert not faults, report(faults)


def test_a_broken_link_is_found() -> None:
    assert broken_links(ROOT / "README.md", "[a](LICENSE) [b](nowhere.md#x) [c](https://example.com)") == [
        "README.md: nowhere.md leads nowhere"
    ]


@pytest.mark.parametrize(("name", "block"), examples())
def test_every_example_of_a_solution_can_be_read(name: str, block: str) -> None:
    whole = yaml.safe_load(block)
    if "solutions" not in whole:
        whole = {"solutions": [{"name": name, "trigger": {"anchor": "booked"}, **whole}]}
    for number, entry in enumerate(whole["solutions"]):
        definitions.read_definition(entry, f"solutions[{number}]")


@pytest.mark.parametrize("page", ["how-to/write-templates.md", "how-to/write-solutions.md"])
def test_every_example_of_words_can_be_saved(page: str) -> None:
    blocks = [block for block in FENCED.findall(read(f"docs/{page}")) if "{{" in block]
    assert blocks
    for block in blocks:
        check_words(Words(language="en", text=block))


def test_the_schema_of_solutions_is_documented_in_full() -> None:
    lists = (
        definitions.KEYS,
        definitions.RECIPES,
        definitions.KINDS,
        definitions.CLOCKS,
        definitions.LATE,
        conditions.KEYS,
        conditions.BRANCHES,
        alternatives.STATUSES,
        alternatives.PAYMENTS,
    )
    words = [word for words in lists for word in words]
    words += [anchor.removeprefix("event:") for anchor in definitions.ANCHORS]
    assert unnamed(words, read("docs/reference/solutions-yaml.md")) == []


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads(read("pyproject.toml"))
    needed = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    needed += project["dependency-groups"]["docs"]
    names = [re.split(r"[\[<>=~ ]", line)[0] for line in needed]
    assert unnamed(names, read("docs/decisions/dependencies.md")) == []


def test_every_setting_is_documented() -> None:
    settings = (SOURCE / "config" / "settings.py").read_text(encoding="utf-8")
    names = sorted(set(re.findall(r"environ(?:\.get\(|\[)\"(\w+)\"", settings)) - {"HOSPES_TEST_DATABASE"})
    assert unnamed(names, read("docs/reference/settings.md")) == []


def test_every_room_is_in_the_picture_of_the_architecture() -> None:
    rooms = [room for room in ROOMS if (SOURCE / room / "__init__.py").exists()]
    assert unnamed(rooms, read("ARCHITECTURE.md")) == []


def test_the_pages_build_without_a_warning(tmp_path: Path) -> None:
    command = [f"{Path(sys.executable).parent}/mkdocs", "build", "--strict", "-d", str(tmp_path)]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, check=False, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    pages = "".join(page.read_text(encoding="utf-8") for page in tmp_path.rglob("*.html"))
    assert not re.findall(r"<(?:script|link|img|iframe)[^>]+(?:src|href)=\"(?:https?:)?//[^\"]+", pages)
