"""The import contracts of pyproject.toml hold, and they are able to fail."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.house import ROOMS, ROOT


def lint_imports(folder: Path, config: Path) -> tuple[int, str]:
    """Run import-linter on the package `hospes` found in `folder`; its exit code and what it printed."""
    command = [f"{Path(sys.executable).parent}/lint-imports", "--config", f"{config}", "--no-cache"]
    environment = {"PYTHONPATH": str(folder), "COLUMNS": "200"}
    done = subprocess.run(command, check=False, cwd=folder, env=environment, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def skeleton(tmp_path: Path) -> Path:
    """A house with all rooms and nothing in them."""
    for room in ROOMS:
        (tmp_path / "hospes" / room).mkdir(parents=True)
        (tmp_path / "hospes" / room / "__init__.py").touch()
    (tmp_path / "hospes" / "__init__.py").touch()
    (tmp_path / "hospes" / "channels" / "providers").mkdir()
    (tmp_path / "hospes" / "channels" / "providers" / "__init__.py").touch()
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_every_import_of_the_house_keeps_the_contracts() -> None:
    code, output = lint_imports(ROOT / "src", ROOT / "pyproject.toml")
    assert code == 0, output


def test_an_empty_house_keeps_the_contracts(skeleton: Path) -> None:
    code, output = lint_imports(skeleton, skeleton / "pyproject.toml")
    assert code == 0, output


@pytest.mark.parametrize(
    ("module", "line", "broken"),
    [
        ("planning/plan.py", "import hospes.delivery", "Imports go up the page"),
        ("credits/grant.py", "import hospes.channels", "Imports go up the page"),
        ("cli/main.py", "import hospes.config", "Imports go up the page"),
        ("surprise/__init__.py", "", "surprise"),
        ("kit/clock.py", "import django.utils.timezone", "kit knows nothing of Django"),
        ("content/render.py", "from django.utils import html", "Pure cores are free of Django"),
        ("delivery/send.py", "import procrastinate", "Only engine uses Procrastinate"),
        ("delivery/wire.py", "import hospes.channels.providers", "Provider adapters"),
    ],
)
def test_a_wrong_import_breaks_a_contract(skeleton: Path, module: str, line: str, broken: str) -> None:
    path = skeleton / "hospes" / module
    path.parent.mkdir(exist_ok=True)
    path.write_text(line)
    code, output = lint_imports(skeleton, skeleton / "pyproject.toml")
    assert code == 1
    assert broken in " ".join(output.split())


def test_a_cycle_inside_a_room_breaks_a_contract(skeleton: Path) -> None:
    (skeleton / "hospes/planning/plan.py").write_text("import hospes.planning.explain")
    (skeleton / "hospes/planning/explain.py").write_text("import hospes.planning.plan")
    code, output = lint_imports(skeleton, skeleton / "pyproject.toml")
    assert code == 1
    assert "Inside a room no import cycles BROKEN" in " ".join(output.split())
