"""Chance that falls the same way on every machine, for the demo only."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

Thing = TypeVar("Thing")


class Dice:
    """A row of throws that depends on nothing but its key.

    Only `Random.random` is used, whose sequence for a seed Python promises to keep between versions. Each
    booking throws its own dice, so a change in how one is made leaves the others as they are.
    """

    def __init__(self, *key: object) -> None:
        self._random = Random("/".join(str(part) for part in key))

    def share(self) -> float:
        """A number from 0 up to, but without, 1."""
        return self._random.random()

    def below(self, limit: int) -> int:
        """A whole number from 0 to `limit` - 1."""
        return int(self.share() * limit)

    def between(self, least: int, most: int) -> int:
        """A whole number from `least` to `most`, both included."""
        return least + self.below(most - least + 1)

    def falls(self, chance: float) -> bool:
        """True in `chance` of all throws."""
        return self.share() < chance

    def pick(self, things: Sequence[Thing]) -> Thing:
        """One of `things`, all alike."""
        return things[self.below(len(things))]

    def weighted(self, things: Sequence[tuple[Thing, float]]) -> Thing:
        """One of the things in (thing, weight) pairs, by weight."""
        left = self.share() * sum(weight for _, weight in things)
        for thing, weight in things:
            left -= weight
            if left < 0:
                return thing
        return things[-1][0]
