"""The words for states and reasons: one word with tone and icon for a state, one sentence for a reason."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy, gettext_noop

from hospes.dispatch.models import Message
from hospes.planning.models import Task


class Look(NamedTuple):
    """How a state is shown: never by its colour alone."""

    word: str | Promise
    tone: str
    icon: str


NOT_SENT = Look(gettext_lazy("Not sent"), "", "ban")
WAITING = Look(gettext_lazy("Waiting"), "warn", "hourglass")
SENDING = Look(gettext_lazy("Sending"), "brand", "send")
FAILED = Look(gettext_lazy("Failed"), "bad", "alert-circle")

TASK_LOOKS = {
    "planned": Look(gettext_lazy("Scheduled"), "info", "clock"),
    "held": WAITING,
    "executing": SENDING,
    "done": Look(gettext_lazy("Done"), "ok", "check"),
    "skipped": NOT_SENT,
    "withdrawn": NOT_SENT,
    "expired": NOT_SENT,
    "failed": FAILED,
}
MESSAGE_LOOKS = {
    "queued": WAITING,
    "sending": SENDING,
    "sent": Look(gettext_lazy("Sent"), "ok", "check"),
    "delivered": Look(gettext_lazy("Delivered"), "ok", "check"),
    "undelivered": FAILED,
    "undeliverable": FAILED,
    "suppressed": NOT_SENT,
    "held": WAITING,
    "uncertain": Look(gettext_lazy("Uncertain"), "warn", "alert-triangle"),
    "cancelled": Look(gettext_lazy("Cancelled"), "", "ban"),
}
CHANNELS = {
    "email": (gettext_lazy("E-mail"), "mail"),
    "sms": (gettext_lazy("SMS"), "message"),
    "whatsapp": (gettext_lazy("WhatsApp"), "brand-whatsapp"),
    "viber": (gettext_lazy("Viber"), "message-circle"),
}
ROLES = {
    "guest": gettext_lazy("guest"),
    "client": gettext_lazy("client"),
    "owner": gettext_lazy("owner"),
    "agent": gettext_lazy("agent"),
    "member": gettext_lazy("member"),
    "administrators": gettext_lazy("administrators"),
    "email": gettext_lazy("fixed address"),
    "phone": gettext_lazy("fixed number"),
}
TASK_REASONS = {
    "imported": gettext_noop("The booking was imported. Its past stays unsent unless somebody releases it."),
    "too_late": gettext_noop("Its last useful moment had passed when the booking came in."),
    "edit": gettext_noop("It would have been due before the solution was changed."),
    "existing": gettext_noop("The booking is older than the solution and its time had passed."),
    "superseded": gettext_noop("A later message of the same solution was due already."),
    "late": gettext_noop("Its time had passed when the booking came in, and the solution skips late ones."),
    "deadline": gettext_noop("Its last useful moment has passed."),
    "quiet": gettext_noop("Quiet hours lasted until its last useful moment."),
    "stale": gettext_noop("Sending was interrupted for too long, so it is out of date."),
    "off": gettext_noop("The solution is switched off."),
    "moved_back": gettext_noop("The booking was moved, and this repetition is no longer part of the stay."),
    "cancelled": gettext_noop("The booking was cancelled before the send time."),
    "conditions": gettext_noop("The booking no longer matches the solution's conditions."),
    "by_person": gettext_noop("Somebody stopped it by hand."),
    "prepared": gettext_noop("It is ready and waits for somebody to release it."),
    "missing_field": gettext_noop(
        "A value that its words need is missing. Fill it in, then release the task."
    ),
    "no_words": gettext_noop("The template has no text for this channel. Add one, then try again."),
    "no_recipient": gettext_noop("There is nobody to write to."),
    "nobody_informed": gettext_noop("Nobody had been told about this booking, so nobody is told it is off."),
    "duplicate": gettext_noop("The same person gets this from another solution."),
    "restored": gettext_noop("A backup was restored. It may have gone out already: release or skip it."),
    "bad_value": gettext_noop("A value of the booking cannot be written into the words."),
    "too_long": gettext_noop("The message would be longer than 64 KB. Shorten the words."),
    "too_slow": gettext_noop("The words repeat too often. Shorten the lists they go over."),
    "error": gettext_noop("Something unexpected happened. The log says more."),
}
MESSAGE_REASONS = {
    "no_address": gettext_noop("There is no address to write to. Add one to the booking."),
    "no_connection": gettext_noop("No provider is set up for this channel."),
    "switched_off": gettext_noop("Messages on this channel are switched off for this booking."),
    "deadline": gettext_noop("It could not leave before its last useful moment."),
    "gave_up": gettext_noop("The provider could not be reached for too long."),
    "refused": gettext_noop("The provider refused it. The technical details say why."),
    "retry": gettext_noop("The provider could not take it. It is tried again by itself."),
    "repeated": gettext_noop("Nobody knew whether it had arrived, so it is sent once more."),
    "looking_up": gettext_noop("The provider did not answer. It is asked whether it took the message."),
    "unproven": gettext_noop("The provider did not answer, so nobody knows whether it has left."),
    "restored": gettext_noop("A backup was restored. It may have gone out already."),
    "no_sender": gettext_noop("The agency has no sender address. Enter one in its settings."),
    "address": gettext_noop("The e-mail address cannot be used. Correct it."),
}


def task_sentence(task: Task) -> str:
    """Why the task is in its state; empty when there is nothing to explain."""
    details = task.details or {}
    if task.state == "done":
        return unreached_sentence(details.get("unreached", []))
    if "sentence" in details:
        return str(details["sentence"])
    if task.reason == "missing_field" and details.get("fields"):
        fields = ", ".join(str(name) for name in details["fields"])
        return gettext("A value is missing: %(fields)s. Fill it in, then release the task.") % {
            "fields": fields
        }
    return sentence(TASK_REASONS, task.reason)


def unreached_sentence(reasons: list[str]) -> str:
    """Why not everybody got a message of a task that is done."""
    return " ".join(sentence(MESSAGE_REASONS, reason) for reason in reasons)


def message_sentence(message: Message) -> str:
    """Why the message is in its state; empty when there is nothing to explain."""
    return sentence(MESSAGE_REASONS, message.reason)


def sentence(known: dict[str, str], reason: str) -> str:
    """The sentence of a reason; an unknown one is shown by its code, so that it can be asked for."""
    if not reason:
        return ""
    return gettext(known[reason]) if reason in known else gettext("Reason: %(code)s.") % {"code": reason}
