"""The promo code that goes with a thank-you (S30)."""

from __future__ import annotations

from datetime import datetime

from hospes.dispatch.drafts import Unsayable
from hospes.dispatch.recipients import Facts
from hospes.planning.take_promo_codes import take_promo_code


def with_reward(facts: Facts, *, now: datetime) -> Facts:
    """The facts with the group "reward" where the solution gives a code away.

    A code of a pool belongs to the task from now on. A sandbox shows a stand-in and takes none.

    Raises:
        Unsayable: the pool is empty, so the task is held; or the rating is too low, so it is skipped.
    """
    task = facts["task"]
    reward = task["reward"]
    if not reward:
        return facts
    wanted = reward.get("min_rating")
    if wanted is not None and (facts["booking"]["rating"] or 0) < wanted:
        raise Unsayable("rating", {"rating": facts["booking"]["rating"]}, state="skipped")
    code = reward.get("code")
    if not code and reward.get("pool"):
        code = "SANDBOX" if task["is_sandbox"] else _taken(facts, str(reward["pool"]), now)
    return {**facts, "reward": {"code": code}}


def _taken(facts: Facts, pool: str, now: datetime) -> str:
    code = take_promo_code(facts["task"]["agency_id"], facts["task"]["id"], pool, now=now)
    if code is None:
        raise Unsayable("no_code", {"pool": pool}, state="held")
    return code
