"""Secrets at rest: encrypted, and bound to the place where they are stored.

A ciphertext that is copied to another row, field or agency does not open there, because the place is
sealed in with the plain text (Fernet has no associated data of its own).

Source: https://github.com/fernet/spec; keys rotate with `MultiFernet`.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from hospes.kit.errors import Refused

Place = tuple[str | int, ...]
"""Where a secret lives, from the outside in: agency id, table, field, row id."""


def seal(plain: str, place: Place, keys: Sequence[str]) -> str:
    """`plain` encrypted with the first of `keys` and bound to `place`.

    Args:
        plain: the secret.
        place: where it will be stored.
        keys: long random strings, the current one first; any length, each is hashed to a Fernet key.

    Returns:
        ASCII text, different each time.
    """
    content = json.dumps([_named(place), plain]).encode()
    return _box(tuple(keys)).encrypt(content).decode()


def unseal(sealed: str, place: Place, keys: Sequence[str]) -> str:
    """The secret that `seal` hid.

    Raises:
        Refused: it was changed, belongs to another place, or none of the keys opens it.
    """
    try:
        bound_to, plain = json.loads(_box(tuple(keys)).decrypt(sealed.encode()))
    except InvalidToken as error:
        raise Refused("The stored secret cannot be opened; check the key or enter it again.") from error
    if bound_to != _named(place):
        raise Refused("The stored secret belongs to another record; enter it again.")
    return str(plain)


def reseal(sealed: str, place: Place, keys: Sequence[str]) -> str:
    """The same secret under the first of `keys`; run over all rows before an old key is dropped."""
    return seal(unseal(sealed, place, keys), place, keys)


def mask(plain: str) -> str:
    """What may be shown of a secret: dots and its last four characters, or only dots when it is short."""
    shown = plain[-4:] if len(plain) >= 12 else ""
    return "••••" + shown


def _named(place: Place) -> list[str]:
    return [str(part) for part in place]


@lru_cache(maxsize=16)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(urlsafe_b64encode(sha256(key.encode()).digest())) for key in keys])
