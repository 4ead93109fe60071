"""What keeps a pair from being wished: another booking speaks for the stay, or the guest said no."""

from __future__ import annotations

from tests.reference.solutions import Solution
from tests.reference.world import Situation

OF_ITS_OWN = ("pending_payment", "auto_confirm", "owner_booking")
"""Money and news are each booking's own, also within a stitched stay."""


def hindrance(solution: Solution, seen: Situation) -> str | None:
    """The reason of what is withdrawn for it, or None."""
    if is_spoken_for(solution, seen):
        return "stitched"
    return None if is_allowed(solution, seen) else "opted_out"


def is_spoken_for(solution: Solution, seen: Situation) -> bool:
    """S35: the first booking of a stay speaks of the arrival, the last of the departure and of reviews."""
    if not (solution.stitch and seen.agency.stitches_stays) or solution.recipe in OF_ITS_OWN:
        return False
    if solution.trigger.anchor == "arrival":
        return seen.facts.continues
    is_of_the_end = solution.trigger.anchor == "departure" or solution.recipe == "review_request"
    return is_of_the_end and seen.facts.goes_on


def is_allowed(solution: Solution, seen: Situation) -> bool:
    """S25: at least one channel on which the guest takes this kind of message."""
    channels = solution.guest_channels
    return not channels or any(may_write(solution.kind, channel, seen) for channel in channels)


def may_write(kind: str, channel: str, seen: Situation) -> bool:
    """S25: transactional always, service unless refused, marketing only when allowed."""
    said = seen.facts.permissions.get((kind, channel))
    return {"transactional": True, "service": said is not False, "marketing": said is True}[kind]
