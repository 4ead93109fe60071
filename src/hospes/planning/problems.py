"""What the linter can find: every problem has a code, a severity, a sentence and a fix."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext, gettext_noop

ERROR, WARNING, HINT = "error", "warning", "hint"
SEVERITIES = (ERROR, WARNING, HINT)

PROBLEMS: dict[str, tuple[str, str, str]] = {
    "never_matches": (
        ERROR,
        gettext_noop("No booking can ever meet its conditions: they contradict each other."),
        gettext_noop("Remove one of the conditions that exclude each other."),
    ),
    "event_status": (
        ERROR,
        gettext_noop(
            "A booking that was just %(event)s has that status, and the conditions ask for another."
        ),
        gettext_noop("Add %(event)s to the statuses, or leave the statuses out."),
    ),
    "paid_reminder": (
        ERROR,
        gettext_noop("It reminds of a payment, and its conditions ask for bookings that are paid."),
        gettext_noop("Ask for the payment unsettled instead."),
    ),
    "unknown_name": (
        WARNING,
        gettext_noop("Its conditions name %(kind)s “%(name)s”, and there is none of that name."),
        gettext_noop("Correct the name, or add it before switching on."),
    ),
    "empty_group": (
        WARNING,
        gettext_noop("Its conditions name the message group “%(name)s”, to which no property belongs."),
        gettext_noop("Put properties into the group, or correct its name."),
    ),
    "after_deadline": (
        ERROR,
        gettext_noop("By its rule it is planned at or after its deadline, so it can never go."),
        gettext_noop("Plan it earlier, or set a later deadline."),
    ),
    "always_quiet": (
        WARNING,
        gettext_noop("It is planned at %(at)s, which always lies in quiet hours; it waits until %(until)s."),
        gettext_noop("Choose a time between %(until)s and %(since)s."),
    ),
    "missing_language": (
        WARNING,
        gettext_noop(
            "Coming guests who speak %(language)s: %(number)s. The template “%(template)s” has no words in it"
            " for %(channel)s, so they get another language."
        ),
        gettext_noop("Add the version %(code)s to the template."),
    ),
    "no_words": (
        ERROR,
        gettext_noop("The template “%(template)s” has no words for %(channel)s in any language."),
        gettext_noop("Add a text for %(channel)s, or take that channel out."),
    ),
    "field_not_available": (
        ERROR,
        gettext_noop(
            "The template “%(template)s” (%(language)s) needs the field %(field)s, which has a value only for"
            " %(anchor)s."
        ),
        gettext_noop("Take the field out, or put it into a condition of the words."),
    ),
    "secret_to_others": (
        ERROR,
        gettext_noop(
            "The template “%(template)s” (%(language)s) says the secret %(field)s to somebody who is not the"
            " guest; it will be held back."
        ),
        gettext_noop("Send secrets to the guest only; use other words for the others."),
    ),
    "copies_dropped": (
        HINT,
        gettext_noop("The template “%(template)s” (%(language)s) says %(field)s, so copies are not sent."),
        gettext_noop("Leave cc and bcc out, or take the field out of the words."),
    ),
    "long_sms": (
        WARNING,
        gettext_noop(
            "The SMS of the template “%(template)s” (%(language)s) has about %(number)s parts, each paid for."
        ),
        gettext_noop("Shorten it to two parts or less; letters outside the GSM alphabet halve the room."),
    ),
    "same_purpose": (
        WARNING,
        gettext_noop(
            "“%(other)s” has the same purpose “%(purpose)s” and can apply to the same booking; only one of"
            " them goes."
        ),
        gettext_noop("Give them different purposes, or conditions that exclude each other."),
    ),
    "nobody_consents": (
        WARNING,
        gettext_noop("It is marketing, and no coming guest (of %(number)s) has allowed it on its channels."),
        gettext_noop("Collect consent first, or choose another kind if this is no marketing."),
    ),
    "missing_pool": (
        ERROR,
        gettext_noop("It takes promo codes from “%(name)s”, and there is no such pool."),
        gettext_noop("Save a pool of that name with codes."),
    ),
    "empty_pool": (
        WARNING,
        gettext_noop("It takes promo codes from “%(name)s”, which has none left."),
        gettext_noop("Add codes to the pool."),
    ),
    "no_member": (
        ERROR,
        gettext_noop("It writes to the member %(email)s, and nobody with this address is one: nothing goes."),
        gettext_noop("Add them as a member, or write {email: %(email)s} to send there anyway."),
    ),
    "no_connection": (
        WARNING,
        gettext_noop("It sends over %(channel)s, for which no connection is set up: nothing goes."),
        gettext_noop("Set up a connection, or add e-mail, which always has the outbox."),
    ),
    "empty_recipient": (
        WARNING,
        gettext_noop(
            "The template “%(template)s” (%(language)s) says %(field)s to somebody of whom it is not known,"
            " so it stays empty there."
        ),
        gettext_noop("Enter it for the member, or give the field a default or a condition in the words."),
    ),
    "no_notification": (
        WARNING,
        gettext_noop("It has no notifications and no action, so it does nothing."),
        gettext_noop("Say to whom it writes, and with which template."),
    ),
    "unused_template": (
        HINT,
        gettext_noop("No solution uses this template."),
        gettext_noop("Delete it, or use it."),
    ),
}
"""Code → severity, sentence, fix."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, or could be.

    `subject` is "solution" or "template", `name` which one; `values` fill the sentence and the fix.
    """

    code: str
    subject: str
    name: str
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def severity(self) -> str:
        """error, warning or hint."""
        return PROBLEMS[self.code][0]

    @property
    def sentence(self) -> str:
        """What is wrong, in the reader's language."""
        return gettext(PROBLEMS[self.code][1]) % self.values

    @property
    def fix(self) -> str:
        """What to do, in the reader's language."""
        return gettext(PROBLEMS[self.code][2]) % self.values

    def as_dict(self) -> dict[str, Any]:
        """The shape of `--json`."""
        return {
            "code": self.code,
            "severity": self.severity,
            self.subject: self.name,
            "sentence": self.sentence,
            "fix": self.fix,
            "details": dict(self.values),
        }
