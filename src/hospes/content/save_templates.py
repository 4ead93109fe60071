"""Save templates as written."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NoReturn

from django.db import transaction

from hospes.content.check import check_words
from hospes.content.load_templates import PARTS
from hospes.content.models import Template, TemplateVersion
from hospes.content.words import Words
from hospes.kit.errors import Malformed

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class SavedTemplate:
    """What became of one template."""

    name: str
    outcome: Literal["created", "changed", "unchanged"]


def save_templates(
    agency_id: int, templates: Sequence[object], *, now: datetime, dry_run: bool = False
) -> list[SavedTemplate]:
    """Create templates, or bring those of the same name to these words; all or none.

    A language that is not named any more is removed. Saving the same again changes nothing.

    Args:
        agency_id: whose templates.
        templates: entries of the YAML schema: `{"name": …, "versions": {"en": {"subject": …, …}}}`.
        now: the instant of saving.
        dry_run: check and compare only.

    Raises:
        Malformed: a mistake in form; the sentence begins with the path, such as `templates[0].versions.en`.
        UnknownField: words use a field that does not exist; the sentence suggests one.
    """
    read = [_read_template(written, f"templates[{i}]") for i, written in enumerate(templates)]
    with transaction.atomic():
        saved = [_save(agency_id, name, words, now=now) for name, words in read]
        if dry_run:
            transaction.set_rollback(True)
    return saved


def _read_template(written: object, path: str) -> tuple[str, list[Words]]:
    if not isinstance(written, Mapping):
        _refuse(path, "must be a mapping with name and versions.")
    for key in set(written) - {"name", "versions"}:
        _refuse(f"{path}.{key}", "is not a key here; use name or versions.")
    name, versions = written.get("name"), written.get("versions")
    if not isinstance(name, str) or not 0 < len(name.strip()) <= 100:
        _refuse(f"{path}.name", "must be a text of 1 to 100 characters.")
    if not isinstance(versions, Mapping) or not versions:
        _refuse(f"{path}.versions", "must name at least one language, like {en: {subject: …, text: …}}.")
    return name.strip(), [
        _read_words(code, parts, f"{path}.versions.{code}") for code, parts in versions.items()
    ]


def _read_words(language: object, parts: object, path: str) -> Words:
    if not isinstance(language, str) or not _LANGUAGE.fullmatch(language):
        _refuse(path, "is not a language code; write it like en, de or pt-BR.")
    if not isinstance(parts, Mapping):
        _refuse(path, f"must be a mapping with some of {', '.join(PARTS)}.")
    for part, value in parts.items():
        _check_part(part, value, f"{path}.{part}")
    words = Words(language=language, **{part: value for part, value in parts.items() if value is not None})
    check_words(words, path)
    return words


def _check_part(part: object, value: object, path: str) -> None:
    if part not in PARTS:
        _refuse(path, f"is not a key here; use one of {', '.join(PARTS)}.")
    if part in ("viber", "campaign"):
        if not isinstance(value, Mapping | None):
            _refuse(path, "must be a mapping or null: viber is written as {text: …}.")
    elif not isinstance(value, str | None) or "\x00" in (value or ""):
        _refuse(path, "must be a text without NUL characters.")


def _refuse(path: str, sentence: str) -> NoReturn:
    raise Malformed(f"{path}: {sentence}", path=path)


def _save(agency_id: int, name: str, words: Sequence[Words], *, now: datetime) -> SavedTemplate:
    template, is_new = Template.objects.get_or_create(
        agency_id=agency_id, name=name, deleted_at=None, defaults={"created_at": now}
    )
    old = {version.language: version for version in _versions_of(template)}
    gone = set(old) - {version.language for version in words}
    if gone:
        _versions_of(template).filter(language__in=gone).delete()
    changed = [_save_words(template, old.get(version.language), version, now=now) for version in words]
    if is_new:
        return SavedTemplate(name, "created")
    return SavedTemplate(name, "changed" if gone or any(changed) else "unchanged")


def _versions_of(template: Template) -> Any:
    return TemplateVersion.objects.filter(agency_id=template.agency_id, template_id=template.pk)


def _save_words(template: Template, old: TemplateVersion | None, words: Words, *, now: datetime) -> bool:
    parts = {part: getattr(words, part) for part in PARTS}
    if old is None:
        TemplateVersion.objects.create(
            agency_id=template.agency_id,
            template=template,
            language=words.language,
            changed_at=now,
            **parts,
        )
        return True
    if all(getattr(old, part) == value for part, value in parts.items()):
        return False
    _versions_of(template).filter(pk=old.pk).update(revision=old.revision + 1, changed_at=now, **parts)
    return True
