"""Every reason has a sentence, every state a word with an icon that exists."""

import re
from pathlib import Path

import pytest

from hospes.backoffice import sentences
from hospes.dispatch.models import MessageState
from hospes.planning.models import TaskState
from hospes.planning.sentences import REASONS
from hospes.ui.templatetags.parts import ICONS

DISPATCH = Path(__file__).parents[2] / "src/hospes/dispatch"


def test_every_state_has_a_word_a_tone_and_an_icon() -> None:
    assert set(sentences.TASK_LOOKS) == set(TaskState.values)
    assert set(sentences.MESSAGE_LOOKS) == set(MessageState.values)
    looks = [*sentences.TASK_LOOKS.values(), *sentences.MESSAGE_LOOKS.values()]
    assert {look.tone for look in looks} <= {"", "ok", "warn", "bad", "info", "brand"}
    assert [look.icon for look in looks if not (ICONS / f"{look.icon}.svg").exists()] == []


def test_every_reason_that_explanations_know_has_a_sentence_on_the_screen() -> None:
    assert set(REASONS) - set(sentences.TASK_REASONS) == set()


@pytest.mark.parametrize("file", sorted(DISPATCH.glob("re*.py")), ids=lambda file: file.stem)
def test_every_reason_that_dispatch_gives_a_message_has_a_sentence(file: Path) -> None:
    found = re.findall(r'_ruled\(message, "\w+", "(\w+)"|REASON = "(\w+)"', file.read_text())
    reasons = {first or second for first, second in found}

    assert reasons - set(sentences.MESSAGE_REASONS) == set()


def test_an_unknown_reason_is_shown_by_its_code() -> None:
    assert sentences.sentence({}, "moon_phase") == "Reason: moon_phase."
    assert sentences.sentence({}, "") == ""
