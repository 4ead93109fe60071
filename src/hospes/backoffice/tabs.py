"""Tabs over a list: groups of states with their counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from hospes.insight.pages import COUNTED


@dataclass(frozen=True, slots=True)
class Group:
    """Some states of a list under one name."""

    name: str
    label: str | Promise
    states: tuple[str, ...]
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Tab:
    """A group as a tab; `count` is at most 10,000, `is_more` says that there are more."""

    group: Group
    count: int
    is_more: bool
    is_chosen: bool


def chosen_group(groups: Sequence[Group], name: str) -> Group:
    """The group of this name, else the first."""
    return next((group for group in groups if group.name == name), groups[0])


def tabs_of(groups: Sequence[Group], counts: Mapping[str, int], *, chosen: Group) -> list[Tab]:
    """The groups with their counts."""
    totals = [(group, sum(counts.get(state, 0) for state in group.states)) for group in groups]
    return [Tab(group, min(n, COUNTED), n > COUNTED, group is chosen) for group, n in totals]
