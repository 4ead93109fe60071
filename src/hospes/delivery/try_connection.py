"""Try a connection: hand one test e-mail to its server, and put the answer into words."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from hospes.agencies.models import Agency
from hospes.channels.models import Channel, Connection
from hospes.channels.open_providers import open_provider
from hospes.channels.protocol import Answer, Outcome
from hospes.channels.save_connection import opened_secret
from hospes.delivery.envelopes import envelope_of
from hospes.kit.email import normalise_email
from hospes.kit.errors import Permanent, ProviderFailure, Refused, Temporary, Uncertain

# Seconds; a person waits for the answer, so less than a worker would give.
PATIENCE = {"connect": 10, "greeting": 15, "command": 15, "final": 60}
SENTENCES = {
    "dns": "There is no server of this name ({said}): check the host.",
    "no_route": "The server cannot be reached or is silent ({said}): check host, port, security, firewall.",
    "tls": "There is no safe connection to the server ({said}): check security, port and the host's name.",
    "garbled": "What answers there is no mail server ({said}): check host, port and security.",
    "greeting": "The server turns us away ({said}): ask who runs it.",
    "ehlo": "The server turns us away ({said}): check the name by which we introduce ourselves.",
    "starttls": "The server offers no STARTTLS ({said}): use its port for TLS, with security tls.",
    "auth": "The server refuses to sign us in ({said}): check user and password.",
    "mail": "The server takes no mail from the sender's address ({said}): ask who runs it.",
    "rcpt": "The server takes no mail for this recipient ({said}): check the address.",
    "smtputf8": "The server cannot carry an address with letters beyond ASCII: try another one.",
    "connection_lost": "The server broke off before it had taken the message ({said}): try again.",
    "no_answer": "The server did not say whether it took the message ({said}): look into the mailbox.",
}
STAGES = {"greeting", "ehlo", "starttls", "auth", "mail", "rcpt", "data", "final"}
OTHERWISE = "The server does not take the message ({said})."
KINDS: dict[Answer, type[ProviderFailure]] = {
    Answer.DEFERRED: Temporary,
    Answer.REFUSED: Permanent,
    Answer.UNCERTAIN: Uncertain,
}


def try_connection(agency: Agency, connection: Connection, to: str, *, now: datetime) -> Outcome:
    """Hand one test e-mail to the server; nothing is stored. Not to be called inside a transaction.

    A connection that is switched off or pauses is tried all the same.

    Raises:
        Malformed: the agency has no sender address, or `to` is not exactly one address.
        Refused: it carries no e-mail, or its password was stored under another key.
    """
    if connection.channel != Channel.EMAIL:
        raise Refused("Only connections for e-mail can be tried.")
    envelope = envelope_of(_message(agency, connection, to), not_after=float("inf"), now=now)
    settings = {"limits": PATIENCE, **connection.settings}
    provider = open_provider(connection.provider, settings, opened_secret(connection))
    try:
        return provider.send(envelope)
    finally:
        provider.close()


def trouble_of(outcome: Outcome) -> ProviderFailure:
    """An answer that is no yes, as an error that says what to do; its details hold the server's words."""
    stage = outcome.detail.partition(": ")[0]
    found = outcome.code if outcome.code in SENTENCES else stage
    sentence = SENTENCES.get(found, OTHERWISE).format(said=said_by(outcome) or "without a word")
    return KINDS[outcome.answer](
        sentence, answer=outcome.answer.value, answer_code=outcome.code, said=outcome.detail
    )


def said_by(outcome: Outcome) -> str:
    """The server's own words with its code, on one line."""
    stage, _, rest = outcome.detail.partition(": ")
    words = rest if stage in STAGES else outcome.detail
    if outcome.code not in SENTENCES and not words.startswith(outcome.code):
        words = f"{outcome.code} {words}"
    return " ".join(words.split()).rstrip(".")


def _message(agency: Agency, connection: Connection, to: str) -> dict[str, object]:
    return {
        "public_id": uuid4(),
        "generation": 0,
        "channel": "email",
        "kind": "transactional",
        "sender_name": agency.sender_name or agency.name,
        "sender_email": agency.sender_email or agency.email,
        "reply_to": agency.reply_to,
        "to_name": "",
        "to_address": normalise_email(to),
        "cc": (),
        "bcc": (),
        "subject": f"Test of the connection {connection.name}",
        "text": f"{agency.name} can send e-mail over the connection {connection.name}.\n",
        "html": "",
    }
