"""A correction becomes messages: to the reader of what was wrong, first on the channel that was read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from hospes.content.correction_words.compose_correction_words import (
    TEMPLATE,
    Change,
    built_in_words,
    correction_values,
    own_words,
)
from hospes.content.language import choose_version
from hospes.content.quotes import facts_written
from hospes.content.secrets import secrets_at
from hospes.content.values import values_for
from hospes.content.words import Words
from hospes.dispatch.drafts import Draft, draft
from hospes.dispatch.quotes import Quote, Wrong, changes_now, wrong_now
from hospes.dispatch.recipients import Facts, Line, Recipient, Ways, recipients_of
from hospes.dispatch.versions import version_of

WORDED = ("email", "sms", "viber")


def correction_of(facts: Facts, quotes: Sequence[Quote], *, now: datetime) -> Wrong | None:
    """What the reader of the message that a task corrects should be told now; None when it holds again.

    Args:
        facts: of the task.
        quotes: what was said about its booking, oldest first.
        now: the instant of execution.
    """
    corrected = facts["task"]["corrects"]
    reader = next((one.reader for one in quotes if one.id == corrected), None)
    if reader is None:
        return None
    return wrong_now([one for one in quotes if one.reader == reader], facts, now=now)


def readers_of(
    facts: Facts, quotes: Sequence[Quote], *, lines: Sequence[Line], ways: Ways
) -> list[Recipient]:
    """Who gets the correction, wherever they are reached now: the line of the corrected message, no copies.

    Args:
        facts: of the task.
        quotes: what was said about its booking.
        lines: of the task's solution.
        ways: of the agency.
    """
    quote = next(one for one in quotes if one.id == facts["task"]["corrects"])
    line = next((one for one in lines if one.position == quote.notification), None)
    if line is None:
        return []
    read = [one.channel for one in quotes if one.reader == quote.reader]
    chain = [{"channel": channel} for channel in _channels(read[-1], line)]
    found = recipients_of(facts, [replace(line, template=TEMPLATE, chain=chain, cc=(), bcc=())], ways)
    return [one for one in found if _is_reader(one, quote)]


def correction_drafts(
    wrong: Wrong,
    readers: Sequence[Recipient],
    facts: Facts,
    *,
    own: Mapping[str, Words],
    quotes: Sequence[Quote],
    now: datetime,
) -> list[Draft]:
    """The messages that say what has changed, in the language in which it was said.

    Args:
        wrong: what is to be said.
        readers: from `readers_of`.
        facts: of the task.
        own: the agency's own template for corrections: language → words; empty takes the built-in words.
        quotes: what was said about the booking.
        now: the instant of execution.

    Raises:
        Unsayable, Unwordable: as `draft`.
    """
    versions = own_words(own, wrong.changes) if own else built_in_words(wrong.changes)
    return [_draft(one, wrong, facts, versions=versions, quotes=quotes, now=now) for one in readers]


def _draft(
    reader: Recipient,
    wrong: Wrong,
    facts: Facts,
    *,
    versions: Mapping[str, Words],
    quotes: Sequence[Quote],
    now: datetime,
) -> Draft:
    version = _version(reader, facts, versions, near=wrong.quote.language)
    if version is None:
        return draft(reader, facts, {TEMPLATE: versions}, now=now)
    paths = {change.path for change in wrong.changes}
    mine = [one for one in quotes if one.reader == wrong.quote.reader]
    changes = changes_now(mine, paths, facts, now=now, language=version.language)
    said = {**facts, "correction": correction_values(changes, version.language)}
    made = draft(reader, said, {TEMPLATE: {version.language: version}}, now=now)
    return replace(made, quoted=_quoted(made, changes, facts, now=now)) if made.state == "queued" else made


def _version(reader: Recipient, facts: Facts, versions: Mapping[str, Words], *, near: str) -> Words | None:
    """The version in the language of the corrected message, else in the reader's (S23)."""
    found = version_of(reader, facts, {TEMPLATE: versions})
    if found is None or not near:
        return found
    same = versions[choose_version(versions, [near]).language]
    is_same = same.language.partition("-")[0] == near.partition("-")[0]
    return same if is_same and version_of(reader, facts, {TEMPLATE: {same.language: same}}) else found


def _quoted(made: Draft, changes: Sequence[Change], facts: Facts, *, now: datetime) -> dict[str, str]:
    """What the correction says, to be corrected itself when that changes."""
    values = values_for(facts, now=now, language=made.language)
    paths = [change.path for change in changes]
    said = facts_written(paths, made.language, values, secrets=secrets_at(facts))
    return {**(made.quoted or {}), **said}


def _channels(first: str, line: Line) -> list[str]:
    """The channel that was read, then the others of the line that can carry words."""
    wanted: list[Any] = [first, *(item["channel"] for item in line.chain)]
    return [str(one) for one in dict.fromkeys(wanted) if one in WORDED] or ["email"]


def _is_reader(one: Recipient, quote: Quote) -> bool:
    if quote.person_id:
        return one.somebody.person_id == quote.person_id
    return one.address.casefold() == quote.to_address.casefold()
