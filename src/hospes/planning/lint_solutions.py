"""Lint solutions: find what can never work, or not as meant, before a guest does."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.db import connection
from django.db.models import Count, F, Func, Max, Q

from hospes.agencies.models import Agency, Member
from hospes.bookings.models import Booking, Person, Portal, Property
from hospes.channels.find_connections import connected_channels
from hospes.content.load_templates import load_words
from hospes.content.models import Template
from hospes.kit.clock import to_local
from hospes.kit.statements import load
from hospes.planning.alternatives import alternatives_of
from hospes.planning.definitions import Definition, read_definition
from hospes.planning.lint_conditions import Known, condition_problems, rivals
from hospes.planning.lint_recipients import Reach, recipient_problems
from hospes.planning.lint_timing import Clocks, timing_problems
from hospes.planning.lint_words import CHANNELS, Audience, Templates, long_texts, words_problems
from hospes.planning.models import GroupProperty, MessageGroup, PromoPool, Solution
from hospes.planning.problems import SEVERITIES, Problem


@dataclass(frozen=True, slots=True)
class World:
    """Everything about an agency that the linter looks at, loaded once."""

    clocks: Clocks
    known: Known
    templates: Templates
    audience: Audience
    marketing: frozenset[str]
    pools: Mapping[str, int]
    reach: Reach


def lint_solutions(agency_id: int, *, now: datetime, names: Collection[str] | None = None) -> list[Problem]:
    """Look for problems in the solutions and templates of an agency; nothing is changed.

    What it says follows from the rules, the words, and the bookings that come: it never guesses at bookings.

    Args:
        agency_id: whose.
        now: the instant; who comes, comes from this day on.
        names: only problems of these solutions, and of the templates that they use.

    Returns:
        Errors first, then warnings, then hints; within these in the order of the solutions.
    """
    agency = Agency.objects.get(pk=agency_id)
    world = _look(agency, now)
    definitions = _definitions(agency_id)
    used = {line.template for one in definitions for line in one.lines if not names or one.name in names}
    found = [
        problem
        for problem in _problems(agency_id, definitions, world)
        if not names or problem.name in (names if problem.subject == "solution" else used)
    ]
    return sorted(_distinct(found), key=lambda problem: SEVERITIES.index(problem.severity))


def _distinct(problems: Iterable[Problem]) -> list[Problem]:
    return list({(one.code, one.name, repr(one.values)): one for one in problems}.values())


def _problems(agency_id: int, definitions: Sequence[Definition], world: World) -> Iterator[Problem]:
    for definition in definitions:
        alternatives = alternatives_of(definition.conditions)
        yield from condition_problems(definition, alternatives, world.known)
        yield from timing_problems(definition, alternatives, world.clocks)
        yield from words_problems(definition, world.templates, world.audience)
        yield from recipient_problems(definition, world.templates, world.reach)
        yield from _other_problems(definition, world)
    for definition in _definitions(agency_id, is_system=True, is_active=True):
        yield from recipient_problems(definition, {}, world.reach)
    yield from rivals([definition for definition in definitions if definition.is_active])
    stored = set(Template.objects.filter(agency_id=agency_id, deleted_at=None).values_list("name", flat=True))
    used = {line.template for definition in definitions for line in definition.lines}
    yield from long_texts({name: world.templates[name] for name in sorted(stored) if name in world.templates})
    for name in sorted(stored - used):
        yield Problem("unused_template", "template", name)


def _other_problems(definition: Definition, world: World) -> Iterator[Problem]:
    if not definition.lines and not definition.action:
        yield Problem("no_notification", "solution", definition.name)
    people = sum(world.audience.languages.values())
    if definition.kind == "marketing" and people and not _channels(definition) & world.marketing:
        yield Problem("nobody_consents", "solution", definition.name, {"number": people})
    pool = definition.reward.pool if definition.reward else ""
    if pool and not world.pools.get(pool):
        code = "empty_pool" if pool in world.pools else "missing_pool"
        yield Problem(code, "solution", definition.name, {"name": pool})


def _channels(definition: Definition) -> set[str]:
    return {
        str(step["channel"])
        for line in definition.lines
        if line.role in ("guest", "client")
        for step in line.chain
    }


def _definitions(agency_id: int, *, is_system: bool = False, **more: bool) -> list[Definition]:
    rows = Solution.objects.filter(agency_id=agency_id, deleted_at=None, is_system=is_system, **more)
    return [read_definition(row.definition, row.name) for row in rows.order_by("position", "id")]


def _look(agency: Agency, now: datetime) -> World:
    with connection.cursor() as cursor:
        today = to_local(now, agency.timezone).date()
        cursor.execute(load(__name__, "count_languages"), {"agency": agency.pk, "today": today})
        rows = cursor.fetchall()
    pools = PromoPool.objects.filter(agency_id=agency.pk).values("name")
    return World(
        clocks=_clocks(agency),
        known=_known(agency.pk),
        templates=load_words(agency.pk),
        audience=Audience({language: people for language, people, _ in rows if language}),
        marketing=frozenset(channel for *_, channels in rows for channel in channels),
        pools={
            row["name"]: row["free"]
            for row in pools.annotate(free=Count("codes__id", filter=Q(codes__task=None)))
        },
        reach=_reach(agency),
    )


def _reach(agency: Agency) -> Reach:
    """A sandbox delivers everything somewhere, and e-mail always has the outbox."""
    members = Member.objects.filter(agency_id=agency.pk).values("role", "name", "email", "phone", "language")
    channels = frozenset(CHANNELS) if agency.is_sandbox else connected_channels(agency.pk)
    rows = [{name: str(value) for name, value in one.items()} for one in members]
    return Reach(rows, frozenset({"email", *channels}))


def _clocks(agency: Agency) -> Clocks:
    times = Property.objects.filter(agency_id=agency.pk).aggregate(
        check_in=Max("check_in"), check_out=Max("check_out")
    )
    quiet = (agency.quiet_from, agency.quiet_to) if agency.quiet_from and agency.quiet_to else None
    return Clocks(times["check_in"] or time(15), times["check_out"] or time(11), quiet)


def _known(agency_id: int) -> Known:
    whose = {"agency_id": agency_id}
    return {
        "portals": _names(Portal.objects.filter(**whose).values_list("name", flat=True)),
        "properties": _names(Property.objects.filter(**whose).values_list("name", flat=True)),
        "filled_groups": _names(
            GroupProperty.objects.filter(**whose).values_list("group__name", flat=True).distinct()
        ),
        "groups": _names(MessageGroup.objects.filter(**whose).values_list("name", flat=True)),
        "portal_tags": _tags(Portal, agency_id),
        "property_tags": _tags(Property, agency_id),
        "booking_tags": _tags(Booking, agency_id),
        "owner_tags": _tags(Person, agency_id),
    }


def _tags(model: Any, agency_id: int) -> frozenset[str]:
    tags = Func(F("tags"), function="unnest")
    found = model.objects.filter(agency_id=agency_id).annotate(tag=tags).values_list("tag", flat=True)
    return frozenset(found.distinct())


def _names(found: Iterable[str]) -> frozenset[str]:
    return frozenset(found)
