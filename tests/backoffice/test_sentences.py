"""Every reason has a sentence, every state a word with an icon that exists."""

import re
from itertools import combinations
from pathlib import Path

import pytest

from hospes.backoffice import sentences
from hospes.delivery.receipt_states import KINDS, state_of
from hospes.dispatch.models import MessageState
from hospes.dispatch.reasons import MESSAGE_REASONS, message_reason
from hospes.planning.models import TaskState
from hospes.planning.reasons import task_reason
from hospes.ui.templatetags.parts import ICONS

SOURCE = Path(__file__).parents[2] / "src/hospes"


def test_every_state_has_a_word_a_tone_and_an_icon() -> None:
    assert set(sentences.TASK_LOOKS) == set(TaskState.values)
    assert set(sentences.MESSAGE_LOOKS) == set(MessageState.values)
    looks = [*sentences.TASK_LOOKS.values(), *sentences.MESSAGE_LOOKS.values()]
    assert {look.tone for look in looks} <= {"", "ok", "warn", "bad", "info", "brand"}
    assert [look.icon for look in looks if not (ICONS / f"{look.icon}.svg").exists()] == []


def known_in(room: str, pattern: str) -> set[str]:
    """The reason codes that the code and the statements of a room give."""
    files = [*(SOURCE / room).glob("*.py"), *(SOURCE / room / "sql").glob("*.sql")]
    found = {code for file in files for code in re.findall(pattern, file.read_text(encoding="utf-8"))}
    assert found
    return found


def test_every_reason_that_statements_and_rules_give_a_message_has_a_sentence() -> None:
    found = known_in("dispatch", r"""(?:_ruled\(message, "\w+", |REASON = |\breason = )['"](\w+)['"]""")
    assert {"deadline", "booking_ended", "restored"} <= found
    assert found - set(MESSAGE_REASONS) == set()


@pytest.mark.parametrize("channel", ["email", "sms"])
def test_every_reason_that_receipts_give_a_message_has_a_sentence(channel: str) -> None:
    reasons = {state_of(kinds, channel)[1] for kinds in combinations(KINDS, 2)}
    assert reasons == {"", "bounced", "undelivered", "complained"}
    assert "" not in [message_reason(reason) for reason in reasons if reason]


def test_an_unknown_reason_is_shown_by_its_code() -> None:
    assert task_reason("moon_phase") == message_reason("moon_phase") == "Reason: moon_phase."
    assert task_reason("") == message_reason("") == ""
