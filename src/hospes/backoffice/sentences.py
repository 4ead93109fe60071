"""The words for states: one word with tone and icon; and why a task or a message is in its state."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from hospes.dispatch.models import Message
from hospes.dispatch.reasons import message_reason
from hospes.planning.models import Task
from hospes.planning.reasons import task_reason


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

FIELDS = {
    "booking.arrival": gettext_lazy("Arrival"),
    "booking.departure": gettext_lazy("Departure"),
    "booking.starts_at": gettext_lazy("Start"),
    "booking.ends_at": gettext_lazy("End"),
    "booking.total": gettext_lazy("Price"),
    "booking.balance": gettext_lazy("Still to pay"),
    "booking.payment_due": gettext_lazy("Pay by"),
    "booking.charge_on": gettext_lazy("Card charged on"),
    "property.name": gettext_lazy("Property"),
    "property.address": gettext_lazy("Address"),
    "property.check_in": gettext_lazy("Check-in"),
    "property.check_out": gettext_lazy("Check-out"),
    "property.instructions": gettext_lazy("Instructions"),
}
"""What a correction may be about; texts and secrets have names of their own."""


class Changed(NamedTuple):
    """A fact that was said in a message and is not so any more, as anybody may see it."""

    field: str | Promise
    said: str
    now: str


def changes_of(task: Task) -> list[Changed]:
    """What a correction corrects; nothing for other tasks."""
    changes = (task.details or {}).get("changes", {}) if task.corrects else {}
    return [Changed(_field_word(path), *map(str, pair)) for path, pair in changes.items()]


def _field_word(path: str) -> str | Promise:
    return FIELDS.get(path) or path.rpartition(".")[2].replace("_", " ").capitalize()


def task_sentence(task: Task) -> str:
    """Why the task is in its state; empty when there is nothing to explain."""
    details = task.details or {}
    if task.state == "done":
        return unreached_sentence(details.get("unreached", []))
    if "sentence" in details:
        return str(details["sentence"])
    if task.reason == "missing_field" and details.get("fields"):
        fields = ", ".join(str(name) for name in details["fields"])
        return gettext("A value is missing: %(fields)s. Fill it in, and it goes by itself.") % {
            "fields": fields
        }
    return task_reason(task.reason)


def unreached_sentence(reasons: list[str]) -> str:
    """Why not everybody got a message of a task that is done."""
    return " ".join(message_reason(reason) for reason in reasons)


def message_sentence(message: Message) -> str:
    """Why the message is in its state; empty when there is nothing to explain."""
    return message_reason(message.reason)
