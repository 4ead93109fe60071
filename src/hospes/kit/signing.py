"""Short signed tokens for links: readable by anybody, made by nobody else.

A token carries its payload, so nothing needs to be stored; it is not secret and must not hold addresses.
HMAC-SHA-256 cut to 128 bits, checked in constant time; the purpose is part of the signature, so a token
made for one page is worth nothing on another.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from hospes.kit.errors import Malformed, Refused

_MAC_BYTES = 16
_LONGEST = 2048


def sign(payload: str, purpose: str, key: str, *, expires_at: datetime | None = None) -> str:
    """A token for `payload`, safe in a URL.

    Args:
        payload: short text, such as an id.
        purpose: what the token is good for, such as "unsubscribe".
        key: the secret; at least 32 random characters.
        expires_at: the instant from which it is refused; None is never.

    Returns:
        Letters, digits, "-", "_" and one ".".
    """
    until = "" if expires_at is None else str(int(expires_at.timestamp()))
    body = _encode(f"{until}:{payload}".encode())
    return f"{body}.{_encode(_mac(body, purpose, key))}"


def read_signed(token: str, purpose: str, keys: Sequence[str], *, now: datetime) -> str:
    """The payload of a token that one of `keys` signed for `purpose`.

    Args:
        token: what came in.
        purpose: what it must be good for.
        keys: the current key first, then older ones that are still honoured.
        now: the instant to compare its end with.

    Raises:
        Malformed: not a token, changed, or made for something else; which of these is never said.
        Refused: it was a good token and its time is over.
    """
    body, _, mac = token.partition(".") if len(token) <= _LONGEST else ("", "", "")
    matches = [hmac.compare_digest(_encode(_mac(body, purpose, key)).encode(), mac.encode()) for key in keys]
    if not any(matches):
        raise Malformed("This link is not valid; open it from the newest message again.")
    until, _, payload = _decode(body).decode().partition(":")
    if until and now.timestamp() >= int(until):
        raise Refused("This link is too old; ask for a new one.", reason="expired")
    return payload


def _mac(body: str, purpose: str, key: str) -> bytes:
    return hmac.new(key.encode(), f"{purpose}\0{body}".encode(), sha256).digest()[:_MAC_BYTES]


def _encode(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (NotBase64, ValueError) as error:
        raise Malformed("This link is not valid; open it from the newest message again.") from error
