"""Explanations as plain sentences, in English."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from hospes.kit.clock import to_local
from hospes.planning.explanations import Explanation, Occurrence
from hospes.planning.reasons import task_reason

VERDICTS = {
    "eligible": "It applies to this booking.",
    "off": "It does not apply: the solution is switched off.",
    "portal_excluded": "It does not apply: bookings of this portal are excluded.",
    "conditions": "It does not apply: not all conditions hold.",
    "scope": "It does not apply: the booking was first seen before {scope}, and only newer ones count.",
    "review": "It does not apply: a no-show is not asked for a review, nor anybody who has written one.",
    "message_group": "It does not apply: it belongs to a message group that the property is not in.",
    "stitched": "It does not go for this booking: the guest stays on in the same property, and another"
    " booking of that stay speaks for it.",
    "consent": "It does not go: the guest has refused such messages on all of its channels, or has not"
    " allowed advertising.",
    "no_anchor": "It applies, but the booking has no {anchor} to count from, or the move was taken back.",
}
STATES = {
    "planned": "It is planned and goes at {due}.",
    "held": "It is held.",
    "executing": "It is being executed.",
    "done": "It is done.",
    "skipped": "It was skipped.",
    "withdrawn": "It was withdrawn.",
    "expired": "It expired.",
    "failed": "It failed.",
}
SHIFTS = {
    "gap": "clocks skip that time on this day, so it is moved forward by as much",
    "overlap": "clocks show that time twice on this day; the earlier one counts",
}


def explanation_sentences(explanation: Explanation) -> list[str]:
    """The explanation for people: the verdict, each condition, and how each occurrence came about."""
    anchor = str(explanation.trigger["anchor"])
    verdict = VERDICTS[explanation.verdict].format(scope=explanation.scope, anchor=anchor.replace("_", " "))
    return [
        f"{explanation.solution} · booking {explanation.reference}: {verdict}",
        *_condition_sentences(explanation),
        *(
            line
            for occurrence in explanation.occurrences
            for line in _occurrence_sentences(explanation, occurrence)
        ),
    ]


def _condition_sentences(explanation: Explanation) -> Iterator[str]:
    for condition in explanation.conditions:
        mark = "holds" if condition.holds else "fails"
        seen = f", the booking has {condition.seen}" if condition.seen else ""
        yield f"Condition {condition.condition} {mark}: wanted {condition.required}{seen}."


def _occurrence_sentences(explanation: Explanation, occurrence: Occurrence) -> Iterator[str]:
    if len(explanation.occurrences) > 1:
        yield f"Occurrence {occurrence.occurrence}:"
    if occurrence.anchor_at and occurrence.anchor_local:
        yield _anchor_sentence(explanation.trigger, occurrence)
    yield _planned_sentence(occurrence)
    if occurrence.is_late:
        yield "That was late when it was decided."
    if occurrence.deadline:
        yield f"Nothing goes at or after {_instant(occurrence.deadline, occurrence.wish_zone)}."
    yield _state_sentence(occurrence)


def _anchor_sentence(trigger: Mapping[str, Any], occurrence: Occurrence) -> str:
    offset, unit = trigger.get("offset") or 0, trigger.get("unit") or "days"
    way = f"{abs(offset)} {unit} {'before' if offset < 0 else 'after'}" if offset else "the moment of"
    at = f", at {trigger['at']}" if trigger.get("at") else ""
    anchor = str(trigger["anchor"]).replace("_", " ")
    when = f"{_local(occurrence.anchor_local)} in {occurrence.anchor_zone}"
    return f"It counts {way} {anchor}, which is {when}{at}."


def _planned_sentence(occurrence: Occurrence) -> str:
    note = f" ({SHIFTS[occurrence.shift]})" if occurrence.shift else ""
    return f"By the rule it goes at {_instant(occurrence.planned_at, occurrence.wish_zone)}{note}."


def _state_sentence(occurrence: Occurrence) -> str:
    state = STATES[occurrence.state].format(due=_instant(occurrence.due_at, occurrence.wish_zone))
    sentence = f"{state} {task_reason(occurrence.reason)}".rstrip()
    return sentence if occurrence.is_stored else f"Not planned yet; planning now would say: {sentence}"


def _local(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else ""


def _instant(moment: datetime, zone: str) -> str:
    if not zone:
        return f"{moment:%Y-%m-%d %H:%M} UTC"
    return f"{_local(to_local(moment, zone))} in {zone} ({moment:%Y-%m-%d %H:%M} UTC)"
