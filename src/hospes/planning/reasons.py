"""Why a task is in its state: one sentence for each reason code."""

from collections.abc import Mapping

from django.utils.translation import gettext, gettext_noop

TASK_REASONS = {
    "imported": gettext_noop("The booking was imported. Its past stays unsent unless somebody releases it."),
    "too_late": gettext_noop("Its last useful moment had passed when the booking came in."),
    "edit": gettext_noop("It would have been due before the solution was changed."),
    "existing": gettext_noop("The booking is older than the solution and its time had passed."),
    "superseded": gettext_noop("A later message of the same solution was due already."),
    "late": gettext_noop("Its time had passed when the booking came in, and the solution skips late ones."),
    "deadline": gettext_noop("Its last useful moment has passed."),
    "quiet": gettext_noop("Quiet hours lasted until its last useful moment."),
    "capped": gettext_noop("The guest had enough advertising: one a day and three a stay."),
    "stale": gettext_noop("Sending was interrupted for too long, so it is out of date."),
    "off": gettext_noop("The solution is switched off."),
    "moved_back": gettext_noop("The booking was moved or changed back, so there is nothing to say any more."),
    "cancelled": gettext_noop("The booking was cancelled before the send time."),
    "conditions": gettext_noop("The booking no longer matches the solution's conditions."),
    "stitched": gettext_noop("The guest stays on: another booking of the same stay speaks for both."),
    "opted_out": gettext_noop("The guest does not want these messages."),
    "paying": gettext_noop("A payment is under way. It goes on when that has ended without the money."),
    "by_person": gettext_noop("Somebody stopped it by hand."),
    "prepared": gettext_noop("It is ready and waits for somebody to release it."),
    "missing_field": gettext_noop(
        "A value that its words need is missing. Fill it in, and it goes by itself."
    ),
    "no_words": gettext_noop("The template has no text for this channel. Add one, then try again."),
    "no_recipient": gettext_noop("There is nobody to write to."),
    "nobody_informed": gettext_noop("Nobody had been told about this booking, so nobody is told it is off."),
    "duplicate": gettext_noop("The same person gets this from another solution."),
    "replaced": gettext_noop("The same person gets this from a solution of your own."),
    "secret_not_due": gettext_noop("It holds a code, which waits until the booking is confirmed and paid."),
    "no_code": gettext_noop("The pool has no promo code left. Add some, then release the task."),
    "rating": gettext_noop("The review has fewer stars than the reward asks for."),
    "payments_elsewhere": gettext_noop("You settle payments elsewhere, so bookings are confirmed by hand."),
    "not_paid_at_once": gettext_noop("The booking was not paid at once, so it is not confirmed by itself."),
    "restored": gettext_noop("A backup was restored. It may have gone out already: release or skip it."),
    "bad_value": gettext_noop("A value of the booking cannot be written into the words."),
    "too_long": gettext_noop("The message would be longer than 64 KB. Shorten the words."),
    "too_slow": gettext_noop("The words repeat too often. Shorten the lists they go over."),
    "error": gettext_noop("Something unexpected happened. The log says more."),
}


def task_reason(code: str) -> str:
    """The sentence of a task's reason, in the reader's language; empty when there is none."""
    return reason_sentence(TASK_REASONS, code)


def reason_sentence(known: Mapping[str, str], code: str) -> str:
    """The sentence of a reason; an unknown one is shown by its code, so that it can be asked for."""
    if not code:
        return ""
    return gettext(known[code]) if code in known else gettext("Reason: %(code)s.") % {"code": code}
