"""Changed facts become words: built-in ones in six languages, or the agency's own. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import yaml

from hospes.content.compose_words import compose_words
from hospes.content.secrets import MASK, is_secret_path, marked
from hospes.content.words import Words

TEMPLATE = "correction"
"""The name of the agency's own template for corrections."""
LANGUAGES = ("en", "es", "sk", "cs", "da", "de")
EMPTY = "–"
_FIELDS = {"[property]": "{{ property.name }}", "[reference]": "{{ booking.reference }}"}
_ODD = re.compile(r"[^\w ]+")


@dataclass(frozen=True, slots=True)
class Change:
    """One fact that is not as it was said any more.

    Attributes:
        path: its field.
        old: as it was said; of a secret its digest.
        new: as it would be said now.
    """

    path: str
    old: str
    new: str

    @property
    def shown(self) -> tuple[str, str]:
        """Old and new as anybody may see them: secrets as dots, nothing as a dash."""
        if is_secret_path(self.path):
            return (MASK if self.old else EMPTY, MASK if self.new else EMPTY)
        return self.old or EMPTY, self.new or EMPTY


def built_in_words(changes: Sequence[Change]) -> dict[str, Words]:
    """Language → words that say these changes; they are filled in with `correction_values`."""
    paths = tuple(change.path for change in changes)
    return {language: _words(paths, language) for language in LANGUAGES}


def own_words(versions: Mapping[str, Words], changes: Sequence[Change]) -> dict[str, Words]:
    """The agency's versions, made to admit the codes that are among the changes.

    Codes come into words only where the words themselves name them, and `correction.changes` does not. So
    each part gets a condition that names them and is never true.
    """
    secrets = [change.path for change in changes if is_secret_path(change.path)]
    admits = "".join(f"{{% if {path} == '-' %}}-{{% endif %}}" for path in secrets)
    parts = ("subject", "html", "text", "sms")
    return {
        language: replace(
            words,
            **{part: getattr(words, part) + admits for part in parts if getattr(words, part)},
            viber=_admitting(words.viber, admits),
        )
        for language, words in versions.items()
    }


def correction_values(changes: Sequence[Change], language: str) -> dict[str, object]:
    """The fields of the branch "correction" in a language: `changes`, one line each, and their parts."""
    lines: list[str] = []
    values: dict[str, object] = {}
    for place, change in enumerate(changes):
        old, new = change.shown
        if is_secret_path(change.path) and change.new:
            branch, _, name = change.path.rpartition(".")
            new = str(marked(branch, {name: "-"})[name])
        lines.append(f"{label_of(change.path, language)}: {old} → {new}")
        values |= {f"old_{place}": old, f"new_{place}": new}
    return {"changes": lines, **values}


def label_of(path: str, language: str) -> str:
    """What a field is called in front of its value; an agency's own texts and codes by their names."""
    phrases = _phrases()
    spoken = next((one for one in (language, language.partition("-")[0]) if one in phrases), "en")
    labels: Mapping[str, str] = phrases[spoken]["labels"]
    name = _ODD.sub(" ", path.rpartition(".")[2].replace("_", " ")).strip()
    return labels.get(path) or name[:1].upper() + name[1:]


@lru_cache(maxsize=1024)
def _words(paths: tuple[str, ...], language: str) -> Words:
    phrases = _phrases()[language]
    labels = [label_of(path, language) for path in paths]
    long = (f"{{{{ correction.old_{place} }}}} → {_new(path, place)}" for place, path in enumerate(paths))
    rows = [[label, value] for label, value in zip(labels, long, strict=True)]
    brief = (_brief(path, place, phrases["before"]) for place, path in enumerate(paths))
    short = "; ".join(f"{label}: {value}" for label, value in zip(labels, brief, strict=True))
    written = {
        "subject": _filled(phrases["subject"]),
        "title": phrases["title"],
        "body": [phrases["opening"], {"facts": rows}, phrases["closing"]],
        "sms": f"{_filled(phrases['short'])}: {short}. {{{{ agency.name }}}}",
    }
    frame = {"greeting": phrases["greeting"], "help": "", "closing": phrases["farewell"]}
    made = compose_words(written, frame, language)
    return Words(language, made["subject"], made["html"], made["text"], made["sms"], {"text": made["text"]})


def _new(path: str, place: int) -> str:
    """The new value; a code by its own field, which is filled in when the envelope is closed."""
    if is_secret_path(path):
        return f'{{{{ {path} | default: "{EMPTY}" }}}}'
    return f"{{{{ correction.new_{place} }}}}"


def _brief(path: str, place: int, before: str) -> str:
    if is_secret_path(path):
        return _new(path, place).replace(EMPTY, "-")
    return f"{_new(path, place)} ({before} {{{{ correction.old_{place} }}}})"


def _filled(text: str) -> str:
    for token, field in _FIELDS.items():
        text = text.replace(token, field)
    return text


def _admitting(viber: Mapping[str, object] | None, admits: str) -> Mapping[str, object] | None:
    return {**viber, "text": f"{viber.get('text', '')}{admits}"} if viber and admits else viber


@cache
def _phrases() -> dict[str, Any]:
    place = files(__package__) / "phrases.yaml"
    read: dict[str, Any] = yaml.safe_load(place.read_text(encoding="utf-8"))
    return read
