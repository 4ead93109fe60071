"""Answer somebody who stopped messages, or wants them again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from hospes.content.stop_answers import stop_answer
from hospes.dispatch.hand_facts import Manner
from hospes.dispatch.insert_messages import insert_messages
from hospes.dispatch.models import Lane
from hospes.dispatch.word_messages import Letter, word_message
from hospes.kit.errors import HospesError


def answer_stop_word(agency_id: int, person_id: int, *, starts: bool, channel: str, now: datetime) -> int:
    """Queue the one message that may follow a stop word: that it was heeded (S25).

    It goes over the channel on which the word came in, at any hour and before everything else, in the
    person's language. The refusal does not hold it back, and neither do quiet hours. Call it in the
    transaction that took the word. Where the channel cannot carry an answer, there is none: the word counts.

    Args:
        agency_id: whose.
        person_id: who wrote the word.
        starts: a start word, not a stop word.
        channel: "sms", "viber" or "email".
        now: when the word came in.

    Returns:
        How many messages were queued: one or none.
    """
    letter = Letter(
        person_id=person_id,
        own=stop_answer(starts=starts),
        channels=(channel,),
        manner=Manner("transactional"),
    )
    try:
        made = word_message(agency_id, letter, now=now).draft
    except HospesError:
        return 0
    return insert_messages([replace(made, lane=Lane.URGENT.value)], now=now)
