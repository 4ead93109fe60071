"""Create an agency."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from hospes.agencies.models import Agency
from hospes.kit.errors import Conflict, Malformed

GRACE = timedelta(minutes=2)


def create_agency(name: str, *, timezone: str, currency: str, languages: list[str], now: datetime) -> Agency:
    """Create an agency; its slug comes from its name.

    Args:
        name: what guests know it by.
        timezone: IANA name, for example `Europe/Madrid`.
        currency: ISO 4217 code.
        languages: BCP 47 codes, the agency's own first.
        now: the instant of creation.

    Raises:
        Malformed: the name gives no slug, or zone, currency or language is not one.
        Conflict: there is an agency with this slug.
    """
    slug = slugify(name)[:60]
    if not slug:
        raise Malformed("The name needs at least one letter or digit.", field="name")
    check_zone(timezone)
    check_currency(currency)
    check_languages(languages)
    try:
        with transaction.atomic():
            return Agency.objects.create(
                slug=slug,
                name=name,
                timezone=timezone,
                currency=currency.upper(),
                languages=languages,
                grace=GRACE,
                created_at=now,
            )
    except IntegrityError as error:
        raise Conflict(f"There is an agency “{slug}” already: choose another name.", slug=slug) from error


def check_currency(currency: str) -> None:
    """Refuse what is no currency code."""
    if len(currency) != 3 or not (currency.isalpha() and currency.isascii()):
        raise Malformed(
            f"“{currency}” is no currency: use a code of three letters such as EUR.", field="currency"
        )


def check_languages(languages: list[str]) -> None:
    """Refuse an agency without a language of its own."""
    if not languages:
        raise Malformed("Name at least one language, for example en.", field="language")


def check_zone(timezone: str) -> None:
    """Refuse what is no IANA time zone."""
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        message = f"“{timezone}” is no time zone: use a name such as Europe/Madrid."
        raise Malformed(message, field="timezone") from error
