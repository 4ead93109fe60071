"""What may be said to whom: the law of the three kinds of messages (pure).

Source: S25 of the rules. *Transactional* belongs to the contract and always goes; *service* goes until it is
refused; *marketing* goes only after an explicit yes.
"""

TRANSACTIONAL, SERVICE, MARKETING = "transactional", "service", "marketing"
REFUSABLE = (SERVICE, MARKETING)
"""Kinds about which a person decides."""
CHANNELS = ("email", "sms", "viber", "campaign")


def allowed(kind: str, channel: str, permission: bool | None) -> bool:
    """Whether a message may go to a person.

    Args:
        kind: transactional, service or marketing; any other is treated as marketing, the strictest.
        channel: how it would travel. Every channel follows the same law; the permission is the channel's own.
        permission: what the person said about this kind on this channel; None when they said nothing.
    """
    del channel
    if kind == TRANSACTIONAL:
        return True
    return permission is not False if kind == SERVICE else permission is True
