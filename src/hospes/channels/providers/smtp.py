"""Any SMTP server: kept connections, TLS, signing in, and an honest answer about what is known.

Definite before the final dot is handed over; ambiguous when the wire breaks or falls silent after it.
SMTP has no keys and no lookup: class *blind* (RFC 1047, 5321 §4.5.3.2).
"""

from __future__ import annotations

import re
import socket
import ssl
import time
from collections import deque
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, ClassVar

from hospes.channels.protocol import Answer, Envelope, Outcome, Safety, boot_clock
from hospes.channels.smtp_session import Garbled, Limits, Rejection, Reply, SmtpSession
from hospes.kit.errors import Malformed
from hospes.kit.faults import fault_point

SECURITIES = ("starttls", "tls", "none")
IDLE = 30.0
QUEUED_AS = re.compile(r"(?:queued as|queued id|id[=: ])\s*<?([\w.@-]{3,200})", re.IGNORECASE)
# Trouble of the connection itself: the server's, or ours with it; no message can go, so all wait.
OF_CONNECTION = {"greeting", "ehlo", "starttls", "auth"}


class SmtpProvider:
    """Settings: host, port, security (starttls, tls, none), username, ehlo_name, ca_file, and the limits."""

    name: ClassVar[str] = "smtp"
    safety: ClassVar[Safety] = Safety.BLIND
    key_lifetime: ClassVar[timedelta] = timedelta(0)

    def __init__(self, settings: Mapping[str, Any], secret: str) -> None:
        if not settings.get("host") or not str(settings.get("port", "")).isdigit():
            raise Malformed("An SMTP connection needs a host and a port, for example 587.", field="host")
        if settings.get("security", "starttls") not in SECURITIES:
            raise Malformed(f"The security of SMTP is one of {', '.join(SECURITIES)}.", field="security")
        self._settings = settings
        self._secret = secret
        self._limits = Limits(**{k: float(v) for k, v in settings.get("limits", {}).items()})
        self._idle: deque[SmtpSession] = deque()

    def send(self, envelope: Envelope) -> Outcome:
        """Hand one e-mail over; a kept connection that died meanwhile is replaced once."""
        kept = self._kept()
        if kept is not None:
            outcome = self._deliver(kept, envelope)
            if outcome.code != "connection_lost":
                return outcome
        opened = self._opened()
        return opened if isinstance(opened, Outcome) else self._deliver(opened, envelope)

    def close(self) -> None:
        """Close the idle connections."""
        while self._idle:
            self._idle.pop().close()

    def _kept(self) -> SmtpSession | None:
        while self._idle:
            session = self._idle.pop()
            if time.monotonic() - session.used_at < IDLE:
                return session
            session.close()
        return None

    def _opened(self) -> SmtpSession | Outcome:
        try:
            return SmtpSession(self._settings, self._secret, self._limits)
        except Rejection as error:
            return _no(error.stage, error.reply)
        except Garbled as error:
            return _broken("garbled", error)
        except ssl.SSLError as error:
            return _broken("tls", error)
        except socket.gaierror as error:
            return _broken("dns", error)
        except OSError as error:
            return _broken("no_route", error)

    def _deliver(self, session: SmtpSession, envelope: Envelope) -> Outcome:
        is_utf8 = not all(address.isascii() for address in (envelope.sender, *envelope.recipients))
        outcome = None
        if is_utf8 and "SMTPUTF8" not in session.features:
            outcome = Outcome(Answer.REFUSED, "smtputf8", "The server cannot carry this address.")
        outcome = outcome or _begin(session, envelope, is_utf8=is_utf8)
        if outcome.answer is Answer.ACCEPTED:
            outcome = _hand_over(session, envelope, outcome.detail)
        if outcome.answer is Answer.ACCEPTED:
            self._idle.append(session)
        else:
            session.close()
        return outcome


def _begin(session: SmtpSession, envelope: Envelope, *, is_utf8: bool) -> Outcome:
    try:
        refused = session.begin(envelope.sender, list(envelope.recipients), is_utf8=is_utf8)
    except Rejection as error:
        return _no(error.stage, error.reply)
    except (OSError, Garbled) as error:
        return Outcome(Answer.DEFERRED, "connection_lost", str(error)[:500])
    note = f"{len(refused)} of the copies refused" if refused else ""
    return Outcome(Answer.ACCEPTED, detail=note)


def _hand_over(session: SmtpSession, envelope: Envelope, note: str) -> Outcome:
    """The content and the final dot: from here on silence means that nobody knows."""
    fault_point("K5")
    if boot_clock() >= envelope.not_after:
        return Outcome(Answer.DEFERRED, "lease_over", "The worker slept past its lease.")
    if not session.write_content(envelope.content):
        return Outcome(Answer.DEFERRED, "connection_lost", "The connection broke before the final dot.")
    try:
        reply = session.read_final()
    except (OSError, Garbled) as error:
        return Outcome(Answer.UNCERTAIN, "no_answer", str(error)[:500])
    if not reply.is_yes:
        return _no("final", reply)
    found = QUEUED_AS.search(reply.text)
    detail = f"{reply.text} {note}".strip()[:500]
    return Outcome(Answer.ACCEPTED, _code(reply), detail, provider_id=found[1] if found else "")


def _no(stage: str, reply: Reply) -> Outcome:
    """A definite no: 5xx to the message refuses it; what concerns the connection only waits."""
    is_connection = reply.code == 421 or stage in OF_CONNECTION
    is_final = reply.code >= 500 and not is_connection
    answer = Answer.REFUSED if is_final else Answer.DEFERRED
    return Outcome(answer, _code(reply), f"{stage}: {reply.text}"[:500], is_connection=is_connection)


def _code(reply: Reply) -> str:
    return reply.enhanced or str(reply.code)


def _broken(code: str, error: Exception) -> Outcome:
    return Outcome(Answer.DEFERRED, code, str(error)[:500], is_connection=True)
