"""Make the virtual agency on which a script is played, inside a transaction that is taken back."""

from __future__ import annotations

from collections.abc import Mapping
from secrets import token_hex
from typing import Any

from hospes.agencies.change_agencies import SETTINGS, change_agency
from hospes.agencies.create_agencies import create_agency
from hospes.agencies.create_members import create_member
from hospes.agencies.models import Agency, Member
from hospes.bookings.facts import PersonFacts
from hospes.bookings.models import Property
from hospes.bookings.save_properties import PropertyFacts
from hospes.channels.models import Connection
from hospes.channels.save_connection import ConnectionFacts, save_connection
from hospes.engine.change_places import change_properties
from hospes.engine.change_solutions import change_solutions
from hospes.engine.happenings import BY, Scene
from hospes.engine.scripts import RecipeUse, Script
from hospes.engine.written_properties import written_properties
from hospes.kit.errors import HospesError, Malformed
from hospes.planning.export_solutions import export_solutions
from hospes.planning.places import Place
from hospes.planning.recipes.load_recipes import find_recipe
from hospes.planning.recipes.set_recipes import recipe_for_agency

MANY = 1_000_000
"""Nobody is there to confirm a number of messages, and none of them leaves."""
PHONE_CHANNELS = ("sms", "viber")
PLAIN = {"name": "Costa Blava", "timezone": "UTC", "currency": "EUR", "languages": ["en"]}
READERS = {"quiet_from": Place.clock, "quiet_to": Place.clock, "grace": Place.duration}
SAME = (
    "name", "timezone", "check_in", "check_out", "language", "city", "country", "address", "instructions",
    "texts", "secrets", "information",
)  # fmt: skip


def make_scene(script: Script, copied: int | None) -> Scene:
    """Make the agency with its members, rules, properties and channels; call it inside a transaction.

    Args:
        script: says what the agency is like, or
        copied: the agency whose settings, properties and, where the script has none, rules are taken over.

    Raises:
        Malformed: the script says what cannot be; the sentence begins with the path.
    """
    now = script.starts_at
    original = Agency.objects.get(id=copied) if copied is not None else None
    agency = _make_agency(script, original)
    _make_members(script, agency, original)
    for channel in PHONE_CHANNELS if original is None else _channels(original):
        save_connection(agency.id, ConnectionFacts(f"Outbox {channel}", channel, "outbox"), now=now)
    _make_properties(script, agency, original)
    _make_rules(script, agency, original)
    return Scene(agency.id, script.zone, agency.currency)


def _make_agency(script: Script, original: Agency | None) -> Agency:
    told: dict[str, Any] = {**PLAIN}
    if original:
        told = {name: getattr(original, name) for name in SETTINGS}
    for key, place in (script.agency or {}).items():
        told[key] = READERS.get(key, _as_is)(place)
    told = {"blast_limit": MANY, **told} if script.agency else {**told, "blast_limit": MANY}
    try:
        agency = create_agency(
            f"script {token_hex(12)}",
            timezone=script.zone,
            currency=told["currency"],
            languages=told["languages"],
            now=script.starts_at,
        )
        change_agency(agency.id, **told)
    except HospesError as error:
        raise Malformed(f"agency: {error.message}", path="agency") from error
    agency.refresh_from_db()
    return agency


def _as_is(place: Place) -> Any:
    return place.value


def _make_members(script: Script, agency: Agency, original: Agency | None) -> None:
    members = list(script.members)
    if original:
        columns = ("email", "role", "name")
        members += Member.objects.filter(agency_id=original.id).order_by("id").values(*columns)
    for number, member in enumerate(members):
        try:
            create_member(agency.id, **member, password="", now=script.starts_at)
        except HospesError as error:
            path = f"members[{number}]"
            raise Malformed(f"{path}: {error.message}", path=path) from error


def _channels(original: Agency) -> list[str]:
    active = Connection.objects.filter(agency_id=original.id, is_active=True).exclude(channel="email")
    return sorted(set(active.values_list("channel", flat=True)))


def _make_properties(script: Script, agency: Agency, original: Agency | None) -> None:
    properties: list[PropertyFacts] = []
    groups: dict[str, str] = {}
    if original:
        found = Property.objects.filter(agency_id=original.id).select_related("owner").order_by("id")
        properties = [_same_property(one) for one in found]
    if script.properties:
        own, groups = written_properties(script.properties)
        properties = [one for one in properties if one.name not in {each.name for each in own}] + own
    change_properties(agency.id, properties, groups=groups, now=script.starts_at, by=BY)


def _same_property(one: Property) -> PropertyFacts:
    told = ("name", "email", "phone", "language", "country")
    owner = PersonFacts(**{column: getattr(one.owner, column) for column in told}) if one.owner else None
    return PropertyFacts(
        owner=owner, tags=tuple(one.tags), **{column: getattr(one, column) for column in SAME}
    )


def _make_rules(script: Script, agency: Agency, original: Agency | None) -> None:
    rules: dict[str, Any] = {**script.rules}
    if original and not rules and not script.recipes:
        rules = export_solutions(original.id)
    for number, use in enumerate(script.recipes):
        path = f"recipes[{number}]"
        for key, entries in _recipe(agency, use, path).items():
            known = {one["name"] for one in rules.get(key, ())}
            rules[key] = [*rules.get(key, ()), *(one for one in entries if one["name"] not in known)]
    change_solutions(agency.id, rules, now=script.starts_at, by=BY)


def _recipe(agency: Agency, use: RecipeUse, path: str) -> Mapping[str, list[dict[str, Any]]]:
    try:
        return recipe_for_agency(
            agency.id,
            find_recipe(use.recipe),
            agency.languages,
            changes=use.changes,
            name=use.name,
            active=True,
        )
    except HospesError as error:
        raise Malformed(f"{path}: {error.message}", path=path) from error
