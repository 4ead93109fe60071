"""Change an agency's settings."""

import json
from collections.abc import Callable
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db.models import BooleanField, JSONField

from hospes.agencies.create_agencies import check_currency, check_languages, check_zone
from hospes.agencies.models import Agency
from hospes.kit.closest import closest
from hospes.kit.email import normalise_email
from hospes.kit.errors import Malformed, NotFound
from hospes.kit.iban import normalise_bic, normalise_iban

SETTINGS = frozenset({
    "name", "timezone", "currency", "languages", "country", "email", "phone", "address", "website",
    "sender_name", "sender_email", "reply_to", "quiet_from", "quiet_to", "grace", "minutes_saved",
    "sends_email", "sends_sms", "stitches_stays", "settles_payments_elsewhere", "is_sandbox", "tester_email",
    "secrets_need_payment", "iban", "bic", "account_holder", "footer", "blast_limit",
})  # fmt: skip
CHECKS: dict[str, Callable[[Any], None]] = {
    "timezone": check_zone,
    "currency": check_currency,
    "languages": check_languages,
}
CLEANED: dict[str, Callable[[str], str]] = {
    **dict.fromkeys(("email", "sender_email", "reply_to", "tester_email"), normalise_email),
    "iban": normalise_iban,
    "bic": normalise_bic,
}


def change_agency(agency_id: int, **changes: Any) -> None:
    """Change settings of an agency; the same again changes nothing. The slug stays what it is.

    A new zone or new quiet hours count for what is planned from then on: plan again afterwards.

    Raises:
        Malformed: there is no such setting, or the zone, currency, language, address or account is none.
        NotFound: there is no such agency.
    """
    if unknown := sorted(changes.keys() - SETTINGS):
        allowed = ", ".join(sorted(SETTINGS))
        raise Malformed(f"“{unknown[0]}” is no setting of an agency: use one of {allowed}.", field=unknown[0])
    for name in CHECKS.keys() & changes.keys():
        CHECKS[name](changes[name])
    for name in CLEANED.keys() & changes.keys():
        changes[name] = changes[name] and CLEANED[name](changes[name])
    _check_lengths(changes)
    if "currency" in changes:
        changes["currency"] = changes["currency"].upper()
    agency = Agency.objects.filter(id=agency_id)
    if not (agency.update(**changes) if changes else agency.exists()):
        raise NotFound("There is no such agency.")


def _check_lengths(changes: dict[str, Any]) -> None:
    for name, value in changes.items():
        most = getattr(Agency._meta.get_field(name), "max_length", None)
        if isinstance(value, str) and most is not None and len(value) > most:
            raise Malformed(f"“{name}” has at most {most} characters: shorten it.", field=name)


def read_setting(name: str, written: str) -> Any:
    """The value of a setting as a person types it: `22:00`, `true`, `50`; nothing takes it away.

    Raises:
        Malformed: there is no such setting, or it cannot have that value.
    """
    if name not in SETTINGS:
        likely = closest(name, SETTINGS)
        advice = f"did you mean {likely}?" if likely else f"use one of {', '.join(sorted(SETTINGS))}."
        raise Malformed(f"“{name}” is no setting of an agency: {advice}", field=name)
    column: Any = Agency._meta.get_field(name)
    if not written and column.null:
        return None
    if isinstance(column, BooleanField):
        written = {"yes": "True", "no": "False"}.get(written.lower(), written.capitalize())
    if isinstance(column, ArrayField):
        return [word.strip() for word in written.split(",") if word.strip()]
    try:
        return column.to_python(json.loads(written) if isinstance(column, JSONField) else written)
    except (ValidationError, ValueError) as error:
        raise Malformed(f"{name} cannot be “{written[:60]}”: look at what it is now.", field=name) from error
