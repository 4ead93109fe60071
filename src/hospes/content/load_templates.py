"""Load an agency's templates."""

from collections.abc import Iterator
from typing import Any

from hospes.content.models import TemplateVersion
from hospes.content.system_words.load_system_words import load_system_words
from hospes.content.words import Words

PARTS = ("subject", "html", "text", "sms", "viber", "campaign")


def load_words(agency_id: int) -> dict[str, dict[str, Words]]:
    """The words of all templates: name → language → words, languages in the order of the file.

    The built-in words of system notifications are among them, unless the agency has a template of that name.
    """
    return {**load_system_words(), **_own_words(agency_id)}


def _own_words(agency_id: int) -> dict[str, dict[str, Words]]:
    loaded: dict[str, dict[str, Words]] = {}
    for version in _versions(agency_id):
        parts = {part: getattr(version, part) for part in PARTS}
        words = Words(language=version.language, revision=version.revision, **parts)
        loaded.setdefault(version.template.name, {})[version.language] = words
    return loaded


def written_templates(agency_id: int) -> list[dict[str, Any]]:
    """The templates in the shape of the YAML schema, without empty parts, in the order of first saving."""
    written: dict[str, dict[str, Any]] = {}
    for version in _versions(agency_id):
        parts = {part: getattr(version, part) for part in PARTS if getattr(version, part)}
        written.setdefault(version.template.name, {})[version.language] = parts
    return [{"name": name, "versions": versions} for name, versions in written.items()]


def _versions(agency_id: int) -> Iterator[TemplateVersion]:
    versions = TemplateVersion.objects.select_related("template")
    yield from versions.filter(agency_id=agency_id, template__deleted_at=None).order_by("template_id", "id")
