"""Which version of a template a recipient gets, and the values that fill it in (S23). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hospes.content.language import Wishes, choose_version, language_chain
from hospes.content.quotes import PARTS_OF
from hospes.content.values import values_for
from hospes.content.words import Words
from hospes.dispatch.recipients import Facts, Recipient

CORRECTIONS = 10_000
"""Occurrences above this number are corrections."""


def version_of(recipient: Recipient, facts: Facts, words: Mapping[str, Mapping[str, Words]]) -> Words | None:
    """The version in the first language of the chain that has words for the channel; None without any."""
    parts = PARTS_OF[recipient.channel]
    versions = {
        language: version
        for language, version in words.get(recipient.line.template, {}).items()
        if any(getattr(version, part) for part in parts)
    }
    if not versions:
        return None
    return versions[choose_version(versions, _languages(recipient, facts)).language]


def _languages(recipient: Recipient, facts: Facts) -> list[str]:
    """S23, the same chain for everybody."""
    who, own = recipient.somebody, facts["agency"]["languages"]
    agency = own[0] if own else "en"
    booking, place = facts["booking"]["language"], facts["property"]["language"]
    return language_chain(Wishes(who.language, booking, who.country, place, agency))


def values_of(recipient: Recipient, facts: Facts, language: str, *, now: datetime) -> dict[str, object]:
    """The tree of fields for one recipient."""
    who = recipient.somebody
    to = {
        "name": who.name,
        "email": who.email,
        "phone": who.phone,
        "language": who.language,
        "country": who.country,
    }
    task = facts["task"]
    rows = {**facts, "recipient": to, "task": {"is_late": task["is_late"], "is_updated": is_updated(task)}}
    details = facts["event"]["details"]
    if details:
        rows["booking"] = {**facts["booking"], **_of_event(details)}
    return values_for(rows, now=now, language=language)


def is_updated(task: Mapping[str, Any]) -> bool:
    """Whether it was said before and is said again because the booking has changed (S12)."""
    if task["corrects"] is not None:
        return True
    return not task["event_kind"] and CORRECTIONS > task["occurrence"] > max(task["repeat_times"], 1)


def _of_event(details: Mapping[str, Any]) -> dict[str, Any]:
    """What an event adds to the booking's fields; dates come out of JSON as text."""
    dates = {name: details[name] for name in ("old_arrival", "old_departure") if details.get(name)}
    read = {name: datetime.fromisoformat(value).date() for name, value in dates.items()}
    return {**read, **({"cancelled_by": details["by"]} if details.get("by") else {})}
