"""Explanations as plain sentences, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext, gettext_noop, ngettext

from hospes.content.formats import write
from hospes.planning.condition_sentences import condition_name, manner, paid_text
from hospes.planning.explanations import Checked, Explanation, Occurrence
from hospes.planning.reasons import task_reason

VERDICTS = {
    "eligible": gettext_noop("It applies to this booking."),
    "off": gettext_noop("It does not apply: the solution is switched off."),
    "portal_excluded": gettext_noop("It does not apply: bookings of this portal are excluded."),
    "conditions": gettext_noop("It does not apply: not all conditions hold (%(failed)s)."),
    "scope": gettext_noop(
        "It does not apply: the booking was first seen before %(scope)s, and only newer ones count."
    ),
    "review": gettext_noop(
        "It does not apply: a no-show is not asked for a review, nor anybody who has written one."
    ),
    "message_group": gettext_noop(
        "It does not apply: it belongs to a message group that the property is not in."
    ),
    "stitched": gettext_noop(
        "It does not go for this booking: the guest stays on in the same property, and another booking of"
        " that stay speaks for it."
    ),
    "consent": gettext_noop(
        "It does not go: the guest has refused such messages on all of its channels, or has not allowed"
        " advertising."
    ),
    "no_anchor": gettext_noop(
        "It applies, but the booking has no %(anchor)s to count from, or the move was taken back."
    ),
}
STATES = {
    "planned": gettext_noop("It is planned and goes at %(due)s."),
    "held": gettext_noop("It is held."),
    "executing": gettext_noop("It is being executed."),
    "done": gettext_noop("It is done."),
    "skipped": gettext_noop("It was skipped."),
    "withdrawn": gettext_noop("It was withdrawn."),
    "expired": gettext_noop("It expired."),
    "failed": gettext_noop("It failed."),
}
REVIEWED = gettext_noop("The guest has written a review since, or did not come.")
SHIFTS = {
    "gap": gettext_noop("clocks skip that time on this day, so it is moved forward by as much"),
    "overlap": gettext_noop("clocks show that time twice on this day; the earlier one counts"),
}
WAITS = {
    "quiet": gettext_noop("It waits for the end of quiet hours."),
    "spacing": gettext_noop("It waits a little, so that messages of one booking do not come all at once."),
    "cap": gettext_noop("It waits for the next day: one piece of advertising a day is enough."),
    "secret": gettext_noop("It waits until a week before the arrival: no code is told before that."),
}
STANDING = {
    "statuses": (
        gettext_noop("“%(name)s” fails: wanted %(wanted)s, the booking is %(seen)s."),
        gettext_noop("“%(name)s” holds: wanted %(wanted)s, the booking is %(seen)s."),
    ),
    "payment": (
        gettext_noop("“%(name)s” fails: wanted %(wanted)s; %(seen)s."),
        gettext_noop("“%(name)s” holds: wanted %(wanted)s; %(seen)s."),
    ),
}
"""What a booking is rather than has: when it fails, when it holds."""
ANCHORS = {
    "booked": gettext_noop("booking"),
    "arrival": gettext_noop("arrival"),
    "departure": gettext_noop("departure"),
    "payment_due": gettext_noop("the day of payment"),
    "last_visit": gettext_noop("the last visit"),
}


def explanation_sentences(explanation: Explanation) -> list[str]:
    """The explanation for people: the verdict, each condition, and how each occurrence came about."""
    names = {"solution": explanation.solution, "reference": explanation.reference}
    head = gettext("%(solution)s · booking %(reference)s:") % names
    return [
        f"{head} {_verdict(explanation)}",
        *(_condition_sentence(condition) for condition in explanation.conditions),
        *(
            line
            for occurrence in explanation.occurrences
            for line in _occurrence_sentences(explanation, occurrence)
        ),
    ]


@dataclass(frozen=True, slots=True)
class ToldApart:
    """An explanation in parts; of each condition also whether it holds, of each occurrence the facts."""

    verdict: str
    conditions: tuple[tuple[str, bool], ...]
    occurrences: tuple[tuple[Occurrence, tuple[str, ...]], ...]


def tell_apart(explanation: Explanation) -> ToldApart:
    """The same sentences, for a page that sets them in groups."""
    return ToldApart(
        _verdict(explanation),
        tuple((_condition_sentence(one), one.holds) for one in explanation.conditions),
        tuple((one, tuple(_of_occurrence(explanation, one))) for one in explanation.occurrences),
    )


def verdict_sentence(
    verdict: str,
    *,
    scope: datetime | None = None,
    zone: str = "",
    anchor: str = "",
    failed: Sequence[str] = (),
) -> str:
    """What keeps a solution from acting, or that nothing does.

    Args:
        verdict: a verdict of `Explanation`.
        scope: from when bookings count.
        zone: the zone to read it in.
        anchor: the solution's anchor.
        failed: plain names of the conditions that fail.
    """
    values = {
        "scope": instant_text(scope, zone) if scope else "",
        "anchor": anchor_text(anchor),
        "failed": ", ".join(failed),
    }
    return gettext(VERDICTS[verdict]) % values


def anchor_text(anchor: str) -> str:
    """The plain name of an anchor: `arrival`, `event cancelled`."""
    return gettext(ANCHORS[anchor]) if anchor in ANCHORS else anchor.replace(":", " ").replace("_", " ")


def instant_text(moment: datetime, zone: str) -> str:
    """An instant in a zone, as people write it."""
    return f"{write(moment, manner(zone or 'UTC'))} ({zone or 'UTC'})"


def _verdict(explanation: Explanation) -> str:
    failed = [condition_name(one.condition) for one in explanation.conditions if not one.holds]
    scope = datetime.fromisoformat(explanation.scope) if explanation.scope else None
    said = verdict_sentence(
        explanation.verdict,
        scope=scope,
        zone=explanation.zone,
        anchor=str(explanation.trigger["anchor"]),
        failed=failed,
    )
    is_gone = any(one.state == "done" for one in explanation.occurrences)
    if is_gone and explanation.verdict != "eligible":
        return gettext("It has gone, as decided then. For the booking as it is now: %(said)s") % {
            "said": said
        }
    return said


def _condition_sentence(condition: Checked) -> str:
    values = {
        "name": condition_name(condition.condition),
        "wanted": condition.required,
        "seen": condition.seen,
    }
    if condition.condition in STANDING and condition.seen:
        return gettext(STANDING[condition.condition][condition.holds]) % values
    if condition.holds and not condition.seen:
        return gettext("“%(name)s” holds: wanted %(wanted)s.") % values
    if condition.holds:
        return gettext("“%(name)s” holds: wanted %(wanted)s, the booking has %(seen)s.") % values
    if not condition.seen:
        return gettext("“%(name)s” fails: wanted %(wanted)s.") % values
    return gettext("“%(name)s” fails: wanted %(wanted)s, the booking has %(seen)s.") % values


def _occurrence_sentences(explanation: Explanation, occurrence: Occurrence) -> Iterator[str]:
    is_one_of_many = len(explanation.occurrences) > 1
    margin = "  " if is_one_of_many else ""
    if is_one_of_many:
        yield gettext("Occurrence %(number)s:") % {"number": occurrence.occurrence}
    for sentence in _of_occurrence(explanation, occurrence):
        yield f"{margin}{sentence}"


def _of_occurrence(explanation: Explanation, occurrence: Occurrence) -> Iterator[str]:
    zone = occurrence.wish_zone
    if occurrence.anchor_at and occurrence.anchor_local:
        yield _anchor_sentence(explanation.trigger, occurrence)
    note = f" ({gettext(SHIFTS[occurrence.shift])})" if occurrence.shift else ""
    planned = instant_text(occurrence.planned_at, zone)
    yield gettext("By the rule it goes at %(at)s%(note)s.") % {"at": planned, "note": note}
    if occurrence.is_late:
        yield gettext("That was late when it was decided.")
    if occurrence.deadline:
        yield gettext("Nothing goes at or after %(at)s.") % {"at": instant_text(occurrence.deadline, zone)}
    yield _state_sentence(occurrence, explanation.verdict)
    yield from _decided_sentences(explanation, occurrence)


def _anchor_sentence(trigger: Mapping[str, Any], occurrence: Occurrence) -> str:
    values = {
        "way": _way(int(trigger.get("offset") or 0), str(trigger.get("unit") or "days")),
        "anchor": anchor_text(str(trigger["anchor"])),
        "when": instant_text(occurrence.anchor_at, occurrence.anchor_zone) if occurrence.anchor_at else "",
        "at": gettext(" At %(at)s by the clock.") % {"at": trigger["at"]} if trigger.get("at") else "",
    }
    return gettext("It counts %(way)s %(anchor)s, which is %(when)s.%(at)s") % values


def _way(offset: int, unit: str) -> str:
    if not offset:
        return gettext("from")
    count = abs(offset)
    lengths = {
        "minutes": ngettext("%(n)s minute", "%(n)s minutes", count),
        "hours": ngettext("%(n)s hour", "%(n)s hours", count),
        "days": ngettext("%(n)s day", "%(n)s days", count),
        "weeks": ngettext("%(n)s week", "%(n)s weeks", count),
        "months": ngettext("%(n)s month", "%(n)s months", count),
    }
    length = lengths[unit] % {"n": count}
    side = gettext("%(length)s before") if offset < 0 else gettext("%(length)s after")
    return side % {"length": length}


def _state_sentence(occurrence: Occurrence, verdict: str) -> str:
    due = instant_text(occurrence.due_at, occurrence.wish_zone)
    is_reviewed = verdict == "review" and (occurrence.state, occurrence.reason) == ("withdrawn", "conditions")
    why = gettext(REVIEWED) if is_reviewed else task_reason(occurrence.reason)
    parts = [gettext(STATES[occurrence.state]) % {"due": due}, why]
    if occurrence.state == "planned" and occurrence.waits:
        parts.append(gettext(WAITS.get(occurrence.waits, "")) if occurrence.waits in WAITS else "")
    sentence = " ".join(part for part in parts if part)
    if occurrence.is_stored:
        return sentence
    return gettext("Not planned yet; planning now would say: %(said)s") % {"said": sentence}


def _decided_sentences(explanation: Explanation, occurrence: Occurrence) -> Iterator[str]:
    """What was seen when it was executed, and by which version of the solution."""
    seen = occurrence.seen
    if seen and occurrence.decided_at:
        stay = ngettext("%(n)s night", "%(n)s nights", int(seen.get("nights", 0))) % {"n": seen.get("nights")}
        values = {
            "at": instant_text(occurrence.decided_at, occurrence.wish_zone),
            "status": str(seen.get("status", "")).replace("_", " "),
            "paid": paid_text(seen.get("paid", 0), seen.get("total", 0), str(seen.get("currency") or "EUR")),
            "stay": stay,
        }
        yield gettext("Decided at %(at)s, when the booking was %(status)s, %(paid)s, %(stay)s.") % values
    if occurrence.version and occurrence.version != explanation.version:
        versions = {"old": occurrence.version, "new": explanation.version}
        yield gettext("Version %(old)s of the solution decided; now it is at version %(new)s.") % versions
