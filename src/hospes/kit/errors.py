"""The tree of errors that a caller is expected to meet.

Everything else that is raised is a bug. `Refused` means the request was understood and cannot be done,
`Malformed` that it could not be understood, `ProviderFailure` that the world outside did not play along.
Every class has a stable `code` that programs may compare, and every instance one sentence for people.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar


class HospesError(Exception):
    """An expected failure with a stable code and one sentence that says what to do.

    Args:
        message: one clear sentence for the person who reads it; never holds secrets or addresses.
        details: facts for programs (path, field, suggestion …), values that JSON can carry.

    Attributes:
        code: stable name of the kind of failure; part of the API.
        message: the sentence.
        details: the facts; an empty dict when there are none.
    """

    code: ClassVar[str] = "error"

    def __init__(self, message: str, **details: Any) -> None:
        super().__init__(message)
        self.message = message
        self.details: dict[str, Any] = details

    def as_dict(self) -> dict[str, Any]:
        """The shape in which the API and `--json` show an error: code, message, details."""
        return {"code": self.code, "message": self.message, "details": self.details}


class Refused(HospesError):
    """Understood, and not done: a rule or the state of things forbids it."""

    code = "refused"


class NotFound(Refused):
    """There is no such thing, or not for this agency; the two are never told apart."""

    code = "not_found"


class Conflict(Refused):
    """The state of things has moved on since the caller looked, or a unique name is taken."""

    code = "conflict"


class OutOfCredit(Refused):
    """The agency has too few credits for what was asked."""

    code = "out_of_credit"


class Malformed(HospesError):
    """Not understood: the input breaks a rule of form; nothing was changed."""

    code = "malformed"


class UnreadableBooking(Malformed):
    """A booking from a file, a feed or the API cannot be read; details name line, column and reason."""

    code = "unreadable_booking"


class UnknownField(Malformed):
    """A template names a field that does not exist; details hold field, path, line and suggestion."""

    code = "unknown_field"


class ProviderFailure(HospesError):
    """A provider did not take a message. Which subclass decides what may be done next (S27)."""

    code = "provider_failure"


class Temporary(ProviderFailure):
    """Certainly not sent, and worth another try.

    Args:
        message: one sentence.
        retry_after: how long the provider asked to wait; None when it did not say.
        details: facts for programs.
    """

    code = "temporary"

    def __init__(self, message: str, retry_after: timedelta | None = None, **details: Any) -> None:
        super().__init__(message, **details)
        self.retry_after = retry_after


class Permanent(ProviderFailure):
    """Certainly not sent, and never will be by this way to this address."""

    code = "permanent"


class Uncertain(ProviderFailure):
    """Nobody knows whether it was sent; the connection's class decides what the machine may do."""

    code = "uncertain"
