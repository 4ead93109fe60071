"""What a source says of one booking, as a value: the shape in which every booking comes in."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

HIDDEN = "••••"
"""What is shown instead of a secret; read back, it means: as before."""


class Origin(StrEnum):
    """How facts come in; what an import or a feed shows for the first time may be old news (S17)."""

    LIVE = "live"
    IMPORT = "import"
    FEED = "feed"


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """Who somebody is, as the source wrote it; addresses are normalised when received."""

    name: str = ""
    email: str = ""
    phone: str = ""
    language: str = ""
    country: str = ""
    timezone: str = ""
    tags: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class BookingFacts:
    """One version of one booking, complete: what is missing here is missing in the booking.

    `arrival`, `departure` are local dates of the property; instants are aware. `version_at` orders versions
    (empty: the instant of receiving). `status_at` is the last change of status (empty: the instant of booking
    when first seen, later the instant of receiving). `owner` and tags of property and owner change the
    property and its owner; None leaves them alone. `secrets` are this stay's own codes by name; None leaves
    them alone, and so does `HIDDEN` for one of them.
    """

    reference: str
    portal: str
    property: str
    status: str
    booked_at: datetime
    arrival: date
    departure: date
    guest: PersonFacts
    currency: str
    client: PersonFacts | None = None
    agent: PersonFacts | None = None
    owner: PersonFacts | None = None
    status_at: datetime | None = None
    version_at: datetime | None = None
    cancelled_by: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    adults: int = 1
    children: int = 0
    total: Decimal = Decimal(0)
    paid: Decimal = Decimal(0)
    payment_due: date | None = None
    payment_method: str = ""
    language: str = ""
    tags: tuple[str, ...] = ()
    property_tags: tuple[str, ...] | None = None
    notes: str = ""
    custom: dict[str, Any] = field(default_factory=dict)
    codes: tuple[str, ...] = ()
    has_card: bool = False
    charge_on: date | None = None
    is_paid_at_once: bool = False
    secrets: dict[str, str] | None = None
