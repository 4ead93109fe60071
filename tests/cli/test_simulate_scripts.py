"""`hospes simulate --script`: inboxes to read, an exit code to trust, expectations to keep."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.running import CommandLine
from tests.engine.scripting import script
from tests.making import make_agency

pytestmark = pytest.mark.django_db
CANCEL = {"at": "2026-06-03 10:00", "cancel": "B1"}
EXPECTED = [{"at": "2026-06-11 15:00", "to": "anna@example.com", "solution": "Welcome"}]


def written(folder: Path, *happenings: dict[str, Any], **changes: Any) -> str:
    """The file of a script."""
    file = folder / "ours.yaml"
    file.write_text(yaml.safe_dump(script(*happenings, story="Ours", **changes), sort_keys=False))
    return str(file)


def test_the_inboxes_are_shown_in_order(hospes: CommandLine, tmp_path: Path) -> None:
    said = hospes("simulate", "--script", written(tmp_path))

    assert said.code == 0, said.err
    assert said.out == (
        "Ours\n"
        "\n"
        "anna@example.com\n"
        "  2026-06-11 15:00  email   Welcome · B1\n"
        "      Welcome\n"
        "      See you at Casa Mar.\n"
        "\n"
        "1 message; nothing is expected (--save keeps what was seen).\n"
    )


def test_what_was_not_sent_is_shown_with_the_reason(hospes: CommandLine, tmp_path: Path) -> None:
    said = hospes("simulate", "--script", written(tmp_path, CANCEL))

    assert "Not sent" in said.out
    assert "The booking was cancelled before the send time." in said.out


def test_it_ends_well_when_all_is_as_expected(hospes: CommandLine, tmp_path: Path) -> None:
    file = written(tmp_path, expect=EXPECTED, expect_nothing_else=True)

    said = hospes("simulate", "--script", file, "--check")

    assert (said.code, said.out) == (0, "Ours: 1 message, all as expected.\n")


def test_it_fails_when_something_else_arrives(hospes: CommandLine, tmp_path: Path) -> None:
    said = hospes("simulate", "--script", written(tmp_path, CANCEL, expect=EXPECTED), "--check")

    assert said.code == 1
    assert said.out == (
        "expect[0] did not arrive: at 2026-06-11 15:00, to anna@example.com, solution Welcome.\n"
        "Ours: 1 difference.\n"
    )


def test_programs_get_json(hospes: CommandLine, tmp_path: Path) -> None:
    said = hospes("simulate", "--script", written(tmp_path, expect=[]), "--json")

    assert said.code == 0
    assert said.json["differences"] == []
    [message] = said.json["inboxes"]["anna@example.com"]
    assert (message["at"], message["local"]) == ("2026-06-11T13:00:00+00:00", "2026-06-11 15:00")


def test_what_arrived_is_kept_as_what_is_expected(hospes: CommandLine, tmp_path: Path) -> None:
    file = written(tmp_path, expect=[{"to": "ben@example.com"}])
    Path(file).write_text("# Our story.\n" + Path(file).read_text() + "description: Kept.\n")

    saved = hospes("simulate", "--script", file, "--save")

    assert saved.out == f"{file}: 1 message saved as expected.\n"
    text = Path(file).read_text()
    assert text.startswith("# Our story.\n")
    assert "ben@example.com" not in text
    assert "description: Kept.\n" in text
    assert hospes("simulate", "--script", file, "--check").code == 0


def test_stories_come_along_and_are_played_by_name(hospes: CommandLine) -> None:
    listed = hospes("simulate", "--stories", "--json")

    assert {"name": "sauna", "story": "Turn on the sauna"} in listed.json
    assert hospes("simulate", "--script", "sauna", "--check").code == 0


def test_a_script_of_a_real_agency_is_played_on_a_copy(hospes: CommandLine, tmp_path: Path) -> None:
    make_agency()
    file = written(tmp_path, agency=None)

    assert "See you at Casa Mar." in hospes("simulate", "--script", file, "--agency", "costa-blava").out


def test_a_script_that_is_not_there_is_said_so(hospes: CommandLine) -> None:
    said = hospes("simulate", "--script", "saunas")

    assert said.code == 1
    assert said.err == "There is no script saunas; did you mean the story sauna?\n"


def test_a_season_needs_its_days(hospes: CommandLine) -> None:
    said = hospes("simulate", "--from", "2026-05-01")

    assert said.code == 1
    assert "--from and --to, or which script with --script" in said.err
