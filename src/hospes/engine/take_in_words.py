"""Take in what people allow and refuse: record, plan and recall in one transaction."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from hospes.agencies.tenancy import acting_for
from hospes.bookings.find_bookings import find_bookings_of
from hospes.bookings.lock_bookings import lock_bookings
from hospes.bookings.record_consents import ConsentFacts, record_consents
from hospes.bookings.stop_words import StopWord
from hospes.bookings.take_stop_words import WordsTaken, take_stop_words
from hospes.dispatch.answer_stop_words import answer_stop_word
from hospes.dispatch.recall_refused_messages import recall_refused_messages
from hospes.engine.again import try_again
from hospes.engine.wake import wake
from hospes.planning.plan_tasks import PlanOutcome, plan_tasks


@dataclass(frozen=True, slots=True)
class Heeded:
    """What followed from people's will.

    Attributes:
        changed: the people for whom something else counts now.
        plan: how the plan changed, if it did.
        recalled: how many messages that waited to leave are suppressed.
        answered: how many messages say that the wish was heeded; one at most.
    """

    changed: tuple[int, ...] = ()
    plan: PlanOutcome | None = None
    recalled: int = 0
    answered: int = 0


def take_in_words(
    agency_id: int, phone: str, text: str, *, now: datetime, channel: str = "sms"
) -> tuple[WordsTaken, Heeded]:
    """Follow a stop word at once: refuse, withdraw what is planned, suppress what waits (S25).

    A text that is no such word changes nothing. Who wrote one is told once that it counts, where they wrote.

    Args:
        agency_id: whose people.
        phone: the number it came from, in E.164.
        text: what came in.
        now: when it came in.
        channel: on which channel.
    """

    def work() -> tuple[WordsTaken, Heeded]:
        with acting_for(agency_id):
            taken = take_stop_words(agency_id, phone, text, now=now, channel=channel)
            heeded = _heed(agency_id, taken.changed, now=now)
            if not taken.may_confirm:
                return taken, heeded
            starts = taken.word is StopWord.START
            who = taken.changed[0]
            answered = answer_stop_word(agency_id, who, starts=starts, channel=channel, now=now)
            return taken, replace(heeded, answered=answered)

    return try_again(work)


def take_in_consents(agency_id: int, consents: Sequence[ConsentFacts], *, now: datetime) -> Heeded:
    """Record what people allow or refuse, and let plan and messages follow in the same transaction.

    Raises:
        Malformed: a channel or kind about which nobody can decide, or no source.
    """

    def work() -> Heeded:
        with acting_for(agency_id):
            return _heed(agency_id, record_consents(agency_id, consents, now=now), now=now)

    return try_again(work)


def _heed(agency_id: int, changed: Collection[int], *, now: datetime) -> Heeded:
    if not changed:
        return Heeded()
    ids = find_bookings_of(agency_id, changed)
    lock_bookings(agency_id, ids)
    plan = plan_tasks(agency_id, now=now, booking_ids=ids)
    recalled = recall_refused_messages(agency_id, list(changed), now=now)
    wake()
    return Heeded(tuple(changed), plan, recalled)
