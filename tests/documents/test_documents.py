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

from hospes.bookings.sources.columns import COLUMNS
from hospes.bookings.sources.maps import compile_map, parse_map
from hospes.content.check import check_words
from hospes.content.words import Words
from hospes.dispatch.reasons import MESSAGE_REASONS
from hospes.engine import expectations
from hospes.engine.happening_forms import FORMS
from hospes.engine.save_files import FILE_KEYS
from hospes.engine.scripts import KEYS as SCRIPT_KEYS
from hospes.engine.scripts import read_script
from hospes.planning import alternatives, conditions, definitions, lines
from hospes.planning.reasons import TASK_REASONS
from hospes.planning.system_notifications import read_cells
from tests.architecture.house import ROOMS, ROOT, SOURCE, TESTS, python_files, report

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
def test_every_example_in_yaml_can_be_read(name: str, block: str) -> None:
    whole = yaml.safe_load(block)
    if "columns" in whole:
        compile_map(parse_map(block), re.findall(r"\b[A-Z]\w+\b", re.sub("'[^']*'", "", block)))
        return
    if "happenings" in whole:
        read_script(whole)
        return
    if "system_notifications" in whole:
        read_cells(whole.pop("system_notifications"))
    if "properties" in whole:
        assert all(each["name"] for each in whole.pop("properties"))
    if not whole:
        return
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
        FILE_KEYS,
        definitions.KEYS,
        definitions.RECIPES,
        definitions.KINDS,
        definitions.CLOCKS,
        definitions.LATE,
        definitions.CORRECTIONS,
        lines.KEYS,
        lines.ATTACHMENTS,
        conditions.KEYS,
        conditions.BRANCHES,
        alternatives.STATUSES,
        alternatives.PAYMENTS,
    )
    words = [word for words in lists for word in words]
    words += [anchor.removeprefix("event:") for anchor in definitions.ANCHORS]
    assert unnamed(words, read("docs/reference/solutions-yaml.md")) == []


def test_the_schema_of_scripts_is_documented_in_full() -> None:
    words = [*SCRIPT_KEYS, *FORMS, *expectations.KEYS, *expectations.UNSENT_KEYS]
    assert unnamed(words, read("docs/reference/scripts-yaml.md")) == []


def test_every_column_of_bookings_is_documented() -> None:
    assert unnamed(COLUMNS, read("docs/reference/bookings-csv.md")) == []


def test_every_reason_is_documented_with_its_sentence() -> None:
    lines = read("docs/reference/reason-codes.md").splitlines()
    reasons = [*TASK_REASONS.items(), *MESSAGE_REASONS.items()]
    assert [code for code, sentence in reasons if f"| `{code}` | {sentence} |" not in lines] == []


def test_every_rule_has_a_test_that_names_it() -> None:
    numbers = re.findall(r"^(S\d+) ", read("docs/reference/rules.md"), re.MULTILINE)
    tests = "".join(
        f.text for f in python_files(TESTS) if not f.path.startswith(("documents/", "reference/"))
    )
    assert len(numbers) == len(set(numbers)) > 20
    assert [number for number in numbers if not re.search(rf"{number}(?!\d)|{number.lower()}_", tests)] == []


@pytest.mark.parametrize("page", ["ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_files_that_are_named_exist(page: str) -> None:
    named = re.findall(r"`((?:\w+/)+(?:\w+\.\w+)?)`", read(page))
    places = [(ROOT / name).exists() or (SOURCE / name).exists() for name in named]
    assert named
    assert [name for name, exists in zip(named, places, strict=True) if not exists] == []


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads(read("pyproject.toml"))
    needed = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    needed += project["dependency-groups"]["docs"]
    names = [re.split(r"[\[<>=~ ]", line)[0] for line in needed]
    assert unnamed(names, read("docs/decisions/dependencies.md")) == []


def test_every_setting_is_documented() -> None:
    texts = [file.text for file in python_files()]
    names = {name for text in texts for name in re.findall(r"\"(HOSPES_\w+|DATABASE_URL)\"", text)}
    names -= {"HOSPES_TEST_DATABASE", "HOSPES_FAULTS", "HOSPES_LEASE"}  # for tests only
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
