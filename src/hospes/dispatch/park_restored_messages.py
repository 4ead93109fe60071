"""Park messages after a backup was restored."""

from datetime import datetime

from hospes.dispatch.models import Message, MessageState

REASON = "restored"


def park_restored_messages(*, now: datetime) -> int:
    """Make every message that was on its way uncertain, of all agencies; returns how many.

    Since the backup they may have been sent already: the machine never repeats them, receipts or a person
    decide (reliability.md, K14). Again: nothing more.
    """
    live = Message.objects.filter(state__in=[MessageState.QUEUED, MessageState.SENDING])
    return live.update(
        state=MessageState.UNCERTAIN, reason=REASON, token=None, lease_until=None, changed_at=now
    )
