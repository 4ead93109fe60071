"""Tables of bookings: the facts that everything else is derived from."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from hospes.agencies.models import Owned


class Status(models.TextChoices):
    """Where a booking stands."""

    INQUIRY = "inquiry", _("Inquiry")
    PENDING = "pending", _("Pending")
    CONFIRMED = "confirmed", _("Confirmed")
    REJECTED = "rejected", _("Rejected")
    CANCELLED = "cancelled", _("Cancelled")
    COMPLETED = "completed", _("Completed")
    NO_SHOW = "no_show", _("No-show")


class EventKind(models.TextChoices):
    """What can happen to a booking."""

    BOOKED = "booked"
    PENDING = "pending"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    REINSTATED = "reinstated"
    MOVED = "moved"
    PAID = "paid"
    PAYMENT_FAILED = "payment_failed"
    COMPLETED = "completed"
    NO_SHOW = "no_show"
    REVIEW_RECEIVED = "review_received"


def tags_field() -> "ArrayField[list[str], list[str]]":
    """A set of words to select by, kept as written, trimmed, without duplicates."""
    return ArrayField(models.CharField(max_length=100), default=list)


class Person(Owned):
    """Anyone who can get a message: guest, client, owner or agent.

    `key` tells people apart inside an agency (address plus folded name, or the booking they came with);
    `address_key` is the address alone, which ties stays of one guest together. `email` is normalised, `phone`
    is E.164; what could not be understood stays in `raw_email`, `raw_phone` and is never used for sending.
    """

    key = models.CharField(max_length=600)
    address_key = models.CharField(max_length=300, blank=True)
    name = models.CharField(max_length=300, blank=True)
    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    raw_email = models.CharField(max_length=300, blank=True)
    raw_phone = models.CharField(max_length=100, blank=True)
    language = models.CharField(max_length=20, blank=True)
    country = models.CharField(max_length=2, blank=True)
    timezone = models.CharField(max_length=64, blank=True)
    tags = tags_field()
    forgotten_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["agency", "key"], name="person_once_per_key"),)
        indexes = (
            models.Index(fields=["address_key", "agency"], name="people_by_address"),
            models.Index(fields=["phone", "agency"], name="people_by_phone"),
            models.Index(Upper("email"), "agency", name="people_by_email"),
        )


class Portal(Owned):
    """The site a booking was made on. Bookings of an excluded portal get no tasks at all."""

    name = models.CharField(max_length=100)
    tags = tags_field()
    is_excluded = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["agency", "name"], name="portal_once_per_name"),)


class Property(Owned):
    """What is booked: a home, a room, a sauna, a course.

    `timezone` empty means the agency's. `check_in` and `check_out` are local times of day. `secrets` are
    codes and keys by name, only ever shown to the guest of a running stay. `information` is a list of
    `{"when": "always" | "booked" | "paid", "text": {language: text}}`, said with system notifications.
    """

    name = models.CharField(max_length=200)
    timezone = models.CharField(max_length=64, blank=True)
    check_in = models.TimeField()
    check_out = models.TimeField()
    owner = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="properties", db_constraint=False
    )
    tags = tags_field()
    language = models.CharField(max_length=20, blank=True)
    city = models.CharField(max_length=120, blank=True)
    country = models.CharField(max_length=2, blank=True)
    address = models.TextField(blank=True)
    instructions = models.TextField(blank=True)
    texts = models.JSONField(default=dict)
    secrets = models.JSONField(default=dict)
    information = models.JSONField(default=list)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "properties"
        constraints = (models.UniqueConstraint(fields=["agency", "name"], name="property_once_per_name"),)


class Booking(Owned):
    """One stay or appointment of one guest in one property.

    `arrival` and `departure` are local dates of the property. `starts_at`, `ends_at` are set only where the
    booking has times of its own (appointments); else the property's check-in and check-out times count.
    `booked_at` is the portal's booking time; `received_at` is when we first saw it; `status_at` is the
    instant of the last change of status; `version_at` orders versions of the facts: an older one never wins.
    Money is in `currency`. `secrets` are this stay's own codes by name. `codes` are what the guest shows at
    the door (empty: the reference). `charge_on` is when the stored card (`has_card`) will be charged.
    `is_paid_at_once` says that the web took the whole price with the booking; `paying_since` that a payment
    is under way.
    """

    portal = models.ForeignKey(Portal, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    reference = models.CharField(max_length=200)
    property = models.ForeignKey(
        Property, on_delete=models.PROTECT, related_name="bookings", db_constraint=False
    )
    guest = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="stays", db_constraint=False)
    client = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    agent = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    status = models.CharField(max_length=10, choices=Status)
    status_at = models.DateTimeField()
    cancelled_by = models.CharField(max_length=20, blank=True)
    booked_at = models.DateTimeField()
    received_at = models.DateTimeField()
    version_at = models.DateTimeField()
    is_imported = models.BooleanField(default=False)
    arrival = models.DateField()
    departure = models.DateField()
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    adults = models.SmallIntegerField(default=1)
    children = models.SmallIntegerField(default=0)
    total = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    paid = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    currency = models.CharField(max_length=3)
    payment_due = models.DateField(null=True)
    payment_method = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=20, blank=True)
    tags = tags_field()
    notes = models.TextField(blank=True)
    custom = models.JSONField(default=dict)
    sends_email = models.BooleanField(default=True)
    sends_sms = models.BooleanField(default=True)
    secrets = models.JSONField(default=dict)
    codes = ArrayField(models.CharField(max_length=200), default=list)
    has_card = models.BooleanField(default=False)
    charge_on = models.DateField(null=True)
    is_paid_at_once = models.BooleanField(default=False)
    paying_since = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["agency", "portal", "reference"], name="booking_once_per_reference"
            ),
            models.CheckConstraint(
                condition=models.Q(departure__gte=models.F("arrival")), name="booking_departs_after_arrival"
            ),
        )
        indexes = (
            models.Index(fields=["agency", "arrival"], name="bookings_by_arrival"),
            models.Index(fields=["agency", "reference"], name="bookings_by_reference"),
        )


class Event(Owned):
    """Something that happened to a booking at an instant. Only ever added.

    `ordinal` counts the events of one kind of one booking from 1. `details` holds what changed, for example
    `{"old_arrival": "2026-06-01", "new_arrival": …}` of *moved* or `{"by": "guest"}` of *cancelled*.
    """

    booking = models.ForeignKey(
        Booking, on_delete=models.PROTECT, related_name="events", db_constraint=False, db_index=False
    )
    kind = models.CharField(max_length=20, choices=EventKind)
    ordinal = models.SmallIntegerField()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    is_imported = models.BooleanField(default=False)
    details = models.JSONField(default=dict)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["agency", "booking", "kind", "ordinal"], name="event_once_per_ordinal"
            ),
        )


class ImportState(models.TextChoices):
    """How far an import is."""

    RUNNING = "running"
    DONE = "done"


class Import(Owned):
    """One import of one file: how far it is, so that it goes on after an interruption where it stopped.

    `digest` is of the file and its map: another file, or another map, is another import. `rows_done` counts
    the rows after the header whose batches are committed; the other numbers count what became of them.
    """

    digest = models.CharField(max_length=64)
    name = models.CharField(max_length=255)
    state = models.CharField(max_length=10, choices=ImportState)
    rows_done = models.IntegerField(default=0)
    created = models.IntegerField(default=0)
    changed = models.IntegerField(default=0)
    unchanged = models.IntegerField(default=0)
    stale = models.IntegerField(default=0)
    refused = models.IntegerField(default=0)
    started_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["agency", "digest"], name="import_once_per_digest"),)


class Payment(Owned):
    """Money that was paid (or paid back, negative) for a booking. `reference` is the payer's system's own."""

    booking = models.ForeignKey(
        Booking, on_delete=models.PROTECT, related_name="payments", db_constraint=False, db_index=False
    )
    reference = models.CharField(max_length=200)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)
    method = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["agency", "booking", "reference"], name="payment_once_per_reference"
            ),
        )


class Permission(Owned):
    """What a person allows now on one channel for one kind of message; a missing row is the default.

    The default of *service* is yes, of *marketing* no; *transactional* cannot be refused (S25).
    """

    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="permissions", db_constraint=False, db_index=False
    )
    channel = models.CharField(max_length=10)
    kind = models.CharField(max_length=20)
    is_allowed = models.BooleanField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["agency", "person", "channel", "kind"], name="permission_once_per_channel_and_kind"
            ),
        )


class ConsentRecord(Owned):
    """One statement of a person's will: what was allowed or refused, when, how, and what they had read.

    `source` is where it came from (page, stop_word, link, import, api, member …), `text_version` names the
    text they agreed to, `words` are what they wrote (a STOP, say). Only ever added.
    """

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="consents", db_constraint=False, db_index=False
    )
    channel = models.CharField(max_length=10)
    kind = models.CharField(max_length=20)
    is_allowed = models.BooleanField()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    source = models.CharField(max_length=30)
    text_version = models.CharField(max_length=60, blank=True)
    words = models.CharField(max_length=300, blank=True)
    by = models.CharField(max_length=254, blank=True)

    class Meta:
        indexes = (models.Index(fields=["agency", "person", "-at"], name="consent_records_newest_first"),)


class Review(Owned):
    """What a guest said of a stay. `rating` is 1 to 5; `reference` is the source's own number of it."""

    booking = models.ForeignKey(
        Booking, on_delete=models.PROTECT, related_name="reviews", db_constraint=False, db_index=False
    )
    reference = models.CharField(max_length=200)
    rating = models.SmallIntegerField(null=True)
    text = models.TextField(blank=True)
    source = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["agency", "booking", "reference"], name="review_once_per_reference"
            ),
        )
