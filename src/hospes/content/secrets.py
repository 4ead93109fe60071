"""Secrets in words: a door code stands as a mark until the envelope is closed. Pure.

What is stored, logged, listed and exported holds marks only; the values join the words in the moment in which
they leave. A mark is the secret's field between two characters that no keyboard has.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from hashlib import sha256
from html import escape

from hospes.kit.errors import Refused

MASK = "••••"
BRANCHES = ("property.secrets", "booking.secrets")
_OPEN, _CLOSE = "\ue000", "\ue001"
_MARK = re.compile(f"{_OPEN}([^{_OPEN}{_CLOSE}]*){_CLOSE}")
_LOOSE = re.compile(f"[{_OPEN}{_CLOSE}]")
_NAME = re.compile(r"[A-Za-z0-9_-]{1,60}")


class SecretGone(Refused):
    """The words name a secret that is no longer there."""

    code = "secret_gone"


def is_secret_path(path: str) -> bool:
    """Whether a field is a secret, such as "property.secrets.door_code"."""
    return path.rpartition(".")[0] in BRANCHES


def secrets_at(rows: Mapping[str, Mapping[str, object] | None]) -> dict[str, str]:
    """All secrets of a message's rows: field → value. Empty ones and odd names do not count.

    Args:
        rows: "property" and "booking", each with its column `secrets`.
    """
    found: dict[str, str] = {}
    for branch in BRANCHES:
        written = (rows.get(branch.partition(".")[0]) or {}).get("secrets")
        if isinstance(written, Mapping):
            kept = {name: str(value) for name, value in written.items() if value and _NAME.fullmatch(name)}
            found |= {f"{branch}.{name}": value for name, value in kept.items()}
    return found


def marked(branch: str, written: object) -> dict[str, object]:
    """The fields of a branch for wording: name → mark.

    Args:
        branch: of `BRANCHES`.
        written: the column `secrets`: name → value.
    """
    row = {"secrets": written}
    paths = secrets_at({branch.partition(".")[0]: row})
    return {path.rpartition(".")[2]: f"{_OPEN}{path}{_CLOSE}" for path in paths}


def holds_secrets(text: str) -> bool:
    """Whether a text has a mark in it."""
    return _OPEN in text


def purged(text: str, own: Collection[str]) -> str:
    """`text` with only those marks that its words asked for: nobody smuggles one in by a name or a note."""
    kept = _MARK.split(text)
    parts = (
        f"{_OPEN}{part}{_CLOSE}" if at % 2 and part in own else "" if at % 2 else _LOOSE.sub("", part)
        for at, part in enumerate(kept)
    )
    return "".join(parts)


def masked(text: str) -> str:
    """`text` as everybody but the recipient may see it."""
    return _LOOSE.sub("", _MARK.sub(MASK, text)) if _OPEN in text or _CLOSE in text else text


def revealed(text: str, values: Mapping[str, str], *, html: bool = False) -> str:
    """`text` with the secrets in their places.

    Args:
        text: words with marks.
        values: from `secrets_at`.
        html: whether the text is HTML, where values are escaped.

    Raises:
        SecretGone: a secret is missing; its words must not go without it.
    """
    return _MARK.sub(lambda mark: _value_of(mark[1], values, html=html), text) if _OPEN in text else text


def digest(value: str) -> str:
    """What is remembered of a secret that was said, to see later that it has changed."""
    return sha256(value.encode()).hexdigest()


def _value_of(path: str, values: Mapping[str, str], *, html: bool) -> str:
    if path not in values:
        raise SecretGone("A code that the message names is no longer there; enter it again.", field=path)
    return escape(values[path]) if html else values[path]
