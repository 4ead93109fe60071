"""The words of one template in one language, as plain data, and what can be wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from hospes.kit.errors import Malformed, Refused


class UnreadableWords(Malformed):
    """Words that cannot be saved: broken or forbidden Liquid; details name part, line and what to do."""

    code = "unreadable_words"


class Unwordable(Refused):
    """Good words that cannot be filled in for this booking; details hold a `reason` code.

    Reasons: "too_long" (more than 64 KB came out), "too_slow", "bad_value" (a filter met a value that it
    cannot work with).
    """

    code = "unwordable"


@dataclass(frozen=True, slots=True)
class Words:
    """What a template says in one language, on every channel; Liquid in each part.

    Attributes:
        language: BCP 47 code, such as "es" or "pt-BR".
        subject: one line, for e-mail.
        html: the inside of the e-mail's page, as written; it is cleaned and put into a page when rendering.
        text: the plain alternative; when empty it is derived from `html`.
        sms: for SMS, measured after rendering.
        viber: "text", and optionally "button" ({"label", "url"}) and "image"; None when there is none.
        campaign: what a campaign provider needs (list, e-mail id …), not worded by us.
        revision: grows with each change of the words.
    """

    language: str
    subject: str = ""
    html: str = ""
    text: str = ""
    sms: str = ""
    viber: Mapping[str, object] | None = field(default=None, hash=False)
    campaign: Mapping[str, object] | None = field(default=None, hash=False)
    revision: int = 1

    def parts(self) -> Iterator[tuple[str, str]]:
        """Each part that holds words, as (path, source): "subject", "html", …, "viber.button.label"."""
        for name in ("subject", "html", "text", "sms"):
            source = getattr(self, name)
            if source:
                yield name, source
        yield from _texts_in(self.viber, "viber")


def _texts_in(value: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str) and value:
        yield path, value
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _texts_in(inner, f"{path}.{name}")
