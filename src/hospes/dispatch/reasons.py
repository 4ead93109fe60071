"""Why a message is in its state: one sentence for each reason code, receipts included."""

from django.utils.translation import gettext_noop

from hospes.planning.reasons import TASK_REASONS, reason_sentence

MESSAGE_REASONS = {
    "no_address": gettext_noop("There is no address to write to. Add one to the booking."),
    "no_member": gettext_noop(
        "It is written to a member of the agency, and nobody with this address is one. Add them, or write to"
        " somebody else."
    ),
    "no_connection": gettext_noop("No provider is set up for this channel."),
    "switched_off": gettext_noop("Messages on this channel are switched off for this booking."),
    "opted_out": gettext_noop("The recipient does not want such messages on this channel."),
    "secret_role": gettext_noop("Its words hold a code that only the guest may know."),
    "no_receipt": gettext_noop("Nothing said in time that it arrived, so the next channel was used."),
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
    "by_person": gettext_noop("Somebody took it back before it left."),
    "paused": gettext_noop("The bulk message that it belongs to is paused."),
    "booking_ended": gettext_noop("Not sent: the booking ended or was cancelled while the message waited."),
    "bounced": gettext_noop("The mailbox did not take it, and it came back. Check the address."),
    "undelivered": gettext_noop("The provider took it, but could not deliver it. Check the address."),
    "complained": gettext_noop("It arrived, and the recipient reported it as unwanted."),
}


BULK_REASONS = {
    "no_consent": gettext_noop("They have not agreed to get advertising on this channel."),
    "duplicate_address": gettext_noop("Somebody else on the list has the same address and gets it."),
    "forgotten": gettext_noop("The person was forgotten at their own wish."),
    "address_changed": gettext_noop("The address is another one than when the list was made."),
    "missing_field": gettext_noop("A value that the words need is missing."),
    "secret_not_due": gettext_noop("The words hold a code that may not be said to them now."),
    "by_person": gettext_noop("The bulk message was stopped before it was their turn."),
}
"""Why somebody on the list of a bulk message is left out; what is missing here is a message's or a task's."""


def message_reason(code: str) -> str:
    """The sentence of a message's reason, in the reader's language; empty when there is none."""
    return reason_sentence(MESSAGE_REASONS, code)


def bulk_reason(code: str) -> str:
    """The sentence of why somebody is left out of a bulk message, in the reader's language."""
    return reason_sentence({**TASK_REASONS, **MESSAGE_REASONS, **BULK_REASONS}, code)
