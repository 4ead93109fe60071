"""Messages as everybody but their recipient may see them."""

from collections.abc import Iterable

from hospes.content.secrets import masked
from hospes.dispatch.models import Message

WORDS = ("subject", "html", "text")


def mask_messages(messages: Iterable[Message]) -> None:
    """Write dots instead of codes into the words of loaded messages, in memory; words not loaded stay so."""
    for message in messages:
        for part in WORDS:
            if part in message.__dict__:
                setattr(message, part, masked(getattr(message, part)))
