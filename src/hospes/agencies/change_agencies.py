"""Change an agency's settings."""

from collections.abc import Callable
from typing import Any

from hospes.agencies.create_agencies import check_currency, check_languages, check_zone
from hospes.agencies.models import Agency
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
