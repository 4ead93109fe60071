"""The name somebody probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def closest(name: str, known: Iterable[str]) -> str | None:
    """The known name most like `name`, or None when none is near enough to be worth suggesting.

    Args:
        name: what was written; only its first 100 characters are looked at.
        known: the names there are.
    """
    names = {each.lower(): each for each in known}
    found = get_close_matches(name[:100].lower(), names, n=1, cutoff=0.6)
    return names[found[0]] if found else None
